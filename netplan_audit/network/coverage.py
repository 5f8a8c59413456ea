"""What of an input the network model understands, counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping


class NetworkCoverage(Struct, frozen=True):
    """Counts of what was read.

    `resources` counts the instances of the input, `analysed` those the model understands,
    `irrelevant` those of types that place nothing in a network; `not_analysed` counts by type what
    may matter and is not modelled, `providers_not_analysed` what other providers make.
    `missing_modules` are calls without a body, `unresolved` arguments whose target is unknown.
    """

    resources: int
    analysed: int
    not_analysed: Mapping[str, int]
    providers_not_analysed: Mapping[str, int]
    missing_modules: tuple[str, ...]
    unresolved: tuple[str, ...]
    objects: Mapping[str, int]

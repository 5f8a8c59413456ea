"""The tags of a resource, as far as they are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping


class Tags(Struct, frozen=True):
    """Tags by name, and the names whose values are not known.

    `closed` tells that there are no others, `settles` names what would tell.
    """

    known: Mapping[str, str] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    closed: bool = True
    settles: str = ""


NO_TAGS = Tags()


def no_tags(address: str) -> Tags:  # noqa: ARG001 - the signature of every reader of tags
    """Return the tags where none were read."""
    return NO_TAGS

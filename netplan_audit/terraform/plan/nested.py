"""Which of the nested blocks that the configuration writes a planned one can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netplan_audit.terraform.value import Path


def blocks_like(path: Path, written: object, planned: object) -> tuple[int, ...]:
    """Return the places of the blocks written that the planned one at `path` can be, by constants.

    Empty where there is no choice, or nothing to choose by: a set of blocks has another order in
    the plan than in the configuration.
    """
    if len(path) < 3 or not isinstance(written, list) or len(written) < 2:  # noqa: PLR2004
        return ()
    at = path[1]
    if not isinstance(planned, list) or not isinstance(at, int) or at >= len(planned):
        return ()
    return tuple(place for place, one in enumerate(written) if _agrees(one, planned[at]))


def is_written(written: object, planned: object) -> bool:
    """Tell whether every planned block stands in the configuration, none being made by `dynamic`.

    What such a block leaves out is the provider's to compute.
    """
    count = len(planned) if isinstance(planned, list) else 1
    return isinstance(written, dict) or (isinstance(written, list) and len(written) >= count)


def _agrees(written: object, planned: object) -> bool:
    """Tell whether a planned block can be the one written: no constant differs."""
    if not isinstance(written, dict) or not isinstance(planned, dict):
        return True
    for name, expression in written.items():
        if isinstance(expression, dict) and "constant_value" in expression:
            value = planned.get(name)
            if value is not None and value != expression["constant_value"]:
                return False
    return True

"""Real plans alone tell what they tell with their source beside, if only as undecided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.silence import silent_alone

if TYPE_CHECKING:
    from pathlib import Path

_USED: Final = {"sg-unattached"}  # a group that something may use is not called unused
SILENT: Final = {"02-count-splat-element": _USED, "04-sg-spellings": _USED}
"""By project, the checks that are silent about its plan alone."""


def test_a_real_plan_alone_is_not_silent(corpus: Path) -> None:
    silent = {
        folder.name: found
        for folder in sorted((corpus / "real").iterdir())
        for plan in sorted(folder.glob("plan*.json"))
        if (found := silent_alone(plan.read_bytes(), folder / "src"))
    }
    assert silent == SILENT

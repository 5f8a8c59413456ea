"""What one path asks of a request: that it is a text, begins with one, or fits a pattern."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.terraform.hcl.faults import EvaluationError, LimitError
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Callable

    from netplan_audit.terraform.hcl.functions.regex_program import Program

_STEPS: Final = 200_000
"""Steps that one match may take."""


class PathTest(Struct, frozen=True):
    """What a path becomes at its controller.

    `rank` orders tests: lower ones are asked first, equal ones in their order. Every request that
    passes begins with `key`, in lower case where `folds`.
    """

    rank: int
    key: str
    passes: Callable[[str], Truth]
    folds: bool = False

    def is_near(self, request: str) -> bool:
        """Tell whether a request begins as those that pass do."""
        return (request.lower() if self.folds else request).startswith(self.key)


def exactly(path: str, rank: int = 0) -> PathTest:
    """Make a test for one path."""
    return PathTest(rank, path, lambda request: truth(request == path))


def by_elements(path: str, rank: int = 0) -> PathTest:
    """Make a test for a path and what is beneath it."""
    bare = path.rstrip("/")
    return PathTest(
        rank, bare, lambda request: truth(request == bare or request.startswith(f"{bare}/"))
    )


def by_text(path: str, rank: int = 0) -> PathTest:
    """Make a test for what begins with a text."""
    return PathTest(rank, path, lambda request: truth(request.startswith(path)))


def beginning(pattern: str) -> str:
    """Return text that everything which a regular expression matches begins with."""
    literal = re.match(r"[a-z0-9/_-]*", pattern)
    start = "" if literal is None or "|" in pattern else literal[0]
    return start[:-1] if pattern[len(start) : len(start) + 1] in {"*", "?", "{"} else start


def fits(pattern: str) -> Callable[[str], Truth]:
    """Return what tells whether a pattern matches somewhere in a request."""
    return lambda request: _found(pattern, request)


def _found(pattern: str, request: str) -> Truth:
    # Here and not above: few inputs have patterns in their paths.
    from netplan_audit.terraform.hcl.budget import Budget  # noqa: PLC0415

    program = _compiled(pattern)
    if program is None:
        return Truth.UNKNOWN
    try:
        return truth(program.search(request, 0, Budget(_STEPS)) is not None)
    except LimitError:
        return Truth.UNKNOWN


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> Program | None:
    """Compile a pattern; None where it is none, or one that takes Perl's syntax."""
    from netplan_audit.terraform.hcl.functions.regex_program import (  # noqa: PLC0415
        compile_pattern,
    )

    try:
        return compile_pattern(pattern)
    except (EvaluationError, LimitError):
        return None

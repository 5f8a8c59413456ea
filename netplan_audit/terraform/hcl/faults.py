"""What stops an evaluation: an error of the expression, or a limit that it ran into."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.file import SourceFile

MAX_DEPTH: Final = 200
"""Levels of nesting that values, types and expressions may have."""


MAX_SIZE: Final = 1_000_000
"""Elements that one value may have, at all depths; parts that it shares count each time."""


class EvaluationError(Exception):
    """An expression that Terraform refuses as well; `try` and `can` catch it.

    `span` is the place in the source, `(start, end)` offsets, once the evaluator has filled it in;
    `file` is the file that it is a place in, where the expression was one of a configuration.
    """

    def __init__(self, message: str, span: tuple[int, int] | None = None) -> None:
        """Keep the message apart from the place, which an outer expression may know better."""
        super().__init__(message)
        self.message = message
        self.span = span
        self.file: SourceFile | None = None


class LimitError(Exception):
    """An expression too large or too deep to be worked out here; nothing in Terraform catches it.

    It says nothing about the configuration's validity: what it stood for is unknown.
    """

    def __init__(self, message: str, span: tuple[int, int] | None = None) -> None:
        """Keep the message apart from the place, which an outer expression may know better."""
        super().__init__(message)
        self.message = message
        self.span = span
        self.file: SourceFile | None = None

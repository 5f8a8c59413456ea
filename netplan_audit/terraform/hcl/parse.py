"""Reads files, and lone expressions and templates, into syntax trees; never raises on bad text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.terraform.hcl.bodies import BodyParser
from netplan_audit.terraform.hcl.cursor import UnreadableError
from netplan_audit.terraform.hcl.expressions import ExpressionParser
from netplan_audit.terraform.hcl.file import File, SourceFile
from netplan_audit.terraform.hcl.lexer import END, Lexer
from netplan_audit.terraform.hcl.nodes import Invalid
from netplan_audit.terraform.hcl.templates import bare_template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from netplan_audit.terraform.hcl.nodes import Expression


def parse_native(path: str, data: bytes) -> File:
    """Read a file in native syntax; `path` is how the diagnostics name it."""
    source = decoded(path, data)
    parser = BodyParser(source.text, source.start)
    body = parser.file_body()
    problems = diagnostics(source, parser.problems)
    return File(source, body, tuple(parser.comments), problems)


def decoded(path: str, data: bytes) -> SourceFile:
    """Decode a file; bytes that are not UTF-8 become lone surrogates, which no syntax accepts.

    In comments they do no harm, as in Terraform.
    """
    return SourceFile(path, data.decode("utf-8", errors="surrogateescape"))


def diagnostics(source: SourceFile, problems: Iterable[tuple[int, str]]) -> tuple[Diagnostic, ...]:
    """Turn offsets and messages into diagnostics with lines and columns."""
    return tuple(
        Diagnostic("warning", "hcl-syntax", message, source.path, "", *source.position(offset))
        for offset, message in problems
    )


def parse_expression(source: SourceFile) -> tuple[Expression, tuple[Diagnostic, ...]]:
    """Read a text that is one expression, such as a value on the command line."""

    def read(parser: ExpressionParser) -> Expression:
        node = parser.expression()
        parser.expect(END, "the end of the expression")
        return node

    return _lone(source, "(", read)


def parse_template(source: SourceFile) -> tuple[Expression, tuple[Diagnostic, ...]]:
    """Read a text that is one template, such as a file that `templatefile` renders."""
    return _lone(source, "<<", lambda parser: bare_template(parser, 0, len(source.text)))


def _lone(
    source: SourceFile, within: str, read: Callable[[ExpressionParser], Expression]
) -> tuple[Expression, tuple[Diagnostic, ...]]:
    parser = ExpressionParser(Lexer(source.text, source.start, within))
    try:
        return read(parser), ()
    except UnreadableError as error:
        problem = (error.offset, error.message)
        return Invalid(0, len(source.text)), diagnostics(source, [problem])

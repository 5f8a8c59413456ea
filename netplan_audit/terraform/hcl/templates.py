"""Reads templates: quoted strings, heredocs, and texts that are templates as a whole."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec import Struct

from netplan_audit.terraform.hcl import brackets
from netplan_audit.terraform.hcl.cursor import MAX_NESTING, UnreadableError, normalized
from netplan_audit.terraform.hcl.lexer import (
    CLOSE_TEMPLATE,
    DIRECTIVE,
    END,
    IDENTIFIER,
    OPEN_TEMPLATE,
    SEQUENCE,
    SEQUENCE_END,
    SPACE,
    TEXT,
)
from netplan_audit.terraform.hcl.nodes import (
    Expression,
    Invalid,
    Literal,
    Template,
    TemplateFor,
    TemplateIf,
    TemplatePart,
)

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.expressions import ExpressionParser

_ESCAPE: Final = r"(?s:\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))|(\$\$|%%)\{)"
_ESCAPED: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_SURROGATES: Final = range(0xD800, 0xE000)
_DOUBLED: Final = r"(?:\$\$|%%)\{"
_SEQUENCES: Final = frozenset({SEQUENCE, DIRECTIVE})
_WORDS: Final = "`if`, `else`, `endif`, `for` or `endfor`"


class Text(Struct, eq=False):
    """Literal text while strip marks and the dedent of a heredoc may still shorten it."""

    start: int
    end: int
    value: str


class Directive(Struct, eq=False):
    """One `%{ … }`; `parts` are those that follow it, up to the next one of the same level."""

    start: int
    end: int
    word: str
    names: tuple[str | None, str]
    subject: Expression
    parts: list[TemplatePart]
    then: list[TemplatePart] | None = None


Piece: TypeAlias = Text | Directive | Expression


def template(parser: ExpressionParser) -> Literal | Template:
    """Read from the opening quote or `<<` to the end of the string."""
    at = parser.at
    quoted = parser.kinds[at] is OPEN_TEMPLATE
    flush = not quoted and parser.word(at).startswith("<<-")
    parser.at = at + 1
    pieces = _pieces(parser, quoted=quoted)
    end = parser.expect(CLOSE_TEMPLATE, "the end of the string")
    span = parser.places[at], parser.place_ends[end]
    return assemble(pieces, span, flush=flush, levels=MAX_NESTING - parser.depth)


def bare_template(parser: ExpressionParser, start: int, end: int) -> Literal | Template:
    """Read all tokens as one template, as `templatefile` and the strings of JSON are read."""
    pieces = _pieces(parser, quoted=False)
    parser.expect(END, "the end of the template")
    return assemble(pieces, (start, end), levels=MAX_NESTING - parser.depth)


def assemble(
    pieces: list[Piece], span: tuple[int, int], *, flush: bool = False, levels: int = MAX_NESTING
) -> Literal | Template:
    """Put pieces together, nested in at most so many levels; `flush` where `<<-` dedents them."""
    if flush:
        _dedent(pieces)
    pieces = _melded(pieces)
    if not pieces:
        return Literal(*span, "")
    if len(pieces) == 1 and isinstance(pieces[0], Text):
        return Literal(*span, normalized(pieces[0].value))
    return Template(*span, tuple(_nested(pieces, levels)))


# ---- from tokens to pieces


def _pieces(parser: ExpressionParser, *, quoted: bool) -> list[Piece]:
    """Read text, interpolations and directives in a row; strip marks are applied to the text."""
    pieces: list[Piece] = []
    strip = False
    while True:
        at = parser.at
        kind = parser.kinds[at]
        if kind is TEXT:
            parser.at = at + 1
            word, start = parser.word(at), parser.places[at]
            value = unescaped(word, start) if quoted else _undoubled(word)
            value = value.lstrip(SPACE) if strip else value
            pieces.append(Text(start, parser.place_ends[at], value))
            strip = False
            continue
        if kind not in _SEQUENCES:
            return pieces
        if parser.word(at).endswith("~") and pieces and isinstance(pieces[-1], Text):
            pieces[-1].value = pieces[-1].value.rstrip(SPACE)
        parser.at = at + 1
        piece = parser.expression() if kind is SEQUENCE else _directive(parser, at)
        end = parser.expect(SEQUENCE_END, "`}`")
        if isinstance(piece, Directive):
            piece.end = parser.place_ends[end]
        pieces.append(piece)
        strip = parser.word(end).startswith("~")


def _directive(parser: ExpressionParser, at: int) -> Directive:
    word = parser.word(parser.expect(IDENTIFIER, _WORDS))
    if word not in {"if", "else", "endif", "for", "endfor"}:
        parser.fail(_WORDS, parser.at - 1)
    start, end = parser.places[at], parser.place_ends[at]
    names = brackets.names(parser) if word == "for" else (None, "")
    subject = parser.expression() if word in {"if", "for"} else Invalid(start, end)
    return Directive(start, end, word, names, subject, [])


def _undoubled(text: str) -> str:
    return re.sub(_DOUBLED, lambda match: match[0][1:], text) if "{" in text else text


def unescaped(text: str, start: int) -> str:
    """Return what stands between quotes at offset `start`; raises UnreadableError."""

    def character(match: re.Match[str]) -> str:
        if match[4]:
            return match[0][1:]
        code = int(match[1] or match[2] or "-1", 16)
        if code < 0:
            plain = _ESCAPED.get(match[3])
        else:
            plain = chr(code) if code <= sys.maxunicode and code not in _SURROGATES else None
        if plain is None:
            raise UnreadableError(
                start + match.start(),
                r"expected one of the escapes \n, \r, \t, \", \\, \uNNNN or \UNNNNNNNN",
            )
        return plain

    return re.sub(_ESCAPE, character, text) if "\\" in text or "{" in text else text


# ---- from pieces to parts


def _dedent(pieces: list[Piece]) -> None:
    """Take from every line of a `<<-` heredoc the blanks that all lines begin with.

    Blank lines do not count and are left alone; a line that begins with a sequence has no blanks.
    """
    firsts: list[Text] = []
    fewest: int | None = None
    line_start = True
    for piece in pieces:
        text = piece.value if isinstance(piece, Text) else None
        if line_start:
            line_start = False
            width = 0 if text is None else len(text) - len(text.lstrip(SPACE))
            if isinstance(piece, Text) and not (width == len(piece.value) and _ends_line(piece)):
                firsts.append(piece)
                fewest = width if fewest is None else min(fewest, width)
            elif text is None:
                fewest = 0
        line_start = line_start or (isinstance(piece, Text) and _ends_line(piece))
    for first in firsts:
        first.value = first.value[fewest or 0 :]


def _ends_line(text: Text) -> bool:
    return text.value.endswith("\n")


def _melded(pieces: list[Piece]) -> list[Piece]:
    """Put texts that follow one another together."""
    melded: list[Piece] = []
    for piece in pieces:
        last = melded[-1] if melded else None
        if isinstance(piece, Text) and isinstance(last, Text):
            melded[-1] = Text(last.start, piece.end, last.value + piece.value)
        else:
            melded.append(piece)
    return melded


def _nested(pieces: list[Piece], deepest: int) -> list[TemplatePart]:
    """Put what stands between `if` and `endif`, `for` and `endfor` into one part."""
    root: list[TemplatePart] = []
    opened: list[Directive] = []
    for piece in pieces:
        parts = opened[-1].parts if opened else root
        if isinstance(piece, Text):
            parts.append(Literal(piece.start, piece.end, normalized(piece.value)))
        elif not isinstance(piece, Directive):
            parts.append(piece)
        elif piece.word in {"if", "for"}:
            opened.append(piece)
            if len(opened) > deepest:
                raise UnreadableError(piece.start, f"nested more than {MAX_NESTING} levels deep")
        elif piece.word == "else":
            _start_else(piece, opened)
        else:
            opener = _opener(piece, opened)
            (opened[-1].parts if opened else root).append(_closed(opener, piece.end))
    if opened:
        word = opened[-1].word
        raise UnreadableError(opened[-1].start, f"expected `%{{ end{word} }}` after this `{word}`")
    return root


def _start_else(directive: Directive, opened: list[Directive]) -> None:
    if not opened or opened[-1].word != "if" or opened[-1].then is not None:
        raise UnreadableError(directive.start, "expected an `if` before this `else`")
    opened[-1].then, opened[-1].parts = opened[-1].parts, []


def _opener(directive: Directive, opened: list[Directive]) -> Directive:
    word = directive.word.removeprefix("end")
    if not opened or opened[-1].word != word:
        raise UnreadableError(directive.start, f"expected `{word}` before this `end{word}`")
    return opened.pop()


def _closed(opener: Directive, end: int) -> TemplateIf | TemplateFor:
    parts = tuple(opener.parts)
    if opener.word == "for":
        return TemplateFor(opener.start, end, *opener.names, opener.subject, parts)
    then, otherwise = (parts, ()) if opener.then is None else (tuple(opener.then), parts)
    return TemplateIf(opener.start, end, opener.subject, then, otherwise)

"""Reads what stands in brackets and braces: tuples, objects and `for` expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.cursor import normalized
from netplan_audit.terraform.hcl.lexer import IDENTIFIER, NEWLINE, STRING
from netplan_audit.terraform.hcl.nodes import (
    Expression,
    ForExpr,
    Literal,
    ObjectCons,
    ObjectItem,
    TupleCons,
)

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.expressions import ExpressionParser

_ASSIGNS: Final = frozenset({"=", ":"})
_SEPARATES: Final = frozenset({",", NEWLINE})


def tuple_or_for(parser: ExpressionParser) -> Expression:
    """Read from `[` to its `]`."""
    at = parser.at
    if _is_word(parser, at + 1, "for"):
        return _for(parser, "]")
    parser.at = at + 1
    items: list[Expression] = []
    while parser.kinds[parser.at] != "]":
        items.append(parser.expression())
        if parser.kinds[parser.at] != ",":
            break
        parser.at += 1
    end = parser.expect("]", "`,` or `]`")
    return TupleCons(parser.places[at], parser.place_ends[end], tuple(items))


def object_or_for(parser: ExpressionParser) -> Expression:
    """Read from `{` to its `}`."""
    at = parser.at
    kinds = parser.kinds
    if _is_word(parser, at + 1, "for"):
        return _for(parser, "}")
    parser.at = at + 1
    items: list[ObjectItem] = []
    while True:
        while kinds[parser.at] is NEWLINE:
            parser.at += 1
        if kinds[parser.at] == "}":
            break
        items.append(_item(parser))
        if kinds[parser.at] not in _SEPARATES:
            break
        parser.at += 1
    end = parser.expect("}", "a newline, `,` or `}`")
    return ObjectCons(parser.places[at], parser.place_ends[end], tuple(items))


def _item(parser: ExpressionParser) -> ObjectItem:
    key = _key(parser)
    if parser.kinds[parser.at] not in _ASSIGNS:
        parser.fail("`=` and a value")
    parser.at += 1
    value = parser.expression()
    return ObjectItem(key.start, value.end, key, value)


def _key(parser: ExpressionParser) -> Expression:
    """Read a key: a bare word stands for itself, even `true` and `null`."""
    at = parser.at
    kind = parser.kinds[at]
    if (kind is not IDENTIFIER and kind is not STRING) or parser.kinds[at + 1] not in _ASSIGNS:
        return parser.expression()
    parser.at = at + 1
    if kind is STRING:
        return parser.string(at)
    return Literal(parser.places[at], parser.place_ends[at], normalized(parser.word(at)))


def _is_word(parser: ExpressionParser, at: int, word: str) -> bool:
    return parser.kinds[at] is IDENTIFIER and parser.word(at) == word


def names(parser: ExpressionParser) -> tuple[str | None, str]:
    """Read `key, value in` or `value in`; return the names of the key, if any, and of the value."""
    first = parser.word(parser.expect(IDENTIFIER, "the name of a variable"))
    second = None
    if parser.kinds[parser.at] == ",":
        parser.at += 1
        second = parser.word(parser.expect(IDENTIFIER, "the name of a variable"))
    if not _is_word(parser, parser.at, "in"):
        parser.fail("`in` and a collection")
    parser.at += 1
    return (None, first) if second is None else (first, second)


def _for(parser: ExpressionParser, closer: str) -> ForExpr:
    at = parser.at
    parser.at = at + 2
    key_name, value_name = names(parser)
    collection = parser.expression()
    parser.expect(":", "`:` and what every element becomes")
    key, value = _result(parser, closer)
    grouping = closer == "}" and parser.kinds[parser.at] == "..."
    parser.at += grouping
    condition = None
    if _is_word(parser, parser.at, "if"):
        parser.at += 1
        condition = parser.expression()
    end = parser.place_ends[parser.expect(closer, f"`if` or `{closer}`")]
    return ForExpr(
        parser.places[at], end, key_name, value_name, collection, key, value, condition, grouping
    )


def _result(parser: ExpressionParser, closer: str) -> tuple[Expression | None, Expression]:
    """Read `value` of a tuple or `key => value` of an object."""
    value = parser.expression()
    if closer == "]":
        return None, value
    parser.expect("=>", "`=>` and a value, which an object needs")
    return value, parser.expression()

"""Reads Terraform's JSON syntax into the same tree as its native syntax.

https://github.com/hashicorp/hcl/blob/main/json/spec.md. A block starts at its last label, or at the
property that is its type where it has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.terraform.hcl.cursor import UnreadableError, normalized
from netplan_audit.terraform.hcl.expressions import ExpressionParser
from netplan_audit.terraform.hcl.file import Attribute, Block, Body, File
from netplan_audit.terraform.hcl.json_schema import ROOT, Schema, Strings
from netplan_audit.terraform.hcl.json_values import (
    JsonArray,
    JsonMember,
    JsonObject,
    JsonScalar,
    JsonValue,
    character_places,
    read_json,
)
from netplan_audit.terraform.hcl.lexer import END, Lexer
from netplan_audit.terraform.hcl.nodes import (
    Expression,
    Invalid,
    Literal,
    ObjectCons,
    ObjectItem,
    TupleCons,
)
from netplan_audit.terraform.hcl.parse import decoded, diagnostics
from netplan_audit.terraform.hcl.templates import bare_template

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMENT = "//"
"""The name of a property that is a comment where it stands in a body."""


def parse_json(path: str, data: bytes) -> File:
    """Read a file in JSON syntax; one that is no JSON gives one diagnostic and an empty body."""
    source = decoded(path, data)
    converter = _Converter(source.text)
    try:
        body = converter.body(read_json(source.text, source.start), ROOT)
    except UnreadableError as error:
        converter.problems.append((error.offset, error.message))
        body = Body(0, len(source.text), {}, (), complete=False)
    return File(source, body, (), diagnostics(source, converter.problems))


class _Converter:
    def __init__(self, text: str) -> None:
        self.text = text
        self.problems: list[tuple[int, str]] = []

    # ---- structure

    def body(self, value: JsonValue, schema: Schema) -> Body:
        before = len(self.problems)
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        for member in self._members(value):
            if member.name == COMMENT:
                continue
            if member.name in schema.blocks:
                labels, inner = schema.blocks[member.name]
                blocks += self._blocks(member, member.name, (), labels, inner)
            elif member.name in attributes:
                self.problems.append((member.start, f"`{member.name}` is set a second time"))
            else:
                attributes[member.name] = self._attribute(member, schema)
        complete = len(self.problems) == before
        return Body(value.start, value.end, attributes, tuple(blocks), complete)

    def _members(self, value: JsonValue) -> Iterator[JsonMember]:
        """Yield the properties of an object, or of all objects of an array; null has none."""
        for each in value.items if isinstance(value, JsonArray) else (value,):
            if isinstance(each, JsonObject):
                yield from each.members
            elif not isinstance(each, JsonScalar) or each.value is not None:
                self.problems.append((each.start, "expected an object"))

    def _blocks(
        self, member: JsonMember, kind: str, labels: tuple[str, ...], missing: int, schema: Schema
    ) -> Iterator[Block]:
        """Yield the blocks of a property: as many levels of labels, then one body or several."""
        if missing:
            for inner in self._members(member.value):
                yield from self._blocks(inner, kind, (*labels, inner.name), missing - 1, schema)
            return
        value = member.value
        for each in value.items if isinstance(value, JsonArray) else (value,):
            if not isinstance(each, JsonScalar) or each.value is not None:
                body = self.body(each, schema)
                yield Block(member.start, each.end, member.end, kind, labels, body)

    def _attribute(self, member: JsonMember, schema: Schema) -> Attribute:
        strings = schema.strings.get(member.name, schema.otherwise)
        value: Expression
        try:
            value = self._expression(member.value, strings)
        except UnreadableError as error:
            self.problems.append((error.offset, error.message))
            value = Invalid(member.value.start, member.value.end)
        return Attribute(member.start, member.value.end, member.name, value)

    # ---- expressions

    def _expression(self, value: JsonValue, strings: Strings) -> Expression:
        if isinstance(value, JsonArray):
            items = tuple(self._expression(each, strings) for each in value.items)
            return TupleCons(value.start, value.end, items)
        if isinstance(value, JsonObject):
            pairs = tuple(self._item(member, strings) for member in value.members)
            return ObjectCons(value.start, value.end, pairs)
        if isinstance(value.value, str):
            return self._string(value.start, value.end, value.value, strings)
        return Literal(value.start, value.end, value.value)

    def _item(self, member: JsonMember, strings: Strings) -> ObjectItem:
        how = Strings.VERBATIM if strings is Strings.EXPRESSION else strings
        key = self._string(member.start, member.end, member.name, how)
        value = self._expression(member.value, strings)
        return ObjectItem(member.start, member.value.end, key, value)

    def _string(self, start: int, end: int, value: str, strings: Strings) -> Expression:
        if strings is Strings.EXPRESSION:
            parser = self._parser(start, end, value, "(")
            node = parser.expression()
            parser.expect(END, "the end of the expression")
            return node
        if strings is Strings.VERBATIM or not ("${" in value or "%{" in value):
            return Literal(start, end, normalized(value))
        return bare_template(self._parser(start, end, value, "<<"), start, end)

    def _parser(self, start: int, end: int, value: str, within: str) -> ExpressionParser:
        """Return a parser of an unescaped string that gives its nodes the places in the file."""
        parser = ExpressionParser(Lexer(value, 0, within))
        places = character_places(self.text, start, end)
        parser.places = [places[offset] for offset in parser.starts]
        parser.place_ends = [places[offset] for offset in parser.ends]
        return parser

"""YAML as Terraform reads it.

https://developer.hashicorp.com/terraform/language/functions/yamldecode. The scalars follow YAML
1.2 with the booleans of 1.1 (`yes`, `off`, `y`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import yaml

from netplan_audit.terraform.hcl import number
from netplan_audit.terraform.hcl.faults import MAX_DEPTH, EvaluationError, LimitError
from netplan_audit.terraform.hcl.functions.dates import parse_time
from netplan_audit.terraform.hcl.functions.json_text import clean
from netplan_audit.terraform.hcl.number import Real
from netplan_audit.terraform.hcl.values import (
    NULL,
    Object,
    Tuple,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.terraform.hcl.budget import Budget

_PREFIX: Final = "tag:yaml.org,2002:"
_PLAIN: Final = "!plain"
_TYPED: Final = frozenset({"bool", "float", "int", "null", "timestamp"})
_TRUE: Final = frozenset({"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"})
_FALSE: Final = frozenset(
    {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"}
)
_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_INTEGER: Final = re.compile(r"[-+]?\d+|0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)
_FLOAT: Final = re.compile(r"[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?", re.ASCII)
_NOT_FINITE: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_DATE: Final = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)", re.ASCII)
_STAMP: Final = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(\.\d*)?"
    r"[ \t]*(Z|[-+]\d\d?(?::?\d\d)?)?",
    re.ASCII,
)


class _Loader(yaml.SafeLoader):
    """Leaves open what a scalar without quotes or tag stands for."""

    def resolve(self, kind: type[yaml.Node], value: str, implicit: object) -> str:  # noqa: ARG002 - overrides
        """Tag a plain scalar as such, and all else by its shape."""
        if kind is yaml.ScalarNode and isinstance(implicit, tuple) and implicit[0]:
            return _PLAIN
        names = {yaml.ScalarNode: "str", yaml.SequenceNode: "seq", yaml.MappingNode: "map"}
        return _PREFIX + names[kind]


def read_yaml(text: str, budget: Budget) -> Value:
    """Read one YAML document; raises EvaluationError where it is none."""
    _check_nesting(text)
    try:
        root = yaml.compose(text, _Loader)
    except (yaml.YAMLError, ValueError, OverflowError):
        message = "not valid YAML of one document"
        raise EvaluationError(message) from None
    except RecursionError:
        message = "YAML nested too deep"
        raise LimitError(message) from None
    if root is None:
        message = "YAML without a document"
        raise EvaluationError(message)
    return _Reader(budget).read(root, 0)


def _check_nesting(text: str) -> None:
    """Refuse what the parser would take very long to find too deep."""
    depth = 0
    for char in text:
        depth += (char in "[{") - (char in "]}")
        if depth > MAX_DEPTH:
            message = "YAML nested too deep"
            raise LimitError(message)


_MANY_DIGITS: Final = 3_000
"""Digits of base 8 or 16 that a number may have."""


class _Reader:
    """Turns YAML's nodes into values, each once, however often aliases name it."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.open: set[int] = set()
        self.done: dict[int, Value] = {}

    def read(self, node: yaml.Node, depth: int) -> Value:
        self.budget.spend(1)
        if depth > MAX_DEPTH:
            message = "YAML nested too deep"
            raise LimitError(message)
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        if id(node) in self.done:
            return self.done[id(node)]
        if id(node) in self.open:
            message = "a YAML node that contains itself"
            raise EvaluationError(message)
        self.open.add(id(node))
        found = self.done[id(node)] = self._collection(node, depth)
        self.open.discard(id(node))
        return found

    def _collection(self, node: yaml.Node, depth: int) -> Value:
        kind = node.tag.removeprefix(_PREFIX)
        if isinstance(node, yaml.SequenceNode) and kind == "seq":
            return Tuple(self.read(item, depth + 1) for item in node.value)
        if isinstance(node, yaml.MappingNode) and kind == "map":
            return Object(self._pairs(node, depth))
        message = f"unsupported YAML tag {node.tag!r}"
        raise EvaluationError(message)

    def _pairs(self, node: yaml.MappingNode, depth: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for key, value in node.value:
            if key.tag == _PLAIN and key.value == "<<":
                for source in self._merged(value):
                    merged = self.read(source, depth + 1)
                    found |= merged.attributes if isinstance(merged, Object) else {}
                continue
            name = self.read(key, depth + 1)
            if not isinstance(name, str | int | Real):
                message = "a YAML key that is no string"
                raise EvaluationError(message)
            found[_as_name(name)] = self.read(value, depth + 1)
        return found

    def _merged(self, node: yaml.Node) -> Iterator[yaml.MappingNode]:
        self.budget.spend(1)
        sources = node.value if isinstance(node, yaml.SequenceNode) else [node]
        for source in sources:
            if not isinstance(source, yaml.MappingNode):
                message = "a YAML merge of something else than maps"
                raise EvaluationError(message)
            yield source


def _as_name(key: str | int | Real) -> str:
    if isinstance(key, bool):
        return str(key).lower()
    return key if isinstance(key, str) else number.text(key)


def _scalar(node: yaml.ScalarNode) -> Value:
    text = clean(node.value)
    kind = node.tag.removeprefix(_PREFIX)
    if kind not in {_PLAIN, "str", "binary", *_TYPED}:
        message = f"unsupported YAML tag {node.tag!r}"
        raise EvaluationError(message)
    if node.tag == _PLAIN or (kind in _TYPED and node.style is None):
        return _plain(text)
    return text


def _plain(text: str) -> Value:
    """Tell what a scalar without quotes stands for."""
    if text in _NULL:
        return NULL
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _INTEGER.fullmatch(text):
        if text[1:2] not in {"o", "x"}:
            return number.parse(text)
        if len(text) > _MANY_DIGITS:
            message = f"a number with more than {_MANY_DIGITS:,} digits"
            raise LimitError(message)
        return number.number(int(text, 0))
    if _FLOAT.fullmatch(text):
        return number.parse(text)
    if _NOT_FINITE.fullmatch(text):
        message = "a YAML number that is not finite"
        raise EvaluationError(message)
    return _stamp(text) or text


def _stamp(text: str) -> str | None:
    """Write a date or time stamp as RFC 3339 does; None where the text is none."""
    date, stamp = _DATE.fullmatch(text), _STAMP.fullmatch(text)
    if date:
        written = f"{date[1]}-{date[2]:0>2}-{date[3]:0>2}T00:00:00Z"
    elif stamp:
        zone = stamp[8] or "Z"
        if zone != "Z":
            digits = (
                zone[1:].replace(":", "").ljust(4, "0") if len(zone) > 3 else f"{zone[1:]:0>2}00"  # noqa: PLR2004 - -
            )
            zone = f"{zone[0]}{digits[:2]}:{digits[2:]}"
        part = (stamp[7] or "").rstrip("0").rstrip(".")
        day = f"{stamp[1]}-{stamp[2]:0>2}-{stamp[3]:0>2}"
        written = f"{day}T{stamp[4]:0>2}:{stamp[5]}:{stamp[6]}{part}{zone}"
    else:
        return None
    try:
        parse_time(written)
    except EvaluationError:
        return None
    return written

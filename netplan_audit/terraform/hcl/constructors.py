"""Literals, tuples and objects as they are written out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from unicodedata import normalize

from netplan_audit.terraform.hcl.convert import convert
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.marks import mark, unmark
from netplan_audit.terraform.hcl.number import fraction, number, parse
from netplan_audit.terraform.hcl.value_types import DYNAMIC, STRING
from netplan_audit.terraform.hcl.values import (
    NULL,
    Null,
    Object,
    Several,
    Tuple,
    Value,
)
from netplan_audit.terraform.hcl.waiting import waits_for

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.evaluate import Evaluator
    from netplan_audit.terraform.hcl.nodes import ObjectCons, Scalar, TupleCons

_PLAIN_BITS = 512


def literal(value: Scalar) -> Value:
    """Return the value of a literal."""
    if value is None:
        return NULL
    if isinstance(value, str):
        return value if value.isascii() else normalize("NFC", value)
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return parse(str(value)) if value.is_finite() else number(fraction(value))
    return value if value.bit_length() <= _PLAIN_BITS else number(value)


def make_tuple(evaluator: Evaluator, node: TupleCons) -> Value:
    """Evaluate `[a, b]`."""
    return Tuple([evaluator.evaluate(item) for item in node.items])


def make_object(evaluator: Evaluator, node: ObjectCons) -> Value:
    """Evaluate `{ key = value }`; marks of a key are marks of the object."""
    found: dict[str, Value] = {}
    made: list[Value] = []
    keys: list[Value] = []
    marks: frozenset[str] = frozenset()
    for item in node.items:
        key, more = unmark(evaluator.evaluate(item.key))
        marks |= more
        name = object_key(key)
        value = evaluator.evaluate(item.value)
        made.append(value)
        if isinstance(name, str):
            found[name] = value
        else:
            keys.append(name)
    if keys:
        # A key that is not known may be any of the others, which of two then wins is open.
        possible, waits = tuple(made), waits_for(*keys)
        members = possible if len(made) == 1 else ()
        return mark(
            Several(
                DYNAMIC,
                members,
                () if members else possible,
                complete=True,
                waits_for=waits,
                keyed=True,
            ),
            marks,
        )
    return mark(Object(found), marks)


def object_key(key: Value) -> Value:
    """Convert a key to a string; raises EvaluationError for null and for collections."""
    if isinstance(key, str):
        return key
    if isinstance(key, Null):
        message = "the key of an object is null"
        raise EvaluationError(message)
    return convert(key, STRING)

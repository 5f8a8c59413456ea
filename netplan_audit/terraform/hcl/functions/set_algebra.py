"""Functions on sets: union, intersection, difference and product.

https://developer.hashicorp.com/terraform/language/functions (collection functions).
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.convert import convert
from netplan_audit.terraform.hcl.equality import same
from netplan_audit.terraform.hcl.faults import EvaluationError, LimitError
from netplan_audit.terraform.hcl.functions.sequence_parts import is_open, refuse_other
from netplan_audit.terraform.hcl.functions.signature import Function, function
from netplan_audit.terraform.hcl.sets import key_of, make_set
from netplan_audit.terraform.hcl.typing_of import type_of
from netplan_audit.terraform.hcl.unify import unify
from netplan_audit.terraform.hcl.value_types import DYNAMIC, SetOf, TupleOf, Type
from netplan_audit.terraform.hcl.values import (
    List,
    Set,
    Several,
    Tuple,
    Unknown,
    Value,
    is_known,
)
from netplan_audit.terraform.hcl.waiting import waits_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netplan_audit.terraform.hcl.functions.signature import Surroundings

_MAX_PRODUCT: Final = 200_000


def _alike(values: Sequence[Value]) -> tuple[list[Set], Type] | None:
    """Bring sets to one type of element; None where one of them is not known."""
    kinds = [value.element for value in values if isinstance(value, Set)]
    if len(kinds) < len(values):
        return None
    typed = [v.element for v in values if isinstance(v, Set) and (v.items or v.element != DYNAMIC)]
    kind = unify(typed)
    if kind is None:
        message = "the elements of the sets have no common type"
        raise EvaluationError(message)
    converted = [convert(value, SetOf(kind)) for value in values]
    return [value for value in converted if isinstance(value, Set)], kind


@function("setunion", SetOf(DYNAMIC), rest=SetOf(DYNAMIC), sees_unknown=True)
def setunion(*values: Value) -> Value:
    """Return the elements of any of the sets."""
    found = _alike(values)
    if found is None:
        members = [item for v in values if isinstance(v, Set) for item in v.items]
        return Several(SetOf(DYNAMIC), tuple(members), (), waits_for=waits_for(*values))
    sets, kind = found
    return make_set(kind, [item for each in sets for item in each.items])


@function(
    "setintersection",
    SetOf(DYNAMIC),
    rest=SetOf(DYNAMIC),
    sees_unknown=True,
    surroundings=True,
)
def setintersection(around: Surroundings, *values: Value) -> Value:
    """Return the elements of all of the sets."""
    found = _alike(values)
    if found is None:
        return Unknown(SetOf(DYNAMIC), waits_for(*values))
    (first, *others), kind = found
    return _filtered(around, first, [(each, True) for each in others], kind)


@function("setsubtract", SetOf(DYNAMIC), SetOf(DYNAMIC), sees_unknown=True, surroundings=True)
def setsubtract(around: Surroundings, whole: Value, part: Value) -> Value:
    """Return the elements of the one set that are not in the other."""
    found = _alike((whole, part))
    if found is None:
        return Unknown(SetOf(DYNAMIC), waits_for(whole, part))
    (first, other), kind = found
    return _filtered(around, first, [(other, False)], kind)


def _filtered(
    around: Surroundings, first: Set, others: Sequence[tuple[Set, bool]], kind: Type
) -> Value:
    """Keep the elements that are in the other sets, or not in them, as each one says."""
    every = [item for each in (first, *(other for other, _ in others)) for item in each.items]
    if all(map(is_known, every)) and len(set(map(type_of, every))) < 2:  # noqa: PLR2004 - of one
        keyed = [(frozenset(map(key_of, other.items)), wanted) for other, wanted in others]
        kept = (i for i in first.items if all((key_of(i) in k) is wanted for k, wanted in keyed))
        return make_set(kind, kept)
    around.budget.spend(len(first.items) * sum(len(other.items) for other, _ in others))
    sure: list[Value] = []
    possible: list[Value] = []
    for item in first.items:
        verdicts = {
            _is_in(item, other) if wanted else _not_in(item, other) for other, wanted in others
        }
        if False in verdicts:
            continue
        (possible if None in verdicts else sure).append(item)
    if not possible:
        return make_set(kind, sure)
    waits = waits_for(first, *(other for other, _ in others))
    return Several(SetOf(kind), tuple(sure), tuple(possible), complete=True, waits_for=waits)


def _is_in(item: Value, other: Set) -> bool | None:
    verdicts = {same(item, each) for each in other.items}
    if True in verdicts:
        return True
    return None if None in verdicts else False


def _not_in(item: Value, other: Set) -> bool | None:
    found = _is_in(item, other)
    return None if found is None else not found


@function("setproduct", rest=DYNAMIC, sees_unknown=True, surroundings=True)
def setproduct(around: Surroundings, *values: Value) -> Value:
    """Return every combination of one element of each; a set where one of them is a set."""
    if len(values) < 2:  # noqa: PLR2004 - of two sets at least
        message = "at least two lists or sets are needed"
        raise EvaluationError(message)
    for value in values:
        if not isinstance(value, Tuple | List | Set) and not is_open(value):
            raise refuse_other(value, "a list or set")
    if any(map(is_open, values)):
        return Unknown(DYNAMIC, waits_for(*values))
    columns = [_column(value) for value in values]
    size = 1
    for items, _ in columns:
        size *= len(items)
    if size > _MAX_PRODUCT:
        message = f"setproduct yields more than {_MAX_PRODUCT:,} combinations"
        raise LimitError(message)
    around.budget.spend(size * len(values))
    kind = TupleOf(tuple(element for _, element in columns))
    rows: list[Value] = [Tuple(row) for row in product(*(items for items, _ in columns))]
    if any(isinstance(value, Set) for value in values):
        return make_set(kind, rows)
    return List(kind, rows)


def _column(value: Value) -> tuple[Sequence[Value], Type]:
    """Return the elements of one factor, of one type."""
    if isinstance(value, List | Set):
        return value.items, value.element
    items = value.items if isinstance(value, Tuple) else ()
    kind = unify(map(type_of, items))
    if kind is None:
        message = "the elements of a factor have no common type"
        raise EvaluationError(message)
    return [convert(item, kind) for item in items], kind


FUNCTIONS: Final[tuple[Function, ...]] = (setintersection, setproduct, setsubtract, setunion)

"""Functions that compare the elements of lists: which are equal, wanted, empty, first.

https://developer.hashicorp.com/terraform/language/functions (collection functions).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.choices import choose
from netplan_audit.terraform.hcl.convert import convert
from netplan_audit.terraform.hcl.equality import equal, identical, same
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.functions.sequence_parts import (
    is_open,
    open_list,
    refuse_other,
)
from netplan_audit.terraform.hcl.functions.signature import Function, function
from netplan_audit.terraform.hcl.typing_of import type_of
from netplan_audit.terraform.hcl.unify import unify
from netplan_audit.terraform.hcl.value_types import BOOL, DYNAMIC, NUMBER, STRING, ListOf
from netplan_audit.terraform.hcl.values import (
    List,
    Null,
    Set,
    Several,
    Symbol,
    Tuple,
    Unknown,
    Value,
    is_known,
)
from netplan_audit.terraform.hcl.waiting import waits_for

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.functions.signature import Surroundings


@function("compact", ListOf(STRING), sees_unknown=True)
def compact(values: Value) -> Value:
    """Drop empty strings and nulls; what may turn out empty makes the length unknown."""
    if not isinstance(values, List):
        return (
            open_list((values,))
            if isinstance(values, Several)
            else Unknown(ListOf(STRING), waits_for(values))
        )
    kept = [v for v in values.items if not isinstance(v, Null) and v != ""]
    unsure = [v for v in kept if not is_known(v) and not _filled(v)]
    if not unsure:
        return List(STRING, kept)
    sure = tuple(value for value in kept if not any(value is other for other in unsure))
    waits = waits_for(*unsure)
    return Several(ListOf(STRING), sure, tuple(unsure), complete=True, waits_for=waits)


def _filled(value: Value) -> bool:
    """Tell whether a symbolic string is certain not to be empty: an id."""
    return isinstance(value, Symbol) and value.never_null


@function("distinct", ListOf(DYNAMIC), sees_unknown=True, surroundings=True)
def distinct(around: Surroundings, values: Value) -> Value:
    """Keep the first of equal elements."""
    if not isinstance(values, List):
        return (
            values if isinstance(values, Several) else Unknown(type_of(values), waits_for(values))
        )
    kept: list[Value] = []
    seen: set[str] = set()
    open_count = False
    for item in values.items:
        rest: list[Value] = kept
        if isinstance(item, str):
            if item in seen:
                continue
            seen.add(item)
            rest = [] if is_known(values) else [v for v in kept if not isinstance(v, str)]
        around.budget.spend(len(rest) + 1)
        verdicts = {equal(item, other) for other in rest}
        if True in verdicts:
            continue
        open_count = open_count or None in verdicts
        kept.append(item)
    if open_count:
        kind = ListOf(values.element)
        return Several(kind, (), tuple(kept), complete=True, waits_for=waits_for(*kept))
    return List(values.element, kept)


@function("contains", DYNAMIC, DYNAMIC, result=BOOL, sees_unknown=True)
def contains(values: Value, wanted: Value) -> Value:
    """Tell whether a list or set has an element equal to a value."""
    if isinstance(values, Tuple | List | Set):
        verdicts = {equal(item, wanted) for item in values.items}
    elif is_open(values):
        items = values.members if isinstance(values, Several) else ()
        verdicts = {equal(item, wanted) for item in items} | {None}
    else:
        raise refuse_other(values, "a list")
    if True in verdicts:
        return True
    return Unknown(BOOL, waits_for(values, wanted), not_null=True) if None in verdicts else False


@function("index", DYNAMIC, DYNAMIC, result=NUMBER, sees_unknown=True)
def index(values: Value, wanted: Value) -> Value:
    """Return the place of the first element equal to a value."""
    if is_open(values):
        return Unknown(NUMBER, waits_for(values, wanted), not_null=True)
    if not isinstance(values, Tuple | List):
        raise refuse_other(values, "a list")
    for place, item in enumerate(values.items):
        verdict = equal(item, wanted)
        if verdict is None:
            return Unknown(NUMBER, waits_for(values, wanted), not_null=True)
        if verdict:
            return place
    message = "the list has no such element"
    raise EvaluationError(message)


@function("sort", ListOf(STRING), result=ListOf(STRING), sees_unknown=True, sees_symbols=True)
def sort(values: Value) -> Value:
    """Sort strings by their code points; symbolic ones make the order unknown."""
    if not isinstance(values, List):
        return values if isinstance(values, Several) else Unknown(ListOf(STRING), waits_for(values))
    if any(isinstance(item, Null) for item in values.items):
        message = "an element to sort is null"
        raise EvaluationError(message)
    if is_known(values):
        return List(STRING, sorted(values.items, key=str))
    if all(identical(item, values.items[0]) for item in values.items):
        return values
    return List(STRING, [choose(values.items, waits=waits_for(values)) for _ in values.items])


@function("coalescelist", rest=DYNAMIC, sees_unknown=True)
def coalescelist(*values: Value) -> Value:
    """Return the first list that is not empty."""
    for value in values:
        if not isinstance(value, Tuple | List) and not is_open(value):
            raise refuse_other(value, "a list")
    for value in values:
        if is_open(value):
            filled = isinstance(value, Several) and value.members
            return value if filled else Unknown(DYNAMIC, waits_for(*values))
        if isinstance(value, Tuple | List) and value.items:
            return value
    message = "all lists are empty"
    raise EvaluationError(message)


@function("matchkeys", ListOf(DYNAMIC), ListOf(DYNAMIC), ListOf(DYNAMIC), sees_unknown=True)
def matchkeys(values: Value, keys: Value, wanted: Value) -> Value:
    """Return the values at the places where a key is among the wanted ones."""
    if not isinstance(values, List) or not isinstance(keys, List) or not isinstance(wanted, List):
        return Unknown(type_of(values), waits_for(values, keys, wanted))
    if len(values.items) != len(keys.items):
        message = "there must be as many keys as values"
        raise EvaluationError(message)
    sure: list[Value] = []
    possible: list[Value] = []
    kind = unify((keys.element, wanted.element))
    if kind is None:
        message = "the keys and those wanted have no common type"
        raise EvaluationError(message)
    candidates = [convert(each, kind) for each in wanted.items]
    for value, each in zip(values.items, keys.items, strict=True):
        key = convert(each, kind)
        verdicts = {same(key, each) for each in candidates}
        if True in verdicts:
            sure.append(value)
        elif None in verdicts:
            possible.append(value)
    if possible:
        waits = waits_for(keys, wanted)
        return Several(
            ListOf(values.element), tuple(sure), tuple(possible), complete=True, waits_for=waits
        )
    return List(values.element, sure)


FUNCTIONS: Final[tuple[Function, ...]] = (
    coalescelist, compact, contains, distinct, index, matchkeys, sort,
)  # fmt: skip

"""Functions that build and cut lists; what is symbolic in them stays so, element by element.

https://developer.hashicorp.com/terraform/language/functions (collection functions).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.access import index as at_index
from netplan_audit.terraform.hcl.choices import choose
from netplan_audit.terraform.hcl.convert import elements, unordered
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.functions import graphemes
from netplan_audit.terraform.hcl.functions.numeric import whole
from netplan_audit.terraform.hcl.functions.sequence_parts import (
    element_of,
    is_open,
    members_of,
    open_list,
    refuse_other,
)
from netplan_audit.terraform.hcl.functions.signature import Function, function
from netplan_audit.terraform.hcl.number import Real
from netplan_audit.terraform.hcl.typing_of import type_of
from netplan_audit.terraform.hcl.value_types import BOOL, DYNAMIC, NUMBER, ListOf, TupleOf
from netplan_audit.terraform.hcl.values import (
    NULL,
    Choice,
    List,
    Map,
    Object,
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


@function("length", DYNAMIC, result=NUMBER, sees_unknown=True)
def length(value: Value) -> Value:
    """Count elements, attributes or characters."""
    if isinstance(value, str):
        return graphemes.length(value)
    if isinstance(value, Tuple | List) or (isinstance(value, Set) and value.counted):
        return len(value.items)
    if isinstance(value, Object | Map):
        return len(value.attributes)
    if isinstance(value, Several) and value.complete and not value.possible and not value.keyed:
        return len(value.members)
    kind = type_of(value)
    if isinstance(kind, TupleOf):
        return len(kind.elements)
    if kind in {NUMBER, BOOL}:
        raise refuse_other(value, "a collection or a string")
    return Unknown(NUMBER, waits_for(value), not_null=True)


@function("concat", rest=DYNAMIC, sees_unknown=True, surroundings=True)
def concat(around: Surroundings, *values: Value) -> Value:
    """Put lists one after the other; the result is a list where all of them are."""
    if not values:
        message = "at least one list is needed"
        raise EvaluationError(message)
    for value in values:
        if not isinstance(value, Tuple | List) and not is_open(value):
            raise refuse_other(value, "a list")
    around.budget.spend(sum(len(v.items) for v in values if isinstance(v, Tuple | List)))
    if any(map(is_open, values)):
        return open_list(values)
    items = [item for v in values if isinstance(v, Tuple | List) for item in v.items]
    if all(isinstance(value, List) for value in values):
        try:
            found, element = elements(items, DYNAMIC, ListOf(DYNAMIC))
        except EvaluationError:
            return Tuple(items)
        kinds = {value.element for value in values if isinstance(value, List)}
        return List(kinds.pop() if len(kinds) == 1 else element, found)
    return Tuple(items)


@function("element", DYNAMIC, NUMBER, sees_unknown=True, sees_symbols=True)
def element(values: Value, place: Value) -> Value:
    """Return the element at a place, counted around from the end if it is past that."""
    if not isinstance(values, Tuple | List) and not is_open(values):
        raise refuse_other(values, "a list")
    if isinstance(values, Tuple | List) and not values.items:
        message = "an empty list has no elements"
        raise EvaluationError(message)
    if not isinstance(place, int | Real):
        return at_index(values, place)
    at = whole(place, "the index")
    size = len(values.items) if isinstance(values, Tuple | List) else 0
    if at < 0 and not (size and (isinstance(values, List) or at % size == 0)):
        message = "the index is negative"
        raise EvaluationError(message)
    if isinstance(values, Tuple | List):
        return values.items[at % size]
    found = at_index(values, at)
    if isinstance(found, Symbol) and at > 0:
        return Symbol(found.address, found.path, found.type, likely=True)
    return found


@function("slice", DYNAMIC, NUMBER, NUMBER, sees_unknown=True, surroundings=True)
def part(around: Surroundings, values: Value, start: Value, end: Value) -> Value:
    """Return the elements from one place to before another."""
    if not isinstance(values, Tuple | List) and not is_open(values):
        raise refuse_other(values, "a list")
    if not isinstance(start, int | Real) or not isinstance(end, int | Real):
        return open_part(values, waits_for(start, end))
    first, last = whole(start, "the start"), whole(end, "the end")
    size = len(values.items) if isinstance(values, Tuple | List) else last
    if not 0 <= first <= last <= size:
        message = f"there are no elements from {first} to {last} in a list of {size}"
        raise EvaluationError(message)
    around.budget.spend(last - first)
    if isinstance(values, List):
        return List(values.element, values.items[first:last])
    if isinstance(values, Tuple):
        return Tuple(values.items[first:last])
    items = [element_of(values, place) for place in range(first, last)]
    return List(type_of(items[0]) if items else DYNAMIC, items)


def open_part(values: Value, waits: tuple[str, ...]) -> Value:
    """Return some of these elements, which and how many is not known."""
    items, complete = members_of(values)
    kind = ListOf(values.element) if isinstance(values, List) else DYNAMIC
    waits = tuple(dict.fromkeys((*waits, *waits_for(values))))
    return Several(kind, possible=items, complete=complete, waits_for=waits)


@function("reverse", DYNAMIC, sees_unknown=True)
def reverse(values: Value) -> Value:
    """Turn the order around."""
    if isinstance(values, Tuple):
        return Tuple(reversed(values.items))
    if isinstance(values, List):
        return List(values.element, reversed(values.items))
    if isinstance(values, Set) and is_known(values):
        return List(values.element, reversed(values.items))
    if is_open(values):
        return open_list((values,))
    raise refuse_other(values, "a list")


@function("flatten", DYNAMIC, sees_unknown=True, surroundings=True)
def flatten(around: Surroundings, values: Value) -> Value:
    """Replace the lists in a list by their elements, at every depth."""
    if not isinstance(values, Tuple | List | Set) and not is_open(values):
        raise refuse_other(values, "a list")
    pieces = _flat(values)
    around.budget.spend(len(pieces))
    return _together(pieces)


def _flat(value: Value) -> list[Value]:
    """Return the elements at every depth; a list of no known length or order stays one."""
    if isinstance(value, Set) and not is_known(value):
        value = unordered(value)
    if isinstance(value, Tuple | List | Set):
        return [inner for item in value.items for inner in _flat(item)]
    if isinstance(value, Several) and not value.keyed:
        members = _together([inner for item in value.members for inner in _flat(item)])
        possible = _together([inner for item in value.possible for inner in _flat(item)])
        known = members.items if isinstance(members, Tuple) else members.members
        rest = () if isinstance(members, Tuple) else members.possible
        rest += possible.items if isinstance(possible, Tuple) else possible.members
        rest += () if isinstance(possible, Tuple) else possible.possible
        complete = all(isinstance(e, Tuple) or e.complete for e in (members, possible))
        return [Several(DYNAMIC, known, rest, value.complete and complete, value.waits_for)]
    return [value]


def _together(pieces: list[Value]) -> Tuple | Several:
    if any(map(may_be_list, pieces)):
        return open_list([piece if may_be_list(piece) else Tuple((piece,)) for piece in pieces])
    return Tuple(pieces)


def may_be_list(value: Value) -> bool:
    """Tell whether a value that is not known may turn out to be a list."""
    if isinstance(value, Choice):
        return any(isinstance(c, Tuple | List | Set) or may_be_list(c) for c in value.candidates)
    return is_open(value)


@function("one", DYNAMIC, sees_unknown=True)
def one(values: Value) -> Value:
    """Return the only element, or null of an empty list."""
    if isinstance(values, Tuple | List) or (isinstance(values, Set) and values.counted):
        if len(values.items) > 1:
            message = "the list has more than one element"
            raise EvaluationError(message)
        return values.items[0] if values.items else NULL
    if isinstance(values, Set) or is_open(values):
        items, complete = members_of(values)
        if items and complete:
            return choose((*items, NULL), waits=waits_for(values))
        return Unknown(DYNAMIC, waits_for(values))
    raise refuse_other(values, "a list")


@function("chunklist", ListOf(DYNAMIC), NUMBER, sees_unknown=True)
def chunklist(values: Value, size: Value) -> Value:
    """Cut a list into lists of a size; of all elements where that is 0."""
    if not isinstance(values, List) or not isinstance(size, int | Real):
        return Unknown(ListOf(DYNAMIC), waits_for(values, size))
    step = whole(size, "the size")
    if step < 0:
        message = "the size is negative"
        raise EvaluationError(message)
    kind = ListOf(values.element)
    step = step or max(len(values.items), 1)
    starts = range(0, len(values.items), step)
    return List(kind, [List(values.element, values.items[a : a + step]) for a in starts])


FUNCTIONS: Final[tuple[Function, ...]] = (
    chunklist, concat, element, flatten, length, one, part, reverse,
)  # fmt: skip

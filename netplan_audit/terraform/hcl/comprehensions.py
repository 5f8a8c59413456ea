"""`for` expressions: tuples and objects made from the elements of a collection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from netplan_audit.terraform.hcl.arithmetic import operand
from netplan_audit.terraform.hcl.choices import has_choice, spread, unfolded
from netplan_audit.terraform.hcl.constructors import object_key
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.marks import mark, unmark
from netplan_audit.terraform.hcl.typing_of import type_of
from netplan_audit.terraform.hcl.value_types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListOf,
    MapOf,
    ObjectOf,
    SetOf,
    TupleOf,
    describe,
)
from netplan_audit.terraform.hcl.values import (
    List,
    Map,
    Null,
    Object,
    OpenObject,
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
    from collections.abc import Iterable

    from netplan_audit.terraform.hcl.evaluate import Evaluator
    from netplan_audit.terraform.hcl.nodes import ForExpr


def comprehension(evaluator: Evaluator, node: ForExpr) -> Value:
    """Evaluate a `for` expression."""
    collection = unfolded(evaluator.evaluate(node.collection))

    def work(each: Value) -> Value:
        inner, marks = unmark(each)
        return mark(_work_through(evaluator, node, inner), marks)

    return spread(work, (collection,)) if has_choice((collection,)) else work(collection)


def elements_of(collection: Value) -> Iterable[tuple[Value, Value]] | None:
    """Return keys and elements, or None where they are not known.

    Raises EvaluationError where the value is null or no collection.
    """
    if isinstance(collection, Tuple | List):
        return enumerate(collection.items)
    if isinstance(collection, Set):
        ordered = is_known(collection) or len(collection.items) == 1
        return [(item, item) for item in collection.items] if ordered else None
    if isinstance(collection, Object | Map):
        return [(name, item) for name, item in collection.attributes.items()]
    if isinstance(collection, Null):
        message = "the collection of a for expression is null"
        raise EvaluationError(message)
    kind = type_of(collection)
    if isinstance(collection, Unknown | Symbol | Several | OpenObject) and (
        kind is DYNAMIC or isinstance(kind, ListOf | SetOf | MapOf | TupleOf | ObjectOf)
    ):
        return None
    message = f"a {describe(kind)} is no collection to iterate over"
    raise EvaluationError(message)


class _Collected(Struct):
    """What came out for the elements so far."""

    sure: list[tuple[Value, Value]] = field(default_factory=list)
    possible: list[tuple[Value, Value]] = field(default_factory=list)
    conditions: list[Value] = field(default_factory=list)
    marks: frozenset[str] = frozenset()


def _work_through(evaluator: Evaluator, node: ForExpr, collection: Value) -> Value:
    found = _Collected()
    given = elements_of(collection)
    if given is None and isinstance(collection, Set) and collection.counted and _by_key(node):
        given = [(item, item) for item in collection.items]
    if given is None:
        return _open_result(evaluator, node, collection, found)
    for key, value in given:
        evaluator.budget.spend(1)
        _element(evaluator, node, (key, value), found)
    if node.key is None:
        result = _tuple_result(found)
    else:
        result = _object_result(found, grouping=node.grouping)
    return mark(result, found.marks)


def _by_key(node: ForExpr) -> bool:
    """Tell whether it is all the same in which order the elements come."""
    return node.key is not None and not node.grouping


def _element(
    evaluator: Evaluator, node: ForExpr, element: tuple[Value, Value], found: _Collected
) -> None:
    """Evaluate condition, key and value for one element."""
    key, value = element
    names = {node.value_name: value}
    if node.key_name is not None:
        names[node.key_name] = key
    outer = evaluator.names
    evaluator.names = {**outer, **names}
    try:
        target = found.sure
        if node.condition is not None:
            given, marks = unmark(evaluator.evaluate(node.condition))
            found.marks |= marks
            verdict = operand(given, BOOL)
            if verdict is False:
                return
            if verdict is not True:
                target = found.possible
                found.conditions.append(verdict)
        made: Value = ""
        if node.key is not None:
            made, marks = unmark(evaluator.evaluate(node.key))
            found.marks |= marks
            made = object_key(made)
        target.append((made, evaluator.evaluate(node.value)))
    finally:
        evaluator.names = outer


def _tuple_result(found: _Collected) -> Value:
    members = [value for _, value in found.sure]
    if not found.conditions:
        return Tuple(members)
    possible = tuple(value for _, value in found.possible)
    waits = waits_for(*found.conditions)
    return Several(DYNAMIC, tuple(members), possible, complete=True, waits_for=waits)


def _object_result(found: _Collected, *, grouping: bool) -> Value:
    keys = [key for key, _ in found.sure if not isinstance(key, str)]
    if keys or found.conditions:
        members = tuple(value for _, value in found.sure)
        possible = tuple(value for _, value in found.possible)
        waits = waits_for(*keys, *found.conditions)
        if grouping:
            return Unknown(DYNAMIC, tuple(dict.fromkeys((*waits, *waits_for(*members)))))
        return Several(DYNAMIC, members, possible, complete=True, waits_for=waits, keyed=True)
    groups: dict[str, list[Value]] = {}
    for key, value in found.sure:
        groups.setdefault(str(key), []).append(value)
    if grouping:
        return Object({name: Tuple(values) for name, values in groups.items()})
    for name, values in groups.items():
        if len(values) > 1:
            message = f"two elements of a for expression have the key {name!r}"
            raise EvaluationError(message)
    return Object({name: values[0] for name, values in groups.items()})


def _open_result(
    evaluator: Evaluator, node: ForExpr, collection: Value, found: _Collected
) -> Value:
    """Say what can be said where the elements, or their number, are not known."""
    waits = waits_for(collection)
    if isinstance(collection, Several):
        given = [(False, each) for each in collection.members]
        given += [(True, each) for each in collection.possible]
        complete = collection.complete
    elif isinstance(collection, Set):
        given = [(not collection.counted, each) for each in collection.items]
        complete = True
    else:
        given, complete = [(True, _representative(collection))], False
    members: list[Value] = []
    possible: list[Value] = []
    for unsure, each in given:
        one = _Collected()
        key = each if isinstance(collection, Set) else _unknown_key(collection)
        try:
            _element(evaluator, node, (key, each), one)
        except EvaluationError:
            complete = False
            continue
        found.marks |= one.marks
        (possible if unsure else members).extend(value for _, value in one.sure)
        possible += (value for _, value in one.possible)
    if not isinstance(collection, Several | Set):
        # One evaluation stands for all elements, so it says something only where none matters.
        complete = all(map(_same_for_all, possible))
        possible = possible if complete else []
    if node.key is not None and node.grouping:
        return mark(Unknown(DYNAMIC, waits), found.marks)
    keyed = node.key is not None
    result = Several(DYNAMIC, tuple(members), tuple(possible), complete, waits, keyed)
    return mark(result, found.marks)


def _representative(collection: Value) -> Value:
    kind = type_of(collection)
    element = kind.element if isinstance(kind, ListOf | SetOf | MapOf) else DYNAMIC
    return Unknown(element, waits_for(collection))


def _unknown_key(collection: Value) -> Value:
    kind = type_of(collection)
    sort = NUMBER if isinstance(kind, ListOf) else STRING if isinstance(kind, MapOf) else DYNAMIC
    return Unknown(sort, waits_for(collection), not_null=True)


def _same_for_all(value: Value) -> bool:
    return is_known(value) or isinstance(value, Symbol | OpenObject)

"""`source[*].attribute`: an expression evaluated for every element."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.terraform.hcl.choices import has_choice, spread, unfolded
from netplan_audit.terraform.hcl.convert import elements, unordered
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.marks import mark, unmark
from netplan_audit.terraform.hcl.nodes import SplatItem
from netplan_audit.terraform.hcl.typing_of import type_of
from netplan_audit.terraform.hcl.value_types import DYNAMIC, ListOf, SetOf, TupleOf, Type
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
    from collections.abc import Iterable

    from netplan_audit.terraform.hcl.evaluate import Evaluator
    from netplan_audit.terraform.hcl.nodes import Splat


def splat(evaluator: Evaluator, node: Splat) -> Value:
    """Evaluate a splat; what is no list counts as a list of itself, null as an empty one."""
    source = unfolded(evaluator.evaluate(node.source))

    def work(each: Value) -> Value:
        inner, marks = unmark(each)
        return mark(_splat(evaluator, node, inner), marks)

    return spread(work, (source,)) if has_choice((source,)) else work(source)


def _splat(evaluator: Evaluator, node: Splat, source: Value) -> Value:  # noqa: PLR0911 - a case for each kind of value
    if isinstance(source, Null):
        if isinstance(source.type, ListOf | SetOf | TupleOf):
            message = "a splat of a null list"
            raise EvaluationError(message)
        return Tuple()
    if isinstance(source, Tuple):
        return Tuple(_each(evaluator, node, source.items))
    if isinstance(source, Set):
        known = is_known(source)
        source = List(source.element, source.items) if known else unordered(source)
    if isinstance(source, List):
        if not source.items and source.element is not DYNAMIC:
            evaluator.with_item(Unknown(source.element), node.each)  # refuses what none can have
        return _list(_each(evaluator, node, source.items), source.element)
    if isinstance(source, Several) and source.keyed:
        return Tuple((evaluator.with_item(source, node.each),))
    if isinstance(source, Several):
        members = tuple(_each(evaluator, node, source.members))
        possible = tuple(_each(evaluator, node, source.possible))
        return Several(DYNAMIC, members, possible, source.complete, source.waits_for)
    if isinstance(source, Unknown | Symbol):
        return _not_known(evaluator, node, source)
    return Tuple((evaluator.with_item(source, node.each),))


def _each(evaluator: Evaluator, node: Splat, items: Iterable[Value]) -> list[Value]:
    if isinstance(node.each, SplatItem):
        return list(items)
    return [evaluator.with_item(item, node.each) for item in items]


def _list(found: list[Value], element: Type) -> Value:
    """Make a list of the results; a tuple where they have no common type."""
    if not found:
        return List(element)
    try:
        items, kind = elements(found, DYNAMIC, ListOf(DYNAMIC))
    except EvaluationError:
        return Tuple(found)
    return List(kind, items)


def _not_known(evaluator: Evaluator, node: Splat, source: Unknown | Symbol) -> Value:
    kind = type_of(source)
    if not isinstance(kind, ListOf | SetOf | TupleOf) and kind is not DYNAMIC:
        return Tuple((evaluator.with_item(source, node.each),))
    if isinstance(node.each, SplatItem) and isinstance(kind, ListOf | TupleOf):
        return source
    if isinstance(kind, TupleOf):
        items = (Unknown(element, waits_for(source)) for element in kind.elements)
        return Tuple(_each(evaluator, node, items))
    inner = kind.element if isinstance(kind, ListOf | SetOf) else DYNAMIC
    item = evaluator.with_item(Unknown(inner, waits_for(source)), node.each)
    found = type_of(item)
    whole = DYNAMIC if found is DYNAMIC or kind is DYNAMIC else ListOf(found)
    return Several(whole, waits_for=waits_for(source))

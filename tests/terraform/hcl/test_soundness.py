"""What is said of a value before it is known must hold whatever it turns out to be.

Each literal of each vector is taken for unknown, once with its type, once without, and for one of
two values. The evaluation must then admit what comes out for the literal itself, and may fail only
where that fails as well.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest
from msgspec.structs import replace

from netplan_audit.terraform.hcl.budget import Budget
from netplan_audit.terraform.hcl.constructors import literal
from netplan_audit.terraform.hcl.evaluate import Evaluator
from netplan_audit.terraform.hcl.faults import EvaluationError, LimitError
from netplan_audit.terraform.hcl.functions.json_text import encode
from netplan_audit.terraform.hcl.marks import unmark_deep
from netplan_audit.terraform.hcl.nodes import BinaryOp, Literal, Node, ScopeTraversal
from netplan_audit.terraform.hcl.operators import BinaryOperator
from netplan_audit.terraform.hcl.scope import MappingScope
from netplan_audit.terraform.hcl.typing_of import type_of
from netplan_audit.terraform.hcl.value_types import DYNAMIC
from netplan_audit.terraform.hcl.values import (
    Choice,
    List,
    Map,
    Null,
    Object,
    Set,
    Several,
    Tuple,
    Unknown,
    Value,
)
from tests.terraform.hcl import console
from tests.terraform.hcl.reading import tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.terraform.hcl.nodes import Expression

EXPRESSIONS: Final[list[str]] = list(
    json.loads((console.VECTORS / "vectors.json").read_text(encoding="utf-8"))
)
LOGIC: Final = frozenset({BinaryOperator.AND, BinaryOperator.OR})


def children(node: Node) -> Iterator[object]:
    for name in node.__struct_fields__:
        value = getattr(node, name)
        yield from value if isinstance(value, tuple) else (value,)


def literals(node: object) -> Iterator[Literal]:
    """Yield the literals that stand for a value and are not null; none where logic cuts short."""
    if isinstance(node, Literal):
        if node.value is not None:
            yield node
    elif isinstance(node, Node) and not (isinstance(node, BinaryOp) and node.operator in LOGIC):
        for child in children(node):
            yield from literals(child)


def with_name(node: object, target: Literal) -> object:
    """Put the name `u` in the place of a literal."""
    if node is target:
        return ScopeTraversal(target.start, target.end, "u", ())
    if not isinstance(node, Node):
        return node
    changes: dict[str, object] = {}
    for name in node.__struct_fields__:
        value = getattr(node, name)
        if isinstance(value, tuple):
            changes[name] = tuple(with_name(item, target) for item in value)
        else:
            changes[name] = with_name(value, target)
    return replace(node, **changes)


def result(node: Expression, value: Value) -> Value | None:
    """Evaluate with a value for the name; None for an error."""
    try:
        found = Evaluator(MappingScope({"u": value}), Budget(2_000_000)).value(node)
    except EvaluationError:
        return None
    return unmark_deep(found)[0]


def items(value: Value) -> tuple[Value, ...] | None:
    if isinstance(value, Tuple | List | Set):
        return value.items
    return tuple(value.attributes.values()) if isinstance(value, Object | Map) else None


def admits(said: Value, fact: Value) -> bool:  # noqa: PLR0911 - a case for each kind of value
    """Tell whether what was said leaves room for the fact; 1 and "1" pass for the same."""
    if isinstance(said, Choice):
        return not said.complete or any(admits(each, fact) for each in said.candidates)
    if isinstance(said, Unknown):
        return True
    found = items(fact)
    if isinstance(said, Several):
        pool = said.members + said.possible
        return (
            found is not None
            and all(any(admits(member, each) for each in found) for member in said.members)
            and (not said.complete or all(any(admits(p, each) for p in pool) for each in found))
        )
    ours = items(said)
    if ours is None or found is None:
        if isinstance(said, Null) or isinstance(fact, Null):
            return isinstance(said, Null) and isinstance(fact, Null)
        return encode(said).strip('"') == encode(fact).strip('"')
    if isinstance(said, Set):
        counts = not said.counted or len(ours) == len(found)
        return counts and all(any(admits(one, each) for one in ours) for each in found)
    same_names = True
    if isinstance(said, Object | Map) and isinstance(fact, Object | Map):
        same_names = said.attributes.keys() == fact.attributes.keys()
    return same_names and len(ours) == len(found) and all(map(admits, ours, found))


def unsound(expression: str) -> Iterator[str]:
    """Yield what is wrong with the evaluation of an expression before all of it is known."""
    whole = tree(expression)
    for target in literals(whole):
        fact = literal(target.value)
        node: Expression = with_name(whole, target)  # type: ignore[assignment]  # as it was
        expected = result(node, fact)
        other: Value = not fact if isinstance(fact, bool) else "zz" if fact != "zz" else 77
        for said in (Unknown(type_of(fact)), Unknown(DYNAMIC), Choice((fact, other))):
            try:
                found = result(node, said)
            except LimitError:
                continue
            both = isinstance(said, Choice)
            if found is None:
                if expected is not None or (both and result(node, other) is not None):
                    yield f"{expression}: fails with {said} for {target.value!r}"
            elif expected is not None and not admits(found, expected):
                yield f"{expression}: {found} with {said} for {target.value!r}"


@pytest.mark.parametrize("start", range(3))
def test_nothing_is_said_too_early(start: int) -> None:
    wrong = [each for expression in EXPRESSIONS[start::24] for each in unsound(expression)]
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("start", range(3, 24))
def test_nothing_is_said_too_early_of_the_other_vectors(start: int) -> None:
    wrong = [each for expression in EXPRESSIONS[start::24] for each in unsound(expression)]
    assert wrong == []

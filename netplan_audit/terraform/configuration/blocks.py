"""Nested blocks as values, those that `dynamic` blocks make among them.

https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.configuration.old_lists import flattened, with_open_lists
from netplan_audit.terraform.hcl.convert import convert
from netplan_audit.terraform.hcl.faults import EvaluationError, LimitError
from netplan_audit.terraform.hcl.marks import unmark
from netplan_audit.terraform.hcl.nodes import ScopeTraversal
from netplan_audit.terraform.hcl.value_types import BOOL, NUMBER, STRING, ListOf, ObjectOf, SetOf
from netplan_audit.terraform.hcl.values import (
    List,
    Map,
    Null,
    Object,
    Set,
    Tuple,
    Unknown,
    Value,
)
from netplan_audit.terraform.hcl.waiting import waits_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from netplan_audit.terraform.configuration.module import Placed
    from netplan_audit.terraform.configuration.schema import Schema
    from netplan_audit.terraform.hcl.file import Body, SourceFile
    from netplan_audit.terraform.hcl.value_types import Type

    Evaluate = Callable[[Placed, Mapping[str, Value]], Value]

from netplan_audit.terraform.configuration.module import Placed, PlacedBlock

_LISTED: Final = frozenset({"ingress", "egress", "route"})
"""Blocks whose readers take what is known of them, and leave open that there may be more."""


class BlockReader:
    """Turns the nested blocks of one instance into objects.

    `evaluate` evaluates an expression that sees some more names; it never raises. `spend` takes
    the blocks that are made off what a configuration may do, and raises LimitError at its end.
    """

    def __init__(self, evaluate: Evaluate, spend: Callable[[int], None]) -> None:
        """Take what evaluates the expressions of the instance, and what bounds its blocks."""
        self._evaluate = evaluate
        self._spend = spend

    def read(
        self,
        blocks: Iterable[PlacedBlock],
        schema: Schema | None,
        element: ObjectOf | None,
        names: Mapping[str, Value],
    ) -> Value:
        """Return a tuple of one object for each block, or what it waits for.

        `element` is the type where the blocks are written for an attribute. Among rules and routes
        an unknown item stands for those that `dynamic` may make, beside the known ones.
        """
        found: list[Value] = []
        unknown: Unknown | None = None
        listed = True
        for one in blocks:
            listed = listed and one.kind in _LISTED
            if one.block.type != "dynamic":
                found.append(self._object(one.block.body, one.file, schema, element, names))
                continue
            made = self._dynamic(one, schema, element, names)
            if isinstance(made, Unknown):
                unknown = unknown or made
            else:
                found += made
        if unknown is not None and not (listed and found):
            return unknown
        return Tuple(found if unknown is None else (*found, unknown))

    def _dynamic(
        self,
        one: PlacedBlock,
        schema: Schema | None,
        element: ObjectOf | None,
        names: Mapping[str, Value],
    ) -> list[Value] | Unknown:
        body = one.block.body
        each = body.attributes.get("for_each")
        content = next(body.blocks_of("content"), None)
        if each is None or content is None:
            return Unknown(waits_for=(f"dynamic.{one.kind}",))
        iterator = body.attributes.get("iterator")
        name = one.kind
        if iterator is not None and isinstance(iterator.value, ScopeTraversal):
            name = iterator.value.root
        collection = unmark(self._evaluate(Placed(each.value, one.file), names))[0]
        if isinstance(collection, Null):
            return []
        pairs = _pairs(collection)
        if pairs is None:
            return Unknown(waits_for=waits_for(collection) or (f"dynamic.{one.kind}",))
        return [
            self._object(
                content.body,
                one.file,
                schema,
                element,
                {**names, name: Object({"key": key, "value": value})},
            )
            for key, value in pairs
        ]

    def _object(
        self,
        body: Body,
        file: SourceFile,
        schema: Schema | None,
        element: ObjectOf | None,
        names: Mapping[str, Value],
    ) -> Value:
        self._spend(1 + len(body.attributes))
        types = {} if schema is None else schema.types
        if element is not None:
            types = element.attributes
        found: dict[str, Value] = {}
        for name, attribute in body.attributes.items():
            value = self._evaluate(Placed(attribute.value, file), names)
            found[name] = as_type(value, types.get(name))
        nested = [PlacedBlock(inner, file) for inner in body.blocks]
        for kind in dict.fromkeys(inner.kind for inner in nested):
            inside = None if schema is None else schema.blocks.get(kind)
            below = None if schema is None else schema.as_block(kind)
            some = (inner for inner in nested if inner.kind == kind)
            found[kind] = self.read(some, inside, below, names)
        if element is not None:
            return zero_filled(Object(found), element)
        return Object(found)


def with_older_arguments(element: ObjectOf, blocks: Iterable[PlacedBlock]) -> ObjectOf:
    """Add what blocks set and only an older provider takes, such as `instance_id` of a route."""
    bodies = (
        each.body
        for block in (one.block for one in blocks)
        for each in (block.body.blocks_of("content") if block.type == "dynamic" else (block,))
    )
    older = {name for body in bodies for name in body.attributes} - element.attributes.keys()
    if not older:
        return element
    return ObjectOf({**element.attributes, **dict.fromkeys(sorted(older), STRING)})


def as_type(value: Value, kind: Type | None) -> Value:
    """Convert a value as the provider's schema does; unknown where Terraform would refuse it.

    A list in a list is one list, as up to Terraform 0.11; later versions refuse it.
    Blocks stay as they are where one of them cannot be converted.
    """
    if kind is None:
        return value
    opened = with_open_lists(value, kind)
    if opened is not None:
        return opened
    try:
        return convert(value, kind)
    except (EvaluationError, LimitError):
        flat = flattened(value, kind)
        if flat is not None:
            return as_type(flat, kind)
        is_block = isinstance(kind, ListOf | SetOf) and isinstance(kind.element, ObjectOf)
        if is_block and isinstance(unmark(value)[0], Tuple | List | Set):
            return value
        return Unknown(kind, waits_for(value) or ("a value that Terraform takes here",))


def zero_filled(value: Value, element: ObjectOf) -> Value:
    """Fill in what blocks for an attribute leave out: the provider makes it empty, not null."""
    inner = unmark(value)[0]
    if not isinstance(inner, Object | Map):
        return value
    given = inner.attributes
    return Object(
        {
            name: _zero(kind) if isinstance(given.get(name, _NULL), Null) else given[name]
            for name, kind in element.attributes.items()
        }
    )


_NULL = Null()


def _zero(kind: Type) -> Value:
    if kind is STRING:
        return ""
    if kind is NUMBER:
        return 0
    if kind is BOOL:
        return False
    if isinstance(kind, ListOf | SetOf):
        return type_of_empty(kind)
    return Null(kind)


def type_of_empty(kind: ListOf | SetOf) -> Value:
    """Return the collection of a type that holds nothing."""
    return List(kind.element) if isinstance(kind, ListOf) else Set(kind.element)


def _pairs(value: Value) -> Iterator[tuple[Value, Value]] | None:
    """Return the keys and values that a `dynamic` block goes through; None if not known."""
    if isinstance(value, Tuple | List):
        return iter(tuple(enumerate(value.items)))
    if isinstance(value, Object | Map):
        return iter(tuple(value.attributes.items()))
    if isinstance(value, Set) and value.counted:
        return iter(tuple((item, item) for item in value.items))
    return None

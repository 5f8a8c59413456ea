"""Resource instances: their arguments as values, and as expressions elsewhere see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.terraform.configuration import certificates, data_sources
from netplan_audit.terraform.configuration.blocks import (
    BlockReader,
    as_type,
    with_older_arguments,
    zero_filled,
)
from netplan_audit.terraform.configuration.rewritten import is_placeholder, rewritten
from netplan_audit.terraform.configuration.schema import Schema, schema_of
from netplan_audit.terraform.configuration.seen_blocks import open_blocks, with_computed
from netplan_audit.terraform.hcl.faults import LimitError
from netplan_audit.terraform.hcl.marks import mark, unmark
from netplan_audit.terraform.hcl.nodes import Literal, ScopeTraversal, TupleCons
from netplan_audit.terraform.hcl.value_types import ListOf, SetOf
from netplan_audit.terraform.hcl.values import (
    List,
    Map,
    Null,
    Object,
    OpenObject,
    Set,
    Tuple,
    Unknown,
    Value,
)
from netplan_audit.terraform.plan.identity import ALIASES

if TYPE_CHECKING:
    from netplan_audit.terraform.configuration.expansion import Iteration
    from netplan_audit.terraform.configuration.instance import ModuleInstance
    from netplan_audit.terraform.configuration.module import Part, Placed
    from netplan_audit.terraform.hcl.nodes import Expression

META: Final = frozenset(
    {"count", "for_each", "provider", "depends_on", "lifecycle", "connection", "provisioner"}
)
_NAMES: Final = frozenset({"name", "cluster_identifier"})
"""Arguments by which other resources name this one: even unknown, they say which it is."""
_SINGLE: Final = frozenset({"timeouts"})
"""Blocks that a plan shows as one object, for every type that has them, and not as a list."""


class ResourceInstance:
    """One instance of a resource or data block; its arguments are evaluated on demand."""

    def __init__(
        self, module: ModuleInstance, block: str, part: Part, iteration: Iteration
    ) -> None:
        """Evaluate nothing yet."""
        self.module = module
        self.block = block
        self.part = part
        self.iteration = iteration
        name = f"{block}{iteration.suffix}"
        self.address = f"{module.address}.{name}" if module.address else name
        self.is_data = block.startswith("data.")
        self.type = part.labels[0]
        self.schema: Schema | None = schema_of(f"data.{self.type}" if self.is_data else self.type)
        self._memo: dict[str, Value | None] = {}
        self._answers: dict[str, Value] = {}

    @property
    def provider(self) -> str:
        """The provider configuration that it belongs to, as its module names it: `aws.west`."""
        placed = self.part.attributes.get("provider")
        if placed is None:
            return self.type.partition("_")[0]
        return placed.text

    @cached_property
    def configured(self) -> tuple[str, ...]:
        """The arguments and nested blocks that the configuration has, meta-arguments left out."""
        names = (*self.part.attributes, *(one.kind for one in self.part.blocks))
        return tuple(name for name in dict.fromkeys(names) if name not in META)

    @cached_property
    def ignored(self) -> frozenset[str]:
        """The arguments whose changes `lifecycle` leaves alone; `all` stands for every one."""
        told = (
            placed.block.body.attributes.get("ignore_changes")
            for placed in self.part.blocks_of("lifecycle")
        )
        return frozenset(name for each in told if each is not None for name in _named(each.value))

    def argument(self, name: str) -> Value | None:
        """Return what the configuration says of an argument; None where it says nothing."""
        if name in self._memo:
            return self._memo[name]
        if name not in self.configured:
            found = None
        else:
            where = f"{self.address}.{name}"
            self._memo[name] = Unknown(waits_for=(where,))  # what a cycle would see
            placed = self.part.attributes.get(name)
            try:
                found = self._blocks(name) if placed is None else self._attribute(name, placed)
            except LimitError as error:
                self.module.context.tell(error, self.part.file, self.part.start)
                found = Unknown(waits_for=(where,))
        self._memo[name] = found
        return found

    def _attribute(self, name: str, placed: Placed) -> Value:
        told = self.module.told(placed, f"{self.address}.{name}", self.iteration)
        if self._is_left_to_callers(name, placed, told):
            return Unknown(waits_for=(f"{self.address}.{name}",))
        value = rewritten(self.block.partition(".")[0], name, told)
        if self.schema is None:
            return value
        element = self.schema.as_block(name)
        if element is not None:
            inner, marks = unmark(value)
            if isinstance(inner, Tuple | List | Set):
                filled = (zero_filled(item, element) for item in inner.items)
                value = mark(Tuple(filled), marks)
        return as_type(value, self.schema.types.get(name))

    def _is_left_to_callers(self, name: str, placed: Placed, value: Value) -> bool:
        """Tell whether a value is a root's default which whoever applies it has to replace."""
        is_written = self.module.parent is not None or isinstance(placed.node, Literal)
        return not is_written and is_placeholder(self.block.partition(".")[0], name, value)

    def _blocks(self, name: str) -> Value:
        schema = self.schema
        reader = BlockReader(
            lambda placed, names: self.module.told(
                placed, f"{self.address}.{name}", self.iteration, names
            ),
            self.module.context.budget.spend,
        )
        inner = None if schema is None else schema.blocks.get(name)
        kind = None if schema is None else schema.types.get(name)
        element = None if schema is None else schema.as_block(name)
        written = list(self.part.blocks_of(name))
        if element is not None and isinstance(kind, ListOf | SetOf):
            element = with_older_arguments(element, written)
            kind = replace(kind, element=element)
        value = reader.read(written, inner, element, {})
        if name in _SINGLE:
            blocks, marks = unmark(value)
            if isinstance(blocks, Tuple) and len(blocks.items) == 1:
                value = mark(blocks.items[0], marks)
        return as_type(value, kind)

    def known(self, name: str) -> Value | None:
        """Return what is known of an argument: configured, or told by its provider's settings."""
        if name == "tags_all" and not self.is_data:
            return self._all_tags()
        told = self._told(name)
        return self.argument(name) if told is None else told

    def _told(self, name: str) -> Value | None:
        """Return what is known without asking a cloud; read a data source once."""
        if not self.is_data:
            return certificates.attribute(self, name)
        if name in self._answers:
            return self._answers[name]
        known = self.module.context.known
        found = None if known is None else known(self.address, name)
        if found is None:
            found = data_sources.attribute(self, name)
        else:
            found = as_type(found, None if self.schema is None else self.schema.types.get(name))
        if found is not None:
            self._answers[name] = found
        return found

    def _all_tags(self) -> Value | None:
        """Return the tags together with the provider's own; None where either is not known."""
        own = self.argument("tags")
        defaults = self.module.provider_tags(self.provider) if self.schema is not None else None
        parts = [unmark(one)[0] for one in (defaults, own) if one is not None]
        maps = [one for one in parts if isinstance(one, Map | Object)]
        if not maps or len(maps) < sum(not isinstance(one, Null) for one in parts):
            return None
        return Object({name: value for one in maps for name, value in one.attributes.items()})

    @cached_property
    def seen(self) -> Value:
        """The instance as expressions see it."""
        types = {} if self.schema is None else self.schema.types
        return OpenObject(self.address, _Seen(self), types)

    def seen_attribute(self, name: str) -> Value | None:
        """Return an attribute that is not merely a symbol; None where it is."""
        known = self._told(name)
        if known is None and self.is_data:
            known = data_sources.counted(self, name)
        if known is not None:
            return known
        alias = ALIASES.get((self.type, name))
        value = self.argument(alias or name)
        if value is None or (name in _NAMES and isinstance(unmark(value)[0], Unknown)):
            return None
        if isinstance(value, Null):
            computed = self.schema is None or name in self.schema.computed
            return None if computed else value
        if self.schema is None:
            is_block = name not in self.part.attributes
            return open_blocks(value, self.address, (name,)) if is_block else value
        inner = self.schema.blocks.get(name)
        return value if inner is None else with_computed(value, inner, self.address, (name,))


class _Seen(Mapping[str, Value]):
    """The attributes of an instance that the configuration gives, each evaluated when asked for."""

    def __init__(self, instance: ResourceInstance) -> None:
        self._instance = instance

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._instance.seen_attribute(name) is not None

    def __getitem__(self, name: str) -> Value:
        found = self._instance.seen_attribute(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._instance.configured)

    def __len__(self) -> int:
        return len(self._instance.configured)


def outputs_object(module: ModuleInstance) -> Value:
    """Return a module instance as its callers see it: its outputs, each evaluated when asked."""
    return OpenObject(module.address, _Outputs(module))


class _Outputs(Mapping[str, Value]):
    def __init__(self, module: ModuleInstance) -> None:
        self._module = module

    def __contains__(self, name: object) -> bool:
        return True  # so that one which does not exist is an error, and no symbol

    def __getitem__(self, name: str) -> Value:
        return self._module.output(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._module.module.outputs)

    def __len__(self) -> int:
        return len(self._module.module.outputs)


def _named(node: Expression) -> Iterator[str]:
    """Yield the whole arguments that a list such as `[ingress, "egress"]`, or `all`, names."""
    for item in node.items if isinstance(node, TupleCons) else (node,):
        if isinstance(item, ScopeTraversal) and not item.steps:
            yield item.root
        elif isinstance(item, Literal) and isinstance(item.value, str):
            yield item.value

"""The `configuration` of a plan: module bodies, their blocks and calls, module instances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netplan_audit.terraform.plan.document import decode_raw
from netplan_audit.terraform.plan.expression import Expression, expression_of, gather

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netplan_audit.terraform.address import Key
    from netplan_audit.terraform.plan.document import (
        ConfigurationBlock,
        ConfigurationModule,
        ModuleCall,
    )
    from netplan_audit.terraform.value import Path


class Block:
    """One resource or data block; expressions are decoded when first asked for."""

    __slots__ = (
        "_expressions",
        "_parsed",
        "_raw",
        "is_repeated",
        "iteration",
        "name",
        "provider_key",
    )

    def __init__(self, block: ConfigurationBlock) -> None:
        """Keep the undecoded expressions."""
        self.name = block.address
        self.provider_key = block.provider_config_key
        self.iteration = _iteration(block.count_expression, block.for_each_expression)
        self.is_repeated = _is_repeated(block)
        self._raw = block.expressions
        self._expressions: dict[str, Any] | None = None
        self._parsed: dict[tuple[object, ...], Expression | None] = {}

    @property
    def expressions(self) -> dict[str, Any]:
        """The expressions by argument name, as in the plan."""
        if self._expressions is None:
            decoded = decode_raw(self._raw)
            self._expressions = decoded if isinstance(decoded, dict) else {}
        return self._expressions

    def expression(self, path: Path, among: tuple[int, ...] = ()) -> Expression | None:
        """Return the expression that gives the value at `path`.

        Of several nested blocks of one type it is that of any, since a set has another order in
        the plan than in the configuration; `among` says which of them it can be. None where the
        plan does not keep it: the blocks written do not set it, or `dynamic` made the block.
        """
        key = (path, among) if among else path
        if key not in self._parsed:
            self._parsed[key] = _find(self.expressions.get(str(path[0])), path[1:], among)
        return self._parsed[key]


def _find(node: object, rest: Path, among: tuple[int, ...]) -> Expression | None:
    nodes: list[object] = [node]
    for place, step in enumerate(rest):
        if all(_is_expression(one) for one in nodes):
            return expression_of(gather(nodes), flat=True)
        if isinstance(step, int):
            chosen = among if place == 0 else ()
            nodes = [block for one in nodes for block in _blocks(one, chosen)]
        else:
            nodes = [one[step] for one in nodes if isinstance(one, dict) and step in one]
        if not nodes:
            return None
    if nodes == [None]:
        return None
    distinct = [one for index, one in enumerate(nodes) if one not in nodes[:index]]
    return expression_of(gather(distinct), flat=len(distinct) > 1)


def _is_expression(node: object) -> bool:
    return isinstance(node, dict) and isinstance(node.get("references"), list)


def _blocks(node: object, among: tuple[int, ...]) -> list[object]:
    """Return the nested blocks that are written, or those that it can be."""
    if not isinstance(node, list):
        return [node]
    return [block for index, block in enumerate(node) if not among or index in among]


def _is_repeated(block: ConfigurationBlock | ModuleCall) -> bool:
    return block.count_expression is not None or block.for_each_expression is not None


def _iteration(count: object, for_each: object) -> Expression:
    """Return what `for_each` (else `count`) refers to."""
    return expression_of(gather(for_each if for_each is not None else count))


class Call:
    """One `module` block."""

    __slots__ = (
        "_body",
        "_inputs",
        "_module",
        "_parsed",
        "is_repeated",
        "iteration",
        "name",
        "source",
    )

    def __init__(self, name: str, call: ModuleCall) -> None:
        """Keep the inputs and the body, which every instance of the call shares."""
        self.name = name
        self.source = call.source
        self.iteration = _iteration(call.count_expression, call.for_each_expression)
        self.is_repeated = _is_repeated(call)
        self._module = call.module
        self._body: Module | None = None
        self._inputs = call.expressions or {}
        self._parsed: dict[str, Expression] = {}

    @property
    def body(self) -> Module | None:
        """The module's body; None where the plan does not hold it."""
        if self._body is None and self._module is not None:
            self._body = Module(self._module)
        return self._body

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the arguments that the call passes."""
        return tuple(self._inputs)

    def constants(self, variables: Mapping[str, object]) -> dict[str, object]:
        """Return the arguments that are constants, or refer to the variable of their own name.

        The plan does not keep operators: `x = var.y` may stand for `x = !var.y`, which nobody
        writes where the names are the same.
        """
        found: dict[str, object] = {}
        for name, node in self._inputs.items():
            if isinstance(node, dict) and "constant_value" in node:
                found[name] = node["constant_value"]
            elif name in variables and gather(node) == [f"var.{name}"]:
                found[name] = variables[name]
        return found

    def input(self, name: str) -> Expression:
        """Return the expression passed for a variable; an empty one where its default holds."""
        found = self._parsed.get(name)
        if found is None:
            found = self._parsed[name] = expression_of(gather(self._inputs.get(name)))
        return found


class Module:
    """A module's body, shared by all instances of its call."""

    __slots__ = ("_outputs", "_parsed", "blocks", "calls", "variables")

    def __init__(self, module: ConfigurationModule) -> None:
        """Index the blocks and calls by name."""
        self.blocks = {block.address: Block(block) for block in module.resources or ()}
        self.calls = {name: Call(name, call) for name, call in (module.module_calls or {}).items()}
        self.variables = tuple(module.variables or ())
        self._outputs = module.outputs or {}
        self._parsed: dict[str, Expression] = {}

    @property
    def always_has_resources(self) -> bool:
        """Whether every instance shows in a plan: some block has neither count nor for_each."""
        return any(not block.is_repeated for block in self.blocks.values())

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of the outputs."""
        return tuple(self._outputs)

    def output(self, name: str) -> Expression | None:
        """Return an output's expression; None where the module has no such output."""
        if name not in self._outputs:
            return None
        found = self._parsed.get(name)
        if found is None:
            node = self._outputs[name]
            expression = node.get("expression") if isinstance(node, dict) else None
            found = self._parsed[name] = expression_of(gather(expression))
        return found


class ModuleInstance:
    """A module body at one address: the scope in which references are looked up."""

    __slots__ = ("address", "body", "call", "children", "instances", "key", "memo", "parent")

    def __init__(
        self,
        address: str,
        body: Module | None,
        parent: ModuleInstance | None = None,
        call: Call | None = None,
        key: Key = None,
    ) -> None:
        """Start with no resource instances; the reader adds them block by block."""
        self.address = address
        self.body = body
        self.parent = parent
        self.call = call
        self.key = key
        self.children: dict[str, list[ModuleInstance]] = {}
        self.instances: dict[str, list[Any]] = {}
        self.memo: dict[tuple[object, ...], Any] = {}

    def block(self, name: str) -> Block | None:
        """Return the configuration of a block of this module, where there is one."""
        return None if self.body is None else self.body.blocks.get(name)

    def all_of(self, name: str) -> tuple[Any, ...]:
        """Return the instances of a block: the same tuple each time."""
        found: tuple[Any, ...] | None = self.memo.get(("all", name))
        if found is None:
            found = self.memo["all", name] = tuple(self.instances.get(name, ()))
        return found

    def by_key(self, name: str) -> dict[Key, Any]:
        """Return the instances of a block by their keys."""
        found: dict[Key, Any] | None = self.memo.get(("by key", name))
        if found is None:
            of_block = self.instances.get(name, ())
            found = self.memo["by key", name] = {one.key: one for one in of_block}
        return found

    def children_by_key(self, name: str) -> dict[Key, ModuleInstance]:
        """Return the instances of a module call that have resources, by their keys."""
        found: dict[Key, ModuleInstance] | None = self.memo.get(("children", name))
        if found is None:
            of_call = self.children.get(name, ())
            found = self.memo["children", name] = {one.key: one for one in of_call}
        return found

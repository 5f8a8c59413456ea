"""The `configuration` of a plan: module bodies, blocks and the references of their expressions."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from netplan_audit.terraform.address import Key, Traversal, parse_traversal
from netplan_audit.terraform.plan import identity
from netplan_audit.terraform.plan.document import decode_raw

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from netplan_audit.terraform.plan.document import (
        ConfigurationBlock,
        ConfigurationModule,
        ModuleCall,
    )
    from netplan_audit.terraform.value import Path


class Expression:
    """What the plan keeps of an expression: the traversals in it, parents left out."""

    __slots__ = ("direct", "flat", "follows_count", "follows_each", "opaque", "plain", "traversals")

    def __init__(self, references: Iterable[object], *, flat: bool = False) -> None:
        """Parse a `references` list, most specific entries first.

        `flat` says that the list is that of a whole set of blocks (`route`, `ingress`), not of
        one argument. `plain` tells that there is a single reference, so that nothing can choose
        between it and something else.
        """
        self.flat = flat
        found: list[Traversal] = []
        opaque: list[str] = []
        self.follows_count = False
        self.follows_each = False
        last = ""
        count = 0
        for text in references:
            if not isinstance(text, str) or _is_parent(text, last):
                continue
            last = text
            count += 1
            traversal = parse_traversal(text)
            if traversal is None or traversal.kind in {"local", "self"}:
                opaque.append(text)
                continue
            self.follows_count |= traversal.kind == "count"
            self.follows_each |= traversal.kind == "each"
            if traversal.kind not in {"count", "path", "terraform"}:
                found.append(traversal)
        self.plain = count <= 1
        self.traversals = tuple(found)
        self.opaque = tuple(opaque)
        self.direct = _direct(self.traversals[0]) if self.plain and found and not flat else None


def _direct(traversal: Traversal) -> tuple[str, Key, str, str] | None:
    """Return block name, key, attribute and block type of a plain reference to an id.

    None for references that must be followed further (variables, outputs, passed-on ids).
    """
    if traversal.kind != "resource" or len(traversal.rest) != 1:
        return None
    attribute = str(traversal.rest[0])
    block_type = traversal.name.rpartition(".")[0]
    if (block_type, attribute) in identity.ALIASES or identity.kind_of(attribute) is not None:
        return None
    return traversal.name, traversal.key, attribute, block_type


def _is_parent(text: str, last: str) -> bool:
    """Tell whether `text` is `last` itself or a prefix of it that ends at a step."""
    return last.startswith(text) and last[len(text) : len(text) + 1] in {"", ".", "["}


NO_EXPRESSION = Expression(())


def expression_of(references: list[Any], *, flat: bool = False) -> Expression:
    """Return the expression of a `references` list; equal lists give one and the same object.

    So what it refers to is found once for all arguments of a module instance that share it.
    """
    return _expression(tuple(text for text in references if isinstance(text, str)), flat)


@lru_cache(maxsize=65536)
def _expression(references: tuple[str, ...], flat: bool) -> Expression:  # noqa: FBT001 - a key
    return Expression(references, flat=flat)


class Block:
    """One resource or data block; expressions are decoded when first asked for."""

    __slots__ = ("_expressions", "_parsed", "_raw", "iteration", "name", "provider_key")

    def __init__(self, block: ConfigurationBlock) -> None:
        """Keep the undecoded expressions."""
        self.name = block.address
        self.provider_key = block.provider_config_key
        self.iteration = _iteration(block.count_expression, block.for_each_expression)
        self._raw = block.expressions
        self._expressions: dict[str, Any] | None = None
        self._parsed: dict[Path, Expression | None] = {}

    @property
    def expressions(self) -> dict[str, Any]:
        """The expressions by argument name, as in the plan."""
        if self._expressions is None:
            decoded = decode_raw(self._raw)
            self._expressions = decoded if isinstance(decoded, dict) else {}
        return self._expressions

    def expression(self, path: Path) -> Expression | None:
        """Return the expression that gives the value at `path`.

        None where the plan does not keep it (nested blocks made by `dynamic`).
        """
        if path not in self._parsed:
            self._parsed[path] = self._find(path)
        return self._parsed[path]

    def _find(self, path: Path) -> Expression | None:
        node: Any = self.expressions
        for step in path:
            if isinstance(node, dict) and isinstance(node.get("references"), list):
                return expression_of(node["references"], flat=True)
            node = _step(node, step)
            if node is None:
                return None
        return expression_of(_gather(node))


def _step(node: object, step: str | int) -> object:
    if isinstance(node, dict):
        return node if isinstance(step, int) else node.get(step)
    if isinstance(node, list) and isinstance(step, int) and step < len(node):
        return node[step]
    return None


def _gather(node: object) -> list[Any]:
    """Collect every reference beneath a node (several blocks, or one expression)."""
    if isinstance(node, list):
        return [text for item in node for text in _gather(item)]
    if not isinstance(node, dict):
        return []
    references = node.get("references")
    if isinstance(references, list):
        return references
    if "constant_value" in node:
        return []
    return [text for item in node.values() for text in _gather(item)]


def _iteration(count: object, for_each: object) -> Expression:
    """Return what `for_each` (else `count`) refers to."""
    return expression_of(_gather(for_each if for_each is not None else count))


class Call:
    """One `module` block."""

    __slots__ = ("_inputs", "_parsed", "body", "iteration", "name", "source")

    def __init__(self, name: str, call: ModuleCall) -> None:
        """Keep the inputs; the body is read at once, being shared by every instance."""
        self.name = name
        self.source = call.source
        self.iteration = _iteration(call.count_expression, call.for_each_expression)
        self.body = None if call.module is None else Module(call.module)
        self._inputs = call.expressions or {}
        self._parsed: dict[str, Expression] = {}

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
            elif name in variables and _gather(node) == [f"var.{name}"]:
                found[name] = variables[name]
        return found

    def input(self, name: str) -> Expression:
        """Return the expression passed for a variable; an empty one where its default holds."""
        found = self._parsed.get(name)
        if found is None:
            found = self._parsed[name] = expression_of(_gather(self._inputs.get(name)))
        return found


class Module:
    """A module's body, shared by all instances of its call."""

    __slots__ = ("_outputs", "_parsed", "blocks", "calls")

    def __init__(self, module: ConfigurationModule) -> None:
        """Index the blocks and calls by name."""
        self.blocks = {block.address: Block(block) for block in module.resources or ()}
        self.calls = {name: Call(name, call) for name, call in (module.module_calls or {}).items()}
        self._outputs = module.outputs or {}
        self._parsed: dict[str, Expression] = {}

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
            found = self._parsed[name] = expression_of(_gather(expression))
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

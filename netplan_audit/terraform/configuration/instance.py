"""Module instances: what their variables, locals, outputs and blocks are, worked out on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from netplan_audit.terraform.address import block_address
from netplan_audit.terraform.configuration import expansion, providers
from netplan_audit.terraform.configuration.blocks import as_type
from netplan_audit.terraform.configuration.expansion import SINGLE, Expansion, Iteration
from netplan_audit.terraform.configuration.module import Placed
from netplan_audit.terraform.configuration.objects import ResourceInstance, outputs_object
from netplan_audit.terraform.configuration.scope import InstanceScope
from netplan_audit.terraform.hcl.constructors import literal
from netplan_audit.terraform.hcl.evaluate import Evaluator
from netplan_audit.terraform.hcl.faults import EvaluationError, LimitError
from netplan_audit.terraform.hcl.marks import mark, unmark
from netplan_audit.terraform.hcl.nodes import Literal
from netplan_audit.terraform.hcl.type_constraints import read_type, variable_value
from netplan_audit.terraform.hcl.value_types import DYNAMIC, Type
from netplan_audit.terraform.hcl.values import SENSITIVE, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from netplan_audit.terraform.configuration.context import Context
    from netplan_audit.terraform.configuration.module import Module, Part
    from netplan_audit.terraform.source import ModulePath

_T = TypeVar("_T")
_BUSY = object()
_NO_NAMES: Mapping[str, Value] = {}


class Call(Struct, frozen=True):
    """One instance of a module call: the block, its name, and the module that it stands in."""

    parent: ModuleInstance
    name: str
    part: Part
    iteration: Iteration


class ModuleInstance:
    """One instance of a module; the root module is one without a parent.

    `waits_for` says what its existence waits for, its own call's and its parents'.
    """

    def __init__(self, context: Context, module: Module, call: Call | None = None) -> None:
        """Work out nothing yet; the root module has no call."""
        self.context = context
        self.module = module
        self.parent = None if call is None else call.parent
        self.call = None if call is None else call.part
        self.iteration = SINGLE.iterations[0] if call is None else call.iteration
        self.path: ModulePath = ()
        self.address = ""
        self.waits_for: tuple[str, ...] = ()
        if call is not None:
            outer = call.parent
            name = f"module.{call.name}{call.iteration.suffix}"
            self.path = (*outer.path, call.name)
            self.address = f"{outer.address}.{name}" if outer.address else name
            self.waits_for = (*outer.waits_for, *call.iteration.waits_for, *call.part.doubt)
        self._regions: dict[str, str | None] = {}
        self._tags: dict[str, Value | None] = {}
        self._memo: dict[tuple[str, str], object] = {}

    def _once(self, kind: str, name: str, work: Callable[[], _T]) -> _T:
        """Do work once and keep its result or its error; raises where it needs its own result."""
        key = (kind, name)
        found = self._memo.get(key)
        if found is _BUSY:
            message = f"{kind}.{name} depends on itself"
            raise EvaluationError(message)
        if isinstance(found, Exception):
            raise found
        if found is None:
            self._memo[key] = _BUSY
            try:
                found = self._memo[key] = work()
            except (EvaluationError, LimitError) as error:
                self._memo[key] = error
                raise
            finally:
                if self._memo[key] is _BUSY:
                    del self._memo[key]
        return found  # type: ignore[return-value]  # a key is for one kind of work

    # ---- expressions

    def evaluate(
        self,
        placed: Placed,
        iteration: Iteration | None = None,
        names: Mapping[str, Value] = _NO_NAMES,
    ) -> Value:
        """Evaluate an expression of the module, inside one instance of a block where given.

        Raises EvaluationError or LimitError, which know the file then.
        """
        if type(placed.node) is Literal:
            return literal(placed.node.value)
        context = self.context
        evaluator = Evaluator(InstanceScope(self, iteration), context.budget, context.files)
        evaluator.names = dict(names)
        try:
            return evaluator.value(placed.node)
        except (EvaluationError, LimitError) as error:
            error.file = error.file or placed.file
            raise

    def told(
        self,
        placed: Placed,
        waits: str,
        iteration: Iteration | None = None,
        names: Mapping[str, Value] = _NO_NAMES,
    ) -> Value:
        """Evaluate an expression; what stops it is told, and its value is unknown.

        Not what is wrong with an instance that may not exist: Terraform plans none then.
        """
        try:
            return self.evaluate(placed, iteration, names)
        except (EvaluationError, LimitError) as error:
            unsure = self.waits_for or (iteration is not None and iteration.waits_for)
            if isinstance(error, LimitError) or not unsure:
                self.context.tell(error, placed.file, placed.node.start)
            return Unknown(waits_for=(waits,))

    # ---- names

    def variable(self, name: str) -> Value:
        """Return the value of a variable inside the module; unknown where it has none."""
        return self._once("var", name, lambda: self._variable(name))

    def _variable(self, name: str) -> Value:
        part = self.module.variables.get(name)
        if part is None:
            message = f"there is no variable {name!r}"
            raise EvaluationError(message)
        attributes = part.attributes
        constraint = self._constraint(part)
        default = self.evaluate(attributes["default"]) if "default" in attributes else None
        value = variable_value(
            self._given(name, constraint),
            default,
            DYNAMIC if constraint is None else constraint,
            nullable=not self._is(part, "nullable", value=False),
        )
        if value is None:
            where = f"{self.address}.var.{name}" if self.address else f"var.{name}"
            if self.parent is None:
                self.context.unset[name] = None
            value = Unknown(constraint or DYNAMIC, (where,), text=where)
        return mark(value, frozenset({SENSITIVE})) if self._is(part, "sensitive") else value

    def _constraint(self, part: Part) -> Type | None:
        placed = part.attributes.get("type")
        if placed is None:
            return None
        evaluator = Evaluator(InstanceScope(self, None), self.context.budget)
        try:
            return read_type(evaluator, placed.node)
        except (EvaluationError, LimitError) as error:
            error.file = error.file or placed.file
            raise

    def _given(self, name: str, constraint: Type | None) -> Value | None:
        if self.parent is None:
            given = self.context.given.get(name)
            return None if given is None else given.of_type(constraint)
        placed = None if self.call is None else self.call.attributes.get(name)
        if self.context.assumed:
            placed = self.context.assumed.get(block_address(self.address), {}).get(name, placed)
        return None if placed is None else self.parent.evaluate(placed, self.iteration)

    def _is(self, part: Part, name: str, *, value: bool = True) -> bool:
        placed = part.attributes.get(name)
        return placed is not None and self.evaluate(placed) is value

    def local(self, name: str) -> Value:
        """Return the value of a local."""
        placed = self.module.locals.get(name)
        if placed is None:
            message = f"there is no local {name!r}"
            raise EvaluationError(message)
        return self._once("local", name, lambda: self.evaluate(placed))

    def output(self, name: str) -> Value:
        """Return the value of an output, as the module's callers see it."""
        return self._once("output", name, lambda: self._output(name))

    def _output(self, name: str) -> Value:
        part = self.module.outputs.get(name)
        placed = None if part is None else part.attributes.get("value")
        if part is None or placed is None:
            message = f"module {'.'.join(self.path)} has no output {name!r}"
            raise EvaluationError(message)
        value = self.evaluate(placed)
        return mark(value, frozenset({SENSITIVE})) if self._is(part, "sensitive") else value

    # ---- blocks

    def _expansion(self, kind: str, name: str, part: Part) -> Expansion:
        """Return the instances of a block; where they cannot be told, the one for all of them."""
        where = f"{self.address}.{kind}.{name}".replace(".resource.", ".", 1).lstrip(".")
        return self._once(f"{kind} instances", name, lambda: self._expanded(where, part))

    def _expanded(self, where: str, part: Part) -> Expansion:
        for mode, expand in (("count", expansion.of_count), ("for_each", expansion.of_each)):
            placed = part.attributes.get(mode)
            if placed is None:
                continue
            try:
                return expand(self.evaluate(placed))
            except (EvaluationError, LimitError) as error:
                self.context.tell(error, placed.file, placed.node.start)
                return expansion.unknown(mode.removeprefix("for_"), (f"{where}.{mode}",))
        return self._enabled(part)

    def _enabled(self, part: Part) -> Expansion:
        for placed in part.blocks_of("lifecycle"):
            attribute = placed.block.body.attributes.get("enabled")
            if attribute is not None:
                try:
                    return expansion.of_enabled(self.evaluate(Placed(attribute.value, placed.file)))
                except EvaluationError as error:
                    self.context.tell(error, placed.file, attribute.value.start)
        return SINGLE

    def resources(self, name: str) -> dict[Iteration, ResourceInstance]:
        """Return the instances of a resource or data block, by iteration."""
        part = self.module.resources[name]
        found = self._expansion("resource", name, part)

        def make() -> dict[Iteration, ResourceInstance]:
            return {one: ResourceInstance(self, name, part, one) for one in found.iterations}

        return self._once("resources", name, make)

    def resource_value(self, name: str) -> Value:
        """Return what an expression sees of a resource or data block."""
        part = self.module.resources.get(name)
        if part is None:
            message = f"there is no resource {name!r} in this module"
            raise EvaluationError(message)
        found = self._expansion("resource", name, part)
        made = self.resources(name)
        return self._once("value", name, lambda: found.collect(lambda one: made[one].seen))

    def children(self, name: str) -> dict[Iteration, ModuleInstance] | None:
        """Return the instances of a called module; None where its body is not at hand."""
        module = self.context.module((*self.path, name))
        if module is None:
            return None
        call = self.module.calls[name]
        found = self._expansion("module", name, call)

        def make() -> dict[Iteration, ModuleInstance]:
            return {
                one: ModuleInstance(self.context, module, Call(self, name, call, one))
                for one in found.iterations
            }

        return self._once("children", name, make)

    def module_value(self, name: str) -> Value:
        """Return what an expression sees of a called module: its outputs, for each instance."""
        if name not in self.module.calls:
            message = f"there is no module {name!r}"
            raise EvaluationError(message)
        made = self.children(name)
        if made is None:
            return Unknown(DYNAMIC, (f"module.{name}",))
        found = self._expansion("module", name, self.module.calls[name])
        return self._once(
            "module", name, lambda: found.collect(lambda one: outputs_object(made[one]))
        )

    def region(self, provider: str) -> str | None:
        """Return the region of a provider configuration, `aws` or `aws.west`, where it is known."""
        if provider not in self._regions:
            value = providers.setting(self, provider, "region")
            self._regions[provider] = value if isinstance(value, str) else None
        return self._regions[provider]

    def provider_tags(self, provider: str) -> Value | None:
        """Return the default tags of a provider configuration; None where it has none."""
        if provider not in self._tags:
            self._tags[provider] = providers.default_tags(self, provider)
        return self._tags[provider]

    def text_of(self, placed: Placed, kind: Type) -> Value:
        """Evaluate a setting and convert it; never raises."""
        return unmark(as_type(self.told(placed, "a setting"), kind))[0]

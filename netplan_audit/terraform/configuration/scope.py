"""What the expressions of one module instance see; see the protocol in `hcl.scope`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.nodes import AttrStep
from netplan_audit.terraform.hcl.value_types import NUMBER, STRING
from netplan_audit.terraform.hcl.values import Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netplan_audit.terraform.configuration.expansion import Iteration
    from netplan_audit.terraform.configuration.instance import ModuleInstance
    from netplan_audit.terraform.hcl.nodes import Step


class InstanceScope:
    """The names of a module instance, seen from one instance of a block where given."""

    def __init__(self, module: ModuleInstance, iteration: Iteration | None) -> None:
        """Keep where the expression stands."""
        self._module = module
        self._iteration = iteration

    def resolve(self, root: str, steps: Sequence[Step]) -> tuple[Value, int]:  # noqa: PLR0911 - a case for each kind of name
        """Return the value at the root of a traversal, and how many of its steps lead to it.

        Raises EvaluationError where the name stands for nothing.
        """
        name = _name(root, steps, 0)
        module = self._module
        if root == "var":
            return module.variable(name), 1
        if root == "local":
            return module.local(name), 1
        if root == "module":
            return module.module_value(name), 1
        if root == "data":
            return module.resource_value(f"data.{name}.{_name(root, steps, 1)}"), 2
        if root == "resource":  # the long way to write what stands without it too
            return module.resource_value(f"{name}.{_name(root, steps, 1)}"), 2
        if root in {"each", "count"}:
            return self._of_iteration(root, name), 1
        if root in {"path", "terraform"}:
            return self._of_place(root, name), 1
        if root in {"self", "ephemeral"}:
            return Unknown(waits_for=(f"{root}.{name}",)), len(steps)
        return module.resource_value(f"{root}.{name}"), 1

    def _of_iteration(self, root: str, name: str) -> Value:
        one = self._iteration
        if one is None or (one.key is None and not one.stands_for_all):
            message = f"{root}.{name} is of no meaning here"
            raise EvaluationError(message)
        if root == "each" and name == "value" and one.value is not None:
            return one.value
        if one.stands_for_all:
            kind = NUMBER if root == "count" else STRING
            return Unknown(kind, one.waits_for, not_null=True)
        wanted = int if root == "count" else str
        if name in {"index", "key"} and isinstance(one.key, wanted):
            return one.key
        message = f"{root}.{name} is of no meaning here"
        raise EvaluationError(message)

    def _of_place(self, root: str, name: str) -> Value:
        context = self._module.context
        if root == "terraform":
            if name in {"workspace", "env"}:
                context.asks_workspace = True
                return context.workspace
        elif name == "module":
            return self._module.module.directory
        elif name == "root":
            return "."
        elif name == "cwd":
            if context.files is not None:
                return context.files.directory
            return Unknown(STRING, ("path.cwd",), not_null=True)
        message = f"{root}.{name} does not exist"
        raise EvaluationError(message)


def _name(root: str, steps: Sequence[Step], place: int) -> str:
    if place < len(steps):
        step = steps[place]
        if isinstance(step, AttrStep):
            return step.name
    message = f"{root!r} is followed by a name"
    raise EvaluationError(message)

"""What an expression sees: the names that a module gives it.

The evaluator asks a `Scope` for the value at the root of each traversal, together with the steps
that follow, and applies those steps itself that the scope did not use. For one module instance a
scope answers, for the root (and the steps that it uses):

- `var` (`.name`): the variable's value, converted and with its marks;
- `local` (`.name`): the value of the local, worked out on first use and kept. The evaluation of a
  local is an evaluation of its own: with another `Evaluator` of the same `Budget`, and a guard
  against a local that needs itself;
- `module` (`.name`): an `Object` of the outputs; with `count` a `Tuple`, with `for_each` an
  `Object` by key of such objects; a `Choice` of these where the count is not known. The scope may
  use the further steps `[key].output` to work out one output only;
- `data` (`.type.name`) and any resource type (`.name`): an `OpenObject` per instance, whose
  attributes are lazy and whose others are symbolic; a `Tuple` or `Object` of them with `count` or
  `for_each`, as above;
- `each` (`.key`, `.value`), `count` (`.index`), `self`, `path`, `terraform` as the place defines
  them.

Where a name stands for nothing, the scope raises EvaluationError: `try` catches it as Terraform
would. What cannot be known is an `Unknown` that says what it waits for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from netplan_audit.terraform.hcl.faults import EvaluationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from netplan_audit.terraform.hcl.nodes import Step
    from netplan_audit.terraform.hcl.values import Value


class Scope(Protocol):
    """Answers for the names an expression may use."""

    def resolve(self, root: str, steps: Sequence[Step]) -> tuple[Value, int]:
        """Return a value and how many of the steps lead to it.

        Raises EvaluationError where the name stands for nothing.
        """
        ...


class MappingScope:
    """A scope of plain names, as a template file has."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        """Take the values by name."""
        self.values = values

    def resolve(self, root: str, steps: Sequence[Step]) -> tuple[Value, int]:  # noqa: ARG002 - the protocol's
        """Return the value of the name; no step is used."""
        if root not in self.values:
            message = f"there is nothing named {root!r} here"
            raise EvaluationError(message)
        return self.values[root], 0

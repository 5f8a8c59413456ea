"""What a function is: its parameters, and how it is called with values known or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from netplan_audit.terraform.hcl.choices import has_choice, spread, unfolded
from netplan_audit.terraform.hcl.convert import convert
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.marks import mark, unmark_deep
from netplan_audit.terraform.hcl.value_types import DYNAMIC, Type
from netplan_audit.terraform.hcl.values import (
    Marked,
    Null,
    Unknown,
    Value,
    is_known,
    is_marked,
    size_of,
)
from netplan_audit.terraform.hcl.waiting import waits_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from netplan_audit.terraform.hcl.budget import Budget
    from netplan_audit.terraform.hcl.file_reader import FileReader


class Surroundings(Protocol):
    """What a function may know besides its arguments."""

    @property
    def budget(self) -> Budget:
        """The work that is left."""
        ...

    @property
    def files(self) -> FileReader | None:
        """The files it may read; None where there are none to read."""
        ...

    def render(self, template: str, variables: Mapping[str, Value], name: str) -> Value:
        """Evaluate a template that sees nothing but these variables."""
        ...


class Nullable(Struct, frozen=True):
    """A parameter that takes null as well."""

    type: Type


class Function(Struct, frozen=True):
    """One function of the language.

    `sees_unknown`: its body takes arguments that are or hold unknown values; otherwise one such
    argument makes the result unknown. `sees_marks` likewise; otherwise the marks of all arguments
    go to the result. `sees_symbols`: a list of which only the possible sizes are known stays one
    symbol; otherwise it is a choice of lists. A body takes the `Surroundings` first where
    `surroundings` is set.
    """

    name: str
    body: Callable[..., Value]
    parameters: tuple[Type | Nullable, ...]
    rest: Type | Nullable | None = None
    result: Type = DYNAMIC
    sees_unknown: bool = False
    sees_marks: bool = False
    sees_symbols: bool = False
    surroundings: bool = False

    def call(self, around: Surroundings, arguments: Sequence[Value]) -> Value:
        """Apply the function; raises EvaluationError for arguments that it refuses."""
        if not self.sees_symbols:
            arguments = [unfolded(each) for each in arguments]
        if has_choice(arguments):
            return spread(lambda *each: self.call(around, each), arguments, self.result)
        given, marks = self._prepare(arguments)
        around.budget.spend(1 + (sum(map(size_of, given)) >> 4))
        if not self.sees_unknown and not all(map(is_known, given)):
            return mark(Unknown(self.result, waits_for(*given)), marks)
        found = self.body(around, *given) if self.surroundings else self.body(*given)
        return mark(found, marks)

    def _prepare(self, arguments: Sequence[Value]) -> tuple[list[Value], frozenset[str]]:
        """Convert the arguments to the parameters' types and take their marks off."""
        fixed = len(self.parameters)
        if len(arguments) < fixed or (len(arguments) > fixed and self.rest is None):
            more = " or more" if self.rest is not None else ""
            message = f"function {self.name!r} takes {fixed}{more} arguments, not {len(arguments)}"
            raise EvaluationError(message)
        marks: frozenset[str] = frozenset()
        given: list[Value] = []
        for place, each in enumerate(arguments):
            parameter = self.parameters[place] if place < fixed else self.rest
            argument = each
            if not self.sees_marks and is_marked(argument):
                argument, found = unmark_deep(argument)
                marks |= found
            if parameter is not None:
                given.append(self._argument(argument, parameter, place))
        return given, marks

    def _argument(self, argument: Value, parameter: Type | Nullable, place: int) -> Value:
        nullable = isinstance(parameter, Nullable)
        inner = argument.value if isinstance(argument, Marked) else argument
        if isinstance(inner, Null) and not nullable:
            message = f"function {self.name!r}: argument {place + 1} must not be null"
            raise EvaluationError(message)
        kind = parameter.type if isinstance(parameter, Nullable) else parameter
        try:
            return convert(argument, kind)
        except EvaluationError as error:
            message = f"function {self.name!r}: argument {place + 1}: {error.message}"
            raise EvaluationError(message) from None


def function(  # noqa: PLR0913 - each says one thing of a signature, by name
    name: str,
    *parameters: Type | Nullable,
    rest: Type | Nullable | None = None,
    result: Type = DYNAMIC,
    sees_unknown: bool = False,
    sees_marks: bool = False,
    sees_symbols: bool = False,
    surroundings: bool = False,
) -> Callable[[Callable[..., Value]], Function]:
    """Make a function of the language from a Python function that does its work."""

    def declare(body: Callable[..., Value]) -> Function:
        return Function(
            name,
            body,
            parameters,
            rest,
            result,
            sees_unknown,
            sees_marks,
            sees_symbols,
            surroundings,
        )

    return declare

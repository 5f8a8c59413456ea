"""The values that the root module is given, by Terraform's order of precedence.

https://developer.hashicorp.com/terraform/language/values/variables (variable definition precedence)
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.terraform.hcl.budget import Budget
from netplan_audit.terraform.hcl.constructors import literal
from netplan_audit.terraform.hcl.evaluate import Evaluator
from netplan_audit.terraform.hcl.faults import EvaluationError, LimitError
from netplan_audit.terraform.hcl.file import SourceFile
from netplan_audit.terraform.hcl.parse import parse_expression, parse_native
from netplan_audit.terraform.hcl.scope import MappingScope
from netplan_audit.terraform.hcl.value_types import BOOL, NUMBER, STRING, Type
from netplan_audit.terraform.hcl.values import NULL, Object, Tuple, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LITERAL: Final = (STRING, NUMBER, BOOL)


class Given(Struct, frozen=True):
    """A value for a root variable: evaluated already, or the text of an option or of TF_VAR_x."""

    value: Value | None = None
    text: str = ""

    def of_type(self, constraint: Type | None) -> Value:
        """Return the value; a text is an expression where the variable is no primitive.

        Raises EvaluationError where the text is no expression.
        """
        if self.value is not None:
            return self.value
        if constraint is None or constraint in _LITERAL:
            return self.text
        node, problems = parse_expression(SourceFile("the command line", self.text))
        if problems:
            message = f"the value is no expression: {problems[0].message}"
            raise EvaluationError(message)
        return Evaluator(MappingScope({}), Budget()).value(node)


class Settings(Struct, frozen=True):
    """What the command line says of the root module's variables.

    `environment` holds the TF_VAR_* by variable, `files` the bytes of each `--var-file` by path in
    their order, `options` each `--var` by variable. `workspace` is Terraform's.
    """

    environment: Mapping[str, str]
    files: Mapping[str, bytes]
    options: Mapping[str, str]
    workspace: str = "default"


NO_SETTINGS: Final = Settings({}, {}, {})


def given_values(
    settings: Settings, automatic: Mapping[str, bytes], notes: list[Diagnostic]
) -> dict[str, Given]:
    """Join all values; a later one wins.

    `automatic` are the files that Terraform reads by itself, in its order. Trouble with a file
    goes to `notes`.
    """
    given = {name: Given(text=text) for name, text in settings.environment.items()}
    for path, data in (*automatic.items(), *settings.files.items()):
        for name, value in _values_of(path, data, notes):
            given[name] = Given(value)
    given.update((name, Given(text=text)) for name, text in settings.options.items())
    return given


def _values_of(path: str, data: bytes, notes: list[Diagnostic]) -> Iterator[tuple[str, Value]]:
    if path.endswith(".json"):
        yield from _json_values(path, data, notes)
        return
    file = parse_native(path, data)
    notes += file.diagnostics
    for name, attribute in file.body.attributes.items():
        try:
            yield name, Evaluator(MappingScope({}), Budget()).value(attribute.value)
        except (EvaluationError, LimitError) as error:
            line, column = file.source.position(attribute.start)
            message = f"{name}: {error.message}"
            notes.append(Diagnostic("warning", "variable-value", message, path, "", line, column))
            yield name, Unknown(waits_for=(f"var.{name}",))


def _json_values(path: str, data: bytes, notes: list[Diagnostic]) -> Iterator[tuple[str, Value]]:
    try:
        found = json.loads(data, parse_float=Decimal)
        if isinstance(found, dict):
            yield from ((name, from_json(value)) for name, value in found.items())
            return
        problem = "the file does not hold an object"
    except (ValueError, RecursionError, LimitError) as error:
        problem = f"the file is no JSON: {error}"
    notes.append(Diagnostic("warning", "variable-value", problem, path))


def from_json(value: object) -> Value:
    """Return a JSON value as Terraform reads it; a float stays as it is written."""
    if isinstance(value, dict):
        return Object({str(name): from_json(item) for name, item in value.items()})
    if isinstance(value, list):
        return Tuple(map(from_json, value))
    if isinstance(value, bool | int | str | Decimal):
        return literal(value)
    return literal(Decimal(repr(value))) if isinstance(value, float) else NULL

"""Type constraints as variables have them, and the value that a variable ends up with."""

from __future__ import annotations

from typing import Final

import pytest

from netplan_audit.terraform.hcl.budget import Budget
from netplan_audit.terraform.hcl.evaluate import Evaluator
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.functions.json_text import encode
from netplan_audit.terraform.hcl.scope import MappingScope
from netplan_audit.terraform.hcl.type_constraints import read_type, variable_value
from netplan_audit.terraform.hcl.value_types import STRING, ListOf, MapOf, Type
from netplan_audit.terraform.hcl.values import NULL, SENSITIVE, Marked, Unknown, Value
from tests.terraform.hcl.reading import evaluate, tree, type_text

NESTED: Final = "object({ a = optional(object({ b = optional(number, 5) }), {}) })"


def constraint(text: str) -> Type:
    return read_type(Evaluator(MappingScope({}), Budget()), tree(text))


def converted(value: str, kind: str) -> str:
    found = variable_value(evaluate(value), None, constraint(kind))
    assert found is not None
    return encode(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("string", "string"),
        ("any", "dynamic"),
        ("list(any)", "list(dynamic)"),
        ("list", "list(dynamic)"),
        ('"string"', "string"),
        ('"map"', "map(dynamic)"),
        ("map(set(number))", "map(set(number))"),
        ("tuple([string, bool])", "tuple([string,bool,])"),
        ("object({ a = string, b = optional(number) })", "object({a:string,b:number,})"),
        ("object({})", "object({})"),
    ],
)
def test_a_constraint_is_read(text: str, expected: str) -> None:
    assert type_text(constraint(text)) == expected


@pytest.mark.parametrize(
    "text",
    ["strin", "list(string, string)", "object(string)", "tuple(string)", "1", "list()", "set",
     "optional(string)", "object({ a = optional() })", 'object({ a = optional(number, "x") })'],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(EvaluationError):
        constraint(text)


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("[1, true]", "list(string)", '["1","true"]'),
        ('["b", "a", "b"]', "set(string)", '["a","b"]'),
        ("{ a = 1 }", "map(string)", '{"a":"1"}'),
        ("{ a = 1, b = 2 }", "object({ a = string })", '{"a":"1"}'),
        ("{}", "object({ a = optional(string) })", '{"a":null}'),
        ("{ a = null }", 'object({ a = optional(string, "d") })', '{"a":"d"}'),
        ("{ a = {} }", NESTED, '{"a":{"b":5}}'),
        ("{}", NESTED, '{"a":{"b":5}}'),
        ("{ x = {} }", "map(object({ p = optional(list(number), [80]) }))", '{"x":{"p":[80]}}'),
        ('tomap({ a = "1" })', "object({ a = number, b = optional(bool) })", '{"a":1,"b":null}'),
        ('[[1], ["a"]]', "any", '[[1],["a"]]'),
        ('[[1], ["a"]]', "list(any)", '[["1"],["a"]]'),
        ('[1, "a"]', "tuple([string, string])", '["1","a"]'),
        ("null", "list(string)", "null"),
    ],
)  # fmt: skip
def test_a_value_is_converted(value: str, kind: str, expected: str) -> None:
    assert converted(value, kind) == expected


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("{}", "object({ a = string })"),
        ('"a"', "list(string)"),
        ('[1, "x"]', "list(number)"),
        ("{ a = [] }", "map(string)"),
        ("[1]", "tuple([string, string])"),
        ("[1, []]", "list(any)"),
        ("{ a = 1, b = [] }", "map(any)"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_an_error(value: str, kind: str) -> None:
    with pytest.raises(EvaluationError):
        converted(value, kind)


def test_the_default_stands_for_what_is_missing() -> None:
    default: Value = evaluate("[1]")
    kind = ListOf(STRING)
    assert variable_value(None, None, kind) is None
    assert encode(variable_value(None, default, kind) or NULL) == '["1"]'
    assert encode(variable_value(NULL, default, kind) or "") == "null"
    assert encode(variable_value(NULL, default, kind, nullable=False) or NULL) == '["1"]'
    with pytest.raises(EvaluationError):
        variable_value(NULL, None, kind, nullable=False)


def test_marks_and_unknowns_come_through() -> None:
    secret = variable_value(Marked("1", frozenset({SENSITIVE})), None, STRING)
    assert isinstance(secret, Marked)
    unknown = variable_value(Unknown(waits_for=("var.x",)), None, MapOf(STRING))
    assert unknown == Unknown(MapOf(STRING), ("var.x",))

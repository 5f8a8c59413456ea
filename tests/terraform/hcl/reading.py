"""Evaluates an expression in a test, in a scope of a few resources and variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.budget import Budget
from netplan_audit.terraform.hcl.evaluate import Evaluator
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.file import SourceFile
from netplan_audit.terraform.hcl.parse import parse_expression
from netplan_audit.terraform.hcl.value_types import (
    DYNAMIC,
    NUMBER,
    STRING,
    ListOf,
    MapOf,
    ObjectOf,
    Primitive,
    SetOf,
    TupleOf,
    Type,
)
from netplan_audit.terraform.hcl.values import (
    SENSITIVE,
    Choice,
    List,
    Marked,
    Object,
    OpenObject,
    Symbol,
    Tuple,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from netplan_audit.terraform.hcl.file_reader import FileReader
    from netplan_audit.terraform.hcl.nodes import Expression, Step

ZONES: Final = "data.aws_availability_zones.z"


def subnet(key: str) -> OpenObject:
    """Return one instance of `aws_subnet.s`, of which the configuration sets a zone only."""
    return OpenObject(f"aws_subnet.s[{key}]", {"availability_zone": f"zone-{key}"})


NAMES: Final[Mapping[str, Value]] = {
    "aws_vpc.main": OpenObject("aws_vpc.main", {"cidr_block": "10.0.0.0/16"}),
    "aws_vpc.other": OpenObject("aws_vpc.other", {}),
    "aws_subnet.s": Tuple([subnet("0"), subnet("1"), subnet("2")]),
    "aws_subnet.maybe": Choice(
        (Tuple([OpenObject("aws_subnet.maybe[0]", {})]), Tuple()), waits_for=("var.flag",)
    ),
    "aws_nat_gateway.each": Object(
        {k: OpenObject(f'aws_nat_gateway.each["{k}"]', {}) for k in ("a", "b")}
    ),
    "data.aws_availability_zones.z": OpenObject(ZONES, {}, {"names": ListOf(STRING)}),
    "data.aws_subnets.d": OpenObject("data.aws_subnets.d", {}, {"ids": ListOf(STRING)}),
    "var.flag": Unknown(Primitive("bool"), ("var.flag",)),
    "var.any": Unknown(DYNAMIC, ("var.any",)),
    "var.text": Unknown(STRING, ("var.text",)),
    "var.size": Unknown(NUMBER, ("var.size",)),
    "var.list": Unknown(ListOf(STRING), ("var.list",)),
    "var.map": Unknown(MapOf(STRING), ("var.map",)),
    "var.secret": Marked("hush", frozenset({SENSITIVE})),
    "var.strings": List(STRING, ["x", "y"]),
}


class Names:
    """A scope of names with one dot, or two for data sources."""

    def __init__(self, names: Mapping[str, Value] = NAMES) -> None:
        self.names = names

    def resolve(self, root: str, steps: Sequence[Step]) -> tuple[Value, int]:
        used = 2 if root == "data" else 1
        words = [getattr(step, "name", "") for step in steps[:used]]
        name = ".".join([root, *words])
        if name not in self.names:
            message = f"there is nothing named {name}"
            raise EvaluationError(message)
        return self.names[name], used


def tree(text: str) -> Expression:
    """Parse an expression that must be well-formed."""
    node, diagnostics = parse_expression(SourceFile("test.tf", text))
    assert diagnostics == (), text
    return node


def evaluate(text: str, *, files: FileReader | None = None, steps: int = 1_000_000) -> Value:
    """Evaluate an expression among the names above."""
    return Evaluator(Names(), Budget(steps), files).value(tree(text))


def symbol(address: str, *path: int | str, likely: bool = False) -> Symbol:
    """Return a symbol whose type is a string."""
    return Symbol(address, path, STRING, likely)


def type_text(kind: Type) -> str:
    """Write a type as Terraform's `type` function does, without blanks."""
    match kind:
        case Primitive(name):
            return "dynamic" if name == "null" else name
        case ListOf(element):
            return f"list({type_text(element)})"
        case SetOf(element):
            return f"set({type_text(element)})"
        case MapOf(element):
            return f"map({type_text(element)})"
        case TupleOf(elements):
            return f"tuple([{''.join(type_text(each) + ',' for each in elements)}])"
        case ObjectOf(attributes):
            pairs = (f"{name}:{type_text(each)}," for name, each in sorted(attributes.items()))
            return f"object({{{''.join(pairs)}}})"

"""Type constraints of variables, such as `map(object({ cidr = string, az = optional(string) }))`.

https://developer.hashicorp.com/terraform/language/expressions/type-constraints
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.convert import convert
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.marks import mark, unmark
from netplan_audit.terraform.hcl.nodes import (
    FunctionCall,
    Literal,
    ObjectCons,
    ScopeTraversal,
    TupleCons,
)
from netplan_audit.terraform.hcl.value_types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListOf,
    MapOf,
    ObjectOf,
    SetOf,
    TupleOf,
    Type,
)
from netplan_audit.terraform.hcl.values import Null, Value

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.evaluate import Evaluator
    from netplan_audit.terraform.hcl.nodes import Expression

_WORDS: Final[dict[str, Type]] = {
    "string": STRING,
    "number": NUMBER,
    "bool": BOOL,
    "any": DYNAMIC,
    "list": ListOf(DYNAMIC),
    "map": MapOf(DYNAMIC),
}
"""The last two are what Terraform 0.11 had; they are accepted still."""
_COLLECTIONS: Final[dict[str, type[ListOf | SetOf | MapOf]]] = {
    "list": ListOf,
    "set": SetOf,
    "map": MapOf,
}
_OPTIONAL: Final = 2


def read_type(evaluator: Evaluator, node: Expression) -> Type:
    """Read a constraint; `evaluator` is for the defaults, which see no names.

    Raises EvaluationError for anything that is no constraint.
    """
    word = _word(node)
    if word in _WORDS:
        return _WORDS[word]
    if not isinstance(node, FunctionCall) or len(node.arguments) != 1:
        raise _no_type(node)
    argument = node.arguments[0]
    if node.name in _COLLECTIONS:
        return _COLLECTIONS[node.name](read_type(evaluator, argument))
    if node.name == "tuple" and isinstance(argument, TupleCons):
        return TupleOf(tuple(read_type(evaluator, item) for item in argument.items))
    if node.name == "object" and isinstance(argument, ObjectCons):
        return _object(evaluator, argument)
    raise _no_type(node)


def _word(node: Expression) -> str:
    """Return the bare word, or the one that Terraform 0.11 wrote in quotes."""
    if isinstance(node, ScopeTraversal) and not node.steps:
        return node.root
    if isinstance(node, Literal) and node.value in {"string", "list", "map"}:
        return str(node.value)
    return ""


def _no_type(node: Expression) -> EvaluationError:
    return EvaluationError("not a type constraint", (node.start, node.end))


def _object(evaluator: Evaluator, node: ObjectCons) -> ObjectOf:
    attributes: dict[str, Type] = {}
    optional: set[str] = set()
    defaults: dict[str, Value] = {}
    for item in node.items:
        name = _attribute_name(item.key)
        constraint = item.value
        if isinstance(constraint, FunctionCall) and constraint.name == "optional":
            if not 1 <= len(constraint.arguments) <= _OPTIONAL:
                raise _no_type(constraint)
            optional.add(name)
            attributes[name] = read_type(evaluator, constraint.arguments[0])
            if len(constraint.arguments) == _OPTIONAL:
                default = evaluator.evaluate(constraint.arguments[1])
                defaults[name] = convert(default, attributes[name])
        else:
            attributes[name] = read_type(evaluator, constraint)
    return ObjectOf(attributes, frozenset(optional), defaults)


def _attribute_name(key: Expression) -> str:
    if isinstance(key, Literal) and isinstance(key.value, str):
        return key.value
    raise _no_type(key)


def variable_value(
    given: Value | None, default: Value | None, constraint: Type, *, nullable: bool = True
) -> Value | None:
    """Return the value of a variable inside its module; None where it needs one and has none.

    A default stands for a value that is missing, and for null where the variable is not nullable.
    Raises EvaluationError for a value that is not of the type, or null where that is not allowed.
    """
    inner, marks = (None, frozenset[str]()) if given is None else unmark(given)
    if inner is None or (isinstance(inner, Null) and not nullable and default is not None):
        return None if default is None else convert(default, constraint)
    if isinstance(inner, Null) and not nullable:
        message = "the variable must not be null"
        raise EvaluationError(message)
    return mark(convert(inner, constraint), marks)

"""Conversions to a type, marks, and the choice of the first value there is.

https://developer.hashicorp.com/terraform/language/functions (type conversion functions).
"""

from __future__ import annotations

from typing import Final

from netplan_audit.terraform.hcl.choices import choose
from netplan_audit.terraform.hcl.convert import convert
from netplan_audit.terraform.hcl.equality import equal
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.functions.signature import Function, Nullable, function
from netplan_audit.terraform.hcl.marks import mark, unmark
from netplan_audit.terraform.hcl.typing_of import type_of
from netplan_audit.terraform.hcl.unify import unify
from netplan_audit.terraform.hcl.value_types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListOf,
    MapOf,
    SetOf,
    Type,
)
from netplan_audit.terraform.hcl.values import (
    EPHEMERAL,
    SENSITIVE,
    List,
    Map,
    Marked,
    Null,
    Object,
    OpenObject,
    Symbol,
    Tuple,
    Unknown,
    Value,
    is_known,
    is_marked,
)
from netplan_audit.terraform.hcl.waiting import waits_for


def _cast(name: str, want: Type) -> Function:
    """Make the function that converts to a type."""

    def body(value: Value) -> Value:
        return convert(value, want)

    return Function(
        name, body, (Nullable(DYNAMIC),), result=want, sees_unknown=True, sees_marks=True
    )


@function("sensitive", Nullable(DYNAMIC), sees_unknown=True, sees_marks=True)
def sensitive(value: Value) -> Value:
    """Mark a value as sensitive."""
    return mark(value, frozenset({SENSITIVE}))


@function("nonsensitive", Nullable(DYNAMIC), sees_unknown=True, sees_marks=True)
def nonsensitive(value: Value) -> Value:
    """Take the sensitive mark off the value as a whole."""
    inner, marks = unmark(value)
    return mark(inner, marks - {SENSITIVE})


@function("issensitive", Nullable(DYNAMIC), result=BOOL, sees_unknown=True, sees_marks=True)
def issensitive(value: Value) -> Value:
    """Tell whether a value as a whole is sensitive; open where it is not known."""
    inner, marks = unmark(value)
    if SENSITIVE in marks:
        return True
    if isinstance(inner, Unknown | Symbol):
        return Unknown(BOOL, waits_for(inner), not_null=True)
    return False


@function("ephemeralasnull", Nullable(DYNAMIC), sees_unknown=True, sees_marks=True)
def ephemeralasnull(value: Value) -> Value:  # noqa: PLR0911 - a case for each kind of value
    """Put null in place of whatever is ephemeral."""
    if not is_marked(value):
        return value
    if isinstance(value, Marked):
        if EPHEMERAL in value.marks:
            return mark(Null(type_of(value)), value.marks - {EPHEMERAL})
        return mark(ephemeralasnull.body(value.value), value.marks)
    if isinstance(value, Tuple):
        return Tuple(map(ephemeralasnull.body, value.items))
    if isinstance(value, List):
        return List(value.element, map(ephemeralasnull.body, value.items))
    if isinstance(value, Object):
        return Object({n: ephemeralasnull.body(v) for n, v in value.attributes.items()})
    if isinstance(value, Map):
        return Map(value.element, {n: ephemeralasnull.body(v) for n, v in value.attributes.items()})
    return value


@function("coalesce", rest=Nullable(DYNAMIC), sees_unknown=True)
def coalesce(*values: Value) -> Value:
    """Return the first value that is neither null nor an empty string, of their common type."""
    untyped = any(isinstance(value, Null) and value.type is DYNAMIC for value in values)
    kind = unify(map(type_of, values))
    apart = kind is None and untyped  # Terraform does not insist on a type beside a bare null
    kind = DYNAMIC if apart else kind
    if kind is None:
        message = "the arguments have no common type"
        raise EvaluationError(message)
    candidates: list[Value] = []
    for value in values:
        if isinstance(value, Null) or (value == "" and not apart):
            continue
        found = value if isinstance(value, OpenObject) else convert(value, kind)
        candidates.append(found)
        if is_known(found) or not _may_be_skipped(found):
            return choose(candidates, waits=waits_for(*candidates[:-1]))
    if not candidates:
        message = "all arguments are null or empty"
        raise EvaluationError(message)
    return choose(candidates, waits=waits_for(*candidates))


def _may_be_skipped(value: Value) -> bool:
    """Tell whether a value that is not known may turn out null or empty."""
    if isinstance(value, Symbol):
        return not value.never_null
    return equal(value, Null()) is not False or type_of(value) in {STRING, DYNAMIC}


def _verdict(values: Value, *, decisive: bool) -> Value:
    """Return what all elements or any element say; a null says nothing and is no true."""
    if not isinstance(values, List):
        return Unknown(BOOL, waits_for(values), not_null=True)
    if decisive and any(item is True for item in values.items):
        return True
    if not decisive and any(item is False or isinstance(item, Null) for item in values.items):
        return False
    if not is_known(values):
        return Unknown(BOOL, waits_for(values), not_null=True)
    return not decisive


@function("alltrue", ListOf(BOOL), result=BOOL, sees_unknown=True)
def alltrue(values: Value) -> Value:
    """Tell whether every element is true."""
    return _verdict(values, decisive=False)


@function("anytrue", ListOf(BOOL), result=BOOL, sees_unknown=True)
def anytrue(values: Value) -> Value:
    """Tell whether some element is true."""
    return _verdict(values, decisive=True)


FUNCTIONS: Final[tuple[Function, ...]] = (
    alltrue,
    anytrue,
    coalesce,
    ephemeralasnull,
    issensitive,
    nonsensitive,
    sensitive,
    _cast("tobool", BOOL),
    _cast("tolist", ListOf(DYNAMIC)),
    _cast("tomap", MapOf(DYNAMIC)),
    _cast("tonumber", NUMBER),
    _cast("toset", SetOf(DYNAMIC)),
    _cast("tostring", STRING),
)

"""JSON as Terraform writes and reads it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, NoReturn
from unicodedata import normalize

from netplan_audit.terraform.hcl import number
from netplan_audit.terraform.hcl.faults import EvaluationError, LimitError
from netplan_audit.terraform.hcl.functions.signature import Function, Nullable, function
from netplan_audit.terraform.hcl.number import Real
from netplan_audit.terraform.hcl.value_types import DYNAMIC, STRING
from netplan_audit.terraform.hcl.values import (
    NULL,
    List,
    Map,
    Null,
    Object,
    Set,
    Tuple,
    Value,
)

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.functions.signature import Surroundings

_ESCAPES: Final = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)
_SURROGATE: Final = "[\ud800-\udfff]"


def quote(text: str) -> str:
    """Write a JSON string; what HTML would take for markup is escaped."""
    return escaped(json.dumps(text, ensure_ascii=False))


def escaped(text: str) -> str:
    """Escape what HTML would take for markup in JSON, where it can stand in strings only."""
    return text.translate(_ESCAPES)


def encode(value: Value) -> str:
    """Write a known value without marks as JSON, without blanks."""
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Real):
        return number.text(value)
    if isinstance(value, Null):
        return "null"
    if isinstance(value, Tuple | List | Set):
        return f"[{','.join(map(encode, value.items))}]"
    if isinstance(value, Object | Map):
        pairs = (f"{quote(name)}:{encode(item)}" for name, item in value.attributes.items())
        return f"{{{','.join(pairs)}}}"
    raise AssertionError(type(value))


@function("jsonencode", Nullable(DYNAMIC), result=STRING, surroundings=True)
def jsonencode(around: Surroundings, value: Value) -> Value:
    """Write a value as JSON."""
    text = encode(value)
    around.budget.spend_text(len(text))
    return text


@function("jsondecode", STRING, surroundings=True)
def jsondecode(around: Surroundings, text: str) -> Value:
    """Read JSON; arrays become tuples and objects objects."""
    around.budget.spend_text(len(text))
    return decode(text)


def decode(text: str) -> Value:
    """Read JSON; raises EvaluationError where it is none."""
    try:
        found = json.loads(
            text, parse_float=number.parse, parse_int=number.parse, parse_constant=_refuse
        )
        return from_json(found)
    except (ValueError, EvaluationError):
        message = "not valid JSON"
        raise EvaluationError(message) from None
    except RecursionError:
        message = "JSON nested too deep"
        raise LimitError(message) from None


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


def from_json(found: object) -> Value:
    """Turn what Python's `json` returns, plain numbers included, into a value."""
    if found is None:
        return NULL
    if isinstance(found, bool | int | Real):
        return found
    if isinstance(found, str):
        return clean(found)
    if isinstance(found, float):
        return number.from_float(found)
    if isinstance(found, list):
        return Tuple(map(from_json, found))
    if isinstance(found, dict):
        return Object({clean(str(name)): from_json(item) for name, item in found.items()})
    raise AssertionError(type(found))


def clean(text: str) -> str:
    """Normalise a string that comes from outside, as Terraform's strings all are."""
    return text if text.isascii() else normalize("NFC", re.sub(_SURROGATE, "\ufffd", text))


FUNCTIONS: Final[tuple[Function, ...]] = (jsondecode, jsonencode)

"""Functions on numbers.

https://developer.hashicorp.com/terraform/language/functions (numeric functions).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl import number
from netplan_audit.terraform.hcl.convert import convert
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.functions.signature import Function, function
from netplan_audit.terraform.hcl.number import Number, Real, exact
from netplan_audit.terraform.hcl.typing_of import type_of
from netplan_audit.terraform.hcl.value_types import DYNAMIC, NUMBER, describe, is_primitive
from netplan_audit.terraform.hcl.values import (
    List,
    Null,
    Set,
    Several,
    Symbol,
    Tuple,
    Unknown,
    Value,
    is_known,
)
from netplan_audit.terraform.hcl.waiting import waits_for

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.functions.signature import Surroundings

_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CASELESS: Final = 36
_MAX_RANGE: Final = 1024
"""Terraform's own limit."""
_MAX_DIGITS: Final = 4000


def whole(value: Number, what: str) -> int:
    """Return a number as an integer; raises EvaluationError for a fraction."""
    if isinstance(value, Real):
        if value.value.denominator != 1:
            message = f"{what} must be a whole number"
            raise EvaluationError(message)
        return value.value.numerator
    return value


@function("abs", NUMBER, result=NUMBER)
def absolute(value: Number) -> Value:
    """Drop the sign."""
    return number.negate(value) if exact(value) < 0 else value


@function("ceil", NUMBER, result=NUMBER)
def ceil(value: Number) -> Value:
    """Round up."""
    return number.ceil(value)


@function("floor", NUMBER, result=NUMBER)
def floor(value: Number) -> Value:
    """Round down."""
    return number.floor(value)


@function("log", NUMBER, NUMBER, result=NUMBER)
def logarithm(value: Number, base: Number) -> Value:
    """Compute as 64-bit floats, as Terraform does."""
    try:
        if not exact(base) and exact(value) > 0:
            return 0
        return number.from_float(math.log(float(exact(value))) / math.log(float(exact(base))))
    except (ValueError, ZeroDivisionError, OverflowError):
        message = "the logarithm is not a finite number"
        raise EvaluationError(message) from None


@function("pow", NUMBER, NUMBER, result=NUMBER)
def power(value: Number, exponent: Number) -> Value:
    """Compute as 64-bit floats, as Terraform does."""
    try:
        return number.from_float(_power(float(exact(value)), float(exact(exponent))))
    except (ValueError, OverflowError):
        message = "the power is not a finite number"
        raise EvaluationError(message) from None


def _power(base: float, exponent: float) -> float:
    """Multiply in Go's order, on which the last digit depends: by squares, each below one."""
    if exponent == -0.5:  # noqa: PLR2004 - a root
        return 1 / math.sqrt(base)
    if base <= 0 or exponent == 0.5 or not 0 < abs(exponent) < 2**62:  # noqa: PLR2004 - a root, and a limit
        return math.pow(base, exponent)
    part, whole_part = math.modf(abs(exponent))
    if part > 0.5:  # noqa: PLR2004 - nearer to the next
        part, whole_part = part - 1, whole_part + 1
    found, shift = math.exp(part * math.log(base)) if part else 1.0, 0
    square, doubled = math.frexp(base)
    left = int(whole_part)
    while left and abs(doubled) <= 2**12:
        if left & 1:
            found, shift = found * square, shift + doubled
        square, doubled = square * square, doubled * 2
        if square < 0.5:  # noqa: PLR2004 - kept between a half and one
            square, doubled = square * 2, doubled - 1
        left >>= 1
    if left:
        shift += doubled
    if exponent < 0:
        found, shift = 1 / found, -shift
    return math.ldexp(found, shift)


@function("signum", NUMBER, result=NUMBER)
def signum(value: Number) -> Value:
    """Return -1, 0 or 1."""
    size = whole(value, "the number")
    if not -(2**63) <= size < 2**63:
        message = "the number needs more than 64 bits"
        raise EvaluationError(message)
    return (size > 0) - (size < 0)


def _some(values: tuple[Number, ...]) -> tuple[Number, ...]:
    if not values:
        message = "at least one number is needed"
        raise EvaluationError(message)
    return values


@function("max", rest=NUMBER, result=NUMBER)
def largest(*values: Number) -> Value:
    """Return the largest."""
    return max(_some(values), key=exact)


@function("min", rest=NUMBER, result=NUMBER)
def smallest(*values: Number) -> Value:
    """Return the smallest."""
    return min(_some(values), key=exact)


@function("parseint", DYNAMIC, NUMBER, result=NUMBER)
def parseint(text: Value, base: Number) -> Value:
    """Read an integer in a base from 2 to 62."""
    if not isinstance(text, str):
        message = f"a string is required, not {describe(type_of(text))}"
        raise EvaluationError(message)
    size = whole(base, "the base")
    if not 2 <= size <= len(_DIGITS):  # noqa: PLR2004 - a count of arguments
        message = f"the base must be between 2 and {len(_DIGITS)}"
        raise EvaluationError(message)
    digits = text[1:] if text[:1] in {"+", "-"} else text
    found = 0
    for digit in digits.lower() if size <= _CASELESS else digits:
        place = _DIGITS.find(digit)
        if not 0 <= place < size or len(digits) > _MAX_DIGITS:
            digits = ""
            break
        found = found * size + place
    if not digits:
        message = f"not an integer of base {size}"
        raise EvaluationError(message)
    return number.number(-found if text[0] == "-" else found)


@function("sum", DYNAMIC, result=NUMBER, sees_unknown=True)
def total(values: Value) -> Value:
    """Add the elements of a list or set."""
    if isinstance(values, Unknown | Symbol | Several):
        return Unknown(NUMBER, waits_for(values))
    if not isinstance(values, Tuple | List | Set):
        message = f"a list of numbers is required, not {describe(type_of(values))}"
        raise EvaluationError(message)
    if not values.items:
        message = "the sum of no elements"
        raise EvaluationError(message)
    if not is_known(values):
        return Unknown(NUMBER, waits_for(values))
    result: Number = 0
    for item in values.items:
        if isinstance(item, Null) or not is_primitive(type_of(item)):
            message = "the elements must be numbers"
            raise EvaluationError(message)
        addend = convert(item, NUMBER)
        if isinstance(addend, int | Real):
            result = number.add(result, addend)
    return result


@function("range", rest=NUMBER, result=DYNAMIC, surroundings=True)
def sequence(around: Surroundings, *bounds: Number) -> Value:
    """Count from a start (0) to before a limit, by a step (1 or -1); at most 1,024 numbers."""
    if not 1 <= len(bounds) <= 3:  # noqa: PLR2004 - a count of arguments
        message = "range takes a limit, or a start and a limit, or these and a step"
        raise EvaluationError(message)
    start, limit = (0, bounds[0]) if len(bounds) == 1 else bounds[:2]
    up = exact(start) <= exact(limit)
    step = bounds[2] if len(bounds) > 2 else (1 if up else -1)  # noqa: PLR2004 - a count of arguments
    if exact(start) == exact(limit):
        return List(NUMBER)
    if not exact(step) or (exact(step) > 0) != up:
        message = "the step does not lead from the start to the limit"
        raise EvaluationError(message)
    found: list[Value] = []
    at = start
    while exact(at) < exact(limit) if up else exact(at) > exact(limit):
        if len(found) >= _MAX_RANGE:
            message = "range yields more than 1024 numbers"
            raise EvaluationError(message)
        found.append(at)
        at = number.add(at, step)
    around.budget.spend(len(found))
    return List(NUMBER, found)


FUNCTIONS: Final[tuple[Function, ...]] = (
    absolute, ceil, floor, largest, logarithm, parseint, power, sequence, signum, smallest, total,
)  # fmt: skip

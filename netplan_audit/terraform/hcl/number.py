"""Numbers as Terraform computes and prints them: binary floats of 512 bits.

An integer of up to 512 bits is a plain `int`. Everything else is a `Real`: an exact binary
fraction with the precision it was rounded to, which decides how many digits it prints. Terraform
takes its numbers from Go's `math/big.Float`, where `1/3` has 154 digits and `log(10, 3)`, which
comes from a 64-bit float, has 16.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec import Struct

from netplan_audit.terraform.hcl.faults import EvaluationError, LimitError

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

PRECISION: Final = 512
_FLOAT_PRECISION: Final = 53
_MAX_EXPONENT: Final = 4000
_EXACT_DIGITS: Final = 150
"""A numeral of so many digits fits into 512 bits."""
_MAX_BITS: Final = 14_000
_LITERAL: Final = r"(?a:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d+))?)"


class Real(Struct, frozen=True):
    """A number that is no plain `int`: `value` is exact, `precision` counts bits."""

    value: Fraction
    precision: int = PRECISION


Number: TypeAlias = int | Real


def fraction(value: Fraction | Decimal | float | str, denominator: int = 1) -> Fraction:
    """Return an exact number; most configurations compute with integers alone."""
    from fractions import Fraction  # noqa: PLC0415 - as the docstring says

    return Fraction(value) / denominator


def number(value: Fraction | int, precision: int = PRECISION) -> Number:
    """Round to the precision, half to even, and return an `int` where that is exact."""
    if isinstance(value, int) and value.bit_length() <= precision:
        return value
    value = fraction(value)
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > 2 * _MAX_BITS:
        message = f"a number with more than {_MAX_EXPONENT:,} digits"
        raise LimitError(message)
    rounded = _round(value, precision)
    if rounded.denominator == 1 and rounded.numerator.bit_length() <= precision:
        return rounded.numerator
    return Real(rounded, precision)


def _round(value: Fraction, precision: int) -> Fraction:
    """Round to a binary fraction whose mantissa has `precision` bits."""
    if not value:
        return value
    shift = precision - _magnitude(value)
    if value.denominator == 1 and shift >= 0:
        return value
    scaled = value * 2**shift if shift >= 0 else value / 2**-shift
    mantissa = round(scaled)
    return fraction(mantissa, 2**shift) if shift >= 0 else fraction(mantissa * 2**-shift)


def _magnitude(value: Fraction) -> int:
    """Return the `e` for which `2**(e-1) <= |value| < 2**e`."""
    top, bottom = abs(value.numerator), value.denominator
    guess = top.bit_length() - bottom.bit_length()
    below = top < bottom << guess if guess >= 0 else top << -guess < bottom
    return guess if below else guess + 1


def exact(value: Number) -> Fraction | int:
    """Return the number itself, for arithmetic and comparison."""
    return value.value if isinstance(value, Real) else value


def precision_of(*values: Number) -> int:
    """Return the precision of a result: the highest of its operands'."""
    return max(v.precision if isinstance(v, Real) else PRECISION for v in values)


def from_float(value: float) -> Number:
    """Take over a 64-bit float, which prints its own shortest digits."""
    if not math.isfinite(value):
        message = "the result is not a finite number"
        raise EvaluationError(message)
    return number(fraction(value), _FLOAT_PRECISION)


def parse(text: str) -> Number:
    """Read a decimal numeral; raises EvaluationError where the text is none."""
    found = re.fullmatch(_LITERAL, text)
    if not found:
        message = f"a number is required, not {text[:40]!r}"
        raise EvaluationError(message)
    if len(text) > _MAX_EXPONENT or abs(int(found[1] or 0)) > _MAX_EXPONENT:
        message = f"a number with more than {_MAX_EXPONENT:,} digits"
        raise LimitError(message)
    if not found[1] and text.isdigit():
        return number(int(text)) if len(text) > _EXACT_DIGITS else int(text)
    return number(fraction(text if text[-1] != "." else text[:-1]))


def add(left: Number, right: Number) -> Number:
    """Add; integers stay exact."""
    if isinstance(left, int) and isinstance(right, int):
        total = left + right
        return total if total.bit_length() <= PRECISION else number(total)
    return number(fraction(exact(left)) + exact(right), precision_of(left, right))


def negate(value: Number) -> Number:
    """Change the sign."""
    return Real(-value.value, value.precision) if isinstance(value, Real) else -value


def multiply(left: Number, right: Number) -> Number:
    """Multiply; the product keeps the bits it needs, up to 512."""
    if isinstance(left, int) and isinstance(right, int):
        return number(left * right)
    product = fraction(exact(left)) * exact(right)
    if product.denominator == 1:
        return number(product)
    bits = abs(product.numerator).bit_length()
    return number(product, min(PRECISION, max(precision_of(left, right), bits)))


_SHORT: Final = 1 << 256
"""Quotients of whole numbers below this keep their whole part when they are rounded."""


def divide(left: Number, right: Number) -> Number:
    """Divide; raises EvaluationError for a divisor of zero."""
    if not exact(right):
        message = "division by zero"
        raise EvaluationError(message)
    return number(fraction(exact(left)) / exact(right), precision_of(left, right))


def modulo(left: Number, right: Number) -> Number:
    """Return what is left of a division truncated towards zero; the dividend if it is by zero."""
    if not exact(right):
        return left
    if (
        isinstance(left, int)
        and isinstance(right, int)
        and max(left, right, -left, -right) < _SHORT
    ):
        rest = abs(left) % abs(right)
        return rest if left >= 0 else -rest
    quotient = divide(left, right)
    whole = multiply(right, int(exact(quotient)))
    return add(left, negate(whole))


def floor(value: Number) -> int:
    """Round down."""
    return value if isinstance(value, int) else value.value.__floor__()


def ceil(value: Number) -> int:
    """Round up."""
    return value if isinstance(value, int) else value.value.__ceil__()


def text(value: Number) -> str:
    """Write a number in full, with the fewest digits that tell it from its neighbours."""
    if isinstance(value, int):
        return str(value)
    digits, exponent = shortest(abs(value.value), value.precision)
    sign = "-" if value.value < 0 else ""
    if exponent >= 0:
        return sign + digits + "0" * exponent
    if -exponent < len(digits):
        return f"{sign}{digits[:exponent]}.{digits[exponent:]}"
    return f"{sign}0.{'0' * (-exponent - len(digits))}{digits}"


def shortest(value: Fraction, precision: int) -> tuple[str, int]:
    """Return the shortest `(digits, exponent)` whose `digits * 10**exponent` rounds to it."""
    half = fraction(2) ** (_magnitude(value) - precision - 1)
    low, high = value - half, value + half
    even = value / (2 * half) % 2 == 0
    size = _decimal_size(value)
    for count in range(1, precision + 2):
        exponent = size - count
        scale = fraction(10) ** exponent
        mantissa = round(value / scale)
        nearest = mantissa * scale
        if low < nearest < high or (even and nearest in {low, high}):
            digits = str(mantissa).rstrip("0")
            return digits, exponent + len(str(mantissa)) - len(digits)
    message = "a number has no finite digits"
    raise AssertionError(message)


def _decimal_size(value: Fraction) -> int:
    """Return the number of digits before the point; negative for zeros after it."""
    if value >= 1:
        return len(str(value.__floor__()))
    size = 0
    while value * 10 < 1:
        value *= 10
        size -= 1
    return size

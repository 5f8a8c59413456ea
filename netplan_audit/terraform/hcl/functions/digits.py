"""Numbers written with a point or an exponent, as Go's `fmt` writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.terraform.hcl.number import PRECISION, Real, exact, fraction, shortest

if TYPE_CHECKING:
    from fractions import Fraction

    from netplan_audit.terraform.hcl.number import Number

_POINT_BELOW = 6
"""Digits before the point from which the shortest form has an exponent."""
_POINT_ABOVE = -4


def with_point(value: Number, places: int) -> str:
    """Write with a fixed number of decimal places, rounded half to even: `%f`."""
    size = fraction(exact(value))
    digits = str(round(abs(size) * 10**places)).rjust(places + 1, "0")
    sign = "-" if size < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else sign + digits


def with_exponent(value: Number, places: int) -> str:
    """Write with one digit before the point and an exponent of two digits or more: `%e`."""
    size = fraction(exact(value))
    digits, exponent = _rounded(abs(size), places + 1)
    return ("-" if size < 0 else "") + _scientific(digits, exponent)


def with_shortest(value: Number, figures: int | None = None) -> str:
    """Write the shorter way, with the fewest digits or at most `figures`: `%g`."""
    size = fraction(exact(value))
    sign = "-" if size < 0 else ""
    if not size:
        return "0"
    if figures is None:
        precision = value.precision if isinstance(value, Real) else PRECISION
        digits, scale = shortest(abs(size), precision)
        exponent, limit = scale + len(digits) - 1, _POINT_BELOW
    else:
        digits, exponent = _rounded(abs(size), max(figures, 1))
        digits, limit = digits.rstrip("0"), max(figures, 1)
        if limit > len(digits) >= exponent + 1:
            limit = len(digits)
    if exponent < _POINT_ABOVE or exponent >= limit:
        return sign + _scientific(digits, exponent)
    if exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{digits}"
    digits = digits.ljust(exponent + 1, "0")
    return sign + digits[: exponent + 1] + ("." + digits[exponent + 1 :]).rstrip(".")


def _scientific(digits: str, exponent: int) -> str:
    point = "." + digits[1:] if len(digits) > 1 else ""
    return f"{digits[0]}{point}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _rounded(size: Fraction, figures: int) -> tuple[str, int]:
    """Round to a number of significant digits; return them and the exponent of the first."""
    if not size:
        return "0" * figures, 0
    exponent = _exponent(size)
    digits = str(round(size / fraction(10) ** (exponent - figures + 1)))
    if len(digits) > figures:
        digits, exponent = digits[:-1], exponent + 1
    return digits, exponent


def _exponent(size: Fraction) -> int:
    """Return the `e` for which `10**e <= size < 10**(e+1)`."""
    if size >= 1:
        return len(str(size.__floor__())) - 1
    exponent = -1
    while size * 10 < 1:
        size *= 10
        exponent -= 1
    return exponent

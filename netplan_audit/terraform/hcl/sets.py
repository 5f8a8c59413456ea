"""Sets: distinct elements in Terraform's order, and how many there are when some are symbolic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.equality import (
    are_different_objects,
    identical,
    may_be_equal,
)
from netplan_audit.terraform.hcl.marks import mark, unmark_deep
from netplan_audit.terraform.hcl.number import Real, exact, fraction, shortest
from netplan_audit.terraform.hcl.typing_of import type_of
from netplan_audit.terraform.hcl.values import (
    List,
    Map,
    Null,
    Object,
    Set,
    Symbol,
    Tuple,
    Value,
    is_known,
    is_marked,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from netplan_audit.terraform.hcl.number import Number
    from netplan_audit.terraform.hcl.value_types import Type

_DIGITS = 10


def make_set(element: Type, values: Iterable[Value]) -> Value:
    """Build a set from values of its element type; marks move to the set as a whole."""
    marks: frozenset[str] = frozenset()
    known: dict[object, Value] = {}
    symbols: set[Symbol] = set()
    rest: list[Value] = []
    for each in values:
        value = each
        if is_marked(value):
            value, found = unmark_deep(value)
            marks |= found
        if is_known(value):
            known.setdefault(key_of(value), value)
        elif isinstance(value, Symbol):
            rest += [] if value in symbols else [value]
            symbols.add(value)
        elif not any(identical(value, other) for other in rest if _settled(value)):
            rest.append(value)
    items = _ordered(known.values()) + rest
    counted = not rest or (_alike(known.values()) and _all_different(items, len(known)))
    return mark(Set(element, items, counted=counted), marks)


def _settled(value: Value) -> bool:
    """Tell whether a value that is not known is at least certain to equal itself."""
    if isinstance(value, Symbol):
        return True
    if isinstance(value, Tuple | List | Set):
        return all(is_known(item) or _settled(item) for item in value.items)
    if isinstance(value, Object | Map):
        return all(is_known(item) or _settled(item) for item in value.attributes.values())
    return False


def _alike(values: Iterable[Value]) -> bool:
    """Tell whether values are of one type; else the common one may make two of them equal."""
    return len(set(map(type_of, values))) < 2  # noqa: PLR2004 - of one, or none at all


def _all_different(items: list[Value], known: int) -> bool:
    """Tell whether no two elements may turn out equal; the first `known` are distinct already."""
    if not known and are_different_objects(items):
        return True
    return not any(
        may_be_equal(items[right], items[left])
        for right in range(known, len(items))
        for left in range(right)
    )


def key_of(value: Value) -> object:
    """Return what two known values share exactly when they are equal."""
    if isinstance(value, bool):
        return ("b", value)
    if isinstance(value, int | Real):
        return exact(value)
    if isinstance(value, str):
        return value
    if isinstance(value, Null):
        return ("null",)
    if isinstance(value, Tuple | List | Set):
        return ("s", *map(key_of, value.items))
    if isinstance(value, Object | Map):
        return ("m", *((name, key_of(item)) for name, item in value.attributes.items()))
    raise AssertionError(type(value))


def _ordered(values: Iterable[Value]) -> list[Value]:
    """Sort strings by code point, numbers by size, and all else by Terraform's hash text."""
    items = [value for value in values if not isinstance(value, Null)]
    nulls = [value for value in values if isinstance(value, Null)]
    if all(isinstance(value, str) for value in items):
        return sorted(items, key=str) + nulls
    if all(isinstance(value, int | Real) for value in items):
        return sorted(items, key=_size) + nulls
    return sorted(items, key=lambda value: hash_text(value).encode()) + nulls


def _size(value: Value) -> Fraction | int:
    return exact(value) if isinstance(value, int | Real) else 0


def hash_text(value: Value) -> str:  # noqa: PLR0911 - a case for each kind of value
    """Write a value as Terraform does to order the elements of a set.

    Collections that hold others are sorted by this text, so `10` comes before `9` inside them.
    """
    if isinstance(value, Null):
        return "~"
    if isinstance(value, bool):
        return "T" if value else "F"
    if isinstance(value, str):
        return f'"{"".join(map(_quoted, value))}"'
    if isinstance(value, int | Real):
        return _ten_digits(value)
    if isinstance(value, Tuple):
        return f"<{''.join(hash_text(item) + ';' for item in value.items)}>"
    if isinstance(value, List | Set):
        return f"[{''.join(hash_text(item) + ';' for item in value.items)}]"
    if isinstance(value, Object):
        return f"<{''.join(hash_text(item) + ';' for item in value.attributes.values())}>"
    if isinstance(value, Map):
        pairs = (f"{hash_text(n)}:{hash_text(item)};" for n, item in value.attributes.items())
        return f"{{{''.join(pairs)}}}"
    return "?"


_SHORT: Final = {
    '"': '\\"',
    "\\": "\\\\",
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
}


def _quoted(char: str) -> str:
    """Write a character of a string literal; what does not print is escaped, as Go does."""
    if char in _SHORT:
        return _SHORT[char]
    if char.isprintable():
        return char
    code = ord(char)
    if code < 0x80:  # noqa: PLR2004 - the end of ASCII
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - of four digits


def _ten_digits(value: Number) -> str:
    """Write a number with ten significant digits, as C's `%.10g` would."""
    if isinstance(value, int) and abs(value) < 10**_DIGITS:
        return str(value)
    size = fraction(exact(value))
    return f"{float(size):.10g}" if abs(size) < 10**300 else shortest(abs(size), 34)[0]

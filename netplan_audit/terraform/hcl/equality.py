"""Equality of values, which is known, refuted or open where they are symbolic."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.number import Real, exact
from netplan_audit.terraform.hcl.typing_of import type_of
from netplan_audit.terraform.hcl.value_types import DYNAMIC, Primitive, Type
from netplan_audit.terraform.hcl.values import (
    Choice,
    List,
    Map,
    Marked,
    Null,
    Object,
    OpenObject,
    Set,
    Several,
    Symbol,
    Tuple,
    Unknown,
    Value,
    is_known,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_DISTINCT: Final = frozenset({"id", "arn"})
"""Attributes in which no two objects of one type agree."""
_ZONES: Final = ("data.aws_availability_zones.", frozenset({"names", "zone_ids"}))
_EXAMPLES: Final = {
    "names": ("us-east-1a", "us-west-2-lax-1a", "us-gov-west-1b", "us-east-1-wl1-bos-wlz-1"),
    "zone_ids": ("use1-az1", "usw2-lax1-az1", "usgw1-az2", "use1-wl1-bos-wlz1"),
}
_OF_REGION: Final = r"\$\{[^}]*region[^}]*\}[a-z]"
_OF_REGIONS: Final = ("us-east-1a", "us-gov-west-1b")
_UNSURE: Final = (Unknown, Symbol, Choice, Several, OpenObject)


def equal(left: Value, right: Value) -> bool | None:  # noqa: PLR0911 - a case for each kind of value
    """Tell whether two values are equal; None where that is known only after apply.

    Values of different types are never equal, but nulls of any type are. Marks are ignored.
    """
    left = left.value if isinstance(left, Marked) else left
    right = right.value if isinstance(right, Marked) else right
    if isinstance(left, _UNSURE) or isinstance(right, _UNSURE):
        return _equal_unsure(left, right)
    if isinstance(left, Null) or isinstance(right, Null):
        return isinstance(left, Null) and isinstance(right, Null)
    if isinstance(left, int | Real) and isinstance(right, int | Real):
        if isinstance(left, bool) or isinstance(right, bool):
            return left is right
        return exact(left) == exact(right)
    if type(left) is not type(right):
        return False
    if isinstance(left, str):
        return left == right
    return _equal_collections(left, right)


def _equal_collections(left: Value, right: Value) -> bool | None:
    if isinstance(left, Set) and isinstance(right, Set):
        return _equal_sets(left, right)
    if isinstance(left, Tuple) and isinstance(right, Tuple):
        return _equal_items(left.items, right.items)
    if isinstance(left, List) and isinstance(right, List):
        return _same_element(left, right) and _equal_items(left.items, right.items)
    if isinstance(left, Map) and isinstance(right, Map) and not _same_element(left, right):
        return False
    if isinstance(left, Object | Map) and isinstance(right, Object | Map):
        if left.attributes.keys() != right.attributes.keys():
            return False
        return _equal_items(left.attributes.values(), right.attributes.values())
    raise AssertionError(type(left))


def _same_element(left: List | Map | Set, right: List | Map | Set) -> bool:
    return left.element == right.element or DYNAMIC in {left.element, right.element}


def _equal_items(left: Iterable[Value], right: Iterable[Value]) -> bool | None:
    ours, theirs = list(left), list(right)
    if len(ours) != len(theirs):
        return False
    verdict: bool | None = True
    for one, other in zip(ours, theirs, strict=True):
        found = equal(one, other)
        if found is False:
            return False
        verdict = verdict and found
    return verdict


def _equal_sets(left: Set, right: Set) -> bool | None:
    if not _same_element(left, right):
        return False
    if is_known(left) and is_known(right):
        return _equal_items(left.items, right.items)
    pairs = zip(left.items, right.items, strict=False)
    if len(left.items) == len(right.items) and all(identical(a, b) for a, b in pairs):
        return True
    for ours, theirs in ((left.items, right.items), (right.items, left.items)):
        if any(
            is_known(one) and not any(equal(one, b) is not False for b in theirs) for one in ours
        ):
            return False
    return None


def _equal_unsure(left: Value, right: Value) -> bool | None:
    if isinstance(left, Choice):
        return _all_agree(equal(each, right) for each in left.candidates) if left.complete else None
    if isinstance(right, Choice):
        return _equal_unsure(right, left)
    if isinstance(left, OpenObject) and isinstance(right, OpenObject):
        return True if left.address == right.address else None
    if isinstance(left, Null):
        left, right = right, left
    if isinstance(right, Null):
        return False if _never_null(left) else None
    if isinstance(left, Symbol) and isinstance(right, Symbol):
        return _equal_symbols(left, right)
    return False if _types_differ(type_of(left), type_of(right)) else None


def _all_agree(verdicts: Iterable[bool | None]) -> bool | None:
    found = set(verdicts)
    return found.pop() if len(found) == 1 else None


def _never_null(value: Value) -> bool:
    match value:
        case Symbol():
            return value.never_null
        case Unknown():
            return value.not_null
        case Several() | OpenObject():
            return True
        case _:
            return False


def _types_differ(left: Type, right: Type) -> bool:
    """Tell whether no value of the one type can be of the other; shapes suffice to say so."""
    if DYNAMIC in (left, right):
        return False
    if isinstance(left, Primitive) and isinstance(right, Primitive):
        return left != right
    return type(left) is not type(right)


def _equal_symbols(left: Symbol, right: Symbol) -> bool | None:
    if left.address == right.address:
        if left.path == right.path and left.likely == right.likely:
            return True
        return False if _different_zones(left, right) else None
    if left.path == right.path and len(left.path) == 1 and left.path[0] in _DISTINCT:
        ours, theirs = _block_type(left.address), _block_type(right.address)
        if ours == theirs and not ours.startswith("data."):
            return False
    return None


def are_different_objects(values: Sequence[Value]) -> bool:
    """Tell whether values are ids of as many objects of one type, without comparing each two."""
    symbols = [value for value in values if isinstance(value, Symbol)]
    if len(symbols) < len(values) or len({symbol.path for symbol in symbols}) != 1:
        return False
    path, kinds = symbols[0].path, {_block_type(symbol.address) for symbol in symbols}
    return (
        len(path) == 1
        and path[0] in _DISTINCT
        and len(kinds) == 1
        and not kinds.pop().startswith("data.")
        and len({symbol.address for symbol in symbols}) == len(symbols)
    )


@lru_cache(maxsize=1024)
def _block_type(address: str) -> str:
    """Return the resource type of an instance's address, `data.` in front for a data source."""
    words: list[str] = []
    for word in _outside_brackets(address).split("."):
        words = [] if len(words) == 2 and words[0] == "module" else words  # noqa: PLR2004 - a pair
        words.append(word)
    return ".".join(words[:-1])


def _outside_brackets(address: str) -> str:
    if "[" not in address:
        return address
    kept: list[str] = []
    quoted, inside = False, False
    for at, char in enumerate(address):
        if char == '"' and address[at - 1] != "\\":
            quoted = not quoted
        elif quoted:
            continue
        elif char in "[]":
            inside = char == "["
        elif not inside:
            kept.append(char)
    return "".join(kept)


def _different_zones(left: Symbol, right: Symbol) -> bool:
    """Two places of one list of availability zones hold different zones."""
    prefix, lists = _ZONES
    return (
        prefix in "." + left.address + "."
        and not (left.likely or right.likely)
        and left.path[0] == right.path[0]
        and left.path[0] in lists
        and len(left.path) == len(right.path) == 2  # noqa: PLR2004 - a pair
    )


def zone_examples(value: Value) -> tuple[str, ...]:
    """Return what the name or id of a zone may look like, where a value is one; else nothing.

    Those of regions, Local Zones and Wavelength Zones, as the EC2 user guide writes them; where a
    letter follows a region that is not known, those of regions.
    """
    prefix, _ = _ZONES
    if isinstance(value, Unknown) and re.fullmatch(_OF_REGION, value.text):
        return _OF_REGIONS
    if not isinstance(value, Symbol) or prefix not in "." + value.address + ".":
        return ()
    if len(value.path) != 2:  # noqa: PLR2004 - a list and a place in it
        return ()
    return _EXAMPLES.get(str(value.path[0]), ())


def same(left: Value, right: Value) -> bool | None:
    """Tell whether two values are equal; open while their types are apart.

    Elements are of different types only where their common type is not known yet.
    """
    verdict = equal(left, right)
    return None if verdict is False and type_of(left) != type_of(right) else verdict


def may_be_equal(left: Value, right: Value) -> bool:
    """Tell whether two values are or may turn out to be equal."""
    return equal(left, right) is not False


def identical(left: Value, right: Value) -> bool:
    """Tell whether two values are the same as far as can be told: same parts, same marks."""
    if type(left) is not type(right):
        return False
    if isinstance(left, Marked) and isinstance(right, Marked):
        return left.marks == right.marks and identical(left.value, right.value)
    if isinstance(left, OpenObject) and isinstance(right, OpenObject):
        return left.address == right.address
    if isinstance(left, Tuple | List | Set) and isinstance(right, Tuple | List | Set):
        return len(left.items) == len(right.items) and all(map(identical, left.items, right.items))
    if isinstance(left, Object | Map) and isinstance(right, Object | Map):
        ours, theirs = left.attributes, right.attributes
        return ours.keys() == theirs.keys() and all(
            identical(v, theirs[k]) for k, v in ours.items()
        )
    return left == right

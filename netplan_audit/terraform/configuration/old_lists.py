"""Lists in lists, which Terraform up to 0.11 took as one list: `["${aws_subnet.a.*.id}"]`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.marks import mark, unmark, unmark_deep
from netplan_audit.terraform.hcl.value_types import BOOL, NUMBER, STRING, ListOf, SetOf
from netplan_audit.terraform.hcl.values import List, Set, Several, Symbol, Tuple, Value

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.value_types import Type

_IDS: Final = frozenset({"ids", "arns"})
"""What a data source of AWS calls all that it finds."""
_DATA: Final = "data.aws_"
_STATE: Final = "data.terraform_remote_state."
_OF_STATE: Final = frozenset({"backend", "config", "defaults", "id", "outputs", "workspace"})
"""What a remote state has since 0.12; what else was read of one was an output."""


def flattened(value: Value, kind: Type) -> Value | None:
    """Return a list of lists as one list.

    None where it is no such list, or the argument takes anything but texts, numbers or bools.
    """
    if not isinstance(kind, ListOf | SetOf) or kind.element not in (STRING, NUMBER, BOOL):
        return None
    inner, marks = unmark_deep(value)
    parts = inner.items if isinstance(inner, Tuple) else ()
    if not any(isinstance(part, Tuple | List | Set) for part in parts):
        return None
    return mark(Tuple(item for part in parts for item in _items(part)), marks)


def with_open_lists(value: Value, kind: Type) -> Value | None:
    """Return a list that holds what is, or may be, a list as one of unknown length.

    None where it holds no such thing. Nothing tells the type of a remote state's output.
    """
    if not isinstance(kind, ListOf | SetOf) or kind.element is not STRING:
        return None
    inner = unmark(value)[0]
    items = inner.items if isinstance(inner, Tuple) else ()
    if not any(_may_be_list(unmark(each)[0]) for each in items):
        return None
    plain, marks = unmark_deep(value)
    parts = plain.items if isinstance(plain, Tuple) else ()
    open_ = [each for each in parts if isinstance(each, Symbol) and _may_be_list(each)]
    members = [one for part in parts if part not in open_ for one in _items(part)]
    return mark(
        Several(
            kind,
            members=tuple(members),
            possible=tuple(each for each in open_ if _is_output(each)),
            waits_for=tuple(each.text for each in open_),
        ),
        marks,
    )


def _items(part: Value) -> tuple[Value, ...]:
    return part.items if isinstance(part, Tuple | List | Set) else (part,)


def _may_be_list(part: Value) -> bool:
    return isinstance(part, Symbol) and (_is_output(part) or _holds_all(part))


def _holds_all(symbol: Symbol) -> bool:
    return len(symbol.path) == 1 and symbol.path[0] in _IDS and _DATA in symbol.address


def _is_output(symbol: Symbol) -> bool:
    is_whole = len(symbol.path) == 1 and symbol.path[0] not in _OF_STATE
    return is_whole and _STATE in symbol.address

"""What a value that is not known waits for."""

from __future__ import annotations

from netplan_audit.terraform.hcl.values import (
    Choice,
    List,
    Map,
    Marked,
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


def waits_for(*values: Value) -> tuple[str, ...]:  # noqa: C901 - a case for each kind of value
    """Return what the unknown parts of these values wait for, each once, in order.

    An element of a list that is waited for as a whole is not named besides.
    """
    found: dict[str, None] = {}
    pending = list(reversed(values))
    while pending:
        value = pending.pop()
        if is_known(value):
            continue
        match value:
            case Symbol():
                found[value.text] = None
            case Unknown():
                found.update(dict.fromkeys(value.waits_for))
            case Choice(candidates, _, names):
                found.update(dict.fromkeys(names))
                pending += reversed(candidates)
            case Several(_, members, possible, _, names, _):
                found.update(dict.fromkeys(names))
                pending += reversed(members + possible)
            case Tuple() | List() | Set():
                pending += reversed(value.items)
            case Object() | Map():
                pending += reversed(value.attributes.values())
            case OpenObject():
                found[value.address] = None
            case Marked():
                pending.append(value.value)
    return tuple(name for name in found if name.rpartition("[")[0] not in found)

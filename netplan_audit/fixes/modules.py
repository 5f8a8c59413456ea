"""Changes where they can be made: in the calls that pass a value, and never in foreign modules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.fixes.counted import counted
from netplan_audit.fixes.edits import (
    Add,
    Ask,
    Asked,
    ByKey,
    Call,
    Elsewhere,
    Give,
    Insert,
    Name,
    Object,
    OutOfSightError,
    Put,
    Remove,
)
from netplan_audit.fixes.names import outside
from netplan_audit.fixes.providers import placed
from netplan_audit.fixes.writer import written_value
from netplan_audit.terraform.address import block_address, module_path, split_module
from netplan_audit.terraform.passing import Probe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.fixes.edits import Arguments, Edit, Written
    from netplan_audit.terraform.passing import Modules, Probed

_OWN: Final = r"[0-9a-f.:]+/\d+|[a-z]{2}(-[a-z]+)+-\d[a-z]|[a-z]+-[0-9a-f]{8,}"
_SITES: Final = ("192.0.2.1/32", "198.51.100.1/32")  # for documentation, RFC 5737
_LISTED: Final = frozenset({"ingress", "egress", "route"})
"""Nested blocks of which a change is to one that is there."""
_PROBES: Final[Mapping[str, Probed]] = {
    "string": _SITES[0],
    "list(string)": _SITES,
    "set(string)": _SITES,
}
_MOST_CALLS: Final = 20
"""A change to more calls than these is nothing to propose for one finding."""
_EVERYWHERE: Final = frozenset({"0.0.0.0/0", "::/0"})


def routed(edits: tuple[Edit, ...], modules: Modules) -> tuple[Edit, ...]:
    """Return changes that set what a module is passed in its call, and the others as they are.

    Nothing rather than half of them: where a change is for one instance of a module that has many,
    or to a module of somebody else that passes no such variable, of which it is said then.
    """
    found: dict[Edit, None] = {}
    try:
        for edit in edits:
            found.update(dict.fromkeys(_placed(edit, modules)))
    except OutOfSightError:
        return _elsewhere(edits, modules)
    return tuple(placed(list(counted(list(_joined(list(found))), modules)), modules))


def _elsewhere(edits: tuple[Edit, ...], modules: Modules) -> tuple[Edit, ...]:
    """Name the module of somebody else, if any, that a change would have to be made to."""
    places = (_module_of(e) for e in edits if isinstance(e, Add | Ask | Put | Insert | Remove))
    foreign = next((module for module in places if not modules.is_ours(module)), "")
    if not foreign:
        return ()
    module = called(foreign, modules)
    return (Elsewhere(module, modules.source(module)),)


def _joined(edits: list[Edit]) -> Iterator[Edit]:
    """Yield edits with all arguments of one call together, where the last of them stands."""
    arguments: dict[str, Arguments] = {}
    last: dict[str, Edit] = {}
    for edit in edits:
        if isinstance(edit, Call):
            block = block_address(edit.address)
            arguments[block] = (*arguments.get(block, ()), *edit.arguments)
            last[block] = edit
    for edit in edits:
        if not isinstance(edit, Call):
            yield edit
        elif last[block_address(edit.address)] is edit:
            yield Call(edit.address, arguments[block_address(edit.address)])


def _placed(edit: Edit, modules: Modules) -> list[Edit]:
    if isinstance(edit, Object | Give | Elsewhere):
        return [edit]
    if isinstance(edit, Call):
        return _call(edit, modules)
    module = _module_of(edit)
    is_own = any(map(_is_own, _values(edit)))
    if is_own and (_is_repeated(module) or (_is_shared(edit, module, modules))):
        raise OutOfSightError(module)
    if isinstance(edit, Put | Remove) and edit.within in _LISTED:
        block = block_address(split_module(edit.address)[1])
        if not modules.writes(module, block, edit.within):
            raise OutOfSightError(edit.address)
    if isinstance(edit, Put):
        return _put(edit, module, modules)
    if not modules.is_ours(module):
        raise OutOfSightError(module)
    if isinstance(edit, Add | Insert):
        asks: list[Edit] = []
        own = tuple(_told(pair, module, modules, asks) for pair in edit.arguments)
        return [*asks, replace(edit, arguments=own)]
    return [edit]


def _told(
    pair: tuple[str, Written], module: str, modules: Modules, asks: list[Edit]
) -> tuple[str, Written]:
    """Write a variable where an argument waits for an answer; add what declares and passes it."""
    name, value = pair
    if not isinstance(value, Asked):
        return pair
    own = _free(value.name, module, modules)
    asks.append(Ask(module, own, value.type, value.description))
    calls = (module, *sorted(modules.siblings(module))) if module else ()
    if len(asks) + len(calls) > _MOST_CALLS:
        raise OutOfSightError(module)
    for each in calls:
        outer = outside(each)
        passed = _told((own, value), outer, modules, asks)
        if not modules.is_ours(outer):
            raise OutOfSightError(outer)
        asks.append(Call(each, (passed,)))
    return name, Name(f"var.{own}")


def _free(name: str, module: str, modules: Modules) -> str:
    taken, found, number = modules.blocks(module), name, 2
    while f"var.{found}" in taken:
        found, number = f"{name}_{number}", number + 1
    return found


def _module_of(edit: Add | Ask | Put | Insert | Remove) -> str:
    return edit.module if isinstance(edit, Add | Ask) else split_module(edit.address)[0]


def _is_repeated(module: str) -> bool:
    """Tell whether one text makes several instances of a module."""
    return any(key is not None for _, key in module_path(module))


def _values(edit: Edit) -> Iterator[Written]:
    if isinstance(edit, Object | Give | Elsewhere):
        return
    if isinstance(edit, Add):
        every = (edit.arguments, *(arguments for _, arguments in edit.blocks))
    else:
        every = () if isinstance(edit, Ask | Remove) else (edit.arguments,)
    for arguments in every:
        for _, value in arguments:
            if isinstance(value, ByKey):
                yield from (one for _, one in value.values)
            else:
                yield from value if isinstance(value, tuple) else (value,)


def _is_own(value: Written) -> bool:
    """Tell whether a value is that of one instance of a module: a range, a zone, an id."""
    text = value.text.strip('"') if isinstance(value, Name) else value
    return isinstance(text, str) and text not in _EVERYWHERE and bool(re.fullmatch(_OWN, text))


def _is_shared(edit: Edit, module: str, modules: Modules) -> bool:
    """Tell whether a change to the text of a module is one to what others call as well."""
    return not isinstance(edit, Put) and bool(modules.siblings(module))


def _put(edit: Put, module: str, modules: Modules) -> list[Edit]:
    """Move the arguments that are variables of a module to the calls that pass them."""
    block = block_address(split_module(edit.address)[1])
    alone = not edit.alone or modules.is_alone(edit.address)
    stays: list[tuple[str, Written]] = []
    calls: list[Edit] = []
    for name, value in edit.arguments:
        path = (edit.within, 0, name) if edit.within else (name,)
        variable = modules.variable(module, block, path) if module and alone else ""
        shared = _is_own(value) and bool(modules.siblings(module))
        if variable and not isinstance(value, Name | ByKey | tuple):
            calls += _passing(module, variable, value, modules)
        elif alone and modules.is_ours(module) and not shared:
            stays.append(_told((name, value), module, modules, calls))
        else:
            calls += _through(edit, name, value, modules)
    if not (stays or edit.drop):
        return calls
    if not modules.is_ours(module) or not alone:
        raise OutOfSightError(edit.address)
    return [*calls, replace(edit, arguments=tuple(stays))]


def called(module: str, modules: Modules) -> str:
    """Return the module whose call can be changed: it, or the outermost of foreign ones around."""
    while module and not modules.is_ours(outside(module)):
        module = outside(module)
    return module


def _through(edit: Put, name: str, value: Written, modules: Modules) -> list[Edit]:
    """Return the change to a call by which an argument gets its value in roundabout ways."""
    module = called(_module_of(edit), modules)
    if not module or edit.within:
        raise OutOfSightError(edit.address)
    asks: list[Edit] = []
    text = value
    if isinstance(value, Asked):
        text = _told((value.name, value), outside(module), modules, asks)[1]
    probe = _probe(value, text)
    found = None if probe is None else modules.argument(module, edit.address, name, probe)
    if found is None:
        raise OutOfSightError(edit.address)
    return [*asks, Call(module, ((found[0], Name(found[1])),))]


def _probe(value: Written, text: Written) -> Probe | None:
    """Return what to look for where an argument is set; two ranges for a list of them."""
    if isinstance(value, str | int | bool):
        return Probe(value, written_value(text))
    if isinstance(value, Asked) and value.type in _PROBES:
        return Probe(_PROBES[value.type], written_value(text))
    return None


def _passing(module: str, variable: str, value: Written, modules: Modules) -> list[Edit]:
    """Return the change to the outermost call that passes a variable on, or to the root's own."""
    outer = outside(module)
    passed = modules.passed(module, variable)
    if passed and outer:
        return _passing(outer, passed, value, modules)
    if not modules.is_ours(outer) or (_is_repeated(module) and _is_own(value)):
        raise OutOfSightError(module)
    if passed and not isinstance(value, Asked):
        return [Give(passed, value)]
    asks: list[Edit] = []
    argument = _told((variable, value), outer, modules, asks)
    return [*asks, Call(module, (argument,))]


def _call(edit: Call, modules: Modules) -> list[Edit]:
    """Return the changes to where the arguments of a call come from."""
    return [
        change
        for name, value in edit.arguments
        for change in _passing(edit.address, name, value, modules)
    ]

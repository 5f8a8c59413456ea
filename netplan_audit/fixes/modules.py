"""Changes where they can be made: in the calls that pass a value, and never in foreign modules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.fixes.edits import Add, Ask, ByKey, Call, Insert, Name, Put, Remove
from netplan_audit.fixes.names import OutOfSightError, outside
from netplan_audit.terraform.address import block_address, module_path, split_module

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.fixes.edits import Edit, Written
    from netplan_audit.terraform.passing import Modules

_OWN: Final = re.compile(r"[0-9a-f.:]+/\d+\Z|[a-z]{2}(-[a-z]+)+-\d[a-z]\Z|[a-z]+-[0-9a-f]{8,}\Z")
_EVERYWHERE: Final = frozenset({"0.0.0.0/0", "::/0"})


def routed(edits: tuple[Edit, ...], modules: Modules) -> tuple[Edit, ...]:
    """Return changes that set what a module is passed in its call, and the others as they are.

    Nothing rather than half of them: where a change is to a module of somebody else that passes no
    such variable, or is for one instance of a module that has many.
    """
    found: dict[Edit, None] = {}
    try:
        for edit in edits:
            found.update(dict.fromkeys(_placed(edit, modules)))
    except OutOfSightError:
        return ()
    return tuple(found)


def _placed(edit: Edit, modules: Modules) -> list[Edit]:
    module = outside(edit.address) if isinstance(edit, Call) else _module_of(edit)
    made = edit.address if isinstance(edit, Call) else module
    if _is_repeated(made) and any(map(_is_own, _values(edit))):
        raise OutOfSightError(made)
    if isinstance(edit, Put):
        return _put(edit, module, modules)
    if not modules.is_ours(module):
        raise OutOfSightError(module)
    return [edit]


def _module_of(edit: Add | Ask | Put | Insert | Remove) -> str:
    return edit.module if isinstance(edit, Add | Ask) else split_module(edit.address)[0]


def _is_repeated(module: str) -> bool:
    """Tell whether one text makes several instances of a module."""
    return any(key is not None for _, key in module_path(module))


def _values(edit: Edit) -> Iterator[Written]:
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
    return isinstance(text, str) and text not in _EVERYWHERE and bool(_OWN.match(text))


def _put(edit: Put, module: str, modules: Modules) -> list[Edit]:
    """Move the arguments that are variables of a module to the calls that pass them."""
    block = block_address(split_module(edit.address)[1])
    stays: list[tuple[str, Written]] = []
    calls: list[Edit] = []
    for name, value in edit.arguments:
        path = (edit.within, 0, name) if edit.within else (name,)
        variable = modules.variable(module, block, path) if module else ""
        if variable and not isinstance(value, Name | ByKey | tuple):
            calls.append(_passing(module, variable, value, modules))
        else:
            stays.append((name, value))
    if not (stays or edit.drop):
        return calls
    if not modules.is_ours(module):
        raise OutOfSightError(edit.address)
    return [replace(edit, arguments=tuple(stays)), *calls]


def _passing(module: str, variable: str, value: Written, modules: Modules) -> Edit:
    """Return the change to the outermost call that passes a variable, or to the root's variable."""
    outer = outside(module)
    passed = modules.passed(module, variable)
    if passed and outer:
        return _passing(outer, passed, value, modules)
    if not modules.is_ours(outer) or (_is_repeated(module) and _is_own(value)):
        raise OutOfSightError(module)
    return Call(module, ((variable, value),))

"""A module as another call of it would make it, and what its variables decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec.structs import replace

from netplan_audit.terraform.address import block_address
from netplan_audit.terraform.configuration.instance import Call, ModuleInstance
from netplan_audit.terraform.configuration.module import Placed
from netplan_audit.terraform.hcl.budget import Budget
from netplan_audit.terraform.hcl.faults import EvaluationError, LimitError
from netplan_audit.terraform.hcl.trees import names_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from netplan_audit.terraform.address import Key
    from netplan_audit.terraform.configuration.context import Context
    from netplan_audit.terraform.configuration.module import Part

_EXPANDING: Final = ("count", "for_each")
Written: TypeAlias = tuple[ModuleInstance, Placed]
"""An expression, and the module that it is written in."""


def context_with(module: ModuleInstance, given: Mapping[str, Placed]) -> Context:
    """Return the context in which the call of a module has other arguments."""
    assumed = {block_address(module.address): given}
    return replace(module.context, assumed=assumed, budget=Budget(), unset={}, _diagnostics={})


def called_in(context: Context, module: ModuleInstance) -> ModuleInstance:
    """Return a module that is called, as it is in another context."""
    if module.parent is None or module.call is None:
        return module
    call = Call(module.parent, module.path[-1], module.call, module.iteration)
    return ModuleInstance(context, module.module, call)


def inside(module: ModuleInstance, path: Iterable[tuple[str, Key]]) -> ModuleInstance | None:
    """Return the module that calls in another lead to; None where there is none such."""
    for name, key in path:
        try:
            children = module.children(name) or {}
        except (EvaluationError, LimitError):
            return None
        found = next((one for step, one in children.items() if step.key == key), None)
        if found is None:
            return None
        module = found
    return module


def deciding(outer: ModuleInstance, start: Iterable[Written]) -> list[str]:
    """Name the variables of a module on which expressions in it, or beneath it, depend."""
    found: dict[str, None] = {}
    pending = [*start]
    seen: set[tuple[int, str]] = set()
    while pending:
        module, placed = pending.pop()
        for name in names_in(placed.node):
            if (id(module), name) in seen:
                continue
            seen.add((id(module), name))
            if name.startswith("var.") and module is outer:
                found[name.removeprefix("var.")] = None
            else:
                pending += _behind(module, name)
    return list(found)


def expanding(outer: ModuleInstance, inner: ModuleInstance, block: str) -> Iterator[Written]:
    """Yield what decides how many instances a block of a module has, up to one around it."""
    yield from _expanding(inner, inner.module.resources.get(block))
    while inner is not outer and inner.parent is not None:
        yield from _expanding(inner.parent, inner.call)
        inner = inner.parent


def _behind(module: ModuleInstance, name: str) -> Iterator[Written]:
    """Yield what a name of a module is made of, with the module that it is written in."""
    root, _, rest = name.partition(".")
    given = None if module.call is None else module.call.attributes.get(rest)
    if root == "var" and given is not None and module.parent is not None:
        yield module.parent, given
    elif root == "local" and rest in module.module.locals:
        yield module, module.module.locals[rest]
    else:
        yield from _expanding(module, module.module.resources.get(name))


def _expanding(module: ModuleInstance, part: Part | None) -> Iterator[Written]:
    attributes = {} if part is None else part.attributes
    yield from ((module, attributes[name]) for name in _EXPANDING if name in attributes)

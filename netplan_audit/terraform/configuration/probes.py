"""Which argument of a module's call an argument of a resource in it comes from, found by trying."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, TypeAlias

from netplan_audit.terraform.address import split_module
from netplan_audit.terraform.configuration.calling import (
    called_in,
    context_with,
    deciding,
    expanding,
)
from netplan_audit.terraform.configuration.module import Placed
from netplan_audit.terraform.hcl import bridge
from netplan_audit.terraform.hcl.faults import EvaluationError, LimitError
from netplan_audit.terraform.hcl.nodes import Literal, TupleCons
from netplan_audit.terraform.hcl.trees import parts_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.terraform.configuration.instance import ModuleInstance
    from netplan_audit.terraform.configuration.objects import ResourceInstance
    from netplan_audit.terraform.hcl.nodes import Expression
    from netplan_audit.terraform.passing import Probe, Probed

_MOST: Final = 120
"""So many other calls of a module are tried."""
_Candidate: TypeAlias = "tuple[str, Placed, str]"
"""A variable, another expression for it, and the text of that."""


def argument_for(
    outer: ModuleInstance, inner: ModuleInstance, address: str, name: str, probe: Probe
) -> tuple[str, str] | None:
    """Return a variable of `outer` and its text with which one argument has the probe's value.

    The same argument of all other resources of the type stays as it is.
    """
    before = _values(outer, address, name)
    now = before.get(address)
    resource = _resource(inner, address)
    placed = None if resource is None else resource.part.attributes.get(name)
    if now is None or placed is None or resource is None:
        return None
    start = [(inner, placed), *expanding(outer, inner, resource.block)]
    tried = (each for one in deciding(outer, start) for each in _candidates(outer, one, probe))
    wanted = before | {address: _plain(probe)}
    for variable, other, text in islice(tried, _MOST):
        context = context_with(outer, {variable: other})
        if _values(called_in(context, outer), address, name) == wanted:
            return variable, text
    return None


def _plain(probe: Probe) -> object:
    return list(probe.value) if isinstance(probe.value, tuple) else probe.value


def _resource(module: ModuleInstance, address: str) -> ResourceInstance | None:
    return next((one for one in _resources(module) if one.address == address), None)


def _resources(module: ModuleInstance) -> Iterator[ResourceInstance]:
    for name in module.module.resources:
        yield from module.resources(name).values()


def _values(module: ModuleInstance, address: str, name: str) -> dict[str, object]:
    """Return an argument of all resources of one type in a module and beneath it."""
    kind = split_module(address)[1].partition(".")[0]
    found: dict[str, object] = {}
    try:
        for one in _resources(module):
            if one.type == kind and not one.is_data:
                value = one.argument(name)
                found[one.address] = None if value is None else bridge.to_plain(value)
        for call in module.module.calls:
            for child in (module.children(call) or {}).values():
                found |= _values(child, address, name)
    except (EvaluationError, LimitError):
        return {}
    return found


def _candidates(outer: ModuleInstance, variable: str, probe: Probe) -> Iterator[_Candidate]:
    """Yield what a call may pass instead, as a whole and in each place of what it passes."""
    given = None if outer.call is None else outer.call.attributes.get(variable)
    file = outer.module.variables[variable].file if given is None else given.file
    yield variable, Placed(_node(probe.value), file), probe.text
    if given is None:
        return
    whole, start, end = given.file.text, given.node.start, given.node.end
    for part, put in parts_in(given.node):
        listed = isinstance(probe.value, tuple)
        text, value = probe.text, probe.value
        if isinstance(part, Literal) and isinstance(value, tuple):  # a list in one string
            text, value = f'join(",", {text})', ",".join(value)
        elif isinstance(part, TupleCons) is not listed:
            continue
        written = f"{whole[start : part.start]}{text}{whole[part.end : end]}"
        yield variable, Placed(put(_node(value)), given.file), written


def _node(value: Probed) -> Expression:
    if isinstance(value, tuple):
        return TupleCons(0, 0, tuple(Literal(0, 0, one) for one in value))
    return Literal(0, 0, value)

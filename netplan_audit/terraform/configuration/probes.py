"""Which argument of a module's call an argument of a resource in it comes from, found by trying."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, TypeAlias

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


class Search:
    """Other calls of a module, tried one by one for an argument of the resources of a block.

    What one try tells of any resource is kept: many findings may ask for those of one block.
    """

    def __init__(
        self, outer: ModuleInstance, inner: ModuleInstance, block: str, name: str, probe: Probe
    ) -> None:
        """Try nothing yet; the block is one of `inner`, which is in `outer` or is that."""
        placed = inner.module.resources[block].attributes.get(name)
        start = [] if placed is None else [(inner, placed), *expanding(outer, inner, block)]
        tried = (each for one in deciding(outer, start) for each in _candidates(outer, one, probe))
        self._outer, self._kind, self._name = outer, block.partition(".")[0], name
        self._left = islice(tried, _MOST)
        self._wanted = list(probe.value) if isinstance(probe.value, tuple) else probe.value
        self._before = _values(outer, self._kind, name)
        self._found: dict[str, tuple[str, str]] = {}

    def argument_for(self, address: str) -> tuple[str, str] | None:
        """Return a variable and its text with which one resource's argument is what is probed.

        The same argument of all other resources of the type stays as it is.
        """
        if self._before.get(address) is None:
            return None
        while address not in self._found:
            candidate = next(self._left, None)
            if candidate is None:
                return None
            self._try(*candidate)
        return self._found[address]

    def _try(self, variable: str, other: Placed, text: str) -> None:
        context = context_with(self._outer, {variable: other})
        values = _values(called_in(context, self._outer), self._kind, self._name)
        if values.keys() != self._before.keys():
            return
        changed = [one for one, value in values.items() if value != self._before[one]]
        if len(changed) == 1 and values[changed[0]] == self._wanted:
            self._found.setdefault(changed[0], (variable, text))


def _resources(module: ModuleInstance) -> Iterator[ResourceInstance]:
    for name in module.module.resources:
        yield from module.resources(name).values()


def _values(module: ModuleInstance, kind: str, name: str) -> dict[str, object]:
    """Return an argument of all resources of one type in a module and beneath it."""
    found: dict[str, object] = {}
    try:
        for one in _resources(module):
            if one.type == kind and not one.is_data:
                value = one.argument(name)
                found[one.address] = None if value is None else bridge.to_plain(value)
        for call in module.module.calls:
            for child in (module.children(call) or {}).values():
                found |= _values(child, kind, name)
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

"""Other calls of a module that give a block in it other instances."""

from __future__ import annotations

from functools import partial
from itertools import chain, combinations, islice
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.terraform.address import module_path, quote_key
from netplan_audit.terraform.configuration.calling import (
    called_in,
    context_with,
    deciding,
    expanding,
    inside,
)
from netplan_audit.terraform.configuration.module import Placed
from netplan_audit.terraform.hcl import bridge
from netplan_audit.terraform.hcl.faults import EvaluationError, LimitError
from netplan_audit.terraform.hcl.nodes import Literal, ObjectCons, TupleCons
from netplan_audit.terraform.hcl.trees import alternatives, literals_in
from netplan_audit.terraform.hcl.values import is_known, is_marked
from netplan_audit.terraform.passing import Trial

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from netplan_audit.terraform.configuration.context import Context
    from netplan_audit.terraform.configuration.instance import ModuleInstance
    from netplan_audit.terraform.configuration.module import Module
    from netplan_audit.terraform.hcl.nodes import Expression, Scalar
    from netplan_audit.terraform.resource import Resources

_MOST: Final = 120
"""So many other calls of a module are tried."""
_MOST_SWITCHES: Final = 8
"""So many of its switches are tried two at a time."""


class _Change(Struct, frozen=True):
    """Another value of a variable, and how the call writes it."""

    variable: str
    placed: Placed
    text: str
    is_switch: bool


def trials(
    outer: ModuleInstance,
    inner: ModuleInstance,
    block: str,
    wanted: int,
    read: Callable[[Context, ModuleInstance | None], Resources],
) -> Iterator[Trial]:
    """Yield the other calls of `outer` that give a block of `inner`, in it, other instances.

    One variable is changed, or two switches; a number becomes `wanted`. `read` evaluates the
    configuration in another context, the whole of it or one module.
    """
    path = module_path(inner.address)[len(outer.path) :]
    words = _Words((outer.module, inner.module))
    changes = [
        change
        for name in deciding(outer, expanding(outer, inner, block))
        for change in _changes(outer, name, wanted, words)
    ]
    switches = [change for change in changes if change.is_switch][:_MOST_SWITCHES]
    pairs = (two for two in combinations(switches, 2) if two[0].variable != two[1].variable)
    now = _instances(inner, block)
    for tried in islice(chain(((change,) for change in changes), pairs), _MOST):
        context = context_with(outer, {change.variable: change.placed for change in tried})
        called = called_in(context, outer)
        found = _instances(inside(called, path), block)
        if found is not None and found != now:
            arguments = tuple((change.variable, change.text) for change in tried)
            yield Trial(
                arguments, found, partial(read, context, None), partial(read, context, called)
            )


def _instances(module: ModuleInstance | None, block: str) -> int | None:
    """Count the instances of a block; None where that is not known."""
    if module is None or module.waits_for:
        return None
    try:
        made = module.resources(block)
    except (EvaluationError, LimitError):
        return None
    unsure = any(one.stands_for_all or one.waits_for for one in made)
    return None if unsure else len(made)


def _changes(outer: ModuleInstance, name: str, wanted: int, words: _Words) -> Iterator[_Change]:
    """Yield other values of a variable: as a whole, or in one place of what the call writes."""
    given = None if outer.call is None else outer.call.attributes.get(name)
    if given is None or not isinstance(given.node, ObjectCons | TupleCons):
        try:
            value = outer.variable(name)
        except (EvaluationError, LimitError):
            return
        if is_known(value) and not is_marked(value):
            for other in words.others(name, bridge.to_plain(value), wanted):
                placed = Placed(Literal(0, 0, other), outer.module.variables[name].file)
                yield _Change(name, placed, _hcl(other), isinstance(other, bool))
        return
    text, start, end = given.file.text, given.node.start, given.node.end
    for literal, put in literals_in(given.node):
        for other in words.others(name, literal.value, wanted):
            node = put(Literal(literal.start, literal.end, other))
            written = f"{text[start : literal.start]}{_hcl(other)}{text[literal.end : end]}"
            yield _Change(name, Placed(node, given.file), written, isinstance(other, bool))


def _hcl(value: Scalar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return quote_key(value)[1:-1] if isinstance(value, str) else str(value)


class _Words:
    """What modules say a word of theirs may be instead."""

    def __init__(self, modules: Iterable[Module]) -> None:
        self._modules = {id(module): module for module in modules}

    def others(self, name: str, value: object, wanted: int) -> list[bool | int | str]:
        """Return what a variable's value, or one in it, may be instead; nothing for any guess."""
        if isinstance(value, bool):
            return [not value]
        if isinstance(value, int):
            return [wanted] if value != wanted else []
        if isinstance(value, str) and value:
            return list(dict.fromkeys(alternatives(f"var.{name}", value, self._expressions())))
        return []

    def _expressions(self) -> Iterator[Expression]:
        for module in self._modules.values():
            parts = (*module.resources.values(), *module.calls.values())
            given = (placed for part in parts for placed in part.attributes.values())
            yield from (placed.node for placed in (*module.locals.values(), *given))
            for part in module.variables.values():
                for nested in part.blocks_of("validation"):
                    yield from (one.value for one in nested.block.body.attributes.values())

"""What a module would make of other arguments: its call is changed and evaluated once more."""

from __future__ import annotations

from functools import partial
from itertools import chain, combinations, islice
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.terraform.address import block_address, module_path, quote_key
from netplan_audit.terraform.configuration.instance import Call, ModuleInstance
from netplan_audit.terraform.configuration.module import Placed
from netplan_audit.terraform.hcl import bridge
from netplan_audit.terraform.hcl.budget import Budget
from netplan_audit.terraform.hcl.faults import EvaluationError, LimitError
from netplan_audit.terraform.hcl.nodes import Literal, ObjectCons, TupleCons
from netplan_audit.terraform.hcl.trees import alternatives, literals_in, names_in
from netplan_audit.terraform.hcl.values import is_known, is_marked
from netplan_audit.terraform.passing import Trial

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from netplan_audit.terraform.configuration.context import Context
    from netplan_audit.terraform.configuration.module import Module, Part
    from netplan_audit.terraform.hcl.nodes import Expression, Scalar
    from netplan_audit.terraform.resource import Resources

_MOST: Final = 120
"""So many other calls of a module are tried."""
_MOST_SWITCHES: Final = 8
"""So many of its switches are tried two at a time."""
_EXPANDING: Final = ("count", "for_each")
_Written: TypeAlias = tuple[ModuleInstance, Placed]
"""An expression, and the module that it is written in."""


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
    read: Callable[[Context], Resources],
) -> Iterator[Trial]:
    """Yield the other calls of `outer` that give a block of `inner`, in it, other instances.

    One variable is changed, or two switches; a number becomes `wanted`. `read` evaluates the whole
    configuration in another context.
    """
    if outer.call is None or outer.parent is None:
        return
    call = Call(outer.parent, outer.path[-1], outer.call, outer.iteration)
    path = module_path(inner.address)[len(outer.path) :]
    words = _Words((outer.module, inner.module))
    changes = [
        change
        for name in _deciding(outer, inner, block)
        for change in _changes(outer, name, wanted, words)
    ]
    switches = [change for change in changes if change.is_switch][:_MOST_SWITCHES]
    pairs = (two for two in combinations(switches, 2) if two[0].variable != two[1].variable)
    now = _instances(outer, path, block)
    for tried in islice(chain(((change,) for change in changes), pairs), _MOST):
        context = _context(outer, tried)
        found = _instances(ModuleInstance(context, outer.module, call), path, block)
        if found is not None and found != now:
            arguments = tuple((change.variable, change.text) for change in tried)
            yield Trial(arguments, found, partial(read, context))


def _context(outer: ModuleInstance, changes: Iterable[_Change]) -> Context:
    """Return the context in which a module is called otherwise."""
    given = {change.variable: change.placed for change in changes}
    assumed = {block_address(outer.address): given}
    return replace(outer.context, assumed=assumed, budget=Budget(), unset={}, _diagnostics={})


def _instances(
    module: ModuleInstance, path: Iterable[tuple[str, object]], block: str
) -> int | None:
    """Count the instances of a block; None where that is not known."""
    try:
        for name, key in path:
            children = module.children(name) or {}
            module = next(one for step, one in children.items() if step.key == key)
        made = module.resources(block)
    except (EvaluationError, LimitError, StopIteration):
        return None
    unsure = module.waits_for or any(one.stands_for_all or one.waits_for for one in made)
    return None if unsure else len(made)


def _deciding(outer: ModuleInstance, inner: ModuleInstance, block: str) -> list[str]:
    """Name the variables of a module that decide how many instances a block in it has."""
    found: dict[str, None] = {}
    pending = [*_expanding(inner, inner.module.resources.get(block))]
    around = inner
    while around is not outer and around.parent is not None:
        pending += _expanding(around.parent, around.call)
        around = around.parent
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


def _behind(module: ModuleInstance, name: str) -> Iterator[_Written]:
    """Yield what a name of a module is made of, with the module that it is written in."""
    root, _, rest = name.partition(".")
    given = None if module.call is None else module.call.attributes.get(rest)
    if root == "var" and given is not None and module.parent is not None:
        yield module.parent, given
    elif root == "local" and rest in module.module.locals:
        yield module, module.module.locals[rest]
    else:
        yield from _expanding(module, module.module.resources.get(name))


def _expanding(
    module: ModuleInstance, part: Part | None
) -> Iterator[tuple[ModuleInstance, Placed]]:
    attributes = {} if part is None else part.attributes
    yield from ((module, attributes[name]) for name in _EXPANDING if name in attributes)


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

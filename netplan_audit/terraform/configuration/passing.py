"""Which variables the calls of an evaluated configuration pass into modules."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.address import block_address, split_module
from netplan_audit.terraform.passing import is_own

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from netplan_audit.terraform.configuration.context import Context
    from netplan_audit.terraform.configuration.instance import ModuleInstance
    from netplan_audit.terraform.configuration.module import Placed
    from netplan_audit.terraform.configuration.probes import Search
    from netplan_audit.terraform.passing import Probe, Trial
    from netplan_audit.terraform.resource import Resources
    from netplan_audit.terraform.value import Path

_VARIABLE: Final = re.compile(r"var\.([A-Za-z_][A-Za-z0-9_-]*)\Z")


class EvaluatedModules:
    """The module instances of a configuration."""

    def __init__(
        self,
        instances: Mapping[str, ModuleInstance],
        again: Callable[[Context, ModuleInstance | None], Resources],
    ) -> None:
        """Keep the instances, which the reader still adds to, and what evaluates once more."""
        self._instances = instances
        self._again = again
        self._blocks: dict[str, frozenset[str]] = {}
        self._searches: dict[tuple[str, str, str, str, Probe], Search] = {}

    def is_ours(self, module: str) -> bool:
        """Tell whether every call on the way to a module names a folder of the repository."""
        one = self._instances.get(module)
        while one is not None and one.call is not None:
            source = one.call.attributes.get("source")
            if source is None or not is_own(source.text):
                return False
            one = one.parent
        return True

    def source(self, module: str) -> str:
        """Return where the text of a module comes from, as its call says."""
        one = self._instances.get(module)
        placed = None if one is None or one.call is None else one.call.attributes.get("source")
        return "" if placed is None else placed.text

    def blocks(self, module: str) -> Collection[str]:
        """Return the addresses of the blocks of a module, and its variables."""
        found = self._blocks.get(module)
        if found is None:
            one = self._instances.get(module)
            own = () if one is None else (f"var.{name}" for name in one.module.variables)
            blocks = () if one is None else one.module.resources
            found = self._blocks[module] = frozenset((*blocks, *own))
        return found

    def provider(self, module: str, block: str) -> str:
        """Name the provider configuration that a block asks for, '' for the module's default."""
        one = self._instances.get(module)
        part = None if one is None else one.module.resources.get(block)
        asked = None if part is None else part.attributes.get("provider")
        name = "" if asked is None else asked.text
        return name if "." in name else ""

    def writes(self, module: str, block: str, nested: str) -> bool:
        """Tell whether a block has nested blocks of a type that are all written."""
        one = self._instances.get(module)
        part = None if one is None else one.module.resources.get(block)
        kinds = [] if part is None else [each.block.type for each in part.blocks_of(nested)]
        return part is None or (bool(kinds) and "dynamic" not in kinds)

    def variable(self, module: str, block: str, path: Path) -> str:
        """Name the variable that an argument of a block is."""
        one = self._instances.get(module)
        part = None if one is None else one.module.resources.get(block)
        if part is None:
            return ""
        if len(path) == 1:
            return _variable(part.attributes.get(str(path[0])))
        for nested in part.blocks_of(str(path[0])):
            found = nested.block.body.attributes.get(str(path[-1]))
            if found is not None:
                text = nested.file.text[found.value.start : found.value.end]
                match = _VARIABLE.match(text)
                return match[1] if match else ""
        return ""

    def passed(self, module: str, variable: str) -> str:
        """Name the caller's own variable that it passes for one."""
        one = self._instances.get(module)
        return (
            "" if one is None or one.call is None else _variable(one.call.attributes.get(variable))
        )

    def siblings(self, module: str) -> Collection[str]:
        """Return the other calls of the text that a module is made of."""
        one = self._instances.get(module)
        text = None if one is None else one.module
        return self._calls.get(id(text), frozenset()) - {block_address(module)}

    @cached_property
    def _calls(self) -> dict[int, frozenset[str]]:
        """The calls of the text of each module."""
        found: dict[int, set[str]] = {}
        for module, each in self._instances.items():
            found.setdefault(id(each.module), set()).add(block_address(module))
        return {text: frozenset(calls) for text, calls in found.items()}

    def is_alone(self, address: str) -> bool:
        """Tell whether the block of a resource certainly makes this one instance only."""
        within, local = split_module(address)
        one = self._instances.get(within)
        if one is None or block_address(local) not in one.module.resources:
            return False
        made = one.resources(block_address(local))
        return len(made) == 1 and not any(each.stands_for_all for each in made)

    def argument(
        self, module: str, address: str, name: str, probe: Probe
    ) -> tuple[str, str] | None:
        """Name the variable of a module, with its text, that sets an argument of a resource."""
        # Here and not above: only where a fix is printed.
        from netplan_audit.terraform.configuration.probes import Search  # noqa: PLC0415

        within, local = split_module(address)
        block = block_address(local)
        outer, inner = self._instances.get(module), self._instances.get(within)
        if outer is None or inner is None or block not in inner.module.resources:
            return None
        key = (module, within, block, name, probe)
        if key not in self._searches:
            self._searches[key] = Search(outer, inner, block, name, probe)
        return self._searches[key].argument_for(address)

    def trials(self, module: str, address: str, wanted: int) -> Iterable[Trial]:
        """Try other calls of a module, for a block in it to have other instances, or `wanted`."""
        # Here and not above: only where a fix is printed.
        from netplan_audit.terraform.configuration.trials import trials  # noqa: PLC0415

        within, local = split_module(address)
        outer, inner = self._instances.get(module), self._instances.get(within)
        if outer is None or inner is None:
            return ()
        return trials(outer, inner, block_address(local), wanted, self._again)


def _variable(placed: Placed | None) -> str:
    match = None if placed is None else _VARIABLE.match(placed.text)
    return match[1] if match else ""

"""Which variables the calls of a plan's configuration pass into modules."""

from __future__ import annotations

import re
from functools import cached_property
from posixpath import normpath
from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.address import block_address
from netplan_audit.terraform.passing import is_own

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from netplan_audit.terraform.passing import Probe, Trial
    from netplan_audit.terraform.plan.configuration import ModuleInstance
    from netplan_audit.terraform.plan.expression import Expression
    from netplan_audit.terraform.value import Path

_VERSION: Final = re.compile(r"\d+")
_KEEPS_BLOCKS: Final = (1, 1)


class PlannedModules:
    """The module instances of a plan.

    The plan does not keep operators: `x = var.y` may stand for `x = !var.y`, which nobody writes
    where the one name holds the other.
    """

    def __init__(self, scopes: Mapping[str, ModuleInstance], version: str | None) -> None:
        """Keep the scopes, which the reader still adds to, and Terraform's version."""
        self._scopes = scopes
        self._blocks: dict[str, frozenset[str]] = {}
        self._keeps_blocks = tuple(map(int, _VERSION.findall(version or "")[:2])) >= _KEEPS_BLOCKS

    def is_ours(self, module: str) -> bool:
        """Tell whether every call on the way to a module names a folder of the repository."""
        scope = self._scopes.get(module)
        while scope is not None and scope.call is not None:
            if not is_own(scope.call.source or ""):
                return False
            scope = scope.parent
        return True

    def source(self, module: str) -> str:
        """Return where the text of a module comes from, as its call says."""
        scope = self._scopes.get(module)
        return "" if scope is None or scope.call is None else scope.call.source or ""

    def blocks(self, module: str) -> Collection[str]:
        """Return the addresses of the blocks of a module, and its variables."""
        found = self._blocks.get(module)
        if found is None:
            scope = self._scopes.get(module)
            body = None if scope is None else scope.body
            names = () if body is None else (*body.blocks, *(f"var.{n}" for n in body.variables))
            found = self._blocks[module] = frozenset(names)
        return found

    def provider(self, module: str, block: str) -> str:
        """Name the provider configuration that a block asks for, '' for the module's default.

        Of one that a module is passed, the plan keeps the caller's name.
        """
        scope = self._scopes.get(module)
        found = None if scope is None else scope.block(block)
        key = "" if found is None else found.provider_key or ""
        within, _, name = key.rpartition(":")
        return name if "." in name and bool(within) == bool(module) else ""

    def writes(self, module: str, block: str, nested: str) -> bool:
        """Tell whether a block has nested blocks of a type; the plan keeps no dynamic ones.

        Before version 1.1 it keeps none of those that are arguments as well, as these are.
        """
        if not self._keeps_blocks:
            return True
        scope = self._scopes.get(module)
        found = None if scope is None else scope.block(block)
        return found is None or bool(found.expressions.get(nested))

    def variable(self, module: str, block: str, path: Path) -> str:
        """Name the variable that an argument of a block is."""
        scope = self._scopes.get(module)
        found = None if scope is None else scope.block(block)
        expression = None if found is None else found.expression(path)
        return "" if expression is None else _variable(expression, str(path[-1]))

    def passed(self, module: str, variable: str) -> str:
        """Name the caller's own variable that it passes for one."""
        scope = self._scopes.get(module)
        call = None if scope is None else scope.call
        return "" if call is None else _variable(call.input(variable), variable)

    def siblings(self, module: str) -> Collection[str]:
        """Return the other calls of the folder that a module is in."""
        calls = self._calls.get(self._folders.get(module), frozenset())
        return calls - {block_address(module)}

    @cached_property
    def _folders(self) -> dict[str, str]:
        """The folders of the module instances of the repository, from the root's."""
        found: dict[str, str] = {}
        for module, scope in self._scopes.items():
            folder = _folder(scope)
            if folder is not None:
                found[module] = folder
        return found

    @cached_property
    def _calls(self) -> dict[str | None, frozenset[str]]:
        """The calls of each folder."""
        found: dict[str | None, set[str]] = {}
        for module, folder in self._folders.items():
            found.setdefault(folder, set()).add(block_address(module))
        return {folder: frozenset(calls) for folder, calls in found.items()}

    def is_alone(self, address: str) -> bool:
        """Tell whether the address has no key."""
        return not address.endswith("]")

    def argument(self, module: str, address: str, name: str, probe: Probe) -> None:
        """Return nothing: the plan does not keep operators."""

    def trials(self, module: str, address: str, wanted: int) -> Iterable[Trial]:  # noqa: ARG002 - the protocol
        """Try nothing: the plan does not keep operators."""
        return ()


def _folder(scope: ModuleInstance | None) -> str | None:
    """Return the folder of a module from the root's; None where it is not of the repository."""
    if scope is None or scope.call is None:
        return None if scope is None else "."
    outer, source = _folder(scope.parent), scope.call.source or ""
    return normpath(f"{outer}/{source}") if outer is not None and is_own(source) else None


def _variable(expression: Expression, argument: str) -> str:
    only = expression.traversals[0] if expression.plain and expression.traversals else None
    if only is None or only.kind != "var" or only.rest:
        return ""
    return only.name if only.name in argument or argument in only.name else ""

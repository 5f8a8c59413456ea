"""Whose text a module is, and which of its arguments are variables that its callers pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from netplan_audit.terraform.resource import Resources
    from netplan_audit.terraform.value import Path


class Trial(Struct, frozen=True):
    """A module called otherwise: with these arguments, as text, a block has so many instances.

    `resources` evaluates the configuration with them, `alone` that module and what it calls.
    """

    arguments: tuple[tuple[str, str], ...]
    instances: int
    resources: Callable[[], Resources]
    alone: Callable[[], Resources]


Probed: TypeAlias = str | int | bool | tuple[str, ...]


class Probe(Struct, frozen=True):
    """A value to look for where it comes out, and the text that would pass it in."""

    value: Probed
    text: str


class Modules(Protocol):
    """The module instances of one input, by their addresses; '' is the root module."""

    def is_ours(self, module: str) -> bool:
        """Tell whether a module and all around it stand in the repository of the input."""

    def source(self, module: str) -> str:
        """Return where the text of a module comes from, as its call says."""

    def blocks(self, module: str) -> Collection[str]:
        """Return the addresses of the blocks of a module, and `var.NAME` for its variables."""

    def provider(self, module: str, block: str) -> str:
        """Name the provider configuration that a block asks for, '' for the module's default."""

    def writes(self, module: str, block: str, nested: str) -> bool:
        """Tell whether a block has nested blocks of a type that are written and not `dynamic`."""

    def variable(self, module: str, block: str, path: Path) -> str:
        """Name the variable that an argument of a block is; '' where it is anything else."""

    def passed(self, module: str, variable: str) -> str:
        """Name the caller's own variable that it passes for one; '' for anything else."""

    def siblings(self, module: str) -> Collection[str]:
        """Return the other calls of the text that a module is made of, without keys."""

    def is_alone(self, address: str) -> bool:
        """Tell whether the block of a resource certainly makes this one instance only."""

    def argument(
        self, module: str, address: str, name: str, probe: Probe
    ) -> tuple[str, str] | None:
        """Name the variable of a module, with its text, that sets an argument of a resource in it.

        Of that one resource only, and of others none.
        """

    def trials(self, module: str, address: str, wanted: int) -> Iterable[Trial]:
        """Try other calls of a module, for a block in it to have other instances, or `wanted`."""


class _NoModules:
    """What is known without a configuration: nothing."""

    def is_ours(self, module: str) -> bool:  # noqa: ARG002 - the protocol
        """Take every module for one of the repository."""
        return True

    def source(self, module: str) -> str:  # noqa: ARG002 - the protocol
        """Return nothing."""
        return ""

    def blocks(self, module: str) -> Collection[str]:  # noqa: ARG002 - the protocol
        """Return nothing."""
        return ()

    def provider(self, module: str, block: str) -> str:  # noqa: ARG002 - the protocol
        """Return nothing."""
        return ""

    def writes(self, module: str, block: str, nested: str) -> bool:  # noqa: ARG002 - the protocol
        """Take every nested block for one that is written."""
        return True

    def variable(self, module: str, block: str, path: Path) -> str:  # noqa: ARG002 - the protocol
        """Return nothing."""
        return ""

    def passed(self, module: str, variable: str) -> str:  # noqa: ARG002 - the protocol
        """Return nothing."""
        return ""

    def siblings(self, module: str) -> Collection[str]:  # noqa: ARG002 - the protocol
        """Return nothing."""
        return ()

    def is_alone(self, address: str) -> bool:
        """Tell whether the address has no key."""
        return not address.endswith("]")

    def argument(self, module: str, address: str, name: str, probe: Probe) -> None:
        """Return nothing."""

    def trials(self, module: str, address: str, wanted: int) -> Iterable[Trial]:  # noqa: ARG002 - the protocol
        """Try nothing."""
        return ()


NO_MODULES: Final = _NoModules()
_LOCAL: Final = ("./", "../")
_TAKEN_OVER: Final = frozenset({".terraform", "_vendor", "third_party", "vendor"})
"""Folders for what is somebody else's, by their names."""


def is_own(source: str) -> bool:
    """Tell whether the source of a module is a folder of the repository that is its own."""
    return source.startswith(_LOCAL) and _TAKEN_OVER.isdisjoint(source.split("/"))

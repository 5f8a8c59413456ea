"""A resource instance and the set of all that one input holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from netplan_audit.errors import InputError
from netplan_audit.terraform.passing import NO_MODULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from netplan_audit.diagnostic import Diagnostic
    from netplan_audit.terraform.address import Key
    from netplan_audit.terraform.passing import Modules
    from netplan_audit.terraform.value import Path, Reference, Symbolic, Value


class Body(Protocol):
    """The arguments and attributes of one resource instance, read on demand."""

    def value(self, name: str) -> Value:
        """Return a top-level argument; None where it is unset or null."""

    def names(self) -> Iterable[str]:
        """Name every top-level argument that has a value, known or unknown."""

    def holding(self, text: bytes) -> Iterable[str]:
        """Name at least the arguments that hold a text or a reference; quicker than to look."""

    def configured(self, name: str) -> bool | None:
        """Tell whether the configuration sets the argument; None without a configuration."""

    def ignores(self, name: str) -> bool | None:
        """Tell whether `ignore_changes` leaves the argument to others; None where that is open."""

    def references(self) -> Iterator[tuple[Path, Symbolic]]:
        """Yield what each configured argument refers to, with the path of the argument."""

    def origins(self, path: Path) -> tuple[Reference, ...]:
        """Return what the expression behind an argument refers to, whatever its value is.

        Empty without a configuration, and where the configuration does not set the argument.
        """

    def mask(self, name: str) -> object:
        """Return the sensitive mask of an argument: a bool, or containers of such masks."""


class Resource(Struct, eq=False):
    """One resource instance after the planned changes.

    `module` is the address of its module instance (empty for the root), `block` the address of its
    block inside that module (`data.aws_vpc.main`), `provider` the provider's full name, `region`
    the region its provider configuration names where that is known, `provider_key` what tells that
    configuration from others. `action` is the first of the plan's actions (`create`, `update`,
    `delete` for a replacement, `read`, `no-op`). `previous_address` is the one before a `moved`
    block, `dependencies` the addresses of blocks that a state says it was made from. `exists_if`
    is what its existence waits for; empty where it certainly exists.
    """

    address: str
    module: str
    block: str
    mode: str
    type: str
    key: Key
    provider: str
    action: str
    body: Body
    region: str | None = None
    previous_address: str | None = None
    dependencies: tuple[str, ...] = ()
    exists_if: tuple[str, ...] = ()
    provider_key: str | None = None

    def get(self, name: str) -> Value:
        """Return the value of a top-level argument or attribute, None where unset.

        Raises InputError where the values of the resource cannot be decoded.
        """
        try:
            return self.body.value(name)
        except InputError as error:
            error.place = error.place or self.address
            raise

    def is_sensitive(self, *names: str) -> bool:
        """Tell whether any part of these arguments is marked sensitive."""
        for name in names:
            mask = self.body.mask(name)
            if mask and has_mark(mask):
                return True
        return False


def has_mark(mask: object) -> bool:
    """Tell whether a mask of unknown or sensitive parts marks any."""
    left = [mask]
    while left:
        one = left.pop()
        if one is True:
            return True
        if isinstance(one, dict | list):
            left.extend(one.values() if isinstance(one, dict) else one)
    return False


def in_order(found: Mapping[str, Resource]) -> dict[str, Resource]:
    """Put resources in the order of their blocks' addresses, in whatever files these stand."""
    return dict(sorted(found.items(), key=lambda each: (each[1].module, each[1].block)))


class Resources(Struct):
    """Every resource instance of one input, and what was met while reading it.

    `previous` holds the instances that the plan changes, deletes or forgets, as they were before.
    `before` is everything as it was before the plan: the same object where the plan changes
    nothing, None where nothing existed or the input is no plan.
    `complete` is False where the plan itself says that it does not cover everything.
    `without_default_tags` are keys of provider configurations that give no tags by default.
    `call_arguments` holds, by module instance, what its `module` block passes as a constant.
    `modules` tells whose text a module is, and which variables it is passed.
    `beside` are resources of other inputs that may belong to these. `exports` works out which
    resources the root's outputs name, by address, with the output; `handed_over` which are given
    to a module without a body, with its argument; `listed` counts those given in a list too.
    """

    source: str
    kind: str
    by_address: Mapping[str, Resource]
    previous: tuple[Resource, ...] = ()
    before: Resources | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    complete: bool = True
    format_version: str | None = None
    terraform_version: str | None = None
    missing_modules: tuple[str, ...] = ()
    workspace_hints: tuple[str, ...] = ()
    call_arguments: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    without_default_tags: frozenset[str] = frozenset()
    modules: Modules = NO_MODULES
    beside: tuple[Resource, ...] = ()
    exports: Callable[[], Mapping[str, str]] = dict
    handed_over: Callable[[], Mapping[str, str]] = dict
    listed: Callable[[], Mapping[str, str]] = dict
    _by_type: dict[str, list[Resource]] = field(default_factory=dict)
    _by_name: dict[str, dict[str, Resource]] = field(default_factory=dict)
    _by_module: dict[str, dict[str, list[Resource]]] = field(default_factory=dict)

    def of_these(self, by_address: Mapping[str, Resource]) -> Resources:
        """Return an input of these resources alone."""
        return replace(self, by_address=by_address, _by_type={}, _by_name={}, _by_module={})

    def joined(self, more: Mapping[str, Resource], beside: tuple[Resource, ...] = ()) -> Resources:
        """Return them with those of another input, which a plan does not change."""
        if not more and not beside:
            return self
        made = replace(self.of_these({**self.by_address, **more}), beside=beside)
        if self.before is self:
            made.before = made
        elif self.before is not None:
            made.before = self.before.joined(more, beside)
        return made

    def __iter__(self) -> Iterator[Resource]:
        """Iterate in the order of the input."""
        return iter(self.by_address.values())

    def __len__(self) -> int:
        """Count the instances."""
        return len(self.by_address)

    def of_type(self, *types: str, mode: str = "managed") -> Iterator[Resource]:
        """Iterate over the instances of these types, type by type, in the order of the input."""
        by_type = self._types()
        for name in types:
            yield from by_type.get(f"{mode}.{name}", ())

    def has_type_like(self, *starts: str) -> bool:
        """Tell whether there is a managed instance of a type that starts with one of these."""
        return any(
            name.startswith(tuple(f"managed.{one}" for one in starts)) for name in self._types()
        )

    def _types(self) -> dict[str, list[Resource]]:
        if not self._by_type:
            for resource in self:
                self._by_type.setdefault(f"{resource.mode}.{resource.type}", []).append(resource)
        return self._by_type

    def named(self, name: str, *types: str) -> Resource | None:
        """Return the first managed instance of these types whose argument `name` is this."""
        for kind in types:
            names = self._by_name.get(kind)
            if names is None:
                names = self._by_name[kind] = {}
                for resource in self.of_type(kind):
                    known = resource.get("name")
                    if isinstance(known, str):
                        names.setdefault(known, resource)
            if name in names:
                return names[name]
        return None

    def in_module(self, module: str, kind: str) -> Sequence[Resource]:
        """Return the managed instances of a type in one module instance."""
        modules = self._by_module.get(kind)
        if modules is None:
            modules = self._by_module[kind] = {}
            for resource in self.of_type(kind):
                modules.setdefault(resource.module, []).append(resource)
        return modules.get(module, ())

"""From a plan document to resources: instances, module tree, data sources, regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from netplan_audit.errors import InputError
from netplan_audit.terraform.address import key_order, module_path, quote_key
from netplan_audit.terraform.lookalikes import SHOW_HINT
from netplan_audit.terraform.plan.body import PlanBody
from netplan_audit.terraform.plan.changes import changes, data_sources
from netplan_audit.terraform.plan.configuration import Module, ModuleInstance
from netplan_audit.terraform.plan.decode import decode
from netplan_audit.terraform.plan.document import NOTHING
from netplan_audit.terraform.plan.follow import follow_outputs
from netplan_audit.terraform.plan.passing import PlannedModules
from netplan_audit.terraform.plan.remarks import remarks, repeated_addresses
from netplan_audit.terraform.plan.settings import (
    ProviderRegions,
    call_arguments,
    variable_values,
    without_default_tags,
    workspace_hints,
)
from netplan_audit.terraform.resource import Resource, Resources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.terraform.address import Key
    from netplan_audit.terraform.configuration.exact import ExactReferences
    from netplan_audit.terraform.encoding import Data
    from netplan_audit.terraform.plan.configuration import Block
    from netplan_audit.terraform.plan.decode import Decoded
    from netplan_audit.terraform.plan.document import ResourceChange

_GONE = frozenset({"delete", "forget"})
_LOST = _GONE | {"update"}
"""Actions after which an object is not what it was before."""


def read_plan(data: Data, source: str) -> Resources:
    """Read the bytes of `terraform show -json PLAN`.

    Raises InputError where they are not one whole, usable plan.
    """
    decoded = decode(data, source)
    if decoded.document.is_state:
        message = "this is a state, not a plan"
        raise InputError(message, source=source, hint=SHOW_HINT)
    return read_decoded(decoded, source)


def read_decoded(decoded: Decoded, source: str, exact: ExactReferences | None = None) -> Resources:
    """Read a plan that is decoded already.

    `exact` answers for references that the plan leaves open. Raises InputError where it holds
    addresses that are none.
    """
    resources = _Reader(decoded, source, exact).read()
    if exact is not None:
        exact.of_plan(resources, variable_values(decoded.document))
    return resources


class _Reader:
    def __init__(self, decoded: Decoded, source: str, exact: ExactReferences | None) -> None:
        self._exact = exact
        document = decoded.document
        self._document = document
        self._source = source
        self._diagnostics = decoded.notes
        configuration = document.configuration
        module = None if configuration is None else configuration.root_module
        self._root = ModuleInstance("", None if module is None else Module(module))
        self._scopes: dict[str, ModuleInstance] = {"": self._root}
        self._regions = ProviderRegions(document)
        self._present: dict[str, Resource] = {}
        self._kept: dict[str, Resource] = {}
        self._previous: list[Resource] = []
        self._repeated: list[str] = []

    def read(self) -> Resources:
        """Build every instance; module scopes are complete before a value is asked for."""
        self._read_changes()
        managed = bool(self._kept or self._previous)
        for data in data_sources(self._document):
            if data.address not in self._present:
                self._kept[data.address] = self._present[data.address] = self._resource(data)
        for resource in self._present.values():
            scope = self._scopes[resource.module]
            scope.instances.setdefault(resource.block, []).append(resource)
        self._sort_instances()
        document = self._document
        resources = Resources(
            source=self._source,
            kind="plan",
            by_address=self._present,
            previous=tuple(self._previous),
            diagnostics=(
                *self._diagnostics,
                *remarks(document, self._source),
                *repeated_addresses(self._repeated, self._source),
            ),
            complete=not document.errored and document.complete is not False,
            format_version=document.format_version,
            terraform_version=document.terraform_version,
            missing_modules=tuple(_missing_modules(self._root.body, "")),
            workspace_hints=workspace_hints(document),
            call_arguments=call_arguments(self._scopes, document),
            without_default_tags=without_default_tags(document),
            modules=PlannedModules(self._scopes, document.terraform_version),
            exports=self._exports,
        )
        if managed:
            changed = len(self._kept) < len(self._present) or bool(self._previous)
            resources.before = self._before(resources) if changed else resources
        return resources

    def _exports(self) -> dict[str, str]:
        """Return what the outputs of the root name."""
        names = () if self._root.body is None else self._root.body.outputs
        return {
            resource.address: f"output.{name}"
            for name in names
            for entry in follow_outputs(self._root, name).entries
            for resource in entry.resources
        }

    def _read_changes(self) -> None:
        """Part the objects into those after the plan and those that are not what they were."""
        for change in changes(self._document, self._source, self._block):
            if change.deposed is not None:
                continue
            actions = change.change.actions or []
            if not _LOST.isdisjoint(actions):
                self._previous.append(self._resource(change, before=True))
            if actions and _GONE.issuperset(actions):
                continue
            if change.address in self._present:
                self._repeated.append(change.address)
                continue
            resource = self._present[change.address] = self._resource(change)
            if actions == ["no-op"]:
                self._kept[change.address] = resource

    def _before(self, after: Resources) -> Resources:
        """Return what exists before the plan: what it keeps, and what it changes as it was."""
        return replace(
            after,
            by_address=self._kept | {resource.address: resource for resource in after.previous},
            previous=(),
            diagnostics=(),
            _by_type={},
            _by_name={},
            _by_module={},
        )

    def _resource(self, entry: ResourceChange, *, before: bool = False) -> Resource:
        mode = entry.mode
        module = entry.module_address or ""
        block_name = f"{entry.type}.{entry.name}"
        if mode == "data":
            block_name = f"data.{block_name}"
        scope = self._scope(module)
        block = scope.block(block_name)
        change = entry.change
        actions = change.actions or ["no-op"]
        return Resource(
            address=entry.address,
            module=module,
            block=block_name,
            mode=mode,
            type=entry.type,
            key=entry.index,
            provider=entry.provider_name or "",
            action=actions[0],
            body=PlanBody(
                change.before if before else change.after,
                NOTHING if before else change.after_unknown,
                change.before_sensitive if before else change.after_sensitive,
                scope=scope,
                block=None if before else block,
                block_type=entry.type,
                key=entry.index,
                address=entry.address,
                exact=None if before else self._exact,
            ),
            region=None if block is None else self._regions.of(block.provider_key),
            provider_key=None if block is None else block.provider_key,
            previous_address=entry.previous_address,
        )

    def _block(self, module: str, name: str) -> Block | None:
        return self._scope(module).block(name)

    def _scope(self, address: str) -> ModuleInstance:
        """Return the module instance at an address, making it and its parents at need."""
        scope = self._scopes.get(address)
        if scope is not None:
            return scope
        scope = self._root
        at = ""
        for name, key in self._path(address):
            at = f"{at}.module.{name}{quote_key(key)}" if at else f"module.{name}{quote_key(key)}"
            child = self._scopes.get(at)
            if child is None:
                call = None if scope.body is None else scope.body.calls.get(name)
                body = None if call is None else call.body
                child = ModuleInstance(at, body, scope, call, key)
                scope.children.setdefault(name, []).append(child)
                self._scopes[at] = child
            scope = child
        self._scopes[address] = scope
        return scope

    def _path(self, address: str) -> tuple[tuple[str, Key], ...]:
        try:
            return module_path(address)
        except ValueError:
            message = f"{address!r} is no address of a module"
            raise InputError(message, source=self._source, place="resource_changes") from None

    def _sort_instances(self) -> None:
        """Put the instances of each block in the order of their keys, as Terraform does."""
        for scope in self._scopes.values():
            for instances in scope.instances.values():
                if len(instances) > 1:
                    instances.sort(key=lambda r: key_order(r.key))


def _missing_modules(module: Module | None, prefix: str) -> Iterator[str]:
    """Name the module calls whose body the plan does not hold."""
    if module is None:
        return
    for name, call in module.calls.items():
        address = f"{prefix}module.{name}"
        if call.body is None:
            yield address
        else:
            yield from _missing_modules(call.body, f"{address}.")

"""From a plan document to resources: instances, module tree, data sources, regions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.terraform.address import module_path, quote_key
from netplan_audit.terraform.plan.body import PlanBody
from netplan_audit.terraform.plan.configuration import Module, ModuleInstance
from netplan_audit.terraform.plan.decode import Data, decode_plan
from netplan_audit.terraform.plan.document import (
    NOTHING,
    Change,
    PlanDocument,
    ResourceChange,
    StateModule,
    StateResource,
    StateValues,
)
from netplan_audit.terraform.plan.settings import regions, workspace_hints
from netplan_audit.terraform.resource import Resource, Resources

if TYPE_CHECKING:
    from collections.abc import Iterator

_GONE = frozenset({"delete", "forget"})


def read_plan(data: Data, source: str) -> Resources:
    """Read the bytes of `terraform show -json PLAN`.

    Raises InputError where they are not one whole, usable plan.
    """
    document, diagnostics = decode_plan(data, source)
    return _Reader(document, source, list(diagnostics)).read()


class _Reader:
    def __init__(self, document: PlanDocument, source: str, diagnostics: list[Diagnostic]) -> None:
        self._document = document
        self._source = source
        self._diagnostics = diagnostics
        configuration = document.configuration
        module = None if configuration is None else configuration.root_module
        self._root = ModuleInstance("", None if module is None else Module(module))
        self._scopes: dict[str, ModuleInstance] = {"": self._root}
        self._regions = regions(document)

    def read(self) -> Resources:
        """Build every instance; module scopes are complete before a value is asked for."""
        present: dict[str, Resource] = {}
        previous: list[Resource] = []
        kept: dict[str, Resource] = {}
        for change in self._changes():
            if change.deposed is not None:
                continue
            actions = change.change.actions or []
            gone = bool(actions) and _GONE.issuperset(actions)
            if gone or "update" in actions or "delete" in actions:
                previous.append(self._resource(change, before=True))
            if not gone and change.address not in present:
                present[change.address] = self._resource(change)
                if actions == ["no-op"]:
                    kept[change.address] = present[change.address]
        managed = bool(kept or previous)
        for data in self._data_sources():
            if data.address not in present:
                kept[data.address] = present[data.address] = self._resource(data)
        for resource in present.values():
            self._scope(resource.module).instances.setdefault(resource.block, []).append(resource)
        self._sort_instances()
        self._remark()
        document = self._document
        resources = Resources(
            source=self._source,
            kind="plan",
            by_address=present,
            previous=tuple(previous),
            diagnostics=tuple(self._diagnostics),
            complete=not document.errored and document.complete is not False,
            format_version=document.format_version,
            terraform_version=document.terraform_version,
            missing_modules=tuple(_missing_modules(self._root.body, "")),
            workspace_hints=workspace_hints(document),
        )
        if managed:
            changes = len(kept) < len(present) or bool(previous)
            resources.before = self._before(resources, kept) if changes else resources
        return resources

    def _before(self, after: Resources, kept: dict[str, Resource]) -> Resources:
        """Return what exists before the plan: what it keeps, and what it changes as it was."""
        return replace(
            after,
            by_address=kept | {resource.address: resource for resource in after.previous},
            previous=(),
            diagnostics=(),
            _by_type={},
        )

    def _changes(self) -> Iterator[ResourceChange]:
        changes = self._document.resource_changes
        if changes is not None:
            yield from changes
            return
        values = msgspec.json.decode(self._document.planned_values, type=StateValues | None)
        if values is not None:
            yield from _state_entries(values.root_module, ("managed", "data"))

    def _data_sources(self) -> Iterator[ResourceChange]:
        """Yield the data sources that were read while planning."""
        prior = self._document.prior_state
        if prior is not None and prior.values is not None:
            yield from _state_entries(prior.values.root_module, ("data",))

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
            ),
            region=None if block is None else self._regions.get(block.provider_key or ""),
        )

    def _scope(self, address: str) -> ModuleInstance:
        """Return the module instance at an address, making it and its parents at need."""
        scope = self._scopes.get(address)
        if scope is not None:
            return scope
        scope = self._root
        at = ""
        for name, key in module_path(address):
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

    def _sort_instances(self) -> None:
        """Put the instances of each block in the order of their keys, as Terraform does."""
        for scope in self._scopes.values():
            for instances in scope.instances.values():
                if len(instances) > 1:
                    instances.sort(key=lambda r: (isinstance(r.key, str), r.key))

    def _remark(self) -> None:
        document = self._document
        if document.configuration is None or document.configuration.root_module is None:
            self._diagnostics.append(
                Diagnostic(
                    "warning",
                    "no-configuration",
                    "the plan has no configuration: references between new objects are unknown",
                    self._source,
                    "scan the whole output of `terraform show -json`, not a part of it",
                )
            )
        if document.errored:
            self._diagnostics.append(
                Diagnostic(
                    "warning",
                    "plan-errored",
                    "the plan errored: what it did not reach is missing here",
                    self._source,
                )
            )
        elif document.complete is False:
            self._diagnostics.append(
                Diagnostic(
                    "warning",
                    "plan-incomplete",
                    "the plan is incomplete (targeted or deferred): what it left out is missing",
                    self._source,
                )
            )


def _state_entries(module: StateModule | None, modes: tuple[str, ...]) -> Iterator[ResourceChange]:
    """Yield the resources of a state's module tree in the shape of changes."""
    if module is None:
        return
    for resource in module.resources or ():
        if resource.mode in modes:
            yield _as_change(resource, module.address)
    for child in module.child_modules or ():
        yield from _state_entries(child, modes)


def _as_change(resource: StateResource, module: str) -> ResourceChange:
    actions = ["read"] if resource.mode == "data" else ["no-op"]
    return ResourceChange(
        address=resource.address,
        type=resource.type,
        name=resource.name,
        module_address=module,
        mode=resource.mode,
        index=resource.index,
        provider_name=resource.provider_name,
        change=Change(
            actions=actions, after=resource.values, after_sensitive=resource.sensitive_values
        ),
    )


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

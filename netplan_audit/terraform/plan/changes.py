"""The changes that a plan lists, and what stands for them in a plan that lists none."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec import Raw, json

from netplan_audit.terraform.plan.document import (
    NOTHING,
    Change,
    ResourceChange,
    StateResource,
    decode_raw,
    decode_values,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from netplan_audit.terraform.plan.configuration import Block
    from netplan_audit.terraform.plan.document import PlanDocument

    BlockOf: TypeAlias = Callable[[str, str], Block | None]
    """Finds the block of a name, such as `aws_vpc.main`, in the module of an address."""


def changes(document: PlanDocument, source: str, block_of: BlockOf) -> Iterator[ResourceChange]:
    """Yield the changes; a plan that only refreshes has none, and keeps what there is."""
    if document.resource_changes:
        yield from document.resource_changes
        return
    kept = [found for found in _prior(document) if found[1].mode != "data"]
    for module, resource in kept:
        yield _as_change(resource, module, "no-op")
    if kept or document.planned_values == NOTHING:
        return
    for module, resource in decode_values(document.planned_values, source, "planned_values").walk():
        doing = "read" if resource.mode == "data" else "create"
        yield _as_change(resource, module, doing, _left_out(resource, module, block_of))


def data_sources(document: PlanDocument) -> Iterator[ResourceChange]:
    """Yield the data sources that were read while planning."""
    for module, resource in _prior(document):
        if resource.mode == "data":
            yield _as_change(resource, module, "read")


def _prior(document: PlanDocument) -> Iterator[tuple[str, StateResource]]:
    """Yield what was there before the plan, with its module."""
    prior = document.prior_state
    if prior is not None and prior.values is not None:
        yield from prior.values.walk()


def _left_out(resource: StateResource, module: str, block_of: BlockOf) -> Raw:
    """Return as unknown what is configured and has no planned value.

    `planned_values` leave unknown arguments out, and null ones not.
    """
    block = block_of(module, f"{resource.type}.{resource.name}")
    known = decode_raw(resource.values)
    if block is None or not isinstance(known, dict):
        return NOTHING
    return Raw(json.encode({name: True for name in block.expressions if name not in known}))


def _as_change(
    resource: StateResource, module: str, action: str, unknown: Raw = NOTHING
) -> ResourceChange:
    """Give a resource of a state the shape of a change."""
    return ResourceChange(
        address=resource.address,
        type=resource.type,
        name=resource.name,
        module_address=module,
        mode=resource.mode,
        index=resource.index,
        provider_name=resource.provider_name,
        change=Change(
            actions=[action],
            after=resource.values,
            after_unknown=unknown,
            after_sensitive=resource.sensitive_values,
        ),
    )

"""From a state to resources: everything in it exists and is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.terraform.address import quote_key
from netplan_audit.terraform.plan.document import NOTHING, decode_values
from netplan_audit.terraform.plan.remarks import repeated_addresses
from netplan_audit.terraform.resource import Resource, Resources
from netplan_audit.terraform.state.body import StateBody
from netplan_audit.terraform.state.raw import (
    decode_raw_state,
    marks,
    provider_name,
    unflattened,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.terraform.plan.decode import Decoded
    from netplan_audit.terraform.plan.document import StateResource
    from netplan_audit.terraform.state.raw import RawInstance, RawResource


def read_state(decoded: Decoded, source: str) -> Resources:
    """Read a decoded state: `terraform show -json` of one, or the raw file.

    Raises InputError where it is of a version or shape that is not known.
    """
    document = decoded.document
    if document.values != NOTHING:
        values = decode_values(document.values, source, "values")
        every = [_resource(module, one) for module, one in values.walk()]
    else:
        state = decode_raw_state(decoded.text, document.version, source)
        every = [one for block in state.resources or () for one in _instances(block)]
    found: dict[str, Resource] = {}
    repeated = [
        resource.address
        for resource in every
        if found.setdefault(resource.address, resource) is not resource
    ]
    return Resources(
        source=source,
        kind="state",
        by_address=found,
        diagnostics=(*decoded.notes, *repeated_addresses(repeated, source)),
        format_version=document.format_version,
        terraform_version=document.terraform_version,
    )


def _resource(module: str, entry: StateResource) -> Resource:
    return Resource(
        address=entry.address,
        module=module,
        block=_block(entry.mode, entry.type, entry.name),
        mode=entry.mode,
        type=entry.type,
        key=entry.index,
        provider=entry.provider_name or "",
        action=_action(entry.mode),
        body=StateBody(entry.values, sensitive=entry.sensitive_values),
        dependencies=tuple(entry.depends_on or ()),
    )


def _instances(entry: RawResource) -> Iterator[Resource]:
    """Yield the current objects of a block; deposed ones only wait to be destroyed."""
    block = _block(entry.mode, entry.type, entry.name)
    at = f"{entry.module}.{block}" if entry.module else block
    for instance in entry.instances or ():
        if instance.deposed is None:
            yield Resource(
                address=f"{at}{quote_key(instance.index_key)}",
                module=entry.module,
                block=block,
                mode=entry.mode,
                type=entry.type,
                key=instance.index_key,
                provider=provider_name(entry.provider),
                action=_action(entry.mode),
                body=_body(instance),
                dependencies=tuple(instance.dependencies or ()),
            )


def _body(instance: RawInstance) -> StateBody:
    flat = instance.attributes_flat
    values = instance.attributes if flat is None else unflattened(flat)
    return StateBody(values, marks=marks(instance.sensitive_attributes))


def _block(mode: str, kind: str, name: str) -> str:
    return f"data.{kind}.{name}" if mode == "data" else f"{kind}.{name}"


def _action(mode: str) -> str:
    return "read" if mode == "data" else "no-op"

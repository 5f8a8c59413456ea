"""Provider configurations: which one a module means by a name, and its region and tags.

https://developer.hashicorp.com/terraform/language/modules/develop/providers
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.terraform.hcl.nodes import ObjectCons
from netplan_audit.terraform.hcl.value_types import STRING, MapOf

if TYPE_CHECKING:
    from netplan_audit.terraform.configuration.instance import ModuleInstance
    from netplan_audit.terraform.configuration.module import Part, Placed
    from netplan_audit.terraform.hcl.values import Value

from netplan_audit.terraform.configuration.module import Placed


def setting(module: ModuleInstance, name: str, argument: str) -> Value | None:
    """Return an argument of a provider configuration; None where it is not set, or not at hand."""
    found = _meant(module, name)[0]
    if found is None:
        return None
    owner, part = found
    placed = part.attributes.get(argument)
    return None if placed is None else owner.text_of(placed, STRING)


def default_tags(module: ModuleInstance, name: str) -> Value | None:
    """Return the tags that a provider configuration puts on everything."""
    found = _meant(module, name)[0]
    if found is None:
        return None
    owner, part = found
    for block in part.blocks_of("default_tags"):
        tags = block.block.body.attributes.get("tags")
        if tags is not None:
            return owner.text_of(Placed(tags.value, block.file), MapOf(STRING))
    return None


def key(module: ModuleInstance, name: str) -> str | None:
    """Return the same text for two names that mean one provider configuration, None for no such."""
    found, meant = _meant(module, name)
    if found is None:
        return meant
    owner, part = found
    return f"{owner.address}:{part.file.path}:{part.start}"


def _meant(
    module: ModuleInstance, name: str
) -> tuple[tuple[ModuleInstance, Part] | None, str | None]:
    """Find the provider block that a module means by `aws` or `aws.west`.

    The second part is what the root calls it: where the root has no block, whoever calls the root
    passes one by that name.
    """
    at: ModuleInstance | None = module
    while at is not None:
        part = at.module.providers.get(name)
        if part is not None:
            return (at, part), name
        passed = None if at.call is None else _passed(at.call, name)
        if passed is not None:
            name = passed
        elif "." in name and at.parent is not None:
            return None, None  # only a configuration without an alias is inherited
        at = at.parent
    return None, name


def _passed(call: Part, name: str) -> str | None:
    """Return what the `providers` of a call give for a name."""
    placed = call.attributes.get("providers")
    if placed is None or not isinstance(placed.node, ObjectCons):
        return None
    for item in placed.node.items:
        if Placed(item.key, placed.file).text == name:
            return Placed(item.value, placed.file).text
    return None


def source_of(module: ModuleInstance, provider: str) -> str:
    """Return the full name of a provider: `registry.terraform.io/hashicorp/aws`."""
    name = provider.partition(".")[0]
    placed = module.module.provider_sources.get(name)
    source = "" if placed is None else _source(placed)
    source = source or f"hashicorp/{name}"
    return source if source.count("/") > 1 else f"registry.terraform.io/{source}"


def _source(placed: Placed) -> str:
    node = placed.node
    if not isinstance(node, ObjectCons):
        return ""
    for item in node.items:
        value = getattr(item.value, "value", None)
        if Placed(item.key, placed.file).text == "source" and isinstance(value, str):
            return value.lower()
    return ""

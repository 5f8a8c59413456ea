"""Reads what instances launch with: templates, their groups, and the addresses they ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.network.build import values
from netplan_audit.network.build.rules import told
from netplan_audit.network.build.zones import zone_of
from netplan_audit.network.link import NO_LINKS, Links
from netplan_audit.terraform.value import Unknown, Value, is_symbolic
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.links import Linker
    from netplan_audit.network.zones import Zone
    from netplan_audit.terraform.resource import Resource, Resources

_BLOCKS: Final = ("launch_template", "mixed_instances_policy")
_NAMES: Final = ("id", "launch_template_id", "name", "launch_template_name")
_CONFIGURATION: Final = "aws_launch_configuration"
_TEMPLATE: Final = "aws_launch_template"
TEMPLATES: Final = (_TEMPLATE, _CONFIGURATION)
_FLAG: Final = "associate_public_ip_address"
_FILTERLESS: Final = frozenset({"network", "gateway"})
"""Types of load balancers that have no security group unless one is named."""


class Launch(Struct, frozen=True):
    """The templates a resource launches from; `settles` names one that is not in the input.

    `is_guess` tells that it is the one template of the resource's module.
    """

    templates: tuple[Resource, ...] = ()
    settles: str = ""
    is_guess: bool = False


def launch_of(resource: Resource, resources: Resources, linker: Linker) -> Launch:
    """Return the launch templates, or the launch configuration, that a resource names."""
    found: dict[str, Resource] = {}
    settles = ""
    for name, value in _named(resource):
        where = f"{resource.address}.{name}"
        link = linker.of_value(value, where)
        template = None if link is None else _find(link.only or "", resources)
        if template is not None:
            found[template.address] = template
        elif link is not None:
            settles = settles or link.settles or where
    if settles and not found:
        beside = resources.in_module(resource.module, _TEMPLATE)
        if len(beside) == 1:  # a module that writes the block dynamically has one template for it
            return Launch((beside[0],), is_guess=True)
    return Launch(tuple(found.values()), "" if found else settles)


def _named(resource: Resource) -> Iterator[tuple[str, Value]]:
    for name in _BLOCKS:
        value = resource.get(name)
        if is_symbolic(value) and not unset(value):
            yield name, value
        for block in _deep(value):
            known = told(block)
            given = [v for key in _NAMES if not unset(v := known.get(key))]
            # Id and name exclude each other; the one that is left out is known after apply.
            told_apart = [one for one in given if not isinstance(one, Unknown)]
            yield from ((name, one) for one in told_apart or given)
    value = resource.get("launch_configuration")
    if not unset(value):
        yield "launch_configuration", value


def _find(address: str, resources: Resources) -> Resource | None:
    found = resources.by_address.get(address)
    if found is not None:
        return found if found.type in {_TEMPLATE, _CONFIGURATION} else None
    return resources.named(address, _TEMPLATE, _CONFIGURATION) if address else None


def _deep(value: Value) -> Iterator[dict[str, Value]]:
    """Yield the blocks of an argument and those nested in them."""
    for block in values.blocks(value):
        yield block
        for inner in block.values():
            if isinstance(inner, list):
                yield from _deep(inner)


def unset(value: Value) -> bool:
    """Tell whether an argument is not set, so that the provider or AWS decides."""
    return value in (None, "", []) or (isinstance(value, Unknown) and value.configured is False)


def at(resource: Resource, path: str, linker: Linker) -> Links:
    """Return the links of an argument, or of an argument of nested blocks; none where unset."""
    where = f"{resource.address}.{path}"
    found: list[Value] = [resource.get(path.partition(".")[0])]
    for name in path.split(".")[1:]:
        if any(isinstance(value, Unknown) and not unset(value) for value in found):
            return Links(complete=False, settles=where)
        found = [block.get(name) for value in found for block in values.blocks(value)]
    parts = [linker.of_values(value, where) for value in found if not unset(value)]
    return Links.joined(parts) if parts else NO_LINKS


def template_groups(template: Resource, linker: Linker) -> Links:
    """Return the security groups of a launch template or configuration."""
    if template.type == _CONFIGURATION:
        return at(template, "security_groups", linker)
    paths = ("vpc_security_group_ids", "security_group_names", "network_interfaces.security_groups")
    return Links.joined(at(template, path, linker) for path in paths)


def asks_ipv4(source: Resource, subnets: Links, resources: Resources) -> tuple[Truth | None, str]:
    """Tell whether launch arguments ask for a public IPv4 address; None where they do not say.

    What launches is in `subnets`.
    """
    for value in _flags(source, subnets, resources):
        if isinstance(value, bool):
            return (Truth.YES if value else Truth.NO), f"{_FLAG} is set"
        if is_symbolic(value) and not unset(value):
            return Truth.UNKNOWN, f"{source.address}.{_FLAG}"
    return None, ""


def asks_ipv6(source: Resource) -> Truth | None:
    """Tell whether launch arguments ask for IPv6 addresses; None where they do not say."""
    sources: list[dict[str, Value]] = values.blocks(source.get("network_interfaces"))
    if source.type != _TEMPLATE:
        names = ("ipv6_address_count", "ipv6_addresses", "ipv6_prefix_count")
        sources = [{name: source.get(name) for name in names}]
    for block in sources:
        asked = [v for name, v in block.items() if name.startswith("ipv6_") and not unset(v)]
        if any(is_symbolic(value) for value in asked):
            return Truth.UNKNOWN
        if any(value not in (0, False) for value in asked):
            return Truth.YES
    return None


def _flags(source: Resource, subnets: Links, resources: Resources) -> Iterator[Value]:
    if source.type == _TEMPLATE:
        for block in values.blocks(source.get("network_interfaces")):
            flag = block.get(_FLAG)
            yield {"true": True, "false": False}.get(flag, flag) if isinstance(flag, str) else flag
    elif source.type == _CONFIGURATION and source.get(_FLAG) is False:
        yield _left_out(source, subnets, resources)
    else:
        yield source.get(_FLAG)


def _left_out(configuration: Resource, subnets: Links, resources: Resources) -> Value:
    """Return what a launch configuration asks for of which false is known.

    Where it leaves the argument out, the provider reads false too, but AWS goes by the subnet
    ("CreateLaunchConfiguration", EC2 Auto Scaling API reference). A state does not tell which.
    """
    told = configuration.body.configured(_FLAG)
    if told is not None:
        return False if told else None
    known = (resources.by_address.get(address) for address in subnets.everything)
    maps = any(one is None or one.get("map_public_ip_on_launch") is not False for one in known)
    return Unknown() if maps or not subnets.complete else None


def asked_zone(resource: Resource) -> Zone | None:
    """Return the zone that a new instance is to be in besides its subnet, if it names one.

    Those that exist are in the zone of their subnet, whatever accounts call it.
    """
    new = resource.type == "aws_instance" and resource.action in values.NEW
    if not new or resource.body.configured("availability_zone") is False:
        return None
    zone = zone_of(resource.get("availability_zone"), None, "")
    return zone if zone.is_known else None


def on_fargate(resource: Resource) -> Truth:
    """Tell whether Fargate runs a service of ECS: by its launch type, or its capacity providers."""
    if resource.type != "aws_ecs_service":
        return Truth.NO
    kind = resource.get("launch_type")
    if isinstance(kind, str) and kind:
        return truth(kind == "FARGATE")
    strategy = resource.get("capacity_provider_strategy")
    named = [values.text(block.get("capacity_provider")) for block in values.blocks(strategy)]
    if named and None not in named:
        return truth(all(name.startswith("FARGATE") for name in named if name))
    return Truth.UNKNOWN if unknown(kind) or unknown(strategy) or named else Truth.NO


def unknown(value: Value) -> bool:
    """Tell whether a value is set to something that is not known."""
    return is_symbolic(value) and not unset(value)


def is_filterless(resource: Resource) -> bool:
    """Tell whether it has security groups only where it names some, if any at all.

    So do some load balancers, and services of ECS without a network of their own: their tasks
    share the interfaces of the instances that they run on.
    """
    if resource.type == "aws_ecs_service":
        return unset(resource.get("network_configuration"))
    return values.text(resource.get("load_balancer_type")) in _FILTERLESS


def doubtful_type(resource: Resource) -> str:
    """Return what would tell a type on which it hangs whether AWS gives a group; '' if known."""
    for name in ("load_balancer_type", "vpc_endpoint_type"):
        kind = resource.get(name)
        if is_symbolic(kind) and not unset(kind):
            return values.waits(kind, f"{resource.address}.{name}")
    return ""

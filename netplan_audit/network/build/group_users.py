"""Finds what uses security groups among the resource types that are not modelled.

A group is never called unused because of a list of types: any argument that names it counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build.interfaces import ADDING_TYPES
from netplan_audit.network.build.security_groups import RULE_TYPES
from netplan_audit.network.link import NO_LINKS, Links
from netplan_audit.network.workloads import Workload
from netplan_audit.terraform.value import OneOf, Reference, SomeOf, Value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources

_GROUP_TYPES: Final = frozenset({"aws_security_group", "aws_default_security_group"})
_NO_USERS: Final = (
    RULE_TYPES
    | ADDING_TYPES
    | _GROUP_TYPES
    | {
        "aws_launch_template",
        "aws_launch_configuration",
        "aws_vpc_security_group_rules_exclusive",
        "aws_vpc_security_group_vpc_association",
    }
)
"""Types that name groups and place no interface themselves."""
_NAMED_IN: Final = {
    "aws_ec2_client_vpn_network_association": "security_groups",
    "aws_eks_node_group": "remote_access",
    "aws_vpclattice_service_network_vpc_association": "security_group_ids",
}
"""Arguments of modelled types that name groups of something else: of who may log in or call."""


def users_of_other_types(
    resources: Resources, linker: Linker, modelled: Collection[str]
) -> tuple[dict[str, Workload], dict[str, str]]:
    """Return workloads of types that are not modelled, and groups that others mention.

    A workload is any AWS resource with an argument for security groups. The second part maps
    groups to the resource that names them elsewhere: a parameter, a manifest, a module's input.
    """
    workloads: dict[str, Workload] = {}
    mentions: dict[str, str] = {}
    for resource in resources:
        if resource.mode != "managed" or resource.type in modelled or resource.type in _NO_USERS:
            continue
        groups, subnets, others = _named(resource, resources, linker)
        if groups.everything and resource.type.startswith("aws_"):
            kind = resource.type.removeprefix("aws_").replace("_", " ")
            workloads[resource.address] = Workload(
                resource.address, kind, subnets, groups, is_guess=True
            )
        else:
            others = (*others, *groups.everything)
        mentions.update((group, resource.address) for group in others)
    mentions.update(_named_for_others(resources, linker))
    return workloads, mentions


def _named_for_others(resources: Resources, linker: Linker) -> Iterator[tuple[str, str]]:
    for kind, name in _NAMED_IN.items():
        for resource in resources.of_type(kind):
            for _, value in _leaves(name, resource.get(name)):
                links = _links(value, f"{resource.address}.{name}", linker)
                yield from ((g, resource.address) for g in links if _is_group(g, resources))


def _named(
    resource: Resource, resources: Resources, linker: Linker
) -> tuple[Links, Links, tuple[str, ...]]:
    """Return the groups and subnets that arguments hold, and groups named in others."""
    groups: list[Links] = []
    subnets: list[Links] = []
    others: list[str] = []
    for name in resource.body.holding(b"sg-"):
        for argument, value in _leaves(name, resource.get(name)):
            links = _links(value, f"{resource.address}.{name}", linker)
            if "subnet" in argument:
                subnets.append(links)
                continue
            found = tuple(a for a in links.everything if _is_group(a, resources))
            if found and "security_group" in argument:
                groups.append(links)
            else:
                others += found
    if groups and not subnets:
        subnets = list(_subnets(resource, linker))
    return Links.joined(groups), Links.joined(subnets), tuple(others)


def _subnets(resource: Resource, linker: Linker) -> Iterator[Links]:
    """Yield the subnets that stand in arguments without any group."""
    for name in resource.body.names():
        for argument, value in _leaves(name, resource.get(name)):
            if "subnet" in argument:
                yield _links(value, f"{resource.address}.{name}", linker)


def _links(value: Value, where: str, linker: Linker) -> Links:
    if isinstance(value, str) and not value.startswith(("sg-", "subnet-")):
        return NO_LINKS
    return linker.of_values(value, where)


def _leaves(name: str, value: Value) -> Iterator[tuple[str, Value]]:
    """Yield the texts and references at and beneath an argument, with the argument's name."""
    if isinstance(value, dict):
        for inner, item in value.items():
            yield from _leaves(inner, item)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(name, item)
    elif isinstance(value, (str, Reference, OneOf, SomeOf)):
        yield name, value


def _is_group(address: str, resources: Resources) -> bool:
    """Tell whether an address, or a literal id, is that of a security group."""
    found = resources.by_address.get(address)
    if found is not None:
        return found.type in _GROUP_TYPES
    return address.startswith("sg-") or address.endswith("_security_group_id")

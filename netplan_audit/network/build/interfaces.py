"""What is attached to network interfaces by resources of its own: groups, addresses, instances."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import launch, values
from netplan_audit.network.build.named_groups import by_name, group_names
from netplan_audit.network.link import Links
from netplan_audit.terraform.value import Unknown
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources

_ADDED: Final = (
    ("aws_network_interface_sg_attachment", "network_interface_id"),
    ("aws_vpc_endpoint_security_group_association", "vpc_endpoint_id"),
)
ADDING_TYPES: Final = frozenset(kind for kind, _ in _ADDED)
ASSOCIATED: Final = {
    "aws_ec2_client_vpn_endpoint": (
        "aws_ec2_client_vpn_network_association",
        "client_vpn_endpoint_id",
    ),
    "aws_vpc_endpoint": ("aws_vpc_endpoint_subnet_association", "vpc_endpoint_id"),
}
"""Types that resources of their own give subnets to, and the argument there that names them."""
ELASTIC: Final = (
    ("aws_eip", "instance"),
    ("aws_eip", "network_interface"),
    ("aws_eip_association", "instance_id"),
    ("aws_eip_association", "network_interface_id"),
)
"""Types that give Elastic IP addresses to owners, and the arguments that name these."""
_INSTANCES: Final = frozenset({"aws_instance", "aws_spot_instance_request"})
_WITH_ELASTIC: Final = _INSTANCES | {"aws_network_interface"}
_GIVEN: Final = ("network_interface", "primary_network_interface")


class Interfaces:
    """Answers what other resources attach to the interfaces of a workload."""

    def __init__(self, resources: Resources, linker: Linker) -> None:
        """Index nothing yet."""
        self._resources = resources
        self._linker = linker
        self._unplaced: list[str] = []
        self._given: dict[str, tuple[Resource, ...]] = {}

    @cached_property
    def associated(self) -> dict[str, list[Links]]:
        """The subnets that associations give to endpoints."""
        found: dict[str, list[Links]] = {}
        for kind, argument in ASSOCIATED.values():
            for one in self._resources.of_type(kind):
                owner = self._linker.link(one, argument)
                subnets = self._linker.links(one, "subnet_id")
                if owner is not None and (owner.only is None or one.exists_if):
                    settles = values.doubt(one) or owner.settles or one.address
                    subnets = Links((), subnets.everything, subnets.complete, settles)
                for target in () if owner is None else owner.targets:
                    found.setdefault(target, []).append(subnets)
        return found

    def loses_default(self, resource: Resource) -> bool:
        """Tell whether an endpoint is given a group in place of its VPC's default one."""
        return resource.address in self._without_default

    @cached_property
    def _without_default(self) -> frozenset[str]:
        links = (
            self._linker.link(one, "vpc_endpoint_id")
            for one in self._resources.of_type("aws_vpc_endpoint_security_group_association")
            if one.get("replace_default_association") is True and not one.exists_if
        )
        return frozenset(link.only for link in links if link is not None and link.only is not None)

    @cached_property
    def _added(self) -> dict[str, list[Links]]:
        found: dict[str, list[Links]] = {}
        for kind, argument in _ADDED:
            for resource in self._resources.of_type(kind):
                group = self._linker.links(resource, "security_group_id")
                owner = self._linker.link(resource, argument)
                if owner is None:
                    continue
                doubt = values.doubt(resource)
                if owner.only is not None and not doubt:
                    found.setdefault(owner.only, []).append(group)
                    continue
                settles = doubt or owner.settles or resource.address
                may = Links((), group.everything, group.complete, settles)
                for target in owner.targets:
                    found.setdefault(target, []).append(may)
        return found

    @cached_property
    def _elastic(self) -> dict[str, Truth]:
        """Whether an Elastic IP address goes to an owner; absent where none does."""
        found: dict[str, Truth] = {}
        for kind, argument in ELASTIC:
            for resource in self._resources.of_type(kind):
                value = resource.get(argument)
                if isinstance(value, Unknown):
                    if value.configured is not False and kind != "aws_eip":
                        self._unplaced.append(f"{resource.address}.{argument}")
                    continue
                link = self._linker.of_value(value, f"{resource.address}.{argument}")
                if link is not None and link.only is not None and not resource.exists_if:
                    found[link.only] = Truth.YES
                for target in () if link is None else link.targets:
                    found.setdefault(target, Truth.UNKNOWN)
        return found

    @cached_property
    def _interfaces_by_instance(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for resource in self._resources.of_type("aws_network_interface_attachment"):
            instance = self._linker.link(resource, "instance_id")
            interface = self._linker.link(resource, "network_interface_id")
            is_first = _may_be_first(resource.get("device_index"))
            if instance is not None and interface is not None and is_first:
                for target in instance.targets:
                    found.setdefault(target, []).extend(interface.targets)
        for resource in self._resources.of_type("aws_network_interface"):
            for block in values.blocks(resource.get("attachment")):
                where = f"{resource.address}.attachment.instance"
                link = self._linker.of_value(block.get("instance"), where)
                is_first = _may_be_first(block.get("device_index"))
                for target in () if link is None or not is_first else link.targets:
                    found.setdefault(target, []).append(resource.address)
        return found

    def _interfaces_of(self, resource: Resource) -> tuple[Resource, ...]:
        """Return the interfaces made beforehand that are, or may be, the first of an instance.

        Groups filter, and addresses belong to, one interface each: what an instance has beyond its
        first one are workloads of their own.
        """
        if resource.type not in _INSTANCES:
            return ()
        known = self._given.get(resource.address)
        if known is None:
            known = self._given[resource.address] = tuple(self._find_interfaces(resource))
        return known

    def _find_interfaces(self, resource: Resource) -> Iterator[Resource]:
        named: list[str] = []
        for argument in _GIVEN:
            for block in values.blocks(resource.get(argument)):
                if _may_be_first(block.get("device_index")):
                    where = f"{resource.address}.{argument}.network_interface_id"
                    named += self._linker.of_values(block.get("network_interface_id"), where)
        named += self._interfaces_by_instance.get(resource.address, [])
        for address in dict.fromkeys(named):
            found = self._resources.by_address.get(address)
            if found is not None and found.type == "aws_network_interface":
                yield found

    def subnets_of(self, resource: Resource) -> list[Links]:
        """Return the subnets of the interfaces that an instance is given."""
        return [self._linker.links(each, "subnet_id") for each in self._interfaces_of(resource)]

    def groups_of(self, resource: Resource) -> list[Links]:
        """Return the security groups of the interfaces that an instance is given."""
        found: list[Links] = []
        for each in self._interfaces_of(resource):
            found += [launch.at(each, "security_groups", self._linker), *self.added_to(each)]
        return found

    def forwards(self, resource: Resource) -> bool:
        """Tell whether a workload takes packets that are not for itself, by its first interface."""
        owners = (resource, *self._interfaces_of(resource))
        return any(each.get("source_dest_check") is False for each in owners)

    def added_to(self, resource: Resource) -> list[Links]:
        """Return the groups that attachment resources put on a workload."""
        return self._added.get(resource.address, [])

    def elastic_ip_of(self, resource: Resource) -> Truth:
        """Tell whether a workload, or an interface it is given, has an Elastic IP address."""
        owners = (resource, *self._interfaces_of(resource))
        answers = [self._elastic.get(each.address, Truth.NO) for each in owners]
        if Truth.YES in answers:
            return Truth.YES
        maybe = self._unplaced and resource.type in _WITH_ELASTIC
        return Truth.UNKNOWN if maybe or Truth.UNKNOWN in answers else Truth.NO

    @cached_property
    def _group_names(self) -> dict[str, list[str]]:
        return group_names(self._resources)

    def by_name(self, groups: Links) -> Links:
        """Replace names of groups, which some arguments take, by the groups so called."""
        return by_name(groups, self._group_names)


def _may_be_first(index: object) -> bool:
    """Tell whether a device index may be that of the interface an instance is launched with."""
    return not isinstance(index, int) or index == 0

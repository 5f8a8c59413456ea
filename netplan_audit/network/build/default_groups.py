"""Finds the security groups that AWS gives where none is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build.default_vpcs import DefaultVpcs
from netplan_audit.network.link import Certainty, Link, Links

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netplan_audit.network.build.links import Linker
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.terraform.resource import Resource, Resources

_MADE: Final = {
    "aws_eks_cluster": ".cluster_security_group_id",
    "aws_directory_service_directory": "",
}
"""Types for which AWS makes a group of their own, and what the address of that ends in."""
_ENDPOINT: Final = "aws_vpc_endpoint"
_CLASSIC: Final = "aws_elb"
"""In the default VPC it has a group that Elastic Load Balancing makes once for an account, not the
VPC's ("Configure security groups for your Classic Load Balancer")."""


def made_group(resource: Resource) -> list[Links]:
    """Return the group that AWS makes for a resource, if any."""
    ending = _MADE.get(resource.type)
    own = None if ending is None else Link((f"{resource.address}{ending}",), Certainty.CERTAIN)
    return [] if own is None else [Links((own,))]


class DefaultGroups:
    """Answers which default security group the workloads of one input have."""

    def __init__(self, resources: Resources, linker: Linker, subnets: Mapping[str, Subnet]) -> None:
        """Keep the sources."""
        self._resources = resources
        self._linker = linker
        self._subnets = subnets
        self._vpcs = DefaultVpcs(resources)
        self._anywhere: dict[str, Link | None] = {}

    def place_anywhere(self, resource: Resource, argument: str) -> None:
        """Note that a resource names no subnet, so that it is in the default VPC."""
        self._anywhere[resource.address] = self._vpcs.of(resource, argument)

    def of(self, resource: Resource, subnets: Links) -> Links:
        """Return the default security group of the VPC, which AWS gives where none is named."""
        if resource.type == _CLASSIC and resource.address in self._anywhere:
            return Links((Link((resource.address,), Certainty.CERTAIN),))
        links = {self._subnets[a].vpc for a in subnets.everything if a in self._subnets}
        unnamed = self._anywhere.get(resource.address)
        if not links and resource.type == _ENDPOINT:
            unnamed = self._linker.link(resource, "vpc_id")
        links |= set() if unnamed is None else {unnamed}
        vpcs = {link.only for link in links}
        only = vpcs.pop() if len(vpcs) == 1 else None
        if only is None:
            return self._some(resource)
        address = f"{only}.default_security_group_id"
        sure = min(link.certainty for link in links)
        return Links((Link((self._linker.aliases.get(address, address),), sure),))

    def _some(self, resource: Resource) -> Links:
        """Return the default group of a VPC that is not known: one of the input's, or another."""
        settles = f"the default security group of the VPC of {resource.address}"
        managed = self._resources.of_type("aws_default_security_group")
        another = f"{resource.address}.default_security_group_id"
        return Links((), (*(group.address for group in managed), another), settles=settles)

"""Builds the ends of paths: interfaces with their addresses, load balancer nodes, NAT gateways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.network.build import values
from netplan_audit.network.build.given import Given
from netplan_audit.network.cidr import ALL_IPV4, EMPTY, AddressSet
from netplan_audit.network.link import NO_LINKS, Links
from netplan_audit.network.reach.ends import PUBLIC, End
from netplan_audit.network.routing.nat_use import subnet_of
from netplan_audit.terraform.value import Unknown
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.network.build.links import Linker
    from netplan_audit.network.network import Network
    from netplan_audit.network.reach.front_doors import PublicEndpoint
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.workloads import Workload
    from netplan_audit.terraform.resource import Resource, Resources

_INTERFACE: Final = "aws_network_interface"
_BALANCER: Final = "load balancer"
_BALANCERS: Final = frozenset({"aws_lb", "aws_alb", "aws_elb"})
PRIVATE_ADDRESSES: Final = ("private_ip", "private_ips", "secondary_private_ips", "ip_address")
_IPV4: Final = 4


class EndBuilder:
    """Builds the ends of one input, each when it is asked for."""

    def __init__(
        self,
        resources: Resources,
        linker: Linker,
        network: Network,
        doors: Mapping[str, PublicEndpoint],
    ) -> None:
        """Keep the sources, and the public endpoints."""
        self._doors = doors
        self._resources = resources
        self._linker = linker
        self._network = network
        self._given = Given(resources, linker)
        self._known: dict[str, list[End]] = {}
        self._gateways: dict[str, End] = {}

    @property
    def network(self) -> Network:
        """The network that the ends are of."""
        return self._network

    def held_by(self, address: str) -> str:
        """Return the instance that an interface is given to, else the address itself."""
        return self._given.holder.get(address, address)

    def ends_of(self, address: str) -> list[End]:
        """Return the interfaces of an object; none where it has none that are known."""
        if address not in self._known:
            self._known[address] = self._ends_of(address)
        return self._known[address]

    def _ends_of(self, address: str) -> list[End]:
        if address in self._network.nat_gateways:
            return [self.nat(address)]
        door = self._doors.get(address)
        outside = [] if door is None or door.exists is Truth.NO else [_door(door)]
        inside = self._inside_ends(address)
        return [*(end for end in inside if end.subnet is not None), *outside] if outside else inside

    def _inside_ends(self, address: str) -> list[End]:
        resource = self._resources.by_address.get(address)
        workload = self._network.workloads.get(address)
        if resource is None or workload is None or _is_routed_to(workload):
            return []
        return self._of_workload(resource, workload) or [
            self._somewhere(workload, workload.groups, is_node=workload.kind == _BALANCER)
        ]

    def _of_workload(self, resource: Resource, workload: Workload) -> list[End]:
        held = self._given.held.get(resource.address, [])
        found = [end for each in held for end in self.ends_of(each)]
        elastic = self._given.elastic.get(resource.address)
        if found and elastic is not None:  # of an instance: its first interface has it
            public, settles = elastic
            found[0] = replace(
                found[0], has_public=Truth.YES, public=public, public_settles=settles
            )
        if resource.type != "aws_instance" or not self._given.named.get(resource.address):
            found = [*self._launched(resource, workload), *found]
        return found

    def _launched(self, resource: Resource, workload: Workload) -> Iterator[End]:
        is_node = workload.kind == _BALANCER
        groups = self._groups(resource, workload) if is_node else workload.groups
        every = workload.subnets
        for target in every.everything:
            subnet = self._network.subnets.get(target)
            if subnet is None:
                yield self._somewhere(workload, groups, is_node=is_node)
                continue
            has, public, settles = self._public(resource, workload, subnet)
            has_ipv6, ipv6 = self._ipv6(resource, workload, subnet)
            own = self._node_private(resource, subnet) if is_node else self._private(resource)
            inside = self._inside(subnet)
            yield End(
                address=resource.address,
                kind="node" if is_node else "interface",
                subnet=subnet,
                groups=groups,
                private=own & inside or inside,
                has_public=has,
                public=public,
                public_settles=settles,
                has_ipv6=has_ipv6,
                ipv6=ipv6,
                accepts=workload.accepts_connections,
                hidden=_is_hidden(resource, subnet),
                is_one_of=workload.is_in_one or target in every.candidates,
            )
        if not every.complete:
            other = self._somewhere(workload, groups, is_node=is_node)
            yield replace(other, is_one_of=other.is_one_of or bool(every.candidates))

    def _somewhere(self, workload: Workload, groups: Links, *, is_node: bool) -> End:
        """Return an interface in a subnet that the input does not tell."""
        has, has_ipv6 = workload.public_ipv4, workload.public_ipv6
        elastic, settles = self._given.elastic.get(workload.address, (EMPTY, ""))
        return End(
            address=workload.address,
            kind="node" if is_node else "interface",
            groups=groups,
            has_public=Truth.UNKNOWN if has is None else has,
            public=EMPTY if has is Truth.NO else elastic or PUBLIC[_IPV4],
            public_settles=settles or _settles(workload),
            has_ipv6=Truth.UNKNOWN if has_ipv6 is None else has_ipv6,
            ipv6=EMPTY if has_ipv6 is Truth.NO else PUBLIC[6],
            accepts=workload.accepts_connections,
            is_one_of=workload.is_in_one,
        )

    def _groups(self, resource: Resource, workload: Workload) -> Links:
        """Return the groups of a load balancer: a Network Load Balancer has none unless given.

        One of Kubernetes has those that its controller makes, unless it names some.
        """
        if resource.type not in _BALANCERS and not workload.groups.everything:
            made = f"the security groups that its controller gives {workload.address}"
            return Links(complete=False, settles=made)
        value = resource.get("security_groups")
        unset = (
            value is None or value == [] or (isinstance(value, Unknown) and not value.configured)
        )
        is_network = values.text(resource.get("load_balancer_type")) in {"network", "gateway"}
        return NO_LINKS if unset and is_network else workload.groups

    def _private(self, resource: Resource) -> AddressSet:
        found = EMPTY
        for name in PRIVATE_ADDRESSES:
            found |= values.addresses(resource.get(name))
        return found

    def _node_private(self, resource: Resource, subnet: Subnet) -> AddressSet:
        found = EMPTY
        for block in values.blocks(resource.get("subnet_mapping")):
            where = f"{resource.address}.subnet_mapping.subnet_id"
            link = self._linker.of_value(block.get("subnet_id"), where)
            if link is not None and link.only == subnet.address:
                found |= values.addresses(block.get("private_ipv4_address"))
        return found

    def _public(
        self, resource: Resource, workload: Workload, subnet: Subnet
    ) -> tuple[Truth, AddressSet, str]:
        """Tell whether it has a public IPv4 address: Elastic, as applied, or as planned."""
        elastic = self._given.elastic.get(resource.address)
        if elastic is not None:
            return Truth.YES, *elastic
        where = f"{resource.address}.public_ip"
        has = workload.has_public_ipv4(subnet)
        if has is Truth.NO:
            return has, EMPTY, where
        applied = values.addresses(resource.get("public_ip"))
        settles = "" if has is not Truth.UNKNOWN else _settles(workload, subnet)
        return has, applied or PUBLIC[_IPV4], settles or where

    def _ipv6(
        self, resource: Resource, workload: Workload, subnet: Subnet
    ) -> tuple[Truth, AddressSet]:
        """Tell whether it has an IPv6 address, and a set that holds it."""
        known = values.addresses(resource.get("ipv6_addresses"))
        if known:
            return Truth.YES, known
        has = workload.has_ipv6(subnet)
        return has, EMPTY if has is Truth.NO else _blocks(subnet, 6)

    def nat(self, address: str) -> End:
        """Return a NAT gateway; one without a known subnet (a regional one) has none."""
        if address not in self._gateways:
            self._gateways[address] = self._nat(address)
        return self._gateways[address]

    def _nat(self, address: str) -> End:
        gateway = self._network.nat_gateways[address]
        resource = self._resources.by_address[address]
        subnet = subnet_of(self._network, gateway)
        private = values.addresses(resource.get("private_ip"))
        if not private and subnet is not None:
            private = self._inside(subnet)
        public = values.addresses(resource.get("public_ip"))
        link = self._linker.link(resource, "allocation_id")
        elastic = None if link is None else self._resources.by_address.get(link.only or "")
        if not public and elastic is not None:
            public = values.addresses(elastic.get("public_ip"))
        has = gateway.is_public
        return End(
            address,
            "nat",
            subnet,
            NO_LINKS,
            private,
            has,
            EMPTY if has is Truth.NO else public or PUBLIC[_IPV4],
            f"{address}.public_ip",
            accepts=False,
            hidden=_is_hidden(resource, subnet),
        )

    def _inside(self, subnet: Subnet) -> AddressSet:
        """Return the IPv4 addresses of a subnet; where they are unknown, those it may have."""
        known = _blocks(subnet, _IPV4)
        if known or not subnet.unknown:
            return known
        vpc = self._network.vpcs.get(subnet.vpc.only or "")
        if vpc is None or vpc.unknown or not vpc.closed:
            return ALL_IPV4
        return AddressSet.of(b.cidr for b in vpc.blocks if b.cidr.family == _IPV4) or ALL_IPV4


def _door(endpoint: PublicEndpoint) -> End:
    """Return the end that a public endpoint is."""
    return End(
        endpoint.address,
        "door",
        private=PUBLIC[_IPV4],
        has_public=Truth.YES,
        public=PUBLIC[_IPV4],
        has_ipv6=truth(bool(endpoint.sources.ipv6)),
        ipv6=PUBLIC[6],
        door=endpoint,
    )


def _is_routed_to(workload: Workload) -> bool:
    """Tell whether it is a gateway endpoint: it has no interface, route tables lead to it."""
    subnets = workload.subnets
    return workload.kind == "VPC endpoint" and subnets.complete and not subnets.everything


def _settles(workload: Workload, subnet: Subnet | None = None) -> str:
    """Name what would tell whether a workload has a public address."""
    if workload.public_ipv4 is not None:
        return workload.public_ip_reason
    if subnet is None:
        return f"whether {workload.address} has a public address"
    return f"{subnet.address}.map_public_ip_on_launch"


def _is_hidden(resource: Resource, subnet: Subnet | None) -> bool:
    """Tell whether an address of an interface, or the CIDR around it, is sensitive."""
    around = subnet is not None and any(block.sensitive for block in subnet.blocks)
    return around or resource.is_sensitive(*PRIVATE_ADDRESSES, "public_ip", "ipv6_addresses")


def _blocks(subnet: Subnet, family: int) -> AddressSet:
    return AddressSet.of(b.cidr for b in subnet.blocks if b.cidr.family == family)

"""Builds the ends of paths: interfaces with their addresses, load balancer nodes, NAT gateways."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.cidr import ALL_IPV4, EMPTY, AddressSet
from netplan_audit.network.link import NO_LINKS
from netplan_audit.network.nat_use import subnet_of
from netplan_audit.network.reach.ends import PUBLIC, End
from netplan_audit.terraform.value import Unknown
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.links import Linker
    from netplan_audit.network.link import Links
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.workloads import Workload
    from netplan_audit.terraform.resource import Resource, Resources

_ELASTIC: Final = (
    ("aws_eip", "instance"),
    ("aws_eip", "network_interface"),
    ("aws_eip_association", "instance_id"),
    ("aws_eip_association", "network_interface_id"),
)
_INTERFACE: Final = "aws_network_interface"
_BALANCERS: Final = frozenset({"aws_lb", "aws_alb"})
_PRIVATE: Final = ("private_ip", "private_ips", "secondary_private_ips", "ip_address")
_ELASTIC_KINDS: Final = frozenset({"instance", "network interface"})
_IPV4: Final = 4


class EndBuilder:
    """Builds the ends of one input, each when it is asked for."""

    def __init__(self, resources: Resources, linker: Linker, network: Network) -> None:
        """Keep the sources."""
        self._resources = resources
        self._linker = linker
        self._network = network
        self._unplaced: list[str] = []

    @cached_property
    def _elastic(self) -> dict[str, tuple[AddressSet, str]]:
        """The Elastic IP address of each owner: a set that holds it, and what would tell."""
        found: dict[str, tuple[AddressSet, str]] = {}
        for kind, argument in _ELASTIC:
            for resource in self._resources.of_type(kind):
                value = resource.get(argument)
                if isinstance(value, Unknown):
                    if value.configured is not False and kind != "aws_eip":
                        self._unplaced.append(values.waits(value, f"{resource.address}.{argument}"))
                    continue
                link = self._linker.of_value(value, "")
                if link is not None and link.only is not None:
                    known = self._of_elastic(resource)
                    found[link.only] = (known, f"{resource.address}.public_ip")
        return found

    def _of_elastic(self, resource: Resource) -> AddressSet:
        """Return the public address of an Elastic IP address, or of an association of one."""
        link = self._linker.link(resource, "allocation_id")
        allocation = None if link is None else self._resources.by_address.get(link.only or "")
        for one in (resource, allocation):
            known = EMPTY if one is None else _addresses(one.get("public_ip"))
            if known:
                return known
        return PUBLIC[_IPV4]

    @cached_property
    def _held(self) -> dict[str, list[str]]:
        """The interfaces made beforehand, by the instance that is given them."""
        found: dict[str, list[str]] = {}
        for resource in self._resources.of_type("aws_instance"):
            for name in ("network_interface", "primary_network_interface"):
                for block in values.blocks(resource.get(name)):
                    link = self._linker.of_value(block.get("network_interface_id"), "")
                    self._hold(found, resource.address, () if link is None else link.targets)
        for resource in self._resources.of_type(_INTERFACE):
            for block in values.blocks(resource.get("attachment")):
                link = self._linker.of_value(block.get("instance"), "")
                for target in () if link is None else link.targets:
                    self._hold(found, target, (resource.address,))
        for resource in self._resources.of_type("aws_network_interface_attachment"):
            instance = self._linker.link(resource, "instance_id")
            held = self._linker.link(resource, "network_interface_id")
            for target in () if instance is None else instance.targets:
                self._hold(found, target, () if held is None else held.targets)
        return found

    def _hold(self, found: dict[str, list[str]], owner: str, held: tuple[str, ...]) -> None:
        known = [address for address in held if self._is_interface(address)]
        mine = found.setdefault(owner, [])
        mine += [address for address in known if address not in mine]

    def _is_interface(self, address: str) -> bool:
        resource = self._resources.by_address.get(address)
        return resource is not None and resource.type == _INTERFACE

    def held_by(self, address: str) -> str:
        """Return the instance that an interface is given to, else the address itself."""
        return self._holder.get(address, address)

    @cached_property
    def _holder(self) -> dict[str, str]:
        return {address: owner for owner, held in self._held.items() for address in held}

    def ends_of(self, address: str) -> list[End]:
        """Return the interfaces of an object; none where it has none that are known."""
        if address in self._network.nat_gateways:
            return [self.nat(address)]
        resource = self._resources.by_address.get(address)
        workload = self._network.workloads.get(address)
        if resource is None or workload is None:
            return []
        held = self._held.get(address, [])
        found = [end for each in held for end in self.ends_of(each)]
        launched = not values.blocks(resource.get("network_interface")) and not values.blocks(
            resource.get("primary_network_interface")
        )
        if resource.type != "aws_instance" or launched:
            found = [*self._launched(resource, workload), *found]
        return found

    def _launched(self, resource: Resource, workload: Workload) -> Iterator[End]:
        is_node = resource.type in _BALANCERS
        groups = self._groups(resource, workload) if is_node else workload.groups
        every = workload.subnets
        for target in every.everything:
            subnet = self._network.subnets.get(target)
            if subnet is None:
                yield End(resource.address, "node" if is_node else "interface")
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
            )
        if not every.complete and not every.candidates:
            yield End(resource.address, "node" if is_node else "interface")

    def _groups(self, resource: Resource, workload: Workload) -> Links:
        """Return the groups of a load balancer: a Network Load Balancer has none unless given."""
        value = resource.get("security_groups")
        unset = (
            value is None or value == [] or (isinstance(value, Unknown) and not value.configured)
        )
        is_network = resource.get("load_balancer_type") in {"network", "gateway"}
        return NO_LINKS if unset and is_network else workload.groups

    def _private(self, resource: Resource) -> AddressSet:
        found = EMPTY
        for name in _PRIVATE:
            found |= _addresses(resource.get(name))
        return found

    def _node_private(self, resource: Resource, subnet: Subnet) -> AddressSet:
        found = EMPTY
        for block in values.blocks(resource.get("subnet_mapping")):
            link = self._linker.of_value(block.get("subnet_id"), "")
            if link is not None and link.only == subnet.address:
                found |= _addresses(block.get("private_ipv4_address"))
        return found

    def _public(
        self, resource: Resource, workload: Workload, subnet: Subnet
    ) -> tuple[Truth, AddressSet, str]:
        """Tell whether it has a public IPv4 address: Elastic, as applied, or as planned."""
        elastic = self._elastic.get(resource.address)
        if elastic is not None:
            return Truth.YES, *elastic
        where = f"{resource.address}.public_ip"
        planned = workload.public_ipv4
        has = subnet.maps_public_ip if planned is None else planned
        applied = resource.get("public_ip") if resource.type == "aws_instance" else None
        if isinstance(applied, str):
            known = _addresses(applied)
            if known:
                return Truth.YES, known, where
            has = Truth.UNKNOWN if planned is Truth.UNKNOWN else Truth.NO
        if has is Truth.NO and self._unplaced and workload.kind in _ELASTIC_KINDS:
            return Truth.UNKNOWN, PUBLIC[_IPV4], self._unplaced[0]
        settles = workload.public_ip_reason if has is Truth.UNKNOWN else ""
        return has, PUBLIC[_IPV4] if has is not Truth.NO else EMPTY, settles or where

    def _ipv6(
        self, resource: Resource, workload: Workload, subnet: Subnet
    ) -> tuple[Truth, AddressSet]:
        """Tell whether it has an IPv6 address, and a set that holds it."""
        given = resource.get("ipv6_addresses")
        known = _addresses(given)
        if known:
            return Truth.YES, known
        asked = resource.get("ipv6_address_count")
        has = subnet.assigns_ipv6 if workload.public_ipv6 is None else workload.public_ipv6
        if given == [] and resource.action not in values.NEW:
            has = Truth.NO
        elif isinstance(asked, int) and asked > 0:
            has = Truth.YES
        return has, EMPTY if has is Truth.NO else _blocks(subnet, 6)

    def nat(self, address: str) -> End:
        """Return a NAT gateway; one without a known subnet (a regional one) has none."""
        gateway = self._network.nat_gateways[address]
        resource = self._resources.by_address[address]
        subnet = subnet_of(self._network, gateway)
        private = _addresses(resource.get("private_ip"))
        if not private and subnet is not None:
            private = self._inside(subnet)
        public = _addresses(resource.get("public_ip"))
        link = self._linker.link(resource, "allocation_id")
        elastic = None if link is None else self._resources.by_address.get(link.only or "")
        if not public and elastic is not None:
            public = _addresses(elastic.get("public_ip"))
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

    def by_private(self, text: str, vpc: str | None) -> list[str]:
        """Name the instances and interfaces of a VPC that have a private address for certain."""
        return [
            address
            for address in self._by_private.get(_addresses(text), ())
            if any(end.vpc in {vpc, None} or vpc is None for end in self.ends_of(address))
        ]

    @cached_property
    def _by_private(self) -> dict[AddressSet, list[str]]:
        """The instances and interfaces by each private address that they have for certain."""
        found: dict[AddressSet, list[str]] = {}
        for resource in self._resources.of_type("aws_instance", _INTERFACE):
            for name in _PRIVATE:
                value = resource.get(name)
                for one in value if isinstance(value, list) else [value]:
                    owners = found.setdefault(_addresses(one), [])
                    if resource.address not in owners:
                        owners.append(resource.address)
        found.pop(EMPTY, None)
        return found


def _is_hidden(resource: Resource, subnet: Subnet | None) -> bool:
    """Tell whether an address of an interface, or the CIDR around it, is sensitive."""
    around = subnet is not None and any(block.sensitive for block in subnet.blocks)
    return around or resource.is_sensitive(*_PRIVATE, "public_ip", "ipv6_addresses")


def _addresses(value: object) -> AddressSet:
    found = value if isinstance(value, list) else [value]
    texts = tuple(text for text in found if isinstance(text, str) and text)
    return values.address_set(texts)


def _blocks(subnet: Subnet, family: int) -> AddressSet:
    return AddressSet.of(b.cidr for b in subnet.blocks if b.cidr.family == family)

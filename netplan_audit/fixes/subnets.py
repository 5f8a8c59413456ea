"""New subnets in the free ranges of a VPC, with route tables of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.fixes.addresses import free_in, taken_in
from netplan_audit.fixes.edits import Add, Name, OutOfSightError
from netplan_audit.fixes.names import fresh, module_of, name_of, reference
from netplan_audit.fixes.routes import EVERYWHERE, flat, id_of, of_kind
from netplan_audit.network.cidr import AddressSet

if TYPE_CHECKING:
    from netplan_audit.fixes.edits import Arguments, Edit, Written
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet

_IPV4 = 4
_IGW = "aws_internet_gateway"
_TABLE = "aws_route_table"
_KINDS = frozenset({"public", "private"})


class NewSubnets:
    """Subnets, tables and gateways that one fix adds to a VPC; `edits` are what makes them."""

    def __init__(self, network: Network, near: Subnet) -> None:
        """Begin with none; raises OutOfSightError where the VPC's other ranges are not known."""
        vpc = network.vpcs.get(near.vpc.only or "")
        taken = None if vpc is None else taken_in(network, vpc)
        if vpc is None or taken is None:
            raise OutOfSightError(near.address)
        self._network = network
        self._vpc = vpc
        self._taken = taken
        self._module = module_of(near.address)
        self.edits: list[Edit] = []

    def _add(self, kind: str, name: str, *arguments: tuple[str, Written]) -> Name:
        own: Arguments = arguments
        fresh_name = fresh(self._network, self._module, kind, name)
        self.edits.append(Add(self._module, kind, fresh_name, own))
        return Name(f"{kind}.{fresh_name}.id")

    def subnet(self, like: Subnet, suffix: str, zone: Name | str | None = None) -> Name:
        """Add a subnet as large as another, in its zone where no other is given."""
        blocks = [block for block in like.blocks if block.cidr.family == _IPV4]
        if len(blocks) != 1 or blocks[0].sensitive or module_of(like.address) != self._module:
            raise OutOfSightError(like.address)
        free = free_in(self._vpc, self._taken, blocks[0].cidr)
        if free is None:
            raise OutOfSightError(like.address)
        self._taken |= AddressSet.of((free,))
        return self._add(
            "aws_subnet",
            of_kind(like.address, suffix) if suffix in _KINDS else f"{flat(like.address)}_{suffix}",
            ("vpc_id", reference(self._vpc.address, self._module)),
            ("cidr_block", str(free)),
            ("availability_zone", zone or reference(like.address, self._module, _ZONE)),
        )

    def associate(self, subnet: Name, table: Name) -> None:
        """Give a new subnet a route table."""
        name = subnet.text.split(".")[1]
        pair = (("subnet_id", subnet), ("route_table_id", table))
        self._add("aws_route_table_association", name, *pair)

    def with_table_of(self, like: Subnet, subnet: Name) -> None:
        """Give a new subnet the route table of another, unless that is the main one."""
        choice = self._network.routing.table_of(like)
        if choice.only is None:
            raise OutOfSightError(like.address)
        if not choice.is_main:
            self.associate(subnet, id_of(choice.only, self._module))

    def table(self, name: str, argument: str, gateway: Name | None) -> Name:
        """Add a route table whose default route leads to a gateway, where one is given."""
        vpc = reference(self._vpc.address, self._module)
        table = self._add(_TABLE, name, ("vpc_id", vpc))
        if gateway is None:
            return table
        self._add(
            "aws_route",
            table.text.split(".")[1],
            ("route_table_id", table),
            ("destination_cidr_block", EVERYWHERE[_IPV4]),
            (argument, gateway),
        )
        return table

    def internet_gateway(self) -> Name:
        """Name the internet gateway of the VPC; where it has none, add one."""
        vpc = self._vpc.address
        for gateway in self._network.gateways.values():
            if gateway.kind == "internet gateway" and gateway.vpc and vpc in gateway.vpc.targets:
                return reference(gateway.address, self._module)
        own = ("vpc_id", reference(vpc, self._module))
        return self._add(_IGW, flat(vpc) or name_of(vpc), own)

    def nat_gateway(self, name: str, public: Name) -> Name:
        """Add a NAT gateway in a public subnet."""
        address = self._add("aws_eip", name, ("domain", "vpc"))
        return self._add("aws_nat_gateway", name, ("allocation_id", address), ("subnet_id", public))


_ZONE = "availability_zone"

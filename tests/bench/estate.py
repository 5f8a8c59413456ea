"""The VPCs of a generated plan, the mistakes in them, and the facts that the audit must report.

What is not a mistake is right, or a near miss on which the audit must stay silent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.bench.networks import TIERS

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

TEAM: Final = 10
"""VPCs of one team."""
MODERN: Final = 8
"""How many of them the counted module makes; the older one makes the last two."""
NAMES: Final = (
    "billing", "catalog", "checkout", "fraud", "ledger", "orders", "search", "shipping",
    "depot", "archive",
)  # fmt: skip


class Fact(NamedTuple):
    """One result that the audit must give: its check, the subject's address, the verdict."""

    check: str
    subject: str
    verdict: str = "finding"


@dataclass(slots=True)
class Vpc:
    """One VPC and what is special about it; the defaults are right."""

    name: str
    number: int
    applied: bool = False
    single_nat: bool = False
    propagate: bool = True
    subnets_overlap: bool = False
    subnet_outside: bool = False
    internal_open: bool = False
    nodes_open: bool = False
    database_from_vpc: bool = False
    partner: bool = False

    @property
    def cidr(self) -> str:
        """The VPC's own /20 of 10.0.0.0/8; VPCs of one number overlap."""
        return self.block(0, 20)

    def block(self, third: int, size: int) -> str:
        """Return a block of the VPC's range, by the offset of its third octet."""
        whole = self.number * 16 + third
        return f"10.{whole // 256}.{whole % 256}.0/{size}"

    def subnets(self, tier: str) -> list[str]:
        """Return the CIDRs of a tier's three subnets."""
        first = TIERS.index(tier) * 3
        found = [self.block(first + zone, 24) for zone in range(3)]
        if tier == "private" and self.subnets_overlap:
            found[2] = self.block(6, 25)  # the lower half of the first data subnet
        if tier == "data" and self.subnet_outside:
            found[2] = f"192.168.{self.number % 256}.0/24"
        return found


def planted(vpcs: list[Vpc], chance: random.Random) -> list[Vpc]:
    """Spread mistakes over the VPCs of a team; return them in the order that was drawn.

    A team that is not whole gets those of a single VPC only.
    """
    order = chance.sample(vpcs[:MODERN], len(vpcs[:MODERN]))
    order[0].single_nat = order[0].nodes_open = order[0].internal_open = True
    order[0].subnets_overlap = True
    if len(vpcs) < TEAM:
        return order
    depot, archive = vpcs[MODERN:]
    order[1].subnet_outside = order[1].database_from_vpc = True
    order[2].partner = order[2].single_nat = True
    order[3].applied = order[3].nodes_open = True
    order[4].applied = order[4].single_nat = order[4].internal_open = True
    order[3].propagate = order[4].propagate = False  # a near miss: one range, but no routes
    order[4].number = order[3].number
    order[6].number = order[5].number  # one range, and both propagate
    depot.number = order[7].number  # peered with each other
    archive.number = order[1].number  # joined by nothing
    return order


def facts_of(vpc: Vpc, network: str, security: str) -> Iterator[Fact]:
    """Yield what the audit must say of one VPC, given the addresses of its two modules."""
    rules = f"{security}.aws_vpc_security_group_ingress_rule"
    if vpc.single_nat:
        yield Fact("nat-single-az", f"{network}.aws_nat_gateway.this[0]")
    if vpc.subnets_overlap:
        yield Fact("subnets-overlap", f"{network}.aws_subnet.private[2]")
    if vpc.subnet_outside:
        yield Fact("subnet-outside-vpc", f"{network}.aws_subnet.data[2]")
    if vpc.nodes_open:
        yield Fact("nodeport-range-open-to-internet", f"{rules}.node_ports")
    if vpc.internal_open:
        yield Fact("sg-ingress-vpc-wide", f"{security}.aws_security_group.internal")
    if vpc.database_from_vpc:
        yield Fact("sg-ingress-vpc-wide", f"{security}.aws_security_group_rule.postgres")
    if vpc.partner:  # the entries of a shared prefix list are not in the plan
        yield Fact("sg-ingress-vpc-wide", f"{rules}.partner[0]", "undecided")


def facts_between(order: list[Vpc], team: str, network: dict[str, str]) -> Iterator[Fact]:
    """Yield what the audit must say of a whole team, given the address of each VPC's module."""
    attachment = "aws_ec2_transit_gateway_vpc_attachment.this"
    last = max(network[order[5].name], network[order[6].name])
    yield Fact("tgw-attached-vpcs-overlap", f"{last}.{attachment}")
    if team == "module.team_000":  # one finding tells of all the VPCs that do not propagate
        first = min(network[vpc.name] for vpc in order[3:5])
        yield Fact("associated-but-no-return-propagation", f"{first}.{attachment}")
    yield Fact("peered-vpcs-overlap", f"{team}.aws_vpc_peering_connection.twins")
    yield Fact("peered-vpcs-overlap", f"{team}.aws_vpc_peering_connection.stranger", "undecided")
    alone = (f"{network['archive']}.aws_vpc.main", f"{network[order[1].name]}.aws_vpc.this")
    yield Fact("vpcs-overlap-unconnected", max(alone))
    yield Fact("nats-share-az", f"{network['depot']}.aws_nat_gateway.a")
    for zone in ("a", "b"):
        subject = f"{network['archive']}.aws_route_table.private_{zone}"
        yield Fact("nat-cross-az-route", subject)

"""What stands between an internet gateway and a subnet: Block Public Access, and inspection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netplan_audit.network.link import Links
    from netplan_audit.network.vpcs import Subnet, Vpc


@dataclass(frozen=True, slots=True)
class PublicAccessBlock:
    """VPC Block Public Access of an account in one region.

    `blocks_ingress` tells whether it stops connections from the internet. `region` is None where
    it cannot be told.
    """

    address: str
    region: str | None
    blocks_ingress: Truth


@dataclass(frozen=True, slots=True)
class PublicAccessExclusion:
    """VPCs or subnets that Block Public Access leaves alone in both directions."""

    address: str
    objects: Links
    admits_ingress: Truth


@dataclass(frozen=True, slots=True)
class PublicAccess:
    """Blocks and exclusions of the input, and route tables of internet gateways.

    `edge_tables` maps an internet gateway to the association that gives it a route table, so that
    its packets may pass a firewall first.
    """

    blocks: tuple[PublicAccessBlock, ...] = ()
    exclusions: tuple[PublicAccessExclusion, ...] = ()
    edge_tables: Mapping[str, str] | None = None

    def admits(self, subnet: Subnet, vpc: Vpc | None) -> tuple[Truth, str]:
        """Tell whether Block Public Access lets connections in to a subnet, and what decides."""
        for block in self.blocks:
            if block.blocks_ingress is Truth.NO:
                continue
            region = None if vpc is None else vpc.region
            if None not in {region, block.region} and region != block.region:
                continue
            verdict = ~block.blocks_ingress | self._excluded(subnet)
            return verdict, block.address
        return Truth.YES, ""

    def _excluded(self, subnet: Subnet) -> Truth:
        answer = Truth.NO
        wanted = {subnet.address, *([subnet.vpc.only] if subnet.vpc.only else ())}
        for exclusion in self.exclusions:
            if wanted & set(exclusion.objects):
                answer |= exclusion.admits_ingress
            elif wanted & set(exclusion.objects.candidates) or not exclusion.objects.complete:
                answer |= Truth.UNKNOWN & exclusion.admits_ingress
        return answer

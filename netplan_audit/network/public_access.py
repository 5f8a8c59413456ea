"""What stands between an internet gateway and a subnet: Block Public Access, and inspection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netplan_audit.network.link import Links
    from netplan_audit.network.vpcs import Subnet


class PublicAccessBlock(Struct, frozen=True):
    """VPC Block Public Access of an account in one region.

    `blocks_ingress` tells whether it stops connections from the internet. `elsewhere` are the VPCs
    of another region (NO), or of a region that may be another (UNKNOWN).
    """

    address: str
    blocks_ingress: Truth
    elsewhere: Mapping[str, Truth]

    def governs(self, vpc: str | None) -> Truth:
        """Tell whether a VPC is in its region; accounts are not told apart."""
        return Truth.UNKNOWN if vpc is None else self.elsewhere.get(vpc, Truth.YES)


class PublicAccessExclusion(Struct, frozen=True):
    """VPCs or subnets that Block Public Access leaves alone in both directions."""

    address: str
    objects: Links
    admits_ingress: Truth


class PublicAccess(Struct, frozen=True):
    """Blocks and exclusions of the input, and route tables of internet gateways.

    `edge_tables` maps an internet gateway to the association that gives it a route table, so that
    its packets may pass a firewall first.
    """

    blocks: tuple[PublicAccessBlock, ...] = ()
    exclusions: tuple[PublicAccessExclusion, ...] = ()
    edge_tables: Mapping[str, str] | None = None

    def admits(self, subnet: Subnet) -> tuple[Truth, str]:
        """Tell whether Block Public Access lets connections in to a subnet, and what decides."""
        answer, decides = Truth.YES, ""
        for block in self.blocks:
            stops = block.blocks_ingress & block.governs(subnet.vpc.only)
            verdict = Truth.YES if stops is Truth.NO else ~stops | self._excluded(subnet)
            if verdict is Truth.NO:
                return verdict, block.address
            if verdict is Truth.UNKNOWN:
                answer, decides = verdict, block.address
        return answer, decides

    def _excluded(self, subnet: Subnet) -> Truth:
        answer = Truth.NO
        wanted = {subnet.address, *([subnet.vpc.only] if subnet.vpc.only else ())}
        for exclusion in self.exclusions:
            if wanted & set(exclusion.objects):
                answer |= exclusion.admits_ingress
            elif wanted & set(exclusion.objects.candidates) or not exclusion.objects.complete:
                answer |= Truth.UNKNOWN & exclusion.admits_ingress
        return answer

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

    `blocks_ingress` tells whether it stops connections from the internet, `blocks_egress` whether
    it stops those to the internet too. `elsewhere` are the VPCs
    of another region (NO), or of a region that may be another (UNKNOWN).
    """

    address: str
    blocks_ingress: Truth
    elsewhere: Mapping[str, Truth]
    blocks_egress: Truth = Truth.NO

    def governs(self, vpc: str | None) -> Truth:
        """Tell whether a VPC is in its region; accounts are not told apart."""
        return Truth.UNKNOWN if vpc is None else self.elsewhere.get(vpc, Truth.YES)


class PublicAccessExclusion(Struct, frozen=True):
    """VPCs or subnets that Block Public Access lets out, or leaves alone in both directions."""

    address: str
    objects: Links
    admits_ingress: Truth
    exists: Truth = Truth.YES


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
        return self._asked(subnet, inwards=True)

    def lets_out(self, subnet: Subnet) -> tuple[Truth, str]:
        """Tell whether it lets connections out from a subnet: every exclusion does."""
        return self._asked(subnet, inwards=False)

    def _asked(self, subnet: Subnet, *, inwards: bool) -> tuple[Truth, str]:
        answer, decides = Truth.YES, ""
        for block in self.blocks:
            stops = block.blocks_ingress if inwards else block.blocks_egress
            stops &= block.governs(subnet.vpc.only)
            excluded = self._excluded(subnet, inwards=inwards)
            verdict = Truth.YES if stops is Truth.NO else ~stops | excluded
            if verdict is Truth.NO:
                return verdict, block.address
            if verdict is Truth.UNKNOWN:
                answer, decides = verdict, block.address
        return answer, decides

    def _excluded(self, subnet: Subnet, *, inwards: bool) -> Truth:
        answer = Truth.NO
        wanted = {subnet.address, *([subnet.vpc.only] if subnet.vpc.only else ())}
        for exclusion in self.exclusions:
            admits = exclusion.admits_ingress if inwards else exclusion.exists
            if wanted & set(exclusion.objects):
                answer |= admits
            elif wanted & set(exclusion.objects.candidates) or not exclusion.objects.complete:
                answer |= Truth.UNKNOWN & admits
        return answer

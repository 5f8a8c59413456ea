"""What joins networks: peering connections, transit gateways, VPN and Direct Connect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from netplan_audit.network.link import Link, Links


class PeeringConnection(Struct, frozen=True):
    """A VPC peering connection between the requester's and the accepter's VPC.

    `is_active` tells that it exists and was accepted, so that AWS found no overlap then.
    `also_called` are the accepters' resources that stand for it too. `status` is what AWS last
    said, '' where it never did. `accepts_itself` and `accepted_beside` tell whether it, or an
    accepter, has `auto_accept`; `names_region` and `names_owner` whether the other side's region or
    account is given. `resolves` tells whether a side resolves host names for the other.
    `may_accept` says what would tell whether an accepter, whose connection is not told, is its own.
    """

    address: str
    requester: Link
    accepter: Link
    is_active: bool = False
    also_called: tuple[str, ...] = ()
    status: str = ""
    accepts_itself: Truth = Truth.NO
    accepted_beside: Truth = Truth.NO
    may_accept: str = ""
    names_region: Truth = Truth.UNKNOWN
    names_owner: Truth = Truth.UNKNOWN
    same_region: Truth = Truth.UNKNOWN
    resolves: Truth = Truth.UNKNOWN

    @property
    def accepted(self) -> Truth:
        """Whether it is accepted, now or by this plan; nobody knows what others accept."""
        planned = self.accepts_itself | self.accepted_beside
        if planned is Truth.YES or not self.status:
            return planned | Truth.UNKNOWN
        return truth(self.status == "active") | planned

    def peer_of(self, vpc: str) -> Link | None:
        """Return the other end, where one end is certainly or likely this VPC."""
        if vpc == self.requester.only:
            return self.accepter
        return self.requester if vpc == self.accepter.only else None


class TransitGateway(Struct, frozen=True):
    """A transit gateway; the two flags are its defaults for new attachments."""

    address: str
    default_association: Truth
    default_propagation: Truth


class TransitGatewayAttachment(Struct, frozen=True):
    """A VPC's attachment to a transit gateway, with the flags that decide its route tables.

    `associated` and `propagated` point at the explicit route tables; `default_association` and
    `default_propagation` tell whether the gateway's default table is used, and
    `replaces_association` whether an explicit association is to take its place. `also_called` is
    the accepter that stands for the attachment too, `ipv6` tells whether it carries IPv6.
    """

    address: str
    gateway: Link
    vpc: Link
    subnets: Links
    default_association: Truth
    default_propagation: Truth
    associated: Links
    propagated: Links
    is_new: bool = True
    appliance_mode: Truth = Truth.UNKNOWN
    replaces_association: Truth = Truth.NO
    also_called: tuple[str, ...] = ()
    ipv6: Truth = Truth.UNKNOWN


class OutsideConnection(Struct, frozen=True):
    """A way out of a VPC to networks that are not VPCs here: VPN, Direct Connect, Cloud WAN.

    `hub` is the Direct Connect gateway or core network that joins it to others of its kind,
    `segment` the segment of the core network, '' where it is not known.
    """

    address: str
    kind: str
    vpc: Link | None
    gateway: Link | None
    hub: Link | None = None
    segment: str = ""


class VpnConnection(Struct, frozen=True):
    """A Site-to-Site VPN connection; `gateway` is None where it ends at a transit gateway.

    `static_only` tells that it speaks no BGP, `has_routes` whether static routes tell it what is
    behind it; `settles` names what would tell.
    """

    address: str
    gateway: Link | None
    static_only: Truth
    has_routes: Truth
    settles: str = ""

"""What joins networks: peering connections, transit gateways, VPN and Direct Connect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from netplan_audit.network.link import Link, Links
    from netplan_audit.unknown import Truth


class PeeringConnection(Struct, frozen=True):
    """A VPC peering connection between the requester's and the accepter's VPC.

    `is_active` tells that it exists and was accepted, so that AWS found no overlap then.
    """

    address: str
    requester: Link
    accepter: Link
    is_active: bool = False


class TransitGateway(Struct, frozen=True):
    """A transit gateway; the two flags are its defaults for new attachments."""

    address: str
    default_association: Truth
    default_propagation: Truth


class TransitGatewayAttachment(Struct, frozen=True):
    """A VPC's attachment to a transit gateway, with the flags that decide its route tables.

    `associated` and `propagated` point at the explicit route tables; `default_association` and
    `default_propagation` tell whether the gateway's default table is used.
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


class OutsideConnection(Struct, frozen=True):
    """A way out of a VPC to networks that are not VPCs here: VPN, Direct Connect, Cloud WAN."""

    address: str
    kind: str
    vpc: Link | None
    gateway: Link | None

"""Gateways: internet, egress-only, NAT and virtual private."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from netplan_audit.network.environment import Environment
    from netplan_audit.network.link import Link
    from netplan_audit.network.network import Network
    from netplan_audit.network.zones import Zone
    from netplan_audit.unknown import Truth


class NatGateway(Struct, frozen=True):
    """A NAT gateway.

    A zonal one stands in `subnet`; a regional one (`is_regional`) belongs to `vpc`, serving every
    zone when `zones` is None (automatic mode), else the listed ones. `is_public` is NO for
    `connectivity_type = "private"`. `environment_is_told` tells that tags or variables say
    the environment, not only a name. `single_choice` is the module call that asks for one NAT
    gateway in so many words, by its argument `single_nat_gateway`; '' where none does.
    """

    address: str
    subnet: Link | None
    vpc: Link | None
    is_public: Truth
    is_regional: Truth
    zones: tuple[Zone, ...] | None = None
    environment: Environment = "unknown"
    environment_is_told: bool = False
    single_choice: str = ""


class Gateway(Struct, frozen=True):
    """An internet, egress-only or virtual private gateway; `vpc` is None while detached."""

    address: str
    kind: str
    vpc: Link | None


_KIND_BY_ID: Final = {
    "igw-": "internet gateway",
    "vgw-": "virtual private gateway",
    "nat-": "NAT gateway",
    "eigw-": "egress-only gateway",
    "tgw-": "transit gateway",
    "pcx-": "peering connection",
}


def kind_of(network: Network, gateway: str) -> str:
    """Return the kind of a gateway in AWS's words, told by its resource or its id, else ''."""
    if gateway in network.nat_gateways:
        return "NAT gateway"
    if gateway in network.transit_gateways:
        return "transit gateway"
    if gateway in network.peering_connections:
        return "peering connection"
    known = network.gateways.get(gateway)
    return kind_by_id(gateway) if known is None else known.kind


def kind_by_id(identifier: str) -> str:
    """Return the kind of gateway that an id begins with; '' where it is none."""
    return next((k for prefix, k in _KIND_BY_ID.items() if identifier.startswith(prefix)), "")

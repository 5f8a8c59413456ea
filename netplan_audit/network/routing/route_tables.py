"""Route tables, their routes, and which table a subnet uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from netplan_audit.network.cidr import AddressSet
    from netplan_audit.network.link import Link


class Route(Struct, frozen=True):
    """One route: packets to `destination` go to `target`.

    `origin` is the resource that writes it (the table itself for inline routes). `destination` is
    None where it is not known (`settles` says why); a prefix list contributes its known entries.
    `target_kind` is the gateway's kind in AWS's words (`NAT gateway`, `internet gateway`, …), told
    by the target itself where that is known; `argument` is the one that names the target.
    `is_blackhole` tells that AWS said, when it was last asked, that the target is gone. Where the
    destination is `hidden`, for it is sensitive, the text does not show it.
    """

    origin: str
    table: Link
    destination: AddressSet | None
    destination_text: str
    target: Link
    target_kind: str
    settles: str = ""
    argument: str = ""
    is_blackhole: bool = False
    hidden: bool = False

    @property
    def is_range(self) -> bool:
        """Whether the destination is a CIDR; the text of a prefix list is an address."""
        return self.hidden or "/" in self.destination_text


class RouteTable(Struct, frozen=True):
    """A route table; the local routes of its VPC are implied.

    `closed` is False where routes may exist that the input does not show. `is_default` tells that
    it is the one that came with its VPC, `learns` that a virtual private gateway or a route
    server adds the routes that it learns.
    """

    address: str
    vpc: Link | None
    routes: tuple[Route, ...]
    closed: bool
    is_default: bool = False
    learns: bool = False


class RouteTableAssociation(Struct, frozen=True):
    """An explicit association of a subnet with a route table."""

    address: str
    subnet: Link
    table: Link


class Propagation(Struct, frozen=True):
    """A virtual private gateway that adds the routes it learns to a route table."""

    table: Link
    gateway: Link


class GatewayAssociation(Struct, frozen=True):
    """An association of an internet or virtual private gateway: how it routes what it takes in."""

    address: str
    gateway: Link
    table: Link

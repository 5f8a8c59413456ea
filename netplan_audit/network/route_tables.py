"""Route tables, their routes, and which table a subnet uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netplan_audit.network.cidr import AddressSet
    from netplan_audit.network.link import Link


@dataclass(frozen=True, slots=True)
class Route:
    """One route: packets to `destination` go to `target`.

    `origin` is the resource that writes it (the table itself for inline routes). `destination` is
    None where it is not known (`settles` says why); a prefix list contributes its known entries.
    `target_kind` is the gateway's kind in AWS's words (`NAT gateway`, `internet gateway`, …), told
    by the target itself where that is known; `argument` is the one that names the target.
    """

    origin: str
    table: Link
    destination: AddressSet | None
    destination_text: str
    target: Link
    target_kind: str
    settles: str = ""
    argument: str = ""


@dataclass(frozen=True, slots=True)
class RouteTable:
    """A route table; the local routes of its VPC are implied.

    `closed` is False where routes may exist that the input does not show.
    """

    address: str
    vpc: Link | None
    routes: tuple[Route, ...]
    closed: bool


@dataclass(frozen=True, slots=True)
class RouteTableAssociation:
    """An explicit association of a subnet with a route table."""

    address: str
    subnet: Link
    table: Link

"""Network ACLs: ordered rules where the first match decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netplan_audit.network.cidr import AddressSet
    from netplan_audit.network.link import Link, Links
    from netplan_audit.network.ports import Traffic


@dataclass(frozen=True, slots=True)
class AclRule:
    """One rule; `number` orders them. `unknown` names a part of it that is not known."""

    origin: str
    number: int
    egress: bool
    allow: bool
    traffic: Traffic
    addresses: AddressSet
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class NetworkAcl:
    """A network ACL with its rules in order; `closed` is False where some may be missing."""

    address: str
    vpc: Link | None
    rules: tuple[AclRule, ...]
    subnets: Links
    closed: bool
    is_default: bool

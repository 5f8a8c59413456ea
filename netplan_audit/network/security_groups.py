"""Security groups, their rules in one normal form, and prefix lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from netplan_audit.network.cidr import AddressSet
    from netplan_audit.network.link import Link, Links
    from netplan_audit.network.ports import Traffic

Direction = Literal["ingress", "egress"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One security group rule in normal form; its peers are OR-ed.

    `origin` is the resource that writes it (the group itself for inline rules). `traffic` is None
    where protocol or ports are unknown. `addresses` are the known CIDR peers, entries of prefix
    lists included; `texts` are the peers as written. `unknown` names what would settle peers or
    ports that are not known. `sensitive` forbids printing values.
    """

    origin: str
    group: Link
    direction: Direction
    traffic: Traffic | None
    addresses: AddressSet
    texts: tuple[str, ...]
    groups: tuple[Link, ...] = ()
    from_self: bool = False
    unknown: tuple[str, ...] = ()
    sensitive: bool = False

    @property
    def peers(self) -> str:
        """The CIDR peers as written, unless they are sensitive."""
        return "(sensitive value)" if self.sensitive else ", ".join(self.texts)


@dataclass(frozen=True, slots=True)
class SecurityGroup:
    """A security group with every rule that is written for it.

    `closed` is False where rules may exist that the input does not show. `is_default` marks the
    group that a VPC comes with.
    """

    address: str
    vpc: Link | None
    rules: tuple[Rule, ...]
    closed: bool
    is_default: bool


@dataclass(frozen=True, slots=True)
class PrefixList:
    """A managed prefix list; `complete` is False where not every entry is known."""

    address: str
    entries: AddressSet
    complete: bool
    settles: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """Security groups on the network interfaces of one resource."""

    origin: str
    groups: Links

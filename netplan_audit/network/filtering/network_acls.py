"""Network ACLs: ordered rules where the first match decides, worked out on whole ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.network.cidr import EMPTY, AddressSet
from netplan_audit.network.ports import NO_PORTS, PortSet, cut
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.network.link import Link, Links
    from netplan_audit.network.ports import Traffic


class AclRule(Struct, frozen=True):
    """One rule; `number` orders them, `allow` tells its action.

    `traffic` and `addresses` are None where they are unknown. `unknown` names what would settle
    the parts that are. `is_placed` is False where it may be a rule of another network ACL.
    `sensitive` forbids printing values.
    """

    origin: str
    number: int
    egress: bool
    allow: Truth
    traffic: Traffic | None
    addresses: AddressSet | None
    unknown: tuple[str, ...] = ()
    is_placed: bool = True
    sensitive: bool = False

    @property
    def is_known(self) -> bool:
        """Whether everything that decides about packets is known."""
        known = self.traffic is not None and self.addresses is not None
        return known and self.is_placed and self.allow is not Truth.UNKNOWN

    @property
    def text(self) -> str:
        """What it allows or denies, for a message: `tcp 443 from 10.0.0.0/8`."""
        if self.sensitive:
            return "(sensitive value)"
        way = "to" if self.egress else "from"
        return f"{self.traffic or 'traffic'} {way} {self.addresses or 'unknown addresses'}"


class NetworkAcl(Struct, frozen=True):
    """A network ACL with its rules in order.

    `closed` is False where there may be rules that the input does not show or cannot place;
    `settles` then says what would tell.
    """

    address: str
    vpc: Link | None
    rules: tuple[AclRule, ...]
    subnets: Links
    closed: bool
    is_default: bool
    settles: str = ""

    @property
    def unknowns(self) -> tuple[str, ...]:
        """What would settle everything that is unknown about it."""
        named = (text for rule in self.rules for text in rule.unknown)
        return tuple(dict.fromkeys((*named, *((self.settles,) if self.settles else ()))))


class Admitted(Struct, frozen=True):
    """Of some ports: the addresses let through for certain, and those let through perhaps.

    `possible` holds `sure`.
    """

    ports: PortSet
    sure: AddressSet
    possible: AddressSet


def admitted(
    acl: NetworkAcl, protocol: str, ports: PortSet, peers: AddressSet, *, egress: bool
) -> tuple[Admitted, ...]:
    """Return what a network ACL lets through of the packets of one protocol in one direction.

    `ports` are destination ports, `peers` the addresses at the other end. The answers part the
    ports; neighbours differ. What no rule matches is denied ("Network ACL rules", VPC user guide).
    """
    if not acl.closed:
        return (Admitted(ports, EMPTY, peers),)
    rules = [rule for rule in acl.rules if rule.egress is egress and _concerns(rule, protocol)]
    found: list[Admitted] = []
    of_rules = (_ports(rule, protocol) or NO_PORTS for rule in rules)
    for part in cut(ports, of_rules):
        judged = ((rule, _covers(rule, protocol, part)) for rule in rules)
        sure, possible = first_match(judged, peers)
        last = found[-1] if found else None
        if last is not None and (last.sure, last.possible) == (sure, possible):
            found[-1] = Admitted(last.ports | part, sure, possible)
        else:
            found.append(Admitted(part, sure, possible))
    return tuple(found)


def _concerns(rule: AclRule, protocol: str) -> bool:
    return rule.traffic is None or rule.traffic.protocol in {"all", protocol}


def _ports(rule: AclRule, protocol: str) -> PortSet | None:
    """Return the ports of a rule that concerns a protocol; None where they are unknown."""
    if rule.traffic is None:
        return None
    return rule.traffic.ports if _concerns(rule, protocol) else NO_PORTS


def first_match(
    rules: Iterable[tuple[AclRule, Truth]], peers: AddressSet
) -> tuple[AddressSet, AddressSet]:
    """Return the peers that get through for certain, and those that get through perhaps.

    Each rule comes with whether its traffic is that of the packets; all packets are alike in it.
    """
    left, doubted = peers, EMPTY
    sure, possible = EMPTY, EMPTY
    for rule, concerned in rules:
        if concerned is Truth.NO:
            continue
        matched = left if rule.addresses is None else left & rule.addresses
        if rule.allow is not Truth.NO:
            possible |= matched
        if concerned is Truth.UNKNOWN or rule.addresses is None or rule.allow is Truth.UNKNOWN:
            if rule.allow is not Truth.YES:
                doubted |= matched
            continue
        if rule.allow is Truth.YES:
            sure |= matched - doubted
        left -= matched
    return sure, possible


def _covers(rule: AclRule, protocol: str, part: PortSet) -> Truth:
    """Tell whether a rule is about a part of the ports, all of which are alike in it."""
    ports = _ports(rule, protocol)
    return Truth.UNKNOWN if ports is None else truth(ports.covers(part))


def decisive_denial(
    acl: NetworkAcl, protocol: str, ports: PortSet, peers: AddressSet, *, egress: bool
) -> AclRule | None:
    """Return the first rule that denies some of the packets; None where only the last `*` does."""
    for rule in acl.rules:
        of_rule = _ports(rule, protocol)
        if rule.egress is not egress or of_rule is None or rule.addresses is None:
            continue
        meets = of_rule.overlaps(ports) and rule.addresses.overlaps(peers)
        if meets and rule.allow is Truth.NO:
            return rule
    return None

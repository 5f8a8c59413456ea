"""What security groups and network ACLs say to one packet, three-valued."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.network.cidr import ALL_IPV4, ALL_IPV6, EMPTY, PRIVATE, AddressSet
from netplan_audit.network.filtering.network_acls import first_match
from netplan_audit.network.filtering.practice import CLUSTER_GROUP
from netplan_audit.network.ports import PortSet, cut
from netplan_audit.network.reach.trail import OPEN, Trail, blocked, judged, passed, unsure
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.network.filtering.network_acls import AclRule, NetworkAcl
    from netplan_audit.network.filtering.security_groups import Direction, Rule
    from netplan_audit.network.ports import Traffic
    from netplan_audit.network.reach.ends import End, Packet
    from netplan_audit.network.reach.model import ReachModel
    from netplan_audit.network.vpcs import Subnet

_ANYWHERE: Final = ALL_IPV4 | ALL_IPV6
_PUBLIC: Final = _ANYWHERE - PRIVATE
_DEFAULT_GROUP: Final = ".default_security_group_id"


def among(element_of: AddressSet, addresses: AddressSet) -> Truth:
    """Tell whether an address that is an element of one set is in another."""
    if addresses.covers(element_of):
        return Truth.YES
    return Truth.UNKNOWN if addresses.overlaps(element_of) else Truth.NO


def concerns(traffic: Traffic | None, packet: Packet, part: PortSet | None = None) -> Truth:
    """Tell whether a rule is about a packet, or about those of its ports in `part`."""
    if traffic is None:
        return Truth.UNKNOWN
    if traffic.protocol == "all":
        return Truth.YES
    if traffic.protocol != packet.protocol:
        return Truth.NO
    if not packet.ports.possible:
        is_type = traffic.icmp_type in {None, packet.type}
        return truth(is_type and traffic.icmp_code in {None, 0})  # 0 is the code of an echo
    if traffic.ports.covers(part or packet.ports.usual):
        return Truth.YES
    meets = traffic.ports.overlaps(part or packet.ports.possible)
    return Truth.UNKNOWN if meets else Truth.NO


def by_acl(acl: NetworkAcl, packet: Packet, *, egress: bool) -> Truth:
    """Tell whether a network ACL lets a packet out of (or into) its subnets."""
    if not acl.closed:
        return Truth.UNKNOWN
    peers = packet.target if egress else packet.source
    rules = [rule for rule in acl.rules if rule.egress is egress]
    answers: dict[Truth, list[PortSet]] = {}
    for part in _parts(rules, packet):
        weighed = ((rule, concerns(rule.traffic, packet, part)) for rule in rules)
        sure, possible = first_match(weighed, peers)
        answer = Truth.YES if sure.covers(peers) else Truth.UNKNOWN if possible else Truth.NO
        answers.setdefault(answer, []).append(part)
    if len(answers) == 1:
        return next(iter(answers))
    usual = packet.ports.usual
    fine = all(
        usual.overlaps(part) is False for a in answers if a is not Truth.YES for part in answers[a]
    )
    return Truth.YES if fine else Truth.UNKNOWN


def _parts(rules: Iterable[AclRule], packet: Packet) -> Iterator[PortSet]:
    ports = packet.ports.possible
    if not ports:
        return iter((ports,))
    bounds = [rule.traffic.ports for rule in rules if rule.traffic is not None]
    return cut(ports, (*bounds, packet.ports.usual))


def which(addresses: AddressSet, packet: Packet) -> str:
    """Name an address of a packet that is known as an element of a set only."""
    if packet.hidden:
        return "which address it is"
    cidrs = addresses.cidrs()
    if len(cidrs) == 1:
        return f"which address of {cidrs[0]} it is"
    return "which public address it is" if _PUBLIC.covers(addresses) else "which address it is"


class Filters:
    """Asks the filters of one network about packets."""

    def __init__(self, model: ReachModel) -> None:
        """Keep the network, what reads ids of groups in other accounts, and what may not exist."""
        self._network = model.network
        self._plain = model.plain_group
        self._doubtful = model.doubtful
        self._of_acls: dict[tuple[object, ...], Truth] = {}
        self.asked: set[str] = set()
        """The subnets whose network ACLs were asked, which whoever cares may empty."""

    def acl(self, subnet: Subnet, packet: Packet, *, egress: bool) -> Trail:
        """Ask the network ACL of a subnet; without one in the input AWS's default admits all."""
        self.asked.add(subnet.address)
        way = "out of" if egress else "into"
        what = "the reply" if packet.reply else "it"
        acl, settles = self._network.borders.acl_of(subnet)
        if settles:
            return unsure(subnet.address, "its network ACL is unknown", settles)
        if acl is not None and self._doubtful:
            origins = (acl.address, *(rule.origin for rule in acl.rules))
            settles = next((self._doubtful[name] for name in origins if name in self._doubtful), "")
            if settles:
                return unsure(subnet.address, "its network ACL may be another", settles)
        if acl is None:
            return passed(subnet.address, f"the default network ACL lets {what} {way} the subnet")
        verdict = self._by_acl(acl, packet, egress=egress)
        words = (
            f"{acl.address} lets {what} {way} the subnet",
            f"{acl.address} lets {what} not {way} the subnet",
        )
        if verdict is not Truth.UNKNOWN:
            return judged(verdict, subnet.address, words)
        peers = packet.target if egress else packet.source
        settles = ", ".join(acl.unknowns) or f"{which(peers, packet)} ({acl.address})"
        return unsure(subnet.address, words[0], settles)

    def _by_acl(self, acl: NetworkAcl, packet: Packet, *, egress: bool) -> Truth:
        """Ask a network ACL; kept, for many packets are alike to it."""
        peers = packet.target if egress else packet.source
        key = acl.address, egress, packet.protocol, packet.ports, packet.type, peers
        if key not in self._of_acls:
            self._of_acls[key] = by_acl(acl, packet, egress=egress)
        return self._of_acls[key]

    def groups(self, end: End, packet: Packet, peer: End, direction: Direction) -> Trail:
        """Ask the security groups of an end; those of a load balancer without any admit all."""
        links = end.groups
        word = "into" if direction == "ingress" else "out of"
        if end.kind == "node" and not links.everything and links.complete:
            return OPEN
        named = [(address, True) for address in links]
        named += [(address, False) for address in links.candidates]
        if not named and links.complete:
            vpc = f"{end.vpc}{_DEFAULT_GROUP}"
            named = [(self._network.aliases.get(vpc, vpc), True)]
        settles = (
            [] if links.complete else [links.settles or f"the security groups of {end.address}"]
        )
        for address, member in named:
            verdict, why = self._group(address, packet, peer, direction)
            if verdict is Truth.YES and member:
                return passed(end.address, f"{why} lets it {word} the interface")
            if verdict is not Truth.NO:
                settles.append(links.settles or address if verdict is Truth.YES else why)
        if settles:
            if self._together([a for a, sure in named if sure], packet, direction):
                return passed(end.address, f"its rules together let it {word} the interface")
            return unsure(
                end.address, f"its security groups may let it {word} the interface", *settles
            )
        names = ", ".join(address for address, _ in named)
        return blocked(end.address, f"no rule of {names} lets it {word} the interface")

    def names_groups(self, end: End, direction: Direction) -> bool:
        """Tell whether a rule of an end's groups names groups, and no addresses."""
        known = map(self._network.security_groups.get, end.groups.everything)
        return any(
            rule.direction == direction and bool(rule.groups or rule.from_self)
            for group in filter(None, known)
            for rule in group.rules
        )

    def ever(self, end: End, packet: Packet, peer: End) -> Trail:
        """Ask the security groups of an end whether they let a packet in, whatever its way.

        On its way it may get any address for its source; which groups its sender has stays.
        """
        anyhow = replace(packet, source=_ANYWHERE, references=Truth.YES)
        return self.groups(end, anyhow, peer, "ingress")

    def _together(self, groups: list[str], packet: Packet, direction: Direction) -> bool:
        """Tell whether rules that each admit a part of the addresses admit all of them."""
        admitted = EMPTY
        for group in filter(None, map(self._network.security_groups.get, groups)):
            for rule in group.rules:
                placed = rule.direction == direction and rule.group.only is not None
                there = placed and rule.origin not in self._doubtful
                if there and concerns(rule.traffic, packet) is Truth.YES:
                    admitted |= rule.addresses
        return admitted.covers(packet.source if direction == "ingress" else packet.target)

    def _group(
        self, address: str, packet: Packet, peer: End, direction: Direction
    ) -> tuple[Truth, str]:
        group = self._network.security_groups.get(address)
        if group is None:
            return self._absent(address, packet, peer, direction)
        doubtful: Rule | None = None
        for rule in group.rules:
            if rule.direction != direction:
                continue
            verdict = self._rule(rule, packet, peer, direction)
            if rule.group.only is None or rule.origin in self._doubtful:
                verdict &= Truth.UNKNOWN
            if verdict is Truth.YES:
                return verdict, rule.origin
            doubtful = rule if verdict is Truth.UNKNOWN else doubtful
        if doubtful is not None:
            known = self._doubtful.get(doubtful.origin) or ", ".join(doubtful.unknown)
            known = known or (doubtful.group.settles if doubtful.group.only is None else "")
            return Truth.UNKNOWN, known or self._which(doubtful, packet, direction)
        return (Truth.NO, "") if group.closed else (Truth.UNKNOWN, f"the rules of {address}")

    def _which(self, rule: Rule, packet: Packet, direction: Direction) -> str:
        peers = packet.source if direction == "ingress" else packet.target
        return f"{which(peers, packet)} ({rule.origin})"

    def _absent(
        self, address: str, packet: Packet, peer: End, direction: Direction
    ) -> tuple[Truth, str]:
        """Judge by a group without a resource: that of a new VPC or cluster is as AWS makes it.

        That of a cluster is the same as the default one of a VPC ("View Amazon EKS security group
        requirements"), but controllers in the cluster add rules to it.
        """
        vpc = self._network.vpcs.get(address.removesuffix(_DEFAULT_GROUP))
        cluster = self._network.clusters.get(address.removesuffix(CLUSTER_GROUP))
        owner = cluster if vpc is None else vpc
        if owner is None or not owner.is_new:
            return Truth.UNKNOWN, f"the rules of {address}"
        if direction == "egress":
            return Truth.YES, address
        member = self._member(peer, address) & packet.references
        if cluster is not None and member is not Truth.YES:
            return Truth.UNKNOWN, f"the rules of {address}"
        return member, address

    def _rule(self, rule: Rule, packet: Packet, peer: End, direction: Direction) -> Truth:
        concerned = concerns(rule.traffic, packet)
        if concerned is Truth.NO:
            return concerned
        peers = packet.source if direction == "ingress" else packet.target
        answer = among(peers, rule.addresses)
        if rule.unknown_peers:
            answer |= Truth.UNKNOWN
        for link in rule.groups:
            held = [
                self._member(peer, self._plain(target) if "/" in target else target)
                for target in link.targets
            ]
            found = held[0] if link.only is not None else Truth.UNKNOWN
            if link.only is None and link.complete and all(each is Truth.NO for each in held):
                found = Truth.NO
            answer |= found & packet.references
        if rule.from_self:
            for target in rule.group.targets:
                answer |= self._member(peer, target) & packet.references
        return answer & concerned

    def _member(self, peer: End, group: str) -> Truth:
        """Tell whether the other end has a security group."""
        if peer.kind == "subnet":
            return Truth.UNKNOWN
        if peer.kind not in {"interface", "node"}:
            return Truth.NO
        if group in tuple(peer.groups):
            return Truth.YES
        if not peer.groups.everything and peer.groups.complete:
            default = f"{peer.vpc}{_DEFAULT_GROUP}"
            held = group == self._network.aliases.get(default, default)
            return Truth.YES if held and peer.kind == "interface" else Truth.NO
        maybe = group in peer.groups.candidates or not peer.groups.complete
        return Truth.UNKNOWN if maybe else Truth.NO

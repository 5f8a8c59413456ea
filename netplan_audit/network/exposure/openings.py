"""What security groups open to the internet, and which question each opening belongs to.

One opening is one mistake, so it has one topic: the checks of node ports, of all traffic, of ports
of administration, of data stores and of wide ranges each take the openings of their own.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from msgspec import Struct

from netplan_audit.network.cidr import EMPTY, AddressSet, is_internet
from netplan_audit.network.exposure.named_ports import (
    ADMIN_PORTS,
    DATA_PORTS,
    NAMED_PORTS,
    SPOKEN_ON_UDP,
    WEB_PORTS,
)
from netplan_audit.network.exposure.node_ports import NODE_PORTS, concerns_nodes
from netplan_audit.network.filtering.security_groups import peers_of, shortened
from netplan_audit.network.ports import ALL_PORTS, LAST_PORT, NO_PORTS, PortSet, cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.network.filtering.security_groups import Rule, SecurityGroup
    from netplan_audit.network.network import Network

Topic: TypeAlias = Literal["node ports", "all traffic", "administration", "data", "other"]

_WIRED: Final[tuple[Literal["tcp", "udp"], ...]] = ("tcp", "udp")
_RANGE: Final = r"[0-9a-fA-F.:]+/\d+"
_MEDIA: Final = 1024
"""So many UDP ports in a row are a range for media: none of them stands for a service."""


def is_open_text(text: str) -> bool:
    """Tell whether a peer as it is written is the internet by itself."""
    return re.fullmatch(_RANGE, text) is not None and is_internet(AddressSet.parse(text))


class Opening(Struct, frozen=True):
    """Ports that rules of one group open to the internet together.

    The first rule is the one to tell about. `doubts` name what would settle whether it is the
    internet, and whether it is these ports; none where both are sure. `whose` names what would
    tell which group the rule belongs to, '' where that is known.
    """

    group: SecurityGroup
    rules: tuple[Rule, ...]
    tcp: PortSet
    udp: PortSet
    doubts: tuple[str, ...] = ()
    whose: str = ""

    @property
    def ports(self) -> PortSet:
        """The ports of either protocol."""
        return self.tcp | self.udp

    @property
    def named(self) -> PortSet:
        """The ports on which a service that has a name may answer."""
        is_for_media = self.udp.widest_span() >= _MEDIA
        return self.tcp if is_for_media else self.tcp | (self.udp & SPOKEN_ON_UDP)

    @property
    def every_doubt(self) -> tuple[str, ...]:
        """What would settle whether these ports of this group are open."""
        return (*self.doubts, self.whose) if self.whose else self.doubts

    @property
    def is_one_doubt(self) -> bool:
        """Whether the sources or the traffic alone are not known, not both."""
        rule = self.rules[0]
        return rule.traffic is not None or is_internet(rule.addresses)

    @property
    def traffic_ports(self) -> PortSet:
        """Every port that the first rule admits, whatever was asked for."""
        return _opened(self.rules[0], "tcp") | _opened(self.rules[0], "udp")

    @property
    def peers(self) -> tuple[str, ...]:
        """The sources as written, unless they are sensitive."""
        return peers_of(self.rules)

    @property
    def public(self) -> tuple[str, ...]:
        """The sources that are the internet each by itself."""
        return tuple(filter(is_open_text, self.peers))

    @property
    def admitted(self) -> str:
        """What is admitted from whom, in words."""
        return f"{self.rules[0].traffic} from {shortened(self.public or self.peers)}"

    @property
    def subject(self) -> str:
        """The resource to change."""
        return self.rules[0].origin

    @property
    def related(self) -> tuple[tuple[str, str], ...]:
        """The group and the other rules, with the part they play."""
        origins = dict.fromkeys(rule.origin for rule in self.rules[1:])
        others = tuple((origin, "rule") for origin in origins if origin != self.subject)
        of_group = ((self.group.address, "security group"),)
        is_other = self.group.address != self.subject and not self.whose
        return (*(of_group if is_other else ()), *others)

    @property
    def identity(self) -> tuple[str, ...]:
        """What tells it from other openings at the same subject."""
        return (str(self.rules[0].traffic), *self.peers)


def openings(group: SecurityGroup, wanted: PortSet = ALL_PORTS) -> Iterator[Opening]:
    """Yield what ingress rules of a group admit, or may admit, from the internet to some ports.

    Rules that open the same ports, such as one for IPv4 and one for IPv6, are one opening.
    """
    rest: list[Rule] = []
    sure: dict[tuple[PortSet, PortSet], list[Rule]] = {}
    for rule in group.rules:
        if rule.direction != "ingress":
            continue
        tcp, udp = _opened(rule, "tcp"), _opened(rule, "udp")
        if wanted is not ALL_PORTS:
            tcp, udp = tcp & wanted, udp & wanted
        if not (tcp or udp):
            continue
        is_open = is_internet(rule.addresses)
        doubts = rule.unknown if rule.traffic is None or not is_open else ()
        is_known = rule.group.only is not None
        if is_open and not doubts and is_known:
            sure.setdefault((tcp, udp), []).append(rule)
        elif doubts or is_open:
            whose = "" if is_known else rule.group.settles or f"{rule.origin}.security_group_id"
            yield Opening(group, (rule,), tcp, udp, doubts, whose)
        else:
            rest.append(rule)
    for (tcp, udp), rules in sure.items():
        yield Opening(group, tuple(rules), tcp, udp)
    yield from _together(group, rest, wanted)


def _opened(rule: Rule, protocol: Literal["tcp", "udp"]) -> PortSet:
    return ALL_PORTS if rule.traffic is None else rule.traffic.tcp_udp_ports(protocol)


def _together(group: SecurityGroup, rules: list[Rule], wanted: PortSet) -> Iterator[Opening]:
    """Yield the ports on which the sources of several rules make up the internet."""
    if len(rules) <= 1:
        return
    everyone = EMPTY
    for rule in rules:
        everyone |= rule.addresses
    if not is_internet(everyone):
        return
    found: dict[str, Rule] = {}
    opened = dict.fromkeys(_WIRED, NO_PORTS)
    for protocol in _WIRED:
        admits = [(rule, _opened(rule, protocol)) for rule in rules]
        for part in cut(wanted, (ports for _, ports in admits)):
            union, concerned = EMPTY, [rule for rule, ports in admits if ports.covers(part)]
            for rule in concerned:
                union |= rule.addresses
            if is_internet(union):
                opened[protocol] |= part
                found.update((f"{rule.origin} {rule.peers}", rule) for rule in concerned)
    if found:
        yield Opening(group, tuple(found.values()), opened["tcp"], opened["udp"])


def openings_about(network: Network, topic: Topic) -> list[Opening]:
    """Return the openings of all groups that belong to a topic; each belongs to one."""
    return network.once(_by_topic)[topic]


def is_told(network: Network, groups: Iterable[str], ports: PortSet) -> bool:
    """Tell whether it is the business of some check that groups open some of these ports."""
    wanted = frozenset(groups)
    by_topic = network.once(_by_topic)
    named = (o for topic, every in by_topic.items() if topic != "other" for o in every)
    return any(o.group.address in wanted and o.ports.overlaps(ports) for o in named if not o.doubts)


def told_elsewhere(network: Network) -> frozenset[str]:
    """Return the groups with an opening that has a name, node ports included."""
    by_topic = network.once(_by_topic)
    named = (o for topic, every in by_topic.items() if topic != "other" for o in every)
    return frozenset(opening.group.address for opening in named if not opening.doubts)


def _by_topic(network: Network) -> dict[Topic, list[Opening]]:
    found: dict[Topic, list[Opening]] = {
        "node ports": [], "all traffic": [], "administration": [], "data": [], "other": []
    }  # fmt: skip
    seen: set[tuple[str, ...]] = set()
    for group in network.security_groups.values():
        for opening in openings(group):
            which = (opening.subject, *opening.identity)
            if opening.whose and which in seen:
                continue  # a rule that may belong to several groups is one opening
            seen.add(which)
            if not _is_its_service(network, opening):
                found[_topic(network, opening)].append(opening)
    return found


def _is_its_service(network: Network, opening: Opening) -> bool:
    """Tell whether SSH alone is opened to Transfer Family servers, whose SFTP it is."""
    users = network.workloads_by_group.get(opening.group.address, ())
    only = bool(users) and all(w.kind == "Transfer server" for w, _ in users)
    return only and PortSet.of((22,)).covers(opening.ports)


def _topic(network: Network, opening: Opening) -> Topic:
    if opening.ports.overlaps(NODE_PORTS) and concerns_nodes(network, opening.group):
        return "node ports"
    if max(len(opening.tcp), len(opening.udp)) >= LAST_PORT:  # 1-65535 leaves out only port 0
        return "all traffic"
    named = opening.named
    if named.overlaps(NAMED_PORTS):
        named -= _pages(network, opening)
    if named.overlaps(ADMIN_PORTS):
        return "administration"
    return "data" if named.overlaps(DATA_PORTS) else "other"


def _pages(network: Network, opening: Opening) -> PortSet:
    """Return the listeners of the Application Load Balancers that alone have the group.

    They take HTTP only, so that no service of another protocol is behind its port.
    """
    balancing = network.load_balancing
    users = [w.address for w, _ in network.workloads_by_group.get(opening.group.address, ())]
    if not users or any(balancing.types.get(user) != "application" for user in users):
        return NO_PORTS
    listened = [balancing.listeners.get(user, NO_PORTS) for user in users]
    return reduce(or_, listened) - WEB_PORTS

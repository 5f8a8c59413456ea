"""Security group rules measured against the address space of their VPC."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.network.cidr import AddressSet, is_internet
from netplan_audit.network.exposure.named_ports import SENSITIVE_PORTS, SPOKEN_ON_UDP
from netplan_audit.network.filtering.group_use import GroupUse, group_use
from netplan_audit.network.filtering.security_groups import addresses_of, peers_of
from netplan_audit.network.ports import ALL_PORTS, PortSet
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.cidr import Cidr
    from netplan_audit.network.filtering.security_groups import Rule, SecurityGroup
    from netplan_audit.network.link import Link
    from netplan_audit.network.network import Network
    from netplan_audit.network.ports import Traffic
    from netplan_audit.network.vpcs import Vpc

_IPV4: Final = 4
_HALF: Final = 50
_LEAST: Final = 8
"""Half of the smallest IPv4 block of a VPC, a /28: fewer addresses are never VPC-wide."""


_OWN: Final = "its VPC's CIDR"


class Place(Struct, frozen=True, dict=True):
    """The VPC that a group is in; None where the input does not have it (`settles` names it)."""

    vpc: Vpc | None
    settles: str = ""

    @property
    def address(self) -> str:
        """The address of the VPC, '' where the input does not have it."""
        return "" if self.vpc is None else self.vpc.address

    @cached_property
    def space(self) -> tuple[Cidr, ...]:
        """The known IPv4 CIDRs of the VPC."""
        blocks = () if self.vpc is None else self.vpc.blocks
        return tuple(block.cidr for block in blocks if block.cidr.family == _IPV4)

    @property
    def unknown(self) -> tuple[str, ...]:
        """What would tell the CIDRs that are not known."""
        return (self.settles,) if self.vpc is None else self.vpc.unknown


class Opening(Struct, frozen=True, dict=True):
    """Ingress rules of one group that admit the same traffic, seen from one VPC.

    Peers of such rules are a union; rules that admit more traffic, but not from the whole VPC by
    themselves, are part of it too. The first rule is the one to tell about. Sources that are the
    internet are another question.
    """

    group: SecurityGroup
    place: Place
    rules: tuple[Rule, ...]
    use: GroupUse

    @property
    def traffic(self) -> Traffic | None:
        """What the rules admit, None where that is unknown."""
        return self.rules[0].traffic

    @cached_property
    def ports(self) -> PortSet:
        """The TCP and UDP ports; all of them where they are unknown."""
        return ALL_PORTS if self.traffic is None else _wired(self.traffic)

    @property
    def sensitive(self) -> PortSet:
        """Those of the ports that a neighbour should not reach without being named."""
        is_udp = self.traffic is not None and self.traffic.protocol == "udp"
        return self.ports & SENSITIVE_PORTS & (SPOKEN_ON_UDP if is_udp else ALL_PORTS)

    @cached_property
    def sources(self) -> AddressSet:
        """The private sources that are sure."""
        return _sources(rule for rule in self.rules if rule.group.only is not None)

    @property
    def peers(self) -> tuple[str, ...]:
        """The sources as written, unless they are sensitive."""
        known = peers_of(self.rules)
        return (_OWN, *known) if self.is_own_cidr or not known else known

    @cached_property
    def is_whole(self) -> bool:
        """Whether a whole IPv4 CIDR of the VPC is admitted."""
        return self.is_own_cidr or any(self.sources.covers(cidr) for cidr in self.place.space)

    @property
    def is_own_cidr(self) -> bool:
        """Whether an unknown source is the VPC's own CIDR, whatever it will be."""
        vpc = self.place.vpc
        own = None if vpc is None else f"{vpc.address}.cidr_block"
        return any(own in rule.unknown for rule in self.rules)

    @cached_property
    def is_wide(self) -> Truth:
        """Whether a whole CIDR of the VPC, or half of its IPv4 addresses, are admitted."""
        if (self.is_whole or self.share >= _HALF) and self.traffic is not None:
            return Truth.YES
        return Truth.UNKNOWN if self.doubts else Truth.NO

    @cached_property
    def doubts(self) -> tuple[str, ...]:
        """What could still make it VPC-wide."""
        found = [text for rule in self.rules for text in rule.unknown]
        possible = _sources(self.rules)
        if possible.size(_IPV4) >= _LEAST:
            found += self.place.unknown
            found += [rule.group.settles for rule in self.rules if rule.group.only is None]
        return tuple(dict.fromkeys(text for text in found if text))

    @property
    def is_supernet(self) -> bool:
        """Whether one source is larger than a CIDR of the VPC that it contains."""
        space = self.place.space
        others = (s for rule in self.rules for s in _private(rule) if s not in space)
        wider = [source for source in others if any(map(source.contains, space))]
        return bool(wider) and not all(map(AddressSet.of(space).covers, wider))

    @cached_property
    def share(self) -> int:
        """The percentage of the VPC's IPv4 addresses that is admitted."""
        if self.is_own_cidr:
            return 100
        space = AddressSet.of(self.place.space)
        total = space.size(_IPV4)
        return (self.sources & space).size(_IPV4) * 100 // total if total else 0


def openings(network: Network) -> list[tuple[Opening, ...]]:
    """Return the TCP and UDP openings of all groups, each once per VPC that its group may be in.

    A group that is associated with several VPCs has its openings in each of them.
    """
    return network.once(_openings)


def _openings(network: Network) -> list[tuple[Opening, ...]]:
    groups = network.security_groups.values()
    return [possible for group in groups for possible in _of_group(network, group)]


def _of_group(network: Network, group: SecurityGroup) -> Iterator[tuple[Opening, ...]]:
    by_traffic = _by_traffic(group)
    if not by_traffic:
        return
    use = group_use(network, group)
    for possible in _places(network, group):
        by_place = [_in_place(group, place, by_traffic, use) for place in possible]
        yield from zip(*by_place, strict=True)


def _in_place(
    group: SecurityGroup, place: Place, by_traffic: list[tuple[Rule, ...]], use: GroupUse
) -> list[Opening]:
    alone = [Opening(group, place, rules, use) for rules in by_traffic]
    more = [each for each in alone if len(each.ports) > 1 and not each.is_whole]
    return [_joined(opening, more) for opening in alone]


def _joined(opening: Opening, others: list[Opening]) -> Opening:
    """Join rules that admit more than an opening's traffic, if they matter to it.

    They do where all of them make up a whole CIDR only together, or half of the VPC.
    """
    if opening.is_whole:
        return opening
    wider = [each for each in others if each is not opening and _contains(each, opening)]
    if not wider:
        return opening
    together = _with(opening, wider)
    if together.is_whole:
        return together
    narrow = [each for each in wider if each.is_wide is not Truth.YES]
    together = _with(opening, narrow)
    is_better = opening.is_wide is not Truth.YES and together.is_wide is Truth.YES
    return together if is_better else opening


def _with(opening: Opening, others: list[Opening]) -> Opening:
    return replace(opening, rules=(*opening.rules, *(r for each in others for r in each.rules)))


def _contains(outer: Opening, inner: Opening) -> bool:
    if outer.traffic is None or inner.traffic is None:
        return False
    same = outer.traffic.protocol in {"all", inner.traffic.protocol}
    return same and outer.ports.covers(inner.ports)


def _by_traffic(group: SecurityGroup) -> list[tuple[Rule, ...]]:
    """Group ingress rules with private or unknown sources by protocol and ports."""
    found: dict[str, list[Rule]] = {}
    for index, rule in enumerate(group.rules):
        if rule.direction != "ingress" or not (_private(rule) or rule.unknown_peers):
            continue
        if rule.traffic is None:
            found[f"unknown {index}"] = [rule]
        elif _wired(rule.traffic):  # without ports it is ICMP and the like
            found.setdefault(str(rule.traffic), []).append(rule)
    return [tuple(rules) for rules in found.values()]


def _wired(traffic: Traffic) -> PortSet:
    return traffic.tcp_udp_ports("tcp") | traffic.tcp_udp_ports("udp")


def _private(rule: Rule) -> tuple[Cidr, ...]:
    """Return the CIDR peers of a rule that are not the internet."""
    return _private_of(rule.cidrs) if rule.cidrs else ()


@lru_cache(maxsize=1 << 14)
def _private_of(cidrs: tuple[Cidr, ...]) -> tuple[Cidr, ...]:
    return tuple(cidr for cidr in cidrs if not is_internet(addresses_of((cidr,))))


def _sources(rules: Iterator[Rule] | tuple[Rule, ...]) -> AddressSet:
    return addresses_of(tuple(cidr for rule in rules for cidr in _private(rule)))


def _places(network: Network, group: SecurityGroup) -> Iterator[tuple[Place, ...]]:
    """Yield the VPCs a group is in, each as one or more possibilities."""
    if group.vpc is not None:
        yield _possible(network, group.vpc)
    else:
        yield _followed(network, group)
    for link in group.also_in:
        yield _possible(network, link)


def _possible(network: Network, link: Link) -> tuple[Place, ...]:
    found = tuple(_place(network, target) for target in link.targets)
    return found if found and link.complete else (*found, Place(None, link.settles))


def _place(network: Network, vpc: str) -> Place:
    found = network.vpcs.get(vpc)
    return Place(found, "" if found is not None else f"the CIDR of {vpc}")


def _followed(network: Network, group: SecurityGroup) -> tuple[Place, ...]:
    """Place a group without a VPC of its own: where its users are, else in the default VPC."""
    users = network.workloads_by_group.get(group.address, ())
    vpcs = sorted({vpc for workload, _ in users for vpc in network.vpcs_of(workload)})
    if not vpcs:
        vpcs = [vpc.address for vpc in network.vpcs.values() if vpc.is_default]
        vpcs = vpcs if len(vpcs) == 1 and group.is_new else []
    found = tuple(_place(network, vpc) for vpc in vpcs)
    return found or (Place(None, f"the VPC of {group.address}"),)

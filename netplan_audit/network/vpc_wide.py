"""Security group rules measured against the address space of their VPC."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from netplan_audit.network.cidr import AddressSet, is_internet
from netplan_audit.network.ports import ALL_PORTS, PortSet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.cidr import Cidr
    from netplan_audit.network.network import Network
    from netplan_audit.network.security_groups import Rule, SecurityGroup
    from netplan_audit.network.vpcs import Vpc
    from netplan_audit.network.workloads import Workload

ALL_WIDTH: Final = 65535
"""So many ports or more are all ports: 1-65535 leaves out only port 0."""
_IPV4: Final = 4
_HALF: Final = 50


@dataclass(frozen=True, slots=True)
class Opening:
    """Ingress rules of one group with equal protocol and ports, seen from one VPC.

    Peers of such rules are a union, so `sources` joins the private ones of all rules; sources that
    are the internet are another question. `workloads` use the group, `maybe_attached` tells that
    others may.
    """

    group: SecurityGroup
    vpc: Vpc
    rules: tuple[Rule, ...]
    sources: AddressSet
    workloads: tuple[Workload, ...]
    maybe_attached: bool

    @property
    def ports(self) -> PortSet:
        """The TCP and UDP ports; all of them where the rule's ports are unknown."""
        traffic = self.rules[0].traffic
        if traffic is None:
            return ALL_PORTS
        return traffic.tcp_udp_ports("tcp") | traffic.tcp_udp_ports("udp")

    @property
    def described(self) -> str:
        """The sources as written, unless they are sensitive."""
        written = dict.fromkeys(rule.peers for rule in self.rules if rule.texts)
        return ", ".join(written) or "its VPC's CIDR"

    @property
    def is_own_cidr(self) -> bool:
        """Whether an unknown source is the VPC's own CIDR, whatever it will be."""
        own = f"{self.vpc.address}.cidr_block"
        return any(own in rule.unknown for rule in self.rules)

    @property
    def is_whole(self) -> bool:
        """Whether a whole IPv4 CIDR of the VPC is admitted."""
        return self.is_own_cidr or any(self.sources.covers(cidr) for cidr in self._space)

    @property
    def is_wide(self) -> bool:
        """Whether a whole CIDR of the VPC, or half of its IPv4 addresses, are admitted."""
        return self.is_whole or self.share >= _HALF

    @property
    def is_supernet(self) -> bool:
        """Whether a source is larger than a CIDR of the VPC that it contains."""
        return any(
            source.contains(block.cidr) and source.size > block.cidr.size
            for source in self.sources.cidrs()
            for block in self.vpc.blocks
        )

    @property
    def share(self) -> int:
        """The percentage of the VPC's IPv4 addresses that is admitted."""
        if self.is_own_cidr:
            return 100
        space = AddressSet.of(self._space)
        total = space.size(_IPV4)
        return (self.sources & space).size(_IPV4) * 100 // total if total else 0

    @property
    def _space(self) -> list[Cidr]:
        return [block.cidr for block in self.vpc.blocks if block.cidr.family == _IPV4]


def openings(network: Network, group: SecurityGroup) -> Iterator[tuple[Opening, ...]]:
    """Yield the TCP and UDP openings of a group, each once per VPC that the group may be in."""
    users = network.workloads_by_group.get(group.address, [])
    workloads = tuple(workload for workload, sure in users if sure)
    vpcs = _vpcs_of(network, group)
    for rules in _by_traffic(group).values():
        sources = AddressSet.of(())
        for rule in rules:
            sources |= _private_part(rule.addresses)
        maybe = len(users) > len(workloads)
        found = tuple(Opening(group, vpc, tuple(rules), sources, workloads, maybe) for vpc in vpcs)
        if found and found[0].ports:  # without ports it is ICMP and the like
            yield found


def _vpcs_of(network: Network, group: SecurityGroup) -> list[Vpc]:
    """Return the VPCs that a group may be in; one known only by its rules follows its users."""
    if group.vpc is not None:
        return [network.vpcs[t] for t in group.vpc.targets if t in network.vpcs]
    users = network.workloads_by_group.get(group.address, ())
    found = {vpc for workload, _ in users for vpc in network.vpcs_of(workload)}
    return [network.vpcs[vpc] for vpc in sorted(found) if vpc in network.vpcs]


def _by_traffic(group: SecurityGroup) -> dict[str, list[Rule]]:
    """Group ingress rules with private or unknown sources by protocol and ports."""
    found: dict[str, list[Rule]] = {}
    for rule in group.rules:
        if rule.direction != "ingress":
            continue
        if rule.unknown or _private_part(rule.addresses):
            found.setdefault("" if rule.traffic is None else str(rule.traffic), []).append(rule)
    return found


@lru_cache(maxsize=8192)
def _private_part(addresses: AddressSet) -> AddressSet:
    """Return the sources of a rule without those that are the internet."""
    if not is_internet(addresses):
        return addresses
    kept = [cidr for cidr in addresses.cidrs() if not is_internet(AddressSet.of((cidr,)))]
    return AddressSet.of(kept)

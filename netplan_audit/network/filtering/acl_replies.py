"""Whether a network ACL lets the replies of the TCP connections it admits get back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.network.addressing.subnet_use import workloads_by_subnet
from netplan_audit.network.cidr import ALL_IPV4, EMPTY, AddressSet
from netplan_audit.network.exposure.public_subnets import is_public
from netplan_audit.network.filtering.acl_use import acl_uses
from netplan_audit.network.filtering.network_acls import admitted
from netplan_audit.network.link import Certainty
from netplan_audit.network.ports import PortSet
from netplan_audit.network.routing.lookup import INTERNET
from netplan_audit.unknown import Truth, any_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.network.filtering.network_acls import AclRule, NetworkAcl
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.workloads import Workload

_LINUX: Final = PortSet.span(32768, 60999)
_WINDOWS: Final = PortSet.span(49152, 65535)
EPHEMERAL: Final = PortSet.span(1024, 65535)
"""The ports that connections may come from, of whatever client ("Ephemeral ports", VPC guide)."""
_HOSTS: Final = (_LINUX, _WINDOWS)
_FEW: Final = 16
"""A deny for less than one in so many ports, such as for 3389, is not about replies."""
_HTTPS: Final = PortSet.of((443,))
_NOTHING: Final = PortSet.of((0,))
"""Nothing listens on port 0: who writes 0 to 0 for TCP may mean all ports, and opens none."""
_STARTING: Final = frozenset({"instance", "Auto Scaling group", "EKS node group", "ECS service"})
"""Kinds of workloads that call others: what they run is fetched, and reports, over the network."""


class LostReplies(Struct, frozen=True):
    """Connections that a network ACL admits and whose replies it drops.

    `egress` tells that the connections go out, so that the replies come in. `rules` admit the
    connections, none where they come out of what is in `origin`. `ports` are what the replies
    need. `verdict` is unknown where rules are.
    """

    egress: bool
    rules: tuple[AclRule, ...]
    ports: PortSet
    verdict: Truth
    origin: str = ""
    settles: str = ""


def lost_replies(network: Network, acl: NetworkAcl) -> Iterator[LostReplies]:
    """Yield what a network ACL breaks, at most once per direction."""
    use = network.once(acl_uses)[acl.address]
    seen = acl if acl.closed else _as_seen(acl)
    for egress in (False, True):
        found = [each for rule in seen.rules for each in _of_rule(network, seen, rule, egress)]
        found += _of_way_out(network, seen, use.subnets) if egress else []
        found += [] if found else _of_unknown(acl, seen, egress)
        verdict = Truth.NO
        for each in found:
            verdict |= each.verdict
        if verdict is not Truth.NO:
            worst = [each for each in found if each.verdict is verdict]
            rules = tuple(dict.fromkeys(rule for each in worst for rule in each.rules))
            doubt = verdict if acl.closed else Truth.UNKNOWN
            origin = next((each.origin for each in worst if each.origin), "")
            yield LostReplies(egress, rules, worst[0].ports, doubt, origin, worst[0].settles)


def _of_unknown(acl: NetworkAcl, seen: NetworkAcl, egress: bool) -> Iterator[LostReplies]:  # noqa: FBT001 - as in the loop
    """Yield what rules that are not known may admit, where most replies are surely dropped."""
    doubtful = [
        rule
        for rule in seen.rules
        if rule.egress is egress and (rule.traffic is None or rule.allow is Truth.UNKNOWN)
    ]
    replies = [rule for rule in seen.rules if rule.egress is not egress]
    if not replies or not all(rule.is_known for rule in replies) or (acl.closed and not doubtful):
        return
    if _mostly_lost(seen, ALL_IPV4, _HOSTS, egress=not egress) is Truth.YES:
        settles = next((text for rule in doubtful for text in rule.unknown), acl.settles)
        yield LostReplies(egress, (), EPHEMERAL, Truth.UNKNOWN, settles=settles)


def _as_seen(acl: NetworkAcl) -> NetworkAcl:
    """Return a network ACL as if the rules that are surely its own were all."""
    return replace(acl, rules=tuple(r for r in acl.rules if r.is_placed), closed=True)


def _of_rule(
    network: Network,
    acl: NetworkAcl,
    rule: AclRule,
    egress: bool,  # noqa: FBT001 - as in the loop
) -> Iterator[LostReplies]:
    if rule.egress is not egress or not _opens_connections(rule):
        return
    assert rule.traffic is not None  # noqa: S101 - a rule that opens connections has it
    peers = _arriving(network, acl, rule, rule.traffic.ports)
    verdict = _mostly_lost(acl, peers, _HOSTS, egress=not egress)
    if rule.addresses is None:  # nothing is lost to anyone, or it depends on who it is
        everyone = _mostly_lost(acl, ALL_IPV4, _HOSTS, egress=not egress)
        verdict = everyone & Truth.UNKNOWN
    settles = ""
    if rule.addresses is not None and not rule.addresses.ipv4:
        speaks, settles = _speaks_ipv6(network, acl)
        verdict &= speaks
    if verdict is not Truth.NO:
        yield LostReplies(egress, (rule,), EPHEMERAL, verdict, settles=settles)


def _speaks_ipv6(network: Network, acl: NetworkAcl) -> tuple[Truth, str]:
    """Tell whether a subnet that a network ACL filters has IPv6, and what would tell."""
    subnets = network.once(acl_uses)[acl.address].subnets
    vpc = network.vpcs.get((acl.vpc.only or "") if acl.vpc is not None else "")
    every = network.complete and vpc is not None and vpc.is_new if acl.is_default else True
    seen = {*acl.subnets} <= {each.address for each in subnets}
    closed = acl.subnets.settled and seen and every
    verdict = any_of((each.has_ipv6 for each in subnets), closed=closed)
    doubts = (each.address for each in subnets if each.has_ipv6 is Truth.UNKNOWN)
    doubt = next(doubts, "")
    settles = f"{doubt}.ipv6_cidr_block" if doubt else f"the subnets of {acl.address}"
    return verdict, settles if verdict is Truth.UNKNOWN else ""


def _opens_connections(rule: AclRule) -> bool:
    """Tell whether a rule is about connections to some ports, not about their replies.

    A rule for all ports, or for those that connections come from, may be there for replies.
    """
    traffic = rule.traffic
    if rule.allow is not Truth.YES or traffic is None or traffic.protocol != "tcp":
        return False
    ports = traffic.ports - _NOTHING
    return bool(ports) and not any(ports.covers(replies) for replies in _HOSTS)


def _arriving(network: Network, acl: NetworkAcl, rule: AclRule, ports: PortSet) -> AddressSet:
    """Return the addresses that a rule really admits, without those of its own one subnet."""
    if rule.addresses is None:
        return EMPTY
    found = EMPTY
    for part in admitted(acl, "tcp", ports, rule.addresses, egress=rule.egress):
        found |= part.sure
    subnets = network.once(acl_uses)[acl.address].subnets
    if len(subnets) == 1:
        found -= AddressSet.of(block.cidr for block in subnets[0].blocks)
    return found


def _mostly_lost(
    acl: NetworkAcl, peers: AddressSet, needs: Iterable[PortSet], *, egress: bool
) -> Truth:
    """Tell whether most peers get replies on none of several sets of ports that would do."""
    sure, possible = EMPTY, EMPTY
    for ports in needs:
        parts = admitted(acl, "tcp", ports, peers, egress=egress)
        surely, perhaps = peers, peers
        for part in parts:
            if _FEW * len(part.ports) < len(ports):
                continue  # what is lost is one connection in many
            surely, perhaps = surely & part.sure, perhaps & part.possible
        sure, possible = sure | surely, possible | perhaps
    if _is_most(peers - possible, peers):
        return Truth.YES
    return Truth.UNKNOWN if _is_most(peers - sure, peers) else Truth.NO


def _is_most(part: AddressSet, whole: AddressSet) -> bool:
    return any(2 * part.size(family) >= whole.size(family) > 0 for family in (4, 6))


def _of_way_out(
    network: Network, acl: NetworkAcl, subnets: tuple[Subnet, ...]
) -> Iterator[LostReplies]:
    """Yield the ways to the internet over which no replies come back.

    NAT gateways use ports 1024 to 65535 ("Ephemeral ports", VPC user guide).
    """
    nats = network.once(_public_nats)
    peers = EMPTY
    for part in admitted(acl, "tcp", _HTTPS, INTERNET[4], egress=True):
        peers |= part.sure
    for subnet in subnets if peers else ():
        nat = nats.get(subnet.address) if is_public(network, subnet) is not Truth.NO else None
        origin = nat or _leaving(network, subnet)
        if not origin:
            continue
        needs = _HOSTS if nat is None else (EPHEMERAL,)
        verdict = _mostly_lost(acl, peers, needs, egress=False)
        if verdict is not Truth.NO:
            yield LostReplies(True, (), EPHEMERAL, verdict, origin)  # noqa: FBT003 - outward


def _public_nats(network: Network) -> dict[str, str]:
    return {
        nat.subnet.only: nat.address
        for nat in network.nat_gateways.values()
        if nat.subnet is not None and nat.subnet.only and nat.is_public is Truth.YES
    }


def _leaving(network: Network, subnet: Subnet) -> str:
    """Return what surely leaves a subnet for the internet, '' where nothing may.

    By a NAT gateway it is all that there is in the subnet; by an internet gateway it is what has a
    public address, and calls others.
    """
    default = network.routing.default_route(subnet)
    kind = default.route.target_kind if default.decided and default.route is not None else ""
    if kind == "NAT gateway":
        return subnet.address
    if kind != "internet gateway":
        return ""
    found = network.once(workloads_by_subnet).get(subnet.address, [])
    return next((w.address for w in found if w.kind in _STARTING and _has_address(w, subnet)), "")


def _has_address(workload: Workload, subnet: Subnet) -> bool:
    """Tell whether a workload surely gets a public IPv4 address in a subnet."""
    has = workload.has_public_ipv4(subnet)
    return has is Truth.YES and workload.subnets.certainty is Certainty.CERTAIN

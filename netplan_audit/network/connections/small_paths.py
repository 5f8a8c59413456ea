"""Ways out of a subnet that carry smaller packets than a VPC does, and what tells senders so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.network.cidr import ALL_IPV4
from netplan_audit.network.filtering.network_acls import first_match
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.network.filtering.network_acls import AclRule, NetworkAcl
    from netplan_audit.network.network import Network
    from netplan_audit.network.ports import Traffic
    from netplan_audit.network.routing.route_tables import Route
    from netplan_audit.network.vpcs import Subnet

TOO_BIG: Final = (3, 4)
"""The ICMP type and code of "fragmentation needed" (RFC 1191), which tells a sender the MTU."""


class SmallPath(Struct, frozen=True):
    """A way out of a subnet with an MTU below the 9001 bytes of a VPC.

    `kind` is what it leads over, `mtu` the most it carries. `clamps` tells that it lowers the
    segment size of TCP, so that only other protocols depend on messages about packets too big.
    """

    subnet: Subnet
    kind: str
    mtu: int
    clamps: bool
    address: str

    @property
    def name(self) -> str:
        """What it leads over, with its article."""
        return f"{'an' if self.kind.startswith('i') else 'a'} {self.kind}"


_VPN: Final = "virtual private gateway"
_PEERING: Final = "inter-region peering"
_MTU: Final = {"transit gateway": 8500, _PEERING: 8500}
_TUNNEL: Final = 1446
_ORDINARY: Final = 1500
_JUMBO: Final = 9001


def small_paths(network: Network, subnet: Subnet) -> Iterator[SmallPath]:
    """Yield the small paths of a subnet by its one route table, each kind once.

    The figures are those of "Network maximum transmission unit", EC2 user guide, and of the quotas
    of Site-to-Site VPN and AWS Transit Gateway. A virtual private gateway that the table learns
    routes from counts without a route.
    """
    table = network.route_tables.get(network.routing.table_of(subnet).only or "")
    if table is None:
        return
    found: dict[str, tuple[int | None, str]] = {}
    for route in table.routes:
        kind = _kind(network, route)
        if kind == _VPN:
            found[kind] = (_over_gateway(network, route.target.only, learnt=False), route.origin)
        elif kind:
            found[kind] = (_MTU[kind], route.origin)
    if table.learns:
        found.setdefault(_VPN, (_over_gateway(network, None, learnt=True), table.address))
    for kind, (mtu, address) in found.items():
        if mtu is not None:
            yield SmallPath(subnet, kind, mtu, kind == "transit gateway", address)


def _over_gateway(network: Network, gateway: str | None, *, learnt: bool) -> int | None:
    """Return what a way over a virtual private gateway carries, None where that is jumbo frames.

    A tunnel of a VPN carries the least. Direct Connect has jumbo frames on interfaces that are set
    to them, for routes that it teaches ("MTUs for private virtual interfaces or transit virtual
    interfaces", Direct Connect user guide). Where nothing shows what is behind it, 1500 bytes is
    what interfaces have by default. A table does not tell which gateway it learns from: all count.
    """
    ends = [(c.gateway.only, c) for c in network.outside if c.gateway is not None]
    ends = [(end, c) for end, c in ends if end and end not in network.transit_gateways]
    here = [c for end, c in ends if gateway in (None, end)]
    if any(connection.kind == "VPN connection" for connection in here):
        return _TUNNEL
    hubs = {gateway, *(c.hub.only for c in here if c.hub is not None)}
    private = [one for one in network.tunnels.interfaces if one.kind == "private"]
    sizes = {i.mtu for i in private if gateway is None or (i.gateway and i.gateway.only in hubs)}
    return None if learnt and sizes == {_JUMBO} else _ORDINARY


def _kind(network: Network, route: Route) -> str:
    if route.target_kind in (_VPN, "transit gateway"):
        return route.target_kind
    if route.target_kind != "peering connection":
        return ""
    peering = network.peering_connections.get(route.target.only or "")
    if peering is None:
        return ""
    ends = [network.vpcs.get(end.only or "") for end in (peering.requester, peering.accepter)]
    regions = {None if vpc is None else vpc.region for vpc in ends}
    return _PEERING if len(regions) > 1 and None not in regions else ""


def admits_too_big(acl: NetworkAcl) -> Truth:
    """Tell whether a network ACL lets "fragmentation needed" in from some IPv4 address."""
    weighed = ((rule, _is_too_big(rule)) for rule in acl.rules if not rule.egress)
    sure, possible = first_match(weighed, ALL_IPV4)
    if sure:
        return Truth.YES if acl.closed else Truth.UNKNOWN
    return Truth.UNKNOWN if possible or not acl.closed else Truth.NO


def _is_too_big(rule: AclRule) -> Truth:
    return Truth.UNKNOWN if rule.traffic is None else truth(holds_too_big(rule.traffic))


def holds_too_big(traffic: Traffic) -> bool:
    """Tell whether traffic holds the ICMP message "fragmentation needed"."""
    if traffic.protocol == "all":
        return True
    number, code = TOO_BIG
    return (
        traffic.protocol == "icmp"
        and traffic.icmp_type in {None, number}
        and traffic.icmp_code in {None, code}
    )


def paths_of(network: Network, subnets: Iterable[Subnet]) -> list[SmallPath]:
    """Return the small paths of several subnets, those first that do not clamp."""
    found = [path for subnet in subnets for path in small_paths(network, subnet)]
    return sorted(found, key=lambda path: (path.clamps, path.mtu))

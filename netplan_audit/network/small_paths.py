"""Ways out of a subnet that carry smaller packets than a VPC does, and what tells senders so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.network.cidr import ALL_IPV4
from netplan_audit.network.network_acls import first_match
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.network.network import Network
    from netplan_audit.network.network_acls import AclRule, NetworkAcl
    from netplan_audit.network.ports import Traffic
    from netplan_audit.network.route_tables import Route
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
_MTU: Final = {_VPN: 1446, "transit gateway": 8500, "inter-region peering": 8500}


def small_paths(network: Network, subnet: Subnet) -> Iterator[SmallPath]:
    """Yield the small paths of a subnet by its one route table, each kind once.

    The figures are those of "Network maximum transmission unit", EC2 user guide, and of the quotas
    of Site-to-Site VPN and AWS Transit Gateway. A virtual private gateway that the table learns
    routes from counts without a route.
    """
    table = network.route_tables.get(network.routing.table_of(subnet).only or "")
    if table is None:
        return
    found = {kind: route.origin for route in table.routes if (kind := _kind(network, route))}
    if table.learns:
        found.setdefault(_VPN, table.address)
    for kind, address in found.items():
        yield SmallPath(subnet, kind, _MTU[kind], kind == "transit gateway", address)


def _kind(network: Network, route: Route) -> str:
    if route.target_kind in _MTU:
        return route.target_kind
    if route.target_kind != "peering connection":
        return ""
    peering = network.peering_connections.get(route.target.only or "")
    if peering is None:
        return ""
    ends = [network.vpcs.get(end.only or "") for end in (peering.requester, peering.accepter)]
    regions = {None if vpc is None else vpc.region for vpc in ends}
    return "inter-region peering" if len(regions) > 1 and None not in regions else ""


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

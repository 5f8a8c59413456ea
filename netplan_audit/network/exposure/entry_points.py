"""Where the internet gets into a VPC: workloads that it reaches on ports their groups open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.exposure.exposure import Packets, exposure, packets_of
from netplan_audit.network.filtering.practice import CLUSTER_GROUP
from netplan_audit.network.ports import ALL_PORTS, NO_PORTS
from netplan_audit.network.routing.lookup import INTERNET
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.network import Network
    from netplan_audit.network.ports import PortSet
    from netplan_audit.network.workloads import Workload

_BALANCER: Final = "load balancer"
_WIRED: Final = ("tcp", "udp")


def is_entry_point(network: Network, workload: Workload, ports: PortSet = ALL_PORTS) -> Truth:
    """Tell whether the internet reaches a workload on a port that its security groups open."""
    if workload.kind == _BALANCER:
        return _balances(network, workload, ports)
    return _opened(network, workload, ports)


def _balances(network: Network, balancer: Workload, ports: PortSet) -> Truth:
    """Tell whether the internet reaches a load balancer on a port that it listens on.

    One of type `network` without security groups lets all clients reach its listeners ("Update the
    security groups for your Network Load Balancer", NLB user guide).
    """
    listens = network.load_balancing.listeners.get(balancer.address, NO_PORTS) & ports
    if not listens:  # listeners that are not in the input may be there
        return _opened(network, balancer, ports) & Truth.UNKNOWN
    if balancer.address in network.load_balancing.unfiltered:
        return exposure(network, balancer, _anything(listens)).verdict
    return _opened(network, balancer, listens)


def _opened(network: Network, workload: Workload, ports: PortSet) -> Truth:
    possible = Truth.NO if workload.groups.settled else Truth.UNKNOWN
    packets: list[Packets] = []
    for address in workload.groups:
        group = network.security_groups.get(address)
        if group is None or not group.closed:
            implied = group is None and address.endswith(
                (".default_security_group_id", CLUSTER_GROUP)
            )
            possible = possible if implied else Truth.UNKNOWN
        for rule in () if group is None else group.rules:
            if rule.direction != "ingress":
                continue
            if rule.unknown or rule.group.only is None:
                possible = Truth.UNKNOWN
            else:
                packets += packets_of(rule, ports)
    answer = Truth.NO
    if packets:
        answer = exposure(network, workload, packets).verdict
    if answer is Truth.NO and possible is Truth.UNKNOWN:
        return exposure(network, workload, _anything(ports)).verdict & Truth.UNKNOWN
    return answer


def _anything(ports: PortSet) -> list[Packets]:
    """Return all that the internet may send to some ports."""
    return [
        Packets(protocol, ports, internet, family)
        for protocol in _WIRED
        for family, internet in INTERNET.items()
    ]


class EntryPoints:
    """The entry points of a network, VPC by VPC as somebody asks."""

    def __init__(self, network: Network) -> None:
        """Remember the network to ask."""
        self._network = network
        self._found: dict[str, str] = {}

    def of(self, vpc: str) -> str:
        """Return a workload of a VPC that the internet reaches, '' where none is sure."""
        if vpc not in self._found:
            workloads = self._network.workloads_by_vpc.get(vpc, ())
            sure = (w for w in workloads if is_entry_point(self._network, w) is Truth.YES)
            self._found[vpc] = next((w.address for w in sure), "")
        return self._found[vpc]

"""What makes a group that is open to its whole VPC acceptable: practice, directories, one group."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from netplan_audit.network.ports import NO_PORTS, PortSet
from netplan_audit.terraform.address import is_data
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.filtering.group_use import GroupUse
    from netplan_audit.network.filtering.security_groups import SecurityGroup
    from netplan_audit.network.network import Network
    from netplan_audit.network.ports import Traffic
    from netplan_audit.network.workloads import Workload

CLUSTER_GROUP: Final = ".cluster_security_group_id"
_NFS: Final = PortSet.of((2049,))
_BY_KIND: Final = {
    "VPC endpoint": PortSet.of((443,)),
    "Route 53 Resolver endpoint": PortSet.of((53, 443, 853)),
    "EFS mount target": _NFS,
}
_TRACEROUTE: Final = PortSet.span(33434, 33534)
_DIRECTORY: Final = (
    r"(^|[^a-z0-9])(ad|dc|adds|active-?directory|domain-?controllers?|directory)([^a-z0-9]|$)"
)
_BALANCER: Final = "load balancer"
_MOST_LISTENERS: Final = 50
"""So many listeners a load balancer has at most, unless its quota is raised."""


def accepted_use(
    network: Network, group: SecurityGroup, ports: PortSet, use: GroupUse
) -> tuple[Truth, str]:
    """Tell whether opening some ports of a group to its VPC is what AWS's guides say to do.

    It is for the listener ports of an internal load balancer, and for the target and health-check
    ports of its targets ("Security groups for your Network Load Balancer", "Target security
    groups"); for interface endpoints, Route 53 Resolver endpoints and EFS mount targets on their
    ports; and for the group that EKS keeps for a cluster. The words say why it is not known.
    """
    if group.address.endswith(CLUSTER_GROUP):
        return Truth.YES, ""
    unplaced = _unplaced(network, group)
    if not use.workloads and _NFS.covers(ports):
        return Truth.YES, ""  # a group for EFS: what is to have it is made elsewhere
    if not use.workloads:
        may = unplaced.covers(ports)
        return (
            Truth.UNKNOWN if may else Truth.NO
        ), "it may be the group of a target group's targets"
    answer, why = Truth.YES, ""
    for workload in use.workloads:
        accepted = _accepted(network, workload)
        if accepted is not None and accepted.covers(ports):
            continue
        if accepted is None and len(ports) <= _MOST_LISTENERS:
            answer &= Truth.UNKNOWN
            why = f"the listeners of {workload.address} are not in the input"
        elif _may_be_target(workload) and ((accepted or NO_PORTS) | unplaced).covers(ports):
            answer &= Truth.UNKNOWN
            why = f"{workload.address} may be a target of a target group on these ports"
        else:
            return Truth.NO, ""
    if answer is Truth.YES and use.others:
        return Truth.UNKNOWN, use.others
    return answer, why


def _accepted(network: Network, workload: Workload) -> PortSet | None:
    """Return the ports that a workload opens to its VPC by practice; None where unknown."""
    balancing = network.load_balancing
    if workload.kind == _BALANCER:
        if workload.address not in balancing.internal:
            return NO_PORTS
        return balancing.listeners.get(workload.address)
    targets = balancing.targets.get(workload.address, NO_PORTS)
    return targets | _BY_KIND.get(workload.kind, NO_PORTS)


def _may_be_target(workload: Workload) -> bool:
    return workload.kind not in {*_BY_KIND, _BALANCER}


def _unplaced(network: Network, group: SecurityGroup) -> PortSet:
    """Return the ports of target groups in the group's VPC whose targets are not in the input."""
    found = NO_PORTS
    for vpc in () if group.vpc is None else group.vpc.targets:
        found |= network.load_balancing.unplaced.get(vpc, NO_PORTS)
    return found


def is_traceroute(traffic: Traffic) -> bool:
    """Tell whether it is the UDP ports that traceroute sends probes to, for nothing listens there.

    One port for each probe from 33434 on (traceroute(8)); groups open 33434 to 33534 for it.
    """
    return traffic.protocol == "udp" and _TRACEROUTE.covers(traffic.ports)


def is_directory(group: SecurityGroup, use: GroupUse) -> bool:
    """Tell by type or name whether a group is one of domain controllers."""
    if use.workloads and all(workload.kind == "directory" for workload in use.workloads):
        return True
    names = [group.name, *(workload.name for workload in use.workloads)]
    return any(re.search(_DIRECTORY, name.lower().replace("_", "-")) for name in names)


def needs_all(network: Network, vpc: str, use: GroupUse, *, and_more: bool) -> str:
    """Say why a group cannot but admit its whole VPC, and more if it does, '' where it can.

    What has it forwards packets of others: the source/destination check is off on a NAT instance
    ("NAT instances", VPC user guide), and on a router between the VPC and the networks it is
    connected to; that something else may have the group of one that exists is no reason to doubt
    it. Or nothing of the VPC has another group.
    """
    forwards = bool(use.workloads) and all(workload.forwards for workload in use.workloads)
    if forwards and (not and_more or vpc in network.connected_vpcs):
        return "all that is known to have it forwards packets"
    is_only = not and_more and _is_only(network, vpc, use)
    return "all workloads of the VPC share this group" if is_only else ""


def _is_only(network: Network, vpc: str, use: GroupUse) -> bool:
    """Tell whether several workloads, all that a VPC has, share just the group that these have.

    Who reads a VPC from elsewhere does not see all its workloads, and where there is but one the
    others are likely to be made elsewhere too.
    """
    if is_data(vpc) or not use.workloads or use.others:
        return False
    only = use.workloads[0].groups
    every = network.workloads_by_vpc.get(vpc, ())
    return (
        len(every) > 1
        and len(set(only)) == 1
        and all(w.groups.settled and set(w.groups) == set(only) for w in every)
    )

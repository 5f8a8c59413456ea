"""What uses a security group, and what may use it besides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.filtering.security_groups import SecurityGroup
    from netplan_audit.network.network import Network
    from netplan_audit.network.workloads import Workload


class GroupUse(Struct, frozen=True):
    """The workloads whose interfaces have a group; `others` says what may have it too."""

    workloads: tuple[Workload, ...]
    others: str = ""

    @property
    def is_attached(self) -> Truth:
        """Whether anything uses the group."""
        if self.workloads:
            return Truth.YES
        return Truth.UNKNOWN if self.others else Truth.NO

    @property
    def serves_nobody(self) -> str:
        """Say why what the group admits reaches no service, '' where it may reach one."""
        if self.others:
            return ""
        if not self.workloads:
            return "nothing uses the group"
        alone = all(workload.is_mere_interface for workload in self.workloads)
        return "only endpoints of AWS's services have it" if alone else ""


def group_use(network: Network, group: SecurityGroup) -> GroupUse:
    """Tell what uses a group.

    A group that this input creates, and that nothing in it may use, is unused. One that is there
    already, or is not managed here, may be used by what the input does not show.
    """
    users = network.workloads_by_group.get(group.address, ())
    sure = tuple(workload for workload, is_sure in users if is_sure)
    return GroupUse(sure, _others(network, group, [w for w, is_sure in users if not is_sure]))


def _others(network: Network, group: SecurityGroup, candidates: list[Workload]) -> str:
    if candidates:
        return candidates[0].groups.settles or f"the groups of {candidates[0].address}"
    mention = network.group_mentions.get(group.address, "")
    if mention.startswith("output."):
        return f"who reads {mention}"
    if mention:
        return f"what {mention} does with {group.address}"
    vpc = None if group.vpc is None else group.vpc.only
    open_in = network.open_workloads
    for place in open_in if vpc is None else (vpc, ""):
        for workload in open_in.get(place, ()):
            if group.address not in tuple(workload.groups):
                return workload.groups.settles or f"the groups of {workload.address}"
    missing = next(iter(network.coverage.missing_modules), "")
    if missing:
        return f"whether {missing} has {group.address}"
    return "" if group.is_new else f"what uses {group.address} outside the input"

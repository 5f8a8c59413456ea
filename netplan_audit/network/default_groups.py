"""The security group that every VPC comes with, and what manages it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from netplan_audit.network.network import Network
    from netplan_audit.network.security_groups import SecurityGroup

_IMPLICIT: Final = ".default_security_group_id"


def is_default_group(network: Network, address: str) -> bool:
    """Tell whether an address is that of some VPC's default security group."""
    group = network.security_groups.get(address)
    return address.endswith(_IMPLICIT) if group is None else group.is_default


def default_group_of(network: Network, vpc: str) -> tuple[SecurityGroup | None, str]:
    """Return the resource that manages a VPC's default group, or what would tell which does."""
    managed = network.security_groups.get(network.aliases.get(vpc + _IMPLICIT, ""))
    if managed is not None:
        return managed, ""
    for group in network.security_groups.values():
        link = group.vpc
        if not (group.is_default and group.is_managed) or link is None:
            continue
        if link.only == vpc:
            return group, ""
        if vpc in link.targets or not (link.targets and link.complete):
            return None, link.settles or f"{group.address}.vpc_id"
    return None, ""

"""The security group that every VPC comes with, and what manages it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from netplan_audit.network.filtering.security_groups import SecurityGroup
    from netplan_audit.network.network import Network

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
    by_vpc, anywhere = network.once(_managed)
    group, settles = by_vpc.get(vpc, (None, ""))
    return group, "" if group is not None else settles or anywhere


def _managed(
    network: Network,
) -> tuple[dict[str, tuple[SecurityGroup | None, str]], str]:
    """Return the managed default groups by VPC, and what would tell whose the others are."""
    by_vpc: dict[str, tuple[SecurityGroup | None, str]] = {}
    anywhere = ""
    for group in network.security_groups.values():
        link = group.vpc
        if not (group.is_default and group.is_managed) or link is None:
            continue
        settles = link.settles or f"{group.address}.vpc_id"
        if link.only is not None:
            by_vpc[link.only] = (group, "")
        elif link.targets and link.complete:
            for vpc in link.targets:
                by_vpc.setdefault(vpc, (None, settles))
        else:
            anywhere = anywhere or settles
    return by_vpc, anywhere

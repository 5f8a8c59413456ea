"""EKS clusters and their node groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from netplan_audit.network.cidr import AddressSet
    from netplan_audit.network.link import Link, Links
    from netplan_audit.unknown import Truth


class Cluster(Struct, frozen=True):
    """An EKS cluster; where its interfaces stand is told by the workload of the same address.

    `public_endpoint` and `private_endpoint` tell where its API answers, `public_cidrs` the
    addresses that its public endpoint admits, None where they are unknown. `groups` are the
    security groups of its interfaces, that which EKS makes included. `is_ipv6` tells whether its
    pods have IPv6 addresses, `pods_elsewhere` whether they have addresses of other subnets than
    their nodes. `is_new` tells that the plan creates it.
    """

    address: str
    public_endpoint: Truth
    private_endpoint: Truth
    public_cidrs: AddressSet | None
    groups: Links
    is_ipv6: Truth
    pods_elsewhere: Truth
    settles: str = ""
    is_new: bool = False


class NodeGroup(Struct, frozen=True):
    """A managed node group; its subnets are told by the workload of the same address.

    `max_size` and `instance_types` are None where they are unknown. `has_key` tells whether
    remote access by SSH key is asked for, `key_groups` whom from.
    """

    address: str
    cluster: Link | None
    max_size: int | None
    instance_types: tuple[str, ...] | None
    has_key: Truth
    key_groups: Links

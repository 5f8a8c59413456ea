"""Workloads: everything that places network interfaces into subnets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.link import Links
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.zones import Zone


_FLEETS: Final = frozenset(
    {
        "Auto Scaling group",
        "EKS node group",
        "EKS Fargate profile",
        "ECS service",
        "EMR cluster",
        "Batch compute environment",
    }
)
_INTERFACES: Final = frozenset({"VPC endpoint", "Route 53 Resolver endpoint", "EKS control plane"})


class Workload(Struct, frozen=True):
    """A resource with network interfaces.

    `kind` is a word of AWS's (`instance`, `EKS node group`, `load balancer`, …). `groups` are the
    security groups of its interfaces. `public_ipv4` and `public_ipv6` tell whether these get public
    addresses, None where that is up to the subnet each is in; `public_ip_reason` says why, or names
    what would tell. `node_reason` says what makes it a Kubernetes node, `node_is_sure` that this is
    no convention. `is_guess` marks a type that is known by its arguments alone, `is_in_one` one
    that stands in one of its subnets and not in all of them, `is_container_instance` one of ECS.
    `in_default_vpc` marks one that names no subnet, so that AWS places it into the default VPC.
    `mtu` is what its user data sets, `port` what a database listens on, None where it is unknown.
    `on_fargate` tells whether Fargate runs a service of ECS; `zone` is the zone that an instance
    asks for. `forwards` marks what takes packets that are not for itself, as a NAT instance does.
    """

    address: str
    kind: str
    subnets: Links
    groups: Links
    public_ipv4: Truth | None = Truth.NO
    public_ipv6: Truth | None = Truth.NO
    public_ip_reason: str = ""
    is_data_store: bool = False
    accepts_connections: bool = True
    node_reason: str = ""
    node_is_sure: bool = False
    name: str = ""
    is_guess: bool = False
    is_in_one: bool = False
    mtu: int | None = None
    is_container_instance: bool = False
    port: int | None = None
    in_default_vpc: bool = False
    on_fargate: Truth = Truth.NO
    zone: Zone | None = None
    forwards: bool = False

    def has_public_ipv4(self, subnet: Subnet) -> Truth:
        """Tell whether an interface of it in a subnet gets a public IPv4 address."""
        return subnet.maps_public_ip if self.public_ipv4 is None else self.public_ipv4

    def has_ipv6(self, subnet: Subnet) -> Truth:
        """Tell whether an interface of it in a subnet gets an IPv6 address."""
        asked = subnet.assigns_ipv6 if self.public_ipv6 is None else self.public_ipv6
        return subnet.has_ipv6 & asked

    @property
    def is_fleet(self) -> bool:
        """Whether it stands for any number of machines or tasks that are alike."""
        return self.kind in _FLEETS

    @property
    def is_mere_interface(self) -> bool:
        """Whether it is one of AWS's own services, on no other ports, or accepts no connections."""
        return self.kind in _INTERFACES or not self.accepts_connections

    @property
    def is_node(self) -> bool:
        """Whether it is a Kubernetes node, or a group of them."""
        return bool(self.node_reason)

"""Everything that a walk asks about, of one input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field

from netplan_audit.network.reach.core import NO_CORE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from netplan_audit.network.network import Network
    from netplan_audit.network.reach.balancers import Balancer, Service
    from netplan_audit.network.reach.core import CoreNetworks
    from netplan_audit.network.reach.ends import End
    from netplan_audit.network.reach.front_doors import PublicEndpoint
    from netplan_audit.network.reach.transit import TransitRouting


class GatewayEndpoint(Struct, frozen=True):
    """A gateway endpoint: the service, and the route tables that it adds a route to.

    `has_policy` tells that it has a policy of its own, which may answer for some requests only.
    """

    address: str
    service: str
    tables: tuple[str, ...]
    has_policy: bool = False


class Ends(Protocol):
    """Where the ends of paths come from."""

    def ends_of(self, address: str) -> list[End]:
        """Return the interfaces of an object."""

    def nat(self, address: str) -> End:
        """Return a NAT gateway."""

    def held_by(self, address: str) -> str:
        """Return the instance that an interface is given to, else its own address."""


class ReachModel(Struct, frozen=True):
    """The network and what only paths need of it.

    `plain_group` finds the group of an id with an account before it (`123456789012/sg-1`).
    `hides` tells of a resource whether the addresses in its rules or routes are sensitive.
    `doubtful` holds the objects that may not exist, with what would tell.
    `doors` are the
    public endpoints outside of every VPC, `fronts` what brings clients of the internet to load
    balancers and interfaces, by their addresses. `keeping` are senders that show the addresses
    of their clients instead of their own, `services` what interface endpoints lead to,
    `core` the core networks of Cloud WAN.
    """

    network: Network
    ends: Ends
    transit: TransitRouting
    balancers: Mapping[str, Balancer]
    endpoints: tuple[GatewayEndpoint, ...]
    plain_group: Callable[[str], str]
    hides: Callable[[str], bool]
    doubtful: Mapping[str, str]
    doors: Mapping[str, PublicEndpoint] = field(default_factory=dict)
    fronts: Mapping[str, str] = field(default_factory=dict)
    keeping: frozenset[str] = frozenset()
    services: Mapping[str, Service] = field(default_factory=dict)
    core: CoreNetworks = NO_CORE

    def objects(self) -> list[str]:
        """Return what packets are sent to, but interfaces of instances: workloads, endpoints."""
        ends = self.ends
        every = sorted({*self.network.workloads, *self.doors})
        return [each for each in every if ends.held_by(each) == each and ends.ends_of(each)]

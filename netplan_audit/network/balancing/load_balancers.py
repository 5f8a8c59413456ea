"""What load balancers listen on, and which ports they use towards their targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from netplan_audit.network.ports import NO_PORTS, PortSet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netplan_audit.unknown import Truth


class TargetGroup(Struct, frozen=True):
    """A target group; `kind` is its target type, '' where that is unknown.

    `members` are what the input registers with it, by address or AWS id. `cross_zone` tells
    whether it is balanced over zones, None where that is up to its load balancer. `ports` are those
    of its targets and of its health check; where one is known only after apply, `made_of` are the
    resources that it is taken from, and `settles` is what would tell it, '' otherwise.
    """

    address: str
    kind: str
    members: tuple[str, ...]
    cross_zone: Truth | None
    ports: PortSet = NO_PORTS
    made_of: frozenset[str] = frozenset()
    settles: str = ""


class StreamTargets(Struct, frozen=True):
    """A target group to which a Network Load Balancer hands connections, over TCP or TLS.

    `protocol` and `port` are None where they are unknown. `names` are what it is called: its
    `name` and `Name` tag, and its address.
    """

    address: str
    protocol: str | None
    port: int | None
    names: tuple[str, ...]


class Passage(Struct, frozen=True):
    """A Network Load Balancer that hands a target connections from the clients' own addresses.

    `listening` is where it takes them, `ports` where the target gets them.
    """

    balancer: str
    protocol: str
    listening: PortSet
    ports: PortSet


class LoadBalancing(Struct, frozen=True):
    """The ports of load balancing, by the address of what opens them.

    `listeners` are the ports of a load balancer's listeners, `internal` the load balancers that
    face no internet, `unfiltered` the Network Load Balancers without security groups. `targets` are
    the target and health-check ports of a registered workload. `unplaced` are, by VPC, those of
    target groups whose targets the input does not show. `clients` are, by VPC, the ports on which
    targets see the addresses of internet clients: behind a Network Load Balancer without security
    group that keeps them. `may_be_clients` are those where nobody knows whether it keeps them.
    `passages` are the same as `clients` by target, as far as every link is proven.
    `types` are `application`, `network`, `gateway` and `classic`; load balancers whose type is not
    known have none. `groups` are the target groups, `forwards` those that a load balancer's
    listeners name. `answering` are load balancers whose listeners and rules all answer by
    themselves, with a redirect or a fixed response. `cross_zone` tells whether a Network Load
    Balancer spreads connections over zones. `streams` are the target groups over TCP and TLS, and
    those whose protocol is unknown. `classic` are the Classic Load Balancers, each as the target
    group that its listeners stand for.
    """

    listeners: Mapping[str, PortSet] = field(default_factory=dict)
    internal: frozenset[str] = frozenset()
    unfiltered: frozenset[str] = frozenset()
    targets: Mapping[str, PortSet] = field(default_factory=dict)
    unplaced: Mapping[str, PortSet] = field(default_factory=dict)
    clients: Mapping[str, PortSet] = field(default_factory=dict)
    may_be_clients: Mapping[str, PortSet] = field(default_factory=dict)
    passages: Mapping[str, tuple[Passage, ...]] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, TargetGroup] = field(default_factory=dict)
    forwards: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answering: frozenset[str] = frozenset()
    cross_zone: Mapping[str, Truth] = field(default_factory=dict)
    streams: tuple[StreamTargets, ...] = ()
    classic: Mapping[str, TargetGroup] = field(default_factory=dict)

    @property
    def sending(self) -> tuple[TargetGroup, ...]:
        """What sends to ports of targets: the target groups, and Classic Load Balancers."""
        return (*self.groups.values(), *self.classic.values())

    def client_ports(self, vpcs: set[str], *, perhaps: bool = False) -> PortSet:
        """Return the ports that internet clients reach with their own address in some VPCs.

        `perhaps` adds those that they may reach so.
        """
        found = NO_PORTS
        for vpc in vpcs:
            found |= self.clients.get(vpc, NO_PORTS)
            if perhaps:
                found |= self.may_be_clients.get(vpc, NO_PORTS)
        return found

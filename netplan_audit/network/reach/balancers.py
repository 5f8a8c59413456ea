"""Load balancers as packets see them: what listens, which targets get what, from which address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.ports import PortSet
    from netplan_audit.network.reach.ends import End


class Target(Struct, frozen=True):
    """A registered target; `end` is None where nothing in the input is known to be it."""

    origin: str
    end: End | None
    port: int | None
    settles: str


class TargetGroup(Struct, frozen=True):
    """A target group; `open_` names what else registers targets, '' for nothing.

    `keeps_client` tells whether targets see the address of the client. `cross_zone` is None where
    the load balancer's own setting counts. `family` is that of the targets' addresses.
    """

    address: str
    kind: str
    keeps_client: Truth
    targets: tuple[Target, ...]
    open_: str
    cross_zone: Truth | None
    family: int = 4


class Listener(Struct, frozen=True):
    """A listener with the target groups that it may forward to; `complete` if these are all."""

    address: str
    protocol: str
    port: int | None
    groups: tuple[TargetGroup, ...]
    complete: bool

    def takes(self, protocol: str, ports: PortSet) -> Truth:
        """Tell whether it takes a connection of this protocol to one of these ports."""
        udp = self.protocol in {"UDP", "QUIC"}
        both = self.protocol in {"TCP_UDP", "TCP_QUIC"}
        if not (both or protocol == ("udp" if udp else "tcp")):
            return Truth.NO
        if self.port is None or not self.protocol:
            return Truth.NO if self.port is not None and self.port not in ports else Truth.UNKNOWN
        if self.port not in ports:
            return Truth.NO
        return Truth.YES if len(ports) == 1 else Truth.UNKNOWN


class Balancer(Struct, frozen=True):
    """A load balancer of kind `network`, `application`, `classic` or `gateway`; its listeners.

    `answers` tells to stop at the listener: it takes connections itself, whatever its targets do.
    `behind` stands in for a load balancer that is a target of this one. `filters_services` tells
    whether its security groups are asked about what comes by an endpoint of its service.
    """

    address: str
    kind: str
    listeners: tuple[Listener, ...]
    cross_zone: Truth
    answers: bool = False
    behind: Balancer | None = None
    filters_services: Truth = Truth.YES

    @property
    def alone(self) -> Balancer:
        """The load balancer as far as it answers by itself, as application and classic ones do."""
        return replace(self, answers=self.kind in {"application", "classic"})


class Service(Struct, frozen=True):
    """An endpoint service that an interface endpoint leads to, and the load balancers of it.

    `accepted` tells whether it accepts the endpoint, `settles` what would tell.
    """

    address: str
    balancers: tuple[str, ...]
    accepted: Truth
    settles: str

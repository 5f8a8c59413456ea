"""Load balancers as packets see them: what listens, which targets get what, from which address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netplan_audit.network.reach.ends import End
    from netplan_audit.unknown import Truth


@dataclass(frozen=True, slots=True)
class Target:
    """A registered target; `end` is None where nothing in the input is known to be it."""

    origin: str
    end: End | None
    port: int | None
    settles: str


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """A target group; `open_` names what else registers targets, '' for nothing.

    `keeps_client` tells whether targets see the address of the client. `cross_zone` is None where
    the load balancer's own setting counts.
    """

    address: str
    kind: str
    keeps_client: Truth
    targets: tuple[Target, ...]
    open_: str
    cross_zone: Truth | None


@dataclass(frozen=True, slots=True)
class Listener:
    """A listener with the target groups that it may forward to; `complete` if these are all."""

    address: str
    protocol: str
    port: int | None
    groups: tuple[TargetGroup, ...]
    complete: bool

    def takes(self, protocol: str, port: int) -> bool:
        """Tell whether it may take a connection of this protocol to this port."""
        udp = self.protocol in {"UDP", "QUIC"}
        both = self.protocol in {"TCP_UDP", "TCP_QUIC"}
        fits = both or protocol == ("udp" if udp else "tcp")
        return fits and self.port in {None, port}


@dataclass(frozen=True, slots=True)
class Balancer:
    """A load balancer of kind `network`, `application` or `gateway`, and its listeners."""

    address: str
    kind: str
    listeners: tuple[Listener, ...]
    cross_zone: Truth

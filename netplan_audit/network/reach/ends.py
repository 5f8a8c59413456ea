"""The ends of a path: network interfaces, load balancer nodes, NAT gateways, the internet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.network.cidr import EMPTY, AddressSet
from netplan_audit.network.link import NO_LINKS
from netplan_audit.network.ports import NO_PORTS, PortSet
from netplan_audit.network.routing.lookup import INTERNET
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.link import Links
    from netplan_audit.network.reach.front_doors import PublicEndpoint
    from netplan_audit.network.vpcs import Subnet

Kind = Literal["interface", "node", "nat", "internet", "service", "door", "site", "subnet"]
OUTSIDE: Final = frozenset({"internet", "service", "door"})
"""Kinds of ends that are in no VPC."""
PUBLIC: Final = INTERNET
"""The addresses that an end outside may have."""


class End(Struct, frozen=True):
    """Where packets start or arrive.

    `private` holds the one address inside its VPC, among others where it is not known; `public`
    likewise the one on the internet, which it has if `has_public`; `ipv6` the IPv6 address, which
    it has if `has_ipv6`. `subnet` is None outside the network, and where it is not known. An end of
    kind `subnet` is a host that nothing describes, one of kind `door` the public endpoint `door`,
    one of kind `site` a host outside of AWS, which VPN or Direct Connect may lead to. `hidden`
    forbids printing its addresses. `is_one_of` tells that the object is at one of several such
    ends, and not at all of them.
    """

    address: str
    kind: Kind
    subnet: Subnet | None = None
    groups: Links = NO_LINKS
    private: AddressSet = EMPTY
    has_public: Truth = Truth.NO
    public: AddressSet = EMPTY
    public_settles: str = ""
    has_ipv6: Truth = Truth.NO
    ipv6: AddressSet = EMPTY
    accepts: bool = True
    hidden: bool = False
    is_one_of: bool = False
    door: PublicEndpoint | None = None

    @property
    def vpc(self) -> str | None:
        """The VPC it is in, where that is known."""
        return None if self.subnet is None else self.subnet.vpc.only

    @property
    def where(self) -> str:
        """What to call the place it is in."""
        return self.address if self.subnet is None else self.subnet.address


class Ports(Struct, frozen=True):
    """A destination port that is among `possible`; a client picks it from `usual`."""

    usual: PortSet
    possible: PortSet


NO_PORT: Final = Ports(NO_PORTS, NO_PORTS)
OF_CLIENTS: Final = Ports(PortSet.span(32768, 60999), PortSet.span(1024, 65535))
"""Ephemeral ports: Linux takes them from 32768 to 60999, other systems from 1024 up."""
OF_GATEWAYS: Final = Ports(PortSet.span(1024, 65535), PortSet.span(1024, 65535))
"""Ports of NAT gateways and load balancers ("Ephemeral ports", VPC user guide)."""


class Packet(Struct, frozen=True):
    """A packet whose addresses are elements of sets; `type` is that of ICMP.

    `references` tells whether security groups see each other on the way. `crossed` are the
    gateways that it went through; `hidden` forbids printing its addresses. `clients` are the ports
    of which its sender takes one, where replies go to.
    """

    protocol: str
    family: int
    source: AddressSet
    target: AddressSet
    ports: Ports
    type: int | None = None
    reply: bool = False
    references: Truth = Truth.YES
    crossed: tuple[str, ...] = ()
    hidden: bool = False
    clients: Ports = OF_CLIENTS

    @property
    def to(self) -> str:
        """The address it is for in words, unless it is sensitive."""
        return "(sensitive value)" if self.hidden else str(self.target)

    def answered(self, ports: Ports) -> Packet:
        """Return the reply, to one of the ports of the client."""
        return replace(
            self,
            source=self.target,
            target=self.source,
            ports=ports,
            type=_ECHO_REPLY.get(self.protocol),
            reply=True,
            crossed=(),
        )


_ECHO_REPLY: Final = {"icmp": 0, "icmpv6": 129}

"""Questions about reachability, and the answers: yes, no or unknown, with the way or the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.errors import UsageError
from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.ports import LAST_PORT, PortSet
from netplan_audit.network.reach.ask import Asker, Question
from netplan_audit.network.reach.ends import NO_PORT, PUBLIC, End, Ports
from netplan_audit.network.reach.node_services import asked, service_named
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.cidr import Family
    from netplan_audit.network.kubernetes.services import Service
    from netplan_audit.network.reach.model import ReachModel
    from netplan_audit.network.reach.trail import Trail
    from netplan_audit.network.vpcs import Subnet

PROTOCOLS: Final = ("tcp", "udp", "icmp")
INTERNET: Final = "internet"
_SERVICE: Final = "service:"
_IPV4: Final = 4


class Query(Struct, frozen=True):
    """Whether packets get from one end to another, and the replies back.

    `source` is `internet`, a CIDR or an address of Terraform; `target` the same,
    `service:com.amazonaws.<region>.s3`, or `service/NAMESPACE/NAME` for one of Kubernetes, at its
    own ports or those of its nodes. `source_ip` and `target_ip` pick one address of an end that has
    several; None leaves it to the way that the source takes. `icmp` asks for a ping.
    """

    source: str
    target: str
    protocol: str = "tcp"
    port: int | None = None
    source_ip: str | None = None
    target_ip: str | None = None
    id: str = ""


class Reachability:
    """Answers queries about one network."""

    def __init__(self, model: ReachModel) -> None:
        """Keep the model."""
        self._model = model
        self._asker = Asker(model)

    def answer(self, query: Query) -> Trail:
        """Answer one query; raises UsageError for one that makes no sense."""
        ports = _ports(query)
        service = self.service(query.target)
        if service is not None and query.port is not None:

            def ask(node: str, port: int) -> Trail:
                return self.answer(replace(query, target=node, port=port))

            return asked(self._model.network, service, query.protocol, query.port, ask)
        sources, targets, family = self.ends(query)
        wanted = None if query.target_ip is None else _parsed(query.target_ip)
        question = Question(query.protocol, family, ports, wanted)
        return self._asker.ask_any(sources, targets, question)

    def service(self, name: str) -> Service | None:
        """Return the Service of Kubernetes that a name means, if it has no load balancer here."""
        found = service_named(self._model.network, name)
        return None if found is None or self._model.ends.ends_of(found.address) else found

    def ends(self, query: Query) -> tuple[list[End], list[End], Family]:
        """Return what a query means by its source and its target, and the family of addresses."""
        family = self._family(query)
        targets = self._targets(query, family)
        return self._sources(query, family), targets, family

    def _family(self, query: Query) -> Family:
        for text in (query.source_ip, query.target_ip, query.source, query.target):
            if text is not None and _is_address(text):
                return 6 if _parsed(text).ipv6 else _IPV4
        return _IPV4

    def _sources(self, query: Query, family: int) -> list[End]:
        found = self._ends(query.source, query.source_ip, family, "from")
        found = [end for end in found if end.kind != "door"]
        if not found:
            message = f"{query.source} makes no connections from an interface of the input"
            raise UsageError(message, source="from")
        if query.source_ip is None:
            return found
        address = _parsed(query.source_ip)
        picked = [_narrowed(end, address) for end in found]
        held = [end for end in picked if end is not None]
        if not held:
            message = f"{query.source} does not have the address {query.source_ip}"
            raise UsageError(message, source="from_ip")
        return held

    def _targets(self, query: Query, family: int) -> list[End]:
        found = self._ends(query.target, query.target_ip, family, "to")
        if query.target_ip is None:
            return found
        address = _parsed(query.target_ip)
        inside = [end for end in found if (end.private | end.ipv6).covers(address)]
        known = [
            replace(end, private=address) if address.ipv4 else replace(end, ipv6=address)
            for end in inside
        ]
        if known:
            return known
        outside = [end for end in found if end.public.covers(address)]
        return [replace(end, public=address) for end in outside] or found

    def _ends(self, name: str, address: str | None, family: int, place: str) -> list[End]:
        if name == INTERNET or name.startswith(_SERVICE):
            known = PUBLIC[family] if address is None else _parsed(address)
            kind = "service" if name.startswith(_SERVICE) else "internet"
            return [outside(name, kind, known, family)]
        if _is_address(name):
            return self._at(name, family, place)
        found = self._model.ends.ends_of(name)
        if not found:
            message = f"the input has no network interface of {name!r}"
            hint = (
                "addresses are those of instances, interfaces, load balancers and other workloads"
            )
            raise UsageError(message, source=place, hint=hint)
        return found

    def _at(self, text: str, family: int, place: str) -> list[End]:
        """Return the end that an address or CIDR means: the internet, or a host in a subnet."""
        addresses = _parsed(text)
        if PUBLIC[family].covers(addresses) and not self._subnets(addresses):
            return [outside(INTERNET, "internet", addresses, family)]
        subnets = [
            s
            for s in self._subnets(addresses)
            if AddressSet.of(b.cidr for b in s.blocks).covers(addresses)
        ]
        if not subnets and not self._in_vpc(addresses):
            return [End(text, "site", private=addresses, has_ipv6=Truth.YES, ipv6=addresses)]
        if not subnets:
            message = f"{text} is neither public nor within one subnet of the input"
            raise UsageError(message, source=place)
        where = f"whether {text} has a public address"
        return [
            End(
                address=text,
                kind="subnet",
                subnet=subnet,
                private=addresses,
                has_public=Truth.UNKNOWN,
                public=PUBLIC[_IPV4],
                public_settles=where,
                has_ipv6=Truth.YES,
                ipv6=addresses,
            )
            for subnet in subnets
        ]

    def _in_vpc(self, addresses: AddressSet) -> bool:
        """Tell whether a VPC of the input has some of the addresses."""
        vpcs = self._model.network.vpcs.values()
        blocks = AddressSet.of(block.cidr for vpc in vpcs for block in vpc.blocks)
        return blocks.overlaps(addresses) or bool(self._subnets(addresses))

    def _subnets(self, addresses: AddressSet) -> list[Subnet]:
        every = self._model.network.subnets.values()
        return [s for s in every if AddressSet.of(b.cidr for b in s.blocks).overlaps(addresses)]


def outside(name: str, kind: str, addresses: AddressSet, family: int) -> End:
    """Return an end outside of every VPC: the internet, or a service of AWS."""
    v6 = addresses if family != _IPV4 else AddressSet.of(())
    return End(
        name, "service" if kind == "service" else "internet", private=addresses, public=addresses,
        has_public=Truth.YES, has_ipv6=Truth.YES, ipv6=v6,
    )  # fmt: skip


def _narrowed(end: End, address: AddressSet) -> End | None:
    if end.private.covers(address):
        return replace(end, private=address)
    if end.ipv6.covers(address):
        return replace(end, ipv6=address)
    return replace(end, public=address) if end.public.covers(address) else None


def _is_address(text: str) -> bool:
    try:
        AddressSet.parse(text)
    except ValueError:
        return False
    return True


def _parsed(text: str) -> AddressSet:
    try:
        return AddressSet.parse(text)
    except ValueError as error:
        raise UsageError(str(error), source="from_ip or to_ip") from None


def _ports(query: Query) -> Ports:
    if query.protocol not in PROTOCOLS:
        message = f"{query.protocol!r} is not a protocol that can be asked about"
        raise UsageError(message, source="protocol", hint=f"one of {', '.join(PROTOCOLS)}")
    if query.protocol == "icmp":
        return NO_PORT
    if query.port is None or not 0 <= query.port <= LAST_PORT:
        message = f"{query.protocol} needs a port from 0 to {LAST_PORT}"
        raise UsageError(message, source="port")
    ports = PortSet.of((query.port,))
    return Ports(ports, ports)

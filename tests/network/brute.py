"""Follows single packets through the raw values of a state, the slow and simple way.

Written apart from the tool, to be compared with it: one address, one port, no sets, no unknowns.
Knows instances, subnets, route tables, internet and NAT gateways, peering connections, transit
gateways with their default table, network ACLs and security groups.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.states import State

Values = dict[str, Any]
CLIENT_PORT: Final = 40000
_PRIVATE: Final = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")


@dataclass(frozen=True)
class Packet:
    """One packet; `groups` are those of the sender's interface that the receiver's rules see."""

    source: str
    target: str
    port: int
    groups: frozenset[str] = frozenset()
    is_reply: bool = False


def within(address: str, *cidrs: str) -> bool:
    """Tell whether an address is in one of the CIDRs."""
    return any(ip_address(address) in ip_network(cidr) for cidr in cidrs)


class Brute:
    """Answers for single TCP packets in one state."""

    def __init__(self, state: State) -> None:
        """Keep the values by type and by id."""
        self._of: dict[str, list[Values]] = {}
        self._by_id: dict[str, Values] = {}
        self._by_address: dict[str, Values] = {}
        for resource in state.resources:
            self._of.setdefault(resource["type"], []).append(resource["values"])
            self._by_id[resource["values"]["id"]] = resource["values"]
            self._by_address[resource["address"]] = resource["values"]

    def reaches(self, source: str, target: str, port: int) -> bool:
        """Tell whether a connection works; each end is an instance's address, or an IP address."""
        host, peer = self._by_address.get(source), self._by_address.get(target)
        if host is None:
            assert peer is not None
            return self._from_outside(source, peer, port)
        groups = frozenset(host["vpc_security_group_ids"])
        to = target if peer is None else peer["private_ip"]
        packet = Packet(host["private_ip"], to, port, groups)
        if not self._rules(host, "egress", packet, to, self._groups_of(to)):
            return False
        return self._forward(packet, host["subnet_id"], peer)

    def _from_outside(self, source: str, host: Values, port: int) -> bool:
        subnet = self._by_id[host["subnet_id"]]
        packet = Packet(source, host["private_ip"], port)
        back = Packet(host["private_ip"], source, CLIENT_PORT, is_reply=True)
        return (
            bool(host["public_ip"])
            and self._igw(subnet["vpc_id"])
            and self._acl(subnet, packet, egress=False)
            and self._rules(host, "ingress", packet, source, frozenset())
            and self._acl(subnet, back, egress=True)
            and self._next(subnet, source) == ("gateway_id", self._igw_of(subnet["vpc_id"]))
        )

    # ---- one packet, from the subnet of its sender on

    def _forward(self, packet: Packet, subnet_id: str, peer: Values | None) -> bool:
        subnet = self._by_id[subnet_id]
        if peer is not None and peer["subnet_id"] == subnet_id:
            return self._arrive(packet, peer)
        if not self._acl(subnet, packet, egress=True):
            return False
        kind, target = self._next(subnet, packet.target)
        if kind == "gateway_id":
            return self._leave(packet, subnet, target)
        if kind == "nat_gateway_id":
            return not packet.is_reply and self._translate(packet, subnet, target, peer)
        return peer is not None and self._inside(packet, subnet, (kind, target), peer)

    def _inside(self, packet: Packet, subnet: Values, way: tuple[str, str], peer: Values) -> bool:
        """Go on inside of the VPCs."""
        kind, target = way
        if kind == "local":
            return self._into(packet, peer, subnet["vpc_id"], subnet)
        if kind == "vpc_peering_connection_id":
            ends = [self._by_id[target][name] for name in ("vpc_id", "peer_vpc_id")]
            ends.remove(subnet["vpc_id"])
            return self._into(packet, peer, ends[0], subnet)
        return kind == "transit_gateway_id" and self._transit(packet, subnet, target, peer)

    def _into(self, packet: Packet, peer: Values, vpc_id: str, came_from: Values) -> bool:
        """Arrive in a VPC by its local route: the receiver has to be there."""
        subnet = self._by_id[peer["subnet_id"]]
        if subnet["vpc_id"] != vpc_id:
            return False
        if subnet is not came_from and not self._acl(subnet, packet, egress=False):
            return False
        return self._arrive(packet, peer)

    def _arrive(self, packet: Packet, peer: Values) -> bool:
        if packet.is_reply:
            return True
        if not self._rules(peer, "ingress", packet, packet.source, packet.groups):
            return False
        reply = Packet(peer["private_ip"], packet.source, CLIENT_PORT, is_reply=True)
        return self._forward(reply, peer["subnet_id"], self._host_at(packet.source))

    def _leave(self, packet: Packet, subnet: Values, gateway: str) -> bool:
        host = self._host_at(packet.source)
        if within(packet.target, *_PRIVATE) or gateway != self._igw_of(subnet["vpc_id"]):
            return False
        if host is None or self._vpc_of(host) != subnet["vpc_id"] or not host["public_ip"]:
            return False
        if packet.is_reply:
            return True
        reply = Packet(packet.target, packet.source, CLIENT_PORT, is_reply=True)
        return self._acl(self._by_id[host["subnet_id"]], reply, egress=False)

    def _translate(self, packet: Packet, subnet: Values, nat_id: str, peer: Values | None) -> bool:
        """Go out through a NAT gateway to the internet, and back the same way."""
        nat = self._by_id[nat_id]
        place = self._by_id[nat["subnet_id"]]
        if peer is not None or within(packet.target, *_PRIVATE):
            return False  # the tables of these tests lead NAT gateways to the internet only
        out = dataclasses.replace(packet, source=nat["private_ip"])
        answer = Packet(packet.target, nat["private_ip"], CLIENT_PORT, is_reply=True)
        back = Packet(packet.target, packet.source, CLIENT_PORT, is_reply=True)
        inside = place is subnet
        return (
            (inside or self._acl(place, packet, egress=False))
            and self._acl(place, out, egress=True)
            and self._next(place, packet.target) == ("gateway_id", self._igw_of(place["vpc_id"]))
            and self._igw(place["vpc_id"])
            and self._acl(place, answer, egress=False)
            and (inside or self._acl(place, back, egress=True))
            and (inside or self._acl(subnet, back, egress=False))
        )

    def _transit(self, packet: Packet, subnet: Values, hub: str, peer: Values) -> bool:
        """Cross a transit gateway whose default table everything propagates to."""
        doors = {a["vpc_id"]: self._by_id[a["subnet_ids"][0]] for a in self._attachments(hub)}
        door = doors.get(subnet["vpc_id"])
        if door is None or self._vpc_of(peer) not in doors:
            return False
        if not self._acl(door, packet, egress=False):
            return False
        # Groups are not seen across it here.
        packet = dataclasses.replace(packet, groups=frozenset())
        far = doors[self._vpc_of(peer)]
        if far["vpc_id"] == subnet["vpc_id"]:
            return False
        if self._by_id[peer["subnet_id"]] is far:
            return self._arrive(packet, peer)
        return self._acl(far, packet, egress=True) and self._into(packet, peer, far["vpc_id"], far)

    # ---- what is read from the values

    def _attachments(self, hub: str) -> list[Values]:
        every = self._of.get("aws_ec2_transit_gateway_vpc_attachment", [])
        return [one for one in every if one["transit_gateway_id"] == hub]

    def _vpc_of(self, host: Values) -> str:
        return str(self._by_id[host["subnet_id"]]["vpc_id"])

    def _host_at(self, address: str) -> Values | None:
        hosts = self._of.get("aws_instance", [])
        return next((host for host in hosts if host["private_ip"] == address), None)

    def _groups_of(self, address: str) -> frozenset[str]:
        host = self._host_at(address)
        return frozenset(() if host is None else host["vpc_security_group_ids"])

    def _igw_of(self, vpc_id: str) -> str:
        gateways = self._of.get("aws_internet_gateway", [])
        return next((str(one["id"]) for one in gateways if one["vpc_id"] == vpc_id), "")

    def _igw(self, vpc_id: str) -> bool:
        return bool(self._igw_of(vpc_id))

    def _next(self, subnet: Values, address: str) -> tuple[str, str]:
        vpc = self._by_id[subnet["vpc_id"]]
        entries = [(vpc["cidr_block"], ("local", ""))]
        for joined in self._of.get("aws_route_table_association", []):
            if joined["subnet_id"] == subnet["id"]:
                for route in self._by_id[joined["route_table_id"]]["route"]:
                    (target,) = route.keys() - {"cidr_block"}
                    entries.append((route["cidr_block"], (target, route[target])))
        fitting = [entry for entry in entries if within(address, entry[0])]
        longest = max(fitting, key=lambda entry: ip_network(entry[0]).prefixlen, default=None)
        return ("", "") if longest is None else longest[1]

    def _acl(self, subnet: Values, packet: Packet, *, egress: bool) -> bool:
        for acl in self._of.get("aws_network_acl", []):
            if subnet["id"] in acl["subnet_ids"]:
                rules = sorted(acl["egress" if egress else "ingress"], key=lambda r: r["rule_no"])
                peer = packet.target if egress else packet.source
                for one in rules:
                    ports = range(one["from_port"], one["to_port"] + 1)
                    wide = one["protocol"] == "-1"
                    if within(peer, one["cidr_block"]) and (wide or packet.port in ports):
                        return bool(one["action"] == "allow")
                return False
        return True

    def _rules(
        self, host: Values, way: str, packet: Packet, peer: str, groups: frozenset[str]
    ) -> bool:
        return any(
            self._one(rule, group, packet, peer, groups)
            for group in host["vpc_security_group_ids"]
            for rule in self._by_id[group][way]
        )

    def _one(
        self, rule: Values, group: str, packet: Packet, peer: str, groups: frozenset[str]
    ) -> bool:
        ports = range(rule["from_port"], rule["to_port"] + 1)
        if rule["protocol"] != "-1" and packet.port not in ports:
            return False
        if within(peer, *rule["cidr_blocks"]):
            return True
        named = {*rule.get("security_groups", ()), *((group,) if rule.get("self") else ())}
        return bool(named & groups)

    def hosts(self) -> Iterator[str]:
        """Name the instances."""
        return (address for address in self._by_address if address.startswith("aws_instance."))

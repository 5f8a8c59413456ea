"""What stands between the internet and an end inside: its public address, and gateways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.cidr import PRIVATE
from netplan_audit.network.reach.trail import OPEN, Trail, blocked, judged, passed, unsure
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.reach.ends import End, Packet
    from netplan_audit.network.reach.model import ReachModel
    from netplan_audit.network.vpcs import Subnet

_IPV4: Final = 4


def faces_internet(receiver: End, packet: Packet) -> Trail:
    """Ask whether the receiver has the public address that the packet is for."""
    if packet.family != _IPV4:
        words = ("it has an IPv6 address", "it has no IPv6 address")
        where = f"whether {receiver.address} has an IPv6 address"
        has = judged(receiver.has_ipv6, receiver.address, words, where)
        if has.verdict is not Truth.NO and not receiver.ipv6.overlaps(packet.target):
            return blocked(receiver.address, f"{packet.to} is not its IPv6 address")
        return has
    words = ("it has a public address", "it has no public address")
    settles = receiver.public_settles
    has = judged(receiver.has_public, receiver.address, words, settles)
    if has.verdict is not Truth.NO and not receiver.public.overlaps(packet.target):
        return blocked(receiver.address, f"{packet.to} is not its public address")
    return has


def comes_in(model: ReachModel, receiver: End, packet: Packet) -> Trail:
    """Ask for the internet gateway of the receiver's VPC, and what stands before it."""
    network = model.network
    gateway, settles = network.borders.gateway_of(receiver.vpc)
    if not gateway and not settles:
        return blocked(receiver.where, f"{receiver.vpc} has no internet gateway")
    settles = settles or model.doubtful.get(gateway, "")
    comes = passed(gateway, "it comes in")
    edge = (network.public_access.edge_tables or {}).get(gateway)
    if settles:
        comes = unsure(receiver.where, "its internet gateway is not known", settles)
    elif edge:
        comes = unsure(gateway, "its route table may send it to a middlebox", edge)
    if receiver.subnet is None or packet.reply:
        return comes
    admits, why = network.public_access.admits(receiver.subnet)
    words = (f"{why} lets it in", f"{why} blocks connections from the internet")
    guard = judged(admits, gateway or receiver.where, words, why)
    return comes if admits is Truth.YES else comes.then(lambda: guard)


def lets_out(model: ReachModel, subnet: Subnet, gateway: str) -> Trail:
    """Ask VPC Block Public Access for connections to the internet from a subnet."""
    lets, why = model.network.public_access.lets_out(subnet)
    if lets is Truth.YES:
        return OPEN
    words = (f"{why} lets it out", f"{why} blocks connections to the internet")
    return judged(lets, gateway, words, why)


def by_regional_nat(model: ReachModel, subnet: Subnet, address: str, packet: Packet) -> Trail:
    """Ask whether a regional NAT gateway carries packets of a subnet to the internet.

    It stands in no subnet, and a route table of its own leads to the internet gateway of its VPC
    ("Regional NAT gateways", VPC user guide).
    """
    own = model.network.nat_gateways[address].vpc
    vpc = None if own is None else own.only
    if vpc is None or vpc != subnet.vpc.only:
        settles = address if own is None else own.settles or address
        return unsure(address, f"it may be the NAT gateway of {subnet.vpc.only}", settles)
    if not PRIVATE.overlaps(packet.target):
        gateway, settles = model.network.borders.gateway_of(vpc)
        if settles or gateway in model.doubtful:
            where = settles or model.doubtful[gateway]
            return unsure(address, "its internet gateway is not known", where)
        if not gateway:
            return blocked(address, f"{vpc} has no internet gateway")
        return passed(address, f"it leaves by {gateway}").then(
            lambda: lets_out(model, subnet, gateway)
        )
    if PRIVATE.covers(packet.target):
        return blocked(address, f"{packet.to} is private: the internet does not route it")
    return unsure(
        address, "only a part of the addresses is public", f"which address {packet.to} is"
    )

"""What can be asked of any object of the network: its tags, zone, region, addresses and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.terraform.address import split_module
from netplan_audit.unknown import Truth, all_of, any_of, truth

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from netplan_audit.network.cidr import Cidr
    from netplan_audit.network.network import Network

TAGS: Final = "tags."
_IPV4: Final = 4
_IPV6: Final = 6
_SIX: Final = "ipv6"
"""In the name of an argument, what tells the family of the addresses in it."""
NAMES: Final = ("address", "module", "zone", "region", "environment", "cidr")


class Known(Struct, frozen=True):
    """The values of an attribute; `closed` tells that there are no others, `settles` what would."""

    values: tuple[str, ...] = ()
    closed: bool = True
    settles: str = ""

    def is_any(self, test: Callable[[str], bool]) -> Truth:
        """Tell whether some value passes a test."""
        return any_of((truth(test(value)) for value in self.values), closed=self.closed)

    @property
    def is_absent(self) -> Truth:
        """Tell whether there is no value."""
        if self.values:
            return Truth.NO
        return Truth.YES if self.closed else Truth.UNKNOWN

    def same_as(self, other: Known) -> Truth:
        """Tell whether two objects have this alike; both without it are."""
        if self.closed and other.closed:
            return truth(set(self.values) == set(other.values))
        return Truth.UNKNOWN


class Blocks(Struct, frozen=True):
    """The CIDRs of an object, as far as they are known; `waits` name those that are not."""

    cidrs: tuple[Cidr, ...] = ()
    waits: tuple[str, ...] = ()

    @property
    def closed(self) -> bool:
        """Whether these are all."""
        return not self.waits

    @property
    def settles(self) -> str:
        """What would tell of the others."""
        return ", ".join(self.waits)

    def of(self, families: Collection[int]) -> Blocks:
        """Return those of IPv4, of IPv6, or of both."""
        return Blocks(
            tuple(cidr for cidr in self.cidrs if cidr.family in families),
            tuple(one for one in self.waits if (_IPV6 if _SIX in one else _IPV4) in families),
        )

    def every(self, test: Callable[[Cidr], bool]) -> Truth:
        """Tell whether all of them pass a test."""
        return all_of((truth(test(cidr)) for cidr in self.cidrs), closed=self.closed)

    def some(self, test: Callable[[Cidr], bool]) -> Truth:
        """Tell whether one of them passes a test."""
        return any_of((truth(test(cidr)) for cidr in self.cidrs), closed=self.closed)


def attribute(network: Network, address: str, name: str) -> Known:
    """Return an attribute of an object by its name, such as `tags.Env` or `zone`."""
    if name.startswith(TAGS):
        return _tag(network, address, name.removeprefix(TAGS))
    if name == "address":
        return Known((address,))
    if name == "module":
        return _maybe(split_module(address)[0])
    if name == "cidr":
        blocks = blocks_of(network, address)
        return Known(tuple(map(str, blocks.cidrs)), blocks.closed, blocks.settles)
    if name == "zone":
        return _zone(network, address)
    return _of_vpc(network, address, name)


def blocks_of(network: Network, address: str) -> Blocks:
    """Return the CIDRs of a VPC or subnet; sensitive ones are not known."""
    holder = network.vpcs.get(address) or network.subnets.get(address)
    if holder is None:
        return Blocks()
    hidden = [block.origin for block in holder.blocks if block.sensitive]
    waits = [*holder.unknown, *hidden]
    if not waits and not getattr(holder, "closed", True):
        waits = [f"further blocks of {address}"]
    cidrs = tuple(block.cidr for block in holder.blocks if not block.sensitive)
    return Blocks(cidrs, tuple(waits))


def _tag(network: Network, address: str, name: str) -> Known:
    tags = network.tags(address)
    if name in tags.known:
        return Known((tags.known[name],))
    closed = tags.closed and name not in tags.unknown
    return Known(closed=closed, settles="" if closed else tags.settles)


def _zone(network: Network, address: str) -> Known:
    subnet = network.subnets.get(address)
    if subnet is None:
        return Known()
    if subnet.zone.is_known:
        return Known((subnet.zone.text,))
    return Known(closed=False, settles=subnet.zone.settles or f"{address}.availability_zone")


def _of_vpc(network: Network, address: str, name: str) -> Known:
    """Return the region or environment of a VPC, or of the one that a subnet is in."""
    vpc = network.vpcs.get(address)
    subnet = network.subnets.get(address)
    if vpc is None and subnet is not None:
        vpc = network.vpcs.get(subnet.vpc.only or "")
        if vpc is None:
            return Known(closed=False, settles=subnet.vpc.settles or f"{address}.vpc_id")
    if vpc is None:
        return Known()
    if name == "environment":
        return Known((vpc.environment,))
    if vpc.region is None:
        return Known(closed=False, settles=f"the region of {vpc.address}")
    return Known((vpc.region,))


def _maybe(text: str) -> Known:
    return Known((text,)) if text else Known()

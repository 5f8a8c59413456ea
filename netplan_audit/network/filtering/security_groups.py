"""Security groups, their rules in one normal form, and prefix lists."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct

from netplan_audit.network.cidr import AddressSet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.network.cidr import Cidr
    from netplan_audit.network.link import Link
    from netplan_audit.network.ports import Traffic

Direction = Literal["ingress", "egress"]


class Rule(Struct, frozen=True):
    """One security group rule in normal form; its peers are OR-ed.

    `origin` is the resource that writes it (the group itself for inline rules). `traffic` is None
    where protocol or ports are unknown. `cidrs` are the known CIDR peers, entries of prefix lists
    included; `texts` are the peers as written. `lists` and `groups` point at the prefix lists and
    groups among the peers. `unknown_peers` and `unknown_traffic` name what would settle the parts
    that are not known. `sensitive` forbids printing values.
    """

    origin: str
    group: Link
    direction: Direction
    traffic: Traffic | None
    cidrs: tuple[Cidr, ...] = ()
    texts: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    groups: tuple[Link, ...] = ()
    from_self: bool = False
    unknown_peers: tuple[str, ...] = ()
    unknown_traffic: tuple[str, ...] = ()
    sensitive: bool = False

    @property
    def unknown(self) -> tuple[str, ...]:
        """What would settle everything that is not known."""
        return (*self.unknown_traffic, *self.unknown_peers)

    @property
    def addresses(self) -> AddressSet:
        """The addresses of all known CIDR peers."""
        return addresses_of(self.cidrs)

    @property
    def peers(self) -> str:
        """The CIDR peers as written, unless they are sensitive."""
        return "(sensitive value)" if self.sensitive else ", ".join(self.texts)


def peers_of(rules: Iterable[Rule]) -> tuple[str, ...]:
    """Return the CIDR peers of rules as written, each once, unless they are sensitive."""
    texts = [text for r in rules for text in ((r.peers,) if r.sensitive else r.texts)]
    return tuple(dict.fromkeys(texts))


def shortened(peers: tuple[str, ...]) -> str:
    """Write peers for a message, the first of many."""
    more = f" and {len(peers) - _SHOWN} more" if len(peers) > _SHOWN else ""
    return ", ".join(peers[:_SHOWN]) + more


_SHOWN: Final = 4


@lru_cache(maxsize=1 << 14)
def addresses_of(cidrs: tuple[Cidr, ...]) -> AddressSet:
    """Return the addresses of CIDRs; kept, for the same lists come again and again."""
    return AddressSet.of(cidrs)


class SecurityGroup(Struct, frozen=True):
    """A security group with every rule that is written for it.

    A rule that may belong to another group has a `group` link without a proven or likely target.
    `closed` is False where rules may exist that the input does not show. `also_in` are VPCs that
    the group is associated with besides its own. `node_tag` is a tag by which a cluster or
    Karpenter finds groups for nodes. `is_default` marks the group that a VPC comes with, `is_new`
    one that the plan creates, `is_managed` one that the input manages, whether new or not.
    """

    address: str
    vpc: Link | None
    rules: tuple[Rule, ...]
    closed: bool
    is_default: bool = False
    is_new: bool = False
    name: str = ""
    also_in: tuple[Link, ...] = ()
    node_tag: str = ""
    is_managed: bool = False

    @property
    def written(self) -> tuple[Rule, ...]:
        """The rules that resources write, without those that AWS gives to a group it makes."""
        if self.is_managed:
            return self.rules
        return tuple(rule for rule in self.rules if rule.origin != self.address)


class PrefixList(Struct, frozen=True):
    """A managed prefix list; `complete` is False where not every entry is known.

    `of_aws` marks the lists that AWS keeps for its own services. Entries that are `sensitive` are
    not to be shown.
    """

    address: str
    cidrs: tuple[Cidr, ...]
    complete: bool
    settles: str = ""
    of_aws: bool = False
    sensitive: bool = False

    @property
    def entries(self) -> AddressSet:
        """The addresses of the known entries."""
        return addresses_of(self.cidrs)

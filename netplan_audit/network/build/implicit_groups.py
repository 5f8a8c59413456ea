"""Reads what holds for the rules of a group besides the resources that write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.cidr import parse_cidr
from netplan_audit.network.filtering.practice import CLUSTER_GROUP
from netplan_audit.network.filtering.security_groups import Rule, SecurityGroup
from netplan_audit.network.link import Certainty, Link
from netplan_audit.network.ports import Traffic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resources

_EXCLUSIVE: Final = "aws_vpc_security_group_rules_exclusive"
_LISTS: Final = ("ingress_rule_ids", "egress_rule_ids")
_DEFAULT: Final = ".default_security_group_id"
_ENDINGS: Final = frozenset({_DEFAULT, CLUSTER_GROUP})
_GIVING: Final = frozenset({"aws_vpc", "aws_eks_cluster"})
_EVERYWHERE: Final = ("0.0.0.0/0", "::/0")


def exclusive_groups(resources: Resources, linker: Linker) -> frozenset[str]:
    """Return the groups of which a resource lists every rule, each a resource of the input.

    The provider revokes all others ("aws_vpc_security_group_rules_exclusive").
    """
    found = set()
    for one in resources.of_type(_EXCLUSIVE):
        group = linker.link(one, "security_group_id")
        listed = [linker.links(one, name) for name in _LISTS]
        rules = [rule for links in listed for rule in links]
        whole = all(links.settled for links in listed) and not one.exists_if
        if group is not None and group.only is not None and whole:
            found.update([group.only] if set(rules) <= resources.by_address.keys() else [])
    return frozenset(found)


def unmanaged_group(
    address: str, rules: list[Rule], resources: Resources, *, exclusive: bool
) -> SecurityGroup:
    """Return a group without a resource that separate rules are written for.

    That of a VPC or cluster which the plan creates has the rules that AWS gives it, unless it loses
    them: everything from its members, and everything out ("Default security groups", VPC user
    guide; "View Amazon EKS security group requirements"). Controllers add rules to that of a
    cluster.
    """
    prefix, _, ending = address.rpartition(".")
    owner = resources.by_address.get(prefix)
    is_new = owner is not None and owner.action in values.NEW and owner.type in _GIVING
    given = tuple(_given(address)) if is_new and f".{ending}" in _ENDINGS and not exclusive else ()
    is_default = f".{ending}" == _DEFAULT and owner is not None
    return SecurityGroup(
        address,
        Link((prefix,), Certainty.CERTAIN) if is_default else None,
        (*given, *rules),
        closed=(is_default and is_new and resources.complete) or exclusive,
        is_default=is_default,
        is_new=is_new,
    )


def _given(address: str) -> Iterator[Rule]:
    own = Link((address,), Certainty.CERTAIN)
    every = Traffic.of_rule("-1", None, None)
    yield Rule(address, own, "ingress", every, from_self=True)
    cidrs = tuple(map(parse_cidr, _EVERYWHERE))
    yield Rule(address, own, "egress", every, cidrs, _EVERYWHERE)

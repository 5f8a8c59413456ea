"""Reads the pools of IPAM: in which ranges lies what they allocate."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.cidr import EMPTY, AddressSet

if TYPE_CHECKING:
    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources

_POOL: Final = "aws_vpc_ipam_pool"
_CIDR: Final = "aws_vpc_ipam_pool_cidr"
_DEPTH: Final = 10
"""No deeper than so do pools come from pools (IPAM guide, "Quotas")."""
POOL_TYPES: Final = frozenset({_POOL, _CIDR})


class Pools:
    """Answers what the pools of one input may allocate."""

    def __init__(self, resources: Resources, linker: Linker) -> None:
        """Index nothing yet."""
        self._resources = resources
        self._linker = linker

    def around(self, resource: Resource, argument: str) -> AddressSet | None:
        """Return what holds the block that a pool gives; None where nothing tells it."""
        link = self._linker.link(resource, argument)
        return None if link is None or link.only is None else self._range(link.only)

    def _range(self, pool: str, depth: int = 0) -> AddressSet | None:
        """Return what a pool may allocate: only of one that the plan creates all is here."""
        resource = self._resources.by_address.get(pool)
        provisioned = self._provisioned.get(pool)
        if resource is None or not provisioned or depth > _DEPTH or "" in self._provisioned:
            return None
        if resource.type != _POOL or resource.action not in values.NEW:
            return None
        found = EMPTY
        for each in provisioned:
            own: AddressSet | None = values.addresses(each.get("cidr")) or None
            if own is None:
                source = self._linker.link(resource, "source_ipam_pool_id")
                known = source is not None and source.only is not None
                own = self._range(source.only or "", depth + 1) if known and source else None
            if own is None:
                return None
            found |= own
        return found

    @cached_property
    def _provisioned(self) -> dict[str, list[Resource]]:
        """The blocks that each pool is given, '' for a pool that is not known."""
        found: dict[str, list[Resource]] = {}
        for one in self._resources.of_type(_CIDR):
            link = self._linker.link(one, "ipam_pool_id")
            found.setdefault("" if link is None else link.only or "", []).append(one)
        return found

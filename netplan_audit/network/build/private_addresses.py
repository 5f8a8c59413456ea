"""Finds instances and interfaces by their private addresses."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from netplan_audit.network.build import values
from netplan_audit.network.build.ends import PRIVATE_ADDRESSES
from netplan_audit.network.cidr import EMPTY, AddressSet

if TYPE_CHECKING:
    from netplan_audit.network.build.ends import EndBuilder
    from netplan_audit.network.link import Link
    from netplan_audit.terraform.resource import Resources


class PrivateAddresses:
    """Answers who has which private address."""

    def __init__(self, resources: Resources, ends: EndBuilder) -> None:
        """Keep the sources."""
        self._resources = resources
        self._ends = ends

    def holders(self, text: str, vpc: str | None) -> list[str]:
        """Name the instances and interfaces of a VPC that have a private address for certain."""
        return [
            address
            for address in self._held.get(values.addresses(text), ())
            if any(end.vpc in {vpc, None} or vpc is None for end in self._ends.ends_of(address))
        ]

    def is_beyond(self, text: str, vpc: Link | None) -> bool:
        """Tell whether an address is outside of a VPC, by the blocks of it that the input has."""
        known = self._ends.network.vpcs.get("" if vpc is None else vpc.only or "")
        if known is None or known.unknown:
            return False
        return not values.addresses(text).overlaps(AddressSet.of(b.cidr for b in known.blocks))

    @cached_property
    def _held(self) -> dict[AddressSet, list[str]]:
        """The instances and interfaces by each private address that they have for certain."""
        found: dict[AddressSet, list[str]] = {}
        for resource in self._resources.of_type("aws_instance", "aws_network_interface"):
            for name in PRIVATE_ADDRESSES:
                value = resource.get(name)
                for one in value if isinstance(value, list) else [value]:
                    owners = found.setdefault(values.addresses(one), [])
                    if resource.address not in owners:
                        owners.append(resource.address)
        found.pop(EMPTY, None)
        return found

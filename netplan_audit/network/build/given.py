"""Reads what is given to instances: Elastic IP addresses, and interfaces made beforehand."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.build.interfaces import ELASTIC
from netplan_audit.network.cidr import EMPTY, AddressSet
from netplan_audit.network.reach.ends import PUBLIC
from netplan_audit.terraform.value import Unknown

if TYPE_CHECKING:
    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources

_INTERFACE: Final = "aws_network_interface"
_IPV4: Final = 4


class Given:
    """Answers what the instances and interfaces of one input are given."""

    def __init__(self, resources: Resources, linker: Linker) -> None:
        """Keep the sources."""
        self._resources = resources
        self._linker = linker

    @cached_property
    def elastic(self) -> dict[str, tuple[AddressSet, str]]:
        """The Elastic IP address of each owner: a set that holds it, and what would tell."""
        found: dict[str, tuple[AddressSet, str]] = {}
        for kind, argument in ELASTIC:
            for resource in self._resources.of_type(kind):
                value = resource.get(argument)
                if isinstance(value, Unknown):
                    continue
                link = self._linker.of_value(value, f"{resource.address}.{argument}")
                if link is not None and link.only is not None and not resource.exists_if:
                    known = self._of_elastic(resource)
                    found[link.only] = (known, f"{resource.address}.public_ip")
        return found

    def _of_elastic(self, resource: Resource) -> AddressSet:
        """Return the public address of an Elastic IP address, or of an association of one."""
        link = self._linker.link(resource, "allocation_id")
        allocation = None if link is None else self._resources.by_address.get(link.only or "")
        for one in (resource, allocation):
            known = EMPTY if one is None else values.addresses(one.get("public_ip"))
            if known:
                return known
        return PUBLIC[_IPV4]

    @cached_property
    def named(self) -> dict[str, list[str]]:
        """The interfaces made beforehand that instances name themselves.

        A state has the interface that an instance was launched with there too, which no resource
        is.
        """
        found: dict[str, list[str]] = {}
        for resource in self._resources.of_type("aws_instance"):
            for name in ("network_interface", "primary_network_interface"):
                for block in values.blocks(resource.get(name)):
                    where = f"{resource.address}.{name}.network_interface_id"
                    link = self._linker.of_value(block.get("network_interface_id"), where)
                    self._hold(found, resource.address, () if link is None else link.targets)
        return found

    @cached_property
    def held(self) -> dict[str, list[str]]:
        """The interfaces made beforehand, by the instance that is given them."""
        found = {owner: list(held) for owner, held in self.named.items()}
        for resource in self._resources.of_type(_INTERFACE):
            for block in values.blocks(resource.get("attachment")):
                where = f"{resource.address}.attachment.instance"
                link = self._linker.of_value(block.get("instance"), where)
                for target in () if link is None else link.targets:
                    self._hold(found, target, (resource.address,))
        for resource in self._resources.of_type("aws_network_interface_attachment"):
            instance = self._linker.link(resource, "instance_id")
            held = self._linker.link(resource, "network_interface_id")
            for target in () if instance is None else instance.targets:
                self._hold(found, target, () if held is None else held.targets)
        return found

    def _hold(self, found: dict[str, list[str]], owner: str, held: tuple[str, ...]) -> None:
        known = [address for address in held if self._is_interface(address)]
        mine = found.setdefault(owner, [])
        mine += [address for address in known if address not in mine]

    def _is_interface(self, address: str) -> bool:
        resource = self._resources.by_address.get(address)
        return resource is not None and resource.type == _INTERFACE

    @cached_property
    def holder(self) -> dict[str, str]:
        """The instance that each interface made beforehand is given to."""
        return {address: owner for owner, held in self.held.items() for address in held}

"""Finds the default VPC, which AWS takes where an argument names none."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from netplan_audit.network.link import Certainty, Link
from netplan_audit.terraform.value import Unknown

if TYPE_CHECKING:
    from netplan_audit.terraform.resource import Resource, Resources


class DefaultVpcs:
    """Answers which default VPC an object is in that names no VPC.

    There is one for each account and region ("Default VPCs", VPC user guide): that of the same
    provider configuration.
    """

    def __init__(self, resources: Resources) -> None:
        """Index nothing yet."""
        self._resources = resources

    @cached_property
    def _by_provider(self) -> dict[str, list[Resource]]:
        """The default VPCs that are managed, or else read, by their provider configuration."""
        found: dict[str, list[Resource]] = {}
        for one in self._resources.of_type("aws_default_vpc"):
            found.setdefault(one.provider_key or "", []).append(one)
        read: dict[str, list[Resource]] = {}
        for one in self._resources.of_type("aws_vpc", mode="data"):
            if one.get("default") is True and one.provider_key not in found:
                read.setdefault(one.provider_key or "", []).append(one)
        return read | found

    def of(self, resource: Resource, argument: str = "vpc_id") -> Link | None:
        """Return the link of an object to the default VPC; None where it names one itself.

        Of several that a configuration has, that of the same module instance is taken.
        """
        value = resource.get(argument)
        if not isinstance(value, Unknown) or value.configured is not False:
            return None
        every = self._by_provider.get(resource.provider_key or "", [])
        beside = [one for one in every if one.module == resource.module] or every
        if len(beside) != 1 or not resource.provider_key:
            return None
        return Link((beside[0].address,), Certainty.CERTAIN)

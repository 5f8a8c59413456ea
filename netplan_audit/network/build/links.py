"""Turns the values of id arguments into links between objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.link import NO_LINKS, Certainty, Link, Links
from netplan_audit.terraform.value import OneOf, Reference, SomeOf, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.terraform.resource import Resource, Resources

# Attributes of one resource that are the id of another object, which may have no resource.
_IMPLICIT: Final = {
    "default_security_group_id": "default_security_group_id",
    "main_route_table_id": "default_route_table_id",
    "default_route_table_id": "default_route_table_id",
    "default_network_acl_id": "default_network_acl_id",
    "cluster_security_group_id": "cluster_security_group_id",
    "association_default_route_table_id": "association_default_route_table_id",
    "propagation_default_route_table_id": "association_default_route_table_id",
}
_ID_OWNERS: Final = ("id", "arn", *_IMPLICIT)


class Linker:
    """Resolves id arguments against the resources of one input.

    `aliases` maps the address of an implicit object (`aws_vpc.a.default_security_group_id`) to
    the resource that manages it; the builder fills it in before links are asked for.
    """

    def __init__(self, resources: Resources) -> None:
        """Index nothing yet: ids are indexed when the first known id is met."""
        self._resources = resources
        self._by_id: dict[str, str] | None = None
        self.aliases: dict[str, str] = {}
        self.unresolved: list[str] = []

    def link(self, resource: Resource, name: str) -> Link | None:
        """Return the link of a scalar id argument; None where it is unset."""
        return self.of_value(resource.get(name), f"{resource.address}.{name}")

    def links(self, resource: Resource, name: str) -> Links:
        """Return the links of an argument that holds any number of ids."""
        return self.of_values(resource.get(name), f"{resource.address}.{name}")

    def of_value(self, value: Value, where: str) -> Link | None:
        """Return the link that a value at an attribute address means; None where it is unset."""
        if isinstance(value, Reference):
            return Link((self.target(value),), value.certainty)
        if isinstance(value, str):
            return Link((self.address_of(value),), Certainty.CERTAIN) if value else None
        if isinstance(value, OneOf | SomeOf):
            targets = tuple(dict.fromkeys(self.target(r) for r in value.references))
            complete = value.complete and isinstance(value, OneOf)
            if not complete:
                self.unresolved.append(where)
            return Link(targets, Certainty.ONE_OF, complete, _settles(where, value.waits_for))
        if isinstance(value, Unknown):
            if value.configured is False:
                return Link((), Certainty.ONE_OF, complete=False, settles=where)
            self.unresolved.append(where)
            return Link((), Certainty.ONE_OF, False, _settles(where, value.waits_for))  # noqa: FBT003
        return None

    def of_values(self, value: Value, where: str) -> Links:
        """Return the links that a list, set or unknown collection of ids means."""
        if isinstance(value, list):
            parts = [self.of_values(item, where) for item in value]
            return Links.joined(parts) if parts else NO_LINKS
        if isinstance(value, SomeOf):
            return self._some(value, where)
        if isinstance(value, Unknown) and value.configured is False:
            return Links(complete=False, settles=where)
        link = self.of_value(value, where)
        if link is None:
            return NO_LINKS
        if link.only is not None:
            return Links((link,))
        return Links((), link.targets, link.complete, link.settles)

    def _some(self, value: SomeOf, where: str) -> Links:
        members = tuple(
            Link((self.target(r),), r.certainty)
            for r in value.references
            if r.certainty is not Certainty.ONE_OF
        )
        candidates = tuple(
            self.target(r) for r in value.references if r.certainty is Certainty.ONE_OF
        )
        if not value.complete:
            self.unresolved.append(where)
        return Links(members, candidates, value.complete, _settles(where, value.waits_for))

    def target(self, reference: Reference) -> str:
        """Return the address of the object whose id a reference reads."""
        name = reference.attribute.rpartition(".")[2]
        implicit = _IMPLICIT.get(name)
        if implicit is None:
            return reference.address
        address = f"{reference.address}.{implicit}"
        return self.aliases.get(address, address)

    def address_of(self, identifier: str) -> str:
        """Return the address of the resource with a known AWS id or ARN, else the id itself."""
        if self._by_id is None:
            self._by_id = dict(self._known_ids())
        return self._by_id.get(identifier, identifier)

    def _known_ids(self) -> Iterator[tuple[str, str]]:
        """Yield ids; what owns an id comes last, so that it wins over what only names it."""
        ordered = sorted(self._resources, key=lambda r: r.mode == "managed")
        owned: list[tuple[str, str]] = []
        for resource in ordered:
            if "aws" not in resource.provider and not resource.type.startswith("aws_"):
                continue
            for name in _ID_OWNERS:
                value = resource.get(name)
                if not isinstance(value, str) or not value:
                    continue
                if name in _IMPLICIT:
                    address = f"{resource.address}.{_IMPLICIT[name]}"
                    yield value, self.aliases.get(address, address)
                else:
                    owned.append((value, resource.address))
            cluster = _cluster_group(resource)
            if cluster:
                yield cluster, f"{resource.address}.cluster_security_group_id"
        yield from owned


def _cluster_group(resource: Resource) -> str | None:
    """Return the known id of the security group that EKS makes for a cluster."""
    if resource.type != "aws_eks_cluster":
        return None
    config = resource.get("vpc_config")
    first = config[0] if isinstance(config, list) and config else None
    value = first.get("cluster_security_group_id") if isinstance(first, dict) else None
    return value if isinstance(value, str) and value else None


def _settles(where: str, waits_for: tuple[str, ...]) -> str:
    """Name an argument and what it waits for."""
    return f"{where} ({', '.join(waits_for)})" if waits_for else where

"""Turns the values of id arguments into links between objects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from netplan_audit.network.link import NO_LINKS, Certainty, Link, Links
from netplan_audit.terraform.ids import IdIndex
from netplan_audit.terraform.value import OneOf, Reference, SomeOf, Unknown, Value
from netplan_audit.wording import listed

if TYPE_CHECKING:
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
_OWN: Final = frozenset({"id", "arn"})
"""What nearly all references read: the object itself."""
# Attributes that hold ids of any number of other objects, each under a name or an index of its own:
# outputs of remote states and stacks, what programs, shuffles and stores of secrets or settings
# bring, what a data source finds. Up to Terraform 0.11, each attribute of a remote state was one.
_HANDED_ON: Final = frozenset(
    {"arns", "data", "ids", "nonsensitive_values", "outputs", "result", "values", "var"}
)
_STATE: Final = "data.terraform_remote_state."
_HEAD: Final = re.compile(r"[\w-]+")
_OF_SUBNETS: Final = re.compile(r"\.(\w*subnet_ids?|\w*subnets|vpc_zone_identifier)$")
_SUBNET: Final = re.compile(r"\bsubnet-[0-9a-z]*[0-9a-f][0-9a-z]*$")
"""What the id of a subnet ends in; others, as `subnet-xxxxxxxx`, stand for one to be filled in."""


class Linker:
    """Resolves id arguments against the resources of one input.

    `aliases` maps the address of an implicit object (`aws_vpc.a.default_security_group_id`), or of
    a data source, to the resource that manages it; the builder fills it in before links are asked
    for.
    """

    def __init__(self, resources: Resources) -> None:
        """Index nothing yet: ids are indexed when the first known id is met."""
        self._ids = IdIndex(resources)
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
            return self._of_text(value, where) if value else None
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

    def _of_text(self, value: str, where: str) -> Link:
        """Return the link that a known id means; a placeholder for one of a subnet means any."""
        address = self.address_of(value)
        if address == value and _OF_SUBNETS.search(where) and not _SUBNET.search(value):
            return Link((), Certainty.ONE_OF, complete=False, settles=where)
        return Link((address,), Certainty.CERTAIN)

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
        address = reference.address
        if reference.attribute not in _OWN:
            name = reference.attribute.rpartition(".")[2]
            implicit = _IMPLICIT.get(name)
            part = _part_of(reference) if implicit is None else f".{implicit}"
            address = f"{address}{part}"
        return self.aliases.get(address, address)

    def address_of(self, identifier: str) -> str:
        """Return the address of the object with a known AWS id or ARN, else the id itself."""
        owner = self._ids.owner(identifier)
        return identifier if owner is None else self.target(owner)


def _part_of(reference: Reference) -> str:
    """Return what tells an object from others whose ids the same one hands on; '' for its own."""
    attribute = reference.attribute
    head = _HEAD.match(attribute)
    is_part = head is not None and head[0] in _HANDED_ON and head[0] != attribute
    return f".{attribute}" if is_part or _STATE in reference.address else ""


def _settles(where: str, waits_for: tuple[str, ...]) -> str:
    """Name an argument and what it waits for."""
    others = listed(each for each in waits_for if each != where)
    return f"{where} ({others})" if others else where

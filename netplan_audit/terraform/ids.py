"""Joins resources by their known ids: who owns an id, and which arguments hold one.

Ids that AWS assigns and ARNs name one object wherever they stand. Other ids are names, which
coincide: they join only what the configuration, or the state's dependencies, join too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.terraform.address import block_address, split_steps
from netplan_audit.terraform.plan.identity import IMPLICIT
from netplan_audit.terraform.value import Certainty, OneOf, Reference, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from netplan_audit.terraform.resource import Resource, Resources
    from netplan_audit.terraform.value import Path

# The prefixes are fixed, since people end names in random hexadecimal digits too.
_ASSIGNED: Final = (
    r"arn:[a-z-]+:\S+|(?:acl|aclassoc|ami|attachment|cagw|cgw|core-network|cvpn-endpoint|dopt|eigw"
    r"|eipalloc|eipassoc|eni|eni-attach|fl|fs|fsap|fsmt|global-network|i|igw|ipam(?:-pool|-scope)?"
    r"|lgw|lgw-rtb|lt|nat|pcx|pl|rslvr-(?:in|out|rr|rrassoc)|rtb|rtbassoc|sg|sgr|sn|snap|subnet"
    r"|subnet-cidr-assoc|svc|tgw|tgw-(?:attach|connect-peer|mcast-domain|rtb)|vgw|vol|vpc"
    r"|vpc-cidr-assoc|vpce|vpce-svc|vpn)-(?:[0-9a-f]{17}|[0-9a-f]{8})"
)
_OWN: Final = ("id", "arn")
_LISTED: Final = "ids["  # an id that a data source found, and does not own
# What a resource says of itself and not of others, where no configuration tells them apart.
_OF_ITSELF: Final = frozenset(
    {*_OWN, "name", "name_prefix", "description", "tags", "tags_all", "owner_id"}
)


class IdIndex:
    """The resources of one input by the ids they own; built when it is first asked."""

    def __init__(self, resources: Resources) -> None:
        """Keep the resources; their values are decoded when an id is looked up."""
        self._resources = resources
        self._first: dict[str, Reference] | None = None
        self._more: dict[str, list[Reference]] = {}
        self._owners: dict[str, Reference | None] = {}

    def owner(self, identifier: str) -> Reference | None:
        """Return the attribute that gives an object its id or ARN; None where none is known.

        None too where resources of several types have the same name for an id.
        """
        if identifier not in self._owners:
            self._owners[identifier] = self._owner(identifier)
        return self._owners[identifier]

    def _owner(self, identifier: str) -> Reference | None:
        holders = [h for h in self._holders(identifier) if not h.attribute.startswith(_LISTED)]
        if len(holders) > 1 and not is_assigned(identifier):
            by_address = self._resources.by_address
            if len({by_address[holder.address].type for holder in holders}) > 1:
                return None
        return self._preferred(holders)

    def references(self, resource: Resource) -> Iterator[tuple[Path, Reference | OneOf]]:
        """Yield what the known values of a resource's arguments refer to."""
        itself = _OF_ITSELF.union(IMPLICIT.get(_block_type(resource), ()))
        for name in resource.body.names():
            configured = resource.body.configured(name)
            if configured or (configured is None and name not in itself):
                for path, text in _texts(resource.get(name), (name,)):
                    found = self._reference(resource, path, text)
                    if found is not None:
                        yield path, found

    def _reference(self, resource: Resource, path: Path, text: str) -> Reference | OneOf | None:
        """Return the owner of an id that stands in an argument, best what its expression names."""
        read = [self._read(origin, text) for origin in resource.body.origins(path)]
        origins = [reference for reference in read if reference is not None]
        if origins:
            return _chosen(origins, sure=is_assigned(text))
        holders = [h for h in self._holders(text) if h.address != resource.address]
        needed = [h for h in holders if block_address(h.address) in resource.dependencies]
        if is_assigned(text):
            return self._preferred(needed or holders)
        if not needed:
            return None
        return _chosen([Reference(h.address, h.attribute, Certainty.LIKELY) for h in needed])

    def _read(self, origin: Reference, text: str) -> Reference | None:
        """Return the identifying attribute that a reference reads, where it has this value."""
        resource = self._resources.by_address.get(origin.address)
        names = (origin.attribute,) if origin.attribute else ("id", "arn", "name", "ids")
        for name in names:
            if resource is not None and _identifies(name) and text in _known(_part(resource, name)):
                return replace(origin, attribute=name)
        return None

    def _holders(self, identifier: str) -> list[Reference]:
        if self._first is None:
            self._first = {}
            for resource in self._resources:
                if resource.action == "create" and not resource.type.startswith("aws_default_"):
                    continue  # AWS gives new objects their ids; default objects are there already
                for attribute, value in _identities(resource):
                    self._add(value, Reference(resource.address, attribute, Certainty.CERTAIN))
        first = self._first.get(identifier)
        return [] if first is None else self._more.get(identifier, [first])

    def _add(self, identifier: str, holder: Reference) -> None:
        first = self._first.setdefault(identifier, holder) if self._first is not None else holder
        if first.address != holder.address:
            more = self._more.setdefault(identifier, [first])
            if more[-1].address != holder.address:
                more.append(holder)

    def _preferred(self, holders: Sequence[Reference]) -> Reference | None:
        """Prefer what makes the object to what only adopts, accepts or reads it."""
        if len(holders) == 1:
            return holders[0]
        return min(holders, key=self._rank, default=None)

    def _rank(self, holder: Reference) -> tuple[int, bool]:
        resource = self._resources.by_address[holder.address]
        if holder.attribute not in _OWN:
            rank = 3 if holder.attribute.startswith(_LISTED) else 1
        else:
            rank = 2 if _is_given_its_id(resource) else 0
        return rank, resource.mode != "managed"


def is_assigned(text: str) -> bool:
    """Tell whether AWS made this id (`vpc-0a1b…`, an ARN), so that no other object has it."""
    return re.fullmatch(_ASSIGNED, text) is not None


def _identities(resource: Resource) -> Iterator[tuple[str, str]]:
    """Yield the known ids of an AWS resource and of the objects that come with it."""
    if resource.type.startswith("aws_"):
        for name in (*_OWN, *IMPLICIT.get(_block_type(resource), ())):
            value = _part(resource, name)
            if isinstance(value, str) and value:
                yield name, value
        if resource.mode == "data":
            for path, text in _texts(resource.get("ids"), ()):
                yield f"{_LISTED}{path[0] if path else 0}]", text


def _block_type(resource: Resource) -> str:
    return f"data.{resource.type}" if resource.mode == "data" else resource.type


def _is_given_its_id(resource: Resource) -> bool:
    """Tell whether the id is that of an object that one of the arguments names."""
    own = resource.get("id")
    implied = IMPLICIT.get(_block_type(resource), ())
    return any(
        name.endswith("_id") and name not in implied and resource.get(name) == own
        for name in resource.body.names()
        if (resource.type, name) != ("aws_eip", "allocation_id")
    )


def _identifies(attribute: str) -> bool:
    last = attribute.rpartition(".")[2].partition("[")[0]
    return last in {"id", "ids", "arn", "arns", "name", "names"} or last.endswith(
        ("_id", "_ids", "_arn", "_arns", "_name")
    )


def _part(resource: Resource, attribute: str) -> Value:
    """Return what stands at an attribute path (`vpc_config[0].cluster_security_group_id`)."""
    if attribute.isidentifier():
        return resource.get(attribute)
    (_, first), *rest = split_steps(attribute)
    value = resource.get(str(first))
    for _, step in rest:
        if isinstance(value, dict):
            value = value.get(str(step))
        elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def _known(value: Value) -> Iterator[str]:
    return (text for _, text in _texts(value, ()))


def _chosen(references: list[Reference], *, sure: bool = False) -> Reference | OneOf:
    """Return the one reference that has the value, or all where the value does not choose.

    Of one that was taken for its key alone (`LIKELY`) another instance may have the same name.
    """
    unique = list({reference.address: reference for reference in references}.values())
    if len(unique) == 1:
        only = unique[0]
        proven = sure or only.certainty is not Certainty.LIKELY
        return replace(only, certainty=Certainty.CERTAIN) if proven else only
    candidates = tuple(Reference(r.address, r.attribute, Certainty.ONE_OF) for r in unique)
    return OneOf(candidates, complete=True)


def _texts(value: Value, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield the known texts at and beneath a value, with their paths."""
    left: list[tuple[Path, Value]] = [(path, value)]
    while left:
        at, one = left.pop()
        if isinstance(one, str):
            if one:
                yield at, one
        elif isinstance(one, dict):
            left.extend(((*at, name), one[name]) for name in reversed(one))
        elif isinstance(one, list):
            left.extend(((*at, i), one[i]) for i in reversed(range(len(one))))

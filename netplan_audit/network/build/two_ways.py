"""Finds what a configuration writes both in a resource and in resources beside it."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct, field

from netplan_audit.network.build import launch, values
from netplan_audit.network.link import Certainty
from netplan_audit.network.two_ways import Holds, TwoWays, Written
from netplan_audit.terraform.value import Reference, SomeOf, Value, is_symbolic
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.network.build.links import Linker
    from netplan_audit.network.link import Link
    from netplan_audit.terraform.resource import Resource, Resources

_BY_ITSELF: Final = ""
"""Stands for the arguments that a resource beside an object tells itself."""


class _Pair(Struct, frozen=True):
    """Arguments of some types, and the types beside them that write the same.

    `separate` maps each type to the argument that it adds to, `pointer` names the owner. Where
    `members` names the argument that holds what is added, only the same member twice counts.
    """

    what: Written
    owners: tuple[str, ...]
    arguments: tuple[str, ...]
    separate: Mapping[str, str]
    pointer: str
    members: Mapping[str, str] = field(default_factory=dict)


_TABLES: Final = ("aws_route_table", "aws_default_route_table")
_DEFAULT_ACL: Final = "aws_default_network_acl"
_PEERINGS: Final = ("aws_vpc_peering_connection", "aws_vpc_peering_connection_accepter")
_PAIRS: Final = (
    _Pair("routes", _TABLES, ("route",), {"aws_route": "route"}, "route_table_id"),
    _Pair(
        "routes",
        _TABLES,
        ("propagating_vgws",),
        {"aws_vpn_gateway_route_propagation": "propagating_vgws"},
        "route_table_id",
    ),
    _Pair(
        "rules",
        ("aws_security_group", "aws_default_security_group"),
        ("ingress", "egress"),
        {
            "aws_security_group_rule": _BY_ITSELF,
            "aws_vpc_security_group_ingress_rule": "ingress",
            "aws_vpc_security_group_egress_rule": "egress",
        },
        "security_group_id",
    ),
    _Pair(
        "rules",
        ("aws_network_acl", _DEFAULT_ACL),
        ("ingress", "egress"),
        {"aws_network_acl_rule": _BY_ITSELF},
        "network_acl_id",
    ),
    _Pair(
        "rules",
        ("aws_ec2_managed_prefix_list",),
        ("entry",),
        {"aws_ec2_managed_prefix_list_entry": "entry"},
        "prefix_list_id",
    ),
    _Pair(
        "peering options",
        _PEERINGS,
        ("requester", "accepter"),
        {"aws_vpc_peering_connection_options": _BY_ITSELF},
        "vpc_peering_connection_id",
    ),
    _Pair(
        "endpoint associations",
        ("aws_vpc_endpoint",),
        ("route_table_ids", "subnet_ids", "security_group_ids"),
        {
            "aws_vpc_endpoint_route_table_association": "route_table_ids",
            "aws_vpc_endpoint_subnet_association": "subnet_ids",
            "aws_vpc_endpoint_security_group_association": "security_group_ids",
        },
        "vpc_endpoint_id",
        {
            "route_table_ids": "route_table_id",
            "subnet_ids": "subnet_id",
            "security_group_ids": "security_group_id",
        },
    ),
)


class _Lists(Struct):
    """One argument that an object's own resource lists, and what was found beside it."""

    owner: Resource
    argument: str
    written: Truth
    sure: dict[str, Certainty]
    doubtful: dict[str, str]


class _Beside(NamedTuple):
    """A resource beside an owner, its pointer, and the lists that it may add to."""

    resource: Resource
    link: Link
    lists: tuple[tuple[str, str], ...]


def build_two_ways(resources: Resources, linker: Linker) -> tuple[TwoWays, ...]:
    """Find every object that is written in two ways, or may be."""
    found: list[TwoWays] = []
    for pair in _PAIRS:
        beside = list(_beside(pair, resources, linker))
        if beside:
            lists = _listed(pair, {key for one in beside for key in one.lists}, resources, linker)
            _add_separate(pair, lists, beside, linker)
            found += (one for each in lists.values() for one in _judged(pair.what, each))
    return (*found, *_main_tables(resources, linker))


def _beside(pair: _Pair, resources: Resources, linker: Linker) -> Iterator[_Beside]:
    """Yield the resources beside the owners, with the lists that each may add to."""
    for kind, told in pair.separate.items():
        for resource in resources.of_type(kind):
            link = linker.link(resource, pair.pointer)
            if link is not None:
                own = _arguments(resource) if told == _BY_ITSELF else (told,)
                owners = sorted({_name(target, resources, linker) for target in link.targets})
                yield _Beside(resource, link, tuple(product(owners, own)))


def _listed(
    pair: _Pair, named: set[tuple[str, str]], resources: Resources, linker: Linker
) -> dict[tuple[str, str], _Lists]:
    """Return what the owners' own resources list of what is named, by owner and argument."""
    found: dict[tuple[str, str], _Lists] = {}
    for resource in resources.of_type(*pair.owners):
        owner = _object(resource, linker)
        for argument in pair.arguments:
            key = (owner, argument)
            written = _written(resource, argument) if key in named else Truth.NO
            if written is not Truth.NO:
                found.setdefault(key, _Lists(resource, argument, written, {}, {}))
    return found


def _object(resource: Resource, linker: Linker) -> str:
    """Return the address that stands for an object: an accepter manages a connection too."""
    if resource.type != _PEERINGS[1]:
        return resource.address
    link = linker.link(resource, "vpc_peering_connection_id")
    return resource.address if link is None or link.only is None else link.only


def _written(resource: Resource, argument: str) -> Truth:
    """Tell whether the configuration lists members in the resource itself.

    What AWS knows of an existing object is no configuration: it repeats what separate resources
    add. An empty list counts, as it removes all that it does not name; blocks that are made for
    each element of nothing do not, nor does what `ignore_changes` leaves alone. A plan shows one
    block, of which nothing is known, for blocks whose number is unknown.
    """
    if resource.body.ignores(argument):
        return Truth.NO
    if resource.type == _DEFAULT_ACL and resource.body.configured("id") is not None:
        return Truth.YES  # whose lists are never computed: it removes all that it does not name
    configured = resource.body.configured(argument)
    value = resource.get(argument)
    if configured is None or launch.unset(value):
        return truth(configured is True and value == [])
    if configured is False and (resource.action not in values.NEW or not isinstance(value, list)):
        return Truth.NO
    members = value if isinstance(value, list) else [value]
    return truth(any(_is_told(item, configured) for item in members)) | Truth.UNKNOWN


def _is_told(item: Value, written: bool) -> bool:  # noqa: FBT001 - the second argument says it
    """Tell whether a member is surely there: written as it is, or something is known of it."""
    if isinstance(item, SomeOf):
        return any(one.certainty is not Certainty.ONE_OF for one in item.references)
    if isinstance(item, dict) and not written:
        plain = (value for value in item.values() if not is_symbolic(value))
        return any(value not in (None, "", False, 0, []) for value in plain)
    return isinstance(item, dict | str | Reference)


def _add_separate(
    pair: _Pair, lists: dict[tuple[str, str], _Lists], beside: list[_Beside], linker: Linker
) -> None:
    """Add the resources beside the owners to what these list."""
    for resource, link, keys in beside:
        for key in keys:
            if key in lists:
                same, certainty, settles = _same_member(pair, lists[key], resource, linker)
                if same is Truth.YES and link.only is not None:
                    lists[key].sure[resource.address] = min(link.certainty, certainty)
                elif same is not Truth.NO:
                    settles = settles or link.settles or f"{resource.address}.{pair.pointer}"
                    lists[key].doubtful[resource.address] = settles


def _same_member(
    pair: _Pair, lists: _Lists, resource: Resource, linker: Linker
) -> tuple[Truth, Certainty, str]:
    """Tell whether a resource adds what the list has already, if only that counts."""
    argument = pair.members.get(lists.argument)
    if argument is None:
        return Truth.YES, Certainty.CERTAIN, ""
    listed = linker.links(lists.owner, lists.argument)
    added = linker.link(resource, argument)
    if added is None or (
        listed.settled and not set(added.targets) & set(listed) and added.complete
    ):
        return Truth.NO, Certainty.CERTAIN, ""
    if added.only is not None and added.only in listed:
        return Truth.YES, min(added.certainty, listed.certainty), ""
    return Truth.UNKNOWN, Certainty.ONE_OF, listed.settles or added.settles


def _name(target: str, resources: Resources, linker: Linker) -> str:
    owner = resources.by_address.get(target)
    return target if owner is None else _object(owner, linker)


def _arguments(resource: Resource) -> Iterator[str]:
    """Yield the argument of the owner that a resource of several uses adds to."""
    if resource.type == "aws_security_group_rule":
        direction = values.text(resource.get("type"))
        if direction is not None:
            yield direction
    elif resource.type == "aws_network_acl_rule":
        egress = values.flag(resource.get("egress"), default=False)
        if egress is not Truth.UNKNOWN:
            yield "egress" if egress is Truth.YES else "ingress"
    else:
        for name in ("requester", "accepter"):
            if _written(resource, name) is Truth.YES:
                yield name


def _judged(what: Written, lists: _Lists) -> Iterator[TwoWays]:
    if not lists.sure and not lists.doubtful:
        return
    where = f"{lists.owner.address}.{lists.argument}"
    beside = Truth.YES if lists.sure else Truth.UNKNOWN
    doubts = ("" if lists.sure else next(iter(lists.doubtful.values()), ""),)
    yield TwoWays(
        what=what,
        owner=lists.owner.address,
        argument=lists.argument,
        separate=tuple(lists.sure or lists.doubtful),
        verdict=lists.written & beside,
        certainty=min(lists.sure.values(), default=Certainty.ONE_OF),
        settles=where if lists.written is Truth.UNKNOWN else doubts[0],
        holds=_holds(lists.owner, lists.argument),
    )


def _holds(owner: Resource, argument: str) -> Holds:
    """Tell what a list holds; of what `dynamic` makes, a plan has the members alone."""
    value = owner.get(argument)
    if owner.body.configured(argument) is False and (launch.unset(value) or value == []):
        return "none, unwritten"
    return "none" if value == [] else "members"


def _main_tables(resources: Resources, linker: Linker) -> Iterator[TwoWays]:
    """Yield the managed default tables of VPCs that are given another main table."""
    for resource in resources.of_type("aws_main_route_table_association"):
        vpc = linker.link(resource, "vpc_id")
        for target in () if vpc is None else vpc.targets:
            owner = linker.aliases.get(f"{target}.default_route_table_id")
            if owner is not None and vpc is not None:
                sure = vpc.only is not None
                yield TwoWays(
                    what="main table",
                    owner=owner,
                    argument="default_route_table_id",
                    separate=(resource.address,),
                    verdict=Truth.YES if sure else Truth.UNKNOWN,
                    certainty=vpc.certainty,
                    settles="" if sure else vpc.settles or f"{resource.address}.vpc_id",
                )

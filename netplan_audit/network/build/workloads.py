"""Builds workloads: every resource that places network interfaces, in one shape."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import launch, named_groups, values
from netplan_audit.network.build.clusters import ClusterNames
from netplan_audit.network.build.databases import database_port
from netplan_audit.network.build.default_groups import DefaultGroups, made_group
from netplan_audit.network.build.interfaces import ASSOCIATED, Interfaces
from netplan_audit.network.build.kubernetes_nodes import joins_ecs, node_reason, pinned_mtu
from netplan_audit.network.build.vpcs import region_of
from netplan_audit.network.build.workload_types import (
    FACING,
    IN_ONE,
    LAUNCHED,
    LISTED,
    NOT_LISTENING,
    SHAPES,
    ZONED,
    Shape,
)
from netplan_audit.network.link import NO_LINKS, Certainty, Link, Links
from netplan_audit.network.workloads import Workload
from netplan_audit.terraform.value import Reference, is_symbolic
from netplan_audit.unknown import Truth, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.network.build.launch import Launch
    from netplan_audit.network.build.links import Linker
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.terraform.resource import Resource, Resources

WORKLOAD_TYPES: Final = frozenset(SHAPES)
_ON_CLUSTER: Final = frozenset({"aws_eks_node_group", "aws_eks_fargate_profile"})
_CLIENT_VPN: Final = "aws_ec2_client_vpn_endpoint"
_ROUTED: Final = frozenset({"Gateway", "GatewayLoadBalancer"})
"""Types of VPC endpoints that are reached by routes, and have no security groups."""
_Public = tuple[Truth | None, str]


class WorkloadBuilder:
    """Builds the workloads of one input."""

    def __init__(self, resources: Resources, linker: Linker, subnets: Mapping[str, Subnet]) -> None:
        """Keep the sources, and index what is attached to interfaces."""
        self._resources = resources
        self._linker = linker
        self._subnets = subnets
        self._interfaces = Interfaces(resources, linker)
        self._clusters = ClusterNames(resources)
        self._defaults = DefaultGroups(resources, linker, subnets)
        self._in_use: set[str] = set()

    def workloads(self) -> dict[str, Workload]:
        """Build every workload."""
        return {
            resource.address: self._workload(resource, shape)
            for kind, shape in SHAPES.items()
            for resource in self._resources.of_type(kind)
        }

    def _workload(self, resource: Resource, shape: Shape) -> Workload:
        source = launch.launch_of(resource, self._resources, self._linker)
        self._in_use.update(template.address for template in source.templates)
        subnets = self._placed(resource, shape, source)
        unplaced = not subnets.everything and subnets.complete
        anywhere = unplaced and (shape.public == LAUNCHED or resource.type in ZONED)
        if anywhere:  # AWS takes a subnet of the default VPC
            subnets = Links(complete=False, settles=f"the subnet of {resource.address}")
            self._defaults.place_anywhere(resource, shape.subnets[0])
        public, reason = self._public(resource, shape, source, subnets)
        node, sure = node_reason(resource, source.templates, self._resources.by_address)
        return Workload(
            address=resource.address,
            kind=shape.kind,
            subnets=subnets,
            groups=self._groups(resource, shape, source, subnets),
            public_ipv4=public,
            public_ipv6=_public_ipv6(resource, shape, source),
            public_ip_reason=reason,
            is_data_store=shape.data_store,
            accepts_connections=resource.type not in NOT_LISTENING,
            node_reason=node,
            node_is_sure=sure,
            port=database_port(resource) if shape.kind.startswith(("RDS", "Redshift")) else None,
            is_container_instance=joins_ecs(resource, source.templates, self._resources.by_address),
            name=_name(resource),
            in_default_vpc=anywhere,
            is_in_one=bool(shape.within[0]) or resource.type in IN_ONE,
            mtu=pinned_mtu(resource, source.templates),
            on_fargate=launch.on_fargate(resource),
            zone=launch.asked_zone(resource),
            forwards=self._interfaces.forwards(resource),
        )

    def groups_of_idle_templates(self) -> Iterator[tuple[str, str]]:
        """Yield the groups of launch templates that no workload so far launches from."""
        for resource in self._resources.of_type(*launch.TEMPLATES):
            if resource.address not in self._in_use:
                groups = launch.template_groups(resource, self._linker)
                yield from ((group, resource.address) for group in groups)

    def _collect(self, resource: Resource, paths: tuple[str, ...]) -> Links:
        return Links.joined([launch.at(resource, path, self._linker) for path in paths])

    def _placed(self, resource: Resource, shape: Shape, source: Launch) -> Links:
        own = self._collect(resource, shape.subnets)
        if resource.type in ASSOCIATED:
            more = self._interfaces.associated.get(resource.address, [])
            own = Links.joined([NO_LINKS, own, *more])
        argument, group_type = shape.within
        if argument:
            own = self._in_subnet_group(resource, argument, group_type)
        parts = [own] if own.everything or not own.complete else []
        parts += self._interfaces.subnets_of(resource)
        if not parts and shape.public == LAUNCHED:
            paths = ("network_interfaces.subnet_id",)
            parts = [self._collect(template, paths) for template in source.templates]
        return Links.joined(parts) if parts else NO_LINKS

    def _in_subnet_group(self, resource: Resource, argument: str, group_type: str) -> Links:
        """Return the subnets of a subnet group; names are those of one region of one account."""
        value = resource.get(argument)
        groups: list[Resource] = []
        if isinstance(value, Reference):
            named = self._resources.by_address.get(value.address)
            groups = [] if named is None or named.type != group_type else [named]
        elif isinstance(value, str) and value:
            groups = self._subnet_groups.get((group_type, value), [])
        if len(groups) > 1:
            own = (resource.provider_key, region_of(resource))
            beside = [one for one in groups if self._places[one.address] == own]
            groups = beside or groups
        if len(groups) > 1:  # no two have one name there: what a module names is its own
            groups = [one for one in groups if one.module == resource.module] or groups
        where = f"{resource.address}.{argument}"
        if not groups:
            return Links(complete=False, settles=where)
        found = [self._linker.links(one, "subnet_ids") for one in groups]
        if len(found) == 1:
            return found[0]
        every = (target for links in found for target in links.everything)
        return Links((), tuple(dict.fromkeys(every)), settles=where)

    @cached_property
    def _subnet_groups(self) -> dict[tuple[str, str], list[Resource]]:
        """The subnet groups by their types and names."""
        found: dict[tuple[str, str], list[Resource]] = {}
        for kind in {shape.within[1] for shape in SHAPES.values()} - {""}:
            for group in self._resources.of_type(kind):
                for name in {values.text(group.get("name")), values.text(group.get("id"))} - {None}:
                    found.setdefault((kind, str(name)), []).append(group)
        return found

    @cached_property
    def _places(self) -> dict[str, tuple[str | None, str | None]]:
        """The provider and the region of each subnet group."""
        groups = [one for named in self._subnet_groups.values() for one in named]
        return {one.address: (one.provider_key, region_of(one)) for one in groups}

    def _groups(self, resource: Resource, shape: Shape, source: Launch, subnets: Links) -> Links:
        if values.text(resource.get("vpc_endpoint_type")) in _ROUTED:
            return NO_LINKS
        parts = [
            self._collect(resource, named_groups.told(resource, shape.groups)),
            *(launch.template_groups(template, self._linker) for template in source.templates),
            *self._interfaces.groups_of(resource),
        ]
        if source.settles:
            parts.append(Links(complete=False, settles=source.settles))
        own = Links.joined(self._interfaces.by_name(part) for part in parts)
        if source.is_guess:
            own = own.at_most(Certainty.LIKELY)
        extra = self._interfaces.added_to(resource)
        if own.everything or not own.complete:
            named = own
        elif resource.type in _ON_CLUSTER:
            named = self._cluster_group(resource)
        elif doubt := launch.doubtful_type(resource):
            named = Links(complete=False, settles=doubt)
        elif (shape.default_group and not launch.is_filterless(resource)) or (
            resource.type == _CLIENT_VPN and subnets.everything
        ):
            named = NO_LINKS
            if not self._interfaces.loses_default(resource):
                named = self._defaults.of(resource, subnets)
        else:
            named = NO_LINKS
        return Links.joined([named, *made_group(resource), *extra])

    def _cluster_group(self, resource: Resource) -> Links:
        """Return the group that EKS makes for a cluster, which its nodes have by default."""
        cluster, sure = self._clusters.of(resource)
        if cluster is None:
            where = f"the cluster security group of {resource.address}"
            return Links(complete=False, settles=where)
        return Links((Link((f"{cluster}.cluster_security_group_id",), sure),))

    def _public(self, resource: Resource, shape: Shape, source: Launch, at: Links) -> _Public:
        """Tell whether interfaces get a public IPv4 address, None if their subnets say, and why."""
        elastic = self._interfaces.elastic_ip_of(resource)
        if elastic is Truth.YES:
            return elastic, "an Elastic IP address is associated"
        answer = self._by_shape(resource, shape, source, at)
        if elastic is Truth.UNKNOWN and answer[0] is not Truth.YES:
            return Truth.UNKNOWN, f"whether an Elastic IP address goes to {resource.address}"
        return answer

    def _by_shape(self, resource: Resource, shape: Shape, source: Launch, at: Links) -> _Public:
        if shape.public == FACING:
            facing = ~values.flag(resource.get("internal"), default=False)
            where = f"{resource.address}.internal"
            return facing, where if facing is Truth.UNKNOWN else "it is internet-facing"
        if shape.public == LAUNCHED:
            return self._launched(resource, source, at)
        if shape.public == "aws_rds_cluster_instance":
            return self._by_instances(resource, shape.public)
        if shape.public == "broker_node_group_info":
            return _broker(resource)
        return _flagged(resource, shape.public)

    def _launched(self, resource: Resource, source: Launch, at: Links) -> _Public:
        if self._interfaces.subnets_of(resource):
            return Truth.NO, ""  # an interface made beforehand: only Elastic IP addresses
        applied = resource.get("public_ip") if resource.type == "aws_instance" else None
        if isinstance(applied, str):
            return _yes(bool(applied)), "it has one as applied"
        for each in (resource, *source.templates):
            found, reason = launch.asks_ipv4(each, at, self._resources)
            if found is not None:
                return found, reason
        if source.settles:
            return Truth.UNKNOWN, source.settles
        return None, "its subnet maps public addresses on launch"

    def _by_instances(self, cluster: Resource, kind: str) -> _Public:
        """Call a database cluster public where one of its instances is."""
        flags = []
        for instance in self._resources.of_type(kind):
            link = self._linker.link(instance, "cluster_identifier")
            names = () if link is None else link.targets
            if cluster.address in names or cluster.get("cluster_identifier") in names:
                flags.append(values.flag(instance.get(LISTED), default=False))
        return any_of(flags), f"an instance of it has {LISTED} set"


def _public_ipv6(resource: Resource, shape: Shape, source: Launch) -> Truth | None:
    """Tell whether interfaces get IPv6 addresses; None where the subnets decide."""
    if shape.public == FACING:
        kind = resource.get("ip_address_type")
        dual = isinstance(kind, str) and kind.startswith("dualstack")
        return Truth.UNKNOWN if is_symbolic(kind) and not launch.unset(kind) else _yes(dual)
    if shape.kind == "network interface":
        return launch.asks_ipv6(resource)
    if shape.public != LAUNCHED:
        return Truth.NO if shape.kind != "ECS service" else None
    if resource.get("ipv6_addresses") == [] and resource.action not in values.NEW:
        return Truth.NO  # as applied
    asked = (launch.asks_ipv6(each) for each in (resource, *source.templates))
    return next((answer for answer in asked if answer is not None), None)


def _yes(answer: bool) -> Truth:  # noqa: FBT001 - the one argument is the value itself
    return Truth.YES if answer else Truth.NO


def _flagged(resource: Resource, path: str) -> _Public:
    """Read the argument that alone decides about a public address; '' where there is none."""
    if not path:
        return Truth.NO, ""
    first, _, rest = path.partition(".")
    value = resource.get(first)
    if rest:
        value = next((block.get(rest) for block in values.blocks(value)), None)
    if value is None and resource.type == "aws_redshift_cluster":
        # Its default became false with version 6 of the provider.
        return Truth.UNKNOWN, f"{resource.address}.{path}"
    found = values.flag(value, default=False)
    return found, f"{resource.address}.{path}" if found is Truth.UNKNOWN else f"{path} is set"


def _broker(resource: Resource) -> _Public:
    """MSK brokers are public where their public access has a type other than DISABLED."""
    for info in values.blocks(resource.get("broker_node_group_info")):
        for connectivity in values.blocks(info.get("connectivity_info")):
            for access in values.blocks(connectivity.get("public_access")):
                public = values.text(access.get("type")) not in {None, "DISABLED"}
                return _yes(public), "its brokers have public access"
    return Truth.NO, ""


def _name(resource: Resource) -> str:
    tags = resource.get("tags")
    tag = tags.get("Name") if isinstance(tags, dict) else None
    return values.text(resource.get("name")) or values.text(tag) or ""

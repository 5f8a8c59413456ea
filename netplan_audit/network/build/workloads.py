"""Builds workloads: every resource that places network interfaces, in one shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.build.kubernetes_nodes import node_reason
from netplan_audit.network.build.workload_types import SHAPES, SUBNET_GROUPS, Shape
from netplan_audit.network.link import NO_LINKS, Certainty, Link, Links
from netplan_audit.network.workloads import Workload
from netplan_audit.terraform.value import Reference, Unknown, Value
from netplan_audit.unknown import Truth, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.network.build.links import Linker
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.terraform.resource import Resource, Resources


WORKLOAD_TYPES: Final = frozenset(SHAPES)
_DEFAULT_GROUP_KINDS: Final = frozenset({"instance", "network interface", "ECS service"})


class WorkloadBuilder:
    """Builds the workloads of one input."""

    def __init__(self, resources: Resources, linker: Linker, subnets: Mapping[str, Subnet]) -> None:
        """Keep the sources, and index the elastic IP addresses by what they are given to."""
        self._resources = resources
        self._linker = linker
        self._subnets = subnets
        self._elastic = set(self._elastic_owners())

    def workloads(self) -> dict[str, Workload]:
        """Build every workload."""
        return {
            resource.address: self._workload(resource, shape)
            for kind, shape in SHAPES.items()
            for resource in self._resources.of_type(kind)
        }

    def _workload(self, resource: Resource, shape: Shape) -> Workload:
        template = self._template(resource)
        subnets = self._collect(resource, shape.subnets)
        groups = self._groups(resource, shape, template)
        public, reason = self._public(resource, shape, template, subnets)
        node = node_reason(resource, template)
        name = values.text(resource.get("name")) or ""
        return Workload(
            address=resource.address,
            kind=shape.kind,
            subnets=subnets,
            groups=groups,
            has_public_ip=public,
            public_ip_reason=reason,
            is_data_store=shape.data_store,
            accepts_connections=resource.type != "aws_lambda_function",
            is_node=bool(node),
            node_reason=node,
            name=name,
        )

    def _collect(self, resource: Resource, paths: tuple[str, ...]) -> Links:
        return Links.joined([self._at(resource, path) for path in paths] or [NO_LINKS])

    def _at(self, resource: Resource, path: str) -> Links:
        first, _, rest = path.partition(".")
        where = f"{resource.address}.{path}"
        if first in SUBNET_GROUPS:
            return self._in_subnet_group(resource, first)
        value = resource.get(first)
        if not rest:
            return self._linker.of_values(value, where)
        if isinstance(value, Unknown) and value.configured is not False:
            return Links(complete=False, settles=where)
        parts = [self._linker.of_values(b.get(rest), where) for b in values.blocks(value)]
        return Links.joined(parts) if parts else NO_LINKS

    def _in_subnet_group(self, resource: Resource, argument: str) -> Links:
        value = resource.get(argument)
        where = f"{resource.address}.{argument}"
        group_type = SUBNET_GROUPS[argument]
        group: Resource | None = None
        if isinstance(value, Reference):
            group = self._resources.by_address.get(value.address)
        elif isinstance(value, str) and value:
            named = self._resources.of_type(group_type)
            group = next((g for g in named if g.get("name") == value), None)
        if group is None or group.type != group_type:
            return Links(complete=False, settles=where)
        return self._linker.links(group, "subnet_ids")

    def _template(self, resource: Resource) -> Resource | None:
        """Return the launch template (or configuration) that a resource launches from."""
        for name in ("launch_template", "mixed_instances_policy"):
            for block in _deep(resource.get(name)):
                for key in ("id", "launch_template_id", "name", "launch_template_name"):
                    link = self._linker.of_value(block.get(key), "")
                    found = None if link is None else self._named_template(link)
                    if found is not None:
                        return found
        link = self._linker.link(resource, "launch_configuration")
        return None if link is None else self._resources.by_address.get(link.only or "")

    def _named_template(self, link: Link) -> Resource | None:
        if link.only is None:
            return None
        found = self._resources.by_address.get(link.only)
        if found is not None:
            return found if found.type == "aws_launch_template" else None
        templates = self._resources.of_type("aws_launch_template")
        return next((t for t in templates if t.get("name") == link.only), None)

    def _groups(self, resource: Resource, shape: Shape, template: Resource | None) -> Links:
        own = self._collect(resource, shape.groups)
        if template is not None:
            own = Links.joined([own, self._collect(template, _TEMPLATE_GROUPS[template.type])])
        computed = not own.everything and own.settles and _unset(resource, shape.groups)
        if (own.everything or not own.complete) and not computed:
            return own
        if shape.kind in {"EKS node group", "EKS Fargate profile"}:
            return self._cluster_group(resource)
        return NO_LINKS if shape.kind not in _DEFAULT_GROUP_KINDS else own

    def _cluster_group(self, resource: Resource) -> Links:
        value = resource.get("cluster_name")
        address: str | None = None
        if isinstance(value, Reference):
            address = value.address
        elif isinstance(value, str):
            clusters = self._resources.of_type("aws_eks_cluster")
            address = next((c.address for c in clusters if c.get("name") == value), None)
        if address is None:
            where = f"the cluster security group of {resource.address}"
            return Links(complete=False, settles=where)
        return Links((Link((f"{address}.cluster_security_group_id",), Certainty.CERTAIN),))

    def _public(
        self, resource: Resource, shape: Shape, template: Resource | None, subnets: Links
    ) -> tuple[Truth, str]:
        """Tell whether a workload's interfaces get a public IPv4 address, and why."""
        if resource.address in self._elastic:
            return Truth.YES, "an Elastic IP address is associated"
        if shape.public == "internal":
            return ~values.flag(resource.get("internal"), default=False), "it is internet-facing"
        if shape.public in {"launch", "template"}:
            return self._launched(resource if shape.public == "launch" else template, subnets)
        return _flagged(resource, shape.public)

    def _launched(self, source: Resource | None, subnets: Links) -> tuple[Truth, str]:
        """Follow the launch arguments, else the subnets' own flag."""
        for value in _launch_flags(source):
            if isinstance(value, bool):
                return (Truth.YES if value else Truth.NO), "associate_public_ip_address is set"
            if isinstance(value, Unknown) and value.configured:
                address = "" if source is None else f"{source.address}."
                return Truth.UNKNOWN, f"{address}associate_public_ip_address"
        return self._by_subnets(subnets)

    def _by_subnets(self, subnets: Links) -> tuple[Truth, str]:
        """Follow the subnets' own flag."""
        flags = []
        for address in subnets.everything:
            subnet = self._subnets.get(address)
            flags.append(Truth.UNKNOWN if subnet is None else subnet.maps_public_ip)
        if subnets.candidates and len(set(flags)) > 1:
            return Truth.UNKNOWN, subnets.settles
        found = any_of(flags, closed=subnets.complete or bool(subnets.candidates))
        return found, "its subnet maps public addresses on launch"

    def _elastic_owners(self) -> Iterator[str]:
        pairs = (
            ("aws_eip", "instance"),
            ("aws_eip", "network_interface"),
            ("aws_eip_association", "instance_id"),
            ("aws_eip_association", "network_interface_id"),
        )
        for kind, argument in pairs:
            for resource in self._resources.of_type(kind):
                value = resource.get(argument)
                if isinstance(value, Unknown):
                    continue
                link = self._linker.of_value(value, "")
                if link is not None and link.only is not None:
                    yield link.only


_TEMPLATE_GROUPS: Final = {
    "aws_launch_template": ("vpc_security_group_ids", "network_interfaces.security_groups"),
    "aws_launch_configuration": ("security_groups",),
}


def _flagged(resource: Resource, argument: str) -> tuple[Truth, str]:
    """Read the argument that alone decides about a public address; '' where there is none."""
    if not argument:
        return Truth.NO, ""
    value = resource.get(argument)
    for block in values.blocks(resource.get("network_configuration")):
        value = block.get(argument)
    return values.flag(value, default=False), f"{argument} is set"


def _unset(resource: Resource, names: tuple[str, ...]) -> bool:
    found = [resource.get(name.partition(".")[0]) for name in names]
    return all(v is None or (isinstance(v, Unknown) and v.configured is False) for v in found)


def _deep(value: Value) -> Iterator[dict[str, Value]]:
    """Yield the blocks of an argument and those nested in them."""
    for block in values.blocks(value):
        yield block
        for inner in block.values():
            if isinstance(inner, list):
                yield from _deep(inner)


def _launch_flags(source: Resource | None) -> Iterator[Value]:
    if source is None:
        return
    if source.type == "aws_launch_template":
        for block in values.blocks(source.get("network_interfaces")):
            flag = block.get("associate_public_ip_address")
            yield {"true": True, "false": False}.get(flag, flag) if isinstance(flag, str) else flag
        return
    yield source.get("associate_public_ip_address")

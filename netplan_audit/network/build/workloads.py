"""Builds workloads: every resource that places network interfaces, in one shape."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from netplan_audit.network.build import values
from netplan_audit.network.link import NO_LINKS, Certainty, Link, Links
from netplan_audit.network.ports import NO_PORTS, PortSet
from netplan_audit.network.workloads import Workload
from netplan_audit.terraform.value import Reference, Unknown, Value
from netplan_audit.unknown import Truth, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.network.build.links import Linker
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.terraform.resource import Resource, Resources


class Shape(NamedTuple):
    """Where a resource type keeps its subnets and groups, and what it is."""

    kind: str
    subnets: tuple[str, ...]
    groups: tuple[str, ...]
    data_store: bool = False
    public: str = ""
    """The argument that asks for a public address; '' where there can be none."""


_SHAPES: Final = {
    "aws_instance": Shape("instance", ("subnet_id",), ("vpc_security_group_ids",), public="launch"),
    "aws_spot_instance_request": Shape(
        "instance", ("subnet_id",), ("vpc_security_group_ids",), public="launch"
    ),
    "aws_network_interface": Shape("network interface", ("subnet_id",), ("security_groups",)),
    "aws_autoscaling_group": Shape(
        "Auto Scaling group", ("vpc_zone_identifier",), (), public="template"
    ),
    "aws_eks_cluster": Shape(
        "EKS control plane", ("vpc_config.subnet_ids",), ("vpc_config.security_group_ids",)
    ),
    "aws_eks_node_group": Shape("EKS node group", ("subnet_ids",), (), public="template"),
    "aws_eks_fargate_profile": Shape("EKS Fargate profile", ("subnet_ids",), ()),
    "aws_lb": Shape(
        "load balancer",
        ("subnets", "subnet_mapping.subnet_id"),
        ("security_groups",),
        public="internal",
    ),
    "aws_alb": Shape(
        "load balancer",
        ("subnets", "subnet_mapping.subnet_id"),
        ("security_groups",),
        public="internal",
    ),
    "aws_elb": Shape("load balancer", ("subnets",), ("security_groups",), public="internal"),
    "aws_db_instance": Shape(
        "RDS instance",
        ("db_subnet_group_name",),
        ("vpc_security_group_ids",),
        True,
        "publicly_accessible",
    ),
    "aws_rds_cluster": Shape(
        "RDS cluster", ("db_subnet_group_name",), ("vpc_security_group_ids",), True
    ),
    "aws_docdb_cluster": Shape(
        "DocumentDB cluster", ("db_subnet_group_name",), ("vpc_security_group_ids",), True
    ),
    "aws_neptune_cluster": Shape(
        "Neptune cluster", ("neptune_subnet_group_name",), ("vpc_security_group_ids",), True
    ),
    "aws_redshift_cluster": Shape(
        "Redshift cluster",
        ("cluster_subnet_group_name",),
        ("vpc_security_group_ids",),
        True,
        "publicly_accessible",
    ),
    "aws_redshiftserverless_workgroup": Shape(
        "Redshift workgroup", ("subnet_ids",), ("security_group_ids",), True, "publicly_accessible"
    ),
    "aws_elasticache_cluster": Shape(
        "ElastiCache cluster", ("subnet_group_name",), ("security_group_ids",), True
    ),
    "aws_elasticache_replication_group": Shape(
        "ElastiCache replication group", ("subnet_group_name",), ("security_group_ids",), True
    ),
    "aws_elasticache_serverless_cache": Shape(
        "ElastiCache cache", ("subnet_ids",), ("security_group_ids",), True
    ),
    "aws_memorydb_cluster": Shape(
        "MemoryDB cluster", ("subnet_group_name",), ("security_group_ids",), True
    ),
    "aws_dax_cluster": Shape("DAX cluster", ("subnet_group_name",), ("security_group_ids",), True),
    "aws_msk_cluster": Shape(
        "MSK cluster",
        ("broker_node_group_info.client_subnets",),
        ("broker_node_group_info.security_groups",),
        True,
    ),
    "aws_opensearch_domain": Shape(
        "OpenSearch domain", ("vpc_options.subnet_ids",), ("vpc_options.security_group_ids",), True
    ),
    "aws_elasticsearch_domain": Shape(
        "OpenSearch domain", ("vpc_options.subnet_ids",), ("vpc_options.security_group_ids",), True
    ),
    "aws_lambda_function": Shape(
        "Lambda function", ("vpc_config.subnet_ids",), ("vpc_config.security_group_ids",)
    ),
    "aws_ecs_service": Shape(
        "ECS service",
        ("network_configuration.subnets",),
        ("network_configuration.security_groups",),
        public="assign_public_ip",
    ),
    "aws_vpc_endpoint": Shape("VPC endpoint", ("subnet_ids",), ("security_group_ids",)),
    "aws_route53_resolver_endpoint": Shape(
        "Route 53 Resolver endpoint", ("ip_address.subnet_id",), ("security_group_ids",)
    ),
    "aws_efs_mount_target": Shape("EFS mount target", ("subnet_id",), ("security_groups",), True),
    "aws_fsx_lustre_file_system": Shape(
        "FSx file system", ("subnet_ids",), ("security_group_ids",), True
    ),
    "aws_fsx_windows_file_system": Shape(
        "FSx file system", ("subnet_ids",), ("security_group_ids",), True
    ),
    "aws_directory_service_directory": Shape(
        "directory", ("vpc_settings.subnet_ids",), ("security_group_id",)
    ),
    "aws_dms_replication_instance": Shape(
        "DMS replication instance",
        ("replication_subnet_group_id",),
        ("vpc_security_group_ids",),
        public="publicly_accessible",
    ),
    "aws_mq_broker": Shape(
        "MQ broker", ("subnet_ids",), ("security_groups",), public="publicly_accessible"
    ),
    "aws_apigatewayv2_vpc_link": Shape("VPC link", ("subnet_ids",), ("security_group_ids",)),
    "aws_codebuild_project": Shape(
        "CodeBuild project", ("vpc_config.subnets",), ("vpc_config.security_group_ids",)
    ),
    "aws_ec2_client_vpn_endpoint": Shape("Client VPN endpoint", (), ("security_group_ids",)),
}
_SUBNET_GROUPS: Final = {
    "db_subnet_group_name": "aws_db_subnet_group",
    "neptune_subnet_group_name": "aws_neptune_subnet_group",
    "cluster_subnet_group_name": "aws_redshift_subnet_group",
    "subnet_group_name": "aws_elasticache_subnet_group",
    "replication_subnet_group_id": "aws_dms_replication_subnet_group",
}
WORKLOAD_TYPES: Final = frozenset(_SHAPES)
_DEFAULT_GROUP_KINDS: Final = frozenset({"instance", "network interface", "ECS service"})
_BOOTSTRAP: Final = re.compile(r"bootstrap\.sh|nodeadm|kubeadm join|k3s|rke2")


def build_target_ports(resources: Resources, linker: Linker) -> dict[str, PortSet]:
    """Return the ports that load balancers use towards their targets, by VPC."""
    found: dict[str, PortSet] = {}
    for resource in resources.of_type("aws_lb_target_group", "aws_alb_target_group"):
        link = linker.link(resource, "vpc_id")
        written = [resource.get("port")]
        written += [b.get("port") for b in values.blocks(resource.get("health_check"))]
        ports = PortSet.of(int(p) for p in written if isinstance(p, int) or str(p).isdigit())
        for vpc in () if link is None else link.targets:
            found[vpc] = found.get(vpc, NO_PORTS) | ports
    return found


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
            for kind, shape in _SHAPES.items()
            for resource in self._resources.of_type(kind)
        }

    def _workload(self, resource: Resource, shape: Shape) -> Workload:
        template = self._template(resource)
        subnets = self._collect(resource, shape.subnets)
        groups = self._groups(resource, shape, template)
        public, reason = self._public(resource, shape, template, subnets)
        node = self._node_reason(resource, template)
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
        if first in _SUBNET_GROUPS:
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
        group_type = _SUBNET_GROUPS[argument]
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
        value = resource.get("launch_configuration")
        link = self._linker.of_value(value, "")
        found = None if link is None else link.only
        return self._resources.by_address.get(found or "")

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
        if own.everything or not own.complete:
            if not (own.settles and not own.everything and _unset(resource, shape.groups)):
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
        if shape.public in {"publicly_accessible", "assign_public_ip"}:
            value = resource.get(shape.public)
            for block in values.blocks(resource.get("network_configuration")):
                value = block.get("assign_public_ip")
            return values.flag(value, default=False), f"{shape.public} is set"
        if shape.public == "internal":
            return ~values.flag(resource.get("internal"), default=False), "it is internet-facing"
        if shape.public not in {"launch", "template"}:
            return Truth.NO, ""
        source = resource if shape.public == "launch" else template
        for value in _launch_flags(source):
            if isinstance(value, bool):
                return (Truth.YES if value else Truth.NO), "associate_public_ip_address is set"
            if isinstance(value, Unknown) and value.configured:
                return Truth.UNKNOWN, f"{resource.address}.associate_public_ip_address"
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

    def _node_reason(self, resource: Resource, template: Resource | None) -> str:
        """Say what makes a workload a Kubernetes node; '' where nothing does."""
        if resource.type == "aws_eks_node_group":
            return "it is an EKS node group"
        if resource.type not in {"aws_instance", "aws_autoscaling_group"}:
            return ""
        for source in (resource, template):
            tag = _cluster_tag(source)
            if tag:
                return f"it carries the tag {tag}"
            if source is not None and _bootstraps(source):
                return "its user data joins a Kubernetes cluster"
        return ""


_TEMPLATE_GROUPS: Final = {
    "aws_launch_template": ("vpc_security_group_ids", "network_interfaces.security_groups"),
    "aws_launch_configuration": ("security_groups",),
}


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


def _cluster_tag(resource: Resource | None) -> str:
    if resource is None:
        return ""
    keys: list[str] = []
    for name in ("tags", "tags_all"):
        tags = resource.get(name)
        keys += tags if isinstance(tags, dict) else []
    for block in values.blocks(resource.get("tag")):
        keys.append(values.text(block.get("key")) or "")
    for block in values.blocks(resource.get("tag_specifications")):
        tags = block.get("tags")
        keys += tags if isinstance(tags, dict) else []
    prefix = "kubernetes.io/cluster/"
    return next((key for key in keys if key.startswith(prefix)), "")


def _bootstraps(resource: Resource) -> bool:
    for name in ("user_data", "user_data_base64"):
        data = values.text(resource.get(name))
        if not data:
            continue
        if _BOOTSTRAP.search(data):
            return True
        try:
            decoded = base64.b64decode(data, validate=True).decode(errors="replace")
        except (binascii.Error, ValueError):
            continue
        if _BOOTSTRAP.search(decoded):
            return True
    return False

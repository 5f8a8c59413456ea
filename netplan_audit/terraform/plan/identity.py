"""Which objects the id arguments of the AWS provider can name.

Facts of the provider's schema, needed because plan JSON lists the references of an expression
without saying which of them becomes the value.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from netplan_audit.terraform.value import Path

Kind: TypeAlias = dict[str, tuple[str, ...]]
"""What one kind of argument can name: the attributes that hold its id, by block type."""
OWN: Final = frozenset({"id", "arn", "ids"})
"""Attributes that are the id of the object itself, not of one that comes with it."""

OF_OTHERS: Final = frozenset({"source_security_group_id", "referenced_security_group_id"})
"""Arguments that name an object of somebody else more often than one of their own module."""

KINDS: Final[dict[str, Kind]] = {
    "vpc": {"aws_vpc": ("id",), "aws_default_vpc": ("id",), "data.aws_vpc": ("id",)},
    "subnet": {
        "aws_subnet": ("id",),
        "aws_default_subnet": ("id",),
        "data.aws_subnet": ("id",),
        "data.aws_subnets": ("ids",),
        "data.aws_subnet_ids": ("ids",),
    },
    "security group": {
        "aws_security_group": ("id",),
        "aws_default_security_group": ("id",),
        "data.aws_security_group": ("id",),
        "data.aws_security_groups": ("ids",),
        "aws_vpc": ("default_security_group_id",),
        "aws_default_vpc": ("default_security_group_id",),
        "aws_eks_cluster": ("cluster_security_group_id",),
        "aws_elb": ("source_security_group_id",),
        "aws_directory_service_directory": ("security_group_id",),
    },
    "route table": {
        "aws_route_table": ("id",),
        "aws_default_route_table": ("id",),
        "data.aws_route_table": ("id",),
        "data.aws_route_tables": ("ids",),
        "aws_vpc": ("main_route_table_id", "default_route_table_id"),
        "aws_default_vpc": ("main_route_table_id", "default_route_table_id"),
        "data.aws_vpc": ("main_route_table_id",),
    },
    "network ACL": {
        "aws_network_acl": ("id",),
        "aws_default_network_acl": ("id",),
        "aws_vpc": ("default_network_acl_id",),
        "aws_default_vpc": ("default_network_acl_id",),
    },
    "elastic IP": {"aws_eip": ("id", "allocation_id"), "data.aws_eip": ("id", "allocation_id")},
    "NAT gateway": {"aws_nat_gateway": ("id",), "data.aws_nat_gateway": ("id",)},
    "gateway": {
        "aws_internet_gateway": ("id",),
        "data.aws_internet_gateway": ("id",),
        "aws_internet_gateway_attachment": ("internet_gateway_id",),
        "aws_vpn_gateway": ("id",),
        "data.aws_vpn_gateway": ("id",),
        "aws_vpn_gateway_attachment": ("vpn_gateway_id",),
    },
    "egress-only gateway": {"aws_egress_only_internet_gateway": ("id",)},
    "transit gateway": {
        "aws_ec2_transit_gateway": ("id",),
        "data.aws_ec2_transit_gateway": ("id",),
    },
    "transit gateway attachment": {
        "aws_ec2_transit_gateway_vpc_attachment": ("id",),
        "aws_ec2_transit_gateway_vpc_attachment_accepter": ("id", "transit_gateway_attachment_id"),
        "aws_ec2_transit_gateway_peering_attachment": ("id",),
        "aws_ec2_transit_gateway_peering_attachment_accepter": ("id",),
        "aws_ec2_transit_gateway_connect": ("id",),
        "aws_vpn_connection": ("transit_gateway_attachment_id",),
        "data.aws_ec2_transit_gateway_vpc_attachment": ("id",),
        "data.aws_ec2_transit_gateway_vpn_attachment": ("id",),
        "data.aws_ec2_transit_gateway_dx_gateway_attachment": ("id",),
        "data.aws_ec2_transit_gateway_peering_attachment": ("id",),
    },
    "transit gateway route table": {
        "aws_ec2_transit_gateway_route_table": ("id",),
        "aws_ec2_transit_gateway": (
            "association_default_route_table_id",
            "propagation_default_route_table_id",
        ),
        "data.aws_ec2_transit_gateway_route_table": ("id",),
    },
    "peering connection": {
        "aws_vpc_peering_connection": ("id",),
        "aws_vpc_peering_connection_accepter": ("id", "vpc_peering_connection_id"),
        "data.aws_vpc_peering_connection": ("id",),
    },
    "VPC endpoint": {"aws_vpc_endpoint": ("id",), "data.aws_vpc_endpoint": ("id",)},
    "network interface": {
        "aws_network_interface": ("id",),
        "data.aws_network_interface": ("id",),
        "aws_instance": ("primary_network_interface_id",),
    },
    "prefix list": {
        "aws_ec2_managed_prefix_list": ("id",),
        "data.aws_prefix_list": ("id",),
        "data.aws_ec2_managed_prefix_list": ("id",),
        "aws_vpc_endpoint": ("prefix_list_id",),
    },
    "instance": {"aws_instance": ("id",), "data.aws_instance": ("id",)},
    "customer gateway": {"aws_customer_gateway": ("id",), "data.aws_customer_gateway": ("id",)},
    "launch template": {"aws_launch_template": ("id", "name")},
    "target group": {
        "aws_lb_target_group": ("arn", "id"),
        "aws_alb_target_group": ("arn", "id"),
        "data.aws_lb_target_group": ("arn", "id"),
    },
    "load balancer": {
        "aws_lb": ("arn", "id"),
        "aws_alb": ("arn", "id"),
        "data.aws_lb": ("arn", "id"),
    },
    "IAM role": {"aws_iam_role": ("arn",), "data.aws_iam_role": ("arn",)},
    "log destination": {
        "aws_cloudwatch_log_group": ("arn",),
        "data.aws_cloudwatch_log_group": ("arn",),
        "aws_s3_bucket": ("arn",),
        "data.aws_s3_bucket": ("arn",),
        "aws_kinesis_firehose_delivery_stream": ("arn",),
    },
}

# AWS takes other gateways and peering connections in `gateway_id` too; the provider then shows a
# permanent difference ("aws_route", "gateway_id" of the provider's documentation).
_ROUTED: Final = ("NAT gateway", "egress-only gateway", "transit gateway", "peering connection")
KINDS["gateway of a route"] = KINDS["gateway"].copy()
for _other in _ROUTED:
    KINDS["gateway of a route"] |= KINDS[_other]

_ARGUMENTS: Final[dict[str, str]] = {
    "vpc_id": "vpc",
    "peer_vpc_id": "vpc",
    "subnet_id": "subnet",
    "subnet_ids": "subnet",
    "subnets": "subnet",
    "vpc_subnet_ids": "subnet",
    "vpc_zone_identifier": "subnet",
    "client_subnets": "subnet",
    "security_group_id": "security group",
    "security_group_ids": "security group",
    "security_group_id_list": "security group",
    "security_groups": "security group",
    "vpc_security_group_ids": "security group",
    "source_security_group_id": "security group",
    "source_security_group_ids": "security group",
    "referenced_security_group_id": "security group",
    "route_table_id": "route table",
    "route_table_ids": "route table",
    "default_route_table_id": "route table",
    "network_acl_id": "network ACL",
    "default_network_acl_id": "network ACL",
    "allocation_id": "elastic IP",
    "nat_gateway_id": "NAT gateway",
    "gateway_id": "gateway of a route",
    "internet_gateway_id": "gateway",
    "vpn_gateway_id": "gateway",
    "propagating_vgws": "gateway",
    "egress_only_gateway_id": "egress-only gateway",
    "transit_gateway_id": "transit gateway",
    "peer_transit_gateway_id": "transit gateway",
    "transit_gateway_attachment_id": "transit gateway attachment",
    "transit_gateway_route_table_id": "transit gateway route table",
    "vpc_peering_connection_id": "peering connection",
    "vpc_endpoint_id": "VPC endpoint",
    "network_interface_id": "network interface",
    "destination_prefix_list_id": "prefix list",
    "prefix_list_id": "prefix list",
    "prefix_list_ids": "prefix list",
    "customer_gateway_id": "customer gateway",
    "target_group_arn": "target group",
    "target_group_arns": "target group",
    "load_balancer_arn": "load balancer",
    "launch_template_id": "launch template",
    "role_arn": "IAM role",
    "iam_role_arn": "IAM role",
    "node_role_arn": "IAM role",
    "execution_role_arn": "IAM role",
    "task_role_arn": "IAM role",
    "pod_execution_role_arn": "IAM role",
    "log_destination": "log destination",
}

# Attributes that are the ids of objects which come with another: block type -> attributes.
IMPLICIT: Final[dict[str, tuple[str, ...]]] = {
    "aws_vpc": (
        "default_security_group_id",
        "default_route_table_id",
        "main_route_table_id",
        "default_network_acl_id",
    ),
    "data.aws_vpc": ("main_route_table_id",),
    "aws_ec2_transit_gateway": (
        "association_default_route_table_id",
        "propagation_default_route_table_id",
    ),
    "aws_eks_cluster": ("vpc_config[0].cluster_security_group_id",),
    "aws_vpn_connection": ("transit_gateway_attachment_id",),
    "aws_vpc_endpoint": ("prefix_list_id",),
    "aws_instance": ("primary_network_interface_id",),
    "aws_elb": ("source_security_group_id",),
    "aws_directory_service_directory": ("security_group_id",),
}
IMPLICIT["aws_default_vpc"] = IMPLICIT["aws_vpc"]
IMPLICIT["data.aws_ec2_transit_gateway"] = IMPLICIT["aws_ec2_transit_gateway"]
IMPLICIT["data.aws_eks_cluster"] = IMPLICIT["aws_eks_cluster"]

# Attributes of objects that only stand for another object: (type, attribute) -> argument.
ALIASES: Final[dict[tuple[str, str], str]] = {
    ("aws_vpc_peering_connection_accepter", "id"): "vpc_peering_connection_id",
    ("aws_ec2_transit_gateway_vpc_attachment_accepter", "id"): "transit_gateway_attachment_id",
    ("aws_ec2_transit_gateway_peering_attachment_accepter", "id"): "transit_gateway_attachment_id",
}

_SINGULAR_OF: Final = {
    "vpc_zone_identifier": "subnet_id",
    "subnets": "subnet_id",
    "client_subnets": "subnet_id",
    "security_groups": "security_group_id",
    "security_group_id_list": "security_group_id",
    "vpc_security_group_ids": "security_group_id",
    "propagating_vgws": "vpn_gateway_id",
}
_SINGULAR: Final = frozenset({"address", "alias", "access", "status", "dns"})


_IDS: Final[dict[str, set[str]]] = {}
for _kind in KINDS.values():
    for _block_type, _attributes in _kind.items():
        _IDS.setdefault(_block_type, set()).update(_attributes)


@lru_cache(maxsize=65536)
def argument_at(path: Path) -> str:
    """Name the argument at a path as the tables here do.

    An element of a collection is one object (`subnet_ids`, 0: `subnet_id`), the `id` in a block
    is that of what the block names (`launch_template`, 0, `id`: `launch_template_id`).
    """
    names = [step for step in path if isinstance(step, str)]
    argument = names[-1]
    if isinstance(path[-1], int) and is_collection(argument):
        return _SINGULAR_OF.get(argument, argument.removesuffix("s"))
    return f"{names[-2]}_id" if argument == "id" and len(names) > 1 else argument


def kind_of(argument: str, beside: frozenset[str] = frozenset()) -> Kind | None:
    """Return what an argument can name: attributes by block type; None where any object fits.

    `beside` are arguments whose references stand together with this one's: what one of them
    takes of less kinds is its own.
    """
    name = _ARGUMENTS.get(argument)
    kind = None if name is None else KINDS[name]
    if kind is None or not beside:
        return kind
    others = [KINDS[_ARGUMENTS[other]] for other in beside if other in _ARGUMENTS]
    taken = {block_type for other in others if other.keys() < kind.keys() for block_type in other}
    return {block_type: kind[block_type] for block_type in kind if block_type not in taken}


def usual_kind_of(argument: str) -> Kind | None:
    """Return what an argument should name, where nothing tells what it does name."""
    return KINDS["gateway"] if argument == "gateway_id" else kind_of(argument)


def fits(kind: Kind, block_type: str, attribute: str) -> bool:
    """Tell whether `attribute` of such a block holds an id of the kind.

    An empty attribute (the reference stops at the object) fits by its type alone.
    """
    attributes = kind.get(block_type)
    if attributes is None:
        return False
    return not attribute or attribute.rpartition(".")[2].split("[", 1)[0] in attributes


def is_id(block_type: str, attribute: str) -> bool:
    """Tell whether an attribute of such a block holds the id of an object of any kind."""
    attributes = _IDS.get(block_type)
    if attributes is None:
        return False
    return not attribute or attribute.rpartition(".")[2].split("[", 1)[0] in attributes


def is_collection(argument: str) -> bool:
    """Tell by its name whether an argument holds a list or set (plan JSON has no types)."""
    if argument in {"vpc_zone_identifier", "propagating_vgws", "security_group_id_list"}:
        return True
    return argument.endswith("s") and argument.rpartition("_")[2] not in _SINGULAR

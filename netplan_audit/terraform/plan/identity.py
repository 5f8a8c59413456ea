"""Which objects the id arguments of the AWS provider can name.

Facts of the provider's schema, needed because plan JSON lists the references of an expression
without saying which of them becomes the value.
"""

from __future__ import annotations

from typing import Final

# kind -> block type -> attributes that hold the id of an object of this kind
KINDS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
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
}

# AWS takes a NAT or an egress-only gateway in `gateway_id` too; the provider then shows a permanent
# difference ("aws_route", "gateway_id" of the provider's documentation).
KINDS["gateway of a route"] = KINDS["gateway"] | KINDS["NAT gateway"] | KINDS["egress-only gateway"]

_ARGUMENTS: Final[dict[str, str]] = {
    "vpc_id": "vpc",
    "peer_vpc_id": "vpc",
    "subnet_id": "subnet",
    "subnet_ids": "subnet",
    "subnets": "subnet",
    "vpc_zone_identifier": "subnet",
    "client_subnets": "subnet",
    "security_group_id": "security group",
    "security_group_ids": "security group",
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
}

# Arguments of the table above that the provider computes where they are unset: such an argument
# is unknown even where its expression gives null. Read off the schema of provider 5.100.
_COMPUTED_WHEN_UNSET: Final[dict[str, frozenset[str]]] = {
    "allocation_id": frozenset({"aws_eip_association"}),
    "network_interface_id": frozenset({"aws_eip_association", "aws_route"}),
    "propagating_vgws": frozenset({"aws_route_table", "aws_default_route_table"}),
    "route_table_ids": frozenset({"aws_vpc_endpoint"}),
    "security_group_ids": frozenset(
        {
            "aws_dax_cluster",
            "aws_ec2_client_vpn_endpoint",
            "aws_ec2_instance_connect_endpoint",
            "aws_elasticache_cluster",
            "aws_elasticache_replication_group",
            "aws_elasticache_serverless_cache",
            "aws_msk_serverless_cluster",
            "aws_redshiftserverless_workgroup",
            "aws_transfer_server",
            "aws_vpc_endpoint",
            "aws_vpclattice_resource_gateway",
        }
    ),
    "security_groups": frozenset(
        {
            "aws_alb",
            "aws_efs_mount_target",
            "aws_elb",
            "aws_instance",
            "aws_lb",
            "aws_network_interface",
            "aws_sagemaker_notebook_instance",
            "aws_spot_instance_request",
        }
    ),
    "source_security_group_id": frozenset({"aws_security_group_rule"}),
    "subnet_id": frozenset(
        {"aws_emr_cluster", "aws_instance", "aws_spot_fleet_request", "aws_spot_instance_request"}
    ),
    "subnet_ids": frozenset(
        {
            "aws_docdbelastic_cluster",
            "aws_elasticache_serverless_cache",
            "aws_mq_broker",
            "aws_network_acl",
            "aws_redshiftserverless_workgroup",
            "aws_vpc_endpoint",
            "aws_workspaces_directory",
        }
    ),
    "subnets": frozenset({"aws_alb", "aws_elb", "aws_lb"}),
    "target_group_arns": frozenset({"aws_autoscaling_group", "aws_spot_fleet_request"}),
    "vpc_id": frozenset(
        {
            "aws_default_security_group",
            "aws_ec2_client_vpn_endpoint",
            "aws_internet_gateway",
            "aws_security_group",
            "aws_vpn_gateway",
        }
    ),
    "vpc_security_group_ids": frozenset(
        {
            "aws_db_instance",
            "aws_db_proxy",
            "aws_dms_replication_instance",
            "aws_docdb_cluster",
            "aws_instance",
            "aws_neptune_cluster",
            "aws_rds_cluster",
            "aws_redshift_cluster",
            "aws_redshift_endpoint_access",
            "aws_spot_instance_request",
        }
    ),
    "vpc_zone_identifier": frozenset({"aws_autoscaling_group"}),
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

_SINGULAR: Final = frozenset({"address", "alias", "access", "status", "dns"})


def kind_of(argument: str) -> dict[str, tuple[str, ...]] | None:
    """Return what an argument can name: attributes by block type; None where any object fits."""
    kind = _ARGUMENTS.get(argument)
    return None if kind is None else KINDS[kind]


def fits(kind: dict[str, tuple[str, ...]], block_type: str, attribute: str) -> bool:
    """Tell whether `attribute` of such a block holds an id of the kind.

    An empty attribute (the reference stops at the object) fits by its type alone.
    """
    attributes = kind.get(block_type)
    if attributes is None:
        return False
    return not attribute or attribute.rpartition(".")[2].split("[", 1)[0] in attributes


def may_be_computed(block_type: str, argument: str) -> bool:
    """Tell whether an unknown value may be the provider's own, the expression giving null."""
    if argument not in _ARGUMENTS:
        return True
    return block_type in _COMPUTED_WHEN_UNSET.get(argument, ())


def is_collection(argument: str) -> bool:
    """Tell by its name whether an argument holds a list or set (plan JSON has no types)."""
    if argument in {"vpc_zone_identifier", "propagating_vgws"}:
        return True
    return argument.endswith("s") and argument.rpartition("_")[2] not in _SINGULAR

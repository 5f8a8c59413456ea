"""Counts what of an input is in the model, and what is not analysed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from netplan_audit.network.build.address_plan import ADDRESS_PLAN_TYPES
from netplan_audit.network.build.kubernetes_sources import BLOCK_TYPES
from netplan_audit.network.build.name_service import NAME_SERVICE_TYPES
from netplan_audit.network.build.pools import POOL_TYPES
from netplan_audit.network.build.public_access import PUBLIC_ACCESS_TYPES
from netplan_audit.network.build.tunnels import TUNNEL_TYPES
from netplan_audit.network.build.workloads import WORKLOAD_TYPES
from netplan_audit.network.coverage import NetworkCoverage

if TYPE_CHECKING:
    from netplan_audit.network.build.links import Linker
    from netplan_audit.network.network import Network
    from netplan_audit.terraform.resource import Resources

MODELLED_TYPES: Final = (
    WORKLOAD_TYPES
    | PUBLIC_ACCESS_TYPES
    | ADDRESS_PLAN_TYPES
    | POOL_TYPES
    | NAME_SERVICE_TYPES
    | TUNNEL_TYPES
    | frozenset(BLOCK_TYPES)
    | {
        "aws_vpc",
        "aws_default_vpc",
        "aws_vpc_ipv4_cidr_block_association",
        "aws_vpc_ipv6_cidr_block_association",
        "aws_subnet",
        "aws_default_subnet",
        "aws_ec2_subnet_cidr_reservation",
        "aws_route_table",
        "aws_default_route_table",
        "aws_route",
        "aws_route_table_association",
        "aws_main_route_table_association",
        "aws_vpn_gateway_route_propagation",
        "aws_vpc_route_server_propagation",
        "aws_internet_gateway",
        "aws_internet_gateway_attachment",
        "aws_egress_only_internet_gateway",
        "aws_vpn_gateway",
        "aws_vpn_gateway_attachment",
        "aws_nat_gateway",
        "aws_eip",
        "aws_eip_association",
        "aws_nat_gateway_eip_association",
        "aws_vpc_peering_connection",
        "aws_vpc_peering_connection_accepter",
        "aws_vpc_peering_connection_options",
        "aws_ec2_transit_gateway",
        "aws_ec2_transit_gateway_vpc_attachment",
        "aws_ec2_transit_gateway_route_table",
        "aws_ec2_transit_gateway_route_table_association",
        "aws_ec2_transit_gateway_route_table_propagation",
        "aws_ec2_transit_gateway_prefix_list_reference",
        "aws_ec2_transit_gateway_default_route_table_association",
        "aws_ec2_transit_gateway_default_route_table_propagation",
        "aws_ec2_transit_gateway_vpc_attachment_accepter",
        "aws_ec2_transit_gateway_peering_attachment_accepter",
        "aws_ec2_transit_gateway_peering_attachment",
        "aws_ec2_transit_gateway_connect",
        "aws_vpn_connection",
        "aws_dx_gateway_association",
        "aws_vpc_endpoint_service",
        "aws_vpclattice_service_network_vpc_association",
        "aws_networkmanager_vpc_attachment",
        "aws_networkmanager_site_to_site_vpn_attachment",
        "aws_networkmanager_connect_attachment",
        "aws_networkmanager_dx_gateway_attachment",
        "aws_networkmanager_transit_gateway_peering",
        "aws_networkmanager_transit_gateway_route_table_attachment",
        "aws_networkmanager_attachment_accepter",
        "aws_networkmanager_core_network",
        "aws_networkmanager_core_network_policy_attachment",
        "aws_security_group",
        "aws_default_security_group",
        "aws_security_group_rule",
        "aws_vpc_security_group_vpc_association",
        "aws_vpc_security_group_rules_exclusive",
        "aws_network_interface_sg_attachment",
        "aws_network_interface_attachment",
        "aws_vpc_endpoint_security_group_association",
        "aws_vpc_endpoint_route_table_association",
        "aws_vpc_endpoint_subnet_association",
        "aws_vpc_security_group_ingress_rule",
        "aws_vpc_security_group_egress_rule",
        "aws_ec2_managed_prefix_list",
        "aws_ec2_managed_prefix_list_entry",
        "aws_network_acl",
        "aws_default_network_acl",
        "aws_network_acl_rule",
        "aws_network_acl_association",
        "aws_launch_template",
        "aws_launch_configuration",
        "aws_db_subnet_group",
        "aws_elasticache_subnet_group",
        "aws_redshift_subnet_group",
        "aws_neptune_subnet_group",
        "aws_dms_replication_subnet_group",
        "aws_docdb_subnet_group",
        "aws_memorydb_subnet_group",
        "aws_dax_subnet_group",
        "aws_rds_cluster_instance",
        "aws_lb_target_group",
        "aws_alb_target_group",
        "aws_lb_target_group_attachment",
        "aws_alb_target_group_attachment",
        "aws_autoscaling_attachment",
        "aws_elb_attachment",
        "aws_lb_listener",
        "aws_alb_listener",
        "aws_lb_listener_rule",
        "aws_alb_listener_rule",
        "aws_availability_zones",
        "aws_region",
        "aws_ec2_tag",
        "aws_eks_addon",
        "aws_prefix_list",
        "aws_vpc_endpoint_connection_accepter",
    }
)
# Words in the names of AWS types that have to do with networks: such a type outside the model
# is worth telling about, a bucket or a role is not.
_NETWORK_WORDS: Final = (
    "vpc", "subnet", "route", "gateway", "_nat", "_lb", "_alb", "_elb", "network", "security_group",
    "_eip", "_dx_", "vpn", "peering", "prefix_list", "_eks_", "_ecs_", "transit",
    "cloudfront", "globalaccelerator", "verifiedaccess", "apprunner", "function_url", "lightsail",
    "elastic_beanstalk", "_fleet", "_ram_",
)  # fmt: skip
NO_COVERAGE: Final = NetworkCoverage(0, 0, {}, {}, (), (), {})


def build_coverage(
    resources: Resources, linker: Linker, network: Network, manifests: frozenset[str]
) -> NetworkCoverage:
    """Count the resources of one input by what is done with them."""
    analysed = 0
    not_analysed: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for resource in resources:
        if resource.type in MODELLED_TYPES or resource.address in manifests:
            analysed += 1
        elif resource.type.startswith("aws_"):
            if resource.mode == "managed" and any(w in resource.type for w in _NETWORK_WORDS):
                not_analysed[resource.type] += 1
        else:
            others[resource.provider.rpartition("/")[2] or resource.type.partition("_")[0]] += 1
    objects = {
        "VPCs": len(network.vpcs),
        "subnets": len(network.subnets),
        "route tables": len(network.route_tables),
        "NAT gateways": len(network.nat_gateways),
        "security groups": len(network.security_groups),
        "peering connections": len(network.peering_connections),
        "transit gateway attachments": len(network.attachments),
        "workloads": len(network.workloads),
    }
    return NetworkCoverage(
        resources=len(resources),
        analysed=analysed,
        not_analysed=dict(sorted(not_analysed.items())),
        providers_not_analysed=dict(sorted(others.items())),
        missing_modules=resources.missing_modules,
        unresolved=tuple(sorted(set(linker.unresolved))),
        objects=objects,
    )

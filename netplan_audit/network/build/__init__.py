"""Builds the network that the resources of one input mean."""

from __future__ import annotations

from collections import Counter
from functools import cache, partial
from typing import TYPE_CHECKING, Final

from netplan_audit.network.build.address_plan import ADDRESS_PLAN_TYPES, build_address_plan
from netplan_audit.network.build.associations import (
    build_associations,
    build_gateway_associations,
    build_main_tables,
)
from netplan_audit.network.build.clusters import build_clusters, build_node_groups
from netplan_audit.network.build.connections import (
    build_outside,
    build_service_links,
    build_vpn_connections,
)
from netplan_audit.network.build.endpoints import build_endpoints, build_idle_addresses
from netplan_audit.network.build.gateways import (
    build_gateways,
    build_nat_gateways,
    gone_targets,
)
from netplan_audit.network.build.group_users import users_of_other_types
from netplan_audit.network.build.kubernetes_balancers import build_kubernetes_balancers
from netplan_audit.network.build.kubernetes_cni import build_cnis
from netplan_audit.network.build.kubernetes_controllers import build_ingress_setup
from netplan_audit.network.build.kubernetes_objects import MODELLED, build_objects
from netplan_audit.network.build.kubernetes_policies import build_pods
from netplan_audit.network.build.kubernetes_sources import BLOCK_TYPES, declared
from netplan_audit.network.build.links import Linker
from netplan_audit.network.build.load_balancers import build_load_balancing
from netplan_audit.network.build.name_service import NAME_SERVICE_TYPES, build_name_service
from netplan_audit.network.build.network_acls import build_network_acls
from netplan_audit.network.build.peering import build_peering_connections
from netplan_audit.network.build.prefix_lists import build_prefix_lists
from netplan_audit.network.build.public_access import PUBLIC_ACCESS_TYPES, build_public_access
from netplan_audit.network.build.routes import RouteBuilder
from netplan_audit.network.build.security_groups import GroupBuilder
from netplan_audit.network.build.tags import tags_of
from netplan_audit.network.build.target_groups import build_targets
from netplan_audit.network.build.transit_gateways import (
    build_attachments,
    build_transit_gateways,
)
from netplan_audit.network.build.transit_routes import build_transit_routing
from netplan_audit.network.build.tunnels import TUNNEL_TYPES, build_tunnels
from netplan_audit.network.build.two_ways import build_named_groups, build_two_ways
from netplan_audit.network.build.vpcs import build_subnets, build_vpcs
from netplan_audit.network.build.workloads import (
    WORKLOAD_TYPES,
    WorkloadBuilder,
)
from netplan_audit.network.coverage import NetworkCoverage
from netplan_audit.network.network import Network
from netplan_audit.terraform.value import Reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.reach.model import ReachModel
    from netplan_audit.terraform.resource import Resource, Resources

_MANAGED_DEFAULTS: Final = {
    "aws_default_security_group": ("vpc_id", "default_security_group_id"),
    "aws_default_route_table": ("default_route_table_id", "default_route_table_id"),
    "aws_default_network_acl": ("default_network_acl_id", "default_network_acl_id"),
}
_MODELLED: Final = (
    WORKLOAD_TYPES
    | PUBLIC_ACCESS_TYPES
    | ADDRESS_PLAN_TYPES
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
        "aws_route_table",
        "aws_default_route_table",
        "aws_route",
        "aws_route_table_association",
        "aws_main_route_table_association",
        "aws_vpn_gateway_route_propagation",
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
        "aws_ec2_transit_gateway_vpc_attachment_accepter",
        "aws_ec2_transit_gateway_peering_attachment_accepter",
        "aws_ec2_transit_gateway_peering_attachment",
        "aws_ec2_transit_gateway_connect",
        "aws_vpn_connection",
        "aws_dx_gateway_association",
        "aws_vpc_endpoint_service",
        "aws_vpclattice_service_network_vpc_association",
        "aws_networkmanager_vpc_attachment",
        "aws_networkmanager_core_network",
        "aws_networkmanager_core_network_policy_attachment",
        "aws_security_group",
        "aws_default_security_group",
        "aws_security_group_rule",
        "aws_vpc_security_group_vpc_association",
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
    }
)
# Words in the names of AWS types that have to do with networks: such a type outside the model
# is worth telling about, a bucket or a role is not.
_NETWORK_WORDS: Final = (
    "vpc", "subnet", "route", "gateway", "_nat", "_lb", "_alb", "_elb", "network", "security_group",
    "_eip", "_dx_", "vpn", "peering", "prefix_list", "_eks_", "_ecs_", "transit",
)  # fmt: skip


def build_network(resources: Resources) -> Network:
    """Build the network of one input; only AWS is modelled, the rest is counted."""
    linker = Linker(resources)
    linker.aliases.update(_managed_defaults(resources, linker))
    prefix_lists = build_prefix_lists(resources, linker)
    routes = RouteBuilder(resources, linker, prefix_lists)
    vpcs = build_vpcs(resources, linker)
    subnets = build_subnets(resources, linker)
    transit_gateways = build_transit_gateways(resources)
    others, mentions = users_of_other_types(resources, linker, _MODELLED - frozenset(BLOCK_TYPES))
    builder = WorkloadBuilder(resources, linker, subnets)
    workloads = builder.workloads() | others
    mentions.update(builder.groups_of_idle_templates())
    kubernetes = tuple(declared(resources))
    objects = build_objects(resources, kubernetes)
    balancers, balancing = build_kubernetes_balancers(
        kubernetes, linker, build_load_balancing(resources, linker)
    )
    workloads |= balancers
    network = Network(
        vpcs=vpcs,
        subnets=subnets,
        route_tables=routes.tables(),
        associations=build_associations(resources, linker),
        gateway_associations=build_gateway_associations(resources, linker),
        main_route_tables=build_main_tables(resources, linker),
        gateways=build_gateways(resources, linker),
        nat_gateways=build_nat_gateways(resources, linker),
        peering_connections=build_peering_connections(resources, linker, vpcs),
        transit_gateways=transit_gateways,
        attachments=build_attachments(resources, linker, transit_gateways),
        outside=build_outside(resources, linker),
        security_groups=GroupBuilder(resources, linker, prefix_lists).groups(),
        prefix_lists=prefix_lists,
        network_acls=build_network_acls(resources, linker),
        workloads=workloads,
        service_links=build_service_links(resources, linker, subnets, workloads),
        group_mentions=mentions,
        load_balancing=balancing,
        clusters=build_clusters(resources, linker),
        node_groups=build_node_groups(resources, linker),
        public_access=build_public_access(resources, linker),
        kubernetes=objects,
        pods=build_pods(resources, kubernetes, objects),
        cnis=build_cnis(resources, kubernetes, objects),
        ingress_setup=build_ingress_setup(resources, kubernetes, objects),
        coverage=_EMPTY,
        aliases=linker.aliases,
        two_ways=build_two_ways(resources, linker),
        named_groups=build_named_groups(resources, linker),
        propagations=routes.propagations,
        vpn_connections=build_vpn_connections(resources, linker),
        transit_source=lambda: build_transit_routing(resources, linker, prefix_lists),
        unplaced_routes=tuple(routes.unplaced),
        gone=dict(gone_targets(resources)),
        address_plan=build_address_plan(resources, linker),
        targets=build_targets(resources, linker),
        endpoints=build_endpoints(resources, linker),
        idle_addresses=build_idle_addresses(resources, linker),
        name_service=build_name_service(resources, linker),
        tunnels=build_tunnels(resources, linker),
        complete=resources.complete,
        tags=partial(tags_of, resources),
        modules=resources.modules,
    )
    network.paths = cache(partial(_paths, resources, network))
    manifests = {one.address for one in kubernetes if one.kind in MODELLED}
    network.coverage = _coverage(resources, linker, network, manifests)
    return network


def _paths(resources: Resources, network: Network) -> ReachModel:
    from netplan_audit.network.build.reach import build_reach  # noqa: PLC0415 - few ask for it

    return build_reach(resources, network)


_EMPTY: Final = NetworkCoverage(0, 0, {}, {}, (), (), {})


def _managed_defaults(resources: Resources, linker: Linker) -> Iterator[tuple[str, str]]:
    """Yield implicit objects of VPCs with the resource that manages them."""
    for kind, (argument, implicit) in _MANAGED_DEFAULTS.items():
        for resource in resources.of_type(kind):
            vpc = _owner(resource, argument, linker)
            if vpc is not None:
                yield f"{vpc}.{implicit}", resource.address


def _owner(resource: Resource, argument: str, linker: Linker) -> str | None:
    value = resource.get(argument)
    if isinstance(value, Reference):
        return value.address
    if not isinstance(value, str):
        return None
    return linker.address_of(value).rpartition(f".{argument}")[0] or linker.address_of(value)


def _coverage(
    resources: Resources, linker: Linker, network: Network, manifests: set[str]
) -> NetworkCoverage:
    analysed = 0
    not_analysed: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for resource in resources:
        if resource.type in _MODELLED or resource.address in manifests:
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

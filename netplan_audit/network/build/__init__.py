"""Builds the network that the resources of one input mean."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Final

from netplan_audit.network.build.address_plan import build_address_plan
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
from netplan_audit.network.build.coverage import MODELLED_TYPES, NO_COVERAGE, build_coverage
from netplan_audit.network.build.endpoints import build_endpoints, build_idle_addresses
from netplan_audit.network.build.gateways import (
    build_gateways,
    build_nat_gateways,
    gone_targets,
)
from netplan_audit.network.build.group_users import users_of_other_types
from netplan_audit.network.build.karpenter import KarpenterBuilder
from netplan_audit.network.build.kubernetes_balancers import build_kubernetes_balancers
from netplan_audit.network.build.kubernetes_class_params import with_class_params
from netplan_audit.network.build.kubernetes_cni import build_cnis
from netplan_audit.network.build.kubernetes_controllers import build_ingress_setup
from netplan_audit.network.build.kubernetes_objects import MODELLED, build_objects
from netplan_audit.network.build.kubernetes_policies import build_pods
from netplan_audit.network.build.kubernetes_sources import BLOCK_TYPES, declared
from netplan_audit.network.build.links import Linker
from netplan_audit.network.build.load_balancers import build_load_balancing
from netplan_audit.network.build.name_service import build_name_service
from netplan_audit.network.build.named_groups import build_named_groups
from netplan_audit.network.build.network_acls import build_network_acls
from netplan_audit.network.build.peering import build_peering_connections
from netplan_audit.network.build.prefix_lists import build_prefix_lists
from netplan_audit.network.build.public_access import build_public_access
from netplan_audit.network.build.routes import RouteBuilder
from netplan_audit.network.build.security_groups import GroupBuilder
from netplan_audit.network.build.tags import tags_of
from netplan_audit.network.build.target_groups import build_targets
from netplan_audit.network.build.transit_gateways import (
    build_attachments,
    build_transit_gateways,
)
from netplan_audit.network.build.transit_routes import build_transit_routing
from netplan_audit.network.build.tunnels import build_tunnels
from netplan_audit.network.build.two_ways import build_two_ways
from netplan_audit.network.build.vpcs import build_subnets, build_vpcs
from netplan_audit.network.build.workloads import WorkloadBuilder
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


def build_network(resources: Resources) -> Network:
    """Build the network of one input; only AWS is modelled, the rest is counted."""
    linker = Linker(resources)
    linker.aliases.update(_managed_defaults(resources, linker))
    prefix_lists = build_prefix_lists(resources, linker)
    routes = RouteBuilder(resources, linker, prefix_lists)
    vpcs = build_vpcs(resources, linker)
    subnets = build_subnets(resources, linker)
    transit_gateways = build_transit_gateways(resources)
    modelled = MODELLED_TYPES - frozenset(BLOCK_TYPES)
    others, mentions = users_of_other_types(resources, linker, modelled)
    builder = WorkloadBuilder(resources, linker, subnets)
    workloads = builder.workloads() | others
    mentions = {**resources.exports(), **mentions, **dict(builder.groups_of_idle_templates())}
    kubernetes = with_class_params(tuple(declared(resources)))
    objects = build_objects(resources, kubernetes)
    balancers, balancing = build_kubernetes_balancers(
        kubernetes, resources, linker, build_load_balancing(resources, linker)
    )
    workloads |= balancers
    groups = GroupBuilder(resources, linker, prefix_lists).groups()
    karpenter = KarpenterBuilder(resources, linker, subnets, groups)
    workloads |= karpenter.workloads(kubernetes)
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
        security_groups=groups,
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
        coverage=NO_COVERAGE,
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
    network.coverage = build_coverage(resources, linker, network, manifests)
    return network


def _paths(resources: Resources, network: Network) -> ReachModel:
    from netplan_audit.network.build.reach import build_reach  # noqa: PLC0415 - few ask for it

    return build_reach(resources, network)


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

"""Builds the network that the resources of one input mean."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.network.build.address_plan import build_address_plan
from netplan_audit.network.build.associations import (
    build_associations,
    build_gateway_associations,
    build_main_tables,
)
from netplan_audit.network.build.classic_balancers import classic_balancers
from netplan_audit.network.build.clusters import build_clusters, build_node_groups
from netplan_audit.network.build.connections import (
    build_outside,
    build_service_links,
    build_vpn_connections,
)
from netplan_audit.network.build.coverage import MODELLED_TYPES, NO_COVERAGE, build_coverage
from netplan_audit.network.build.default_vpcs import DefaultVpcs
from netplan_audit.network.build.endpoints import build_endpoints, build_idle_addresses
from netplan_audit.network.build.gateways import (
    build_gateways,
    build_nat_gateways,
    gone_targets,
)
from netplan_audit.network.build.group_users import users_of_other_types
from netplan_audit.network.build.kubernetes_sources import BLOCK_TYPES
from netplan_audit.network.build.links import Linker
from netplan_audit.network.build.load_balancers import build_load_balancing
from netplan_audit.network.build.name_service import build_name_service
from netplan_audit.network.build.named_groups import build_named_groups
from netplan_audit.network.build.network_acls import build_network_acls
from netplan_audit.network.build.passages import build_passages
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
from netplan_audit.network.build.tunnels import build_tunnels
from netplan_audit.network.build.two_ways import build_two_ways
from netplan_audit.network.build.vpcs import build_subnets, build_vpcs, read_back
from netplan_audit.network.build.workloads import WorkloadBuilder
from netplan_audit.network.kubernetes.cni import Cnis
from netplan_audit.network.kubernetes.governed import Pods
from netplan_audit.network.kubernetes.objects import KubernetesObjects
from netplan_audit.network.network import Network
from netplan_audit.terraform.value import Reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from netplan_audit.network.balancing.load_balancers import LoadBalancing
    from netplan_audit.network.build.kubernetes import Kubernetes
    from netplan_audit.network.filtering.security_groups import PrefixList
    from netplan_audit.network.kubernetes.ingress_setup import IngressSetup
    from netplan_audit.network.reach.model import ReachModel
    from netplan_audit.network.reach.transit import TransitRouting
    from netplan_audit.terraform.resource import Resource, Resources

_OF_KUBERNETES: Final = ("kubernetes_", "kubectl_", "helm_", "aws_eks_")
"""How the types of resources begin that tell of Kubernetes, all of them managed."""
_MANAGED_DEFAULTS: Final = {
    "aws_default_security_group": ("vpc_id", "default_security_group_id"),
    "aws_default_route_table": ("default_route_table_id", "default_route_table_id"),
    "aws_default_network_acl": ("default_network_acl_id", "default_network_acl_id"),
}


def build_network(resources: Resources) -> Network:
    """Build the network of one input; only AWS is modelled, the rest is counted."""
    linker = Linker(resources)
    linker.aliases.update(_managed_defaults(resources, linker))
    linker.aliases.update(read_back(resources, linker))
    prefix_lists = build_prefix_lists(resources, linker)
    routes = RouteBuilder(resources, linker, prefix_lists)
    vpcs = build_vpcs(resources, linker)
    subnets = build_subnets(resources, linker)
    transit_gateways = build_transit_gateways(resources)
    modelled = MODELLED_TYPES - frozenset(BLOCK_TYPES)
    others, mentions = users_of_other_types(resources, linker, modelled)
    builder = WorkloadBuilder(resources, linker, subnets)
    workloads = builder.workloads() | others
    exports = resources.exports()
    handed_over = resources.handed_over()
    idle = dict(builder.groups_of_idle_templates())
    mentions = {**exports, **resources.listed(), **handed_over, **mentions, **idle}
    balancing = replace(
        build_load_balancing(resources, linker),
        passages=build_passages(resources, linker),
        classic={one.address: one for one in classic_balancers(resources)},
    )
    groups = GroupBuilder(resources, linker, prefix_lists).groups()
    kubernetes = _kubernetes(resources, linker, balancing, subnets, groups)
    if kubernetes is not None:
        workloads |= kubernetes.workloads
        balancing = kubernetes.balancing
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
        exports=exports,
        handed_over=handed_over,
        load_balancing=balancing,
        clusters=build_clusters(resources, linker),
        node_groups=build_node_groups(resources, linker),
        public_access=build_public_access(resources, linker),
        kubernetes=KubernetesObjects() if kubernetes is None else kubernetes.objects,
        pods=Pods() if kubernetes is None else kubernetes.pods,
        cnis=Cnis() if kubernetes is None else kubernetes.cnis,
        ingress_source=_no_ingresses if kubernetes is None else kubernetes.ingress_setup,
        coverage=NO_COVERAGE,
        aliases=linker.aliases,
        two_ways=build_two_ways(resources, linker),
        named_groups=build_named_groups(resources, linker),
        propagations=routes.propagations,
        vpn_connections=build_vpn_connections(resources, linker),
        transit_source=partial(_transit_routing, resources, linker, prefix_lists),
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
    modelled = frozenset() if kubernetes is None else kubernetes.modelled
    network.coverage = build_coverage(resources, linker, network, modelled)
    return network


def _transit_routing(
    resources: Resources, linker: Linker, prefix_lists: Mapping[str, PrefixList]
) -> TransitRouting:
    # Here and not above: few networks are asked for it.
    from netplan_audit.network.build.transit_routes import build_transit_routing  # noqa: PLC0415

    return build_transit_routing(resources, linker, prefix_lists)


def _kubernetes(
    resources: Resources,
    linker: Linker,
    balancing: LoadBalancing,
    subnets: Iterable[str],
    groups: Iterable[str],
) -> Kubernetes | None:
    if not resources.beside and not resources.has_type_like(*_OF_KUBERNETES):
        return None
    # Here and not above: it is a third of the builders, and most inputs have nothing of it.
    from netplan_audit.network.build.kubernetes import build_kubernetes  # noqa: PLC0415

    return build_kubernetes(resources, linker, balancing, subnets, groups)


def _no_ingresses() -> IngressSetup:
    from netplan_audit.network.kubernetes.ingress_setup import IngressSetup  # noqa: PLC0415

    return IngressSetup()


def _paths(resources: Resources, network: Network) -> ReachModel:
    from netplan_audit.network.build.reach import build_reach  # noqa: PLC0415 - few ask for it

    return build_reach(resources, network)


def _managed_defaults(resources: Resources, linker: Linker) -> Iterator[tuple[str, str]]:
    """Yield implicit objects of VPCs with the resource that manages them."""
    default = DefaultVpcs(resources)
    for kind, (argument, implicit) in _MANAGED_DEFAULTS.items():
        for resource in resources.of_type(kind):
            unnamed = default.of(resource, argument)
            vpc = _owner(resource, argument, linker) if unnamed is None else unnamed.only
            if vpc is not None:
                yield f"{vpc}.{implicit}", resource.address


def _owner(resource: Resource, argument: str, linker: Linker) -> str | None:
    value = resource.get(argument)
    if isinstance(value, Reference):
        return value.address
    if not isinstance(value, str):
        return None
    return linker.address_of(value).rpartition(f".{argument}")[0] or linker.address_of(value)

"""The network of one input: its objects by address, and the look-ups that checks share."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, TypeVar

from msgspec import Struct, field

from netplan_audit.network.addressing.address_plan import NO_PLAN
from netplan_audit.network.balancing.target_groups import NO_TARGETS
from netplan_audit.network.connections.tunnels import NO_TUNNELS
from netplan_audit.network.exposure.borders import Borders
from netplan_audit.network.name_service import NO_NAMES
from netplan_audit.network.routing.nat_use import nat_usage
from netplan_audit.network.routing.routing import Routing
from netplan_audit.network.tags import no_tags
from netplan_audit.terraform.passing import NO_MODULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from netplan_audit.diagnostic import Diagnostic
    from netplan_audit.network.addressing.address_plan import AddressPlan
    from netplan_audit.network.balancing.load_balancers import LoadBalancing, TargetGroup
    from netplan_audit.network.balancing.target_groups import Targets
    from netplan_audit.network.clusters import Cluster, NodeGroup
    from netplan_audit.network.connections.connections import (
        OutsideConnection,
        PeeringConnection,
        TransitGateway,
        TransitGatewayAttachment,
        VpnConnection,
    )
    from netplan_audit.network.connections.tunnels import Tunnels
    from netplan_audit.network.coverage import NetworkCoverage
    from netplan_audit.network.endpoints import Endpoint, IdleAddress
    from netplan_audit.network.exposure.public_access import PublicAccess
    from netplan_audit.network.filtering.network_acls import NetworkAcl
    from netplan_audit.network.filtering.security_groups import PrefixList, SecurityGroup
    from netplan_audit.network.kubernetes.cni import Cnis
    from netplan_audit.network.kubernetes.governed import Pods
    from netplan_audit.network.kubernetes.ingress_setup import IngressSetup
    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.link import Link
    from netplan_audit.network.name_service import NameService
    from netplan_audit.network.reach.model import ReachModel
    from netplan_audit.network.reach.transit import TransitRouting
    from netplan_audit.network.routing.gateways import Gateway, NatGateway
    from netplan_audit.network.routing.nat_use import NatUsage
    from netplan_audit.network.routing.route_tables import (
        GatewayAssociation,
        Propagation,
        Route,
        RouteTable,
        RouteTableAssociation,
    )
    from netplan_audit.network.tags import Tags
    from netplan_audit.network.two_ways import NamedGroups, TwoWays
    from netplan_audit.network.vpcs import Subnet, Vpc
    from netplan_audit.network.workloads import Workload
    from netplan_audit.terraform.passing import Modules


_CONNECTING: Final = frozenset({"peering connection", "transit gateway"})
_T = TypeVar("_T")


def _no_paths() -> ReachModel:
    """Say that a network which was put together by hand has no model of paths."""
    raise NotImplementedError


class Network(Struct, eq=False, dict=True):
    """Every object by its address. Objects never change; look-ups are made once and kept.

    `service_links` are the pairs of VPCs that PrivateLink or VPC Lattice joins, which tolerate
    overlapping addresses. `group_mentions` maps security groups to what names them without
    being a workload, `exports` any resource to the root's output that names it, `handed_over`
    to the argument of a module without a body. `unplaced_routes` may be in tables outside the
    input. `gone` are the AWS ids of targets of routes that the plan deletes or replaces, with
    their addresses. `aliases` maps implicit objects (`aws_vpc.a.default_security_group_id`) and
    data sources to what manages them. `tags` reads those of any resource, `paths` makes the model
    that reachability is asked of. `modules` tells whose text a module is. `elsewhere` is
    what sends to ports in other inputs, whose addresses say of which: it may send to what is here.
    """

    vpcs: Mapping[str, Vpc]
    subnets: Mapping[str, Subnet]
    route_tables: Mapping[str, RouteTable]
    associations: tuple[RouteTableAssociation, ...]
    main_route_tables: Mapping[str, Link]
    gateways: Mapping[str, Gateway]
    nat_gateways: Mapping[str, NatGateway]
    peering_connections: Mapping[str, PeeringConnection]
    transit_gateways: Mapping[str, TransitGateway]
    attachments: Mapping[str, TransitGatewayAttachment]
    outside: tuple[OutsideConnection, ...]
    security_groups: Mapping[str, SecurityGroup]
    prefix_lists: Mapping[str, PrefixList]
    network_acls: Mapping[str, NetworkAcl]
    workloads: Mapping[str, Workload]
    service_links: frozenset[frozenset[str]]
    group_mentions: Mapping[str, str]
    exports: Mapping[str, str]
    handed_over: Mapping[str, str]
    load_balancing: LoadBalancing
    public_access: PublicAccess
    kubernetes: KubernetesObjects
    pods: Pods
    ingress_source: Callable[[], IngressSetup]
    cnis: Cnis
    coverage: NetworkCoverage
    transit_source: Callable[[], TransitRouting]
    aliases: Mapping[str, str] = field(default_factory=dict)
    two_ways: tuple[TwoWays, ...] = ()
    named_groups: tuple[NamedGroups, ...] = ()
    gateway_associations: tuple[GatewayAssociation, ...] = ()
    propagations: tuple[Propagation, ...] = ()
    vpn_connections: Mapping[str, VpnConnection] = {}
    unplaced_routes: tuple[Route, ...] = ()
    gone: Mapping[str, str] = field(default_factory=dict)
    clusters: Mapping[str, Cluster] = field(default_factory=dict)
    node_groups: Mapping[str, NodeGroup] = field(default_factory=dict)
    address_plan: AddressPlan = NO_PLAN
    targets: Targets = NO_TARGETS
    endpoints: tuple[Endpoint, ...] = ()
    idle_addresses: tuple[IdleAddress, ...] = ()
    name_service: NameService = NO_NAMES
    tunnels: Tunnels = NO_TUNNELS
    complete: bool = True
    tags: Callable[[str], Tags] = no_tags
    modules: Modules = NO_MODULES
    paths: Callable[[], ReachModel] = _no_paths
    diagnostics: tuple[Diagnostic, ...] = ()
    elsewhere: tuple[TargetGroup, ...] = ()
    _answers: dict[Callable[[Network], Any], Any] = field(default_factory=dict)

    @cached_property
    def routing(self) -> Routing:
        """The effective routing of the subnets."""
        return Routing(self)

    @cached_property
    def borders(self) -> Borders:
        """The network ACLs of the subnets, and the internet gateways of the VPCs."""
        return Borders(self)

    @cached_property
    def load_balancers(self) -> tuple[Workload, ...]:
        """The workloads that balance load."""
        return tuple(w for w in self.workloads.values() if w.kind == "load balancer")

    @cached_property
    def nodes(self) -> tuple[Workload, ...]:
        """The workloads that are nodes of Kubernetes."""
        return tuple(w for w in self.workloads.values() if w.is_node)

    @cached_property
    def connecting_routes(self) -> tuple[Route, ...]:
        """The routes over peering connections and transit gateways, of no sure table too."""
        routes = chain(self.unplaced_routes, *(t.routes for t in self.route_tables.values()))
        return tuple(route for route in routes if route.target_kind in _CONNECTING)

    @cached_property
    def subnets_by_vpc(self) -> dict[str, list[Subnet]]:
        """Subnets by the VPC they are certainly or likely in; unknown ones are left out."""
        return _grouped((s.vpc.only, s) for s in self.subnets.values())

    @cached_property
    def workloads_by_group(self) -> dict[str, list[tuple[Workload, bool]]]:
        """Workloads by security group, with whether the attachment is more than a possibility."""
        found: dict[str, list[tuple[Workload, bool]]] = {}
        for workload in self.workloads.values():
            for address in workload.groups:
                found.setdefault(address, []).append((workload, True))
            for address in workload.groups.candidates:
                found.setdefault(address, []).append((workload, False))
        return found

    @cached_property
    def nat_usage(self) -> list[NatUsage]:
        """How each VPC uses NAT gateways."""
        return nat_usage(self)

    @cached_property
    def open_workloads(self) -> dict[str, list[Workload]]:
        """Workloads that may have security groups which are neither members nor candidates.

        By the VPC they are or may be in; those of which nothing tells it are under ''.
        """
        found: dict[str, list[Workload]] = {}
        for workload in self.workloads.values():
            if not workload.groups.complete:
                for vpc in self.vpcs_of(workload) or {""}:
                    found.setdefault(vpc, []).append(workload)
        return found

    @cached_property
    def workloads_by_vpc(self) -> dict[str, list[Workload]]:
        """Workloads by the VPC that all their known subnets are in."""
        found: dict[str, list[Workload]] = {}
        for workload in self.workloads.values():
            for vpc in self.vpcs_of(workload):
                found.setdefault(vpc, []).append(workload)
        return found

    def vpcs_of(self, workload: Workload) -> set[str]:
        """Name the VPCs of a workload's subnets and groups, possibilities included."""
        subnets = (self.subnets.get(address) for address in workload.subnets.everything)
        found = {target for s in subnets if s is not None for target in s.vpc.targets}
        if not found:
            groups = (self.security_groups.get(address) for address in workload.groups.everything)
            found = {t for g in groups if g is not None and g.vpc for t in g.vpc.targets}
        return found

    @cached_property
    def _peerings(self) -> dict[str, PeeringConnection]:
        every = self.peering_connections.values()
        return {name: each for each in every for name in (each.address, *each.also_called)}

    def peering(self, address: str) -> PeeringConnection | None:
        """Return the peering connection that a resource of either side stands for."""
        return self._peerings.get(address)

    @cached_property
    def transit_routing(self) -> TransitRouting:
        """What transit gateways route by; read when somebody asks, for few do."""
        return self.transit_source()

    @cached_property
    def ingress_setup(self) -> IngressSetup:
        """How Ingresses are served; likewise."""
        return self.ingress_source()

    @cached_property
    def attachments_by_gateway(self) -> dict[str, list[TransitGatewayAttachment]]:
        """Transit gateway attachments by each gateway that they are, or may be, those of."""
        every = self.attachments.values()
        return _grouped((target, each) for each in every for target in each.gateway.targets)

    @cached_property
    def attachments_by_vpc(self) -> dict[str, list[TransitGatewayAttachment]]:
        """Transit gateway attachments by VPC."""
        return _grouped((a.vpc.only, a) for a in self.attachments.values())

    @cached_property
    def connected_vpcs(self) -> dict[str, str]:
        """VPCs with a way to other networks, with the address of one connection."""
        found: dict[str, str] = {}
        for peering in self.peering_connections.values():
            for end in (peering.requester, peering.accepter):
                found.update((target, peering.address) for target in end.targets)
        for attachment in self.attachments.values():
            found.update((target, attachment.address) for target in attachment.vpc.targets)
        gateways = {g.address: g for g in self.gateways.values()}
        for connection in self.outside:
            for target in () if connection.vpc is None else connection.vpc.targets:
                found[target] = connection.address
            for target in () if connection.gateway is None else connection.gateway.targets:
                gateway = gateways.get(target)
                if gateway is not None and gateway.vpc is not None:
                    found.update((vpc, connection.address) for vpc in gateway.vpc.targets)
        return found

    def once(self, question: Callable[[Network], _T]) -> _T:
        """Answer a question about the whole network, that several checks ask, one time."""
        if question not in self._answers:
            self._answers[question] = question(self)
        answer: _T = self._answers[question]
        return answer

    @cached_property
    def busy_subnets(self) -> frozenset[str] | None:
        """The subnets that something is placed into; None where not every place is known."""
        placed = [workload.subnets for workload in self.workloads.values()]
        placed += [attachment.subnets for attachment in self.attachments.values()]
        if not all(links.settled for links in placed):
            return None
        return frozenset(address for links in placed for address in links)

    @cached_property
    def kubernetes_vpcs(self) -> dict[str, str]:
        """VPCs where Kubernetes nodes run, with the address of one sign of it."""
        found: dict[str, str] = {}
        for workload in self.workloads.values():
            if workload.is_node:
                for vpc in self.vpcs_of(workload):
                    found.setdefault(vpc, workload.address)
        return found


def _grouped(pairs: Iterable[tuple[str | None, _T]]) -> dict[str, list[_T]]:
    found: dict[str, list[_T]] = {}
    for key, item in pairs:
        if key is not None:
            found.setdefault(key, []).append(item)
    return found

"""Views write down whatever a walk may read: a new field has to be one of theirs, or of no walk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from netplan_audit.network.connections.connections import (
    PeeringConnection,
    TransitGatewayAttachment,
)
from netplan_audit.network.filtering.network_acls import AclRule, NetworkAcl
from netplan_audit.network.filtering.security_groups import Rule, SecurityGroup
from netplan_audit.network.reach.balancers import Balancer, Listener, Target, TargetGroup
from netplan_audit.network.reach.ends import End
from netplan_audit.network.reach.front_doors import PublicEndpoint
from netplan_audit.network.reach.model import ReachModel
from netplan_audit.network.reach.transit import TransitRoute
from netplan_audit.network.reach.views import Views, placed
from netplan_audit.network.routing.gateways import Gateway, NatGateway
from netplan_audit.network.routing.route_tables import Route, RouteTable
from netplan_audit.network.vpcs import Subnet, Vpc
from tests.states import State, tcp

if TYPE_CHECKING:
    from msgspec import Struct

# By kind: what views write, then what no walk reads, or only to put it into words.
FIELDS: Final[dict[type[Struct], tuple[str, str]]] = {
    End: (
        "kind subnet groups private has_public public has_ipv6 ipv6 accepts hidden is_one_of door",
        "address public_settles",
    ),
    PublicEndpoint: ("exists ports sources protocol", "address words settles"),
    ReachModel: (
        "network ends transit balancers plain_group doubtful doors keeping services core",
        "endpoints hides fronts",  # of services, of words, and of the internet as a sender
    ),
    TransitRoute: ("origin table destination attachment blackhole", ""),
    Balancer: ("kind listeners cross_zone", "address answers behind filters_services"),
    Listener: ("protocol port groups complete address", ""),
    TargetGroup: ("kind keeps_client targets open_ cross_zone family", "address"),
    Target: ("end port origin", "settles"),
    Vpc: (
        "address blocks unknown",
        ("block module region environment is_default has_ipv6 is_new closed unique pool "
        "within may_be_another "
        "dns_support dns_hostnames"),  # is_new: by what the borders and the routing answer
    ),
    Subnet: (
        "address vpc blocks zone",
        ("unknown maps_public_ip assigns_ipv6 on_outpost is_new leaves_zone_open has_ipv6 "
        "free_addresses balancer_roles asked_length reservations"),
    ),
    Route: (
        "origin table destination destination_text hidden target target_kind is_blackhole",
        "settles argument",
    ),
    RouteTable: ("address routes closed learns", "vpc is_default"),
    NetworkAcl: ("address rules closed", "vpc subnets is_default settles"),
    AclRule: ("origin egress allow traffic addresses", "number unknown is_placed sensitive"),
    SecurityGroup: (
        "address rules closed", "vpc is_default is_new name also_in node_tag is_managed"
    ),
    Rule: (
        "origin group direction traffic cidrs groups from_self unknown_peers",
        "texts lists unknown_traffic sensitive",
    ),
    PeeringConnection: (
        "requester accepter status accepts_itself accepted_beside same_region",
        "address is_active also_called names_region names_owner resolves may_accept",
    ),
    TransitGatewayAttachment: (
        ("address gateway vpc subnets default_association default_propagation associated "
        "propagated ipv6 appliance_mode"),
        "is_new replaces_association also_called",
    ),
    NatGateway: (
        "address subnet vpc is_public is_regional",
        "zones environment environment_is_told single_choice",
    ),
    Gateway: ("address kind vpc", ""),
}  # fmt: skip


@pytest.mark.parametrize("kind", FIELDS)
def test_a_view_writes_every_field_that_a_walk_reads(kind: type[Struct]) -> None:
    written, unread = FIELDS[kind]
    assert sorted(kind.__struct_fields__) == sorted(f"{written} {unread}".split())


def _pairs(state: State, *names: str) -> list[object]:
    """Return what the answers about pairs of hosts hang on."""
    model = state.paths()
    views = Views(model)
    found = [views.of(tuple(model.ends.ends_of(f"aws_instance.{name}"))) for name in names]
    return [placed(one, other) for one, other in zip(found[::2], found[1::2], strict=True)]


def _vpcs(count: int) -> State:
    """Return VPCs that are alike, with a host each."""
    state = State()
    for number in range(1, count + 1):
        vpc = state.vpc(f"v{number}", f"10.{number}.0.0/16")
        subnet = state.subnet(f"s{number}", vpc, f"10.{number}.1.0/24")
        group = state.group(
            f"g{number}", vpc, tcp(443, "10.0.0.0/8"), tcp(80, f"10.{number}.0.0/16")
        )
        state.host(f"h{number}", subnet, f"10.{number}.1.10", group)
    return state


def test_pairs_of_hosts_that_are_alike_hang_on_the_same() -> None:
    one, other = _pairs(_vpcs(4), "h1", "h2", "h3", "h4")
    assert one is not None
    assert one == other


def test_a_rule_for_one_of_many_vpcs_tells_it_from_the_others() -> None:
    state = _vpcs(4)
    vpc = state.values_of("aws_vpc.v3")["id"]
    state.set("aws_security_group.g3", ingress=[tcp(443, "10.4.0.0/16")], vpc_id=vpc)
    one, other = _pairs(state, "h1", "h2", "h3", "h4")
    assert one is not None
    assert other is None  # the group names the other one by its addresses: these two are near
    apart, back = _pairs(state, "h1", "h3", "h1", "h4")
    assert apart not in {one, back}
    assert back == one

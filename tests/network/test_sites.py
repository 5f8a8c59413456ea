"""Hosts outside of AWS: what leads to them, what brings them in, and what nobody can tell."""

from __future__ import annotations

import pytest

from tests.network.test_reach import INTERNET, A, B, Facing, Hub, Two, asked, verdict
from tests.states import rule, tcp

SITE = "192.168.1.0/24"


class Virtual(Two):
    """A VPC with a virtual private gateway, and a VPN connection to a site on it."""

    def __init__(self, *, static: bool = True, propagates: bool = False) -> None:
        super().__init__()
        state = self.state
        self.gateway = state.add("aws_vpn_gateway", "g", vpc_id=self.vpc)
        self.vpn = state.add(
            "aws_vpn_connection", "c", vpn_gateway_id=self.gateway, static_routes_only=static
        )
        if static:
            state.add(
                "aws_vpn_connection_route", "r", vpn_connection_id=self.vpn,
                destination_cidr_block="192.168.0.0/16",
            )  # fmt: skip
        state.set("aws_security_group.ga", ingress=[tcp(443, SITE)])
        table = state.values_of("aws_route_table.t")
        if propagates:
            table["propagating_vgws"] = [self.gateway]
        else:
            table["route"] = [{"cidr_block": "192.168.0.0/16", "gateway_id": self.gateway}]

    def both(self, port: int = 443) -> tuple[str, str]:
        """Return whether the site is reached, and reaches in."""
        return verdict(self.state, A, SITE, port), verdict(self.state, SITE, A, port)


@pytest.mark.parametrize("propagates", [False, True])
def test_static_routes_of_a_vpn_connection_tell_what_is_behind_it(propagates: bool) -> None:  # noqa: FBT001
    net = Virtual(propagates=propagates)
    assert net.both() == ("yes", "yes")
    assert verdict(net.state, SITE, A, 22) == "no", "no rule admits it"


def test_what_a_connection_learns_is_not_known() -> None:
    net = Virtual(static=False)
    assert net.both() == ("unknown", "unknown")
    assert asked(net.state, A, SITE).unknown == ("what is behind aws_vpn_connection.c",)
    assert verdict(net.state, SITE, A, 22) == "no"


def test_addresses_behind_no_static_route_are_not_known() -> None:
    net = Virtual()
    assert verdict(net.state, A, "172.30.0.0/24") == "no", "no route leads there"
    net.state.values_of("aws_route_table.t")["route"].append(
        {"cidr_block": "172.16.0.0/12", "gateway_id": net.gateway}
    )
    assert verdict(net.state, A, "172.30.0.0/24") == "unknown"


def test_a_site_needs_a_way_back_and_the_network_acl() -> None:
    net = Virtual()
    net.state.set("aws_route_table.t", route=[])
    assert net.both() == ("no", "no")
    net = Virtual()
    net.state.acl("n", net.vpc, net.one, [rule(90, "deny", SITE), rule(100, "allow", INTERNET)], [])
    assert net.both() == ("no", "no")


def test_a_gateway_that_is_not_attached_leads_nowhere() -> None:
    net = Virtual()
    other = net.state.vpc("o", "10.7.0.0/16")
    net.state.set("aws_vpn_gateway.g", vpc_id=other)
    assert verdict(net.state, A, SITE) == "no"
    assert verdict(net.state, SITE, A) == "no"


@pytest.mark.parametrize(("own", "expected"), [(True, "yes"), (False, "no")])
def test_an_attachment_of_its_own_attaches_a_gateway_too(own: bool, expected: str) -> None:  # noqa: FBT001
    net = Virtual()
    net.state.values_of("aws_vpn_gateway.g").pop("vpc_id")
    vpc = net.vpc if own else net.state.vpc("o", "10.7.0.0/16")
    net.state.add("aws_vpn_gateway_attachment", "m", vpn_gateway_id=net.gateway, vpc_id=vpc)
    assert net.both() == (expected, expected)


def test_a_learnt_route_may_be_longer_than_the_default_route() -> None:
    net = Virtual(static=False, propagates=True)
    igw = net.state.add("aws_internet_gateway", "i", vpc_id=net.vpc)
    table = net.state.values_of("aws_route_table.t")
    table["route"] = [{"cidr_block": INTERNET, "gateway_id": igw}]
    assert net.both() == ("unknown", "unknown")
    net.state.set("aws_vpn_connection.c", static_routes_only=True)
    net.state.add(
        "aws_vpn_connection_route", "r", vpn_connection_id=net.vpn,
        destination_cidr_block="192.168.0.0/16",
    )  # fmt: skip
    assert net.both() == ("yes", "yes")


def test_learning_routes_does_not_make_the_way_to_the_internet_unknown() -> None:
    net = Facing()
    gateway = net.state.add("aws_vpn_gateway", "g", vpc_id=net.vpc)
    net.state.set("aws_route_table.t", propagating_vgws=[gateway])
    assert net.verdict() == "yes"


def test_without_a_connection_in_the_input_nobody_can_tell() -> None:
    net = Two()
    net.state.set("aws_security_group.ga", ingress=[tcp(443, SITE)])
    assert verdict(net.state, A, SITE) == "no", "no route leads there"
    assert verdict(net.state, SITE, A) == "no", "nor back"
    gateway = {"cidr_block": "192.168.0.0/16", "gateway_id": "vgw-0123456789abcdef0"}
    net.state.set("aws_route_table.t", route=[gateway])
    assert verdict(net.state, A, SITE) == "unknown"
    assert verdict(net.state, SITE, A) == "unknown"


class Hubbed(Hub):
    """Two VPCs on a transit gateway with a VPN connection to a site."""

    def __init__(self, *, static: bool = True, association: bool = True) -> None:
        super().__init__()
        state = self.state
        self.vpn = state.add("aws_vpn_connection", "c", transit_gateway_id=self.hub)
        self.table = state.add(
            "aws_ec2_transit_gateway_route_table", "t", transit_gateway_id=self.hub
        )
        for number, one in enumerate([*self.attached, *([self.vpn] if association else [])]):
            state.add(
                "aws_ec2_transit_gateway_route_table_association", f"a{number}",
                transit_gateway_attachment_id=one, transit_gateway_route_table_id=self.table,
            )  # fmt: skip
        for number, one in enumerate(self.attached):
            state.add(
                "aws_ec2_transit_gateway_route_table_propagation", f"p{number}",
                transit_gateway_attachment_id=one, transit_gateway_route_table_id=self.table,
            )  # fmt: skip
        if static:
            state.add(
                "aws_ec2_transit_gateway_route", "s", transit_gateway_route_table_id=self.table,
                transit_gateway_attachment_id=self.vpn, destination_cidr_block="192.168.0.0/16",
            )  # fmt: skip
        state.set("aws_security_group.ga", ingress=[tcp(443, SITE)])
        for name in ("t1", "t2"):
            way = {"cidr_block": "192.168.0.0/16", "transit_gateway_id": self.hub}
            state.values_of(f"aws_route_table.{name}")["route"].append(way)


def test_static_routes_of_a_transit_gateway_lead_to_a_site_and_back() -> None:
    net = Hubbed()
    assert verdict(net.state, A, SITE) == "yes"
    assert verdict(net.state, SITE, A) == "yes"
    assert verdict(net.state, SITE, A, 22) == "no"


def test_a_transit_gateway_may_have_learnt_the_way_to_a_site() -> None:
    net = Hubbed(static=False)
    assert verdict(net.state, A, SITE) == "no", "its default is another table"
    net.state.add(
        "aws_ec2_transit_gateway_route_table_propagation", "p9",
        transit_gateway_attachment_id=net.vpn, transit_gateway_route_table_id=net.table,
    )  # fmt: skip
    assert verdict(net.state, A, SITE) == "unknown"
    assert verdict(net.state, SITE, A) == "unknown"


def test_only_tables_that_a_connection_propagates_to_learn_its_routes() -> None:
    net = Hubbed(static=False)
    net.state.set("aws_ec2_transit_gateway.h", default_route_table_propagation="disable")
    assert verdict(net.state, A, SITE) == "no"
    net.state.add(
        "aws_ec2_transit_gateway_route_table_propagation", "p9",
        transit_gateway_attachment_id=net.vpn, transit_gateway_route_table_id=net.table,
    )  # fmt: skip
    assert verdict(net.state, A, SITE) == "unknown"
    net.state.set("aws_vpn_connection.c", static_routes_only=True)
    assert verdict(net.state, A, SITE) == "no", "it speaks no BGP"


def test_a_propagation_of_what_is_not_in_the_input_may_be_the_connection_s() -> None:
    net = Hubbed(static=False)
    net.state.set("aws_ec2_transit_gateway.h", default_route_table_propagation="disable")
    net.state.add(
        "aws_ec2_transit_gateway_route_table_propagation", "p9",
        transit_gateway_attachment_id="tgw-attach-0123456789abcdef0",
        transit_gateway_route_table_id=net.table,
    )  # fmt: skip
    assert verdict(net.state, A, SITE) == "unknown"


def test_a_data_source_of_the_attachment_stands_for_the_connection() -> None:
    net = Hubbed(static=False)
    attachment = "tgw-attach-0123456789abcdef0"
    net.state.resources.append(
        {
            "address": "data.aws_ec2_transit_gateway_vpn_attachment.d", "mode": "data",
            "type": "aws_ec2_transit_gateway_vpn_attachment", "name": "d",
            "provider_name": "registry.terraform.io/hashicorp/aws", "schema_version": 0,
            "values": {"id": attachment, "vpn_connection_id": net.vpn}, "sensitive_values": {},
        }
    )  # fmt: skip
    net.state.set(
        "aws_ec2_transit_gateway_route_table_association.a2",
        transit_gateway_attachment_id=attachment,
    )
    net.state.add(
        "aws_ec2_transit_gateway_route", "s", transit_gateway_route_table_id=net.table,
        transit_gateway_attachment_id=attachment, destination_cidr_block="192.168.0.0/16",
    )  # fmt: skip
    assert verdict(net.state, A, SITE) == "yes"
    assert verdict(net.state, SITE, A) == "yes"


def test_the_table_of_the_connection_has_to_know_the_vpc() -> None:
    net = Hubbed()
    other = net.state.add("aws_ec2_transit_gateway_route_table", "o", transit_gateway_id=net.hub)
    association = "aws_ec2_transit_gateway_route_table_association.a2"
    net.state.set(association, transit_gateway_route_table_id=other)
    assert verdict(net.state, SITE, A) == "no"


CLIENTS = "aws_ec2_client_vpn_endpoint.v"


class Clients(Two):
    """A Client VPN endpoint in one subnet, before a host in another."""

    def __init__(self, *authorized: str) -> None:
        super().__init__(tcp(443, "10.0.1.0/24"))
        state = self.state
        endpoint = state.add(
            "aws_ec2_client_vpn_endpoint", "v", client_cidr_block="172.31.0.0/22",
            security_group_ids=[self.sender], vpc_id=self.vpc,
        )  # fmt: skip
        state.add(
            "aws_ec2_client_vpn_network_association", "n", client_vpn_endpoint_id=endpoint,
            subnet_id=self.one,
        )  # fmt: skip
        for number, cidr in enumerate(authorized):
            state.add(
                "aws_ec2_client_vpn_authorization_rule", f"r{number}", target_network_cidr=cidr,
                client_vpn_endpoint_id=endpoint, authorize_all_groups=True,
            )  # fmt: skip
        self.endpoint = endpoint


def test_clients_of_a_vpn_come_from_its_interfaces() -> None:
    assert verdict(Clients("10.0.0.0/16").state, CLIENTS, B) == "yes"
    assert verdict(Clients("10.0.0.0/16").state, CLIENTS, B, 22) == "no"
    net = Clients("10.0.0.0/16")
    net.state.set("aws_security_group.gb", ingress=[tcp(443, security_groups=[net.sender])])
    assert verdict(net.state, CLIENTS, B) == "yes"


def test_clients_need_an_authorization_rule() -> None:
    assert verdict(Clients().state, CLIENTS, B) == "no"
    assert verdict(Clients("10.0.9.0/24").state, CLIENTS, B) == "no"
    assert verdict(Clients("10.0.2.0/24").state, CLIENTS, B) == "yes"


def test_clients_need_a_route_beyond_the_vpc() -> None:
    net = Clients("0.0.0.0/0")
    igw = net.state.add("aws_internet_gateway", "i", vpc_id=net.vpc)
    net.state.set("aws_route_table.t", route=[{"cidr_block": INTERNET, "gateway_id": igw}])
    trail = asked(net.state, CLIENTS, "internet")
    assert trail.blocked is not None
    assert (trail.blocked.at, trail.blocked.what) == (CLIENTS, "it has no route to it")


def test_nothing_connects_to_clients_and_they_connect_to_the_endpoint() -> None:
    net = Clients("0.0.0.0/0")
    assert verdict(net.state, A, CLIENTS, protocol="tcp") == "no"
    assert verdict(net.state, "internet", CLIENTS, protocol="udp") == "yes"
    assert verdict(net.state, "internet", CLIENTS) == "no"

"""What no measured network has: isolation, virtual private gateways, endpoints, lists in routes."""

from __future__ import annotations

import pytest

from tests.network.test_reach import INTERNET, A, Apart, B, Facing, Hub, Two, asked, verdict
from tests.states import tcp

S3 = "com.amazonaws.eu-west-1.s3"


class Isolated(Hub):
    """Two attachments with a route table each, which only some propagate to."""

    def __init__(self, *propagations: tuple[int, int]) -> None:
        super().__init__(
            default_route_table_association="disable", default_route_table_propagation="disable"
        )
        tables = [
            self.state.add(
                "aws_ec2_transit_gateway_route_table", f"t{n}", transit_gateway_id=self.hub
            )
            for n in (1, 2)
        ]
        self.tables = tables
        for number, (table, attachment) in enumerate(zip(tables, self.attached, strict=True)):
            self._join("association", number, table, attachment)
        for number, (into, of) in enumerate(propagations):
            self._join("propagation", number, tables[into], self.attached[of])

    def _join(self, word: str, number: int, table: str, attachment: str) -> None:
        self.state.add(
            f"aws_ec2_transit_gateway_route_table_{word}", f"{word}{number}",
            transit_gateway_route_table_id=table, transit_gateway_attachment_id=attachment,
        )  # fmt: skip


def test_attachments_whose_tables_do_not_know_each_other_are_apart() -> None:
    assert Isolated((0, 1), (1, 0)).verdict() == "yes"
    assert Isolated((0, 0), (1, 1)).verdict() == "no"


def test_both_tables_have_to_know_the_other_side() -> None:
    assert Isolated((0, 1)).verdict() == "no"
    assert Isolated((1, 0)).verdict() == "no"


@pytest.mark.parametrize(("cidr", "expected"), [("10.2.0.0/16", "yes"), ("10.3.0.0/16", "no")])
def test_a_prefix_list_in_a_transit_table_is_the_routes_in_it(cidr: str, expected: str) -> None:
    net = Isolated((1, 0))
    entries = [{"cidr": cidr}]
    known = net.state.add("aws_ec2_managed_prefix_list", "p", address_family="IPv4", entry=entries)
    reference = {
        "prefix_list_id": known,
        "transit_gateway_route_table_id": net.tables[0],
        "transit_gateway_attachment_id": net.attached[1],
    }
    net.state.add("aws_ec2_transit_gateway_prefix_list_reference", "r", **reference)
    assert net.verdict() == expected
    net.state.set("aws_ec2_transit_gateway_prefix_list_reference.r", prefix_list_id="pl-0123456")
    assert net.verdict() == "unknown"


def test_what_a_virtual_private_gateway_does_is_not_known() -> None:
    net = Apart()
    gateway = net.state.add("aws_vpn_gateway", "g", vpc_id=net.v1)
    net.route({"cidr_block": "10.2.0.0/16", "gateway_id": gateway}, {"cidr_block": "10.9.0.0/16"})
    trail = asked(net.state, A, B)
    assert trail.verdict.value == "unknown"
    assert trail.unknown == ("what aws_vpn_gateway.g does with the packet",)


def test_a_reply_to_the_internet_is_lost_on_any_way_but_the_internet_gateway() -> None:
    for kind, argument in (
        ("aws_vpn_gateway", "gateway_id"),
        ("aws_ec2_transit_gateway", "transit_gateway_id"),
        ("aws_vpc_peering_connection", "vpc_peering_connection_id"),
    ):
        net = Facing()
        other = net.state.add(kind, "o", vpc_id=net.vpc)
        net.state.set("aws_route_table.t", route=[{"cidr_block": INTERNET, argument: other}])
        assert net.verdict() == "no"


def test_a_reply_by_way_of_an_appliance_is_unknown() -> None:
    net = Facing()
    appliance = {"cidr_block": INTERNET, "network_interface_id": "eni-0123456789abcdef0"}
    net.state.set("aws_route_table.t", route=[appliance])
    assert net.verdict() == "unknown"


def _bucket(net: Facing, table: str) -> None:
    net.state.add(
        "aws_vpc_endpoint", "s3", vpc_id=net.vpc, service_name=S3, vpc_endpoint_type="Gateway",
        route_table_ids=[table],
    )  # fmt: skip


def test_a_gateway_endpoint_leads_the_hosts_of_its_tables_to_a_service() -> None:
    net = Facing(public="")
    table = net.state.values_of("aws_route_table.t")["id"]
    assert verdict(net.state, A, f"service:{S3}") == "no"
    _bucket(net, table)
    assert verdict(net.state, A, f"service:{S3}") == "yes"
    assert verdict(net.state, A, "service:com.amazonaws.eu-west-1.dynamodb") == "no"
    assert verdict(net.state, A, "internet") == "no"


def test_a_prefix_list_in_a_route_is_the_destinations_in_it() -> None:
    net = Apart()
    entries = [{"cidr": "10.2.1.0/24"}]
    known = net.state.add("aws_ec2_managed_prefix_list", "p", address_family="IPv4", entry=entries)
    way = {"vpc_peering_connection_id": net.peer()}
    net.route({"destination_prefix_list_id": known} | way, {"cidr_block": "10.1.0.0/16"} | way)
    assert net.verdict() == "yes"
    net.state.set("aws_ec2_managed_prefix_list.p", entry=[{"cidr": "10.2.9.0/24"}])
    assert net.verdict() == "no"


def test_several_groups_admit_what_any_of_them_does() -> None:
    net = Two(tcp(80, "10.0.0.0/8"))
    more = net.state.group("more", net.vpc, tcp(443, "10.0.0.0/8"), egress=())
    net.state.set(B, vpc_security_group_ids=[net.receiver, more])
    assert (net.verdict(443), net.verdict(80), net.verdict(22)) == ("yes", "yes", "no")


def test_the_most_specific_route_counts_whatever_its_kind() -> None:
    net = Hub()
    for name, far in (("t1", "10.2.1.0/24"), ("t2", "10.1.1.0/24")):
        table = net.state.values_of(f"aws_route_table.{name}")
        gone = {"cidr_block": far, "nat_gateway_id": "nat-0123456789abcdef0"}
        table["route"] = [*table["route"], gone]
        assert net.verdict() != "yes"
        table["route"] = table["route"][:1]
    assert net.verdict() == "yes"


def _outbound(net: Apart) -> str:
    named = net.state.values_of("aws_security_group.gb")["id"]
    net.state.set("aws_security_group.ga", egress=[tcp(443, security_groups=[named])])
    return net.verdict()


@pytest.mark.parametrize(("region", "expected"), [("eu-west-1", "yes"), ("us-east-1", "no")])
def test_outbound_rules_refer_to_groups_over_peering_in_a_region(
    region: str, expected: str
) -> None:
    net = Apart()
    way = {"vpc_peering_connection_id": net.peer(peer_region=region)}
    net.state.set("aws_vpc.v1", arn=f"arn:aws:ec2:eu-west-1:1:vpc/{net.v1}")
    net.state.set("aws_vpc.v2", arn=f"arn:aws:ec2:{region}:1:vpc/{net.v2}")
    net.route({"cidr_block": "10.2.0.0/16"} | way, {"cidr_block": "10.1.0.0/16"} | way)
    assert _outbound(net) == expected


def test_no_outbound_rule_refers_to_groups_over_a_transit_gateway() -> None:
    net = Hub(security_group_referencing_support="enable")
    assert net.verdict() == "yes"
    assert _outbound(net) == "no"


@pytest.mark.parametrize(
    ("gateway", "attachment", "expected"),
    [("enable", None, "yes"), ("enable", "disable", "no"), ("disable", "enable", "no")],
)
def test_inbound_rules_refer_to_groups_where_gateway_and_attachments_support_it(
    gateway: str, attachment: str | None, expected: str
) -> None:
    net = Hub(security_group_referencing_support=gateway)
    net.state.set("aws_security_group.gb", ingress=[tcp(443, security_groups=[net.sender])])
    if attachment is not None:
        net.state.set(
            "aws_ec2_transit_gateway_vpc_attachment.m1",
            security_group_referencing_support=attachment,
        )
    assert net.verdict() == expected


def test_no_rule_refers_to_a_group_by_a_public_address() -> None:
    net = Facing()
    net.state.host("b", net.subnet, "10.0.1.11", net.group, public="52.0.0.2")
    net.state.set("aws_security_group.g", egress=[tcp(443, security_groups=[net.group])])
    assert verdict(net.state, A, B, target_ip="52.0.0.2") == "no"
    net.state.set("aws_security_group.g", egress=[tcp(443, INTERNET)])
    assert verdict(net.state, A, B, target_ip="52.0.0.2") == "yes"


def test_of_prefix_lists_that_overlap_aws_picks_one() -> None:
    net = Apart()
    lists = [
        net.state.add("aws_ec2_managed_prefix_list", name, address_family="IPv4", entry=[entry])
        for name, entry in (("p", {"cidr": "10.2.0.0/16"}), ("q", {"cidr": "10.2.1.0/24"}))
    ]
    way = {"vpc_peering_connection_id": net.peer()}
    other = {"nat_gateway_id": "nat-0123456789abcdef0"}
    back = {"cidr_block": "10.1.0.0/16"} | way
    net.route({"destination_prefix_list_id": lists[0]} | way, back)
    assert net.verdict() == "yes"
    table = net.state.values_of("aws_route_table.t1")
    table["route"].append({"destination_prefix_list_id": lists[1]} | other)
    trail = asked(net.state, A, B)
    assert trail.verdict.value == "unknown"
    picks = "which of aws_ec2_managed_prefix_list.q and aws_ec2_managed_prefix_list.p AWS picks"
    assert picks in trail.unknown
    table["route"].append({"cidr_block": "10.2.1.0/24"} | way)
    assert net.verdict() == "yes", "a CIDR goes before a list"


def test_of_vpcs_that_overlap_only_the_first_to_be_attached_is_propagated() -> None:
    net = Hub()
    assert net.verdict() == "yes"
    third = net.state.vpc("v3", "10.2.0.0/16")
    place = net.state.subnet("three", third, "10.2.1.0/24")
    net.state.add(
        "aws_ec2_transit_gateway_vpc_attachment", "m3", transit_gateway_id=net.hub,
        vpc_id=third, subnet_ids=[place],
        transit_gateway_default_route_table_association=True,
        transit_gateway_default_route_table_propagation=True,
    )  # fmt: skip
    trail = asked(net.state, A, B)
    assert trail.verdict.value == "unknown"
    attachment = "aws_ec2_transit_gateway_vpc_attachment"
    assert f"which of {attachment}.m2 and {attachment}.m3 was attached first" in trail.unknown


@pytest.mark.parametrize(("support", "expected"), [("enable", "yes"), ("disable", "no")])
def test_a_transit_gateway_carries_ipv6_where_both_attachments_do(
    support: str, expected: str
) -> None:
    net = Hub(tcp(443) | {"ipv6_cidr_blocks": ["::/0"]})
    any6 = {"protocol": "-1", "from_port": 0, "to_port": 0, "ipv6_cidr_blocks": ["::/0"]}
    net.state.set("aws_security_group.ga", egress=[any6])
    for number, side in ((1, "a"), (2, "b")):
        name = {1: "one", 2: "two"}[number]
        net.state.set(f"aws_vpc.v{number}", ipv6_cidr_block=f"2600:{number}::/56")
        net.state.set(f"aws_subnet.{name}", ipv6_cidr_block=f"2600:{number}::/64")
        net.state.set(f"aws_instance.{side}", ipv6_addresses=[f"2600:{number}::10"])
        way = {"ipv6_cidr_block": "2600::/16", "transit_gateway_id": net.hub}
        net.state.values_of(f"aws_route_table.t{number}")["route"].append(way)
        attachment = f"aws_ec2_transit_gateway_vpc_attachment.m{number}"
        net.state.set(attachment, ipv6_support=support if number == 2 else "enable")
    assert verdict(net.state, A, B, target_ip="2600:2::10") == expected


def test_a_ping_is_not_let_in_by_another_code() -> None:
    echo = tcp(0, "10.0.0.0/8") | {"protocol": "icmp", "from_port": 8, "to_port": 1}
    assert Two(echo).verdict(port=None, protocol="icmp") == "no"


def test_a_subnet_of_ipv6_alone_has_no_ipv4_address() -> None:
    net = Two(tcp(443, "10.0.0.0/8"))
    assert net.verdict() == "yes"
    values = {"ipv6_native": True, "cidr_block": "", "ipv6_cidr_block": "2600::/64"}
    net.state.set("aws_subnet.two", **values)
    net.state.set(B, private_ip="")
    trail = asked(net.state, A, B)
    assert trail.blocked is not None
    assert trail.blocked.what == "it has no IPv4 address"


def test_what_an_endpoint_for_inspection_does_is_not_known_unless_it_is_bypassed() -> None:
    net = Facing()
    inspected = {"cidr_block": INTERNET, "vpc_endpoint_id": "vpce-0123456789abcdef0"}
    net.state.set("aws_route_table.t", route=[inspected])
    assert net.verdict() == "unknown"
    bypass = {"cidr_block": "203.0.113.0/24", "gateway_id": net.igw}
    net.state.set("aws_route_table.t", route=[inspected, bypass])
    assert net.verdict(source_ip="203.0.113.9") == "yes"
    assert net.verdict(source_ip="198.51.100.9") == "unknown"


def test_the_routes_of_an_internet_gateway_may_lead_to_an_endpoint_for_inspection() -> None:
    net = Facing()
    edge = net.state.add("aws_route_table", "edge", vpc_id=net.vpc, route=[])
    net.state.add("aws_route_table_association", "e", gateway_id=net.igw, route_table_id=edge)
    assert net.verdict() == "unknown"
    net.state.set("aws_security_group.g", ingress=[])
    assert net.verdict() == "no"

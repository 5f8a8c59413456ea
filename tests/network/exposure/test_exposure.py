"""Direct exposure, case by case: a host in a public subnet, and what takes a leg away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from netplan_audit.network.exposure.entry_points import is_entry_point
from netplan_audit.network.exposure.exposure import Exposure, exposure, packets_of
from netplan_audit.pipeline import Input, understand
from netplan_audit.unknown import Truth
from tests.plans import Plan

if TYPE_CHECKING:
    from netplan_audit.network.network import Network

HOST = "aws_instance.host"
SSH = {"from_port": 22, "to_port": 22, "ip_protocol": "tcp"}
Changes = dict[str, dict[str, Any] | None]

BASE: dict[str, dict[str, Any]] = {
    "aws_vpc.main": {
        "id": "vpc-1",
        "cidr_block": "10.0.0.0/16",
        "ipv6_cidr_block": "2001:db8::/56",
    },
    "aws_internet_gateway.main": {"id": "igw-1", "vpc_id": "vpc-1"},
    "aws_subnet.main": {
        "id": "subnet-1",
        "vpc_id": "vpc-1",
        "cidr_block": "10.0.0.0/24",
        "map_public_ip_on_launch": False,
    },
    "aws_route_table.main": {"id": "rtb-1", "vpc_id": "vpc-1"},
    "aws_route.v4": {
        "id": "r-1",
        "route_table_id": "rtb-1",
        "destination_cidr_block": "0.0.0.0/0",
        "gateway_id": "igw-1",
    },
    "aws_route_table_association.main": {
        "id": "rtbassoc-1",
        "subnet_id": "subnet-1",
        "route_table_id": "rtb-1",
    },
    "aws_security_group.main": {"id": "sg-1", "name": "main", "vpc_id": "vpc-1"},
    "aws_vpc_security_group_ingress_rule.main": SSH
    | {"id": "sgr-1", "security_group_id": "sg-1", "cidr_ipv4": "0.0.0.0/0"},
    HOST: {"id": "i-1", "subnet_id": "subnet-1", "vpc_security_group_ids": ["sg-1"]},
    "aws_eip.host": {"id": "eipalloc-1", "instance": "i-1"},
}


def network(changes: Changes | None = None) -> Network:
    """Return R1, the exposed host, with objects replaced, added, or taken away (None)."""
    plan = Plan()
    for address, values in (BASE | (changes or {})).items():
        if values is not None and address.startswith("data."):
            plan.data(address, values)
        elif values is not None:
            plan.existing(address, values)
    return understand(Input("plan", "plan.json", msgspec.json.encode(plan.document())))[1]


def asked(changes: Changes | None = None) -> Exposure:
    found = network(changes)
    rule = found.security_groups["aws_security_group.main"].rules[0]
    return exposure(found, found.workloads[HOST], packets_of(rule))


def entered(changes: Changes | None = None) -> Truth:
    found = network(changes)
    return is_entry_point(found, found.workloads[HOST])


def acl(*rules: tuple[int, bool, str, int, int, str], egress: bool = True) -> Changes:
    """Return a network ACL of the subnet; replies are let through unless told otherwise."""
    changes: Changes = {
        "aws_network_acl.main": {"id": "acl-1", "vpc_id": "vpc-1", "subnet_ids": ["subnet-1"]}
    }
    out = (900, True, "allow", 0, 65535, "0.0.0.0/0")
    for number, is_egress, action, lo, hi, cidr in (*rules, *((out,) if egress else ())):
        changes[f"aws_network_acl_rule.r{number}"] = {
            "id": f"nacl-{number}",
            "network_acl_id": "acl-1",
            "rule_number": number,
            "egress": is_egress,
            "protocol": "6",
            "rule_action": action,
            "from_port": lo,
            "to_port": hi,
            "cidr_block": cidr,
        }
    return changes


def test_r1_a_public_address_a_gateway_and_an_open_port_are_exposure() -> None:
    assert asked().verdict is Truth.YES
    assert entered() is Truth.YES


def test_r2_without_a_public_address_there_is_none() -> None:
    found = asked({"aws_eip.host": None})
    assert (found.verdict, found.closed_by) == (Truth.NO, "it has no public IPv4 address")


def test_a_flag_of_the_instance_wins_over_that_of_the_subnet() -> None:
    subnet = BASE["aws_subnet.main"] | {"map_public_ip_on_launch": True}
    changes: Changes = {"aws_eip.host": None, "aws_subnet.main": subnet}
    assert asked(changes).verdict is Truth.YES
    host = BASE[HOST] | {"associate_public_ip_address": False}
    assert asked(changes | {HOST: host}).verdict is Truth.NO


def test_r3_a_default_route_to_a_nat_gateway_is_none() -> None:
    route = BASE["aws_route.v4"] | {"gateway_id": "", "nat_gateway_id": "nat-1"}
    nat = {"id": "nat-1", "subnet_id": "subnet-9", "connectivity_type": "public"}
    found = asked({"aws_route.v4": route, "aws_nat_gateway.main": nat})
    assert found.verdict is Truth.NO
    assert "no route to an internet gateway" in found.closed_by


def test_a_route_for_one_site_is_no_way_for_the_internet_and_is_named() -> None:
    route = BASE["aws_route.v4"] | {"destination_cidr_block": "198.51.100.7/32"}
    found = asked({"aws_route.v4": route})
    words = "aws_subnet.main routes only 198.51.100.7/32 to an internet gateway"
    assert (found.verdict, found.closed_by) == (Truth.NO, words)


def test_r4_an_acl_without_replies_closes_it() -> None:
    found = asked(acl((100, False, "allow", 22, 22, "0.0.0.0/0"), egress=False))
    assert (found.verdict, found.closed_by) == (
        Truth.NO,
        "aws_network_acl.main admits none of the replies",
    )


def test_r5_replies_to_some_ports_are_enough_and_said() -> None:
    rules = (
        (100, False, "allow", 22, 22, "0.0.0.0/0"),
        (110, True, "allow", 32768, 61000, "0.0.0.0/0"),
    )
    found = asked(acl(*rules, egress=False))
    assert found.verdict is Truth.YES
    assert "replies to ports 32768-61000 only" in found.legs[2].reason


def test_r10_an_egress_only_gateway_lets_nobody_in() -> None:
    subnet = BASE["aws_subnet.main"] | {
        "ipv6_cidr_block": "2001:db8::/64",
        "assign_ipv6_address_on_creation": True,
    }
    rule = SSH | {"id": "sgr-1", "security_group_id": "sg-1", "cidr_ipv6": "::/0"}
    route = {"id": "r-6", "route_table_id": "rtb-1", "destination_ipv6_cidr_block": "::/0"}
    changes: Changes = {
        "aws_subnet.main": subnet,
        "aws_vpc_security_group_ingress_rule.main": rule,
        "aws_egress_only_internet_gateway.main": {"id": "eigw-1", "vpc_id": "vpc-1"},
        "aws_route.v6": route | {"egress_only_gateway_id": "eigw-1"},
    }
    assert asked(changes).verdict is Truth.NO
    assert asked(changes | {"aws_route.v6": route | {"gateway_id": "igw-1"}}).verdict is Truth.YES


def test_a_subnet_without_an_ipv6_block_gives_no_ipv6_address() -> None:
    changes: Changes = {
        "aws_vpc_security_group_ingress_rule.main": SSH
        | {"id": "sgr-1", "security_group_id": "sg-1", "cidr_ipv6": "::/0"},
        "aws_route.v6": {
            "id": "r-6",
            "route_table_id": "rtb-1",
            "destination_ipv6_cidr_block": "::/0",
            "gateway_id": "igw-1",
        },
        HOST: BASE[HOST] | {"ipv6_address_count": 1},
    }
    found = asked(changes)
    assert (found.verdict, found.closed_by) == (Truth.NO, "it has no IPv6 address")
    with_block = BASE["aws_subnet.main"] | {"ipv6_cidr_block": "2001:db8::/64"}
    assert asked(changes | {"aws_subnet.main": with_block}).verdict is Truth.YES


def test_an_unknown_subnet_may_have_ipv6_whatever_is_known_of_ipv4() -> None:
    host = {"id": "i-1", "vpc_security_group_ids": ["sg-1"], "associate_public_ip_address": False}
    changes: Changes = {HOST: host, "aws_eip.host": None}
    assert asked(changes).closed_by == "it has no public IPv4 address"
    rule = SSH | {"id": "sgr-1", "security_group_id": "sg-1", "cidr_ipv6": "::/0"}
    over_ipv6 = asked(changes | {"aws_vpc_security_group_ingress_rule.main": rule})
    assert over_ipv6.verdict is Truth.UNKNOWN
    assert over_ipv6.settles == (f"the subnet of {HOST}",)


@pytest.mark.parametrize(
    ("mode", "exclusion", "expected"),
    [
        ("block-ingress", None, Truth.NO),
        ("block-bidirectional", None, Truth.NO),
        ("off", None, Truth.YES),
        ("block-ingress", "allow-bidirectional", Truth.YES),
        ("block-ingress", "allow-egress", Truth.NO),
    ],
)
def test_r11_block_public_access_closes_it(
    mode: str, exclusion: str | None, expected: Truth
) -> None:
    options = {"id": "eu-west-1", "internet_gateway_block_mode": mode}
    changes: Changes = {"aws_vpc_block_public_access_options.main": options}
    if exclusion is not None:
        changes["aws_vpc_block_public_access_exclusion.main"] = {
            "id": "x-1",
            "vpc_id": "vpc-1",
            "internet_gateway_exclusion_mode": exclusion,
        }
    assert asked(changes).verdict is expected


def test_of_two_regions_that_block_public_access_the_own_one_counts() -> None:
    options = {"internet_gateway_block_mode": "block-ingress"}
    far = options | {"id": "us-east-1", "region": "us-east-1"}
    near = options | {"id": "eu-west-1", "region": "eu-west-1"}
    changes: Changes = {"aws_vpc_block_public_access_options.far": far}
    assert asked(changes).verdict is Truth.YES
    changes["aws_vpc_block_public_access_options.near"] = near
    assert asked(changes).verdict is Truth.NO


def test_r12_rules_of_a_group_that_is_only_read_are_unknown() -> None:
    host = BASE[HOST] | {"vpc_security_group_ids": ["sg-9"]}
    assert entered({HOST: host}) is Truth.UNKNOWN


def test_r13_a_gateway_that_is_not_attached_leads_nowhere() -> None:
    assert asked({"aws_internet_gateway.main": {"id": "igw-1", "vpc_id": ""}}).verdict is Truth.NO
    second = {"id": "vpc-2", "cidr_block": "10.9.0.0/16"}
    other = {"id": "igw-1", "vpc_id": "vpc-2"}
    changes: Changes = {"aws_vpc.second": second, "aws_internet_gateway.main": other}
    assert asked(changes).verdict is Truth.NO


def test_a_gateway_outside_the_input_may_be_attached_or_not() -> None:
    found = asked({"aws_internet_gateway.main": None})
    assert (found.verdict, found.settles) == (Truth.UNKNOWN, ("the VPC of igw-1",))
    attachments = [{"state": "available", "vpc_id": "vpc-1"}]
    read = {"id": "igw-1", "internet_gateway_id": "igw-1", "attachments": attachments}
    changes: Changes = {"aws_internet_gateway.main": None, "data.aws_internet_gateway.main": read}
    assert asked(changes).verdict is Truth.YES


def test_r14_a_function_takes_no_connections() -> None:
    config = [{"subnet_ids": ["subnet-1"], "security_group_ids": ["sg-1"]}]
    found = network({"aws_lambda_function.f": {"id": "f", "vpc_config": config}})
    assert is_entry_point(found, found.workloads["aws_lambda_function.f"]) is Truth.NO


@pytest.mark.parametrize(("table", "expected"), [("rtb-1", Truth.YES), ("rtb-2", Truth.NO)])
def test_r15_a_public_database_needs_a_gateway_too(table: str, expected: Truth) -> None:
    joined = BASE["aws_route_table_association.main"] | {"route_table_id": table}
    found = network(
        {
            "aws_route_table.private": {"id": "rtb-2", "vpc_id": "vpc-1"},
            "aws_route_table_association.main": joined,
            "aws_db_subnet_group.db": {"id": "db", "name": "db", "subnet_ids": ["subnet-1"]},
            "aws_db_instance.db": {
                "id": "db",
                "publicly_accessible": True,
                "db_subnet_group_name": "db",
                "vpc_security_group_ids": ["sg-1"],
            },
        }
    )
    assert is_entry_point(found, found.workloads["aws_db_instance.db"]) is expected


def test_r16_one_known_open_group_beside_an_unknown_one_is_enough() -> None:
    host = BASE[HOST] | {"vpc_security_group_ids": ["sg-9", "sg-1"]}
    assert entered({HOST: host}) is Truth.YES


def test_an_address_on_an_interface_made_beforehand_counts() -> None:
    interface = {"id": "eni-1", "subnet_id": "subnet-1", "security_groups": ["sg-1"]}
    changes: Changes = {
        HOST: {"id": "i-1", "network_interface": [{"network_interface_id": "eni-1"}]},
        "aws_network_interface.main": interface,
        "aws_eip.host": {"id": "eipalloc-1", "network_interface": "eni-1"},
    }
    assert entered(changes) is Truth.YES
    assert entered(changes | {"aws_eip.host": None}) is Truth.NO


def test_the_routes_of_the_gateway_may_send_packets_through_a_firewall() -> None:
    edge = {"id": "rtbassoc-2", "gateway_id": "igw-1", "route_table_id": "rtb-2"}
    found = asked(
        {
            "aws_route_table.edge": {"id": "rtb-2", "vpc_id": "vpc-1"},
            "aws_route_table_association.edge": edge,
        }
    )
    assert found.verdict is Truth.UNKNOWN
    assert "aws_route_table_association.edge" in found.settles[0]


def test_a_subnet_whose_routes_are_elsewhere_leaves_it_open() -> None:
    found = asked({HOST: BASE[HOST] | {"subnet_id": "subnet-9"}})
    assert (found.verdict, found.settles) == (Truth.UNKNOWN, ("the routes of subnet-9",))


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (
            (
                (90, False, "deny", 22, 22, "0.0.0.0/0"),
                (100, False, "allow", 0, 65535, "0.0.0.0/0"),
            ),
            Truth.NO,
        ),
        (
            (
                (100, False, "allow", 0, 65535, "0.0.0.0/0"),
                (110, False, "deny", 22, 22, "0.0.0.0/0"),
            ),
            Truth.YES,
        ),
        (((100, False, "allow", 22, 22, "203.0.0.0/16"),), Truth.NO),
        (((100, False, "allow", 22, 22, "202.0.0.0/15"),), Truth.YES),
        (((100, False, "allow", 22, 22, "10.0.0.0/8"),), Truth.NO),
        (
            ((90, False, "deny", 22, 22, "0.0.0.0/1"), (100, False, "allow", 22, 22, "0.0.0.0/0")),
            Truth.YES,
        ),
    ],
)
def test_peer_25_of_the_rules_of_an_acl_the_first_match_decides(
    rules: tuple[tuple[int, bool, str, int, int, str], ...], expected: Truth
) -> None:
    assert asked(acl(*rules)).verdict is expected


def test_peer_26_the_rule_that_denies_is_named() -> None:
    found = asked(
        acl((90, False, "deny", 0, 100, "0.0.0.0/0"), (100, False, "allow", 0, 65535, "0.0.0.0/0"))
    )
    assert found.closed_by == "aws_network_acl.main denies the packets (aws_network_acl_rule.r90)"


def test_peer_24_inline_rules_of_an_acl_are_read() -> None:
    entry = {"rule_no": 100, "protocol": "-1", "from_port": 0, "to_port": 0, "action": "allow"}
    entries = [entry | {"cidr_block": "0.0.0.0/0", "ipv6_cidr_block": ""}]
    inline = {"id": "acl-1", "vpc_id": "vpc-1", "subnet_ids": ["subnet-1"], "egress": entries}
    assert asked({"aws_network_acl.main": inline | {"ingress": []}}).verdict is Truth.NO
    assert asked({"aws_network_acl.main": inline | {"ingress": entries}}).verdict is Truth.YES
    named = [entries[0] | {"rule_no": 90, "action": "DENY"}, *entries]
    found = asked({"aws_network_acl.main": inline | {"ingress": named}})
    assert found.closed_by == "aws_network_acl.main denies the packets (rule 90)"


def test_a_default_acl_that_was_emptied_denies_all() -> None:
    emptied = {"id": "acl-1", "default_network_acl_id": "acl-1", "vpc_id": "vpc-1"}
    found = asked({"aws_default_network_acl.main": emptied | {"ingress": [], "egress": []}})
    assert found.closed_by == "aws_default_network_acl.main admits none of the packets"


def test_an_unknown_rule_of_an_acl_is_named_where_it_decides() -> None:
    plan = Plan()
    changes = BASE | acl((100, False, "allow", 22, 22, "0.0.0.0/0"))
    for address, values in changes.items():
        plan.existing(address, values or {})
    plan.create("aws_eip.office", {"domain": "vpc"}, unknown=["public_ip"])
    values = {"network_acl_id": "acl-1", "rule_number": 50, "egress": False, "protocol": "-1"}
    refers = {"cidr_block": "aws_eip.office.public_ip"}
    plan.create("aws_network_acl_rule.who", values | {"rule_action": "deny"}, refers=refers)
    found = understand(Input("plan", "plan.json", msgspec.json.encode(plan.document())))[1]
    rule = found.security_groups["aws_security_group.main"].rules[0]
    answer = exposure(found, found.workloads[HOST], packets_of(rule))
    assert (answer.verdict, answer.settles) == (Truth.UNKNOWN, ("aws_eip.office.public_ip",))


def _balanced(**values: object) -> Truth:
    """Put a load balancer with one listener into the public subnet."""
    arn = "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/net/lb/1"
    found = network(
        {
            "aws_lb.lb": {"id": arn, "arn": arn, "subnets": ["subnet-1"], "internal": False}
            | values,
            "aws_lb_listener.l": {"id": "l", "load_balancer_arn": arn, "port": 443},
        }
    )
    return is_entry_point(found, found.workloads["aws_lb.lb"])


def test_a_network_load_balancer_without_groups_lets_all_clients_in() -> None:
    kind = {"load_balancer_type": "network", "security_groups": []}
    assert _balanced(**kind) is Truth.YES
    assert _balanced(**kind, internal=True) is Truth.NO


def test_a_load_balancer_answers_on_its_listeners_only() -> None:
    kind = {"load_balancer_type": "network", "security_groups": ["sg-1"]}
    assert _balanced(**kind) is Truth.NO, "the group opens another port"


def test_a_classic_load_balancer_that_names_zones_is_in_the_default_vpc() -> None:
    plan = Plan()
    plan.create("aws_security_group.main", {"name": "main"})
    plan.create(
        "aws_elb.main",
        {"availability_zones": ["eu-west-1a"], "internal": False},
        refers={"security_groups": "aws_security_group.main.id"},
        unknown=("subnets",),
    )
    text = msgspec.json.encode(plan.document())
    found = understand(Input("plan", "plan.json", text))[1]
    balancer = found.workloads["aws_elb.main"]
    assert (balancer.in_default_vpc, balancer.subnets.complete) == (True, False)

"""Rules that no provider plans offline: existing groups, odd values, cases of other tools."""

from __future__ import annotations

from typing import Any

import pytest

from netplan_audit.finding import Undecided
from tests.plans import Plan

WIDE = "sg-ingress-vpc-wide"
NODES = "nodeport-range-open-to-internet"
VPC = {"id": "vpc-1", "cidr_block": "10.0.0.0/16"}
TAG = {"kubernetes.io/cluster/main": "owned"}


def block(**changes: object) -> dict[str, Any]:
    """Return an inline rule as the provider fills it in."""
    empty = {"description": "", "self": False, "from_port": 0, "to_port": 0, "protocol": "-1"}
    lists = ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups")
    return empty | {name: [] for name in lists} | changes


def existing(*, ingress: list[dict[str, Any]] | None = None, inline: bool = False) -> Plan:
    """Return a plan with a group that is there, on a Kubernetes node in a private subnet."""
    plan = Plan()
    plan.existing("aws_vpc.main", VPC)
    subnet = {"id": "subnet-1", "vpc_id": "vpc-1", "cidr_block": "10.0.0.0/24"}
    plan.existing("aws_subnet.main", subnet | {"map_public_ip_on_launch": False})
    other = {"id": "i-2", "subnet_id": "subnet-1", "vpc_security_group_ids": ["sg-2"]}
    plan.existing("aws_instance.other", other)
    node = {"id": "i-1", "subnet_id": "subnet-1", "vpc_security_group_ids": ["sg-1"], "tags": TAG}
    plan.existing("aws_instance.node", node)
    group = {"id": "sg-1", "name": "main", "vpc_id": "vpc-1", "ingress": ingress or []}
    names = ("name", "vpc_id", "ingress") if inline else ("name", "vpc_id")
    plan.existing("aws_security_group.main", group, configured=names)
    return plan


def rule(**changes: object) -> dict[str, Any]:
    """Return a rule of the old spelling as it stands in a state."""
    unset = dict.fromkeys(("ipv6_cidr_blocks", "prefix_list_ids", "source_security_group_id"))
    found: dict[str, Any] = {"id": "sgrule-1", "security_group_id": "sg-1", "type": "ingress"}
    return found | unset | {"self": False} | changes


ALL = {"protocol": "-1", "from_port": 0, "to_port": 0}


def test_peer_58_a_rule_of_its_own_is_told_once_although_the_group_repeats_it() -> None:
    plan = existing(ingress=[block(cidr_blocks=["10.0.0.0/16"])])
    plan.existing("aws_security_group_rule.all", rule(**ALL, cidr_blocks=["10.0.0.0/16"]))
    assert plan.told(WIDE) == [("aws_security_group_rule.all", WIDE, "finding", "medium")]


def test_peer_58_one_computed_block_repeats_several_rules() -> None:
    plan = existing(ingress=[block(cidr_blocks=["10.0.0.0/16", "0.0.0.0/0"], self=True)])
    plan.existing("aws_security_group_rule.vpc", rule(**ALL, cidr_blocks=["10.0.0.0/16"]))
    internet = {"id": "sgr-2", "security_group_id": "sg-1", "ip_protocol": "-1"}
    plan.existing("aws_vpc_security_group_ingress_rule.w", internet | {"cidr_ipv4": "0.0.0.0/0"})
    assert plan.told(WIDE, NODES) == [
        ("aws_security_group_rule.vpc", WIDE, "finding", "medium"),
        ("aws_vpc_security_group_ingress_rule.w", NODES, "finding", "medium"),
    ]


def test_peer_58_what_the_group_holds_beyond_its_rules_is_told_at_the_group() -> None:
    plan = existing(ingress=[block(cidr_blocks=["10.0.0.0/16"])])
    assert plan.told(WIDE) == [("aws_security_group.main", WIDE, "finding", "medium")]


def test_peer_58_a_prefix_list_with_unknown_entries_is_told_once() -> None:
    plan = existing(ingress=[block(prefix_list_ids=["pl-9"])])
    plan.existing("aws_security_group_rule.list", rule(**ALL, prefix_list_ids=["pl-9"]))
    assert [told[0] for told in plan.told(WIDE)] == ["aws_security_group_rule.list"]


def test_peer_59_a_rule_that_the_plan_deletes_is_told_nowhere() -> None:
    plan = existing(ingress=[block(cidr_blocks=["10.0.0.0/16"])])
    plan.delete("aws_security_group_rule.all", rule(**ALL, cidr_blocks=["10.0.0.0/16"]))
    assert plan.told(WIDE) == []


def test_peer_59_a_rule_that_the_plan_changes_is_told_as_it_will_be() -> None:
    plan = existing(ingress=[block(cidr_blocks=["0.0.0.0/0"])])
    before = rule(**ALL, cidr_blocks=["0.0.0.0/0"])
    plan.update("aws_security_group_rule.all", before, before | {"cidr_blocks": ["10.0.0.0/16"]})
    assert plan.told(WIDE, NODES) == [("aws_security_group_rule.all", WIDE, "finding", "medium")]


def test_peer_59_a_rule_that_terraform_forgets_stays_in_the_group() -> None:
    plan = existing(ingress=[block(cidr_blocks=["10.0.0.0/16"])])
    plan.delete("aws_security_group_rule.all", rule(**ALL, cidr_blocks=["10.0.0.0/16"]))
    document = plan.document()
    document["resource_changes"][-1]["change"]["actions"] = ["forget"]
    forgotten = Plan(**document)
    assert forgotten.told(WIDE) == [("aws_security_group.main", WIDE, "finding", "medium")]


def test_peer_60_the_finding_is_there_before_and_after_the_first_apply() -> None:
    first = Plan()
    first.create("aws_vpc.main", {"cidr_block": "10.0.0.0/16"})
    first.create("aws_security_group.main", {"name": "main"}, refers={"vpc_id": "aws_vpc.main.id"})
    refers = {"security_group_id": "aws_security_group.main.id"}
    values = {"type": "ingress", **ALL, "cidr_blocks": ["10.0.0.0/8"], "self": False}
    first.create("aws_security_group_rule.all", values, refers=refers)
    after = existing(ingress=[block(cidr_blocks=["10.0.0.0/8"])])
    after.existing("aws_security_group_rule.all", rule(**ALL, cidr_blocks=["10.0.0.0/8"]))
    for plan in (first, after):
        assert [told[:3] for told in plan.told(WIDE)] == [
            ("aws_security_group_rule.all", WIDE, "finding")
        ]


# ---- what other tools get wrong about a rule; the numbers are those of the cases


def node_rule(**values: object) -> Plan:
    """Return a plan with one new-style rule on the group of a node."""
    plan = existing()
    found: dict[str, Any] = {"id": "sgr-1", "security_group_id": "sg-1", "ip_protocol": "tcp"}
    plan.existing("aws_vpc_security_group_ingress_rule.x", found | values)
    return plan


NODE_PORTS = {"from_port": 30000, "to_port": 32767}


def verdicts(plan: Plan, *checks: str) -> list[tuple[str, str]]:
    return [(told[1], told[2]) for told in plan.told(*(checks or (WIDE, NODES)))]


def test_peer_7_a_group_as_source_is_nothing() -> None:
    plan = node_rule(ip_protocol="-1", referenced_security_group_id="sg-2", cidr_ipv4=None)
    assert verdicts(plan) == []


def test_peer_7_a_prefix_list_with_unknown_entries_is_undecided_never_a_finding() -> None:
    plan = node_rule(ip_protocol="-1", prefix_list_id="pl-9")
    assert verdicts(plan) == [(WIDE, "undecided"), (NODES, "undecided")]
    assert {text for one in plan.outcomes(WIDE, NODES) for text in one.unknowns} == {
        "the entries of pl-9"
    }


def test_peer_8_two_halves_are_the_internet_and_both_rules_are_named() -> None:
    plan = existing()
    for name, cidr in (("a", "0.0.0.0/1"), ("b", "128.0.0.0/1")):
        values = {"id": f"sgr-{name}", "security_group_id": "sg-1", "ip_protocol": "tcp"}
        address = f"aws_vpc_security_group_ingress_rule.{name}"
        plan.existing(address, values | NODE_PORTS | {"cidr_ipv4": cidr})
    [one] = plan.outcomes(NODES)
    rule = "aws_vpc_security_group_ingress_rule"
    assert one.subject == f"{rule}.a"
    assert (f"{rule}.b", "rule") in one.related


def test_peer_10_the_peers_of_one_rule_are_a_union() -> None:
    peers = {"cidr_blocks": ["0.0.0.0/0"], "prefix_list_ids": ["pl-9"]}
    plan = existing(ingress=[block(**peers)], inline=True)
    assert (NODES, "finding") in verdicts(plan)


@pytest.mark.parametrize("spelling", ["::/0", "::0/0", "0:0::/0", "0000::0000/0"])
def test_peer_11_every_spelling_of_all_ipv6_addresses_is_the_internet(spelling: str) -> None:
    plan = existing(ingress=[block(ipv6_cidr_blocks=[spelling])], inline=True)
    assert verdicts(plan) == [(NODES, "finding")]


def test_peer_12_a_rule_in_a_module_is_told_at_its_address_there() -> None:
    plan = existing()
    values = rule(protocol="tcp", **NODE_PORTS, cidr_blocks=["0.0.0.0/0"])
    plan.existing('module.net["a"].aws_security_group_rule.open[0]', values)
    assert [told[0] for told in plan.told(NODES)] == [
        'module.net["a"].aws_security_group_rule.open[0]'
    ]


def test_peer_12_without_kubernetes_the_check_is_silent() -> None:
    plan = Plan()
    plan.existing("aws_vpc.main", VPC)
    plan.existing("aws_security_group.main", {"id": "sg-1", "name": "x", "vpc_id": "vpc-1"})
    values = rule(protocol="tcp", **NODE_PORTS, cidr_blocks=["0.0.0.0/0"])
    plan.existing("aws_security_group_rule.open", values)
    assert plan.told(NODES) == []


def test_peer_13_all_ports_from_the_vpc() -> None:
    assert verdicts(node_rule(ip_protocol="-1", cidr_ipv4="10.0.0.0/16")) == [(WIDE, "finding")]


def test_peer_16_a_source_known_after_apply_is_undecided_and_named() -> None:
    plan = existing()
    plan.create("aws_eip.e", {"domain": "vpc"}, unknown=["public_ip"])
    values = {"ip_protocol": "-1", "security_group_id": "sg-1"}
    refers = {"cidr_ipv4": "aws_eip.e.public_ip"}
    plan.create("aws_vpc_security_group_ingress_rule.x", values, refers=refers)
    found = plan.outcomes(WIDE, NODES)
    assert [(one.check, type(one), one.unknowns) for one in found] == [
        (WIDE, Undecided, ("aws_eip.e.public_ip",)),
        (NODES, Undecided, ("aws_eip.e.public_ip",)),
    ]


@pytest.mark.parametrize("protocol", ["-1", "all", "ALL", -1])
def test_peer_17_all_traffic_contains_tcp(protocol: object) -> None:
    assert verdicts(node_rule(ip_protocol=protocol, cidr_ipv4="0.0.0.0/0")) == [(NODES, "finding")]


@pytest.mark.parametrize("protocol", ["6", "17", "tcp", "UDP", "Tcp"])
def test_peer_18_numbers_of_protocols_are_their_names(protocol: str) -> None:
    plan = node_rule(ip_protocol=protocol, cidr_ipv4="0.0.0.0/0", **NODE_PORTS)
    assert verdicts(plan) == [(NODES, "finding")]


@pytest.mark.parametrize("span", [(0, 65535), (32767, 40000), (1, 30000), (31000, 31000)])
def test_peer_19_a_range_is_open_where_it_meets_the_ports_asked_for(span: tuple[int, int]) -> None:
    plan = node_rule(from_port=span[0], to_port=span[1], cidr_ipv4="0.0.0.0/0")
    assert verdicts(plan) == [(NODES, "finding")]


@pytest.mark.parametrize("span", [(0, 29999), (32768, 65535)])
def test_peer_19_a_range_beside_them_is_not(span: tuple[int, int]) -> None:
    plan = node_rule(from_port=span[0], to_port=span[1], cidr_ipv4="0.0.0.0/0")
    assert verdicts(plan) == []


def test_peer_20_port_0_to_0_is_one_port() -> None:
    for cidr in ("0.0.0.0/0", "10.0.0.0/8"):
        assert verdicts(node_rule(from_port=0, to_port=0, cidr_ipv4=cidr)) == []


def test_peer_21_known_entries_of_a_prefix_list_count_as_if_written() -> None:
    plan = node_rule(ip_protocol="-1", prefix_list_id="pl-9")
    entries = [{"cidr": "0.0.0.0/0", "description": ""}, {"cidr": "10.0.0.0/8", "description": ""}]
    listed = {"id": "pl-9", "name": "all", "entry": entries}
    plan.existing("aws_ec2_managed_prefix_list.all", listed)
    assert verdicts(plan) == [(WIDE, "finding"), (NODES, "finding")]
    assert all("aws_ec2_managed_prefix_list.all" in one.message for one in plan.outcomes())


def test_peer_21_entries_of_a_data_source_count_too() -> None:
    plan = node_rule(ip_protocol="-1", prefix_list_id="pl-9")
    entries = [{"cidr": "0.0.0.0/0", "description": ""}]
    listed = {"id": "pl-9", "name": "all", "entries": entries}
    plan.data("data.aws_ec2_managed_prefix_list.all", listed)
    assert verdicts(plan) == [(NODES, "finding")]


def test_a_list_of_an_aws_service_is_neither_the_vpc_nor_the_internet() -> None:
    plan = node_rule(ip_protocol="-1", prefix_list_id="pl-9")
    listed = {"id": "pl-9", "name": "com.amazonaws.eu-west-1.s3", "cidr_blocks": ["52.218.0.0/17"]}
    plan.data("data.aws_prefix_list.s3", listed)
    assert verdicts(plan) == []


@pytest.mark.parametrize("is_read", [True, False])
def test_peer_22_a_rule_of_a_group_that_others_manage_is_judged(is_read: bool) -> None:  # noqa: FBT001
    plan = existing()
    if is_read:
        values = {"id": "sg-7", "name": "theirs", "vpc_id": "vpc-1", "arn": "arn:x"}
        plan.data("data.aws_security_group.theirs", values)
    node = {"id": "i-7", "subnet_id": "subnet-1", "vpc_security_group_ids": ["sg-7"], "tags": TAG}
    plan.existing("aws_instance.theirs", node)
    values = {"id": "sgr-1", "security_group_id": "sg-7", "ip_protocol": "-1"}
    for name, cidr in (("vpc", "10.0.0.0/16"), ("world", "0.0.0.0/0")):
        address = f"aws_vpc_security_group_ingress_rule.{name}"
        plan.existing(address, values | {"cidr_ipv4": cidr})
    assert [told[:3] for told in plan.told(WIDE, NODES)] == [
        ("aws_vpc_security_group_ingress_rule.vpc", WIDE, "finding"),
        ("aws_vpc_security_group_ingress_rule.world", NODES, "finding"),
    ]


def test_peer_23_the_default_group_is_judged_like_any_other() -> None:
    plan = Plan()
    plan.existing("aws_vpc.main", VPC)
    subnet = {"id": "subnet-1", "vpc_id": "vpc-1", "cidr_block": "10.0.0.0/24"}
    plan.existing("aws_subnet.main", subnet)
    plan.existing("aws_instance.node", {"id": "i-1", "subnet_id": "subnet-1", "tags": TAG})
    group = {"id": "sg-9", "vpc_id": "vpc-1", "ingress": [block(cidr_blocks=["0.0.0.0/0"])]}
    plan.existing("aws_default_security_group.main", group)
    assert [told[:3] for told in plan.told(NODES)] == [
        ("aws_default_security_group.main", NODES, "finding")
    ]


def test_peer_28_a_group_on_a_type_that_nobody_listed_is_in_use() -> None:
    plan = existing(ingress=[block(cidr_blocks=["10.0.0.0/16"])])
    plan.existing("aws_security_group.app", {"id": "sg-3", "name": "app", "vpc_id": "vpc-1"})
    values = {"id": "sgr-3", "security_group_id": "sg-3", "ip_protocol": "-1"}
    plan.existing("aws_vpc_security_group_ingress_rule.app", values | {"cidr_ipv4": "10.0.0.0/16"})
    new = {"id": "x-1", "network": [{"subnet_ids": ["subnet-1"], "security_group_ids": ["sg-3"]}]}
    plan.existing("aws_quantum_lab.new", new)
    found = next(one for one in plan.outcomes(WIDE) if "app" in one.subject)
    assert (found.severity.label, found.confidence.label) == ("medium", "likely")
    assert ("aws_quantum_lab.new", "quantum lab") in found.related


def test_peer_28_a_group_that_a_parameter_hands_on_is_not_called_unused() -> None:
    plan = Plan()
    plan.create("aws_vpc.main", {"cidr_block": "10.0.0.0/16"})
    values = {"name": "main", "ingress": [block(cidr_blocks=["10.0.0.0/16"])]}
    plan.create("aws_security_group.main", values, refers={"vpc_id": "aws_vpc.main.id"})
    group = {"value": "aws_security_group.main.id"}
    plan.create("aws_ssm_parameter.group", {"name": "/sg", "type": "String"}, refers=group)
    (found,) = plan.outcomes(WIDE)
    assert found.confidence.label == "possible"
    assert "aws_ssm_parameter.group" in str(found.evidence["because"])


def test_peer_29_all_ports_from_another_group_are_nothing() -> None:
    plan = existing(ingress=[block(security_groups=["sg-2", "123456789012/sg-9"])], inline=True)
    assert verdicts(plan) == []


@pytest.mark.parametrize("cidr", ["10.0.7.7/32", "10.0.7.0/24", "192.168.0.0/16"])
def test_peer_30_a_sensitive_port_from_a_part_of_the_vpc_is_nothing(cidr: str) -> None:
    assert verdicts(node_rule(from_port=22, to_port=22, cidr_ipv4=cidr)) == []


def test_peer_31_a_private_range_larger_than_the_vpc() -> None:
    (found,) = node_rule(ip_protocol="-1", cidr_ipv4="10.0.0.0/8").outcomes(WIDE)
    assert found.severity.label == "high"
    assert "more than the whole VPC" in found.message


@pytest.mark.parametrize(
    "values",
    [
        {"ip_protocol": "tcp", "from_port": 31000, "to_port": 31010},
        {"ip_protocol": "tcp", "from_port": 0, "to_port": 65535},
        {"ip_protocol": "-1"},
        {"ip_protocol": "udp", "from_port": 30000, "to_port": 32767},
    ],
)
def test_peer_32_every_way_to_open_node_ports(values: dict[str, Any]) -> None:
    assert verdicts(node_rule(cidr_ipv4="0.0.0.0/0", **values)) == [(NODES, "finding")]


@pytest.mark.parametrize("cidr", ["203.0.112.0/23", "203.0.113.8/29", "52.0.0.0/11"])
def test_peer_33_a_public_prefix_is_not_the_internet(cidr: str) -> None:
    assert verdicts(node_rule(ip_protocol="-1", cidr_ipv4=cidr)) == []


def test_peer_34_a_rule_with_ipv6_alone_is_judged() -> None:
    plan = existing(ingress=[block(ipv6_cidr_blocks=["::/0"])], inline=True)
    assert verdicts(plan) == [(NODES, "finding")]


# ---- values that are odd


def test_host_bits_are_dropped() -> None:
    assert verdicts(node_rule(ip_protocol="-1", cidr_ipv4="10.0.0.1/16")) == [(WIDE, "finding")]


@pytest.mark.parametrize("unset", [None, "", []])
def test_unset_members_are_no_peers(unset: object) -> None:
    names = ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups")
    plan = existing(ingress=[block(**dict.fromkeys(names, unset))], inline=True)
    assert verdicts(plan) == []


def test_null_among_the_elements_of_a_list_is_no_peer() -> None:
    plan = existing(ingress=[block(cidr_blocks=[None, "", "10.0.0.0/16"])], inline=True)
    assert verdicts(plan) == [(WIDE, "finding")]


def test_a_port_that_is_no_number_is_undecided_and_no_crash() -> None:
    plan = node_rule(from_port="many", to_port="more", cidr_ipv4="0.0.0.0/0")
    assert verdicts(plan) == [(NODES, "undecided")]


def test_a_group_associated_with_a_second_vpc_is_measured_against_that_too() -> None:
    plan = node_rule(ip_protocol="-1", cidr_ipv4="10.9.0.0/16")
    plan.existing("aws_vpc.second", {"id": "vpc-2", "cidr_block": "10.9.0.0/16"})
    join = {"id": "x", "security_group_id": "sg-1", "vpc_id": "vpc-2"}
    plan.existing("aws_vpc_security_group_vpc_association.second", join)
    (found,) = plan.outcomes(WIDE)
    assert ("aws_vpc.second", "VPC") in found.related


def test_a_group_attached_to_an_interface_afterwards_is_on_its_instance() -> None:
    plan = existing()
    plan.existing("aws_security_group.late", {"id": "sg-5", "name": "late", "vpc_id": "vpc-1"})
    values = {"id": "sgr-5", "security_group_id": "sg-5", "ip_protocol": "-1"}
    plan.existing("aws_vpc_security_group_ingress_rule.late", values | {"cidr_ipv4": "0.0.0.0/0"})
    plan.create(
        "aws_network_interface_sg_attachment.late",
        {"security_group_id": "sg-5"},
        refers={"network_interface_id": "aws_instance.node.primary_network_interface_id"},
    )
    assert [told[:3] for told in plan.told(NODES)] == [
        ("aws_vpc_security_group_ingress_rule.late", NODES, "finding")
    ]


# ---- Services


def reachable_nodes(service: dict[str, Any] | None) -> Plan:
    """Return a plan with a node that the internet reaches, and perhaps a Service."""
    plan = node_rule(cidr_ipv4="0.0.0.0/0", **NODE_PORTS)
    plan.existing("aws_internet_gateway.main", {"id": "igw-1", "vpc_id": "vpc-1"})
    table = {"id": "rtb-1", "vpc_id": "vpc-1"}
    default = {"cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"}
    plan.existing("aws_route_table.public", table | {"route": [default]})
    joined = {"id": "a-1", "subnet_id": "subnet-1", "route_table_id": "rtb-1"}
    plan.existing("aws_route_table_association.main", joined)
    plan.existing("aws_eip.node", {"id": "eipalloc-1", "instance": "i-1"})
    config = {"subnet_ids": ["subnet-1"], "security_group_ids": []}
    plan.existing("aws_eks_cluster.main", {"id": "main", "name": "main", "vpc_config": [config]})
    if service is not None:
        plan.existing("kubernetes_service_v1.web", {"id": "default/web", "spec": [service]})
    return plan


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        (None, "high"),
        ({"type": "ClusterIP", "port": [{"port": 80}]}, "high"),
        ({"type": "NodePort", "port": [{"port": 80, "node_port": 30080}]}, "critical"),
        ({"type": "LoadBalancer", "port": [{"port": 80}]}, "critical"),
        ({"type": "LoadBalancer", "allocate_load_balancer_node_ports": False}, "high"),
    ],
)
def test_a_service_on_reachable_node_ports_is_critical(
    service: dict[str, Any] | None, expected: str
) -> None:
    (found,) = reachable_nodes(service).outcomes(NODES)
    assert found.severity.label == expected


# ---- what has a group


def nodes_of_a_module(*templates: str) -> Plan:
    """Return a node group whose module writes its template dynamically, and templates."""
    plan = existing()
    for name in templates:
        template = {"id": f"lt-{name}", "name": name, "vpc_security_group_ids": ["sg-4"]}
        plan.existing(f"module.nodes.aws_launch_template.{name}", template)
    group = {"cluster_name": "main", "subnet_ids": ["subnet-1"], "launch_template": [{}]}
    plan.create("module.nodes.aws_eks_node_group.main", group)
    change = plan.document()["resource_changes"][-1]["change"]
    change["after_unknown"]["launch_template"] = [{"id": True, "name": True, "version": True}]
    configured = plan.document()["configuration"]["root_module"]["module_calls"]["nodes"]["module"]
    del configured["resources"][-1]["expressions"]["launch_template"]
    plan.existing("aws_security_group.nodes", {"id": "sg-4", "name": "nodes", "vpc_id": "vpc-1"})
    values = {"id": "sgr-4", "security_group_id": "sg-4", "ip_protocol": "-1"}
    plan.existing("aws_vpc_security_group_ingress_rule.nodes", values | {"cidr_ipv4": "0.0.0.0/0"})
    return plan


def test_the_one_template_of_a_module_is_likely_that_of_its_nodes() -> None:
    (found,) = nodes_of_a_module("one").outcomes(NODES)
    assert (found.subject, found.verdict) == (
        "aws_vpc_security_group_ingress_rule.nodes",
        "finding",
    )


def test_among_several_templates_of_a_module_it_is_undecided() -> None:
    (found,) = nodes_of_a_module("one", "two").outcomes(NODES)
    assert (found.subject, found.verdict) == (
        "aws_vpc_security_group_ingress_rule.nodes",
        "undecided",
    )


def test_an_endpoint_that_routes_lead_to_has_no_group() -> None:
    plan = Plan()
    plan.create("aws_vpc.main", {"cidr_block": "10.0.0.0/16"})
    values = {"name": "main", "ingress": [block(cidr_blocks=["10.0.0.0/16"])]}
    vpc = {"vpc_id": "aws_vpc.main.id"}
    plan.create("aws_security_group.main", values, refers=vpc)
    endpoint = {"service_name": "s3", "vpc_endpoint_type": "Gateway"}
    plan.create("aws_vpc_endpoint.s3", endpoint, refers=vpc, unknown=["security_group_ids"])
    (found,) = plan.outcomes(WIDE)
    assert found.evidence["because"] == ("nothing uses the group",)

"""Objects that no resource makes: what comes with a VPC, and what AWS takes where none is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from netplan_audit.network.build.reach import build_reach
from netplan_audit.network.cidr import ALL_IPV4, ALL_IPV6
from netplan_audit.network.reach.query import Query, Reachability
from netplan_audit.pipeline import Input, understand
from netplan_audit.terraform.configuration.read import read_configuration
from netplan_audit.terraform.hcl.file_reader import RootReader
from netplan_audit.terraform.tree import read_tree
from netplan_audit.unknown import Truth
from tests.plans import Plan

if TYPE_CHECKING:
    from pathlib import Path

    from netplan_audit.network.network import Network

IN_VPC = {"vpc_id": "aws_vpc.main.id"}
GROUP = "aws_vpc.main.default_security_group_id"
ACL = "aws_vpc.main.default_network_acl_id"


def plan_of_a_vpc() -> Plan:
    plan = Plan()
    plan.create("aws_vpc.main", {"cidr_block": "10.0.0.0/16"})
    plan.create("aws_subnet.a", {"cidr_block": "10.0.1.0/24"}, refers=IN_VPC)
    plan.create("aws_subnet.b", {"cidr_block": "10.0.2.0/24"}, refers=IN_VPC)
    return plan


def network(plan: Plan) -> Network:
    return understand(Input("plan", "plan.json", msgspec.json.encode(plan.document())))[1]


def verdict(plan: Plan, source: str, target: str, port: int) -> Truth:
    data = msgspec.json.encode(plan.document())
    model = build_reach(*understand(Input("plan", "plan", data)))
    return Reachability(model).answer(Query(source, target, "tcp", port)).verdict


def instance(plan: Plan, name: str, subnet: str, *groups: str) -> None:
    refers: dict[str, str | list[str]] = {"subnet_id": f"{subnet}.id"}
    if groups:
        refers["vpc_security_group_ids"] = list(groups)
    computed = ("private_ip", "public_ip", *(() if groups else ("vpc_security_group_ids",)))
    values = {"ami": "ami-1", "associate_public_ip_address": False}
    plan.create(f"aws_instance.{name}", values, refers=refers, unknown=computed)


# ---- the default VPC


def test_what_names_no_vpc_is_in_the_default_one_of_its_provider() -> None:
    plan = Plan()
    plan.create("aws_default_vpc.own", unknown=("cidr_block",))
    zone = {"availability_zone": "eu-west-1a"}
    plan.create("aws_default_subnet.a", zone, unknown=("vpc_id", "cidr_block"))
    plan.create("aws_security_group.web", {"name": "web"}, unknown=("vpc_id",))
    plan.create("aws_default_security_group.own", {"ingress": []}, unknown=("vpc_id", "egress"))
    plan.create(
        "aws_instance.web",
        {"ami": "ami-1"},
        unknown=("subnet_id", "vpc_security_group_ids", "security_groups"),
    )
    found = network(plan)
    assert found.subnets["aws_default_subnet.a"].vpc.only == "aws_default_vpc.own"
    for name in ("aws_security_group.web", "aws_default_security_group.own"):
        link = found.security_groups[name].vpc
        assert link is not None
        assert link.only == "aws_default_vpc.own"
    assert tuple(found.workloads["aws_instance.web"].groups) == ("aws_default_security_group.own",)


def test_a_default_vpc_that_is_read_is_as_good() -> None:
    plan = Plan()
    plan.data("data.aws_vpc.own", {"id": "vpc-1", "default": True, "cidr_block": "172.31.0.0/16"})
    zone = {"availability_zone": "eu-west-1a"}
    plan.create("aws_default_subnet.a", zone, unknown=("vpc_id", "cidr_block"))
    assert network(plan).subnets["aws_default_subnet.a"].vpc.only == "data.aws_vpc.own"


def test_each_module_has_the_default_vpc_of_its_own_provider() -> None:
    plan = Plan()
    zone = {"availability_zone": "eu-west-1a"}
    for name in ("module.one", "module.two"):
        plan.create(f"{name}.aws_default_vpc.own", unknown=("cidr_block",))
        plan.create(f"{name}.aws_default_subnet.a", zone, unknown=("vpc_id", "cidr_block"))
    plan.create("aws_default_subnet.b", zone, unknown=("vpc_id", "cidr_block"))
    subnets = network(plan).subnets
    for name in ("module.one", "module.two"):
        assert subnets[f"{name}.aws_default_subnet.a"].vpc.only == f"{name}.aws_default_vpc.own"
    assert not subnets["aws_default_subnet.b"].vpc.targets


def test_a_provider_that_the_root_is_passed_is_known_by_the_name_it_has_there(
    tmp_path: Path,
) -> None:
    call = 'module "{0}" {{\n  source = "./inner"\n  providers = {{\n    aws = aws.{0}\n  }}\n}}\n'
    (tmp_path / "main.tf").write_text("".join(map(call.format, ("one", "two"))))
    (tmp_path / "inner").mkdir()
    text = 'resource "aws_default_vpc" "own" {\n}\n'
    (tmp_path / "inner" / "main.tf").write_text(text)
    resources = read_configuration(read_tree(tmp_path), "here", files=RootReader(tmp_path))
    keys = {one.provider_key for one in resources.of_type("aws_default_vpc")}
    assert keys == {"aws.one", "aws.two"}


def test_without_a_default_vpc_in_the_input_nothing_is_said() -> None:
    plan = plan_of_a_vpc()
    plan.data("data.aws_vpc.other", {"id": "vpc-1", "default": False})
    zone = {"availability_zone": "eu-west-1a"}
    plan.create("aws_default_subnet.a", zone, unknown=("vpc_id", "cidr_block"))
    plan.create("aws_security_group.web", {"name": "web"}, unknown=("vpc_id",))
    found = network(plan)
    assert not found.subnets["aws_default_subnet.a"].vpc.targets
    assert found.security_groups["aws_security_group.web"].vpc is None


# ---- the default security group


def test_rules_are_added_to_those_of_the_default_group() -> None:
    plan = plan_of_a_vpc()
    rule = {"type": "ingress", "protocol": "tcp", "from_port": 22, "to_port": 22}
    plan.create(
        "aws_security_group_rule.ssh",
        rule | {"cidr_blocks": ["192.0.2.0/24"]},
        refers={"security_group_id": GROUP},
    )
    group = network(plan).security_groups[GROUP]
    assert group.closed
    assert group.is_default
    ingress = [rule for rule in group.rules if rule.direction == "ingress"]
    assert [(rule.origin, rule.from_self) for rule in ingress] == [
        (GROUP, True),
        ("aws_security_group_rule.ssh", False),
    ]
    (egress,) = [rule for rule in group.rules if rule.direction == "egress"]
    assert egress.addresses == ALL_IPV4 | ALL_IPV6


def test_members_of_the_default_group_reach_each_other_whatever_is_added() -> None:
    plan = plan_of_a_vpc()
    instance(plan, "one", "aws_subnet.a")
    instance(plan, "two", "aws_subnet.b")
    rule = {"ip_protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_ipv4": "192.0.2.0/24"}
    plan.create(
        "aws_vpc_security_group_ingress_rule.ssh", rule, refers={"security_group_id": GROUP}
    )
    assert verdict(plan, "aws_instance.one", "aws_instance.two", 5432) is Truth.YES


@pytest.mark.parametrize("listed", [True, False])
def test_a_list_of_all_rules_takes_the_others_away(*, listed: bool) -> None:
    plan = plan_of_a_vpc()
    rule = {"ip_protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_ipv4": "192.0.2.0/24"}
    plan.create(
        "aws_vpc_security_group_ingress_rule.ssh", rule, refers={"security_group_id": GROUP}
    )
    ids = {"ingress_rule_ids": ["sgr-0123456789abcdef0"]} if not listed else {}
    refers: dict[str, str | list[str]] = {"security_group_id": GROUP}
    if listed:
        refers["ingress_rule_ids"] = ["aws_vpc_security_group_ingress_rule.ssh.id"]
    plan.create(
        "aws_vpc_security_group_rules_exclusive.all", {"egress_rule_ids": []} | ids, refers=refers
    )
    origins = [rule.origin for rule in network(plan).security_groups[GROUP].rules]
    assert ("aws_vpc_security_group_ingress_rule.ssh" in origins, GROUP in origins) == (
        True,
        not listed,
    )


def test_a_group_that_is_only_read_is_closed_by_a_list_of_all_rules() -> None:
    plan = Plan()
    known = "sg-0123456789abcdef0"
    plan.data("data.aws_security_group.old", {"id": known, "name": "old", "vpc_id": "vpc-1"})
    plan.create(
        "aws_vpc_security_group_rules_exclusive.all",
        {"security_group_id": known, "ingress_rule_ids": [], "egress_rule_ids": []},
    )
    group = network(plan).security_groups["data.aws_security_group.old"]
    assert (group.closed, group.rules) == (True, ())


@pytest.mark.parametrize(
    ("kind", "values", "subnet_group"),
    [
        ("aws_db_instance", {"engine": "postgres"}, "aws_db_subnet_group"),
        ("aws_rds_cluster", {"engine": "aurora-postgresql"}, "aws_db_subnet_group"),
        ("aws_redshift_cluster", {}, "aws_redshift_subnet_group"),
        ("aws_dax_cluster", {}, "aws_dax_subnet_group"),
    ],
)
def test_a_store_without_groups_has_the_default_one(
    kind: str, values: dict[str, object], subnet_group: str
) -> None:
    plan = plan_of_a_vpc()
    subnets = {"subnet_ids": ["aws_subnet.a.id", "aws_subnet.b.id"]}
    plan.create(f"{subnet_group}.all", {"name": "all"}, refers=subnets)
    argument = {
        "aws_redshift_cluster": "cluster_subnet_group_name",
        "aws_dax_cluster": "subnet_group_name",
    }.get(kind, "db_subnet_group_name")
    computed = ("vpc_security_group_ids", "security_group_ids")
    refers = {argument: f"{subnet_group}.all.name"}
    plan.create(f"{kind}.main", values, refers=refers, unknown=computed)
    assert tuple(network(plan).workloads[f"{kind}.main"].groups) == (GROUP,)


def test_a_mount_target_without_groups_has_the_default_one() -> None:
    plan = plan_of_a_vpc()
    refers = {"subnet_id": "aws_subnet.a.id"}
    plan.create("aws_efs_mount_target.a", {}, refers=refers, unknown=("security_groups",))
    assert tuple(network(plan).workloads["aws_efs_mount_target.a"].groups) == (GROUP,)


@pytest.mark.parametrize("replaced", [True, False])
def test_an_endpoint_that_gets_its_subnets_and_groups_later(*, replaced: bool) -> None:
    plan = plan_of_a_vpc()
    plan.create("aws_security_group.own", {"name": "own"}, refers=IN_VPC)
    plan.create(
        "aws_vpc_endpoint.ec2",
        {"service_name": "com.amazonaws.eu-west-1.ec2", "vpc_endpoint_type": "Interface"},
        refers=IN_VPC,
        unknown=("subnet_ids", "security_group_ids"),
    )
    endpoint = {"vpc_endpoint_id": "aws_vpc_endpoint.ec2.id"}
    plan.create(
        "aws_vpc_endpoint_subnet_association.a",
        refers=endpoint | {"subnet_id": "aws_subnet.a.id"},
    )
    plan.create(
        "aws_vpc_endpoint_security_group_association.own",
        {"replace_default_association": replaced},
        refers=endpoint | {"security_group_id": "aws_security_group.own.id"},
    )
    workload = network(plan).workloads["aws_vpc_endpoint.ec2"]
    assert tuple(workload.subnets) == ("aws_subnet.a",)
    assert set(workload.groups) == {"aws_security_group.own"} | (set() if replaced else {GROUP})


def test_an_endpoint_without_subnets_has_the_default_group_of_its_vpc() -> None:
    plan = plan_of_a_vpc()
    plan.create(
        "aws_vpc_endpoint.ec2",
        {"service_name": "com.amazonaws.eu-west-1.ec2", "vpc_endpoint_type": "Interface"},
        refers=IN_VPC,
        unknown=("subnet_ids", "security_group_ids"),
    )
    assert tuple(network(plan).workloads["aws_vpc_endpoint.ec2"].groups) == (GROUP,)


@pytest.mark.parametrize("apart", [True, False])
def test_a_subnet_group_is_found_by_its_name_in_its_own_region(*, apart: bool) -> None:
    plan = Plan()
    for name, region in (("a", "eu-west-1"), ("b", "us-east-1" if apart else "eu-west-1")):
        own = {"arn": f"arn:aws:rds:{region}:111122223333:subgrp:main"}
        values = {"id": "main", "name": "main", "subnet_ids": [f"subnet-{name}"]}
        plan.existing(f"aws_db_subnet_group.{name}", values | own | {"region": region})
        engine = {"engine": "postgres", "db_subnet_group_name": "main", "region": region}
        plan.existing(f"aws_db_instance.{name}", {"id": f"db-{name}", **engine})
    found = network(plan).workloads["aws_db_instance.b"].subnets
    if apart:
        assert tuple(found) == ("subnet-b",)
    else:
        assert set(found.candidates) == {"subnet-a", "subnet-b"}


def test_a_directory_has_a_group_that_aws_makes() -> None:
    plan = plan_of_a_vpc()
    address = "aws_directory_service_directory.corp"
    settings = {"vpc_settings": [{"subnet_ids": ["subnet-1", "subnet-2"], "vpc_id": "vpc-1"}]}
    plan.create(address, settings, unknown=("security_group_id",))
    assert tuple(network(plan).workloads[address].groups) == (address,)


# ---- the group of a cluster


def plan_of_a_cluster() -> Plan:
    plan = plan_of_a_vpc()
    config = {"security_group_ids": [], "subnet_ids": ["subnet-1"]}
    plan.create("aws_eks_cluster.main", {"name": "main", "vpc_config": [config]})
    for name in ("a", "b"):
        refers = {
            "cluster_name": "aws_eks_cluster.main.name",
            "subnet_ids": f"aws_subnet.{name}.id",
        }
        plan.create(
            f"aws_eks_node_group.{name}", {"scaling_config": [{"max_size": 1}]}, refers=refers
        )
    return plan


@pytest.mark.parametrize("added", [True, False])
def test_nodes_of_a_new_cluster_reach_each_other_and_others_perhaps(*, added: bool) -> None:
    plan = plan_of_a_cluster()
    if added:
        plan.create(
            "aws_security_group_rule.more",
            {
                "type": "ingress",
                "protocol": "tcp",
                "from_port": 22,
                "to_port": 22,
                "cidr_blocks": ["192.0.2.0/24"],
            },
            refers={
                "security_group_id": "aws_eks_cluster.main.vpc_config[0].cluster_security_group_id"
            },
        )
    instance(plan, "other", "aws_subnet.a", GROUP)
    one, other = "aws_eks_node_group.a", "aws_eks_node_group.b"
    assert verdict(plan, one, other, 10250) is Truth.YES
    assert verdict(plan, "aws_instance.other", one, 10250) is Truth.UNKNOWN
    assert plan.told("sg-egress-all", "sg-self-all-mixed-workloads") == []


# ---- groups by their names


def test_a_rule_names_a_group_of_the_default_vpc_by_its_name() -> None:
    plan = Plan()
    plan.create("aws_security_group.web", {"name": "web"}, unknown=("vpc_id", "ingress"))
    rule = {"protocol": "tcp", "from_port": 22, "to_port": 22, "security_groups": ["web"]}
    plan.create("aws_security_group.ssh", {"name": "ssh", "ingress": [rule]}, unknown=("vpc_id",))
    (ingress,) = network(plan).security_groups["aws_security_group.ssh"].rules
    assert [link.only for link in ingress.groups] == ["aws_security_group.web"]


# ---- the default network ACL


def test_a_rule_is_added_to_those_of_the_default_network_acl() -> None:
    plan = plan_of_a_vpc()
    instance(plan, "one", "aws_subnet.a", GROUP)
    instance(plan, "two", "aws_subnet.b", GROUP)
    rule = {"rule_number": 50, "egress": False, "protocol": "tcp", "rule_action": "deny"}
    ports = {"from_port": 22, "to_port": 22, "cidr_block": "0.0.0.0/0"}
    plan.create("aws_network_acl_rule.ssh", rule | ports, refers={"network_acl_id": ACL})
    found = network(plan)
    for subnet in ("aws_subnet.a", "aws_subnet.b"):
        acl, _ = found.borders.acl_of(found.subnets[subnet])
        assert acl is not None
        assert acl.address == ACL
    assert verdict(plan, "aws_instance.one", "aws_instance.two", 22) is Truth.NO
    assert verdict(plan, "aws_instance.one", "aws_instance.two", 23) is Truth.YES


def test_a_rule_of_one_acl_of_several_may_be_that_of_the_default_one() -> None:
    plan = plan_of_a_vpc()
    plan.create("aws_network_acl.own", {}, refers=IN_VPC, unknown=("ingress", "egress"))
    rule = {"rule_number": 50, "egress": False, "protocol": "-1", "rule_action": "deny"}
    plan.create(
        "aws_network_acl_rule.all",
        rule | {"cidr_block": "0.0.0.0/0"},
        refers={"network_acl_id": [ACL, "aws_network_acl.own.id"]},
    )
    acl = network(plan).network_acls[ACL]
    assert not acl.closed
    assert [rule.is_placed for rule in acl.rules if rule.number == 50] == [False]


# ---- names of services


def test_a_service_is_the_same_by_its_name_as_by_its_resource() -> None:
    plan = plan_of_a_vpc()
    plan.create("aws_vpc.consumer", {"cidr_block": "10.0.0.0/16"})
    plan.existing("aws_lb.inner", {"id": "arn:aws:elasticloadbalancing:x", "subnets": ["subnet-9"]})
    plan.existing("aws_vpc.provider", {"id": "vpc-9", "cidr_block": "10.0.0.0/16"})
    plan.existing(
        "aws_subnet.provider", {"id": "subnet-9", "vpc_id": "vpc-9", "cidr_block": "10.0.9.0/24"}
    )
    name = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"
    plan.existing(
        "aws_vpc_endpoint_service.inner",
        {
            "id": "vpce-svc-0123456789abcdef0",
            "service_name": name,
            "network_load_balancer_arns": ["arn:aws:elasticloadbalancing:x"],
        },
    )
    plan.create(
        "aws_vpc_endpoint.inner",
        {"service_name": name, "vpc_endpoint_type": "Interface"},
        refers={"vpc_id": "aws_vpc.consumer.id"},
    )
    assert network(plan).service_links == {frozenset({"aws_vpc.consumer", "aws_vpc.provider"})}


def test_of_subnet_groups_with_one_name_it_is_that_of_the_module() -> None:
    plan = Plan()
    plan.create("aws_vpc.v", {"cidr_block": "10.0.0.0/16"})
    for at, name in enumerate(("a", "b")):
        inside = f"module.{name}"
        block = {"cidr_block": f"10.0.{at}.0/24"}
        plan.create(f"{inside}.aws_subnet.s", block, refers={"vpc_id": "var.vpc"})
        placed = {"subnet_ids": ["aws_subnet.s.id"]}
        plan.create(f"{inside}.aws_db_subnet_group.g", {"name": "data"}, refers=placed)
        plan.create(f"{inside}.aws_db_instance.d", {"db_subnet_group_name": "data"})
    found = network(plan)
    for name in ("a", "b"):
        own = found.workloads[f"module.{name}.aws_db_instance.d"].subnets
        assert own.everything == (f"module.{name}.aws_subnet.s",)


def test_a_subnet_that_is_read_back_by_its_vpc_and_cidr_is_the_managed_one() -> None:
    plan = plan_of_a_vpc()
    looked_up = {"cidr_block": "10.0.2.0/24"}
    plan.create("data.aws_subnet.read", looked_up, unknown=("id",), refers=IN_VPC)
    plan.create("aws_instance.x", {}, refers={"subnet_id": "data.aws_subnet.read.id"})
    plan.create("aws_instance.y", {}, refers={"subnet_id": "aws_subnet.a.id"})
    made = network(plan)
    assert sorted(made.subnets) == ["aws_subnet.a", "aws_subnet.b"]
    assert tuple(made.workloads["aws_instance.x"].subnets) == ("aws_subnet.b",)
    assert verdict(plan, "aws_instance.x", "aws_instance.y", 443) is not Truth.UNKNOWN

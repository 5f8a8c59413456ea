"""Openings to the internet in what Terraform cannot plan here: missing modules, many candidates."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from netplan_audit.finding import Finding, Undecided
from netplan_audit.network.build import build_network
from netplan_audit.terraform.configuration.read import read_configuration
from netplan_audit.terraform.read import read
from netplan_audit.terraform.tree import read_tree
from tests.cases import FOLDER, asked, outcomes
from tests.plans import Plan
from tests.states import State, tcp

if TYPE_CHECKING:
    from pathlib import Path

SSH = "sg-open-admin-port"
UNUSED = "sg-unattached"
OTHER = "sg-ref-other-vpc"
OPEN = {"from_port": 22, "to_port": 22, "ip_protocol": "tcp", "cidr_ipv4": "0.0.0.0/0"}
GROUP = """
resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = "vpc-0123456789abcdef0"

  ingress {
    protocol    = "tcp"
    from_port   = PORT
    to_port     = PORT
    cidr_blocks = ["0.0.0.0/0"]
  }
}
"""
HOST = """
variable "x" {}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_default_route_table" "main" {
  default_route_table_id = aws_vpc.main.default_route_table_id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_security_group" "host" {
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "host" {
  subnet_id                   = aws_subnet.main.id
  vpc_security_group_ids      = [aws_security_group.host.id]
  associate_public_ip_address = PUBLIC
}
"""
HANDED_ON = """
module "host" {
  source                 = "registry.example.com/acme/host/aws"
  vpc_security_group_ids = [aws_security_group.app.id]
}
"""

SHUT = """
resource "aws_security_group" "web" {
  vpc_id = "vpc-0123456789abcdef0"
}

resource "aws_lb" "web" {
  internal        = true
  subnets         = ["subnet-0a1b2c3d", "subnet-0e1f2a3b"]
  security_groups = [aws_security_group.web.id]
}

module "more" {
  source = "registry.example.com/acme/more/aws"
  GIVEN
}
"""


def told(folder: Path, text: str, *checks: str) -> list[tuple[str, str, str]]:
    (folder / "main.tf").write_text(text, encoding="utf-8")
    network = build_network(read_configuration(read_tree(folder, folder), "case"))
    return [(one.check, one.severity.label, one.subject) for one in asked(network, checks)]


def test_a_group_that_nothing_uses_is_info(tmp_path: Path) -> None:
    expected = [(SSH, "info", "aws_security_group.app")]
    assert told(tmp_path, GROUP.replace("PORT", "22"), SSH, UNUSED) == expected
    expected = [(UNUSED, "info", "aws_security_group.app")]
    assert told(tmp_path, GROUP.replace("PORT", "443"), SSH, UNUSED) == expected


def test_a_module_that_is_missing_may_use_every_group(tmp_path: Path) -> None:
    expected = [(SSH, "medium", "aws_security_group.app")]
    assert told(tmp_path, GROUP.replace("PORT", "22") + HANDED_ON, SSH, UNUSED) == expected
    assert told(tmp_path, GROUP.replace("PORT", "443") + HANDED_ON, SSH, UNUSED) == []


@pytest.mark.parametrize(
    ("public", "kinds"),
    [
        ("true", {"reached"}),
        ("false", {"not reached", "in subnet"}),
        ("var.x", {"perhaps reached"}),
    ],
)
def test_the_path_tells_how_far_packets_come(tmp_path: Path, public: str, kinds: set[str]) -> None:
    folder = tmp_path / "net"
    folder.mkdir()
    (folder / "main.tf").write_text(HOST.replace("PUBLIC", public), encoding="utf-8")
    network = build_network(read_configuration(read_tree(folder, folder), "case"))
    (finding,) = asked(network, [SSH])
    assert isinstance(finding, Finding)
    about = {step.kind for step in finding.path if step.source == "aws_instance.host"}
    assert about == kinds


def test_a_group_is_proposed_only_of_a_load_balancer_that_has_one() -> None:
    folder = FOLDER / "healthcheck-port-blocked"
    said = set()
    for case in ("docs-bad", "network-load-balancer"):
        network = build_network(read((folder / f"{case}.plan.json").read_bytes(), case))
        found = asked(network, ["healthcheck-port-blocked"])
        said |= {one.remediation for one in found if isinstance(one, Finding)}
    assert said == {
        "admit tcp 8081 from the security group of the load balancer",
        "admit tcp 7070 from the VPC, as the load balancer has no security group",
    }


def test_of_missing_modules_the_one_that_is_given_a_group_is_named(tmp_path: Path) -> None:
    text = 'module "another" { source = "registry.example.com/acme/another/aws" }\n'
    text += GROUP.replace("PORT", "22") + HANDED_ON
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    read = build_network(read_configuration(read_tree(tmp_path, tmp_path), "case"))
    (found,) = asked(read, (SSH,))
    does = "what module.host.vpc_security_group_ids does with aws_security_group.app"
    assert found.unknowns == (does,)


def test_what_else_may_have_a_group_is_said_beside_what_cannot_be_reached(tmp_path: Path) -> None:
    endpoint = """
resource "aws_ec2_instance_connect_endpoint" "app" {
  subnet_id          = "subnet-0a1b2c3d"
  security_group_ids = [aws_security_group.app.id]
}
"""
    alone, text = "takes no connections)", GROUP.replace("PORT", "22") + endpoint
    endings = {text: alone, text + HANDED_ON: f"{alone}; what else has the group is not known"}
    for case, ending in endings.items():
        (tmp_path / "main.tf").write_text(case, encoding="utf-8")
        read = build_network(read_configuration(read_tree(tmp_path, tmp_path), "case"))
        (found,) = asked(read, (SSH,))
        assert found.message.endswith(ending)
        assert bool(found.unknowns) == (case != text)


def test_a_rule_that_may_belong_to_several_groups_is_told_once() -> None:
    plan = Plan()
    for index in range(2):
        plan.create(f"aws_security_group.app[{index}]", {"name": f"app-{index}"})
    refers = {"security_group_id": ["aws_security_group.app", "random_shuffle.which"]}
    plan.create("aws_vpc_security_group_ingress_rule.ssh", OPEN, refers=refers)
    (found,) = plan.outcomes(SSH)
    assert (found.severity.label, found.confidence.label) == ("medium", "possible")
    assert found.unknowns


def test_the_worst_evidence_of_several_workloads_counts() -> None:
    plan = Plan()
    plan.existing("aws_vpc.main", {"id": "vpc-1", "cidr_block": "10.0.0.0/16"})
    plan.existing("aws_internet_gateway.main", {"id": "igw-1", "vpc_id": "vpc-1"})
    way = {"cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"}
    plan.existing("aws_route_table.main", {"id": "rtb-1", "vpc_id": "vpc-1", "route": [way]})
    subnet = {"id": "subnet-1", "vpc_id": "vpc-1", "cidr_block": "10.0.0.0/24"}
    plan.existing("aws_subnet.main", subnet | {"map_public_ip_on_launch": False})
    joined = {"id": "a-1", "subnet_id": "subnet-1", "route_table_id": "rtb-1"}
    plan.existing("aws_route_table_association.main", joined)
    plan.existing("aws_security_group.main", {"id": "sg-1", "name": "main", "vpc_id": "vpc-1"})
    rule = OPEN | {"id": "sgr-1", "security_group_id": "sg-1"}
    plan.existing("aws_vpc_security_group_ingress_rule.ssh", rule)
    host = {"subnet_id": "subnet-1", "vpc_security_group_ids": ["sg-1"]}
    plan.existing("aws_instance.private", host | {"id": "i-1"})
    assert [found.severity.label for found in plan.outcomes(SSH)] == ["medium"]
    plan.existing("aws_instance.public", host | {"id": "i-2", "associate_public_ip_address": True})
    (found,) = plan.outcomes(SSH)
    assert found.severity.label == "critical"
    assert "aws_instance.public can be reached" in found.message


def test_vpcs_that_are_only_read_may_be_the_same_one() -> None:
    plan = Plan()
    for name in ("here", "there"):
        plan.data(f"data.aws_vpc.{name}", {"cidr_block": "10.0.0.0/16"})
        refers = {"vpc_id": f"data.aws_vpc.{name}.id"}
        plan.create(f"aws_security_group.{name}", {"name": name}, refers=refers)
    named = {
        "security_group_id": "aws_security_group.here.id",
        "referenced_security_group_id": "aws_security_group.there.id",
    }
    values = {"from_port": 443, "to_port": 443, "ip_protocol": "tcp"}
    plan.create("aws_vpc_security_group_ingress_rule.x", values, refers=named)
    assert plan.outcomes(OTHER) == []


def test_what_is_peered_outside_of_the_plan_is_undecided() -> None:
    plan = Plan()
    for number in (1, 2):
        plan.existing(f"aws_vpc.v{number}", {"id": f"vpc-{number}", "cidr_block": "10.0.0.0/16"})
        group = {"id": f"sg-{number}", "name": "x", "vpc_id": f"vpc-{number}"}
        plan.existing(f"aws_security_group.g{number}", group)
    values = {"from_port": 443, "to_port": 443, "ip_protocol": "tcp", "security_group_id": "sg-1"}
    address = "aws_vpc_security_group_ingress_rule.x"
    plan.create(address, values | {"referenced_security_group_id": "sg-2"})
    assert [told[1:] for told in plan.told(OTHER)] == [(OTHER, "undecided", "high")]


def test_a_module_may_be_called_data() -> None:
    plan = Plan()
    plan.create("module.data.aws_vpc.main", {"cidr_block": "10.0.0.0/16"})
    assert len(plan.outcomes("default-sg-not-locked")) == 1


@pytest.mark.parametrize(
    ("kind", "argument"),
    [
        ("aws_ec2_client_vpn_network_association", "security_groups"),
        ("aws_vpclattice_service_network_vpc_association", "security_group_ids"),
        ("aws_launch_template", "vpc_security_group_ids"),
        ("aws_launch_configuration", "security_groups"),
        ("aws_quantum_lab", "security_group_ids"),
    ],
)
def test_a_group_that_anything_names_is_not_called_unused(kind: str, argument: str) -> None:
    plan = Plan()
    plan.create("aws_security_group.x", {"name": "x"})
    values = {"from_port": 443, "to_port": 443, "ip_protocol": "tcp", "cidr_ipv4": "10.0.0.0/8"}
    refers = {"security_group_id": "aws_security_group.x.id"}
    plan.create("aws_vpc_security_group_ingress_rule.x", values, refers=refers)
    assert len(plan.outcomes(UNUSED)) == 1
    plan.create(f"{kind}.x", {}, refers={argument: "aws_security_group.x.id"})
    assert plan.outcomes(UNUSED) == []


OWN_CIDR = """
data "aws_vpc" "default" {
  default = true
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = data.aws_vpc.default.id

  ingress {
    protocol    = "tcp"
    from_port   = 1
    to_port     = 65535
    cidr_blocks = [data.aws_vpc.default.cidr_block]
  }
}
"""


def test_no_empty_brackets_stand_for_a_cidr_that_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(OWN_CIDR, encoding="utf-8")
    network = build_network(read_configuration(read_tree(tmp_path, tmp_path), "case"))
    (found,) = asked(network, ("sg-ingress-vpc-wide",))
    assert found.message.endswith("of the VPC data.aws_vpc.default")


def test_a_cidr_of_the_vpc_that_is_not_known_is_named_beside_others(tmp_path: Path) -> None:
    text = OWN_CIDR.replace("cidr_block]", 'cidr_block, "10.200.0.0/20"]')
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    network = build_network(read_configuration(read_tree(tmp_path, tmp_path), "case"))
    (found,) = asked(network, ("sg-ingress-vpc-wide",))
    assert "from its VPC's CIDR, 10.200.0.0/20: 100 % of" in found.message


@pytest.mark.parametrize(
    ("given", "argument"),
    [
        ("security_group_id = aws_security_group.web.id", "security_group_id"),
        ("web = aws_security_group.web", "web"),
        ("security_group_ids = [aws_security_group.web.id]", ""),
        ("source_security_group_id = aws_security_group.web.id", ""),
        ("one_of_many = each.value", ""),
    ],
)
def test_a_module_that_is_missing_may_add_to_the_one_group_it_is_given(
    tmp_path: Path, given: str, argument: str
) -> None:
    (tmp_path / "main.tf").write_text(SHUT.replace("GIVEN", given), encoding="utf-8")
    network = build_network(read_configuration(read_tree(tmp_path, tmp_path), "case"))
    (outcome,) = asked(network, ["sg-no-egress"])
    assert isinstance(outcome, Undecided) == bool(argument)
    if isinstance(outcome, Undecided):
        waits = f"what module.more.{argument} adds to aws_security_group.web"
        assert outcome.unknowns == (waits,)


def test_a_nat_instance_that_exists_admits_its_vpc_by_practice() -> None:
    plan = Plan()
    plan.existing("aws_vpc.main", {"id": "vpc-1", "cidr_block": "10.0.0.0/16"})
    plan.existing("aws_subnet.main", {"id": "subnet-1", "vpc_id": "vpc-1"})
    admits = {
        "protocol": "-1",
        "from_port": 0,
        "to_port": 0,
        "cidr_blocks": ["10.0.0.0/16"],
        "self": False,
    }
    for name, forwards in (("nat", True), ("app", False)):
        group = {"id": f"sg-{name}", "name": name, "vpc_id": "vpc-1", "ingress": [admits]}
        plan.existing(f"aws_security_group.{name}", group, configured=("ingress",))
        host = {
            "id": f"i-{name}",
            "subnet_id": "subnet-1",
            "vpc_security_group_ids": [f"sg-{name}"],
            "source_dest_check": not forwards,
        }
        plan.existing(f"aws_instance.{name}", host)
    found = {each.subject: each.severity.label for each in plan.outcomes("sg-ingress-vpc-wide")}
    assert found == {"aws_security_group.nat": "info", "aws_security_group.app": "medium"}


def test_a_group_that_is_named_twice_is_one_user_of_it() -> None:
    """A state has the groups of an instance by their names beside their ids."""
    plan = Plan()
    plan.existing("aws_vpc.main", {"id": "vpc-1", "cidr_block": "10.0.0.0/16"})
    rule = {"from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]}
    group = {"id": "sg-1", "name": "ssh", "vpc_id": "vpc-1", "ingress": [rule], "egress": []}
    plan.existing("aws_security_group.ssh", group)
    instance = {"id": "i-1", "security_groups": ["ssh"], "vpc_security_group_ids": ["sg-1"]}
    plan.existing("aws_instance.web", instance | {"public_ip": "192.0.2.1"})
    (told,) = plan.outcomes("sg-open-admin-port")
    assert [address for address, _ in told.related] == ["aws_instance.web"]


@pytest.mark.parametrize(
    ("maps", "flag", "expected"),
    [
        (True, True, "can be reached"),
        (True, False, "is not known"),
        (False, False, "cannot be reached today (it has no public IPv4 address)"),
    ],
)
def test_a_state_has_false_for_what_a_launch_configuration_leaves_to_the_subnet(
    *, maps: bool, flag: bool, expected: str
) -> None:
    made = State()
    vpc = made.vpc("main", "10.0.0.0/16")
    gateway = made.add("aws_internet_gateway", "main", vpc_id=vpc)
    subnet = made.subnet("main", vpc, "10.0.0.0/24", map_public_ip_on_launch=maps)
    made.table("main", vpc, subnet, gateway_id=gateway)
    group = made.group("main", vpc, tcp(22, "0.0.0.0/0"))
    made.add(
        "aws_launch_configuration",
        "main",
        name="main",
        security_groups=[group],
        associate_public_ip_address=flag,
    )
    made.add(
        "aws_autoscaling_group",
        "main",
        launch_configuration="main",
        vpc_zone_identifier=[subnet],
    )
    data = json.dumps(made.document()).encode()
    (told,) = [outcome for outcome, _ in outcomes(data, [SSH])]
    assert expected in told.message


def test_a_launch_configuration_that_leaves_it_out_goes_by_the_subnet() -> None:
    plan = Plan()
    plan.existing("aws_vpc.main", {"id": "vpc-1", "cidr_block": "10.0.0.0/16"})
    plan.existing("aws_internet_gateway.main", {"id": "igw-1", "vpc_id": "vpc-1"})
    subnet = {"id": "subnet-1", "vpc_id": "vpc-1", "map_public_ip_on_launch": True}
    plan.existing("aws_subnet.main", subnet)
    route = {"cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"}
    plan.existing("aws_route_table.main", {"id": "rtb-1", "vpc_id": "vpc-1", "route": [route]})
    link = {"id": "rtbassoc-1", "route_table_id": "rtb-1", "subnet_id": "subnet-1"}
    plan.existing("aws_route_table_association.main", link)
    rule = {"from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]}
    group = {"id": "sg-1", "vpc_id": "vpc-1", "ingress": [rule], "egress": []}
    plan.existing("aws_security_group.main", group)
    launch = {"id": "main", "name": "main", "security_groups": ["sg-1"]}
    plan.existing(
        "aws_launch_configuration.main",
        launch | {"associate_public_ip_address": False},
        configured=launch,
    )
    scaling = {"id": "x", "launch_configuration": "main", "vpc_zone_identifier": ["subnet-1"]}
    plan.existing("aws_autoscaling_group.main", scaling)
    assert [(verdict, severity) for _, _, verdict, severity in plan.told(SSH)] == [
        ("finding", "critical")
    ]

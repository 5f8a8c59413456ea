"""NAT gateway checks on what provider 5 cannot plan: regional gateways, existing objects, data.

Tests named `regression_` are mistakes that other tools make with such input.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from netplan_audit.network.build import build_network
from netplan_audit.terraform.configuration.read import read_configuration
from netplan_audit.terraform.tree import read_tree
from tests.cases import asked
from tests.plans import UNKNOWN, Plan

if TYPE_CHECKING:
    from pathlib import Path

SINGLE = "nat-single-az"
SHARED = "nats-share-az"
CROSSED = "nat-cross-az-route"
ALL = (SINGLE, SHARED, CROSSED)
VPC = {"vpc_id": "aws_vpc.main.id"}
ZONES = ("eu-west-1a", "eu-west-1b", "eu-west-1c")


def network(zones: tuple[Any, ...] = ZONES[:2], target: str = "aws_nat_gateway.main.id") -> Plan:
    """Return a VPC with a private subnet in each zone and a default route to one gateway."""
    plan = Plan()
    plan.create("aws_vpc.main", {"cidr_block": "10.0.0.0/16"})
    plan.create("aws_route_table.private", refers=VPC, unknown=["route"])
    known = {} if "." in target else {"nat_gateway_id": target}
    refers = {"route_table_id": "aws_route_table.private.id"}
    refers |= {} if known else {"nat_gateway_id": target}
    plan.create("aws_route.out", {"destination_cidr_block": "0.0.0.0/0", **known}, refers=refers)
    placed(plan, zones)
    return plan


def placed(plan: Plan, zones: tuple[Any, ...]) -> None:
    """Add a subnet of the private route table in each zone."""
    for index, zone in enumerate(zones):
        name = f"s{index}"
        values = {"cidr_block": f"10.0.{index}.0/24", "availability_zone": zone}
        plan.create(f"aws_subnet.{name}", values, refers=VPC)
        association = {
            "subnet_id": f"aws_subnet.{name}.id",
            "route_table_id": "aws_route_table.private.id",
        }
        plan.create(f"aws_route_table_association.{name}", refers=association)


def public_subnet(plan: Plan, zone: str = ZONES[0]) -> None:
    values = {"cidr_block": "10.0.100.0/24", "availability_zone": zone}
    plan.create("aws_subnet.public", values, refers=VPC)


def zonal(plan: Plan, **values: object) -> None:
    public_subnet(plan)
    refers = {"subnet_id": "aws_subnet.public.id", "allocation_id": "aws_eip.nat.id"}
    plan.create("aws_nat_gateway.main", {"connectivity_type": "public", **values}, refers=refers)


def test_a_zonal_gateway_is_found() -> None:
    plan = network()
    zonal(plan)
    assert plan.told(*ALL) == [("aws_nat_gateway.main", SINGLE, "finding", "medium")]


def test_regression_a_regional_gateway_has_no_subnet_and_no_zone_to_lose() -> None:
    plan = network()
    values = {"availability_mode": "regional", "connectivity_type": "public", "subnet_id": None}
    plan.create("aws_nat_gateway.main", values, refers=VPC)
    assert plan.told(*ALL) == []


def test_a_regional_gateway_is_known_by_its_missing_subnet() -> None:
    plan = network()
    unknown = ["availability_mode", "regional_nat_gateway_address"]
    plan.create("aws_nat_gateway.main", {"subnet_id": None}, refers=VPC, unknown=unknown)
    assert plan.told(*ALL) == []


def test_a_regional_gateway_with_zones_by_hand_is_regional() -> None:
    plan = network()
    addresses = [{"allocation_ids": ["eipalloc-1"], "availability_zone": ZONES[0]}]
    values = {"availability_mode": "regional", "availability_zone_address": addresses}
    plan.create("aws_nat_gateway.main", values, refers=VPC)
    assert plan.told(*ALL) == []


def test_an_unknown_mode_is_undecided() -> None:
    plan = network()
    zonal(plan, availability_mode=UNKNOWN)
    assert plan.told(*ALL) == [("aws_nat_gateway.main", SINGLE, "finding", "medium")]
    open_mode = network()
    refers = {
        "availability_mode": "terraform_data.mode.output",
        "subnet_id": "terraform_data.place.output",
    }
    open_mode.create("aws_nat_gateway.main", refers=refers)
    assert open_mode.told(*ALL) == [("aws_nat_gateway.main", SINGLE, "undecided", "low")]


def test_a_route_to_a_nat_gateway_or_to_another_is_undecided() -> None:
    plan = Plan()
    plan.create("aws_vpc.main", {"cidr_block": "10.0.0.0/16"})
    plan.create("aws_vpn_gateway.main", refers=VPC)
    routes = [
        {"cidr_block": cidr, "nat_gateway_id": "", "gateway_id": UNKNOWN}
        for cidr in ("0.0.0.0/0", "192.168.0.0/16")
    ]
    refers = VPC | {"route": ["aws_vpn_gateway.main.id", "aws_nat_gateway.main.id"]}
    plan.create("aws_route_table.private", {"route": routes}, refers=refers)
    placed(plan, ZONES[:2])
    zonal(plan)
    assert plan.told(*ALL) == [("aws_nat_gateway.main", SINGLE, "undecided", "low")]


def test_a_private_gateway_does_not_lead_to_the_internet() -> None:
    plan = network()
    zonal(plan, connectivity_type="private")
    assert plan.told(*ALL) == []


def test_a_gateway_of_unknown_connectivity_is_undecided() -> None:
    plan = network()
    public_subnet(plan)
    refers = {"subnet_id": "aws_subnet.public.id", "connectivity_type": "terraform_data.how.output"}
    plan.create("aws_nat_gateway.main", refers=refers)
    assert plan.told(*ALL) == [("aws_nat_gateway.main", SINGLE, "undecided", "low")]
    unknowns = plan.outcomes(SINGLE)[0].unknowns
    assert unknowns == ("aws_nat_gateway.main.connectivity_type",)


def test_a_gateway_that_is_read_is_judged_by_what_is_read() -> None:
    plan = network(target="nat-00000001")
    read = {"id": "nat-00000001", "connectivity_type": "public", "subnet_id": "subnet-00000001"}
    plan.data("data.aws_nat_gateway.shared", {**read, "availability_mode": "zonal"})
    assert plan.told(*ALL) == [("data.aws_nat_gateway.shared", SINGLE, "finding", "medium")]


def test_zones_that_a_data_source_knows_are_compared_by_name() -> None:
    plan = network(zones=(ZONES[0], ZONES[0]))
    plan.data("data.aws_availability_zones.all", {"names": list(ZONES)})
    zonal(plan)
    assert plan.told(*ALL) == []


@pytest.mark.parametrize("zones", [(UNKNOWN, UNKNOWN), (ZONES[0], UNKNOWN)])
def test_regression_unknown_zones_are_neither_one_nor_several(zones: tuple[Any, ...]) -> None:
    plan = network(zones=zones)
    zonal(plan)
    assert plan.told(*ALL) == [("aws_nat_gateway.main", SINGLE, "undecided", "low")]


def test_a_third_unknown_zone_does_not_matter_where_two_are_known() -> None:
    plan = network(zones=(*ZONES[:2], UNKNOWN))
    zonal(plan)
    assert plan.told(*ALL) == [("aws_nat_gateway.main", SINGLE, "finding", "medium")]


def applied() -> Plan:
    """Return the same network after the apply: every id is known."""
    plan = Plan()
    plan.existing("aws_vpc.main", {"id": "vpc-00000001", "cidr_block": "10.0.0.0/16"})
    route = {"cidr_block": "0.0.0.0/0", "nat_gateway_id": "nat-00000001", "gateway_id": ""}
    table = {"id": "rtb-00000001", "vpc_id": "vpc-00000001", "route": [route]}
    plan.existing("aws_route_table.private", table, configured=["vpc_id"])
    separate = {"route_table_id": "rtb-00000001", "nat_gateway_id": "nat-00000001"}
    plan.existing("aws_route.out", {"id": "r-1", "destination_cidr_block": "0.0.0.0/0", **separate})
    for index, zone in enumerate(ZONES[:2]):
        values = {
            "id": f"subnet-0000000{index}",
            "vpc_id": "vpc-00000001",
            "cidr_block": f"10.0.{index}.0/24",
        }
        known = {"availability_zone": zone, "availability_zone_id": f"euw1-az{index}"}
        plan.existing(f"aws_subnet.s{index}", values | known)
        association = {
            "id": f"a-{index}",
            "subnet_id": f"subnet-0000000{index}",
            "route_table_id": "rtb-00000001",
        }
        plan.existing(f"aws_route_table_association.s{index}", association)
    place = {"id": "subnet-0000000e", "vpc_id": "vpc-00000001", "cidr_block": "10.0.100.0/24"}
    plan.existing("aws_subnet.public", {**place, "availability_zone": ZONES[0]})
    gateway = {"id": "nat-00000001", "subnet_id": "subnet-0000000e", "connectivity_type": "public"}
    plan.existing("aws_nat_gateway.main", gateway)
    return plan


def test_regression_the_verdict_is_the_same_before_and_after_the_first_apply() -> None:
    plan = network()
    zonal(plan)
    assert applied().told(*ALL) == plan.told(*ALL)


def test_undecided_before_the_apply_is_decided_after_it() -> None:
    plan = network(zones=(UNKNOWN, UNKNOWN))
    zonal(plan)
    assert [told[2] for told in plan.told(*ALL)] == ["undecided"]
    assert [told[2] for told in applied().told(*ALL)] == ["finding"]


def test_a_default_route_that_the_plan_deletes_is_gone() -> None:
    plan = applied()
    changes = plan.document()["resource_changes"]
    change = next(c for c in changes if c["address"] == "aws_route.out")["change"]
    change |= {"actions": ["delete"], "after": None}
    assert plan.told(*ALL) == []


def test_the_message_names_zones_and_counts_subnets() -> None:
    plan = network(zones=ZONES)
    zonal(plan)
    (found,) = plan.outcomes(*ALL)
    assert found.message == (
        "one NAT gateway in eu-west-1a carries the internet traffic of 3 subnets in eu-west-1a, "
        "eu-west-1b, eu-west-1c"
    )


ANY_NUMBER = """
variable "zones" {}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "private" {
  count             = length(var.zones)
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = var.zones[count.index]
}

resource "aws_nat_gateway" "main" {
  count     = GATEWAYS
  subnet_id = aws_subnet.private[count.index].id
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main[0].id
  }
}

resource "aws_route_table_association" "private" {
  count          = length(var.zones)
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private.id
}
"""


@pytest.mark.parametrize(
    ("gateways", "verdicts"), [("1", ["undecided"]), ("length(var.zones)", [])]
)
def test_gateways_of_which_the_number_is_not_known_are_not_one(
    tmp_path: Path, gateways: str, verdicts: list[str]
) -> None:
    (tmp_path / "main.tf").write_text(ANY_NUMBER.replace("GATEWAYS", gateways), encoding="utf-8")
    network = build_network(read_configuration(read_tree(tmp_path, tmp_path), "case"))
    assert [one.verdict for one in asked(network, (SINGLE,))] == verdicts


SHIFTED = """
data "aws_availability_zones" "all" {}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "public" {
  count             = 3
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = element(data.aws_availability_zones.all.names, count.index)
}

resource "aws_nat_gateway" "main" {
  count         = 3
  allocation_id = "eipalloc-0123456789abcdef0"
  subnet_id     = aws_subnet.public[count.index].id
}

resource "aws_subnet" "private" {
  count             = 3
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index + 10)
  availability_zone = element(data.aws_availability_zones.all.names, count.index + 1)
}

resource "aws_route_table" "private" {
  count  = 3
  vpc_id = aws_vpc.main.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main[count.index].id
  }
}

resource "aws_route_table_association" "private" {
  count          = 3
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private[count.index].id
}
"""


def test_an_element_past_the_end_of_a_list_may_be_a_zone_with_a_gateway(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(SHIFTED, encoding="utf-8")
    network = build_network(read_configuration(read_tree(tmp_path, tmp_path), "case"))
    endings = [one.message.rpartition("; ")[2].split()[1:] for one in asked(network, (CROSSED,))]
    assert [words[0] for words in endings] == ["has", "has", "may"]


@pytest.mark.parametrize(
    ("subnets", "found"),
    [
        ("[local.vpc.public-a, local.vpc.public-b]", False),
        ('[local.vpc.public["a"], local.vpc.public["b"]]', False),
        ("slice(local.vpc.public, 0, 2)", False),
        ("[data.aws_subnets.a.ids[0], data.aws_subnets.a.ids[1]]", False),
        ("[random_shuffle.a.result[0], random_shuffle.a.result[1]]", False),
        ('[data.aws_cloudformation_stack.a.outputs["A"]]', True),
        ("[local.vpc.public[0], local.vpc.public[0]]", True),
        ('["${data.terraform_remote_state.vpc.a}", "${data.terraform_remote_state.vpc.b}"]', False),
        ('["${data.terraform_remote_state.vpc.every_public_subnet}"]', False),
        ('["${data.aws_subnets.a.ids}"]', False),
        ('[data.vault_generic_secret.a.data["a"], data.vault_generic_secret.a.data["b"]]', False),
        ("[data.consul_keys.a.var.a, data.consul_keys.a.var.b]", False),
    ],
)
def test_what_hands_on_ids_of_others_is_not_one_of_them(
    tmp_path: Path, subnets: str, *, found: bool
) -> None:
    text = f"""
        locals {{ vpc = data.terraform_remote_state.vpc.outputs }}
        data "terraform_remote_state" "vpc" {{ backend = "local" }}
        data "aws_subnets" "a" {{}}
        data "vault_generic_secret" "a" {{ path = "network" }}
        data "consul_keys" "a" {{}}
        data "aws_cloudformation_stack" "a" {{ name = "network" }}
        resource "random_shuffle" "a" {{ input = data.aws_subnets.a.ids }}
        resource "aws_lb" "a" {{ subnets = {subnets} }}
        """
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    network = build_network(read_configuration(read_tree(tmp_path, tmp_path), "case"))
    verdicts = {one.verdict for one in asked(network, ("alb-single-az",))}
    assert ("finding" in verdicts) is found


def test_a_cluster_that_is_there_has_been_taken_with_its_subnets() -> None:
    plan = Plan()
    cluster = {
        "id": "main",
        "name": "main",
        "vpc_config": [{"subnet_ids": ["subnet-1", "subnet-2"]}],
    }
    plan.existing("aws_eks_cluster.main", cluster)
    assert plan.told("cluster-subnets-single-az") == []
    plan = Plan()
    plan.create("aws_eks_cluster.main", cluster)
    assert [verdict for _, _, verdict, _ in plan.told("cluster-subnets-single-az")] == ["undecided"]

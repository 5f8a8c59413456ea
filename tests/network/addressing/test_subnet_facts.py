from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from netplan_audit.network.filtering.acl_use import acl_uses
from netplan_audit.pipeline import Input, understand
from netplan_audit.unknown import Truth
from tests.plans import UNKNOWN, Plan

if TYPE_CHECKING:
    from netplan_audit.network.network import Network

_IN_VPC = {"vpc_id": "aws_vpc.main.id"}


def _plan() -> Plan:
    plan = Plan()
    plan.create("aws_vpc.main", {"cidr_block": "10.0.0.0/16"})
    return plan


def _network(plan: Plan) -> Network:
    return understand(Input("plan", "plan.json", msgspec.json.encode(plan.document())))[1]


def test_a_block_made_of_that_of_the_vpc_is_one() -> None:
    plan = _plan()
    refers = {**_IN_VPC, "ipv6_cidr_block": "aws_vpc.main.ipv6_cidr_block"}
    plan.create("aws_subnet.dual", {"cidr_block": "10.0.1.0/24"}, refers=refers)
    plan.create("aws_subnet.plain", {"cidr_block": "10.0.2.0/24"}, refers=_IN_VPC)
    subnets = _network(plan).subnets
    assert subnets["aws_subnet.dual"].has_ipv6 is Truth.YES
    assert subnets["aws_subnet.plain"].has_ipv6 is Truth.NO


def test_roles_come_from_tags_and_from_tags_written_apart() -> None:
    plan = _plan()
    tags = {"kubernetes.io/role/elb": "1", "Name": "web"}
    plan.create("aws_subnet.a", {"cidr_block": "10.0.1.0/24", "tags": tags}, refers=_IN_VPC)
    plan.create("aws_subnet.b", {"cidr_block": "10.0.2.0/24"}, refers=_IN_VPC)
    plan.create(
        "aws_ec2_tag.b",
        {"key": "kubernetes.io/role/internal-elb", "value": "1"},
        refers={"resource_id": "aws_subnet.b.id"},
    )
    plan.create(
        "aws_subnet.c",
        {"cidr_block": "10.0.3.0/24"},
        refers={**_IN_VPC, "tags": "terraform_data.tags.output"},
    )
    subnets = _network(plan).subnets
    assert subnets["aws_subnet.a"].balancer_roles == frozenset({"elb"})
    assert subnets["aws_subnet.b"].balancer_roles == frozenset({"internal-elb"})
    assert subnets["aws_subnet.c"].balancer_roles is None


def test_a_data_source_counts_free_addresses() -> None:
    plan = _plan()
    seen = {"id": "subnet-1", "cidr_block": "10.0.1.0/24", "available_ip_address_count": 4}
    plan.data("data.aws_subnet.a", {**seen, "vpc_id": "vpc-1"})
    assert _network(plan).subnets["data.aws_subnet.a"].free_addresses == 4


def test_few_free_addresses_are_too_few_for_a_cluster_and_a_load_balancer() -> None:
    plan = _plan()
    for name, zone in (("a", "eu-west-1a"), ("b", "eu-west-1b")):
        values: dict[str, object] = {
            "id": f"subnet-{name}",
            "cidr_block": "10.0.1.0/24",
            "availability_zone": zone,
        }
        values |= {"available_ip_address_count": 4, "vpc_id": "vpc-1"}
        plan.data(f"data.aws_subnet.{name}", values)
    ids = ["subnet-a", "subnet-b"]
    plan.create("aws_eks_cluster.main", {"name": "main", "vpc_config": [{"subnet_ids": ids}]})
    plan.create("aws_lb.main", {"subnets": ids, "internal": True})
    checks = ("cluster-subnet-too-small", "lb-subnet-too-small")
    assert [(subject, check, severity) for subject, check, _, severity in plan.told(*checks)] == [
        ("aws_eks_cluster.main", "cluster-subnet-too-small", "high"),
        ("aws_eks_cluster.main", "cluster-subnet-too-small", "high"),
        ("aws_lb.main", "lb-subnet-too-small", "medium"),
        ("aws_lb.main", "lb-subnet-too-small", "medium"),
    ]


def test_a_table_with_propagation_learns_routes() -> None:
    plan = _plan()
    plan.create("aws_vpn_gateway.main", refers=_IN_VPC)
    plan.create("aws_route_table.a", {"route": []}, refers=_IN_VPC)
    plan.create("aws_route_table.b", {"route": []}, refers=_IN_VPC)
    plan.create(
        "aws_vpn_gateway_route_propagation.a",
        refers={
            "route_table_id": "aws_route_table.a.id",
            "vpn_gateway_id": "aws_vpn_gateway.main.id",
        },
    )
    tables = _network(plan).route_tables
    assert [tables[f"aws_route_table.{name}"].learns for name in "ab"] == [True, False]


def test_a_default_acl_has_the_subnets_that_no_other_takes() -> None:
    plan = _plan()
    for name in "ab":
        plan.create(f"aws_subnet.{name}", {"cidr_block": "10.0.1.0/24"}, refers=_IN_VPC)
    plan.create(
        "aws_network_acl.own",
        {"ingress": [], "egress": []},
        refers={**_IN_VPC, "subnet_ids": "aws_subnet.a.id"},
    )
    plan.create(
        "aws_default_network_acl.main",
        {"ingress": [], "egress": []},
        refers={"default_network_acl_id": "aws_vpc.main.default_network_acl_id"},
    )
    uses = acl_uses(_network(plan))
    default = uses["aws_default_network_acl.main"]
    assert [subnet.address for subnet in default.subnets] == ["aws_subnet.b"]
    assert uses["aws_network_acl.own"].verdict is Truth.YES


@pytest.mark.parametrize(
    ("values", "port"),
    [
        ({"engine": "postgres"}, 5432),
        ({"engine": "oracle-ee"}, 1521),
        ({"engine": "sqlserver-ex"}, 1433),
        ({"engine": "mysql", "port": 3307}, 3307),
        ({"engine": "db2-se"}, None),
        ({"engine": "mysql", "port": UNKNOWN}, None),
    ],
)
def test_a_database_listens_where_it_is_told_or_its_engine_does(
    values: dict[str, object], port: int | None
) -> None:
    plan = _plan()
    unknown = {name for name, value in values.items() if value is UNKNOWN}
    known = {name: value for name, value in values.items() if value is not UNKNOWN}
    refers = dict.fromkeys(unknown, "terraform_data.port.output")
    plan.create("aws_db_instance.main", known, refers=refers)
    assert _network(plan).workloads["aws_db_instance.main"].port == port


def test_a_data_source_that_is_not_read_yet_may_give_public_addresses() -> None:
    plan = _plan()
    plan.data("data.aws_subnet.read", {"id": "subnet-1", "map_public_ip_on_launch": False})
    plan.data("data.aws_subnet.other", {"id": "subnet-2"})
    subnets = _network(plan).subnets
    assert subnets["data.aws_subnet.read"].maps_public_ip is Truth.NO
    assert subnets["data.aws_subnet.other"].maps_public_ip is Truth.UNKNOWN

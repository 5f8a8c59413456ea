"""Blocks that IPAM gives: how long they are, and what they lie in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from netplan_audit.network.addressing.overlap import overlap
from netplan_audit.network.addressing.subnet_use import usable_addresses
from netplan_audit.network.cidr import AddressSet
from netplan_audit.pipeline import Input, understand
from netplan_audit.unknown import Truth
from tests.plans import Plan

if TYPE_CHECKING:
    from netplan_audit.network.network import Network

FROM_POOL = {"ipv4_ipam_pool_id": "aws_vpc_ipam_pool.region.id"}


def plan_of_pools() -> Plan:
    """Write a pool that gets its range from another one."""
    plan = Plan()
    plan.create("aws_vpc_ipam_pool.top", {"address_family": "ipv4"})
    top = {"ipam_pool_id": "aws_vpc_ipam_pool.top.id"}
    plan.create("aws_vpc_ipam_pool_cidr.top", {"cidr": "10.64.0.0/10"}, refers=top)
    source = {"source_ipam_pool_id": "aws_vpc_ipam_pool.top.id"}
    plan.create("aws_vpc_ipam_pool.region", {"address_family": "ipv4"}, refers=source)
    region = {"ipam_pool_id": "aws_vpc_ipam_pool.region.id"}
    length = {"netmask_length": 12}
    plan.create("aws_vpc_ipam_pool_cidr.region", length, refers=region, unknown=("cidr",))
    return plan


def network(plan: Plan) -> Network:
    return understand(Input("plan", "plan.json", msgspec.json.encode(plan.document())))[1]


def vpc(plan: Plan, name: str) -> None:
    plan.create(
        f"aws_vpc.{name}", {"ipv4_netmask_length": 20}, refers=FROM_POOL, unknown=("cidr_block",)
    )


def test_a_block_of_a_pool_lies_in_what_the_pool_is_given() -> None:
    plan = plan_of_pools()
    vpc(plan, "app")
    assert network(plan).vpcs["aws_vpc.app"].within == AddressSet.parse("10.64.0.0/10")


@pytest.mark.parametrize(
    ("cidr", "expected"), [("10.8.0.0/16", Truth.NO), ("10.70.0.0/16", Truth.UNKNOWN)]
)
def test_what_lies_outside_of_the_pool_does_not_overlap(cidr: str, expected: Truth) -> None:
    plan = plan_of_pools()
    vpc(plan, "app")
    plan.create("aws_vpc.other", {"cidr_block": cidr})
    vpcs = network(plan).vpcs
    assert overlap(vpcs["aws_vpc.app"], vpcs["aws_vpc.other"]) is expected


def test_a_secondary_block_of_a_pool_may_overlap_what_the_pool_may_give() -> None:
    plan = plan_of_pools()
    vpc(plan, "app")
    plan.create("aws_vpc.wide", {"cidr_block": "10.8.0.0/16"})
    plan.create(
        "aws_vpc_ipv4_cidr_block_association.wide",
        {"ipv4_netmask_length": 22},
        refers={"vpc_id": "aws_vpc.wide.id", **FROM_POOL},
        unknown=("cidr_block",),
    )
    plan.create("aws_vpc.far", {"cidr_block": "10.9.0.0/16"})
    vpcs = network(plan).vpcs
    assert overlap(vpcs["aws_vpc.app"], vpcs["aws_vpc.wide"]) is Truth.UNKNOWN
    assert overlap(vpcs["aws_vpc.far"], vpcs["aws_vpc.wide"]) is Truth.NO


@pytest.mark.parametrize("how", ["read", "given nothing", "given something unknown"])
def test_of_a_pool_that_is_not_all_here_nothing_is_said(how: str) -> None:
    plan = Plan()
    known = {"id": "ipam-pool-0123456789abcdef0"}
    if how == "read":
        plan.existing("aws_vpc_ipam_pool.region", known)
    else:
        plan.create("aws_vpc_ipam_pool.region", {"address_family": "ipv4"})
    if how != "given nothing":
        plan.create(
            "aws_vpc_ipam_pool_cidr.region",
            {"cidr": "10.64.0.0/10"} if how == "read" else {"netmask_length": 12},
            refers={"ipam_pool_id": "aws_vpc_ipam_pool.region.id"},
            unknown=() if how == "read" else ("cidr",),
        )
    vpc(plan, "app")
    plan.create("aws_vpc.other", {"cidr_block": "10.8.0.0/16"})
    vpcs = network(plan).vpcs
    assert overlap(vpcs["aws_vpc.app"], vpcs["aws_vpc.other"]) is Truth.UNKNOWN


def test_a_subnet_is_as_large_as_it_asks_a_pool_for() -> None:
    plan = plan_of_pools()
    vpc(plan, "app")
    plan.create(
        "aws_subnet.a",
        {"ipv4_netmask_length": 26},
        refers={"vpc_id": "aws_vpc.app.id", **FROM_POOL},
        unknown=("cidr_block",),
    )
    assert usable_addresses(network(plan).subnets["aws_subnet.a"]) == 59

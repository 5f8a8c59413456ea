"""Address checks on what Terraform cannot plan without an account: existing objects, data sources.

Tests named `regression_` are mistakes that other tools make with such input.
"""

from __future__ import annotations

from typing import Any

import pytest

from netplan_audit.finding import Finding
from netplan_audit.fixes.edits import NO_FIX
from tests.plans import UNKNOWN, Plan

PEERED = "peered-vpcs-overlap"
ATTACHED = "tgw-attached-vpcs-overlap"
UNCONNECTED = "vpcs-overlap-unconnected"
SUBNETS = "subnets-overlap"
OUTSIDE = "subnet-outside-vpc"
IDS = {"main": "vpc-0000000a", "peer": "vpc-0000000b", "z": "vpc-0000000d"}
ELSEWHERE = "vpc-0000000c"
ALL = (PEERED, ATTACHED, UNCONNECTED, SUBNETS, OUTSIDE)


def vpc(plan: Plan, name: str, cidr: str) -> None:
    plan.create(f"aws_vpc.{name}", {"cidr_block": cidr})


def old_vpc(plan: Plan, name: str, cidr: str, **values: object) -> None:
    plan.existing(f"aws_vpc.{name}", {"id": IDS[name], "cidr_block": cidr, **values})


def data_vpc(plan: Plan, name: str, identifier: str, *cidrs: str, **values: object) -> None:
    listed = [{"association_id": "x", "cidr_block": cidr, "state": "associated"} for cidr in cidrs]
    known = {"id": identifier, "cidr_block": cidrs[0], "cidr_block_associations": listed}
    plan.data(f"data.aws_vpc.{name}", {**known, **values})


def subnet(plan: Plan, name: str, cidr: str, vpc: str = "aws_vpc.main.id") -> None:
    plan.create(f"aws_subnet.{name}", {"cidr_block": cidr}, refers={"vpc_id": vpc})


# ---- CIDRs as they are written


def test_regression_host_bits_are_dropped_before_judging() -> None:
    plan = Plan()
    vpc(plan, "main", "10.0.0.1/16")
    subnet(plan, "a", "10.0.7.9/24")
    subnet(plan, "b", "10.0.7.128/25")
    assert plan.told(*ALL) == [("aws_subnet.b", SUBNETS, "finding", "critical")]


def test_regression_null_where_a_list_or_a_text_is_expected_is_unset() -> None:
    plan = Plan()
    values: dict[str, Any] = {"cidr_block": None, "tags": None, "ipv6_cidr_block": ""}
    plan.create("aws_vpc.odd", values)
    plan.create(
        "aws_subnet.odd", {"cidr_block": None, "tags": []}, refers={"vpc_id": "aws_vpc.odd.id"}
    )
    plan.create("aws_route_table.odd", {"route": None, "propagating_vgws": None})
    assert plan.told(*ALL) == []


@pytest.mark.parametrize("version", ["1.0", "1.2", "1.9"])
def test_regression_any_format_version_1_is_read(version: str) -> None:
    plan = Plan(format_version=version)
    vpc(plan, "main", "10.0.0.0/16")
    subnet(plan, "a", "10.1.0.0/24")
    assert plan.told(*ALL) == [("aws_subnet.a", OUTSIDE, "finding", "critical")]


def test_regression_unknown_values_in_a_counted_resource_are_no_failure() -> None:
    plan = Plan()
    vpc(plan, "main", "10.0.0.0/16")
    for index in range(2):
        refers = {"vpc_id": ["aws_vpc.main.id", "count.index"]}
        plan.create(f"aws_subnet.a[{index}]", {"cidr_block": UNKNOWN}, refers=refers)
    assert plan.told(*ALL) == []


# ---- peering


def peering(plan: Plan, accepter: str, **values: object) -> None:
    old = {"id": "pcx-00000001", "vpc_id": IDS["main"], "peer_vpc_id": accepter, **values}
    plan.existing("aws_vpc_peering_connection.p", old)


def test_a_peer_that_is_read_from_a_data_source_is_compared() -> None:
    plan = Plan()
    vpc(plan, "main", "10.0.0.0/16")
    data_vpc(plan, "peer", IDS["peer"], "172.20.0.0/16", "10.0.64.0/18")
    refers = {"vpc_id": "aws_vpc.main.id"}
    plan.create("aws_vpc_peering_connection.p", {"peer_vpc_id": IDS["peer"]}, refers=refers)
    assert plan.told(*ALL) == [("aws_vpc_peering_connection.p", PEERED, "finding", "critical")]


def test_what_aws_has_accepted_is_settled_though_the_peer_is_elsewhere() -> None:
    plan = Plan()
    old_vpc(plan, "main", "10.0.0.0/16")
    peering(plan, ELSEWHERE, accept_status="active")
    assert plan.told(*ALL) == []


def test_a_pending_connection_is_not_settled() -> None:
    plan = Plan()
    old_vpc(plan, "main", "10.0.0.0/16")
    peering(plan, ELSEWHERE, accept_status="pending-acceptance")
    expected = [("aws_vpc_peering_connection.p", PEERED, "undecided", "high")]
    assert plan.told(*ALL) == expected
    assert plan.outcomes(PEERED)[0].unknowns == (f"the CIDRs of {ELSEWHERE}",)


def test_a_new_secondary_cidr_opens_the_question_again() -> None:
    plan = Plan()
    old_vpc(plan, "main", "10.0.0.0/16")
    peering(plan, ELSEWHERE, accept_status="active")
    block = {"vpc_id": IDS["main"], "cidr_block": "10.9.0.0/16"}
    plan.create("aws_vpc_ipv4_cidr_block_association.new", block)
    assert plan.told(*ALL) == [("aws_vpc_peering_connection.p", PEERED, "undecided", "high")]


def test_regression_the_verdict_is_the_same_before_and_after_the_first_apply() -> None:
    before, after = Plan(), Plan()
    for name in ("main", "peer"):
        vpc(before, name, "10.0.0.0/16")
        old_vpc(after, name, "10.0.0.0/16")
    refers = {"vpc_id": "aws_vpc.main.id", "peer_vpc_id": "aws_vpc.peer.id"}
    before.create("aws_vpc_peering_connection.p", refers=refers)
    peering(after, IDS["peer"], accept_status="failed")
    assert before.told(*ALL) == after.told(*ALL)
    assert len(after.told(*ALL)) == 1


# ---- transit gateways


def test_the_vpc_that_is_attached_already_keeps_its_route() -> None:
    plan = Plan()
    plan.existing("aws_ec2_transit_gateway.hub", {"id": "tgw-00000001"})
    old_vpc(plan, "z", "10.0.0.0/16")
    vpc(plan, "a", "10.0.0.0/16")
    old = {
        "id": "tgw-attach-00000001",
        "transit_gateway_id": "tgw-00000001",
        "vpc_id": IDS["z"],
        "subnet_ids": [],
    }
    plan.existing("aws_ec2_transit_gateway_vpc_attachment.z", old)
    new = {"transit_gateway_id": "tgw-00000001", "subnet_ids": []}
    refers = {"vpc_id": "aws_vpc.a.id"}
    plan.create("aws_ec2_transit_gateway_vpc_attachment.a", new, refers=refers)
    expected = [("aws_ec2_transit_gateway_vpc_attachment.a", ATTACHED, "finding", "critical")]
    assert plan.told(*ALL) == expected


def test_a_transit_gateway_that_is_shared_tells_its_defaults() -> None:
    plan = Plan()
    off = {
        "default_route_table_propagation": "disable",
        "default_route_table_association": "disable",
    }
    plan.data("data.aws_ec2_transit_gateway.hub", {"id": "tgw-00000001", **off})
    for name in ("a", "b"):
        vpc(plan, name, "10.0.0.0/16")
        values = {"transit_gateway_id": "tgw-00000001", "subnet_ids": []}
        refers = {"vpc_id": f"aws_vpc.{name}.id"}
        plan.create(f"aws_ec2_transit_gateway_vpc_attachment.{name}", values, refers=refers)
    assert plan.told(*ALL) == []


# ---- VPCs that nothing joins


def test_a_vpc_that_is_managed_and_read_is_one_vpc() -> None:
    plan = Plan()
    old_vpc(plan, "main", "10.0.0.0/16")
    data_vpc(plan, "main", IDS["main"], "10.0.0.0/16")
    data_vpc(plan, "again", IDS["main"], "10.0.0.0/16")
    assert plan.told(*ALL) == []


def test_a_vpc_that_is_read_twice_is_one_vpc() -> None:
    plan = Plan()
    data_vpc(plan, "by_id", "vpc-00000001", "10.0.0.0/16")
    data_vpc(plan, "by_name", "vpc-00000001", "10.0.0.0/16")
    assert plan.told(*ALL) == []


def test_default_vpcs_are_equal_everywhere() -> None:
    plan = Plan()
    data_vpc(plan, "default", "vpc-00000001", "172.31.0.0/16", default=True)
    vpc(plan, "main", "172.31.0.0/16")
    assert plan.told(*ALL) == []


def test_a_default_vpc_with_a_connection_counts() -> None:
    plan = Plan()
    data_vpc(plan, "default", "vpc-00000001", "172.31.0.0/16", default=True)
    vpc(plan, "main", "172.31.0.0/16")
    vpc(plan, "third", "10.0.0.0/16")
    refers = {"vpc_id": "aws_vpc.third.id"}
    plan.create("aws_vpc_peering_connection.p", {"peer_vpc_id": "vpc-00000001"}, refers=refers)
    assert plan.told(UNCONNECTED) == [("data.aws_vpc.default", UNCONNECTED, "finding", "medium")]


def test_a_replaced_vpc_does_not_overlap_itself() -> None:
    plan = Plan()
    plan.create("aws_vpc.main", {"cidr_block": "10.0.0.0/16"})
    plan.document()["resource_changes"][0]["change"] |= {
        "actions": ["delete", "create"],
        "before": {"id": "vpc-00000001", "cidr_block": "10.0.0.0/17"},
    }
    assert plan.told(*ALL) == []


def test_a_vpc_that_the_plan_deletes_overlaps_nothing() -> None:
    plan = Plan()
    vpc(plan, "main", "10.0.0.0/16")
    plan.delete("aws_vpc.old", {"id": "vpc-00000001", "cidr_block": "10.0.0.0/16"})
    assert plan.told(*ALL) == []


# ---- subnets


def test_subnets_that_exist_already_cannot_overlap() -> None:
    plan = Plan()
    old_vpc(plan, "main", "10.0.0.0/16")
    for name in ("a", "b"):
        values = {"id": f"subnet-0000000{name}", "vpc_id": IDS["main"], "cidr_block": "10.0.0.0/24"}
        plan.existing(f"aws_subnet.{name}", values)
    assert plan.told(*ALL) == []


def test_a_new_subnet_may_overlap_one_that_is_only_read() -> None:
    plan = Plan()
    data_vpc(plan, "main", "vpc-00000001", "10.0.0.0/16")
    read = {"id": "subnet-00000001", "vpc_id": "vpc-00000001", "cidr_block": "10.0.0.0/20"}
    plan.data("data.aws_subnet.shared", read)
    plan.create("aws_subnet.new", {"vpc_id": "vpc-00000001", "cidr_block": "10.0.1.0/24"})
    expected = [("data.aws_subnet.shared", SUBNETS, "finding", "critical")]
    assert plan.told(*ALL) == expected


def test_subnets_shared_from_other_accounts_are_in_vpcs_of_their_own() -> None:
    plan = Plan()
    for number in (1, 2):
        values = {"id": f"subnet-{number}", "vpc_id": f"vpc-{number}", "cidr_block": "10.0.0.0/24"}
        plan.data(f"data.aws_subnet.shared_{number}", values)
    vpc(plan, "main", "10.0.0.0/16")
    subnet(plan, "own", "10.0.0.0/24")
    assert plan.told(*ALL) == []


def test_a_data_source_lists_every_block_of_its_vpc() -> None:
    plan = Plan()
    data_vpc(plan, "main", "vpc-00000001", "10.0.0.0/16", "100.64.0.0/16")
    plan.create("aws_subnet.in", {"vpc_id": "vpc-00000001", "cidr_block": "100.64.1.0/24"})
    plan.create("aws_subnet.out", {"vpc_id": "vpc-00000001", "cidr_block": "10.1.0.0/24"})
    assert plan.told(*ALL) == [("aws_subnet.out", OUTSIDE, "finding", "critical")]


def test_an_existing_vpc_may_have_blocks_from_elsewhere() -> None:
    plan = Plan()
    old_vpc(plan, "main", "10.0.0.0/16")
    plan.create("aws_subnet.out", {"vpc_id": IDS["main"], "cidr_block": "10.1.0.0/24"})
    assert plan.told(*ALL) == [("aws_subnet.out", OUTSIDE, "undecided", "high")]


def test_a_subnet_of_a_vpc_outside_the_input_is_not_judged() -> None:
    plan = Plan()
    plan.create("aws_subnet.a", {"vpc_id": ELSEWHERE, "cidr_block": "10.1.0.0/24"})
    assert plan.told(*ALL) == []


def test_a_block_that_was_disassociated_holds_nothing() -> None:
    plan = Plan()
    gone = {"cidr_block": "10.1.0.0/16", "state": "disassociated"}
    values = {"id": "vpc-00000001", "cidr_block": "10.0.0.0/16", "cidr_block_associations": [gone]}
    plan.data("data.aws_vpc.main", values)
    plan.create("aws_subnet.out", {"vpc_id": "vpc-00000001", "cidr_block": "10.1.0.0/24"})
    assert plan.told(*ALL) == [("aws_subnet.out", OUTSIDE, "finding", "critical")]


# ---- what a VPN connection says of its ends


@pytest.mark.parametrize(
    ("local", "swapped"), [("10.0.1.0/24", True), ("10.0.0.0/16", True), ("10.0.0.0/12", False)]
)
def test_a_block_of_the_vpc_on_the_customers_side_is_told_as_a_mix_up(
    local: str, *, swapped: bool
) -> None:
    plan = Plan()
    vpc(plan, "main", "10.0.0.0/16")
    plan.create("aws_vpn_gateway.main", refers={"vpc_id": "aws_vpc.main.id"})
    plan.create(
        "aws_vpn_connection.office",
        {"local_ipv4_network_cidr": local},
        refers={"vpn_gateway_id": "aws_vpn_gateway.main.id"},
    )
    (found,) = plan.outcomes("vpc-overlaps-onprem")
    assert isinstance(found, Finding)
    assert ("swap" in found.remediation) is swapped
    assert (found.fix is NO_FIX) is swapped


# ---- knowledge


def joined(first: object, second: object, subnet_cidr: object) -> Plan:
    """Return two VPCs that are peered and attached to one gateway, with a subnet in the first."""
    plan = Plan()
    plan.create("aws_ec2_transit_gateway.hub", {})
    for name, cidr in (("a", first), ("b", second)):
        plan.create(f"aws_vpc.{name}", {"cidr_block": cidr, "ipv4_ipam_pool_id": "ipam-pool-1"})
        refers = {
            "transit_gateway_id": "aws_ec2_transit_gateway.hub.id",
            "vpc_id": f"aws_vpc.{name}.id",
        }
        plan.create(
            f"aws_ec2_transit_gateway_vpc_attachment.{name}", {"subnet_ids": []}, refers=refers
        )
    plan.create("aws_subnet.a", {"cidr_block": subnet_cidr}, refers={"vpc_id": "aws_vpc.a.id"})
    refers = {"vpc_id": "aws_vpc.a.id", "peer_vpc_id": "aws_vpc.b.id"}
    plan.create("aws_vpc_peering_connection.p", refers=refers)
    return plan


CIDRS = ("10.0.0.0/16", "10.0.128.0/17", "10.1.0.0/16")


@pytest.mark.parametrize("check", [PEERED, ATTACHED, OUTSIDE])
@pytest.mark.parametrize("known", CIDRS)
@pytest.mark.parametrize("learnt", CIDRS)
def test_learning_a_cidr_never_turns_a_verdict_around(check: str, known: str, learnt: str) -> None:
    before = [told[2] for told in joined(UNKNOWN, known, "10.0.0.0/24").told(check)]
    after = {told[2] for told in joined(learnt, known, "10.0.0.0/24").told(check)}
    assert before == ["undecided"]
    assert after <= {"finding"}

"""Ranges of subnets that are set aside: what is left for what AWS puts there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from netplan_audit.network.addressing.subnet_use import unsized_by, usable_addresses
from netplan_audit.pipeline import Input, understand
from tests.plans import Plan

if TYPE_CHECKING:
    from netplan_audit.network.network import Network

SUBNET = "aws_subnet.a"
RESERVATION = "aws_ec2_subnet_cidr_reservation.r"


def plan_of(*reserved: tuple[str, str], subnet: str = "10.0.0.0/26") -> Plan:
    plan = Plan()
    plan.create("aws_vpc.v", {"cidr_block": "10.0.0.0/16"})
    refers = {"vpc_id": "aws_vpc.v.id"}
    plan.create(SUBNET, {"cidr_block": subnet}, refers=refers)
    plan.create("aws_subnet.b", {"cidr_block": "10.0.1.0/26"}, refers=refers)
    for number, (cidr, kind) in enumerate(reserved):
        values = {"cidr_block": cidr, "reservation_type": kind}
        plan.create(
            f"aws_ec2_subnet_cidr_reservation.r{number}",
            values,
            refers={"subnet_id": f"{SUBNET}.id"},
        )
    return plan


def network(plan: Plan) -> Network:
    return understand(Input("plan", "plan.json", msgspec.json.encode(plan.document())))[1]


def counts(plan: Plan) -> tuple[int | None, int | None]:
    subnet = network(plan).subnets[SUBNET]
    return usable_addresses(subnet), usable_addresses(subnet, prefixes=True)


@pytest.mark.parametrize(
    ("reserved", "expected"),
    [
        ((), (59, 59)),
        ((("10.0.0.16/28", "explicit"),), (43, 43)),
        ((("10.0.0.16/28", "prefix"),), (43, 59)),
        # The first four and the last addresses are AWS's anyway.
        ((("10.0.0.0/28", "explicit"), ("10.0.0.48/28", "prefix")), (32, 47)),
        ((("10.0.0.16/28", "explicit"), ("10.0.0.0/27", "explicit")), (31, 31)),
        ((("10.0.0.0/26", "explicit"),), (0, 0)),
        ((("2001:db8::/80", "explicit"),), (59, 59)),
        ((("10.9.0.0/28", "explicit"),), (59, 59)),
    ],
)
def test_what_is_reserved_is_not_assigned(
    reserved: tuple[tuple[str, str], ...], expected: tuple[int, int]
) -> None:
    assert counts(plan_of(*reserved)) == expected


def test_other_subnets_keep_theirs() -> None:
    plan = plan_of(("10.0.0.0/27", "explicit"))
    assert usable_addresses(network(plan).subnets["aws_subnet.b"]) == 59


@pytest.mark.parametrize(
    ("name", "expected", "told"),
    [
        ("cidr_block", (None, 59), "terraform_data.t"),
        ("subnet_id", (None, 59), f"{RESERVATION}.subnet_id"),
        ("reservation_type", (43, None), f"{RESERVATION}.reservation_type"),
    ],
)
def test_what_is_not_known_of_a_reservation_leaves_the_size_open(
    name: str, expected: tuple[int | None, int | None], told: str
) -> None:
    plan = plan_of()
    values = {"cidr_block": "10.0.0.16/28", "reservation_type": "prefix"}
    values.pop(name, None)
    one = f"{SUBNET}.id"
    refers = {"subnet_id": [one, "aws_subnet.b.id"] if name == "subnet_id" else one}
    if name != "subnet_id":
        refers[name] = "terraform_data.t.output"
    plan.create(RESERVATION, values, refers=refers, unknown=(name,))
    subnet = network(plan).subnets[SUBNET]
    found = (usable_addresses(subnet), usable_addresses(subnet, prefixes=True))
    assert found == expected
    kinds_matter = name == "reservation_type"
    assert unsized_by(subnet, prefixes=kinds_matter) == told

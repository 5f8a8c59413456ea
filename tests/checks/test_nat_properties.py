"""What holds for the NAT gateway checks whatever the network: one cause, one stable verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.plans import UNKNOWN, Plan

CHECKS = ("nat-single-az", "nats-share-az", "nat-cross-az-route")
SINGLE, SHARED, CROSSED = CHECKS
A, B, C = "eu-west-1a", "eu-west-1b", "eu-west-1c"
Zone = Any
"""A name, or UNKNOWN."""


@dataclass(frozen=True)
class Layout:
    """The zones of the gateways, and for each private subnet its zone and its gateway."""

    gateways: tuple[Zone, ...]
    subnets: tuple[tuple[Zone, int], ...]

    def plan(self, names: str = "abcdefgh") -> Plan:
        plan = Plan()
        plan.create("aws_vpc.main", {"cidr_block": "10.0.0.0/16"})
        for index, zone in enumerate(self.gateways):
            self._subnet(plan, f"public_{names[index]}", 100 + index, zone)
            place = f"aws_subnet.public_{names[index]}.id"
            plan.create(f"aws_nat_gateway.{names[index]}", refers={"subnet_id": place})
        for index, (zone, gateway) in enumerate(self.subnets):
            name = f"private_{names[index]}"
            self._subnet(plan, name, index, zone)
            self._routed(plan, name, f"aws_nat_gateway.{names[gateway]}.id")
        return plan

    @staticmethod
    def _subnet(plan: Plan, name: str, number: int, zone: Zone) -> None:
        values = {"cidr_block": f"10.0.{number}.0/24", "availability_zone": zone}
        plan.create(f"aws_subnet.{name}", values, refers={"vpc_id": "aws_vpc.main.id"})

    @staticmethod
    def _routed(plan: Plan, name: str, gateway: str) -> None:
        table = f"aws_route_table.{name}"
        plan.create(table, refers={"vpc_id": "aws_vpc.main.id"}, unknown=["route"])
        refers = {"route_table_id": f"{table}.id", "nat_gateway_id": gateway}
        plan.create(f"aws_route.{name}", {"destination_cidr_block": "0.0.0.0/0"}, refers=refers)
        both = {"route_table_id": f"{table}.id", "subnet_id": f"aws_subnet.{name}.id"}
        plan.create(f"aws_route_table_association.{name}", refers=both)


def verdicts(plan: Plan) -> list[tuple[str, str]]:
    """Return check and verdict of each result."""
    return sorted((check, verdict) for _, check, verdict, _ in plan.told(*CHECKS))


def expected(layout: Layout) -> set[str]:
    """Judge a layout of known zones by the definitions: which checks find something."""
    used = {gateway for _, gateway in layout.subnets}
    users = {zone for zone, _ in layout.subnets}
    places = {layout.gateways[gateway] for gateway in used}
    if len(places) > 1:
        crossed = any(zone != layout.gateways[gateway] for zone, gateway in layout.subnets)
        return {CROSSED} if crossed else set()
    if len(users) < 2:
        return set()
    return {SINGLE} if len(used) == 1 else {SHARED}


def layouts(zones: list[Zone]) -> st.SearchStrategy[Layout]:
    zone = st.sampled_from(zones)
    gateways = st.lists(zone, min_size=1, max_size=3).map(tuple)
    return gateways.flatmap(
        lambda chosen: st.lists(
            st.tuples(zone, st.integers(0, len(chosen) - 1)), min_size=1, max_size=4
        ).map(lambda subnets: Layout(chosen, tuple(subnets)))
    )


FEW = settings(max_examples=40)


@FEW
@given(layouts([A, B, C]))
def test_where_every_zone_is_known_the_definitions_decide(layout: Layout) -> None:
    found = verdicts(layout.plan())
    assert {check for check, _ in found} == expected(layout)
    assert {verdict for _, verdict in found} <= {"finding"}


@FEW
@given(layouts([A, B, UNKNOWN]), st.data())
def test_learning_a_zone_never_turns_a_verdict_around(layout: Layout, data: st.DataObject) -> None:
    def learn(zone: Zone) -> Zone:
        return data.draw(st.sampled_from([A, B, C])) if zone is UNKNOWN else zone

    gateways = tuple(learn(zone) for zone in layout.gateways)
    subnets = tuple((learn(zone), gateway) for zone, gateway in layout.subnets)
    before = verdicts(layout.plan())
    after = verdicts(Layout(gateways, subnets).plan())
    if all(verdict == "finding" for _, verdict in before):
        assert {check for check, _ in after} == {check for check, _ in before}


@FEW
@given(layouts([A, B, UNKNOWN]))
def test_one_cause_is_told_by_one_check(layout: Layout) -> None:
    assert len({check for check, _ in verdicts(layout.plan())}) <= 1


@FEW
@given(layouts([A, B, UNKNOWN]))
def test_names_do_not_matter(layout: Layout) -> None:
    assert verdicts(layout.plan("hgfedcba")) == verdicts(layout.plan())


def test_a_gateway_of_unknown_zone_may_be_elsewhere_than_its_users() -> None:
    layout = Layout((A, UNKNOWN), ((A, 0), (A, 1)))
    assert verdicts(layout.plan()) == [(CROSSED, "undecided")]

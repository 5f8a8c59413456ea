"""Mistakes in plans, states and manifests are refused or read to the end, whatever is asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from netplan_audit.formats import graph_json, resources_json
from netplan_audit.formats.text import Look, tell
from netplan_audit.library import render
from netplan_audit.network import edges
from netplan_audit.pipeline import audit, understand
from tests.fuzz.documents import EVERY, input_of, mutants, read_all, systematic
from tests.plans import Plan
from tests.states import State

if TYPE_CHECKING:
    from collections.abc import Mapping

CHECKS: Final = Path(__file__).parent / "checks"
PLANS: Final = sorted(CHECKS.glob("*/*.plan.json"))
LISTED: Final = ["a", {}]


def _documents(every: int) -> list[Any]:
    return [json.loads(path.read_bytes()) for path in PLANS[::every]]


def test_some_mutants_of_plans() -> None:
    """`make fuzz` tries as many as you have time for."""
    for made in mutants(_documents(60), 30, seed=1):
        read_all(input_of(made))


@pytest.mark.slow
def test_an_argument_of_another_kind_in_every_place() -> None:
    count = 0
    for made in systematic(_documents(200)):
        read_all(input_of(made))
        count += 1
    assert count > 100


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("aws_vpc_endpoint", {"vpc_endpoint_type": LISTED}),
        ("aws_lb", {"load_balancer_type": LISTED}),
        ("aws_lb_target_group", {"protocol": LISTED, "target_type": LISTED}),
        ("aws_route_table", {"route": [{"cidr_block": "0.0.0.0/0", "gateway_id": LISTED}]}),
        ("aws_vpc_peering_connection_options", {"accepter": LISTED}),
        ("aws_vpc", {"ipv6_cidr_block_association": [{"state": LISTED}]}),
        ("aws_ec2_client_vpn_endpoint", {"vpn_port": -1}),
        ("aws_security_group", {"ingress": [{"protocol": "-1", "from_port": "x", "to_port": 0}]}),
        ("aws_security_group", {"ingress": [{"protocol": "icmp", "from_port": "::/0"}]}),
        (
            "aws_security_group",
            {"ingress": [{"protocol": 6, "from_port": 1e300, "to_port": 1e300}]},
        ),
    ],
)
def test_an_argument_of_another_kind(kind: str, values: Mapping[str, Any]) -> None:
    state = State()
    state.add(kind, "x", **values)
    assert not read_all(input_of(state.document()))


@pytest.mark.parametrize("expressions", [True, 3, 2.5, "x", ["default_tags"]])
def test_a_provider_whose_arguments_are_none(expressions: object) -> None:
    document = Plan().document()
    document["configuration"]["provider_config"] = {"aws": {"expressions": expressions}}
    assert not read_all(input_of(document))


def test_all_pairs_hold_public_endpoints_that_are_no_workloads() -> None:
    state = State()
    state.add("aws_apigatewayv2_api", "a", protocol_type="HTTP")
    state.add("aws_cloudfront_distribution", "c", enabled=True)
    assert not read_all(input_of(state.document()))


def test_a_gateway_that_is_not_known_may_join_what_overlaps() -> None:
    plan = Plan()
    for name, block in (("a", "10.0.0.0/16"), ("b", "10.0.128.0/17")):
        plan.create(f"aws_vpc.{name}", {"cidr_block": block})
    kind, check = "aws_ec2_transit_gateway_vpc_attachment", "vpcs-overlap-unconnected"
    plan.create(f"{kind}.b", {"transit_gateway_id": "tgw-1"}, refers={"vpc_id": "aws_vpc.b.id"})
    assert [one.verdict for one in plan.outcomes(check)] == ["finding"]
    hangs = {"vpc_id": "aws_vpc.a.id", "transit_gateway_id": "data.external.x.result"}
    plan.create(f"{kind}.a", refers=hangs)
    assert [(one.verdict, one.subject) for one in plan.outcomes(check)] == [
        ("undecided", "aws_vpc.b")
    ]


@pytest.mark.parametrize(
    ("check", "case", "secret"),
    [
        ("peering-route-beyond-peer", "on-premises-behind-the-peer", "192.168."),
        ("prefix-list-route-conflict", "docs-bad", "10.9.0."),
    ],
)
def test_sensitive_destinations_are_shown_nowhere(check: str, case: str, secret: str) -> None:
    document = json.loads((CHECKS / check / f"{case}.plan.json").read_bytes())
    document.pop("planned_values")
    for one in document["resource_changes"]:
        one["change"]["after_sensitive"] = dict.fromkeys(one["change"]["after"], True)
    one = input_of(document)
    report = audit([one], EVERY)
    assert check in {found.check for found in report.findings}
    resources, network = understand(one)
    texts = [render(report, "json"), tell(report, list(report.findings), Look(verbose=True))]
    texts += [resources_json.render(resources), graph_json.render((), edges.edges(network))]
    assert [text for text in texts if secret in text] == []


def test_a_subnet_of_unknown_addresses_may_be_what_a_route_is_for() -> None:
    path = CHECKS / "secondary-cidr-covers-route" / "summary-and-inspection.plan.json"
    document = json.loads(path.read_bytes())
    for one in document["resource_changes"]:
        if one["address"] == "aws_subnet.more":
            del one["change"]["after"]["cidr_block"]
            one["change"]["after_unknown"]["cidr_block"] = True
    (block,) = (
        one
        for one in document["configuration"]["root_module"]["resources"]
        if one["address"] == "aws_subnet.more"
    )
    block["expressions"]["cidr_block"] = {"references": ["data.external.x.result"]}
    found = audit([input_of(document)], EVERY)
    assert "secondary-cidr-covers-route" in {one.check for one in found.undecided}
    assert "secondary-cidr-covers-route" not in {one.check for one in found.findings}


@pytest.mark.parametrize(
    ("kind", "name"), [("aws_lb", "load_balancer_type"), ("aws_vpc_endpoint", "vpc_endpoint_type")]
)
def test_what_may_have_no_groups_uses_no_default_group_for_certain(kind: str, name: str) -> None:
    plan = Plan()
    plan.create("aws_vpc.v", {"cidr_block": "10.0.0.0/16"})
    plan.create("aws_subnet.s", {"cidr_block": "10.0.0.0/24"}, refers={"vpc_id": "aws_vpc.v.id"})
    subnets = "subnets" if kind == "aws_lb" else "subnet_ids"
    hangs = {subnets: "aws_subnet.s.id", name: "data.external.x.result", "vpc_id": "aws_vpc.v.id"}
    plan.create(f"{kind}.l", refers=hangs)
    found = plan.outcomes("sg-default-in-use")
    assert "finding" not in {one.verdict for one in found}

"""Cloud WAN: which VPCs reach each other over a core network, and where nobody can tell."""

from __future__ import annotations

import json
from typing import Any

import pytest

from netplan_audit.network.build.reach import build_reach
from netplan_audit.network.reach.pairs import Pairs
from netplan_audit.pipeline import Input, understand
from tests.network.test_reach import A, Apart, B, asked, verdict
from tests.states import tcp

ARN = "arn:aws:networkmanager::1:core-network/core-network-0123456789abcdef0"
OPEN: dict[str, Any] = {"require-attachment-acceptance": False}


class Core(Apart):
    """The two VPCs attached to one core network."""

    def __init__(self, policy: dict[str, Any] | None, segments: tuple[str, str]) -> None:
        super().__init__()
        state = self.state
        core = state.add("aws_networkmanager_core_network", "c", arn=ARN)
        state.set("aws_networkmanager_core_network.c", id="core-network-0123456789abcdef0")
        core = state.values_of("aws_networkmanager_core_network.c")["id"]
        if policy is not None:
            state.add(
                "aws_networkmanager_core_network_policy_attachment", "p", core_network_id=core,
                policy_document=json.dumps(policy),
            )  # fmt: skip
        places = ((self.v1, self.one), (self.v2, self.two))
        for number, ((vpc, place), segment) in enumerate(zip(places, segments, strict=True), 1):
            names = {
                vpc: f"aws_vpc.v{number}",
                place: f"aws_subnet.{'one' if number == 1 else 'two'}",
            }
            for identity, address in names.items():
                kind = "vpc" if identity == vpc else "subnet"
                state.set(address, arn=f"arn:aws:ec2:eu-west-1:1:{kind}/{identity}")
            state.add(
                "aws_networkmanager_vpc_attachment", f"m{number}", core_network_id=core,
                vpc_arn=f"arn:aws:ec2:eu-west-1:1:vpc/{vpc}", segment_name=segment,
                subnet_arns=[f"arn:aws:ec2:eu-west-1:1:subnet/{place}"], state="",
            )  # fmt: skip
        self.way = {"cidr_block": "10.0.0.0/8", "core_network_arn": ARN}
        self.route(self.way, self.way)


def policy(*segments: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"version": "2021.12", "segments": list(segments)} | more


def shared(action: dict[str, Any], first: dict[str, Any] | None = None) -> dict[str, Any]:
    """Write a policy of three segments with one action; `first` is what the first one has too."""
    segments = ({"name": name} | OPEN for name in "bc")
    actions = [{"action": "share", "mode": "attachment-route"} | action]
    return policy({"name": "a"} | OPEN | (first or {}), *segments, **{"segment-actions": actions})


@pytest.mark.parametrize(
    ("segments", "document", "expected"),
    [
        (("a", "a"), policy({"name": "a"} | OPEN), "yes"),
        (("a", "a"), policy({"name": "a", "isolate-attachments": True} | OPEN), "no"),
        (("a", "b"), policy({"name": "a"} | OPEN, {"name": "b"} | OPEN), "no"),
        (
            ("a", "b"),
            policy(
                {"name": "a"} | OPEN,
                {"name": "b"} | OPEN,
                **{"segment-actions": [{"action": "share", "segment": "a"}]},
            ),
            "unknown",
        ),
        (("a", "b"), shared({"segment": "a", "share-with": ["b"]}), "yes"),
        (("a", "b"), shared({"segment": "b", "share-with": "*"}), "yes"),
        (("a", "b"), shared({"segment": "c", "share-with": "*"}), "no"),
        (("a", "b"), shared({"segment": "b", "share-with": ["c", "*"]}), "yes"),
        (("a", "b"), shared({"segment": "a", "share-with": {"except": ["c"]}}), "yes"),
        (("a", "b"), shared({"segment": "a", "share-with": {"except": ["b"]}}), "no"),
        (("a", "b"), shared({"segment": "a", "share-with": "*"}, {"deny-filter": ["b"]}), "no"),
        (("a", "b"), shared({"segment": "a", "share-with": "*"}, {"allow-filter": ["c"]}), "no"),
        (("a", "b"), shared({"segment": "a", "share-with": "*"}, {"allow-filter": ["b"]}), "yes"),
        (("a", "b"), shared({"action": "create-route", "segment": "a"}), "unknown"),
        (
            ("a", "b"),
            shared({"segment": "a", "share-with": ["b"], "routing-policy-names": ["x"]}),
            "unknown",
        ),
        (("a", "b"), shared({"action": "create-route", "segment": "c"}), "no"),
        (
            ("a", "b"),
            shared({"action": "send-via", "segment": "c", "when-sent-to": {"segments": ["b"]}}),
            "unknown",
        ),
        (
            ("a", "b"),
            shared({"action": "send-via", "segment": "c", "when-sent-to": {"segments": "*"}}),
            "unknown",
        ),
        (("", ""), policy({"name": "a"} | OPEN), "yes"),
        (("", ""), policy({"name": "a"} | OPEN, {"name": "b"} | OPEN), "unknown"),
        (("a", "a"), policy({"name": "a"}), "unknown"),
        (("a", "a"), None, "unknown"),
    ],
)
def test_segments_decide_which_vpcs_reach_each_other(
    segments: tuple[str, str], document: dict[str, Any] | None, expected: str
) -> None:
    assert Core(document, segments).verdict() == expected


RULES: list[dict[str, Any]] = [
    {
        "rule-number": 200,
        "conditions": [{"type": "tag-exists", "key": "segment"}],
        "action": {"association-method": "tag", "tag-value-of-key": "segment"},
    },
    {
        "rule-number": 100,
        "condition-logic": "and",
        "conditions": [
            {"type": "attachment-type", "operator": "equals", "value": "vpc"},
            {"type": "tag-value", "operator": "equals", "key": "stage", "value": "live"},
        ],
        "action": {"association-method": "constant", "segment": "a"},
    },
]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (({"stage": "live"}, {"segment": "a"}), "yes"),
        (({"stage": "live", "segment": "b"}, {"segment": "a"}), "yes"),
        (({"stage": "live"}, {"segment": "b"}), "no"),
        (({"stage": "test", "segment": "b"}, {"segment": "b"}), "yes"),
        (({"stage": "live"}, {}), "unknown"),
    ],
)
def test_attachment_policies_decide_the_segment_that_aws_did_not_tell_yet(
    tags: tuple[dict[str, str], dict[str, str]], expected: str
) -> None:
    segments = ({"name": "a"} | OPEN, {"name": "b"} | OPEN)
    net = Core(policy(*segments, **{"attachment-policies": RULES}), ("", ""))
    for number, of_attachment in enumerate(tags, 1):
        net.state.set(f"aws_networkmanager_vpc_attachment.m{number}", tags_all=of_attachment)
    assert net.verdict() == expected


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("equals", "live-1", "yes"),
        ("not-equals", "live-1", "unknown"),
        ("not-equals", "test", "yes"),
        ("contains", "ve-", "yes"),
        ("begins-with", "live", "yes"),
        ("begins-with", "ve", "unknown"),
        ("sounds-like", "live", "unknown"),
    ],
)
def test_conditions_compare_tags(operator: str, value: str, expected: str) -> None:
    condition = {"type": "tag-value", "operator": operator, "key": "stage", "value": value}
    rule = {
        "rule-number": 1,
        "conditions": [condition],
        "action": {"association-method": "constant", "segment": "a"},
    }
    segments = ({"name": "a"} | OPEN, {"name": "b"} | OPEN)
    net = Core(policy(*segments, **{"attachment-policies": [rule]}), ("", ""))
    for number in (1, 2):
        attachment = f"aws_networkmanager_vpc_attachment.m{number}"
        net.state.set(attachment, tags_all={"stage": "live-1"})
    assert net.verdict() == expected


def test_attachments_that_are_available_are_accepted() -> None:
    net = Core(policy({"name": "a"}), ("a", "a"))
    for number in (1, 2):
        net.state.set(f"aws_networkmanager_vpc_attachment.m{number}", state="AVAILABLE")
    assert net.verdict() == "yes"


def test_both_vpcs_need_a_route_and_a_zone() -> None:
    net = Core(policy({"name": "a"} | OPEN), ("a", "a"))
    net.state.set("aws_route_table.t2", route=[])
    assert net.verdict() == "no"
    net = Core(policy({"name": "a"} | OPEN), ("a", "a"))
    net.state.set("aws_subnet.one", availability_zone="eu-west-1a")
    other = net.state.subnet("o", net.v1, "10.1.9.0/24", "b")
    net.state.set("aws_subnet.o", arn=f"arn:aws:ec2:eu-west-1:1:subnet/{other}")
    attachment = "aws_networkmanager_vpc_attachment.m1"
    net.state.set(attachment, subnet_arns=[f"arn:aws:ec2:eu-west-1:1:subnet/{other}"])
    trail = asked(net.state, A, B)
    assert trail.blocked is not None
    assert trail.blocked.at == attachment


def test_all_pairs_are_asked_one_by_one_over_a_core_network() -> None:
    net = Core(policy({"name": "a"} | OPEN, {"name": "b"} | OPEN), ("a", "b"))
    third = net.state.vpc("v3", "10.3.0.0/16")
    place = net.state.subnet("three", third, "10.3.1.0/24")
    net.state.routed("t3", third, (place,), net.way)
    net.state.host("c", place, "10.3.1.10", net.state.group("gc", third, tcp(443, "10.0.0.0/8")))
    net.state.set("aws_vpc.v3", arn=f"arn:aws:ec2:eu-west-1:1:vpc/{third}")
    net.state.set("aws_subnet.three", arn=f"arn:aws:ec2:eu-west-1:1:subnet/{place}")
    net.state.add(
        "aws_networkmanager_vpc_attachment", "m3", state="", segment_name="b",
        core_network_id=net.state.values_of("aws_networkmanager_core_network.c")["id"],
        vpc_arn=f"arn:aws:ec2:eu-west-1:1:vpc/{third}",
        subnet_arns=[f"arn:aws:ec2:eu-west-1:1:subnet/{place}"],
    )  # fmt: skip
    assert verdict(net.state, A, B) == "no"
    assert verdict(net.state, B, "aws_instance.c") == "yes"
    given = Input("state", "state", json.dumps(net.state.document()).encode())
    found = Pairs(build_reach(*understand(given)), ("tcp",)).found()
    reached = {each.example for each in found if each.answers}
    assert reached == {(B, "aws_instance.c"), ("aws_instance.c", B)}


OUT = "aws_networkmanager_connect_attachment"


def out(net: Core, kind: str = OUT, **values: object) -> None:
    core = net.state.values_of("aws_networkmanager_core_network.c")["id"]
    net.state.add(kind, "out", **({"core_network_id": core} | values))


@pytest.mark.parametrize(
    "kind",
    [
        OUT,
        "aws_networkmanager_site_to_site_vpn_attachment",
        "aws_networkmanager_dx_gateway_attachment",
    ],
)
def test_other_networks_may_join_vpcs_that_segments_keep_apart(kind: str) -> None:
    net = Core(shared({"segment": "c", "share-with": ["a", "b"]}), ("a", "b"))
    assert net.verdict() == "no"
    out(net, kind, segment_name="c")
    trail = asked(net.state, A, B)
    assert trail.verdict.value == "unknown"
    assert trail.unknown == (f"what {kind}.out leads to",)


@pytest.mark.parametrize(
    ("segment", "shares", "more", "expected"),
    [
        ("c", ["a", "b"], {}, "unknown"),
        # The reply has no way back, or the packet none there.
        ("c", ["a"], {}, "no"),
        ("c", ["b"], {}, "no"),
        ("a", ["b"], {}, "no"),
        ("c", ["a", "b"], {"deny-filter": ["c"]}, "no"),
        ("", [], {}, "unknown"),
        ("c", ["a", "b"], {"isolate-attachments": True}, "unknown"),
    ],
)
def test_an_attachment_takes_what_its_segment_or_one_that_shares_with_it_sends(
    segment: str, shares: list[str], more: dict[str, Any], expected: str
) -> None:
    net = Core(shared({"segment": "c", "share-with": shares}, more), ("a", "b"))
    out(net, segment_name=segment)
    assert net.verdict() == expected


@pytest.mark.parametrize(("segment", "expected"), [("a", "no"), ("b", "unknown")])
def test_attachments_of_an_isolated_segment_have_no_way_out_in_it(
    segment: str, expected: str
) -> None:
    isolated = {"isolate-attachments": True}
    net = Core(shared({"segment": "b", "share-with": ["a"]}, isolated), ("a", "a"))
    out(net, segment_name=segment)
    assert net.verdict() == expected


def test_segments_that_join_vpcs_need_no_other_way() -> None:
    net = Core(shared({"segment": "a", "share-with": ["b"]}), ("a", "b"))
    out(net, segment_name="a")
    assert net.verdict() == "yes"


def test_a_route_table_of_a_transit_gateway_is_attached_by_the_peering_with_it() -> None:
    net = Core(shared({"segment": "c", "share-with": ["a", "b"]}), ("a", "b"))
    core = net.state.values_of("aws_networkmanager_core_network.c")["id"]
    net.state.add("aws_networkmanager_transit_gateway_peering", "p", core_network_id=core)
    net.state.set("aws_networkmanager_transit_gateway_peering.p", id="peering-1")
    assert net.verdict() == "no"
    kind = "aws_networkmanager_transit_gateway_route_table_attachment"
    net.state.add(kind, "out", peering_id="peering-1", segment_name="c")
    assert net.verdict() == "unknown"


def test_attachments_of_other_core_networks_are_no_way() -> None:
    net = Core(shared({"segment": "c", "share-with": ["a", "b"]}), ("a", "b"))
    other = net.state.add("aws_networkmanager_core_network", "other", arn=f"{ARN[:-1]}1")
    out(net, core_network_id=other, segment_name="c")
    assert net.verdict() == "no"


@pytest.mark.parametrize(("kind", "expected"), [("connect", "unknown"), ("vpc", "no")])
def test_attachment_policies_tell_kinds_of_attachments_apart(kind: str, expected: str) -> None:
    conditions = [{"type": "attachment-type", "operator": "equals", "value": kind}]
    rules = [
        {"rule-number": number, "conditions": found, "action": {"segment": segment}}
        for number, found, segment in ((1, conditions, "c"), (2, [{"type": "any"}], "a"))
    ]
    document = shared({"segment": "c", "share-with": ["a", "b"]}) | {"attachment-policies": rules}
    net = Core(document, ("a", "b"))
    out(net)
    assert net.verdict() == expected


@pytest.mark.parametrize("name", ["routing-policies", "attachment-routing-policy-rules"])
def test_what_filters_routes_is_not_worked_out(name: str) -> None:
    document = shared({"segment": "a", "share-with": ["b"]}) | {"version": "2025.11"}
    assert Core(document, ("a", "b")).verdict() == "yes"
    document[name] = [{"routing-policy-name": "x"}]
    assert Core(document, ("a", "b")).verdict() == "unknown"


def test_networks_outside_may_be_reached_over_a_core_network() -> None:
    net = Core(policy({"name": "a"} | OPEN), ("a", "a"))
    out(net, segment_name="a")
    for ends in (("10.99.0.10", B), (A, "10.99.0.10")):
        assert verdict(net.state, *ends) == "unknown"

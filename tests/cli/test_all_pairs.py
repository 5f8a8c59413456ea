"""The command that tells who reaches whom, for all pairs of workloads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.states import State, tcp

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

    Cli = Callable[..., Done]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Write a state of two VPCs that are alike, on one transit gateway: two hosts and a store."""
    made = State()
    hub = made.add(
        "aws_ec2_transit_gateway", "h", default_route_table_association="enable",
        default_route_table_propagation="enable", security_group_referencing_support="disable",
    )  # fmt: skip
    for number in (1, 2):
        prefix = f"10.{number}"
        vpc = made.vpc(f"v{number}", f"{prefix}.0.0/16")
        subnet = made.subnet(f"s{number}", vpc, f"{prefix}.1.0/24")
        made.add(
            "aws_ec2_transit_gateway_vpc_attachment", f"v{number}", transit_gateway_id=hub,
            vpc_id=vpc, subnet_ids=[subnet],
            transit_gateway_default_route_table_association=True,
            transit_gateway_default_route_table_propagation=True,
        )  # fmt: skip
        ways = {"cidr_block": "10.0.0.0/8", "transit_gateway_id": hub}
        made.routed(f"t{number}", vpc, (subnet,), ways)
        hosts = made.group(f"hosts{number}", vpc, tcp(443, "10.0.0.0/8"))
        store = made.group(f"store{number}", vpc, tcp(5432, security_groups=[hosts]))
        for at in "ab":
            place = f"{prefix}.1.{10 + ord(at)}"
            made.host(f"host{number}{at}", subnet, place, hosts)
        made.host(f"store{number}", subnet, f"{prefix}.1.9", store)
    path = tmp_path / "state.json"
    path.write_text(json.dumps(made.document()), encoding="utf-8")
    return path


def test_what_is_alike_is_one_line(cli: Cli, state: Path) -> None:
    done = cli("reach", state, "--all-pairs")
    assert done.status == 0
    assert done.out.splitlines() == [
        "TO  ANSWER  WHERE  PAIRS  PORTS     FROM",
        "r0  yes     near   8      tcp 443   s0",
        "r0  yes     apart  12     tcp 443   s0",
        "r1  yes     near   4      tcp 5432  s0",
        "30 pairs of 6 workloads: 24 yes, 0 unknown, 6 no (5 asked, for all that are alike)",
        "s0: aws_instance.host1a and 5 like it",
        "r0: aws_instance.host1a and 3 like it",
        "r1: aws_instance.store1 and 1 like it",
    ]


def test_json_lists_classes_answers_and_what_was_covered(cli: Cli, state: Path) -> None:
    done = cli("reach", state, "--all-pairs", "--format", "json")
    lines = [json.loads(line) for line in done.out.splitlines()]
    hosts = [f"aws_instance.host{each}" for each in ("1a", "1b", "2a", "2b")]
    stores = ["aws_instance.store1", "aws_instance.store2"]
    assert lines[:3] == [
        {"senders": 0, "members": hosts + stores},
        {"receivers": 0, "members": hosts},
        {"receivers": 1, "members": stores},
    ]
    answer = {"protocol": "tcp", "family": "ipv4", "ports": "443", "verdict": "yes"}
    apart = next(each for each in lines if each.get("near", "") is None)
    assert apart == {
        "from": 0,
        "to": 0,
        "near": None,
        "pairs": 12,
        "example": ["aws_instance.host1a", "aws_instance.host2a"],
        "answers": [answer],
    }
    assert lines[-1] == {
        "workloads": 6, "pairs": 30, "yes": 24, "unknown": 0, "no": 6, "asked": 5,
    }  # fmt: skip


def test_a_port_and_a_protocol_narrow_the_question(cli: Cli, state: Path) -> None:
    done = cli("reach", state, "--all-pairs", "--protocol", "tcp", "--port", "5432")
    assert done.out.splitlines()[1] == "r1  yes     near   4      tcp 5432  s0"
    assert cli("reach", state, "--all-pairs", "--protocol", "icmp").out.startswith("30 pairs")


def test_what_is_unknown_names_what_would_tell(cli: Cli, tmp_path: Path) -> None:
    made = State()
    vpc = made.vpc("v", "10.0.0.0/16")
    subnet = made.subnet("s", vpc, "10.0.1.0/24")
    group = made.group("g", vpc)
    made.host("a", subnet, "10.0.1.10", group)
    made.host("b", subnet, "10.0.1.11", "sg-0123456789abcdef0")
    path = tmp_path / "state.json"
    path.write_text(json.dumps(made.document()), encoding="utf-8")
    done = cli("reach", path, "--all-pairs", "--port", "22", "--protocol", "tcp")
    assert done.out.splitlines()[1:3] == [
        "aws_instance.b  unknown  near   1      tcp 22  aws_instance.a",
        " " * 47 + "unknown: the rules of sg-0123456789abcdef0",
    ]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--from", "internet"), "--all-pairs: cannot be combined"),
        (("--all-exposed",), "cannot be combined"),
        (("--protocol", "icmp", "--port", "22"), "a ping has no port"),
    ],
)
def test_questions_that_do_not_go_together(
    cli: Cli, state: Path, more: tuple[str, ...], said: str
) -> None:
    done = cli("reach", state, "--all-pairs", *more)
    assert done.status == 2
    assert said in done.err


def test_a_public_endpoint_receives_only(cli: Cli, tmp_path: Path) -> None:
    made = State()
    vpc = made.vpc("v", "10.0.0.0/16")
    gateway = made.add("aws_internet_gateway", "i", vpc_id=vpc)
    subnet = made.subnet("s", vpc, "10.0.1.0/24")
    made.table("t", vpc, subnet, gateway_id=gateway)
    made.host("a", subnet, "10.0.1.10", made.group("g", vpc), public="52.0.0.1")
    made.add(
        "aws_apigatewayv2_api", "front", protocol_type="HTTP", disable_execute_api_endpoint=False
    )
    path = tmp_path / "state.json"
    path.write_text(json.dumps(made.document()), encoding="utf-8")
    assert cli("reach", path, "--all-pairs").out.splitlines()[1:] == [
        "aws_apigatewayv2_api.front  yes     apart  1      tcp 443  aws_instance.a",
        "1 pair of 2 workloads: 1 yes, 0 unknown, 0 no (1 asked, for all that are alike)",
    ]

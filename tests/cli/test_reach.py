"""The command that tells who reaches whom."""

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
    """Write a state of one instance that faces the internet."""
    made = State()
    vpc = made.vpc("v", "10.0.0.0/16")
    gateway = made.add("aws_internet_gateway", "i", vpc_id=vpc)
    subnet = made.subnet("s", vpc, "10.0.1.0/24")
    made.table("t", vpc, subnet, gateway_id=gateway)
    group = made.group("g", vpc, tcp(443, "0.0.0.0/0"), tcp(22, "203.0.113.0/24"))
    made.host("a", subnet, "10.0.1.10", group, public="52.0.0.1")
    path = tmp_path / "state.json"
    path.write_text(json.dumps(made.document()), encoding="utf-8")
    return path


def test_a_yes_comes_with_every_hop(cli: Cli, state: Path) -> None:
    done = cli("reach", state, "--from", "internet", "--to", "aws_instance.a", "--port", "443")
    assert done.status == 0
    assert done.out.splitlines() == [
        "yes: internet to aws_instance.a, tcp 443",
        "   1 aws_instance.a: it has a public address",
        "   2 aws_internet_gateway.i: it comes in",
        "   3 aws_subnet.s: the default network ACL lets it into the subnet",
        "   4 aws_instance.a: aws_security_group.g lets it into the interface",
        "   5 aws_subnet.s: the default network ACL lets the reply out of the subnet",
        "   6 aws_route_table.t: it follows 0.0.0.0/0 to aws_internet_gateway.i",
        "   7 aws_instance.a: it leaves with its public address",
        "   8 internet: it arrives",
    ]


def test_a_no_comes_with_what_blocks(cli: Cli, state: Path) -> None:
    done = cli("reach", state, "--from", "internet", "--to", "aws_instance.a", "--port", "80")
    assert done.status == 0
    assert done.out.splitlines()[0] == "no: internet to aws_instance.a, tcp 80"
    blocked = "no rule of aws_security_group.g lets it into the interface"
    assert done.out.splitlines()[-1] == f"  blocked at aws_instance.a: {blocked}"


def test_an_unknown_comes_with_what_would_tell(cli: Cli, state: Path) -> None:
    arguments = ("--from", "internet", "--to", "aws_instance.a", "--port", "22", "-f", "json")
    done = cli("reach", state, *arguments)
    unknown = ["which public address it is (aws_security_group.g)"]
    assert json.loads(done.out) == {"id": "", "verdict": "unknown", "unknown": unknown}


def test_queries_are_json_lines_and_so_are_the_answers(
    cli: Cli, state: Path, tmp_path: Path
) -> None:
    ask = {"from": "internet", "to": "aws_instance.a", "protocol": "tcp", "port": 22}
    lines = [{"id": "x"} | ask | {"from_ip": "203.0.113.7"}, ask | {"from_ip": "198.51.100.7"}]
    queries = tmp_path / "queries.jsonl"
    queries.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    done = cli("reach", state, "--queries", queries)
    answers = [json.loads(line) for line in done.out.splitlines()]
    assert [(a["id"], a["verdict"]) for a in answers] == [("x", "yes"), ("2", "no")]
    assert answers[0]["witness"][0] == {
        "at": "aws_instance.a",
        "what": "it has a public address",
    }
    assert answers[1]["blocked_by"]["at"] == "aws_instance.a"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 1 is no JSON"),
        ("[]", "line 1 is no query"),
        ('{"from": "internet"}', "line 1 is no query"),
        ('{"from": "internet", "to": "aws_instance.a", "ports": 1}', "line 1 is no query"),
        ('{"from": "internet", "to": "aws_instance.a", "port": "x"}', "`port` has a value"),
        ('{"from": ["a"], "to": "aws_instance.a", "port": 1}', "`from` has a value"),
        ('{"from": "internet", "to": "aws_instance.x", "port": 1}', "aws_instance.x"),
        ('{"from": "internet", "to": "aws_instance.a"}', "tcp needs a port"),
        ('{"from": "internet", "to": "aws_instance.a", "port": 1, "to_ip": "x"}', "'x'"),
    ],
)
def test_queries_that_cannot_be_asked_are_2(
    cli: Cli, state: Path, tmp_path: Path, line: str, message: str
) -> None:
    queries = tmp_path / "queries.jsonl"
    queries.write_text(line, encoding="utf-8")
    done = cli("reach", state, "--queries", queries)
    assert done.status == 2
    assert message in done.err


def test_ends_or_queries_are_needed(cli: Cli, state: Path) -> None:
    assert cli("reach", state, "--from", "internet").status == 2
    assert cli("reach", state, "--from", "a", "--to", "b", "--queries", "q").status == 2


def test_without_a_port_the_answer_is_sets_of_ports_and_sources(cli: Cli, state: Path) -> None:
    done = cli("reach", state, "--from", "internet", "--to", "aws_instance.a")
    assert [line for line in done.out.splitlines() if line and line[0] != " "] == [
        "internet to aws_instance.a, tcp",
        "yes: port 22 from 203.0.113.0/24 (a site)",
        "yes: port 443 from the internet",
        "no: ports 0-21, 23-442, 444-65535 from the internet",
        "no: port 22 from the internet except 203.0.113.0/24",
    ]


def test_everything_exposed_is_a_table(cli: Cli, state: Path) -> None:
    assert cli("reach", state, "--all-exposed").out.splitlines() == [
        "ANSWER  TARGET          PORTS    FROM                     BY",
        "yes     aws_instance.a  tcp 22   203.0.113.0/24 (a site)",
        "yes     aws_instance.a  tcp 443  the internet",
    ]
    wide = cli("reach", state, "--all-exposed", "--site", "25")
    assert wide.out.splitlines()[1].endswith("203.0.113.0/24")


def test_everything_exposed_is_json_lines_too(cli: Cli, state: Path) -> None:
    done = cli("reach", state, "--all-exposed", "-f", "json")
    first = json.loads(done.out.splitlines()[0])
    assert first.pop("witness")[0] == {"at": "aws_instance.a", "what": "it has a public address"}
    assert first == {
        "to": "aws_instance.a",
        "via": None,
        "protocol": "tcp",
        "family": "ipv4",
        "ports": "22",
        "sources": ["203.0.113.0/24"],
        "internet": False,
        "verdict": "yes",
    }


def test_what_hangs_on_one_unknown_is_listed_and_the_rest_counted(cli: Cli, tmp_path: Path) -> None:
    made = State()
    vpc = made.vpc("v", "10.0.0.0/16")
    subnet = made.subnet("s", vpc, "10.0.1.0/24")
    made.table("t", vpc, subnet, gateway_id=made.add("aws_internet_gateway", "i", vpc_id=vpc))
    made.host("a", subnet, "10.0.1.10", "sg-0123456789abcdef0", public="52.0.0.1")
    made.host("b", "subnet-0123456789abcdef0", "", "sg-0123456789abcdef0", public="52.0.0.2")
    made.set("aws_instance.b", associate_public_ip_address=True, ipv6_address_count=0)
    path = tmp_path / "state.json"
    path.write_text(json.dumps(made.document()), encoding="utf-8")
    lines = cli("reach", path, "--all-exposed").out.splitlines()
    assert [line.split()[0:2] for line in lines[1:3]] == [["unknown", "aws_instance.a"]] * 2
    assert lines[1].endswith("unknown: the rules of sg-0123456789abcdef0")
    assert "of ports may be reached, as far as several unknowns go" in lines[-1]


def test_nothing_exposed_is_said(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    path.write_text(json.dumps(State().document()), encoding="utf-8")
    assert cli("reach", path, "--all-exposed").out == "the internet reaches nothing for certain\n"


def test_options_that_exclude_each_other_are_refused(cli: Cli, state: Path) -> None:
    done = cli("reach", state, "--all-exposed", "--from", "internet")
    assert (done.status, "--all-exposed" in done.err) == (2, True)

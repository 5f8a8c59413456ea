"""The set of small networks that every question about exposure has to get right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.exposure.entry_points import is_entry_point
from netplan_audit.unknown import Truth
from tests.network.test_reach import INTERNET, LB, A, B, Balanced, Facing, Ipv6
from tests.states import State, rule, tcp

if TYPE_CHECKING:
    from collections.abc import Callable

_CLIENT: Final = {4: AddressSet.parse("198.51.100.1"), 6: AddressSet.parse("2a00::1")}
_SSH: Final = tcp(22, INTERNET)
_UNSEEN: Final = "sg-0123456789abcdef0"


def _open() -> Facing:
    return Facing(_SSH)


def _to_nat() -> State:
    net = _open()
    public = net.state.subnet("p", net.vpc, "10.0.2.0/24")
    net.state.table("tp", net.vpc, public, gateway_id=net.igw)
    nat = net.state.add("aws_nat_gateway", "n", subnet_id=public, private_ip="10.0.2.9")
    net.state.values_of("aws_route_table.t")["route"] = [
        {"cidr_block": INTERNET, "nat_gateway_id": nat}
    ]
    return net.state


def _filtered(*outwards: object) -> State:
    net = _open()
    net.state.acl("n", net.vpc, net.subnet, [rule(100, "allow", INTERNET, 22, 22)], list(outwards))
    return net.state


def _fronted() -> State:
    net = Balanced(tcp(8443))
    front = net.state.group("front", net.vpc, tcp(443, INTERNET))
    net.state.set(LB, load_balancer_type="application", security_groups=[front])
    net.state.set("aws_lb_listener.l", protocol="HTTPS")
    net.state.set("aws_lb_target_group.tg", protocol="HTTP")
    net.state.set("aws_security_group.h", ingress=[tcp(8443, security_groups=[front])])
    return net.state


def _blocked() -> State:
    net = _open()
    net.state.set("aws_vpc.v", arn=f"arn:aws:ec2:eu-west-1:1:vpc/{net.vpc}")
    net.state.add(
        "aws_vpc_block_public_access_options", "b", internet_gateway_block_mode="block-ingress",
        aws_region="eu-west-1",
    )  # fmt: skip
    return net.state


def _grouped(*groups: str) -> State:
    net = _open()
    own = {"own": net.group, "unseen": _UNSEEN}
    net.state.set(A, vpc_security_group_ids=[own[name] for name in groups])
    return net.state


def _function() -> State:
    net = _open()
    config = [{"subnet_ids": [net.subnet], "security_group_ids": [net.group]}]
    net.state.add("aws_lambda_function", "f", vpc_config=config)
    return net.state


def _database() -> State:
    net = _open()
    private = net.state.subnet("p", net.vpc, "10.0.7.0/24")
    net.state.table("tp", net.vpc, private)
    net.state.add("aws_db_subnet_group", "d", name="d", subnet_ids=[private])
    net.state.add(
        "aws_db_instance", "d", publicly_accessible=True, db_subnet_group_name="d",
        vpc_security_group_ids=[net.group],
    )  # fmt: skip
    return net.state


_INSIDE: Final = tcp(8443, "10.0.0.0/16")
VECTORS: Final[dict[str, tuple[Callable[[], State], str, int, str]]] = {
    "R1 public host": (lambda: _open().state, A, 22, "yes"),
    "R2 no public address": (lambda: Facing(_SSH, public="").state, A, 22, "no"),
    "R3 default route to a NAT gateway": (_to_nat, A, 22, "no"),
    "R4 no replies": (_filtered, A, 22, "no"),
    "R5 replies to Linux only": (
        lambda: _filtered(rule(100, "allow", INTERNET, 32768, 61000)), A, 22, "yes",
    ),
    "R6 target of an NLB": (lambda: Balanced(tcp(8443, INTERNET)).state, B, 8443, "yes"),
    "R7 that admits its VPC only": (lambda: Balanced(_INSIDE).state, B, 8443, "no"),
    "R8 by its address": (lambda: Balanced(_INSIDE, kind="ip").state, B, 8443, "yes"),
    "R9 target of an ALB": (_fronted, B, 8443, "yes"),
    "R10 egress-only gateway": (lambda: Ipv6("egress_only_gateway_id").state, A, 443, "no"),
    "R11 Block Public Access": (_blocked, A, 22, "no"),
    "R12 a group that is only read": (lambda: _grouped("unseen"), A, 22, "unknown"),
    "R13 a gateway not attached": (lambda: Facing(_SSH, attached=False).state, A, 22, "no"),
    "R14 a function": (_function, "aws_lambda_function.f", 22, "no"),
    "R15 a private database called public": (_database, "aws_db_instance.d", 22, "no"),
    "R16 one open group of two": (lambda: _grouped("unseen", "own"), A, 22, "yes"),
}  # fmt: skip


@pytest.mark.parametrize("name", VECTORS)
def test_what_the_internet_reaches(name: str) -> None:
    build, target, port, expected = VECTORS[name]
    family = 6 if "R10" in name else 4
    found = build().exposures().of(target, "tcp", family=6 if family == 6 else 4)
    answers = {
        each.trail.verdict.value
        for each in found
        if port in each.ports and each.sources.covers(_CLIENT[family])
    }
    best = next(word for word in ("yes", "unknown", "no") if word in answers)
    assert best == expected


@pytest.mark.parametrize("name", [n for n in VECTORS if n.split()[0] not in {"R6", "R8", "R9"}])
def test_the_quick_question_agrees_but_for_load_balancers(name: str) -> None:
    build, target, _, expected = VECTORS[name]
    network = build().exposures().network
    assert is_entry_point(network, network.workloads[target]) is Truth(expected)

"""Ways out of a VPC: regional NAT gateways, Block Public Access, what gateways are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from netplan_audit.network.build.reach import build_reach
from netplan_audit.network.reach.query import Query, Reachability
from netplan_audit.opening.configurations import Options, opened
from netplan_audit.pipeline import understand
from tests.network.test_reach import INTERNET, A, B, Facing, Hub, Two, asked, verdict
from tests.states import rule, tcp

if TYPE_CHECKING:
    from pathlib import Path

EVERYTHING: Final = '"Action": "*", "Principal": "*", "Resource": "*"'
S3: Final = "com.amazonaws.eu-west-1.s3"


class Regional(Facing):
    """A private subnet whose default route leads to a regional NAT gateway."""

    def __init__(self) -> None:
        super().__init__(public="")
        self.nat = self.state.add(
            "aws_nat_gateway", "n", vpc_id=self.vpc, availability_mode="regional",
            connectivity_type="public", subnet_id="",
        )  # fmt: skip
        route = {"cidr_block": INTERNET, "nat_gateway_id": self.nat}
        self.state.set("aws_route_table.t", route=[route])


def test_a_regional_nat_gateway_leads_out_and_not_in() -> None:
    net = Regional()
    assert verdict(net.state, A, "internet") == "yes"
    assert verdict(net.state, "internet", A) == "no"
    assert verdict(net.state, "internet", "aws_nat_gateway.n") == "no"
    assert verdict(net.state, A, "172.16.0.1") == "no", "the internet does not route it"


def test_a_regional_nat_gateway_needs_the_internet_gateway_of_its_vpc() -> None:
    net = Regional()
    net.state.set("aws_internet_gateway.i", vpc_id=net.state.vpc("o", "10.7.0.0/16"))
    assert verdict(net.state, A, "internet") != "yes"
    net = Regional()
    net.state.set("aws_nat_gateway.n", vpc_id=net.state.vpc("o", "10.7.0.0/16"))
    assert verdict(net.state, A, "internet") == "unknown"


def test_replies_through_a_regional_nat_gateway_meet_the_network_acl() -> None:
    net = Regional()
    every = [rule(100, "allow", INTERNET)]
    net.state.acl("n", net.vpc, net.subnet, [], every)
    assert verdict(net.state, A, "internet") == "no"


@pytest.mark.parametrize(
    ("mode", "exclusion", "outwards", "inwards"),
    [
        ("block-bidirectional", None, "no", "no"),
        ("block-bidirectional", "allow-egress", "yes", "no"),
        ("block-bidirectional", "allow-bidirectional", "yes", "yes"),
        ("block-ingress", None, "yes", "no"),
        ("off", None, "yes", "yes"),
    ],
)
def test_block_public_access_stops_what_its_mode_says(
    mode: str, exclusion: str | None, outwards: str, inwards: str
) -> None:
    net = Facing()
    net.state.set("aws_vpc.v", arn=f"arn:aws:ec2:eu-west-1:1:vpc/{net.vpc}")
    options = {"internet_gateway_block_mode": mode, "aws_region": "eu-west-1"}
    net.state.add("aws_vpc_block_public_access_options", "b", **options)
    if exclusion is not None:
        net.state.add(
            "aws_vpc_block_public_access_exclusion", "e", vpc_id=net.vpc,
            internet_gateway_exclusion_mode=exclusion,
        )  # fmt: skip
    assert (verdict(net.state, A, "internet"), net.verdict()) == (outwards, inwards)


def test_which_attachments_a_switched_default_table_has_is_not_known() -> None:
    net = Hub()
    table = net.state.add("aws_ec2_transit_gateway_route_table", "t", transit_gateway_id=net.hub)
    assert net.verdict() == "yes"
    for word in ("association", "propagation"):
        net.state.add(
            f"aws_ec2_transit_gateway_default_route_table_{word}", "d",
            transit_gateway_id=net.hub, transit_gateway_route_table_id=table,
        )  # fmt: skip
    trail = asked(net.state, A, B)
    assert trail.verdict.value == "unknown"
    assert "aws_ec2_transit_gateway_default_route_table_association.d" in trail.unknown


def test_a_route_server_may_teach_a_table_a_route() -> None:
    net = Two()
    table = net.state.values_of("aws_route_table.t")["id"]
    assert verdict(net.state, A, "192.168.1.1") == "no"
    net.state.add(
        "aws_vpc_route_server_propagation", "p", route_server_id="rs-1", route_table_id=table
    )
    assert verdict(net.state, A, "192.168.1.1") == "unknown"


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        ('{"Statement": [{"Effect": "Deny"}]}', True),
        (f'{{"Statement": [{{"Effect": "Allow", {EVERYTHING}}}]}}', False),
        (None, False),
    ],
)
def test_the_policy_of_an_endpoint_is_told_and_not_judged(policy: str | None, told: bool) -> None:  # noqa: FBT001
    net = Facing(public="")
    table = net.state.values_of("aws_route_table.t")["id"]
    net.state.add(
        "aws_vpc_endpoint", "s3", vpc_id=net.vpc, service_name=S3, vpc_endpoint_type="Gateway",
        route_table_ids=[table], policy=policy,
    )  # fmt: skip
    trail = asked(net.state, A, f"service:{S3}")
    assert trail.verdict.value == "yes"
    assert any("policy" in hop.what for hop in trail.hops) is told


def test_clients_of_an_instance_connect_endpoint_may_show_their_own_addresses() -> None:
    net = Two(tcp(22, "10.0.1.0/24"))
    values = {"subnet_id": net.one, "security_group_ids": [net.sender]}
    net.state.add("aws_ec2_instance_connect_endpoint", "e", **values, preserve_client_ip=True)
    endpoint = "aws_ec2_instance_connect_endpoint.e"
    assert verdict(net.state, endpoint, B, 22) == "unknown"
    net.state.set(endpoint, preserve_client_ip=False)
    assert verdict(net.state, endpoint, B, 22) == "yes"
    assert verdict(net.state, A, endpoint, 22) == "no"


_POOLED: Final = """
variable "pool" {
  type = string
}
resource "aws_vpc" "v" {
  ipv4_ipam_pool_id   = var.pool
  ipv4_netmask_length = 20
}
resource "aws_subnet" "s" {
  count      = 2
  vpc_id     = aws_vpc.v.id
  cidr_block = cidrsubnet(aws_vpc.v.cidr_block, 4, count.index)
}
resource "aws_security_group" "g" {
  vpc_id = aws_vpc.v.id
  ingress {
    protocol  = "tcp"
    from_port = 443
    to_port   = 443
    self      = true
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_instance" "i" {
  count                  = 2
  ami                    = "ami-1"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.s[count.index].id
  vpc_security_group_ids = [aws_security_group.g.id]
}
"""


def test_hosts_of_a_vpc_reach_each_other_before_a_pool_gives_it_addresses(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(_POOLED, encoding="utf-8")
    given = opened("net", str(tmp_path), Options(None, None, None, {}))
    model = Reachability(build_reach(*understand(given)))
    hosts = ("aws_instance.i[0]", "aws_instance.i[1]")
    assert model.answer(Query(*hosts, "tcp", 443)).verdict.value == "yes"
    assert model.answer(Query(*hosts, "tcp", 22)).verdict.value == "no"

"""The module calls of a generated plan: one for each team, and in it those of its ten VPCs."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tests.bench.configuration import Block, Call, Computed, Expression, Instance, address, const
from tests.bench.estate import MODERN, NAMES, TEAM, Fact, Vpc, facts_between, facts_of, planted
from tests.bench.legacy import legacy
from tests.bench.networks import TIERS, ZONES, network
from tests.bench.security import security
from tests.bench.workloads import platform

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


CORE: Final = "aws_ec2_transit_gateway.core"
_BODIES: Final = {"network": network(), "security": security(), "platform": platform()}
_LEGACY: Final = {
    "depot": legacy(("a", "a"), ("a", "b")),  # both NAT gateways in one zone
    "archive": legacy(("a", "b"), ("b", "a")),  # each zone uses the other's
}


@dataclass(frozen=True, slots=True)
class Team:
    """A module call of the root: its own blocks, the calls in it, and the facts about them."""

    name: str
    blocks: tuple[Block, ...]
    calls: tuple[Call, ...]
    facts: tuple[Fact, ...]

    @property
    def address(self) -> str:
        """The address of the team's module."""
        return f"module.{self.name}"


def teams(vpcs: int, seed: int) -> Iterator[Team]:
    """Yield the teams that hold so many VPCs.

    The same seed gives the same mistakes in the same places, however many teams follow.
    """
    for number, first in enumerate(range(0, vpcs, TEAM)):
        size = min(TEAM, vpcs - first)
        found = [Vpc(name, first + at) for at, name in enumerate(NAMES[:size])]
        chance = random.Random(f"{seed}/{number}")  # noqa: S311 - repeatable, not secret
        yield _team(f"team_{number:03d}", found, planted(found, chance), each=number % 2 == 0)


def _team(name: str, vpcs: list[Vpc], order: list[Vpc], *, each: bool) -> Team:
    """Wire a team: with `each`, one call of a module for all VPCs, else one for each of them."""
    place = {vpc.name: _Place(f"module.{name}", vpc, each) for vpc in vpcs}
    modern = [place[vpc.name] for vpc in vpcs[:MODERN]]
    calls = [
        call for kind in _BODIES for call in (_one_call if each else _many_calls)(kind, modern)
    ]
    calls += [_legacy_call(place[vpc.name]) for vpc in vpcs[MODERN:]]
    facts = [
        fact
        for one in modern
        for fact in facts_of(one.vpc, one.address("network"), one.address("security"))
    ]
    whole = len(vpcs) == TEAM
    if whole:
        at = {one.vpc.name: one.address("network") for one in place.values()}
        facts += facts_between(order, f"module.{name}", at)
    blocks = _peerings(order, place) if whole else ()
    return Team(name, blocks, tuple(calls), tuple(facts))


@dataclass(frozen=True, slots=True)
class _Place:
    """A VPC in its team, and how what was made for it is addressed and referred to."""

    team: str
    vpc: Vpc
    each: bool

    def inner(self, kind: str) -> str:
        """Return the address of a module instance of this VPC inside the team."""
        if self.vpc.name in _LEGACY:
            return f"module.{self.vpc.name}"
        if self.each:
            return address("", f"module.{kind}", self.vpc.name)
        return f"module.{kind}_{self.vpc.name}"

    def address(self, kind: str) -> str:
        """Return the whole address of that module instance."""
        return f"{self.team}.{self.inner(kind)}"

    def computed(self, kind: str, resource: str) -> Computed:
        """Return the id of a resource in that module instance."""
        return Computed(f"{self.address(kind)}.{resource}", "id", self.vpc.applied)

    def references(self, kind: str, output: str) -> tuple[str, ...]:
        """Return what a plan keeps of the expression that reads an output for this VPC."""
        if self.each and self.vpc.name not in _LEGACY:
            return (f"module.{kind}", "each.key")  # the output's name is lost
        return (f"{self.inner(kind)}.{output}", self.inner(kind))


def _one_call(kind: str, places: list[_Place]) -> Iterator[Call]:
    instances = tuple(_instance(kind, place) for place in places)
    yield Call(kind, _BODIES[kind], _wiring(kind, places[0]), instances, ("var.vpcs",))


def _many_calls(kind: str, places: list[_Place]) -> Iterator[Call]:
    for place in places:
        instance = _instance(kind, place)
        yield Call(f"{kind}_{place.vpc.name}", _BODIES[kind], _wiring(kind, place), (instance,))


def _instance(kind: str, place: _Place) -> Instance:
    inputs = {"name": place.vpc.name, "tags": _tags(place.vpc), **_INPUTS[kind](place)}
    return Instance(place.address(kind), _BODIES[kind], inputs, place.vpc.applied)


def _tags(vpc: Vpc) -> dict[str, str]:
    return {"Environment": "production", "Service": vpc.name, "Team": "platform", "Tier": "1"}


def _network_inputs(place: _Place) -> dict[str, Any]:
    vpc = place.vpc
    return {
        "cidr": vpc.cidr,
        "azs": list(ZONES),
        **{tier: vpc.subnets(tier) for tier in TIERS},
        "single_nat": vpc.single_nat,
        "tgw_id": Computed(CORE, "id", applied=True),
        "propagate": vpc.propagate,
    }


def _security_inputs(place: _Place) -> dict[str, Any]:
    vpc = place.vpc
    return {
        "vpc_id": place.computed("network", "aws_vpc.this"),
        "vpc_cidr": vpc.cidr,
        "internal_cidrs": [vpc.cidr] if vpc.internal_open else [],
        "node_source": "0.0.0.0/0" if vpc.nodes_open else None,
        "database_from_vpc": vpc.database_from_vpc,
        "partner_lists": ["pl-0123456789abcdef0"] if vpc.partner else [],
    }


def _platform_inputs(place: _Place) -> dict[str, Any]:
    def group(name: str) -> list[Computed]:
        return [place.computed("security", f"aws_security_group.{name}")]

    return {
        "vpc_id": place.computed("network", "aws_vpc.this"),
        **{
            f"{tier}_subnet_ids": [
                place.computed("network", f"aws_subnet.{tier}[{zone}]") for zone in range(3)
            ]
            for tier in TIERS
        },
        "node_groups": ("general", "spot"),
        "node_group_ids": group("nodes"),
        "database_group_ids": group("database"),
        "balancer_group_ids": group("load_balancer"),
        "cluster_group_ids": group("control_plane"),
        "buckets": ("assets", "exports"),
    }


_INPUTS: Final = {
    "network": _network_inputs,
    "security": _security_inputs,
    "platform": _platform_inputs,
}
_OUTPUTS: Final = {
    "vpc_id": ("network", "vpc_id"),
    "vpc_cidr": ("network", "vpc_cidr"),
    **{f"{tier}_subnet_ids": ("network", f"{tier}_subnet_ids") for tier in TIERS},
    "node_group_ids": ("security", "nodes_group_id"),
    "database_group_ids": ("security", "database_group_id"),
    "balancer_group_ids": ("security", "load_balancer_group_id"),
    "cluster_group_ids": ("security", "control_plane_group_id"),
}


def _wiring(kind: str, place: _Place) -> Mapping[str, tuple[str, ...]]:
    """Return what each input of a call refers to: an output, the variable or a local."""
    wiring: dict[str, tuple[str, ...]] = {}
    for name in _BODIES[kind].variables:
        if name in _OUTPUTS:
            wiring[name] = place.references(*_OUTPUTS[name])
        elif name == "tgw_id":
            wiring[name] = ("var.tgw_id",)
        elif place.each:
            wiring[name] = ("each.key",) if name == "name" else (f"each.value.{name}", "each.value")
        else:
            wiring[name] = (f"local.{place.vpc.name}.{name}", f"local.{place.vpc.name}")
    return wiring


def _legacy_call(place: _Place) -> Call:
    vpc = place.vpc
    body = _LEGACY[vpc.name]
    names = ("public_a", "public_b", "private_a", "private_b")
    inputs = {
        "name": vpc.name,
        "cidr": vpc.cidr,
        "cidrs": {name: vpc.block(at, 24) for at, name in enumerate(names)},
        "tags": _tags(vpc),
    }
    instance = Instance(place.address(""), body, inputs, vpc.applied)
    return Call(vpc.name, body, dict.fromkeys(inputs, (f"local.{vpc.name}",)), (instance,))


def _peerings(order: list[Vpc], place: Mapping[str, _Place]) -> tuple[Block, ...]:
    """Peer neighbours (right), two VPCs of one range (wrong), and one with a stranger's."""

    def vpc_id(vpc: Vpc) -> Expression:
        one = place[vpc.name]
        old = vpc.name in _LEGACY
        value = one.computed("network", "aws_vpc.main" if old else "aws_vpc.this")
        inner = one.inner("network")
        parents = (inner, "module.network") if one.each and not old else (inner,)
        return Expression(lambda _: value, (f"{inner}.vpc_id", *parents))

    def peering(name: str, vpc: Vpc, peer: Expression) -> Block:
        arguments = {"vpc_id": vpc_id(vpc), "peer_vpc_id": peer, "auto_accept": const(value=True)}
        return Block("aws_vpc_peering_connection", name, arguments)

    return (
        peering("neighbours", order[1], vpc_id(order[2])),
        peering("twins", order[7], vpc_id(place["depot"].vpc)),
        peering("stranger", order[2], const("vpc-0feedfacecafe0123")),
    )


__all__ = ["CORE", "Team", "teams"]

"""The module of a VPC's security groups, with every spelling of a rule."""

from __future__ import annotations

from typing import Final

from tests.bench.configuration import (
    Block,
    Expression,
    Module,
    Place,
    const,
    counted,
    item,
    listed,
    named,
    of,
    tagged,
    var,
)
from tests.bench.networks import ANYWHERE, rule

_OUTPUTS: Final = ("control_plane", "database", "load_balancer", "nodes")
_EVERYTHING: Final = rule((0, 0), "-1", (ANYWHERE,))


def security() -> Module:
    """Write the groups; some rules admit more where an input says so."""
    inputs = (
        "name", "vpc_id", "vpc_cidr", "internal_cidrs", "node_source", "database_from_vpc",
        "partner_lists", "tags",
    )  # fmt: skip
    outputs = {
        f"{name}_group_id": (f"aws_security_group.{name}.id", f"aws_security_group.{name}")
        for name in _OUTPUTS
    }
    return Module("../security", (*_groups(), *_rules()), inputs, outputs)


def _groups() -> tuple[Block, ...]:
    from_vpc = ("var.vpc_cidr",)
    return (
        _group("load_balancer", const([rule((443, 443), cidrs=(ANYWHERE,))])),
        _group("control_plane"),
        _group("nodes"),
        _group("database"),
        _group("partner"),
        _group("internal", Expression(_internal, ("var.internal_cidrs",))),
        _group("endpoints", Expression(lambda p: [rule((443, 443), cidrs=_vpc(p))], from_vpc)),
        _group("files", Expression(lambda p: [rule((2049, 2049), cidrs=_vpc(p))], from_vpc)),
    )


def _vpc(place: Place) -> tuple[str, ...]:
    return (str(place.inputs["vpc_cidr"]),)


def _internal(place: Place) -> list[dict[str, object]]:
    return [{**rule((0, 0), "-1", tuple(place.inputs["internal_cidrs"])), "self": True}]


def _group(name: str, ingress: Expression | None = None) -> Block:
    arguments = {
        "name": named(name),
        "description": named(name),
        "vpc_id": var("vpc_id"),
        "tags": tagged(name),
    }
    if ingress is not None:
        arguments |= {"ingress": ingress, "egress": const([_EVERYTHING])}
    return Block("aws_security_group", name, arguments)


def _rules() -> tuple[Block, ...]:
    return (
        _node_ports(),
        _old("nodes_https", "nodes", (443, 443), {"cidr_blocks": const([ANYWHERE])}),
        _old("nodes_office", "nodes", (30000, 32767), {"cidr_blocks": const(["203.0.113.0/24"])}),
        _old(
            "kubelet", "nodes", (10250, 10250), {"source_security_group_id": _id("control_plane")}
        ),
        _old("postgres", "database", (5432, 5432), _database_peers()),
        *_partner(),
        _egress("nodes"),
        _egress("database"),
        _egress("control_plane"),
    )


def _id(group: str) -> Expression:
    return of(f"aws_security_group.{group}")


def _from(group: str) -> dict[str, Expression]:
    return {"source_security_group_id": _id(group)}


def _old(name: str, group: str, ports: tuple[int, int], peers: dict[str, Expression]) -> Block:
    arguments = {
        "type": const("ingress"),
        "protocol": const("tcp"),
        "from_port": const(ports[0]),
        "to_port": const(ports[1]),
        "security_group_id": _id(group),
        **peers,
    }
    return Block("aws_security_group_rule", name, arguments)


def _node_ports() -> Block:
    """Admit the load balancer's group to the node ports, or whatever `node_source` says."""

    def peer(place: Place) -> object:
        if place.inputs["node_source"]:
            return None
        return _id("load_balancer").value(place)

    group = Expression(peer, ("var.node_source", *_id("load_balancer").references))
    arguments = {
        "ip_protocol": const("tcp"),
        "from_port": const(30000),
        "to_port": const(32767),
        "cidr_ipv4": var("node_source"),
        "referenced_security_group_id": group,
        "security_group_id": _id("nodes"),
    }
    return Block("aws_vpc_security_group_ingress_rule", "node_ports", arguments)


def _database_peers() -> dict[str, Expression]:
    """Admit the nodes' group, and the whole VPC too where `database_from_vpc` is set."""
    cidrs = Expression(
        lambda place: list(_vpc(place)) if place.inputs["database_from_vpc"] else None,
        ("var.database_from_vpc", "var.vpc_cidr"),
    )
    return {"cidr_blocks": cidrs, **_from("nodes")}


def _partner() -> tuple[Block, Block]:
    """Admit a prefix list that another account shares, and give the group a user."""
    each = (counted("partner_lists"), ("var.partner_lists",))
    ingress = {
        "ip_protocol": const("-1"),
        "prefix_list_id": item("partner_lists"),
        "security_group_id": _id("partner"),
    }
    endpoint = {
        "vpc_id": var("vpc_id"),
        "vpc_endpoint_type": const("Interface"),
        "service_name": const("com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"),
        "security_group_ids": listed(_id("partner")),
        "tags": tagged("partner"),
    }
    return (
        Block("aws_vpc_security_group_ingress_rule", "partner", ingress, *each),
        Block("aws_vpc_endpoint", "partner", endpoint, *each),
    )


def _egress(group: str) -> Block:
    arguments = {
        "ip_protocol": const("-1"),
        "cidr_ipv4": const(ANYWHERE),
        "security_group_id": _id(group),
    }
    return Block("aws_vpc_security_group_egress_rule", group, arguments)

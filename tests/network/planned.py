"""Turns a state into the plan that would make it: ids and addresses are not known yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from netplan_audit.network.build.reach import build_reach
from netplan_audit.pipeline import Input, understand
from tests.plans import Plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.reach.model import ReachModel
    from tests.states import State

Values = dict[str, Any]
_COMPUTED: Final = {
    "aws_instance": ("private_ip", "public_ip"),
    "aws_nat_gateway": ("private_ip", "public_ip"),
    "aws_vpc_peering_connection": ("accept_status",),
    "aws_security_group": ("ingress", "egress"),
    "aws_route_table": ("route",),
}


def planned(state: State) -> ReachModel:
    """Read the plan of a state; rules and routes are resources of their own in it."""
    names = {one["values"]["id"]: one["address"] for one in state.resources}
    plan = Plan()
    for resource in state.resources:
        for address, values in _parts(resource):
            kind = address.split(".")[0]
            known, refers = _split(values, names, _COMPUTED.get(kind, ()))
            plan.create(address, known, refers=refers, unknown=_COMPUTED.get(kind, ()))
    data = msgspec.json.encode(plan.document())
    return build_reach(*understand(Input("plan", "plan", data)))


def _split(
    values: Values, names: dict[str, str], computed: tuple[str, ...]
) -> tuple[Values, dict[str, str | list[str]]]:
    """Part what is written from what refers to other resources, and leave out the rest."""
    known: Values = {}
    refers: dict[str, str | list[str]] = {}
    for name, value in values.items():
        if name == "id" or name in computed:
            continue
        if isinstance(value, str) and value in names:
            refers[name] = f"{names[value]}.id"
        elif isinstance(value, list) and value and set(map(str, value)) <= names.keys():
            refers[name] = [f"{names[one]}.id" for one in value]
        else:
            known[name] = value
    return known, refers


def _parts(resource: dict[str, Any]) -> Iterator[tuple[str, Values]]:
    """Yield a resource, and the rules or routes in it."""
    address, values = resource["address"], resource["values"]
    name = address.replace(".", "-")
    if resource["type"] == "aws_instance":
        values = values | {"associate_public_ip_address": bool(values["public_ip"])}
        values.pop("network_interface", None)
    if resource["type"] == "aws_vpc_peering_connection":
        values = values | {"auto_accept": values["accept_status"] == "active"}
    yield address, values
    for number, route in enumerate(values.get("route", ())):
        cidr = {"destination_cidr_block": route["cidr_block"], "route_table_id": values["id"]}
        target = {key: value for key, value in route.items() if key != "cidr_block"}
        yield f"aws_route.{name}-{number}", cidr | target
    if resource["type"] == "aws_security_group":
        for way in ("ingress", "egress"):
            for number, rule in enumerate(_rules(values, way)):
                yield f"aws_vpc_security_group_{way}_rule.{name}-{number}", rule


def _rules(group: Values, way: str) -> Iterator[Values]:
    """Yield the rules of a group, one for each peer."""
    for block in group[way]:
        rule = {"security_group_id": group["id"], "ip_protocol": block["protocol"]}
        if block["protocol"] != "-1":
            rule |= {"from_port": block["from_port"], "to_port": block["to_port"]}
        for cidr in block["cidr_blocks"]:
            yield rule | {"cidr_ipv4": cidr}
        named = [*block.get("security_groups", ()), *([group["id"]] if block.get("self") else ())]
        for other in named:
            yield rule | {"referenced_security_group_id": other}
        for listed in block.get("prefix_list_ids", ()):
            yield rule | {"prefix_list_id": listed}

"""Builds network ACLs with their inline and separate rules, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.network.build import values
from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.link import Links
from netplan_audit.network.network_acls import AclRule, NetworkAcl
from netplan_audit.network.ports import NO_PORTS, Traffic
from netplan_audit.terraform.value import Reference, Unknown, Value, is_symbolic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netplan_audit.network.build.links import Linker
    from netplan_audit.network.link import Link
    from netplan_audit.terraform.resource import Resource, Resources


def build_network_acls(resources: Resources, linker: Linker) -> dict[str, NetworkAcl]:
    """Build every network ACL of the input."""
    separate: dict[str, list[AclRule]] = {}
    for resource in resources.of_type("aws_network_acl_rule"):
        link = linker.link(resource, "network_acl_id")
        rule = _rule(resource.address, resource.address, _as_block(resource))
        for target in () if link is None else link.targets:
            separate.setdefault(target, []).append(rule)
    joined: dict[str, list[Links]] = {}
    for resource in resources.of_type("aws_network_acl_association"):
        link = linker.link(resource, "network_acl_id")
        for target in () if link is None else link.targets:
            joined.setdefault(target, []).append(linker.links(resource, "subnet_id"))
    found: dict[str, NetworkAcl] = {}
    for resource in resources.of_type("aws_network_acl", "aws_default_network_acl"):
        address = resource.address
        inline, closed = _inline(resource)
        rules = sorted((*inline, *separate.get(address, [])), key=lambda rule: rule.number)
        found[address] = NetworkAcl(
            address=address,
            vpc=_vpc(resource, linker),
            rules=tuple(rules),
            subnets=Links.joined([linker.links(resource, "subnet_ids"), *joined.get(address, [])]),
            closed=closed,
            is_default=resource.type == "aws_default_network_acl",
        )
    return found


def _vpc(resource: Resource, linker: Linker) -> Link | None:
    value = resource.get("default_network_acl_id")
    if isinstance(value, Reference):
        return linker.of_value(Reference(value.address, "id", value.certainty), "")
    return linker.link(resource, "vpc_id")


def _inline(resource: Resource) -> tuple[list[AclRule], bool]:
    rules: list[AclRule] = []
    closed = True
    for name in ("ingress", "egress"):
        value = resource.get(name)
        if isinstance(value, list) and resource.body.configured(name) is not False:
            rules += [
                _rule(resource.address, f"{resource.address}.{name}[{i}]", block, egress=name)
                for i, block in enumerate(values.blocks(value))
            ]
        elif isinstance(value, Unknown) and value.configured is not False:
            closed = False
    return rules, closed


def _as_block(resource: Resource) -> dict[str, Value]:
    names = ("protocol", "from_port", "to_port", "cidr_block", "ipv6_cidr_block", "egress")
    block = {name: resource.get(name) for name in names}
    block["rule_no"] = resource.get("rule_number")
    block["action"] = resource.get("rule_action")
    return block


def _rule(origin: str, where: str, block: Mapping[str, Value], *, egress: str = "") -> AclRule:
    unknown = next(
        (
            f"{where}.{name}"
            for name, v in block.items()
            if is_symbolic(v) and not (isinstance(v, Unknown) and v.configured is False)
        ),
        "",
    )
    number = block.get("rule_no")
    written = [block.get("cidr_block"), block.get("ipv6_cidr_block")]
    return AclRule(
        origin=origin,
        number=int(number) if isinstance(number, (int, float)) else 0,
        egress=egress == "egress" if egress else block.get("egress") is True,
        allow=block.get("action") == "allow",
        traffic=_traffic(block),
        addresses=values.address_set(tuple(t for t in written if isinstance(t, str) and t))
        if not unknown
        else AddressSet.of(()),
        unknown=unknown,
    )


def _traffic(block: Mapping[str, Value]) -> Traffic:
    ports = [
        int(port) if isinstance(port, (int, float)) else None
        for port in (block.get("from_port"), block.get("to_port"))
    ]
    protocol = block.get("protocol")
    if not isinstance(protocol, (str, int)):
        return Traffic("unknown", NO_PORTS)
    return Traffic.of_rule(protocol, ports[0], ports[1])

"""Small networks as states, written by hand: everything is known, as after apply."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from netplan_audit.network.build.reach import build_reach
from netplan_audit.network.reach.exposed import Exposures
from netplan_audit.network.reach.query import Reachability
from netplan_audit.pipeline import Input, understand

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.network.reach.model import ReachModel

_PREFIXES: Final = {
    "aws_vpc": "vpc",
    "aws_subnet": "subnet",
    "aws_internet_gateway": "igw",
    "aws_egress_only_internet_gateway": "eigw",
    "aws_nat_gateway": "nat",
    "aws_route_table": "rtb",
    "aws_network_acl": "acl",
    "aws_security_group": "sg",
    "aws_instance": "i",
    "aws_vpc_peering_connection": "pcx",
    "aws_ec2_transit_gateway": "tgw",
    "aws_ec2_transit_gateway_vpc_attachment": "tgw-attach",
    "aws_ec2_transit_gateway_route_table": "tgw-rtb",
    "aws_vpn_gateway": "vgw",
    "aws_vpc_endpoint": "vpce",
    "aws_ec2_managed_prefix_list": "pl",
    "aws_network_interface": "eni",
}
ANY: Final = {"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}


def tcp(port: int, *cidrs: str, **more: object) -> dict[str, Any]:
    """Return a rule of a security group."""
    return {
        "protocol": "tcp",
        "from_port": port,
        "to_port": port,
        "cidr_blocks": list(cidrs),
        "ipv6_cidr_blocks": [],
        "security_groups": [],
        "prefix_list_ids": [],
        "self": False,
    } | more


def rule(number: int, action: str, cidr: str, first: int = 0, last: int = 0) -> dict[str, Any]:
    """Return a rule of a network ACL: for TCP, or for everything without ports."""
    return {
        "rule_no": number,
        "action": action,
        "protocol": "tcp" if last else "-1",
        "cidr_block": cidr,
        "from_port": first,
        "to_port": last,
    }


class State:
    """A state in the making; every method returns the id of what it adds."""

    def __init__(self) -> None:
        """Start empty."""
        self.resources: list[dict[str, Any]] = []

    def add(self, kind: str, name: str, /, **values: object) -> str:
        """Add a resource with an id like AWS's."""
        number = len(self.resources) + 1
        identity = f"{_PREFIXES.get(kind, kind)}-{number:017x}"
        self.resources.append(
            {
                "address": f"{kind}.{name}",
                "mode": "managed",
                "type": kind,
                "name": name,
                "provider_name": "registry.terraform.io/hashicorp/aws",
                "schema_version": 0,
                "values": {"id": identity} | values,
                "sensitive_values": {},
            }
        )
        return identity

    def values_of(self, address: str) -> dict[str, Any]:
        """Return the values of a resource, to be changed."""
        found: dict[str, Any] = next(r for r in self.resources if r["address"] == address)["values"]
        return found

    def set(self, address: str, **values: object) -> None:
        """Change values of a resource."""
        self.values_of(address).update(values)

    def hide(self, address: str, name: str) -> None:
        """Mark a value as sensitive."""
        resource = next(r for r in self.resources if r["address"] == address)
        resource["sensitive_values"] = {name: True}

    def vpc(self, name: str, cidr: str) -> str:
        """Add a VPC."""
        return self.add("aws_vpc", name, cidr_block=cidr)

    def subnet(self, name: str, vpc: str, cidr: str, zone: str = "a", **more: object) -> str:
        """Add a subnet."""
        defaults = {"map_public_ip_on_launch": False, "assign_ipv6_address_on_creation": False}
        return self.add(
            "aws_subnet", name, vpc_id=vpc, cidr_block=cidr,
            availability_zone=f"eu-west-1{zone}", **(defaults | more),
        )  # fmt: skip

    def table(self, name: str, vpc: str, *subnets: str, **routes: str) -> str:
        """Add a route table; `routes` are those to 0.0.0.0/0, by the name of the target."""
        blocks = [{"cidr_block": "0.0.0.0/0", target: value} for target, value in routes.items()]
        return self.routed(name, vpc, subnets, *blocks)

    def routed(self, name: str, vpc: str, subnets: tuple[str, ...], *blocks: object) -> str:
        """Add a route table with any routes."""
        table = self.add("aws_route_table", name, vpc_id=vpc, route=list(blocks))
        for number, subnet in enumerate(subnets):
            self.add(
                "aws_route_table_association", f"{name}{number}", subnet_id=subnet,
                route_table_id=table,
            )  # fmt: skip
        return table

    def group(
        self, name: str, vpc: str, *ingress: object, egress: Iterable[object] = (ANY,)
    ) -> str:
        """Add a security group."""
        return self.add(
            "aws_security_group", name, vpc_id=vpc, ingress=list(ingress), egress=list(egress)
        )

    def host(
        self, name: str, subnet: str, private: str, *groups: str, public: str = "", **more: object
    ) -> str:
        """Add an instance."""
        return self.add(
            "aws_instance", name, subnet_id=subnet, private_ip=private, public_ip=public,
            vpc_security_group_ids=list(groups), network_interface=[], **more,
        )  # fmt: skip

    def acl(self, name: str, vpc: str, subnet: str, ingress: object, egress: object) -> str:
        """Add a network ACL."""
        return self.add(
            "aws_network_acl", name, vpc_id=vpc, subnet_ids=[subnet], ingress=ingress, egress=egress
        )

    def document(self) -> dict[str, Any]:
        """Return it as `terraform show -json` prints it."""
        return {
            "format_version": "1.0",
            "terraform_version": "1.11.4",
            "values": {"root_module": {"resources": self.resources}},
        }

    def model(self) -> Reachability:
        """Read it as the tool does, for questions about single packets."""
        return Reachability(self.paths())

    def exposures(self) -> Exposures:
        """Read it as the tool does, for questions about sets."""
        return Exposures(self.paths())

    def paths(self) -> ReachModel:
        """Read it as the tool does, for all questions about paths."""
        given = Input("state", "state", json.dumps(self.document()).encode())
        return build_reach(*understand(given))

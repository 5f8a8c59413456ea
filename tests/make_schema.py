"""Asks the AWS provider what its arguments are: `python -m tests.make_schema`.

Writes `aws_schema.json` anew: types, computed arguments and nested blocks are what `terraform
providers schema` prints for each type in the file. Defaults are what a plan shows for arguments
that nobody sets: of each type a resource is planned that has no more than it must, and one more
for each nested block. The provider has to be at hand, Terraform is told so by its own
configuration; nothing asks AWS. What cannot be planned keeps the defaults it had.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE: Final = (
    Path(__file__).parents[1] / "netplan_audit" / "terraform" / "configuration" / "aws_schema.json"
)
PROVIDER: Final = "registry.terraform.io/hashicorp/aws"
ROOT: Final = """\
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.100.0" }
  }
}
provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}
"""
GIVEN: Final[dict[str, dict[str, object]]] = {
    "aws_alb": {"subnets": ["subnet-1", "subnet-2"]},
    "aws_alb_listener": {"type": "forward", "target_group_arn": "arn:aws:x:eu-west-1:1:x/x"},
    "aws_alb_target_group": {"port": 80, "protocol": "HTTP", "vpc_id": "vpc-1"},
    "aws_autoscaling_attachment": {"elb": "x"},
    "aws_autoscaling_group": {
        "launch_configuration": "x",
        "availability_zones": ["eu-west-1a"],
    },
    "aws_customer_gateway": {"type": "ipsec.1"},
    "aws_dms_replication_subnet_group": {"subnet_ids": ["subnet-1", "subnet-2"]},
    "aws_dx_gateway_association": {"associated_gateway_id": "vgw-1"},
    "aws_ec2_client_vpn_endpoint": {"type": "certificate-authentication"},
    "aws_eip_association": {"allocation_id": "eipalloc-1", "instance_id": "i-1"},
    "aws_elasticache_cluster": {
        "engine": "redis",
        "num_cache_nodes": 1,
        "node_type": "cache.t3.micro",
    },
    "aws_elb": {
        "availability_zones": ["eu-west-1a"],
        "instance_protocol": "HTTP",
        "lb_protocol": "HTTP",
        "target": "HTTP:80/",
    },
    "aws_flow_log": {
        "vpc_id": "vpc-1",
        "log_destination": "arn:aws:s3:::x",
        "traffic_type": "ALL",
    },
    "aws_fsx_windows_file_system": {"throughput_capacity": 8},
    "aws_instance": {"ami": "ami-1", "instance_type": "t3.micro"},
    "aws_lambda_function": {"filename": "none.zip", "handler": "x", "runtime": "python3.12"},
    "aws_lb": {"subnets": ["subnet-1", "subnet-2"]},
    "aws_lb_listener": {"type": "forward", "target_group_arn": "arn:aws:x:eu-west-1:1:x/x"},
    "aws_lb_listener_rule": {"type": "forward", "target_group_arn": "arn:aws:x:eu-west-1:1:x/x"},
    "aws_lb_target_group": {"port": 80, "protocol": "HTTP", "vpc_id": "vpc-1"},
    "aws_network_acl_rule": {"cidr_block": "10.0.0.0/8"},
    "aws_route": {"destination_cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"},
    "aws_route_table_association": {"subnet_id": "subnet-1"},
    "aws_security_group_rule": {"cidr_blocks": ["10.0.0.0/8"]},
    "aws_spot_instance_request": {"ami": "ami-1", "instance_type": "t3.micro"},
    "aws_vpc_dhcp_options": {"domain_name": "x"},
    "aws_vpc_security_group_egress_rule": {"cidr_ipv4": "10.0.0.0/8", "ip_protocol": "-1"},
    "aws_vpc_security_group_ingress_rule": {"cidr_ipv4": "10.0.0.0/8", "ip_protocol": "-1"},
    "aws_vpn_connection": {"type": "ipsec.1"},
}
"""What a resource of a type must have besides its required arguments, or what those must be."""
WORDS: Final[dict[str, object]] = {
    "action": "allow",
    "asn": "65000",
    "availability_zone": "eu-west-1a",
    "bgp_asn": "65000",
    "engine": "aurora-mysql",
    "from_port": 80,
    "image_id": "ami-1",
    "instance_class": "db.t3.medium",
    "instance_type": "t3.micro",
    "internet_gateway_block_mode": "block-bidirectional",
    "internet_gateway_exclusion_mode": "allow-egress",
    "node_type": "cache.t3.micro",
    "policy": "{}",
    "port": 80,
    "protocol": "tcp",
    "rule_action": "allow",
    "to_port": 80,
    "type": "ingress",
}
"""Values of arguments of these names."""

Resources = dict[str, tuple[str, str]]
"""Address to the name of the nested block that is given, '' for none, and the text."""


def terraform(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Terraform in a folder."""
    command = [shutil.which("terraform") or "terraform", *arguments]
    environment = {**os.environ, "AWS_EC2_METADATA_DISABLED": "true"}
    return subprocess.run(
        command, cwd=folder, env=environment, check=False, capture_output=True, text=True
    )


def entry(block: dict[str, Any]) -> dict[str, Any]:
    """Return what the file says of a block: types, what is computed, nested blocks."""
    attributes = sorted(block.get("attributes", {}).items())
    types = {name: one["type"] for name, one in attributes if "type" in one}
    computed = [name for name, one in attributes if one.get("computed")]
    nested = sorted(block.get("block_types", {}).items())
    blocks = {name: entry(one["block"]) for name, one in nested if name != "timeouts"}
    parts = {"types": types, "computed": computed, "blocks": blocks}
    return {name: part for name, part in parts.items() if part}


def value(name: str, kind: object) -> object:
    """Make a value of a type, as plausible as its name allows."""
    if isinstance(kind, list):
        if kind[0] == "map":
            return {"key": value(name, kind[1])}
        return [] if isinstance(kind[1], list) else [value(name.rstrip("s"), kind[1])]
    return WORDS.get(name, word(name) if kind == "string" else kind == "bool" or 5)


def word(name: str) -> str:
    """Make a text that suits the name of its argument."""
    if "cidr" in name:
        return "2001:db8::/64" if "ipv6" in name else "10.0.0.0/24"
    if name.endswith(("arn", "role")):
        return "arn:aws:iam::123456789012:role/x"
    return "10.0.0.5" if name.endswith(("_ip", "ip_address")) else "x-123"


def body(block: dict[str, Any], given: dict[str, object], depth: int = 0) -> Iterator[str]:
    """Yield the lines of what a block must have."""
    attributes = block.get("attributes", {})
    for name, one in sorted(attributes.items()):
        if one.get("required") or (name in given and depth == 0):
            wanted = given.get(name)
            text = json.dumps(value(name, one["type"]) if wanted is None else wanted)
            yield f"{name} = {text}"
        elif name == "target_group_arn" and name in given:
            yield f"{name} = {json.dumps(given[name])}"
    for name, one in sorted(block.get("block_types", {}).items()):
        for _ in range(one.get("min_items", 0)):
            yield from (f"{name} {{", *body(one["block"], given, depth + 1), "}")


def resources(kind: str, block: dict[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the resources to plan of one type."""
    given = GIVEN.get(kind, {})
    must = "\n".join(body(block, given))
    yield f"{kind}.only", ("", f'resource "{kind}" "only" {{\n{must}\n}}\n')
    for name, one in block.get("block_types", {}).items():
        if not one.get("min_items") and name != "timeouts":
            inner = "\n".join(body(one["block"], given, 1))
            text = f'resource "{kind}" "{name}" {{\n{must}\n{name} {{\n{inner}\n}}\n}}\n'
            yield f"{kind}.{name}", (name, text)


def planned(folder: Path, wanted: Resources) -> dict[str, Any]:
    """Plan resources, without those that the provider refuses; return the plan."""
    while wanted:
        text = "".join(text for _, text in wanted.values())
        (folder / "resources.tf").write_text(text, encoding="utf-8")
        ran = terraform(folder, "plan", "-no-color", "-input=false", "-refresh=false", "-out=plan")
        if ran.returncode == 0:
            break
        named = re.findall(r'with (\w+\.\w+),|in resource "(\w+)" "(\w+)"', ran.stderr)
        refused = {address or f"{kind}.{name}" for address, kind, name in named}
        if not refused & wanted.keys():
            raise SystemExit(ran.stderr)
        wanted = {address: one for address, one in wanted.items() if address not in refused}
    shown: dict[str, Any] = json.loads(terraform(folder, "show", "-json", "plan").stdout)
    return shown


def unset(
    block: dict[str, Any], text: dict[str, Any], after: dict[str, Any], unknown: dict[str, Any]
) -> dict[str, Any]:
    """Return the planned values of the arguments of a block that its configuration leaves out."""
    return {
        name: after[name]
        for name, kind in block.get("types", {}).items()
        if name not in text and not unknown.get(name)
        if after.get(name) is not None and isinstance(kind, str)
    }


def add_defaults(schema: dict[str, Any], plan: dict[str, Any], wanted: Resources) -> None:
    """Give each entry the defaults that the plan shows."""
    blocks = plan["configuration"]["root_module"]["resources"]
    written = {one["address"]: one.get("expressions", {}) for one in blocks}
    found: dict[str, dict[str, Any]] = {}
    for one in plan["resource_changes"]:
        address, kind, change = one["address"], one["type"], one["change"]
        name, text = wanted[address][0], written[address]
        after, unknown = change["after"], change["after_unknown"]
        found.setdefault(kind, unset(schema[kind], text, after, unknown))
        if name and after.get(name):
            given = text[name][0] if isinstance(text.get(name), list) else {}
            hidden = unknown.get(name) or [{}]
            inner = schema[kind]["blocks"][name]
            inner["defaults"] = unset(inner, given, after[name][0], hidden[0])
    for kind, defaults in found.items():
        schema[kind]["defaults"] = defaults


def main() -> int:
    """Write the file anew."""
    old = json.loads(FILE.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "root.tf").write_text(ROOT, encoding="utf-8")
        (folder / "none.zip").touch()
        terraform(folder, "init", "-input=false")
        told = json.loads(terraform(folder, "providers", "schema", "-json").stdout)
        own = told["provider_schemas"][PROVIDER]
        blocks = {
            kind: own["data_source_schemas"][kind.removeprefix("data.")]["block"]
            if kind.startswith("data.")
            else own["resource_schemas"][kind]["block"]
            for kind in old
        }
        schema = {kind: entry(block) for kind, block in blocks.items()}
        for kind, one in old.items():
            if "defaults" in one:
                schema[kind]["defaults"] = one["defaults"]
        wanted = dict(
            one
            for kind, block in blocks.items()
            if not kind.startswith("data.")
            for one in resources(kind, block)
        )
        add_defaults(schema, planned(folder, wanted), wanted)
    lines = (
        f"{json.dumps(kind)}:{json.dumps(one, separators=(',', ':'))}"
        for kind, one in schema.items()
    )
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

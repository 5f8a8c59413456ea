"""Directories of HCL through the audit, c7n-left, Checkov, Trivy and tfparse, in turns.

`python -m tests.bench.directories [DIR ...]` scans the given directories, such as an example of
terraform-aws-modules/vpc; without one it writes a configuration whose root calls a module for each
of many VPCs (`--vpcs`). tfparse only loads the configuration, which c7n-left builds on. Each other
tool gets an environment of its own in the cache folder. Options: --repeats, --cache, --limit (the
seconds after which a run is ended), --alone (no other tools).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.bench.measure import KIB, interleaved
from tests.bench.peers import PEERS, installed, machine
from tests.bench.run import tell, tool

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.bench.measure import Usage

C7N: Final = ("c7n-left", "0.3.39")
_LOAD: Final = "import sys, tfparse; tfparse.load_from_path(sys.argv[1])"
_POLICY: Final = """\
policies:
  - name: any-vpc
    resource: terraform.aws_vpc
    filters:
      - cidr_block: present
"""
_EVERY: Final = 3
"""Of so many VPCs one has a single NAT gateway."""

ROOT: Final = """\
module "vpc" {{
  source   = "./vpc"
  for_each = local.vpcs
  name     = each.key
  cidr     = each.value.cidr
  single   = each.value.single
}}

locals {{
  vpcs = {{
{entries}
  }}
}}

provider "aws" {{
  region = "eu-west-1"
}}
"""
MODULE: Final = """\
variable "name" { type = string }
variable "cidr" { type = string }
variable "single" { type = bool }

locals {
  zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
  nats  = var.single ? 1 : length(local.zones)
  tags  = { Name = var.name, Environment = "production" }
}

resource "aws_vpc" "this" {
  cidr_block = var.cidr
  tags       = local.tags
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_subnet" "public" {
  count             = length(local.zones)
  vpc_id            = aws_vpc.this.id
  cidr_block        = cidrsubnet(var.cidr, 4, count.index)
  availability_zone = local.zones[count.index]
  tags              = merge(local.tags, { Tier = "public" })
}

resource "aws_subnet" "private" {
  count             = length(local.zones)
  vpc_id            = aws_vpc.this.id
  cidr_block        = cidrsubnet(var.cidr, 4, count.index + 4)
  availability_zone = element(local.zones, count.index)
  tags              = merge(local.tags, { Tier = "private" })
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.this.id
  }
}

resource "aws_route_table_association" "public" {
  count          = length(local.zones)
  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = aws_route_table.public.id
}

resource "aws_eip" "nat" {
  count  = local.nats
  domain = "vpc"
}

resource "aws_nat_gateway" "this" {
  count         = local.nats
  allocation_id = aws_eip.nat[count.index].id
  subnet_id     = element(aws_subnet.public[*].id, count.index)
}

resource "aws_route_table" "private" {
  count  = length(local.zones)
  vpc_id = aws_vpc.this.id
}

resource "aws_route" "nat" {
  count                  = length(local.zones)
  route_table_id         = aws_route_table.private[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[var.single ? 0 : count.index].id
}

resource "aws_route_table_association" "private" {
  count          = length(local.zones)
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private[count.index].id
}

resource "aws_security_group" "tier" {
  for_each = toset(["web", "app", "db"])
  name     = "${var.name}-${each.key}"
  vpc_id   = aws_vpc.this.id
}

resource "aws_vpc_security_group_ingress_rule" "next" {
  for_each                     = { app = "web", db = "app" }
  security_group_id            = aws_security_group.tier[each.key].id
  referenced_security_group_id = aws_security_group.tier[each.value].id
  ip_protocol                  = "tcp"
  from_port                    = each.key == "db" ? 5432 : 8080
  to_port                      = each.key == "db" ? 5432 : 8080
}

output "subnets" {
  value = aws_subnet.private[*].id
}
"""


def write(folder: Path, vpcs: int) -> set[tuple[str, str]]:
    """Write a root module and the module it calls; return the facts, as checks and subjects."""
    rows, facts = [], set()
    for number in range(vpcs):
        name, single = f"vpc-{number:04}", number % _EVERY == 0
        cidr = f"10.{number // 16 % 256}.{number % 16 * 16}.0/20"
        rows.append(f'    "{name}" = {{ cidr = "{cidr}", single = {str(single).lower()} }}')
        if single:
            facts.add(("nat-single-az", f'module.vpc["{name}"].aws_nat_gateway.this[0]'))
    (folder / "vpc").mkdir(parents=True, exist_ok=True)
    text = ROOT.format(entries="\n".join(rows))
    (folder / "main.tf").write_text(text, encoding="utf-8")
    (folder / "vpc" / "main.tf").write_text(MODULE, encoding="utf-8")
    return facts


def c7n_environment(cache: Path) -> Path:
    """Return the environment of c7n-left, with a folder of one policy in it."""
    name, version = C7N
    folder = cache / f"{name}-{version}"
    if not (folder / "installed").exists():
        tell(f"installing {name} {version}")
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = (folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--quiet")
        subprocess.run([*pip, f"{name}=={version}"], check=True)
        (folder / "policies").mkdir(exist_ok=True)
        (folder / "policies" / "any.yaml").write_text(_POLICY, encoding="utf-8")
        (folder / "installed").touch()
    return folder


def commands(folder: Path, cache: Path, *, alone: bool) -> dict[str, list[str | Path]]:
    """Return what is run for one directory, by name."""
    found: dict[str, list[str | Path]] = {
        "netplan-audit": [*tool(), "scan", folder, "-f", "json"],
        "python -c pass": [sys.executable, "-c", "pass"],
    }
    if alone:
        return found
    c7n = c7n_environment(cache)
    found["tfparse, loading alone"] = [c7n / "bin" / "python", "-c", _LOAD, folder]
    found["c7n-left"] = [
        *(c7n / "bin" / "c7n-left", "run", "-p", c7n / "policies"),
        *("-d", folder, "-o", "json"),
    ]
    for peer, arguments in zip(
        PEERS,
        (
            ("--framework", "terraform", "--output", "json", "--compact", "--quiet", "-d"),
            ("config", "--format", "json", "--quiet", "--skip-check-update"),
        ),
        strict=True,
    ):
        script = installed(peer, cache) / "bin" / peer.script
        found[peer.name] = [script, *arguments, folder]
    return found


def rows(used: Mapping[str, Usage], name: str) -> Iterator[str]:
    """Yield the table's lines for one directory, with ratios to `python -c pass`."""
    empty = used["python -c pass"]
    for command, usage in used.items():
        ended = " (ended)" if usage.timed_out else ""
        yield (
            f"| {name} | {command} | {usage.wall:.2f} s{ended} | {usage.cpu:.2f} s "
            f"| {usage.peak / KIB:.0f} MiB | {usage.wall / max(empty.wall, 0.001):.1f} "
            f"| {usage.cpu / max(empty.cpu, 0.001):.1f} |"
        )


def missing(report: Path, facts: set[tuple[str, str]]) -> list[str]:
    """Say which facts a report of ours lacks, and what it has of their checks beyond them."""
    findings = json.loads(report.read_text(encoding="utf-8"))["findings"]
    checks = {check for check, _ in facts}
    found = {(f["check"]["id"], f["resources"][0]["address"]) for f in findings}
    found = {one for one in found if one[0] in checks}
    return [f"not found: {one}" for one in sorted(facts - found)] + [
        f"not planted: {one}" for one in sorted(found - facts)
    ]


def main() -> int:
    """Measure each directory and print the table; return 1 where our audit missed a fact."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("directories", type=Path, nargs="*", metavar="DIR")
    options.add_argument("--vpcs", type=int, default=100)
    options.add_argument("--repeats", type=int, default=3)
    options.add_argument("--limit", type=float, default=600.0)
    options.add_argument("--alone", action="store_true")
    cache = Path(tempfile.gettempdir()) / "netplan-audit-bench"
    options.add_argument("--cache", type=Path, default=cache)
    chosen = options.parse_args()
    chosen.cache.mkdir(parents=True, exist_ok=True)
    lines = ["| configuration | command | wall | CPU | memory | wall ratio | CPU ratio |"]
    lines.append("|---|---|--:|--:|--:|--:|--:|")
    wrong: list[str] = []
    generated = chosen.cache / f"hcl-{chosen.vpcs}"
    facts = write(generated, chosen.vpcs)
    for folder in chosen.directories or [generated]:
        report = chosen.cache / "directory.json"
        used = interleaved(
            commands(folder, chosen.cache, alone=chosen.alone),
            chosen.repeats,
            output={"netplan-audit": report},
            limit=chosen.limit,
        )
        lines += rows(used, folder.name)
        if folder == generated:
            wrong += missing(report, facts)
    sys.stdout.write("\n".join((machine(), "", *lines)) + "\n")
    for line in wrong:
        tell(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

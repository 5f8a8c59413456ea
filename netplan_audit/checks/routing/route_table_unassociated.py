"""A route table is associated with no subnet and no gateway, and is not a main table.

What it finds
-------------
A route table of the input that no association names and that is not the main route table of its
VPC. Default route tables are left out, and so are tables of a VPC of which the input has no subnet:
whoever writes the subnets associates them. It is undecided where an association leaves open which
of several tables it means, or where parts of the configuration are missing; where there are as many
such associations as tables, each is taken to have one.

Why it matters
--------------
Its routes have no effect. Often the association was forgotten, and the subnets it was written for
are routed by the main table; else it is a leftover that misleads the next reader.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.link import Link
    from netplan_audit.network.network import Network


@check(
    severity=Severity.LOW,
    code="RTE010",
    pack="hygiene",
    no_fix="which subnets it was made for is for its author to say",
    needs=("route_tables",),
)
def route_table_unassociated(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for route tables that no association and no VPC names."""
    links = _named(network)
    used = {target for link in links if link.only is not None for target in link.targets}
    doubtful = [link for link in links if link.only is None]
    possible = _possible(doubtful)
    gaps = _gaps(network, doubtful)
    for table in network.route_tables.values():
        if table.is_default or table.vpc is None or table.address in used:
            continue
        if not _may_have_subnets(network, table.vpc.only):
            continue
        settles = possible.get(table.address, gaps)
        if table.address in possible and not settles:
            continue
        if settles:
            yield _undecided(table.address, settles)
        else:
            yield Finding(
                subject=table.address,
                message="no subnet and no gateway is associated with it, and it is no main table",
                severity=Severity.LOW,
                related=((table.vpc.only, "VPC"),) if table.vpc.only else (),
                evidence={"routes": len(table.routes)},
                remediation="associate it with the subnets it is for, or delete it",
            )


def _may_have_subnets(network: Network, vpc: str | None) -> bool:
    """Tell whether a subnet of the input is in a VPC, or may be."""
    if vpc is None or vpc in network.subnets_by_vpc:
        return True
    return any(subnet.vpc.only is None for subnet in network.subnets.values())


def _named(network: Network) -> list[Link]:
    """Return every link to a route table that gives it a use."""
    return [
        *(association.table for association in network.associations),
        *(association.table for association in network.gateway_associations),
        *network.main_route_tables.values(),
    ]


def _possible(doubtful: list[Link]) -> dict[str, str]:
    """Return the tables that an association may mean, with what would tell.

    That is '' where there are associations enough for all the tables that they may mean.
    """
    found = {target: link.settles or target for link in doubtful for target in link.targets}
    for link in doubtful:
        alike = sum(set(other.targets) <= set(link.targets) for other in doubtful)
        if alike >= len(link.targets):
            found.update(dict.fromkeys(link.targets, ""))
    return found


def _gaps(network: Network, doubtful: list[Link]) -> str:
    """Name what may hold an association of any table, '' for nothing."""
    unknown = next((link.settles for link in doubtful if not link.complete and link.settles), "")
    missing = next(iter(network.coverage.missing_modules), "")
    return unknown or missing or ("" if network.complete else "the rest of the plan")


def _undecided(address: str, settles: str) -> Undecided:
    return Undecided(
        subject=address,
        message="cannot tell whether a subnet or a gateway is associated with it",
        severity=Severity.INFO,
        unknowns=(settles,),
    )

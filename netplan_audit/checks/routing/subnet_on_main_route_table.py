"""A subnet has no route table of its own, while others of its VPC have.

What it finds
-------------
A subnet without an association, in a VPC where other subnets have one and where nobody writes to
the main route table: it has no route out of the VPC. A main table that the configuration takes
over, gives routes or replaces is meant for the subnets that are left, and is silent; where it leads
to the internet, `public-by-main-rt` tells. So are subnets made for transit gateway attachments or
interface endpoints alone, which need no way out. It is undecided where an association leaves open
which subnet it is of. Subnets that are only read are left out.

Why it matters
--------------
The subnets that have a table were given one by hand. One that was forgotten is cut off from the
internet, from peers and from gateway endpoints, and later changes of the main table change it
without a word. Where it is meant to be isolated, an empty table of its own says so.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  for_each   = { a = 0, b = 1 }
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, each.value)
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "app" {
  subnet_id      = aws_subnet.app["a"].id
  route_table_id = aws_route_table.app.id
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  for_each   = { a = 0, b = 1 }
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, each.value)
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "app" {
  for_each       = aws_subnet.app
  subnet_id      = each.value.id
  route_table_id = aws_route_table.app.id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.terraform.address import is_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.routing import TableChoice
    from netplan_audit.network.vpcs import Subnet


@check(severity=Severity.LOW, code="RTE012", pack="hygiene", needs=("subnets",))
def subnet_on_main_route_table(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the subnets of each VPC by whether they have a table of their own."""
    for vpc, subnets in network.subnets_by_vpc.items():
        known = network.vpcs.get(vpc)
        if known is None or known.is_default or _is_cared_for(network, vpc):
            continue
        choices = [(subnet, network.routing.table_of(subnet)) for subnet in subnets]
        given = [s.address for s, choice in choices if not choice.is_main and choice.only]
        for subnet, choice in choices if given else ():
            is_read = is_data(subnet.address)
            if not is_read and subnet.address not in network.once(_without_a_way_out):
                yield from _judged(network, subnet, choice, given)


def _without_a_way_out(network: Network) -> frozenset[str]:
    """Return the subnets in which nothing but attachments and endpoints stands."""
    attached = {s for one in network.attachments.values() for s in one.subnets.everything}
    by_kind = {True: attached, False: set[str]()}
    for workload in network.workloads.values():
        by_kind[workload.kind == "VPC endpoint"].update(workload.subnets.everything)
    return frozenset(by_kind[True] - by_kind[False])


def _is_cared_for(network: Network, vpc: str) -> bool:
    """Tell whether the input says what the main table of a VPC is or holds."""
    main = network.routing.main_table(vpc)
    return vpc in network.main_route_tables or any(t in network.route_tables for t in main.tables)


def _judged(
    network: Network, subnet: Subnet, choice: TableChoice, given: list[str]
) -> Iterator[Outcome]:
    gaps = network.coverage.missing_modules
    if choice.only is None:
        if any(table.endswith(".default_route_table_id") for table in choice.tables):
            yield _undecided(subnet, (choice.settles or choice.via,))
    elif choice.is_main and (gaps or not network.complete):
        yield _undecided(subnet, gaps or (f"the route table of {subnet.address}",))
    elif choice.is_main:
        yield _finding(network, subnet, choice, given)


def _finding(network: Network, subnet: Subnet, choice: TableChoice, given: list[str]) -> Finding:
    return Finding(
        subject=subnet.address,
        message=f"has no route table of its own and falls to the main one of {subnet.vpc.only}, "
        f"while {len(given)} other subnet{'s have' if len(given) > 1 else ' has'} one",
        severity=Severity.LOW,
        confidence=Confidence.of(choice.certainty),
        related=tuple((address, "has a route table of its own") for address in given),
        path=(choice.hop_from(subnet),),
        evidence={"subnets_with_a_table": len(given)},
        remediation="associate it with a route table, an empty one if it is to be isolated",
        fix=Fix(lambda: fixes.routes.new_table(network, subnet)[1]),
    )


def _undecided(subnet: Subnet, unknowns: tuple[str, ...]) -> Undecided:
    return Undecided(
        subject=subnet.address,
        message="cannot tell whether it has a route table of its own, as other subnets of its VPC "
        "have",
        severity=Severity.INFO,
        unknowns=unknowns,
    )

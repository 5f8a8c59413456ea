"""Two prefix lists of one route table hold the same addresses and lead to different targets.

What it finds
-------------
Two routes of a route table whose destinations are prefix lists with addresses in common, where the
targets are not the same. It is undecided where the entries of a list, or a target, are not known:
but only for lists of the input, as AWS's own lists do not overlap.

Why it matters
--------------
AWS picks one of the two routes at random, and keeps to it. Nothing in the configuration tells which
one it is: the same configuration, applied elsewhere or anew, may send its traffic by the other.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_network_interface" "appliance" {
  subnet_id         = aws_subnet.main.id
  source_dest_check = false
}

resource "aws_network_interface" "other" {
  subnet_id         = aws_subnet.main.id
  source_dest_check = false
}

resource "aws_ec2_managed_prefix_list" "list" {
  for_each       = { offices = "10.8.0.0/14", head = "10.9.0.0/16" }
  name           = each.key
  address_family = "IPv4"
  max_entries    = 5

  entry {
    cidr = each.value
  }
}

resource "aws_route" "offices" {
  route_table_id             = aws_vpc.main.main_route_table_id
  destination_prefix_list_id = aws_ec2_managed_prefix_list.list["offices"].id
  network_interface_id       = aws_network_interface.appliance.id
}

resource "aws_route" "head" {
  route_table_id             = aws_vpc.main.main_route_table_id
  destination_prefix_list_id = aws_ec2_managed_prefix_list.list["head"].id
  network_interface_id       = aws_network_interface.other.id
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_network_interface" "appliance" {
  subnet_id         = aws_subnet.main.id
  source_dest_check = false
}

resource "aws_network_interface" "other" {
  subnet_id         = aws_subnet.main.id
  source_dest_check = false
}

resource "aws_ec2_managed_prefix_list" "list" {
  for_each       = { offices = "10.8.0.0/16", head = "10.9.0.0/16" }
  name           = each.key
  address_family = "IPv4"
  max_entries    = 5

  entry {
    cidr = each.value
  }
}

resource "aws_route" "offices" {
  route_table_id             = aws_vpc.main.main_route_table_id
  destination_prefix_list_id = aws_ec2_managed_prefix_list.list["offices"].id
  network_interface_id       = aws_network_interface.appliance.id
}

resource "aws_route" "head" {
  route_table_id             = aws_vpc.main.main_route_table_id
  destination_prefix_list_id = aws_ec2_managed_prefix_list.list["head"].id
  network_interface_id       = aws_network_interface.other.id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html>

"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import Route


@check(
    severity=Severity.MEDIUM,
    code="RTE020",
    no_fix="which of the two targets the common addresses belong to is for their owner to say",
    needs=("route_tables", "prefix_lists"),
)
def prefix_list_route_conflict(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the prefix lists of each route table with one another."""
    for table in network.route_tables.values():
        listed = [r for r in table.routes if r.destination_text in network.prefix_lists]
        for one, other in combinations(listed, 2):
            verdict = _overlap(one, other) & _apart(one, other)
            if verdict is Truth.YES:
                yield _finding(network, table.address, one, other)
            elif verdict is Truth.UNKNOWN and one.destination_text != other.destination_text:
                yield _undecided(table.address, one, other)


def _overlap(one: Route, other: Route) -> Truth:
    if one.destination is None or other.destination is None:
        return Truth.UNKNOWN
    return truth(one.destination.overlaps(other.destination))


def _apart(one: Route, other: Route) -> Truth:
    """Tell whether two routes lead to different targets."""
    if one.target.only is None or other.target.only is None:
        return Truth.UNKNOWN
    return truth(one.target.only != other.target.only)


def _finding(network: Network, table: str, one: Route, other: Route) -> Finding:
    sure = min(r.certainty for route in (one, other) for r in (route.table, route.target))
    common = one.destination & other.destination if one.destination and other.destination else None
    shown = ", ".join(map(str, common.cidrs()[:3])) if common else ""
    if any(network.prefix_lists[each.destination_text].sensitive for each in (one, other)):
        shown = "(sensitive value)"
    return Finding(
        subject=table,
        message=f"{one.destination_text} and {other.destination_text} both hold {shown}, and their "
        f"routes lead to {one.target.only} and {other.target.only}",
        severity=Severity.MEDIUM,
        confidence=Confidence.of(sure),
        related=(
            (one.destination_text, "prefix list"),
            (other.destination_text, "prefix list"),
            *((r.origin, "route") for r in (one, other) if r.origin != table),
        ),
        evidence={"overlap": shown},
        remediation="take the common addresses out of one of the prefix lists",
        identity=tuple(sorted((one.destination_text, other.destination_text))),
    )


def _undecided(table: str, one: Route, other: Route) -> Undecided:
    named = [r.settles for r in (one, other) if r.destination is None]
    named += [r.target.settles or r.origin for r in (one, other) if r.target.only is None]
    return Undecided(
        subject=table,
        message=f"cannot tell whether {one.destination_text} and {other.destination_text} hold the "
        "same addresses and lead to different targets",
        severity=Severity.LOW,
        unknowns=tuple(dict.fromkeys(text for text in named if text)),
        identity=tuple(sorted((one.destination_text, other.destination_text))),
    )

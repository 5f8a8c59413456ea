"""A subnet is associated with a route table twice.

What it finds
-------------
Two `aws_route_table_association` resources for one subnet; medium where both name one table. It is
undecided where associations whose subnets cannot be told are too many for the subnets that have
none; an association that may well be that of another subnet is silent.

Why it matters
--------------
A subnet is associated with one route table at a time. The second association fails, or takes the
subnet away from the table that the first one gives it, by the order in which Terraform happens to
make them. Where both name one table it is the same association twice: often another subnet was
meant, and who removes one of them takes the subnet out of the table that the other still names.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "inspection" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "private" {
  subnet_id      = aws_subnet.app.id
  route_table_id = aws_route_table.private.id
}

resource "aws_route_table_association" "inspection" {
  subnet_id      = aws_subnet.app.id
  route_table_id = aws_route_table.inspection.id
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "private" {
  subnet_id      = aws_subnet.app.id
  route_table_id = aws_route_table.private.id
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
from netplan_audit.network.link import Certainty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import RouteTableAssociation


@check(severity=Severity.HIGH, code="TF004", needs=("associations",))
def double_route_association(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for a subnet with more than one association."""
    taken: dict[str, RouteTableAssociation] = {}
    for association in sorted(network.associations, key=lambda each: each.address):
        subnet = association.subnet.only
        if subnet in taken:
            yield _finding(taken[subnet], association, subnet)
        elif subnet is not None:
            taken[subnet] = association
    yield from _crowded(network, taken)


def _crowded(network: Network, taken: dict[str, RouteTableAssociation]) -> Iterator[Undecided]:
    """Yield associations of which there are more than subnets that they may be those of."""
    groups: dict[frozenset[str], list[RouteTableAssociation]] = {}
    for association in network.associations:
        if association.subnet.only is None and association.subnet.complete:
            groups.setdefault(frozenset(association.subnet.targets), []).append(association)
    for subnets, associations in groups.items():
        others = [taken[subnet] for subnet in sorted(subnets) if subnet in taken]
        if others and len(associations) + len(others) > len(subnets):
            yield _undecided(associations, others)


def _undecided(
    associations: list[RouteTableAssociation], others: list[RouteTableAssociation]
) -> Undecided:
    first = associations[0]
    return Undecided(
        subject=first.address,
        message=f"cannot tell whether it, or another like it, associates {others[0].subnet.only}, "
        f"which {others[0].address} associates already",
        severity=Severity.MEDIUM,
        unknowns=(first.subnet.settles or f"{first.address}.subnet_id",),
        related=tuple((other.address, "associates it too") for other in others),
    )


def _finding(first: RouteTableAssociation, second: RouteTableAssociation, subnet: str) -> Finding:
    sure = min(first.subnet.certainty, second.subnet.certainty)
    table = first.table.only
    if table is not None and table == second.table.only:
        message = f"associates {subnet} with {table}, as {first.address} does already"
        worst, remediation = Severity.MEDIUM, "remove it, or name the subnet that was meant"
    else:
        message = f"associates {subnet}, which {first.address} associates already"
        worst = Severity.HIGH
        remediation = "keep the association with the table that the subnet is meant to use"
    return Finding(
        subject=second.address,
        message=message,
        severity=worst if sure is Certainty.CERTAIN else Severity.MEDIUM,
        confidence=Confidence.of(sure),
        related=((first.address, "associates it too"), (subnet, "subnet")),
        evidence={"tables": tuple(dict.fromkeys((*first.table.targets, *second.table.targets)))},
        remediation=remediation,
        fix=Fix(lambda: fixes.apart.one_association(first, second)),
    )

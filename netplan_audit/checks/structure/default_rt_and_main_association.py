"""A VPC's default route table is managed, and another table is made its main one.

What it finds
-------------
`aws_default_route_table` and `aws_main_route_table_association` for one VPC. Undecided where it
cannot be told which VPC the association is for.

Why it matters
--------------
The provider's documentation says not to use both for one VPC. The routes of the managed default
table serve nobody but subnets that are associated with it explicitly, since the main table is
another one; and where the association is destroyed, the VPC falls back to the default table with
all its routes.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_default_route_table" "main" {
  default_route_table_id = aws_vpc.main.default_route_table_id
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_main_route_table_association" "main" {
  vpc_id         = aws_vpc.main.id
  route_table_id = aws_route_table.main.id
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_main_route_table_association" "main" {
  vpc_id         = aws_vpc.main.id
  route_table_id = aws_route_table.main.id
}
```

References
----------
- <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/default_route_table>
- <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/main_route_table_association>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.two_ways import TwoWays


@check(
    severity=Severity.MEDIUM,
    code="TF005",
    pack="strict",
    no_fix="which of the two tables is meant to be the main one is for their author to say",
    needs=("two_ways",),
)
def default_rt_and_main_association(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Tell each managed default table of a VPC that is given another main table."""
    for ways in network.two_ways:
        if ways.what == "main table":
            yield _finding(ways) if ways.verdict is Truth.YES else _undecided(ways)


def _finding(ways: TwoWays) -> Finding:
    return Finding(
        subject=ways.owner,
        message=f"is managed as the default route table, though {ways.separate[0]} makes another "
        "table the main one of the VPC",
        severity=Severity.MEDIUM,
        confidence=Confidence.of(ways.certainty),
        related=((ways.separate[0], "makes another table the main one"),),
        remediation="keep one of the two: the managed default table, or the association",
    )


def _undecided(ways: TwoWays) -> Undecided:
    return Undecided(
        subject=ways.owner,
        message=f"cannot tell whether {ways.separate[0]} makes another table the main one of "
        "its VPC",
        severity=Severity.LOW,
        unknowns=(ways.settles or f"{ways.separate[0]}.vpc_id",),
        related=((ways.separate[0], "may make another table the main one"),),
    )

"""A VPC endpoint lists what a separate resource associates with it too.

What it finds
-------------
A VPC endpoint with `route_table_ids`, `subnet_ids` or `security_group_ids` and an association
resource that adds the same table, subnet or group to it. What AWS merely reports of an existing
endpoint is no list of its resource; a state alone, which cannot tell them apart, yields nothing.

Why it matters
--------------
The provider's documentation calls this a conflict of associations: the endpoint removes what it
does not list, the separate resources put it back. Traffic to the service loses its way in between.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [aws_route_table.main.id]
}

resource "aws_vpc_endpoint_route_table_association" "main" {
  vpc_endpoint_id = aws_vpc_endpoint.s3.id
  route_table_id  = aws_route_table.main.id
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

resource "aws_vpc_endpoint" "s3" {
  vpc_id       = aws_vpc.main.id
  service_name = "com.amazonaws.eu-west-1.s3"
}

resource "aws_vpc_endpoint_route_table_association" "main" {
  vpc_endpoint_id = aws_vpc_endpoint.s3.id
  route_table_id  = aws_route_table.main.id
}
```

References
----------
- <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_endpoint>
- <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_endpoint_route_table_association>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.two_ways import TwoWays


@check(severity=Severity.MEDIUM, code="TF008", pack="strict", needs=("two_ways",))
def endpoint_association_twice(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Tell each endpoint whose associations are written in two ways."""
    for ways in network.two_ways:
        if ways.what == "endpoint associations":
            yield _finding(ways) if ways.verdict is Truth.YES else _undecided(ways)


def _finding(ways: TwoWays) -> Finding:
    confidence = Confidence.of(ways.certainty)
    return Finding(
        subject=ways.owner,
        message=f"lists in its `{ways.argument}` what {ways.others('associate')} too",
        severity=Severity.MEDIUM,
        confidence=confidence,
        related=tuple((address, "associates it too") for address in ways.separate),
        evidence={"argument": ways.argument, "separate": len(ways.separate)},
        remediation="write its associations in one way: in the endpoint, or as resources of "
        "their own",
        fix=Fix(lambda: fixes.apart.without_separate(ways)),
        identity=(ways.argument,),
    )


def _undecided(ways: TwoWays) -> Undecided:
    return Undecided(
        subject=ways.owner,
        message=f"cannot tell whether it lists in its `{ways.argument}` what "
        f"{ways.others('associate')} too",
        severity=Severity.LOW,
        unknowns=(ways.settles or f"{ways.owner}.{ways.argument}",),
        related=tuple((address, "may associate it too") for address in ways.separate),
        identity=(ways.argument,),
    )

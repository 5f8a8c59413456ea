"""All addresses of a resolver endpoint stand in one zone.

What it finds
-------------
A Route 53 Resolver endpoint whose addresses are all in subnets of one availability zone. Undecided
where a zone or a subnet is not known.

Why it matters
--------------
AWS asks for two addresses so that one zone may fail. If both are in one, no name is resolved across
the endpoint when it does.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_route53_resolver_endpoint" "out" {
  direction          = "OUTBOUND"
  security_group_ids = ["sg-0a1b2c3d4e5f60718"]

  ip_address {
    subnet_id = aws_subnet.a.id
  }

  ip_address {
    subnet_id = aws_subnet.b.id
  }
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1b"
}

resource "aws_route53_resolver_endpoint" "out" {
  direction          = "OUTBOUND"
  security_group_ids = ["sg-0a1b2c3d4e5f60718"]

  ip_address {
    subnet_id = aws_subnet.a.id
  }

  ip_address {
    subnet_id = aws_subnet.b.id
  }
}
```

References
----------
- <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/best-practices-resolver-endpoint-high-availability.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.zones import spread, zone_names
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.name_service import ResolverEndpoint
    from netplan_audit.network.network import Network
    from netplan_audit.network.zones import Zone


@check(
    severity=Severity.MEDIUM,
    code="DNS032 resolver-endpoint-single-ip",
    standards=("AWS Well-Architected REL10-BP01",),
    needs=("name_service.resolvers",),
)
def resolver_endpoint_single_az(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the zones of each endpoint's addresses."""
    for endpoint in network.name_service.resolvers:
        subnets = [network.subnets.get(address) for address in endpoint.subnets.everything]
        zones = [subnet.zone for subnet in subnets if subnet is not None]
        whole = endpoint.subnets.complete and None not in subnets and bool(zones)
        verdict = spread(zones)
        if verdict is Truth.NO and whole and zones[0].is_known:
            yield _finding(network, endpoint, zones)
        elif verdict is not Truth.YES:
            yield _undecided(endpoint, zones)


def _finding(network: Network, endpoint: ResolverEndpoint, zones: list[Zone]) -> Finding:
    return Finding(
        subject=endpoint.address,
        message=f"has its {endpoint.addresses} addresses in {zone_names(zones)} only",
        severity=Severity.MEDIUM,
        confidence=Confidence.of(endpoint.subnets.certainty),
        related=tuple((subnet, "subnet") for subnet in dict.fromkeys(endpoint.subnets.everything)),
        evidence={"zone": zone_names(zones)},
        remediation="take a subnet in another zone for one of the addresses",
        fix=Fix(lambda: fixes.zones.for_resolver(network, endpoint)),
    )


def _undecided(endpoint: ResolverEndpoint, zones: list[Zone]) -> Undecided:
    named = [zone.settles for zone in zones if not zone.is_known]
    unknowns = tuple(dict.fromkeys(text for text in (*named, endpoint.subnets.settles) if text))
    return Undecided(
        subject=endpoint.address,
        message="cannot tell whether its addresses stand in several zones",
        severity=Severity.LOW,
        unknowns=unknowns or (f"the zones of the subnets of {endpoint.address}",),
    )

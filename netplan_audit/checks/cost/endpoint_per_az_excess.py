"""An interface endpoint stands in a zone where nothing uses it.

What it finds
-------------
An interface endpoint with a subnet in an availability zone in which the input places nothing else,
in a VPC that the plan creates. Only where everything that places network interfaces is known, and
nothing in the input is beyond the model. Likely, as other configurations may place things there.

Why it matters
--------------
An interface endpoint costs money for each hour and zone.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  for_each          = { a = "10.0.0.0/24", b = "10.0.1.0/24", c = "10.0.2.0/24" }
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "eu-west-1${each.key}"
}

resource "aws_vpc_endpoint" "ssm" {
  vpc_id            = aws_vpc.main.id
  service_name      = "com.amazonaws.eu-west-1.ssm"
  vpc_endpoint_type = "Interface"
  subnet_ids        = [for subnet in aws_subnet.main : subnet.id]
}

resource "aws_instance" "app" {
  for_each      = toset(["a", "b"])
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "m7g.large"
  subnet_id     = aws_subnet.main[each.key].id
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  for_each          = { a = "10.0.0.0/24", b = "10.0.1.0/24", c = "10.0.2.0/24" }
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "eu-west-1${each.key}"
}

resource "aws_vpc_endpoint" "ssm" {
  vpc_id            = aws_vpc.main.id
  service_name      = "com.amazonaws.eu-west-1.ssm"
  vpc_endpoint_type = "Interface"
  subnet_ids        = [aws_subnet.main["a"].id, aws_subnet.main["b"].id]
}

resource "aws_instance" "app" {
  for_each      = toset(["a", "b"])
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "m7g.large"
  subnet_id     = aws_subnet.main[each.key].id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.zones import zone_names
from netplan_audit.unknown import Truth, all_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.endpoints import Endpoint
    from netplan_audit.network.network import Network
    from netplan_audit.network.zones import Zone

_ENDPOINT: Final = "VPC endpoint"


@check(severity=Severity.INFO, code="COST005", pack="cost", needs=("endpoints",))
def endpoint_per_az_excess(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the zones of each endpoint with those of everything else in its VPC."""
    if network.coverage.not_analysed or network.coverage.missing_modules or not network.complete:
        return
    if network.busy_subnets is None:
        return
    for endpoint in network.endpoints:
        only = None if endpoint.vpc is None else endpoint.vpc.only
        vpc = network.vpcs.get(only or "")
        if endpoint.kind == "Interface" and vpc is not None and vpc.is_new:
            used = _zones_in_use(network, vpc.address)
            alone = [zone for zone in _zones(network, endpoint) if _is_apart(zone, used)]
            if used and alone:
                yield _finding(network, endpoint, alone)


def _zones_in_use(network: Network, vpc: str) -> list[Zone]:
    placed = (w.subnets for w in network.workloads_by_vpc.get(vpc, ()) if w.kind != _ENDPOINT)
    subnets = (network.subnets.get(address) for links in placed for address in links)
    return [subnet.zone for subnet in subnets if subnet is not None]


def _zones(network: Network, endpoint: Endpoint) -> list[Zone]:
    subnets = (network.subnets.get(address) for address in endpoint.subnets)
    return [subnet.zone for subnet in subnets if subnet is not None]


def _is_apart(zone: Zone, used: list[Zone]) -> bool:
    return all_of(~zone.same_as(each) for each in used) is Truth.YES


def _finding(network: Network, endpoint: Endpoint, zones: list[Zone]) -> Finding:
    return Finding(
        subject=endpoint.address,
        message=f"stands in {zone_names(zones)}, where nothing else of the VPC is placed",
        severity=Severity.INFO,
        confidence=Confidence.LIKELY,
        evidence={"zones": zone_names(zones)},
        remediation="give it subnets in the zones of its callers only",
        fix=Fix(lambda: fixes.endpoints.only_where_used(network, endpoint, zones)),
    )

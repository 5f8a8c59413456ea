"""Host names of a peered VPC resolve to public addresses.

What it finds
-------------
A peering connection between two VPCs of the input that gives host names to instances, where neither
side has `allow_remote_vpc_dns_resolution`. Connections with a side outside the input are silent,
and so are VPCs without host names. It is undecided where one of these settings is not known.

Why it matters
--------------
The public host name of an instance resolves to its private address inside its own VPC only. Over a
peering connection it does so where the connection allows it; else it resolves to the public
address, and the traffic leaves by the internet instead of the connection or fails.

Bad
---
```hcl
resource "aws_vpc" "app" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_vpc" "data" {
  cidr_block           = "10.1.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_vpc_peering_connection" "app_data" {
  vpc_id      = aws_vpc.app.id
  peer_vpc_id = aws_vpc.data.id
  auto_accept = true
}
```

Good
----
```hcl
resource "aws_vpc" "app" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_vpc" "data" {
  cidr_block           = "10.1.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_vpc_peering_connection" "app_data" {
  vpc_id      = aws_vpc.app.id
  peer_vpc_id = aws_vpc.data.id
  auto_accept = true

  requester {
    allow_remote_vpc_dns_resolution = true
  }

  accepter {
    allow_remote_vpc_dns_resolution = true
  }
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-dns.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.terraform.address import is_data
from netplan_audit.unknown import Truth, all_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.connections.connections import PeeringConnection
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Vpc


@check(severity=Severity.LOW, code="PEER004", pack="hygiene", needs=("peering_connections",))
def peering_dns_disabled(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look at the options of peering connections between VPCs with host names."""
    for peering in network.peering_connections.values():
        ends = [network.vpcs.get(end.only or "") for end in (peering.requester, peering.accepter)]
        vpcs = [vpc for vpc in ends if vpc is not None and _is_managed(vpc)]
        if len(vpcs) < len(ends):
            continue
        named = all_of(vpc.dns_hostnames for vpc in vpcs)
        verdict = named & ~peering.resolves
        if verdict is Truth.YES:
            yield _finding(peering, vpcs)
        elif verdict is Truth.UNKNOWN:
            yield _undecided(peering, vpcs)


def _is_managed(vpc: Vpc) -> bool:
    return not is_data(vpc.address)


def _finding(peering: PeeringConnection, vpcs: list[Vpc]) -> Finding:
    return Finding(
        subject=peering.address,
        message=f"joins {vpcs[0].address} and {vpcs[1].address}, which have host names, and "
        "neither side resolves those of the other to private addresses",
        severity=Severity.LOW,
        confidence=Confidence.of(min(peering.requester.certainty, peering.accepter.certainty)),
        related=((vpcs[0].address, "requester"), (vpcs[1].address, "accepter")),
        remediation="set allow_remote_vpc_dns_resolution = true for the requester and the accepter",
        fix=Fix(lambda: fixes.joining.resolving(peering)),
    )


def _undecided(peering: PeeringConnection, vpcs: list[Vpc]) -> Undecided:
    unknown = [v.address for v in vpcs if v.dns_hostnames is Truth.UNKNOWN]
    names = [f"{address}.enable_dns_hostnames" for address in unknown]
    if peering.resolves is Truth.UNKNOWN:
        names.append(f"{peering.address}.requester.allow_remote_vpc_dns_resolution")
    return Undecided(
        subject=peering.address,
        message="cannot tell whether a side resolves host names of the other to private addresses",
        severity=Severity.INFO,
        unknowns=tuple(names),
    )

"""The API of an EKS cluster answers the whole internet.

What it finds
-------------
An EKS cluster whose public endpoint is on, as it is by default, for 0.0.0.0/0 or so much of it
that it amounts to anyone. Medium; high where the private endpoint is off, so that the nodes come
in by the public one too. A list of known sites is silent. It is undecided where the endpoints or
the list cannot be told.

Why it matters
--------------
Authentication is all that stands between the internet and the cluster: a leaked credential, or a
flaw of the API server, works from anywhere.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/cluster"

  vpc_config {
    subnet_ids = aws_subnet.app[*].id
  }
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/cluster"

  vpc_config {
    subnet_ids              = aws_subnet.app[*].id
    endpoint_private_access = true
    public_access_cidrs     = ["198.51.100.0/24"]
  }
}
```

References
----------
- <https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.fixes.edits import Asked
from netplan_audit.network.cidr import is_internet
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.clusters import Cluster
    from netplan_audit.network.network import Network


_SITES: Final = Asked(
    "api_access_cidrs", "list(string)", "Addresses from where the API of the cluster is called."
)
_PUBLIC: Final = "turn the public endpoint off, or down to public_access_cidrs of your own"
_BOTH: Final = f"turn the private endpoint on; {_PUBLIC}"


@check(
    severity=Severity.HIGH,
    code="EXP011",
    standards=("AWS Security Hub EKS.1",),
    needs=("clusters",),
)
def eks_endpoint_public_world(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look at the endpoints of each cluster."""
    for cluster in network.clusters.values():
        cidrs = cluster.public_cidrs
        everyone = Truth.UNKNOWN if cidrs is None else truth(is_internet(cidrs))
        verdict = cluster.public_endpoint & everyone
        if verdict is Truth.YES:
            yield _finding(cluster)
        elif verdict is Truth.UNKNOWN:
            yield Undecided(
                subject=cluster.address,
                message="cannot tell whether its API answers the whole internet",
                severity=Severity.LOW,
                unknowns=(cluster.settles or f"{cluster.address}.vpc_config",),
            )


def _finding(cluster: Cluster) -> Finding:
    alone = cluster.private_endpoint is Truth.NO
    private = {} if cluster.private_endpoint is Truth.YES else {"endpoint_private_access": True}
    words = ", and its nodes have no private endpoint beside it" if alone else ""
    return Finding(
        subject=cluster.address,
        message=f"its public endpoint answers {cluster.public_cidrs}{words}",
        severity=Severity.HIGH if alone else Severity.MEDIUM,
        evidence={"private_endpoint": cluster.private_endpoint.value},
        remediation=_BOTH if alone else _PUBLIC,
        fix=fixes.arguments.setting(
            cluster.address, "vpc_config", **private, public_access_cidrs=_SITES
        ),
    )

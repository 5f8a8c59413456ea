"""A VPC without DNS names or resolution has something that needs them.

What it finds
-------------
A VPC with `enable_dns_support = false`, or without `enable_dns_hostnames = true`, which is off by
default, that has an interface endpoint with private DNS (high), an EKS cluster (high without
resolution, or with a private endpoint; low with a public one alone), or an association with a
private hosted zone (medium, low where the VPC has no subnets). Undecided where the VPC's settings
are not known, and where it is not known whether an endpoint is to have private DNS.

Why it matters
--------------
AWS refuses private DNS for an endpoint without both. EKS asks for both; without them the private
endpoint of a cluster does not resolve, and nodes may not register. The records of a private hosted
zone do not resolve in the VPC.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_vpc_endpoint" "ssm" {
  vpc_id              = aws_vpc.main.id
  service_name        = "com.amazonaws.eu-west-1.ssm"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.a.id]
  private_dns_enabled = true
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_vpc_endpoint" "ssm" {
  vpc_id              = aws_vpc.main.id
  service_name        = "com.amazonaws.eu-west-1.ssm"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.a.id]
  private_dns_enabled = true
}
```

References
----------
- <https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html>
- <https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html>
- <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.network.link import Certainty
from netplan_audit.unknown import Truth
from netplan_audit.wording import and_more, do

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Vpc


_LIKELY: Final = Certainty.LIKELY


@check(severity=Severity.HIGH, code="DNS030", needs=("vpcs",))
def vpc_dns_off(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look at the settings of each VPC that has something in need of DNS."""
    needs: dict[str, list[tuple[str, str, Severity, Certainty]]] = {}
    for vpc, *need in _needs(network):
        needs.setdefault(vpc, []).append(tuple(need))  # type: ignore[arg-type]
    for address, found in needs.items():
        known = network.vpcs.get(address)
        if known is None:
            continue
        works = known.dns_support & known.dns_hostnames
        if works is Truth.NO:
            yield _finding(known, found)
        elif works is Truth.UNKNOWN:
            yield _undecided(known, found)
    yield from _perhaps_needed(network, needs)


def _perhaps_needed(network: Network, needs: Container[str]) -> Iterator[Undecided]:
    """Look at VPCs without DNS where it is not known whether an endpoint needs it."""
    for endpoint in network.endpoints:
        vpc = None if endpoint.vpc is None else network.vpcs.get(endpoint.vpc.only or "")
        if vpc is None or vpc.address in needs or endpoint.private_dns is not Truth.UNKNOWN:
            continue
        if vpc.dns_support & vpc.dns_hostnames is Truth.NO:
            yield Undecided(
                subject=vpc.address,
                message=f"has DNS {_off(vpc)} off, and cannot tell whether {endpoint.address} "
                "needs it",
                severity=Severity.MEDIUM,
                unknowns=(f"{endpoint.address}.private_dns_enabled",),
                related=((endpoint.address, "endpoint"),),
                identity=(endpoint.address,),
            )


def _needs(network: Network) -> Iterator[tuple[str, str, str, Severity, Certainty]]:
    """Yield the VPC, what needs DNS there and in which role, how much, and how sure that is."""
    for cluster in network.address_plan.clusters:
        workload = network.workloads.get(cluster.address)
        vpcs = set() if workload is None else network.vpcs_of(workload)
        if len(vpcs) == 1 and workload is not None:
            subnets = map(network.subnets.get, workload.subnets.everything)
            certainty = min((s.vpc.certainty for s in subnets if s is not None), default=_LIKELY)
            address = vpcs.pop()
            severity = _for_cluster(network, address, cluster.address)
            yield address, cluster.address, "EKS cluster", severity, certainty
    for endpoint in network.endpoints:
        link = endpoint.vpc
        if endpoint.private_dns is Truth.YES and link is not None and link.only is not None:
            role = "endpoint with private DNS"
            yield link.only, endpoint.address, role, Severity.HIGH, link.certainty
    for zone in network.name_service.zones:
        for link in zone.vpcs:
            if link.only is not None:
                role = "private hosted zone"
                yield link.only, zone.address, role, _for_zone(network, link.only), link.certainty


def _for_zone(network: Network, vpc: str) -> Severity:
    """Return how much a private zone needs what is off: little where nobody is there to ask."""
    known = network.vpcs.get(vpc)
    seen = network.complete and not network.coverage.missing_modules
    is_empty = known is not None and known.is_new and vpc not in network.subnets_by_vpc
    return Severity.LOW if is_empty and seen else Severity.MEDIUM


def _for_cluster(network: Network, vpc: str, cluster: str) -> Severity:
    """Return how much a cluster needs what is off: names of its private endpoint, or less."""
    known, owner = network.vpcs.get(vpc), network.clusters.get(cluster)
    if known is not None and known.dns_support is Truth.NO:
        return Severity.HIGH
    private = Truth.UNKNOWN if owner is None else owner.private_endpoint
    return {Truth.YES: Severity.HIGH, Truth.NO: Severity.LOW}.get(private, Severity.MEDIUM)


def _off(vpc: Vpc) -> str:
    return "resolution" if vpc.dns_support is Truth.NO else "hostnames"


def _finding(vpc: Vpc, needs: list[tuple[str, str, Severity, Certainty]]) -> Finding:
    worst = max(severity for _, _, severity, _ in needs)
    sure = max(certainty for _, _, severity, certainty in needs if severity is worst)
    user, role = next((a, r) for a, r, severity, _ in needs if severity is worst)
    users = and_more(user, len(needs))
    name = "enable_dns_support" if vpc.dns_support is Truth.NO else "enable_dns_hostnames"
    return Finding(
        subject=vpc.address,
        message=f"has DNS {_off(vpc)} off, which the {role} {users} {do('need', len(needs))}",
        severity=worst,
        confidence=Confidence.of(sure),
        related=tuple((address, role) for address, role, _, _ in needs),
        evidence={"off": name},
        remediation=f"set {name} to true",
        fix=fixes.arguments.setting(
            vpc.address, enable_dns_support=True, enable_dns_hostnames=True
        ),
    )


def _undecided(vpc: Vpc, needs: list[tuple[str, str, Severity, Certainty]]) -> Undecided:
    open_ = [
        f"{vpc.address}.{name}"
        for name, value in (
            ("enable_dns_support", vpc.dns_support),
            ("enable_dns_hostnames", vpc.dns_hostnames),
        )
        if value is Truth.UNKNOWN
    ]
    return Undecided(
        subject=vpc.address,
        message=f"cannot tell whether it has DNS resolution and hostnames, which {needs[0][0]} "
        "needs",
        severity=Severity.MEDIUM,
        unknowns=tuple(open_),
        related=tuple((address, role) for address, role, _, _ in needs),
    )

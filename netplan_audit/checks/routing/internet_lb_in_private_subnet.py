"""An internet-facing load balancer stands in a subnet without a way to the internet.

What it finds
-------------
An Application, Network or Classic Load Balancer that is not internal, with a subnet whose default
route is missing or leads to a NAT gateway, a transit gateway or a virtual private gateway. A
default route to a firewall endpoint or an appliance is silent, for these pass packets on. It is
undecided where the route table or its routes cannot be told, or whether it is internal. Where the
plan leaves open which subnets it has, a public one among those it may have makes it silent.

Why it matters
--------------
Connections reach the load balancer's public address, and the replies of that zone never get back:
some or all clients run into timeouts, while the apply succeeds and the targets are healthy.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "web" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_lb" "web" {
  subnets = aws_subnet.web[*].id
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "web" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "web" {
  count          = 2
  subnet_id      = aws_subnet.web[count.index].id
  route_table_id = aws_route_table.public.id
}

resource "aws_lb" "web" {
  subnets = aws_subnet.web[*].id
}
```

References
----------
- <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Step, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.unknown import Truth, any_of, truth
from netplan_audit.wording import and_more

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.workloads import Workload


@check(severity=Severity.HIGH, code="LB001", needs=("load_balancing.types",))
def internet_lb_in_private_subnet(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for the way out of the subnets of each internet-facing load balancer."""
    for address, kind in network.load_balancing.types.items():
        balancer = network.workloads.get(address)
        if balancer is None or kind == "gateway" or balancer.public_ipv4 in {None, Truth.NO}:
            continue
        names = list(balancer.subnets) or balancer.subnets.candidates
        subnets = [network.subnets[name] for name in names if name in network.subnets]
        verdicts = {subnet.address: _is_private(network, subnet) for subnet in subnets}
        private = [s for s in subnets if verdicts[s.address] is Truth.YES]
        doubtful = [s for s in subnets if verdicts[s.address] is Truth.UNKNOWN]
        settled = balancer.subnets.settled
        wherever = bool(subnets) and Truth.NO not in verdicts.values()
        if balancer.public_ipv4 is Truth.UNKNOWN:
            if private and (settled or wherever):
                yield _perhaps_internal(balancer, private)
        elif private and settled:
            yield _finding(network, balancer, private)
        elif doubtful if settled else wherever:
            yield _undecided(network, balancer, doubtful or private)


def _is_private(network: Network, subnet: Subnet) -> Truth:
    """Tell whether a subnet's replies to the internet certainly do not go to an internet gateway.

    A firewall endpoint or an appliance on the way may pass them on.
    """
    default = network.routing.default_route(subnet)
    kinds = [None if route is None else route.target_kind for _, route in default.ways]
    private = any_of(
        (truth(k in {None, "NAT gateway", "transit gateway", "virtual private gateway"}))
        for k in kinds
    )
    if private is Truth.NO and kinds:
        return Truth.NO
    return private if default.decided else Truth.UNKNOWN


def _finding(network: Network, balancer: Workload, private: list[Subnet]) -> Finding:
    defaults = [network.routing.default_route(subnet) for subnet in private]
    steps = []
    for subnet, default in zip(private, defaults, strict=True):
        steps.append(Step(balancer.address, subnet.address, "in subnet"))
        steps.append(default.choice.hop_from(subnet))
    sure = min(balancer.subnets.certainty, *(default.certainty for default in defaults))
    ways = {"none" if d.route is None else d.route.target_kind for d in defaults}
    return Finding(
        subject=balancer.address,
        message=f"faces the internet and stands in {_names(private)}, from where no default route "
        "leads to an internet gateway",
        severity=Severity.HIGH,
        confidence=Confidence.of(sure),
        related=tuple((subnet.address, "subnet") for subnet in private),
        path=tuple(steps),
        evidence={"default_routes": tuple(sorted(ways))},
        remediation="put it into subnets whose route table sends 0.0.0.0/0 to the internet "
        "gateway, or set internal = true",
        fix=Fix(lambda: fixes.leaving.balancer_made_public(network, balancer, private)),
    )


def _names(subnets: list[Subnet]) -> str:
    return and_more(subnets[0].address, len(subnets))


def _perhaps_internal(balancer: Workload, private: list[Subnet]) -> Undecided:
    stands = "stands" if balancer.subnets.settled else "may stand"
    return Undecided(
        subject=balancer.address,
        message="cannot tell whether it faces the internet; no default route of "
        f"{_names(private)}, in which it {stands}, leads to an internet gateway",
        severity=Severity.MEDIUM,
        unknowns=(balancer.public_ip_reason or f"{balancer.address}.internal", *_where(balancer)),
        related=tuple((subnet.address, "subnet") for subnet in private),
    )


def _where(balancer: Workload) -> tuple[str, ...]:
    """Name what would tell in which subnets it stands; nothing where that is known."""
    settled = balancer.subnets.settled
    return () if settled else (balancer.subnets.settles or f"{balancer.address}.subnets",)


def _undecided(network: Network, balancer: Workload, doubtful: list[Subnet]) -> Undecided:
    settles = [
        network.routing.default_route(subnet).settles or f"the route table of {subnet.address}"
        for subnet in doubtful
    ]
    if not balancer.subnets.settled:
        settles.insert(0, balancer.subnets.settles or f"{balancer.address}.subnets")
    verb = "faces" if balancer.subnets.members else "may face"
    return Undecided(
        subject=balancer.address,
        message=f"cannot tell whether a route leads from {_names(doubtful)}, in which it {verb} "
        "the internet, to an internet gateway",
        severity=Severity.MEDIUM,
        unknowns=tuple(dict.fromkeys(settles)),
        related=tuple((subnet.address, "subnet") for subnet in doubtful),
    )

"""A subnet is private over IPv4 and public over IPv6.

What it finds
-------------
A subnet whose IPv4 default route leads to a NAT gateway, a transit gateway or a virtual private
gateway, whose IPv6 default route leads to an internet gateway, and which gives IPv6 addresses to
what is launched in it. It is undecided where a route or that setting is not known. A subnet that
gives no IPv6 addresses is silent, and so is one that reaches IPv6 by an egress-only gateway.

Why it matters
--------------
IPv4 and IPv6 are routed apart from each other. IPv6 addresses are public: whoever takes the subnet
for private, because IPv4 leaves it by a NAT gateway, has only security groups between its hosts and
the internet. An egress-only internet gateway is what a NAT gateway is for IPv4.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block                       = "10.0.0.0/16"
  assign_generated_ipv6_cidr_block = true
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "app" {
  vpc_id                          = aws_vpc.main.id
  cidr_block                      = "10.0.1.0/24"
  ipv6_cidr_block                 = cidrsubnet(aws_vpc.main.ipv6_cidr_block, 8, 1)
  assign_ipv6_address_on_creation = true
}

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.main.id
  subnet_ids         = [aws_subnet.app.id]
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block         = "0.0.0.0/0"
    transit_gateway_id = aws_ec2_transit_gateway.main.id
  }

  route {
    ipv6_cidr_block = "::/0"
    gateway_id      = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "app" {
  subnet_id      = aws_subnet.app.id
  route_table_id = aws_route_table.app.id
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block                       = "10.0.0.0/16"
  assign_generated_ipv6_cidr_block = true
}

resource "aws_egress_only_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "app" {
  vpc_id                          = aws_vpc.main.id
  cidr_block                      = "10.0.1.0/24"
  ipv6_cidr_block                 = cidrsubnet(aws_vpc.main.ipv6_cidr_block, 8, 1)
  assign_ipv6_address_on_creation = true
}

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.main.id
  subnet_ids         = [aws_subnet.app.id]
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block         = "0.0.0.0/0"
    transit_gateway_id = aws_ec2_transit_gateway.main.id
  }

  route {
    ipv6_cidr_block        = "::/0"
    egress_only_gateway_id = aws_egress_only_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "app" {
  subnet_id      = aws_subnet.app.id
  route_table_id = aws_route_table.app.id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html>
- <https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Step, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.unknown import Truth, all_of, any_of, truth
from netplan_audit.wording import a

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.routing import DefaultRoute
    from netplan_audit.network.vpcs import Subnet

_PRIVATE: Final = frozenset({"NAT gateway", "transit gateway", "virtual private gateway"})
_PUBLIC: Final = frozenset({"internet gateway"})


@check(severity=Severity.HIGH, code="RTE014", needs=("subnets",))
def subnet_mixed_defaults(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the two default routes of each subnet that gives out IPv6 addresses."""
    for subnet in network.subnets.values():
        if subnet.assigns_ipv6 is Truth.NO:
            continue
        ipv4 = network.routing.default_route(subnet)
        ipv6 = network.routing.default_route(subnet, 6)
        private, public = _leads(ipv4, _PRIVATE), _leads(ipv6, _PUBLIC)
        verdict = subnet.assigns_ipv6 & private & public
        if verdict is Truth.YES:
            yield _finding(network, subnet, ipv4, ipv6)
        elif verdict is Truth.UNKNOWN and _is_told(private, public):
            yield _undecided(subnet, ipv4, ipv6)


def _leads(default: DefaultRoute, kinds: frozenset[str]) -> Truth:
    """Tell whether a default route leads to a target of these kinds."""
    answers = [truth(route is not None and route.target_kind in kinds) for _, route in default.ways]
    if default.decided:
        return all_of(answers)
    return Truth.UNKNOWN if any_of(answers) is not Truth.NO else Truth.NO


def _is_told(private: Truth, public: Truth) -> bool:
    """Tell whether at least one half is certain: else there is nothing to be undecided about."""
    return Truth.YES in {private, public}


def _finding(network: Network, subnet: Subnet, ipv4: DefaultRoute, ipv6: DefaultRoute) -> Finding:
    sure = min(ipv4.certainty, ipv6.certainty)
    kind = "" if ipv4.route is None else ipv4.route.target_kind
    steps = [ipv4.choice.hop_from(subnet)]
    for table, route in (*ipv4.ways, *ipv6.ways):
        if route is not None:
            target = route.target.only or route.target_kind
            note = f"{route.destination_text} in {route.origin}"
            steps.append(Step(table, target, "routes to", route.target.certainty.label, note))
    return Finding(
        subject=subnet.address,
        message=f"IPv4 leaves it by {a(kind)}, but over IPv6 it is public: ::/0 leads to an "
        "internet gateway, and it gives out IPv6 addresses",
        severity=Severity.HIGH,
        confidence=Confidence.of(sure),
        related=tuple((table, "route table") for table in ipv4.choice.tables),
        path=tuple(steps),
        evidence={"ipv4_default": kind, "ipv6_default": "internet gateway"},
        remediation="lead ::/0 to an egress-only internet gateway",
        fix=Fix(
            lambda: fixes.leaving.ipv6_outward_only(
                network, subnet, [route for _, route in ipv6.ways if route is not None]
            )
        ),
    )


def _undecided(subnet: Subnet, ipv4: DefaultRoute, ipv6: DefaultRoute) -> Undecided:
    settles = [default.settles for default in (ipv4, ipv6) if not default.decided]
    if subnet.assigns_ipv6 is Truth.UNKNOWN:
        settles.append(f"{subnet.address}.assign_ipv6_address_on_creation")
    return Undecided(
        subject=subnet.address,
        message="cannot tell whether it is private over IPv4 and public over IPv6",
        severity=Severity.MEDIUM,
        unknowns=tuple(dict.fromkeys(filter(None, settles)))
        or (f"the route table of {subnet.address}",),
        related=tuple((table, "route table") for table in ipv4.choice.tables),
    )

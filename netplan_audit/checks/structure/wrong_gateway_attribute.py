"""A route names a gateway by the argument of another kind of gateway.

What it finds
-------------
A route whose `gateway_id` is a NAT gateway or an egress-only internet gateway, or whose
`nat_gateway_id` or `egress_only_gateway_id` is a gateway of another kind. The kind is told by the
resource, or by the beginning of a known id. Undecided where the target is one of several of which
some are of the wrong kind.

Why it matters
--------------
AWS takes the id and reports it under the argument it belongs to. Terraform then sees a difference
in every plan, which hides the changes that matter.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_nat_gateway" "main" {
  connectivity_type = "private"
  subnet_id         = "subnet-0a1b2c3d4e5f60718"
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "default" {
  route_table_id         = aws_route_table.main.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_nat_gateway.main.id
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_nat_gateway" "main" {
  connectivity_type = "private"
  subnet_id         = "subnet-0a1b2c3d4e5f60718"
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "default" {
  route_table_id         = aws_route_table.main.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.main.id
}
```

References
----------
- <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route_table>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.gateways import kind_of
from netplan_audit.network.link import Certainty
from netplan_audit.wording import a

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.route_tables import Route

_ARGUMENTS: Final = {
    "internet gateway": "gateway_id",
    "virtual private gateway": "gateway_id",
    "NAT gateway": "nat_gateway_id",
    "egress-only gateway": "egress_only_gateway_id",
}
"""The argument of a route for each kind of gateway."""


@check(severity=Severity.MEDIUM, code="TF003", pack="strict", needs=("route_tables",))
def wrong_gateway_attribute(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the argument of each route with the kind of its target."""
    for table in network.route_tables.values():
        for route in table.routes:
            if route.argument in _ARGUMENTS.values() and table.address in route.table.targets[:1]:
                yield from _judged(network, route)


def _judged(network: Network, route: Route) -> Iterator[Outcome]:
    kinds = {target: kind_of(network, target) for target in route.target.targets}
    wrong = {
        target: kind
        for target, kind in kinds.items()
        if _ARGUMENTS.get(kind, route.argument) != route.argument
    }
    if not wrong:
        return
    target, kind = next(iter(wrong.items()))
    related = tuple((address, wrong[address]) for address in wrong)
    identity = () if route.origin != route.table.only else (route.destination_text,)
    if len(wrong) == len(kinds) and route.target.complete:
        sure = route.target.certainty is not Certainty.LIKELY
        yield Finding(
            subject=route.origin,
            message=f"names {target}, which is {a(kind)}, by `{route.argument}` in its route to "
            f"{route.destination_text}",
            severity=Severity.MEDIUM,
            confidence=Confidence.CERTAIN if sure else Confidence.LIKELY,
            related=related,
            evidence={"argument": route.argument, "kind": kind},
            remediation=f"name it by `{_ARGUMENTS[kind]}`",
            fix=Fix(partial(fixes.routes.by_argument, route, _ARGUMENTS[kind], target)),
            identity=identity,
        )
    else:
        yield Undecided(
            subject=route.origin,
            message=f"cannot tell whether it names {a(kind)} by `{route.argument}` in its route "
            f"to {route.destination_text}",
            severity=Severity.LOW,
            unknowns=(route.target.settles or f"{route.origin}.{route.argument}",),
            related=related,
            identity=identity,
        )

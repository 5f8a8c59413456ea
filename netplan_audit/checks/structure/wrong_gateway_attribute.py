"""A route names a gateway by the argument of another kind of gateway.

What it finds
-------------
A route whose `gateway_id` is a NAT gateway, an egress-only internet gateway, a transit gateway or a
peering connection, or whose `nat_gateway_id` or `egress_only_gateway_id` is a gateway of another
kind. The kind is told by the
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
from netplan_audit.network.link import Certainty
from netplan_audit.network.routing.gateways import kind_of
from netplan_audit.wording import a

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.finding import Outcome
    from netplan_audit.fixes.edits import Edit
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import Route

_ARGUMENTS: Final = {
    "internet gateway": "gateway_id",
    "virtual private gateway": "gateway_id",
    "NAT gateway": "nat_gateway_id",
    "egress-only gateway": "egress_only_gateway_id",
    "transit gateway": "transit_gateway_id",
    "peering connection": "vpc_peering_connection_id",
}
"""The argument of a route for each kind of gateway."""
_TAKEN: Final = frozenset({"gateway_id", "nat_gateway_id", "egress_only_gateway_id"})
"""The arguments in which AWS takes gateways of other kinds."""


@check(severity=Severity.MEDIUM, code="TF003", pack="strict", needs=("route_tables",))
def wrong_gateway_attribute(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the argument of each route with the kind of its target."""
    for table in network.route_tables.values():
        for route in table.routes:
            if route.argument in _TAKEN and table.address in route.table.targets[:1]:
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
    names = " or ".join(wrong)
    met = list(dict.fromkeys(wrong.values()))
    kind = " or ".join(a(each) for each in met)
    rights = [_ARGUMENTS[each] for each in met]
    related = tuple((address, wrong[address]) for address in wrong)
    identity = () if route.origin != route.table.only else (route.destination_text,)
    if len(wrong) == len(kinds) and route.target.complete:
        sure = route.target.certainty is not Certainty.LIKELY
        yield Finding(
            subject=route.origin,
            message=f"names {names}, which is {kind}, by `{route.argument}` in its route to "
            f"{route.destination_text}",
            severity=Severity.MEDIUM,
            confidence=Confidence.CERTAIN if sure else Confidence.LIKELY,
            related=related,
            evidence={"argument": route.argument, "kind": " or ".join(met)},
            remediation=f"name it by `{'` or `'.join(rights)}`",
            fix=Fix(partial(_renamed, route, wrong)),
            identity=identity,
        )
    else:
        yield Undecided(
            subject=route.origin,
            message=f"cannot tell whether it names {kind} by `{route.argument}` in its route "
            f"to {route.destination_text}",
            severity=Severity.LOW,
            unknowns=(route.target.settles or f"{route.origin}.{route.argument}",),
            related=related,
            identity=identity,
        )


def _renamed(route: Route, wrong: Mapping[str, str]) -> list[Edit]:
    """Return the change of the argument; none where the target is one of several."""
    if len(wrong) > 1:
        return []
    target, kind = next(iter(wrong.items()))
    return fixes.routes.by_argument(route, _ARGUMENTS[kind], target)

"""A health check of gRPC waits for a status of HTTP.

What it finds
-------------
A target group with `protocol_version = "GRPC"` whose `matcher` holds a number above 99. It is
undecided where the matcher is known only after apply.

Why it matters
--------------
The matcher of a gRPC target group holds gRPC status codes, 0 to 99, of which 0 is success. AWS
refuses others, or no target is ever healthy.

Bad
---
```hcl
resource "aws_lb_target_group" "api" {
  name             = "api"
  port             = 50051
  protocol         = "HTTP"
  protocol_version = "GRPC"
  vpc_id           = "vpc-0a1b2c3d4e5f60718"

  health_check {
    path    = "/grpc.health.v1.Health/Check"
    matcher = "200-299"
  }
}
```

Good
----
```hcl
resource "aws_lb_target_group" "api" {
  name             = "api"
  port             = 50051
  protocol         = "HTTP"
  protocol_version = "GRPC"
  vpc_id           = "vpc-0a1b2c3d4e5f60718"

  health_check {
    path    = "/grpc.health.v1.Health/Check"
    matcher = "0"
  }
}
```

References
----------
- <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html>
- <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb_target_group>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.network.balancing.target_groups import statuses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.balancing.target_groups import TargetGroup
    from netplan_audit.network.network import Network


_LAST: Final = 99
"""The highest status of gRPC that a matcher holds (Application Load Balancer guide)."""


@check(severity=Severity.HIGH, code="HC010 grpc-matcher", needs=("targets.groups",))
def grpc_check_with_http_status(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for statuses of HTTP in the matchers of gRPC."""
    for group in network.targets.groups.values():
        matcher = group.check.matcher
        if group.version not in {"GRPC", None}:
            continue
        if matcher is None:
            yield from _undecided(group)
        elif any(hi > _LAST for _, hi in statuses(matcher)):
            if group.version is None:
                yield _perhaps(group, matcher)
                continue
            yield Finding(
                subject=group.address,
                message=f"speaks gRPC, whose statuses end at {_LAST}, and takes for healthy what "
                f"answers {matcher}",
                severity=Severity.HIGH,
                evidence={"matcher": matcher},
                remediation='set the matcher to "0", or leave it out',
                fix=fixes.arguments.setting(group.address, "health_check", matcher="0"),
            )


def _perhaps(group: TargetGroup, matcher: str) -> Undecided:
    return Undecided(
        subject=group.address,
        message=f"takes for healthy what answers {matcher}, and cannot tell whether it speaks gRPC",
        severity=Severity.MEDIUM,
        unknowns=(f"{group.address}.protocol_version",),
    )


def _undecided(group: TargetGroup) -> Iterator[Undecided]:
    unknowns = tuple(
        one for one in group.check.unknown if one.endswith((".matcher", ".health_check"))
    )
    if unknowns and group.version is not None:
        yield Undecided(
            subject=group.address,
            message="speaks gRPC, and cannot tell which statuses it takes for healthy",
            severity=Severity.MEDIUM,
            unknowns=unknowns,
        )

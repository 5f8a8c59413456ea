"""A load balancer takes minutes to notice that a target is gone.

What it finds
-------------
A target group whose `interval` times `unhealthy_threshold` is more than the parameter `seconds`.

Why it matters
--------------
For as long as that, the load balancer sends requests to a target that does not answer. For traffic
that retries elsewhere this may be enough.

Bad
---
```hcl
resource "aws_lb_target_group" "api" {
  name     = "api"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"

  health_check {
    interval            = 60
    timeout             = 10
    unhealthy_threshold = 5
  }
}
```

Good
----
```hcl
resource "aws_lb_target_group" "api" {
  name     = "api"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"

  health_check {
    interval            = 10
    timeout             = 5
    unhealthy_threshold = 3
  }
}
```

Parameters
----------
- `seconds` (default 120): a load balancer may take so long

References
----------
- <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html>

"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import check
from netplan_audit.finding import Finding, Severity
from netplan_audit.fixes.edits import Fix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


@dataclass(frozen=True, slots=True)
class Params:
    """How long a load balancer may take, in seconds."""

    seconds: int = 120


@check(
    severity=Severity.INFO,
    code="HC012 slow-detection",
    params=Params,
    pack="strict",
    needs=("targets.groups",),
)
def unhealthy_target_detected_late(network: Network, params: Params) -> Iterator[Outcome]:
    """Add up the checks that a target has to fail."""
    for group in network.targets.groups.values():
        check_of = group.check
        detection = check_of.detection
        if detection is not None and detection > params.seconds:
            yield Finding(
                subject=group.address,
                message=f"calls a target unhealthy after {detection} s: "
                f"{check_of.unhealthy_threshold} checks, one every {check_of.interval} s",
                severity=Severity.INFO,
                evidence={"detection": detection},
                remediation="check more often, or give up after fewer checks",
                fix=Fix(partial(fixes.health.sooner, group, params.seconds)),
            )

"""A health check takes errors for health.

What it finds
-------------
A target group whose `matcher` accepts a status of 400 or more.

Why it matters
--------------
A target that answers every request with an error is healthy then, and gets its share of the
traffic. Where the path of the check needs a login and answers 401, another path would tell more.

Bad
---
```hcl
resource "aws_lb_target_group" "api" {
  name     = "api"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"

  health_check {
    path    = "/"
    matcher = "200-499"
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
    path    = "/ready"
    matcher = "200"
  }
}
```

References
----------
- <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.balancing.target_groups import statuses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


_ERROR: Final = 400


@check(severity=Severity.LOW, code="HC009", pack="strict", needs=("targets.groups",))
def matcher_too_wide(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for errors among the statuses that each health check accepts."""
    for group in network.targets.groups.values():
        matcher = group.check.matcher
        if matcher is None or group.version == "GRPC":
            continue
        if any(hi >= _ERROR for _, hi in statuses(matcher)):
            yield Finding(
                subject=group.address,
                message=f"takes every target for healthy that answers {matcher}",
                severity=Severity.LOW,
                evidence={"matcher": matcher},
                remediation="check a path that answers 200 when the application works",
                fix=Fix(partial(fixes.health.without_errors, group, _ERROR)),
            )

"""A Network Load Balancer checks a web server by opening a connection only.

What it finds
-------------
A target group for TCP on port 80, 8000 or 8080 whose health check is one of TCP. Likely, as a
port is no proof of what listens there.

Why it matters
--------------
A process that accepts connections and answers nothing, or only errors, passes such a check. A
Network Load Balancer can check by HTTP or HTTPS whatever the traffic is.

Bad
---
```hcl
resource "aws_lb_target_group" "api" {
  name     = "api"
  port     = 8080
  protocol = "TCP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"

  health_check {
    protocol = "TCP"
  }
}
```

Good
----
```hcl
resource "aws_lb_target_group" "api" {
  name     = "api"
  port     = 8080
  protocol = "TCP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"

  health_check {
    protocol = "HTTP"
    path     = "/ready"
  }
}
```

References
----------
- <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


_WEB: Final = frozenset({80, 8000, 8080})


@check(
    severity=Severity.INFO,
    code="HC013",
    pack="strict",
    no_fix="which path tells that the application works is for those who run it to say",
    needs=("targets.groups",),
)
def nlb_tcp_check_on_http(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for checks of TCP on ports of web servers."""
    for group in network.targets.groups.values():
        port = group.check.port or group.port
        web = group.protocol == "TCP" and port in _WEB and group.kind != "alb"
        if web and group.check.protocol == "TCP" and group.check.is_enabled is Truth.YES:
            yield Finding(
                subject=group.address,
                message=f"checks port {port}, on which web servers listen, by opening a connection "
                "only",
                severity=Severity.INFO,
                confidence=Confidence.LIKELY,
                evidence={"port": port or 0},
                remediation="check by HTTP or HTTPS, on a path that tells whether the application "
                "works",
            )

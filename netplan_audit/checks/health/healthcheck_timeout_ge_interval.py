"""A health check waits longer for an answer than until the next check.

What it finds
-------------
A target group for HTTP or HTTPS whose health check has a `timeout` not shorter than its `interval`;
for other protocols, one that is longer. Where an HTTP target group leaves the timeout to AWS, which
takes 5 seconds, the interval has to be longer than that. It is undecided where one of the two is
known only after apply.

Why it matters
--------------
Elastic Load Balancing refuses such a target group, and the apply stops half-way.

Bad
---
```hcl
resource "aws_lb_target_group" "api" {
  name     = "api"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"

  health_check {
    interval = 10
    timeout  = 10
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
    interval = 10
    timeout  = 5
  }
}
```

References
----------
- <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.balancing.target_groups import TargetGroup
    from netplan_audit.network.network import Network

_WEB: Final = frozenset({"HTTP", "HTTPS"})
_TIMES: Final = (".interval", ".timeout")
_DEFAULT: Final = 5
"""Seconds that AWS waits where a check of HTTP or HTTPS does not say (CreateTargetGroup)."""


@check(severity=Severity.CRITICAL, code="HC008", needs=("targets.groups",))
def healthcheck_timeout_ge_interval(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the two times of each health check."""
    for group in network.targets.groups.values():
        interval, timeout = group.check.interval, group.check.timeout
        is_web = group.protocol in _WEB and group.kind != "lambda"
        if timeout is None and is_web and not group.check.unknown:
            timeout = _DEFAULT
        open_ = tuple(one for one in group.check.unknown if one.endswith(_TIMES))
        if interval is None or timeout is None:
            if open_:
                yield _undecided(group, open_)
            elif group.protocol is None and interval is not None and interval <= _DEFAULT:
                yield _undecided(group, (f"{group.address}.protocol",))
        elif timeout == interval and group.protocol is None:
            yield _undecided(group, (f"{group.address}.protocol",))
        elif timeout > interval or (is_web and timeout == interval):
            yield _finding(group, interval, timeout)


def _undecided(group: TargetGroup, unknowns: tuple[str, ...]) -> Undecided:
    return Undecided(
        subject=group.address,
        message="cannot tell whether its health check waits longer than until the next one",
        severity=Severity.HIGH,
        unknowns=unknowns,
    )


def _finding(group: TargetGroup, interval: int, timeout: int) -> Finding:
    default = " by default" if group.check.timeout is None else ""
    return Finding(
        subject=group.address,
        message=f"waits {timeout} s{default} for the answer to a check, and checks every "
        f"{interval} s",
        severity=Severity.CRITICAL,
        evidence={"timeout": timeout, "interval": interval},
        remediation="set a timeout shorter than the interval",
        fix=fixes.arguments.setting(group.address, "health_check", timeout=max(2, interval // 2)),
    )

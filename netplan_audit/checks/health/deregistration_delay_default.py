"""A target group outside production lets each target drain for five minutes.

What it finds
-------------
A target group of an environment that is not production, by its tags or variables, with the
`deregistration_delay` that applies where nobody sets one: 300 seconds.

Why it matters
--------------
Each deployment waits that long for connections that are long gone. Where requests take seconds, 30
are plenty; and a target group whose requests take minutes says so by setting the delay.

Bad
---
```hcl
resource "aws_lb_target_group" "api" {
  name     = "api"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"

  tags = {
    Environment = "staging"
  }
}
```

Good
----
```hcl
resource "aws_lb_target_group" "api" {
  name                 = "api"
  port                 = 8080
  protocol             = "HTTP"
  vpc_id               = "vpc-0a1b2c3d4e5f60718"
  deregistration_delay = 30

  tags = {
    Environment = "staging"
  }
}
```

References
----------
- <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


@check(
    severity=Severity.INFO,
    code="HC014",
    pack="strict",
    no_fix="how long a request may take is for those who run the application to say",
    needs=("targets.groups",),
)
def deregistration_delay_default(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for default delays outside production."""
    for group in network.targets.groups.values():
        waits = group.kind != "lambda" and group.environment == "nonprod"
        if waits and not group.delay_is_set and group.delay is not None:
            yield Finding(
                subject=group.address,
                message=f"lets each target drain for {group.delay} s, the default",
                severity=Severity.INFO,
                evidence={"delay": group.delay, "environment": group.environment},
                remediation="set deregistration_delay to what the longest request takes",
            )

"""An ECS service kills tasks that are still starting.

What it finds
-------------
An ECS service behind a load balancer without a grace period for health checks. High where its task
definition says (`startPeriod`) that a container takes longer to start than the load balancer takes
to call it unhealthy; low where it does not say, and the load balancer takes less than a minute. A
grace period shorter than the declared start counts too.

Why it matters
--------------
ECS stops a task as soon as the load balancer calls it unhealthy, and starts another. A container
that takes longer to start than that never serves, and a deployment goes round in circles.

Bad
---
```hcl
resource "aws_lb_target_group" "api" {
  name        = "api"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = "vpc-0a1b2c3d4e5f60718"

  health_check {
    interval            = 10
    timeout             = 5
    unhealthy_threshold = 2
  }
}

resource "aws_ecs_service" "api" {
  name            = "api"
  cluster         = "main"
  task_definition = "api:7"
  desired_count   = 2

  load_balancer {
    target_group_arn = aws_lb_target_group.api.arn
    container_name   = "api"
    container_port   = 8080
  }
}
```

Good
----
```hcl
resource "aws_lb_target_group" "api" {
  name        = "api"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = "vpc-0a1b2c3d4e5f60718"

  health_check {
    interval            = 10
    timeout             = 5
    unhealthy_threshold = 2
  }
}

resource "aws_ecs_service" "api" {
  name                              = "api"
  cluster                           = "main"
  task_definition                   = "api:7"
  desired_count                     = 2
  health_check_grace_period_seconds = 60

  load_balancer {
    target_group_arn = aws_lb_target_group.api.arn
    container_name   = "api"
    container_port   = 8080
  }
}
```

References
----------
- <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-healthcheck.html>
- <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity
from netplan_audit.fixes.edits import NO_FIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.balancing.target_groups import Replacer
    from netplan_audit.network.network import Network

_SOON: Final = 60
"""Seconds that many containers take to start."""


@check(severity=Severity.HIGH, code="HC002", pack="strict", needs=("targets.replacers",))
def ecs_no_grace(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare grace, start and detection of each service behind a load balancer."""
    for service in network.targets.replacers:
        if service.kind != "ECS service" or service.grace is None:
            continue
        known = [network.targets.groups[address].check.detection for address in service.groups]
        patience = [each for each in known if each is not None]
        if not patience:
            continue
        shortest = min(patience)
        if service.startup is not None:
            if service.grace + shortest < service.startup:
                yield _finding(service, shortest, service.grace, service.startup)
        elif service.grace == 0 and shortest < _SOON:
            yield _finding(service, shortest, 0, None)


def _finding(service: Replacer, detection: int, grace: int, startup: int | None) -> Finding:
    says = f", and says that they take {startup} s to start" if startup is not None else ""
    after = f"{grace + detection} s after their start" if grace or startup else f"{detection} s"
    return Finding(
        subject=service.address,
        message=f"stops tasks that fail their load balancer's checks {after}"
        f"{'' if grace or startup else ' after their start, with no grace period'}{says}",
        severity=Severity.LOW if startup is None else Severity.HIGH,
        confidence=Confidence.LIKELY if startup is None else Confidence.CERTAIN,
        related=tuple((address, "target group") for address in service.groups),
        evidence={"grace": grace, "detection": detection}
        | ({} if startup is None else {"startup": startup}),
        remediation="set health_check_grace_period_seconds to what the slowest start takes",
        fix=NO_FIX
        if startup is None
        else fixes.arguments.setting(service.address, health_check_grace_period_seconds=startup),
    )

"""An Auto Scaling group gives up on instances that are still starting.

What it finds
-------------
An Auto Scaling group with the health checks of its load balancer (`health_check_type = "ELB"`) and
a grace period shorter than its own `default_instance_warmup`, which is how long its author says an
instance takes to start. High where even the time until the load balancer calls the instance
unhealthy does not make up for it; otherwise low. A group that does not say how long its instances
take is silent.

Why it matters
--------------
An instance that does not answer yet is unhealthy to the load balancer. Once the grace period is
over, the group terminates it and starts another one, which meets the same end: no instance ever
serves.

Bad
---
```hcl
resource "aws_launch_template" "api" {
  image_id      = "ami-0a1b2c3d4e5f60718"
  instance_type = "m7g.large"
}

resource "aws_autoscaling_group" "api" {
  min_size                  = 2
  max_size                  = 6
  vpc_zone_identifier       = ["subnet-0a1b2c3d4e5f60718"]
  health_check_type         = "ELB"
  health_check_grace_period = 60
  default_instance_warmup   = 240

  launch_template {
    id = aws_launch_template.api.id
  }
}
```

Good
----
```hcl
resource "aws_launch_template" "api" {
  image_id      = "ami-0a1b2c3d4e5f60718"
  instance_type = "m7g.large"
}

resource "aws_autoscaling_group" "api" {
  min_size                  = 2
  max_size                  = 6
  vpc_zone_identifier       = ["subnet-0a1b2c3d4e5f60718"]
  health_check_type         = "ELB"
  health_check_grace_period = 300
  default_instance_warmup   = 240

  launch_template {
    id = aws_launch_template.api.id
  }
}
```

References
----------
- <https://docs.aws.amazon.com/autoscaling/ec2/userguide/health-check-grace-period.html>
- <https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-default-instance-warmup.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.balancing.target_groups import Replacer
    from netplan_audit.network.network import Network


@check(severity=Severity.HIGH, code="HC001", needs=("targets.replacers",))
def asg_elb_grace_too_short(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare grace and warm-up of each group that reacts to its load balancer."""
    for group in network.targets.replacers:
        if group.kind != "Auto Scaling group" or group.startup is None:
            continue
        late = Truth.UNKNOWN
        if group.grace is not None:
            late = Truth.YES if group.grace < group.startup else Truth.NO
        verdict = late & group.reacts
        if verdict is Truth.YES and group.grace is not None:
            yield _finding(network, group, group.grace, group.startup)
        elif verdict is Truth.UNKNOWN:
            yield _undecided(group)


def _finding(network: Network, group: Replacer, grace: int, startup: int) -> Finding:
    known = [network.targets.groups[address].check.detection for address in group.groups]
    detection = min((each for each in known if each is not None), default=0)
    return Finding(
        subject=group.address,
        message=f"replaces instances {grace} s after launch if its load balancer calls them "
        f"unhealthy, and says that they take {startup} s to start",
        severity=Severity.HIGH if grace + detection < startup else Severity.LOW,
        related=tuple((address, "target group") for address in group.groups),
        evidence={"grace": grace, "startup": startup, "detection": detection},
        remediation=f"set health_check_grace_period to {startup} or more",
        fix=fixes.arguments.setting(group.address, health_check_grace_period=startup),
    )


def _undecided(group: Replacer) -> Undecided:
    kind = () if group.reacts is Truth.YES else (f"{group.address}.health_check_type",)
    return Undecided(
        subject=group.address,
        message="cannot tell whether it replaces instances that are still starting: it says that "
        f"they take {group.startup} s",
        severity=Severity.MEDIUM,
        unknowns=(*group.unknown, *kind),
    )

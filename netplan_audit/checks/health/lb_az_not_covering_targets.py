"""Targets stand in a zone that their load balancer does not serve.

What it finds
-------------
A workload registered with a target group in a subnet of an availability zone in which the load
balancer that forwards to it has no subnet. Undecided where a zone, or a subnet of either, is not
known.

Why it matters
--------------
A load balancer sends nothing to targets in zones that are not enabled for it. They cost money,
count as capacity, and serve nobody; ECS and Auto Scaling keep placing new ones there.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1b"
}

resource "aws_subnet" "c" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.2.0/24"
  availability_zone = "eu-west-1c"
}

resource "aws_lb" "main" {
  name     = "main"
  internal = true
  subnets  = [aws_subnet.a.id, aws_subnet.b.id]
}

resource "aws_lb_target_group" "api" {
  name     = "api"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_listener" "main" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api.arn
  }
}

resource "aws_launch_template" "api" {
  image_id      = "ami-0a1b2c3d4e5f60718"
  instance_type = "m7g.large"
}

resource "aws_autoscaling_group" "api" {
  min_size            = 3
  max_size            = 9
  vpc_zone_identifier = [aws_subnet.a.id, aws_subnet.b.id, aws_subnet.c.id]
  target_group_arns   = [aws_lb_target_group.api.arn]

  launch_template {
    id = aws_launch_template.api.id
  }
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1b"
}

resource "aws_subnet" "c" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.2.0/24"
  availability_zone = "eu-west-1c"
}

resource "aws_lb" "main" {
  name     = "main"
  internal = true
  subnets  = [aws_subnet.a.id, aws_subnet.b.id, aws_subnet.c.id]
}

resource "aws_lb_target_group" "api" {
  name     = "api"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_listener" "main" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api.arn
  }
}

resource "aws_launch_template" "api" {
  image_id      = "ami-0a1b2c3d4e5f60718"
  instance_type = "m7g.large"
}

resource "aws_autoscaling_group" "api" {
  min_size            = 3
  max_size            = 9
  vpc_zone_identifier = [aws_subnet.a.id, aws_subnet.b.id, aws_subnet.c.id]
  target_group_arns   = [aws_lb_target_group.api.arn]

  launch_template {
    id = aws_launch_template.api.id
  }
}
```

References
----------
- <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html>
- <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.balancing.health_access import pairings, uncovered
from netplan_audit.network.zones import zone_names
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.balancing.health_access import Pairing
    from netplan_audit.network.network import Network
    from netplan_audit.network.zones import Zone


@check(severity=Severity.HIGH, code="HC011", needs=("targets.groups",))
def lb_az_not_covering_targets(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the zones of each load balancer with those of its targets."""
    told: set[tuple[str, str]] = set()
    for pair in pairings(network):
        key = (pair.target.address, pair.balancer.address)
        verdict, zones = uncovered(network, pair)
        if verdict is Truth.NO or key in told:
            continue
        told.add(key)
        if verdict is Truth.YES:
            yield _finding(network, pair, zones)
        else:
            yield _undecided(network, pair, zones)


def _related(pair: Pairing) -> tuple[tuple[str, str], ...]:
    return ((pair.balancer.address, "load balancer"), (pair.group.address, "target group"))


def _finding(network: Network, pair: Pairing, zones: tuple[Zone, ...]) -> Finding:
    sure = min(pair.target.subnets.certainty, pair.balancer.subnets.certainty)
    own = [network.subnets[s].zone for s in pair.balancer.subnets if s in network.subnets]
    return Finding(
        subject=pair.target.address,
        message=f"places targets in {zone_names(zones)}, where {pair.balancer.address} has no "
        f"subnet: it serves {zone_names(own)}",
        severity=Severity.HIGH,
        confidence=Confidence.of(sure),
        related=_related(pair),
        evidence={"without": zone_names(zones), "served": zone_names(own)},
        remediation="give the load balancer a subnet in each zone of its targets",
        fix=Fix(lambda: fixes.zones.where_targets_are(network, pair.balancer, zones)),
        identity=(pair.balancer.address,),
    )


def _undecided(network: Network, pair: Pairing, zones: tuple[Zone, ...]) -> Undecided:
    links = (pair.balancer.subnets, pair.target.subnets)
    every = [network.subnets.get(s) for link in links for s in link.everything]
    named = [s.zone.settles for s in every if s is not None and not s.zone.is_known]
    named += [link.settles for link in links if not link.settled]
    unknowns = tuple(dict.fromkeys(text for text in named if text))
    return Undecided(
        subject=pair.target.address,
        message=f"cannot tell whether {pair.balancer.address} has a subnet in each zone of its "
        "targets",
        severity=Severity.MEDIUM,
        unknowns=unknowns or tuple(f"the zone {zone.text}" for zone in zones),
        related=_related(pair),
        identity=(pair.balancer.address,),
    )

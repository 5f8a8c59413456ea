"""A Network Load Balancer sends unequal shares to its targets, zone by zone.

What it finds
-------------
A Network Load Balancer without cross-zone load balancing, which is its default, one of whose
target groups has not as many targets in each of its zones. An Auto Scaling group counts once in
each of its zones. A target group that is balanced over zones itself is silent. It is undecided
where targets or zones cannot be told.

Why it matters
--------------
Each zone gets its share of the connections, whatever number of targets it has: where there are
fewer, each has more to do, and a zone without any answers nobody.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_instance" "app" {
  count         = 2
  ami           = "ami-12345678"
  instance_type = "m7g.large"
  subnet_id     = aws_subnet.app[0].id
}

resource "aws_lb" "app" {
  load_balancer_type = "network"
  internal           = true
  subnets            = aws_subnet.app[*].id
}

resource "aws_lb_target_group" "app" {
  vpc_id   = aws_vpc.main.id
  protocol = "TCP"
  port     = 443
}

resource "aws_lb_target_group_attachment" "app" {
  count            = 2
  target_group_arn = aws_lb_target_group.app.arn
  target_id        = aws_instance.app[count.index].id
}

resource "aws_lb_listener" "app" {
  load_balancer_arn = aws_lb.app.arn
  protocol          = "TCP"
  port              = 443

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app.arn
  }
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_instance" "app" {
  count         = 2
  ami           = "ami-12345678"
  instance_type = "m7g.large"
  subnet_id     = aws_subnet.app[count.index].id
}

resource "aws_lb" "app" {
  load_balancer_type = "network"
  internal           = true
  subnets            = aws_subnet.app[*].id
}

resource "aws_lb_target_group" "app" {
  vpc_id   = aws_vpc.main.id
  protocol = "TCP"
  port     = 443
}

resource "aws_lb_target_group_attachment" "app" {
  count            = 2
  target_group_arn = aws_lb_target_group.app.arn
  target_id        = aws_instance.app[count.index].id
}

resource "aws_lb_listener" "app" {
  load_balancer_arn = aws_lb.app.arn
  protocol          = "TCP"
  port              = 443

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app.arn
  }
}
```

References
----------
- <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.network.balancing.zone_balance import zone_balance
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.balancing.load_balancers import TargetGroup
    from netplan_audit.network.balancing.zone_balance import ZoneBalance
    from netplan_audit.network.network import Network
    from netplan_audit.network.workloads import Workload


@check(severity=Severity.INFO, code="LB005", pack="hygiene", needs=("load_balancing.groups",))
def nlb_cross_zone_off(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Count the targets in the zones of each Network Load Balancer."""
    balancing = network.load_balancing
    for address, own in balancing.cross_zone.items():
        balancer = network.workloads.get(address)
        for name in balancing.forwards.get(address, ()) if balancer is not None else ():
            group = balancing.groups.get(name)
            if balancer is None or group is None:
                continue
            spread = own if group.cross_zone is None else group.cross_zone
            balance = zone_balance(network, balancer, group)
            uneven = ~spread & ~balance.verdict
            if uneven is Truth.YES:
                yield _finding(balancer, group, balance)
            elif uneven is Truth.UNKNOWN:
                flag = f"{address}.enable_cross_zone_load_balancing"
                yield Undecided(
                    subject=address,
                    message=f"cannot tell whether {name} has as many targets in each of its zones",
                    severity=Severity.INFO,
                    unknowns=balance.unknowns or (flag,),
                    related=((name, "target group"),),
                    identity=(name,),
                )


def _finding(balancer: Workload, group: TargetGroup, balance: ZoneBalance) -> Finding:
    counts = tuple(f"{zone}: {number}" for zone, number in balance.counts)
    return Finding(
        subject=balancer.address,
        message=f"spreads no connections over zones, and {group.address} has targets as follows: "
        f"{', '.join(counts)}",
        severity=Severity.INFO,
        related=((group.address, "target group"), *((each, "target") for each in group.members)),
        evidence={"targets": counts},
        remediation="set enable_cross_zone_load_balancing, or run as many targets in each zone",
        fix=fixes.arguments.setting(balancer.address, enable_cross_zone_load_balancing=True)
        if group.cross_zone is None
        else fixes.arguments.setting(group.address, load_balancing_cross_zone_enabled="true"),
        identity=(group.address,),
    )

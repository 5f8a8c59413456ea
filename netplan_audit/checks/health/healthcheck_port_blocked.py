"""The security groups of targets keep the health checks of their load balancer out.

What it finds
-------------
A target group whose health check goes to a port that no rule of a registered workload's security
groups admits, neither from a security group of the load balancer nor from the addresses of its
subnets; or to which the load balancer's own security groups let nothing out. Undecided where rules
may exist that the input does not show, and those it shows admit nothing of the kind. ECS services
count with targets of type `ip`, whose ports are those of the containers; so do Auto Scaling groups,
instances, and the nodes of a cluster: for Ingresses and Services whose annotations name security
groups and TargetGroupBindings without `networking`, which no controller lets in by itself.

Why it matters
--------------
A target must be reached on the port of the traffic and on that of the health check. If the check is
kept out, no target is ever healthy: an Application Load Balancer then sends requests to all of them
blindly, and an Auto Scaling group or ECS service that listens to it replaces them without end.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_security_group" "lb" {
  name   = "lb"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "api" {
  name   = "api"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_egress_rule" "api" {
  security_group_id = aws_security_group.api.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "api" {
  security_group_id            = aws_security_group.api.id
  referenced_security_group_id = aws_security_group.lb.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
}

resource "aws_vpc_security_group_egress_rule" "lb" {
  security_group_id            = aws_security_group.lb.id
  referenced_security_group_id = aws_security_group.api.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8081
}

resource "aws_lb" "main" {
  name            = "main"
  internal        = true
  subnets         = aws_subnet.main[*].id
  security_groups = [aws_security_group.lb.id]
}

resource "aws_lb_target_group" "api" {
  name     = "api"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id

  health_check {
    path = "/ready"
    port = 8081
  }
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

resource "aws_instance" "api" {
  ami                    = "ami-0a1b2c3d4e5f60718"
  instance_type          = "m7g.large"
  subnet_id              = aws_subnet.main[0].id
  vpc_security_group_ids = [aws_security_group.api.id]
}

resource "aws_lb_target_group_attachment" "api" {
  target_group_arn = aws_lb_target_group.api.arn
  target_id        = aws_instance.api.id
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_security_group" "lb" {
  name   = "lb"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "api" {
  name   = "api"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_egress_rule" "api" {
  security_group_id = aws_security_group.api.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "api" {
  security_group_id            = aws_security_group.api.id
  referenced_security_group_id = aws_security_group.lb.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8081
}

resource "aws_vpc_security_group_egress_rule" "lb" {
  security_group_id            = aws_security_group.lb.id
  referenced_security_group_id = aws_security_group.api.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8081
}

resource "aws_lb" "main" {
  name            = "main"
  internal        = true
  subnets         = aws_subnet.main[*].id
  security_groups = [aws_security_group.lb.id]
}

resource "aws_lb_target_group" "api" {
  name     = "api"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id

  health_check {
    path = "/ready"
    port = 8081
  }
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

resource "aws_instance" "api" {
  ami                    = "ami-0a1b2c3d4e5f60718"
  instance_type          = "m7g.large"
  subnet_id              = aws_subnet.main[0].id
  vpc_security_group_ids = [aws_security_group.api.id]
}

resource "aws_lb_target_group_attachment" "api" {
  target_group_arn = aws_lb_target_group.api.arn
  target_id        = aws_instance.api.id
}
```

References
----------
- <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html>
- <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.balancing.health_access import both_ways, is_checked, perhaps_shut_out
from netplan_audit.network.kubernetes.ingress_targets import every_pairing
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.balancing.health_access import Pairing
    from netplan_audit.network.network import Network


@check(severity=Severity.HIGH, code="HC006", needs=("load_balancers",))
def healthcheck_port_blocked(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Ask for each load balancer and target whether the checks get in."""
    for pair in every_pairing(network):
        if pair.port is None or not is_checked(pair):
            continue
        is_shut = Truth.NO in (ways := both_ways(network, pair, pair.port))
        in_sight = any(address in network.security_groups for address in pair.target.groups)
        if is_shut and pair.group.check.is_enabled is Truth.YES:
            yield _finding(network, pair, pair.port, is_inbound=ways[0] is Truth.NO)
        elif is_shut or (ways[0] is Truth.UNKNOWN and in_sight):
            yield _undecided(network, pair, pair.port)
    yield from map(_perhaps, perhaps_shut_out(network))


def _related(pair: Pairing) -> tuple[tuple[str, str], ...]:
    return (
        (pair.target.address, "target"),
        (pair.balancer.address, "load balancer"),
        *((group, "security group of the target") for group in pair.target.groups),
    )


def _finding(network: Network, pair: Pairing, port: int, *, is_inbound: bool) -> Finding:
    message, remediation = _words(pair, port, is_inbound=is_inbound)
    return Finding(
        subject=pair.group.address,
        message=f"checks {pair.target.address} on port {port}, {message}",
        severity=Severity.HIGH,
        confidence=Confidence.of(min(pair.target.groups.certainty, pair.balancer.groups.certainty)),
        related=_related(pair),
        evidence={"port": port},
        remediation=remediation,
        fix=Fix(lambda: fixes.endpoints.checked(network, pair, port, is_inbound=is_inbound)),
        identity=(pair.target.address, pair.balancer.address),
    )


def _words(pair: Pairing, port: int, *, is_inbound: bool) -> tuple[str, str]:
    balancer, peer = pair.balancer.address, "the security group of the load balancer"
    if not is_inbound:
        shut = f"to which the security groups of {balancer} let nothing out"
        return shut, f"let tcp {port} out of {peer}"
    if pair.balancer.groups.settled and not pair.balancer.groups.members:
        peer = "the VPC, as the load balancer has no security group"
    shut = f"on which its security groups admit nothing from {balancer}"
    return shut, f"admit tcp {port} from {peer}"


def _perhaps(pair: Pairing) -> Undecided:
    who = f"{pair.balancer.address} checks {pair.target.address} on port {pair.port}"
    return Undecided(
        subject=pair.group.address,
        message=f"cannot tell whether {who}, where security groups do not let it in",
        severity=Severity.MEDIUM,
        unknowns=pair.doubts,
        related=_related(pair),
    )


def _undecided(network: Network, pair: Pairing, port: int) -> Undecided:
    known = [network.security_groups.get(address) for address in pair.target.groups]
    named = [u for g in known if g is not None for rule in g.rules for u in rule.unknown]
    open_ = [f"the rules of {g.address}" for g in known if g is not None and not g.closed]
    settles = [pair.target.groups.settles] if not pair.target.groups.settled else []
    asked = [one for one in pair.group.check.unknown if one.endswith((".enabled", ".health_check"))]
    unknowns = tuple(dict.fromkeys(text for text in (*named, *settles, *open_, *asked) if text))
    return Undecided(
        subject=pair.group.address,
        message=f"cannot tell whether the security groups of {pair.target.address} admit "
        f"{pair.balancer.address} on port {port}, which it checks",
        severity=Severity.MEDIUM,
        unknowns=unknowns or (f"the subnets of {pair.balancer.address}",),
        related=_related(pair),
        identity=(pair.target.address, pair.balancer.address),
    )

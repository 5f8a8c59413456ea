"""A Network Load Balancer in front of gRPC.

What it finds
-------------
Target groups over TCP or TLS that are called for gRPC, use its usual port, 50051, or that a
TargetGroupBinding fills with the pods of a Service for gRPC. Low: what a protocol is, is told from
names. It is undecided where the protocol of such a target group is known only after apply.

Why it matters
--------------
A Network Load Balancer chooses a target for each connection. A gRPC client keeps one connection and
sends all its calls over it: they all go to one target, and targets that are added get none.

Bad
---
```hcl
resource "aws_lb_target_group" "grpc" {
  name        = "orders-grpc"
  port        = 50051
  protocol    = "TCP"
  target_type = "ip"
  vpc_id      = "vpc-0a"
}
```

Good
----
```hcl
resource "aws_lb_target_group" "grpc" {
  name             = "orders-grpc"
  port             = 50051
  protocol         = "HTTP"
  protocol_version = "GRPC"
  target_type      = "ip"
  vpc_id           = "vpc-0a"
}
```

References
----------
- <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/introduction.html>
- <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html>

"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.network.kubernetes.serving import long_lived

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.balancing.load_balancers import StreamTargets
    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.network import Network

_GRPC: Final = "grpc"
_WORD: Final = re.compile(rf"(?:^|[^a-z]){_GRPC}(?:[^a-z]|$)")
_USUAL_PORT: Final = 50051
_REMEDIATION: Final = (
    'use an Application Load Balancer with a target group of protocol_version = "GRPC", or let '
    "clients balance themselves"
)


@check(
    severity=Severity.LOW,
    code="SVC004",
    pack="strict",
    no_fix="an Application Load Balancer for gRPC has certificates and names of its own",
    needs=("load_balancing.streams",),
)
def nlb_tcp_for_grpc(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge the target groups of Network Load Balancers by what hints at gRPC."""
    for group in network.load_balancing.streams:
        clue = _clue(network.kubernetes, group)
        if clue and group.protocol is not None:
            yield Finding(
                subject=group.address,
                message=f"hands connections over {group.protocol} to targets of gRPC ({clue})",
                severity=Severity.LOW,
                confidence=Confidence.LIKELY,
                remediation=_REMEDIATION,
            )
        elif clue:
            yield Undecided(
                subject=group.address,
                message=f"cannot tell whether it balances calls or connections of gRPC ({clue})",
                severity=Severity.INFO,
                unknowns=(f"{group.address}.protocol",),
                remediation=_REMEDIATION,
            )


def _clue(objects: KubernetesObjects, group: StreamTargets) -> str:
    named = next((name for name in group.names if _WORD.search(name.lower())), "")
    if named:
        return f"it is called {named}"
    if group.port == _USUAL_PORT:
        return f"port {_USUAL_PORT}"
    for binding in objects.bindings:
        if binding.group == group.address:
            for service in objects.services:
                if service.meta.name == binding.service and binding in objects.bindings_of(service):
                    clues = (long_lived(objects, service, p) for p in objects.pods_of(service))
                    return next((clue for clue in clues if _GRPC in clue), "")
    return ""

"""A load balancer reaches pods, and the nodes open ports for it all the same.

What it finds
-------------
Services of type LoadBalancer whose load balancer registers pods by their addresses
(`aws-load-balancer-nlb-target-type: ip`, or the type `nlb-ip`), while
`allocate_load_balancer_node_ports` is not turned off. It is undecided where the type of the targets
is known only after apply.

Why it matters
--------------
Kubernetes gives a node port to every Service of type LoadBalancer unless told otherwise. With ip
targets nothing uses it: it only widens what the nodes answer to.

Bad
---
```hcl
resource "kubernetes_service_v1" "web" {
  metadata {
    name = "web"
    annotations = {
      "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type" = "ip"
      "service.beta.kubernetes.io/aws-load-balancer-type" = "external"
    }
  }

  spec {
    type     = "LoadBalancer"
    selector = { app = "web" }

    port {
      port = 80
    }
  }
}
```

Good
----
```hcl
resource "kubernetes_service_v1" "web" {
  metadata {
    name = "web"
    annotations = {
      "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type" = "ip"
      "service.beta.kubernetes.io/aws-load-balancer-type" = "external"
    }
  }

  spec {
    type     = "LoadBalancer"
    selector = { app = "web" }
    allocate_load_balancer_node_ports = false

    port {
      port = 80
    }
  }
}
```

References
----------
- <https://kubernetes.io/docs/concepts/services-networking/service/#load-balancer-nodeport-allocation>
- <https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/>

"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.kubernetes.balancers import PREFIX, balancer_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


@check(
    severity=Severity.INFO,
    code="NODE003",
    pack="hygiene",
    place=("spec", "type"),
    needs=("kubernetes.services",),
)
def lb_service_allocates_nodeports(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge the Services that are given node ports by what their load balancer registers."""
    for service in network.kubernetes.node_port_services:
        balancer = balancer_of(service)
        if balancer is None:
            continue
        if balancer.targets == "ip":
            yield Finding(
                subject=service.address,
                message="its load balancer reaches the pods by their addresses, and every node "
                "opens a port for it that nothing uses",
                severity=Severity.INFO,
                remediation="set allocateLoadBalancerNodePorts to false",
                fix=Fix(
                    partial(
                        fixes.kubernetes.service_with, service, allocateLoadBalancerNodePorts=False
                    )
                ),
            )
        elif f"{PREFIX}nlb-target-type" in service.meta.annotations.vague:
            yield Undecided(
                subject=service.address,
                message="cannot tell whether its load balancer uses its node ports",
                severity=Severity.INFO,
                unknowns=(f"{service.address}.metadata.annotations",),
            )

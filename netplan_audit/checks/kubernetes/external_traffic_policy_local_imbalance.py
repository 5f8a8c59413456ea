"""Traffic that stays on a node, with fewer pods than nodes.

What it finds
-------------
LoadBalancer Services with `externalTrafficPolicy: Local` in front of fewer pods than there are
nodes in the node groups of EKS. It is undecided where either number is not in the input. DaemonSets
are left out.

Why it matters
--------------
With `Local` a node hands traffic to its own pods only, and nodes without any fail the health check
of the load balancer. Each node that is left gets the same share, whether one pod is on it or five.

Bad
---
```hcl
resource "aws_eks_node_group" "main" {
  cluster_name  = "main"
  node_role_arn = "arn:aws:iam::111111111111:role/node"
  subnet_ids    = ["subnet-0a", "subnet-0b"]

  scaling_config {
    desired_size = 6
    min_size     = 3
    max_size     = 9
  }
}

resource "kubernetes_deployment_v1" "web" {
  metadata {
    name = "web"
  }

  spec {
    replicas = 2

    selector {
      match_labels = { app = "web" }
    }

    template {
      metadata {
        labels = { app = "web" }
      }

      spec {
        container {
          name  = "web"
          image = "example/web:1"
        }
      }
    }
  }
}

resource "kubernetes_service_v1" "web" {
  metadata {
    name = "web"
  }

  spec {
    type                    = "LoadBalancer"
    external_traffic_policy = "Local"
    selector                = { app = "web" }

    port {
      port = 80
    }
  }
}
```

Good
----
```hcl
resource "aws_eks_node_group" "main" {
  cluster_name  = "main"
  node_role_arn = "arn:aws:iam::111111111111:role/node"
  subnet_ids    = ["subnet-0a", "subnet-0b"]

  scaling_config {
    desired_size = 6
    min_size     = 3
    max_size     = 9
  }
}

resource "kubernetes_deployment_v1" "web" {
  metadata {
    name = "web"
  }

  spec {
    replicas = 2

    selector {
      match_labels = { app = "web" }
    }

    template {
      metadata {
        labels = { app = "web" }
      }

      spec {
        container {
          name  = "web"
          image = "example/web:1"
        }
      }
    }
  }
}

resource "kubernetes_service_v1" "web" {
  metadata {
    name = "web"
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

References
----------
- <https://kubernetes.io/docs/tutorials/services/source-ip/>
- <https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/service_v1>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.kubernetes.services import Service
    from netplan_audit.network.network import Network

_REMEDIATION: Final = (
    "spread the pods over the nodes, register them by address, or set externalTrafficPolicy Cluster"
)


@check(
    severity=Severity.INFO,
    code="SVC003",
    pack="hygiene",
    place=("spec", "externalTrafficPolicy"),
    no_fix="whether to run more pods or to give up client addresses is for their owner to say",
    needs=("kubernetes.services",),
)
def external_traffic_policy_local_imbalance(
    network: Network,
    params: NoParams,  # noqa: ARG001 - the signature of every check
) -> Iterator[Outcome]:
    """Judge each load balancer whose traffic stays on the node."""
    objects = network.kubernetes
    for service in objects.services:
        if service.type == "LoadBalancer" and service.traffic_policy == "Local":
            yield from _judged(objects, service)


def _judged(objects: KubernetesObjects, service: Service) -> Iterator[Outcome]:
    behind = [pods for pods in objects.pods_of(service) if pods.kind != "DaemonSet"]
    counts = [objects.most_replicas(pods) for pods in behind]
    if not behind:
        return
    related = tuple((pods.address, pods.kind) for pods in behind)
    known = [count for count in counts if count is not None]
    if objects.nodes is None or len(known) < len(counts):
        short = [p.address for p, count in zip(behind, counts, strict=True) if count is None]
        yield Undecided(
            subject=service.address,
            message="cannot tell whether every node has a pod, which externalTrafficPolicy Local "
            "needs to balance",
            severity=Severity.INFO,
            unknowns=tuple(f"{each} replicas" for each in short) or ("the number of nodes",),
            related=related,
            remediation=_REMEDIATION,
        )
    elif sum(known) < objects.nodes:
        yield Finding(
            subject=service.address,
            message=f"externalTrafficPolicy Local, {_pods(sum(known))} and {objects.nodes} nodes",
            severity=Severity.INFO,
            confidence=Confidence.LIKELY,
            related=related,
            evidence={"pods": sum(known), "nodes": objects.nodes},
            remediation=_REMEDIATION,
        )


def _pods(number: int) -> str:
    return "1 pod" if number == 1 else f"{number} pods"

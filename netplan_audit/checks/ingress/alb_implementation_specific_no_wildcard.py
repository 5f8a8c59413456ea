"""A path of an Application Load Balancer does not match what is beneath it.

What it finds
-------------
Paths with the type ImplementationSpecific, written or by default, of Ingresses that the AWS Load
Balancer Controller serves: without `*` or `?` the load balancer matches just this text, so that
`/api/users` goes elsewhere than `/api`, and all but `/` elsewhere than `/`. The message says where.

Left out are paths that end in a file or in an endpoint without anything beneath it (`/healthz`,
`/login`), paths whose backend gets what is beneath by another path of the host or as the default
one, actions by annotation, and Ingresses with `use-regex-path-match`. It is undecided where that
annotation is known only after apply.

Why it matters
--------------
Other controllers take such a path as a prefix, and Terraform's provider puts
ImplementationSpecific where no type is written. The first page loads, everything beneath it is
answered with 404 or by the backend of another path.

Bad
---
```hcl
resource "kubernetes_ingress_v1" "api" {
  metadata {
    name = "api"
  }

  spec {
    ingress_class_name = "alb"

    rule {
      host = "shop.example.com"

      http {
        path {
          path = "/api"

          backend {
            service {
              name = "api"
              port {
                number = 80
              }
            }
          }
        }
      }
    }
  }
}
```

Good
----
```hcl
resource "kubernetes_ingress_v1" "api" {
  metadata {
    name = "api"
  }

  spec {
    ingress_class_name = "alb"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/api"
          path_type = "Prefix"

          backend {
            service {
              name = "api"
              port {
                number = 80
              }
            }
          }
        }
      }
    }
  }
}
```

References
----------
- <https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/spec/>
- <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.network.kubernetes.ingress_hosts import default_of, evidence_of, hosts
from netplan_audit.network.kubernetes.ingress_setup import ALB, doubt
from netplan_audit.network.kubernetes.ingress_strays import is_leaf
from netplan_audit.network.kubernetes.path_match import Controller
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.ingress_hosts import Host, HostPath
    from netplan_audit.network.network import Network

_WILDCARDS: Final = frozenset("*?")
_ACTION: Final = ":use-annotation"
_REMEDIATION: Final = "give the path the type Prefix, or end it in /*"


@check(
    severity=Severity.MEDIUM,
    code="ING006",
    no_fix="the rules of an Ingress are one list, which a patch would replace as a whole",
    needs=("kubernetes.entrances",),
)
def alb_implementation_specific_no_wildcard(
    network: Network,
    params: NoParams,  # noqa: ARG001 - the signature of every check
) -> Iterator[Outcome]:
    """Ask for a request beneath each such path where the load balancer sends it."""
    for host in network.once(hosts):
        if host.controller is Controller.ALB:
            for path in host.paths:
                if _is_text(path):
                    yield from _judged(host, path)


def _is_text(path: HostPath) -> bool:
    """Tell whether a path is meant as one with others beneath it, and holds no pattern."""
    rule = path.rule
    if rule.kind != "ImplementationSpecific" or rule.regex:
        return False
    is_action = path.backend.endswith(_ACTION)
    is_leaf_path = rule.path != "/" and is_leaf(rule.path)
    return not is_leaf_path and not is_action and not _WILDCARDS & set(rule.path)


def _judged(host: Host, path: HostPath) -> Iterator[Outcome]:
    request = f"{path.rule.path.rstrip('/')}/x"
    known, taken = host.serving(request)
    served = default_of(path.ingress) if taken is None else taken.backend
    if path.backend and served == path.backend:
        return
    vague = doubt(path.ingress, f"{ALB}use-regex-path-match")
    if vague or known is Truth.UNKNOWN:
        yield Undecided(
            subject=path.ingress.address,
            place=path.place,
            message=f"cannot tell whether {path.told} matches {request} too",
            severity=Severity.LOW,
            unknowns=(vague or f"the paths of {host.told}",),
            identity=(host.name, path.rule.path),
        )
        return
    goes = served or ("no path" if taken is None else "another backend")
    yield Finding(
        subject=path.ingress.address,
        place=path.place,
        message=f"{path.told} matches just this path, so that a request for {request} goes "
        f"to {goes} and not to {path.backend or 'its backend'}",
        severity=Severity.MEDIUM,
        confidence=Confidence.CERTAIN if host.served_by.is_sure else Confidence.LIKELY,
        evidence=evidence_of(host, path, request),
        remediation=_REMEDIATION,
        identity=(host.name, path.rule.path),
    )

"""A rewrite sends every request beneath a path to one and the same path.

What it finds
-------------
Paths of Ingresses that ingress-nginx serves whose `rewrite-target` names no capture group (`$1`)
while the path, which is no pattern, is to match what is beneath it: the backend gets the target
instead of each of those requests. Exact paths, and `/`, are left out. It is undecided where the
target is known only after apply.

Why it matters
--------------
The target replaces the whole path, not the prefix that matched: with `/` as the target, the backend
gets `/` for `/api/users/7`. Until version 0.22 of ingress-nginx it replaced the prefix only, and
many examples still show that.

Bad
---
```hcl
resource "kubernetes_ingress_v1" "api" {
  metadata {
    name        = "api"
    annotations = { "nginx.ingress.kubernetes.io/rewrite-target" = "/" }
  }

  spec {
    ingress_class_name = "nginx"

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

Good
----
```hcl
resource "kubernetes_ingress_v1" "api" {
  metadata {
    name        = "api"
    annotations = { "nginx.ingress.kubernetes.io/rewrite-target" = "/$2" }
  }

  spec {
    ingress_class_name = "nginx"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/api(/|$)(.*)"
          path_type = "ImplementationSpecific"

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
- <https://kubernetes.github.io/ingress-nginx/examples/rewrite/>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.network.kubernetes.ingress_hosts import evidence_of, hosts, rewritten_to
from netplan_audit.network.kubernetes.ingress_setup import NGINX, doubt
from netplan_audit.network.kubernetes.path_match import Controller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.ingress_hosts import Host, HostPath
    from netplan_audit.network.network import Network

_TARGET: Final = "rewrite-target"
_PLACE: Final = ("metadata", "annotations", f"{NGINX}{_TARGET}")
_REMEDIATION: Final = 'write the path as /api(/|$)(.*) and the target as "/$2"'


@check(
    severity=Severity.MEDIUM,
    code="ING010",
    no_fix="the rules of an Ingress are one list, which a patch would replace as a whole",
    needs=("kubernetes.entrances",),
)
def rewrite_without_capture(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge the paths of each Ingress that rewrites."""
    for host in network.once(hosts):
        if host.controller is Controller.NGINX:
            for path in host.paths:
                yield from _judged(host, path)


def _judged(host: Host, path: HostPath) -> Iterator[Outcome]:
    rule, ingress = path.rule, path.ingress
    if rule.kind == "Exact" or not rule.is_literal or not rule.path.strip("/"):
        return
    target, vague = rewritten_to(ingress, rule.path, rule.kind), f"{NGINX}{_TARGET}"
    request = f"{rule.path.rstrip('/')}/x"
    if vague in ingress.meta.annotations.vague:
        yield Undecided(
            subject=ingress.address,
            place=_PLACE,
            message=f"cannot tell whether the rewrite of {path.told} keeps what follows it",
            severity=Severity.LOW,
            unknowns=(doubt(ingress, vague),),
            identity=(host.name, rule.path),
        )
    elif target and "$" not in target:
        yield Finding(
            subject=ingress.address,
            place=_PLACE,
            message=f"rewrites every request beneath {path.told} to {target}: "
            f"{path.backend or 'its backend'} gets {target} for {request}",
            severity=Severity.MEDIUM,
            confidence=Confidence.CERTAIN if host.served_by.is_sure else Confidence.LIKELY,
            evidence={**evidence_of(host, path, request), _TARGET: target},
            remediation=_REMEDIATION,
            identity=(host.name, rule.path),
        )

"""An Exact path does not match itself with a slash at its end.

What it finds
-------------
Paths of type Exact, of Ingresses and of HTTPRoutes, for whose form with a slash at the end no path
of the host leads to the same backend. Left out are files (`/robots.txt`), `.well-known`, endpoints
that machines call as they are written (`/healthz`), and paths beside which the form with the slash
is written too, whatever it leads to. Nothing is said where it is not known what the other path
matches.

Why it matters
--------------
Browsers, proxies and people add the slash; `/login/` then answers with 404, or with another
application.

Bad
---
```hcl
resource "kubernetes_ingress_v1" "app" {
  metadata {
    name = "app"
  }

  spec {
    ingress_class_name = "alb"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/account"
          path_type = "Exact"

          backend {
            service {
              name = "app"
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
resource "kubernetes_ingress_v1" "app" {
  metadata {
    name = "app"
  }

  spec {
    ingress_class_name = "alb"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/account"
          path_type = "Exact"

          backend {
            service {
              name = "app"
              port {
                number = 80
              }
            }
          }
        }

        path {
          path      = "/account/"
          path_type = "Exact"

          backend {
            service {
              name = "app"
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
- <https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity
from netplan_audit.network.kubernetes.ingress_hosts import evidence_of, hosts
from netplan_audit.network.kubernetes.ingress_strays import is_leaf
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


@check(
    severity=Severity.INFO,
    code="ING009",
    pack="hygiene",
    no_fix="the rules of an Ingress are one list, which a patch would replace as a whole",
    needs=("kubernetes.entrances",),
)
def exact_missing_trailing_slash(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Ask for each Exact path where the request with a slash goes."""
    for host in network.once(hosts):
        written = {path.rule.path for path in host.paths}
        for path in host.paths:
            rule = path.rule
            is_method = path.ingress.meta.kind == "GRPCRoute"
            request = f"{rule.path}/"
            if rule.kind != "Exact" or rule.path.endswith("/") or is_leaf(rule.path) or is_method:
                continue
            if request in written:
                continue
            known, taken = host.serving(request)
            same = taken is not None and taken.backend == path.backend
            if known is Truth.UNKNOWN or same or not rule.is_literal:
                continue
            goes = "no path" if taken is None else taken.backend or "another backend"
            yield Finding(
                subject=path.ingress.address,
                place=path.place,
                message=f"a request for {request} goes to {goes} and not to "
                f"{path.backend or 'the backend of the path'}",
                severity=Severity.INFO,
                confidence=Confidence.CERTAIN if host.served_by.is_sure else Confidence.LIKELY,
                evidence=evidence_of(host, path, request),
                remediation="declare the path with a slash too, or as Prefix",
                identity=(host.name, rule.path),
            )

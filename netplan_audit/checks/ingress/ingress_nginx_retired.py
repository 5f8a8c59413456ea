"""Ingresses are served by ingress-nginx, which is retired.

What it finds
-------------
An input whose Ingresses ingress-nginx serves, or that installs it beside them. One finding for the
input, which names the Ingresses. Nothing is said where the controller is not known.

Why it matters
--------------
The project announced best-effort maintenance until March 2026, and no releases or fixes of
vulnerabilities after that. What runs keeps running; what faces the internet stays as it is.

Bad
---
```hcl
resource "kubernetes_ingress_v1" "app" {
  metadata {
    name        = "app"
    annotations = { "nginx.ingress.kubernetes.io/proxy-body-size" = "8m" }
  }

  spec {
    ingress_class_name = "nginx"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/"
          path_type = "Prefix"

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
          path      = "/"
          path_type = "Prefix"

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
- <https://www.kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/>
- <https://gateway-api.sigs.k8s.io/guides/>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity
from netplan_audit.network.kubernetes.path_match import Controller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


@check(
    severity=Severity.INFO,
    code="ING008",
    pack="hygiene",
    place=("spec", "ingressClassName"),
    no_fix="which controller comes next is for the owner of the cluster to say",
    needs=("kubernetes.ingresses",),
)
def ingress_nginx_retired(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Tell once about all Ingresses of ingress-nginx."""
    setup = network.ingress_setup
    found = [(one, setup.controller_of(one)) for one in network.kubernetes.ingresses]
    served = [(one, by) for one, by in found if by.controller is Controller.NGINX]
    if not served:
        return
    installed = setup.installed.get(Controller.NGINX)
    addresses = sorted(one.address for one, _ in served)
    subject = installed or addresses[0]
    yield Finding(
        subject=subject,
        message=f"ingress-nginx serves {len(served)} of the Ingresses; it was to be maintained "
        "until March 2026",
        severity=Severity.INFO,
        confidence=Confidence.CERTAIN if any(by.is_sure for _, by in served) else Confidence.LIKELY,
        related=tuple((one, "Ingress") for one in addresses if one != subject),
        remediation="plan the way to another controller or to the Gateway API",
    )

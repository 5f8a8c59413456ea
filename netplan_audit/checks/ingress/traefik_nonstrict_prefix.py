"""Traefik takes Prefix paths as text.

What it finds
-------------
An input with Traefik whose `strictPrefixMatching` is not on, and Ingresses of its class with Prefix
paths: `/app` takes `/appx` too. One finding for the input, which names the Ingresses. It is
undecided where the input has the Ingresses but not the setup of Traefik.

Why it matters
--------------
Kubernetes documents Prefix as element-wise. Applications get requests that were never meant for
them, and access rules that others keep by path do not hold.

Bad
---
```hcl
resource "helm_release" "traefik" {
  name       = "traefik"
  repository = "https://traefik.github.io/charts"
  chart      = "traefik"
}

resource "kubernetes_ingress_v1" "app" {
  metadata {
    name = "app"
  }

  spec {
    ingress_class_name = "traefik"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/app"
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
resource "helm_release" "traefik" {
  name       = "traefik"
  repository = "https://traefik.github.io/charts"
  chart      = "traefik"
  values     = [yamlencode({ providers = { kubernetesIngress = { strictPrefixMatching = true } } })]
}

resource "kubernetes_ingress_v1" "app" {
  metadata {
    name = "app"
  }

  spec {
    ingress_class_name = "traefik"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/app"
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
- <https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types>
- <https://doc.traefik.io/traefik/reference/install-configuration/providers/kubernetes/kubernetes-ingress/>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.network.kubernetes.ingress_hosts import evidence_of, hosts
from netplan_audit.network.kubernetes.path_match import Controller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network

_SETTING: Final = "providers.kubernetesIngress.strictPrefixMatching"


@check(
    severity=Severity.LOW,
    code="ING007",
    pack="strict",
    no_fix="the setting stands in the values of a chart or the arguments of a container",
    needs=("kubernetes.entrances",),
)
def traefik_nonstrict_prefix(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Collect the Prefix paths that Traefik serves, and judge them together."""
    found = [
        (host, path)
        for host in network.once(hosts)
        if host.controller is Controller.TRAEFIK and not host.how.strict
        for path in host.paths
        if path.rule.kind == "Prefix" and path.rule.path.strip("/") and "{" not in path.rule.path
    ]
    if not found:
        return
    (host, path), paths = found[0], [path for _, path in found]
    others = dict.fromkeys(each.ingress.address for each in paths[1:])
    related = tuple((one, "Ingress") for one in others if one != path.ingress.address)
    installed = network.ingress_setup.installed.get(Controller.TRAEFIK)
    if network.ingress_setup.strict_prefixes is None:
        yield Undecided(
            subject=path.ingress.address,
            place=path.place,
            message="cannot tell whether Traefik takes Prefix paths by their elements",
            severity=Severity.INFO,
            unknowns=(_SETTING,),
            related=related,
        )
        return
    beside = f"{path.rule.path.rstrip('/')}x"
    yield Finding(
        subject=path.ingress.address,
        place=path.place,
        message=f"Traefik takes Prefix paths as text: {path.told} takes a request for {beside} too",
        severity=Severity.LOW,
        confidence=Confidence.CERTAIN if host.served_by.is_sure else Confidence.LIKELY,
        related=(*(((installed, "Traefik"),) if installed else ()), *related),
        evidence={**evidence_of(host, path, beside), "paths": len(paths)},
        remediation=f"set {_SETTING} to true",
    )

"""A path takes requests that only begin like those of another path.

What it finds
-------------
Pairs of paths of one host with different backends, where one continues the last element of the
other (`/api` and `/api-docs`), and the controller compares the text and not the elements: Traefik
without `strictPrefixMatching`, and ingress-nginx with the type ImplementationSpecific. The shorter
path then takes `/apix`. Low; high where it takes the longer path itself, as Traefik does with an
Exact path beside a Prefix, whose rule is the longer text.

It is undecided where no setup of Traefik in the input tells about `strictPrefixMatching`.

Why it matters
--------------
Kubernetes documents Prefix as element-wise. What is not declared answers with 404 there, and with
another application here; and with Traefik the longer text of a rule wins, `PathPrefix("/api")` over
`Path("/api-docs")`.

Bad
---
```hcl
resource "helm_release" "traefik" {
  name       = "traefik"
  repository = "https://traefik.github.io/charts"
  chart      = "traefik"
}

resource "kubernetes_ingress_v1" "shop" {
  metadata {
    name = "shop"
  }

  spec {
    ingress_class_name = "traefik"

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

        path {
          path      = "/api-docs"
          path_type = "Exact"

          backend {
            service {
              name = "docs"
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

resource "kubernetes_ingress_v1" "shop" {
  metadata {
    name = "shop"
  }

  spec {
    ingress_class_name = "traefik"

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

        path {
          path      = "/docs"
          path_type = "Exact"

          backend {
            service {
              name = "docs"
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
from netplan_audit.network.kubernetes.ingress_strays import shadows
from netplan_audit.network.kubernetes.path_match import Controller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.ingress_hosts import Host
    from netplan_audit.network.kubernetes.ingress_strays import Shadow
    from netplan_audit.network.network import Network

_SETTING: Final = "providers.kubernetesIngress.strictPrefixMatching"
_REMEDIATION: Final = {
    Controller.TRAEFIK: f"set {_SETTING} to true",
    Controller.NGINX: "give both paths the type Prefix or Exact",
}


@check(
    severity=Severity.HIGH,
    code="ING003",
    pack="strict",
    no_fix="the rules of an Ingress are one list, which a patch would replace as a whole",
    needs=("kubernetes.entrances",),
)
def prefix_string_shadow(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge each path that takes what looks like another one."""
    for host in network.once(hosts):
        unset = network.ingress_setup.strict_prefixes is None
        for shadow in shadows(host):
            if unset and host.controller is Controller.TRAEFIK:
                yield _undecided(shadow)
            else:
                yield _finding(host, shadow)


def _undecided(shadow: Shadow) -> Undecided:
    return Undecided(
        subject=shadow.path.ingress.address,
        place=shadow.path.place,
        message=f"cannot tell whether {shadow.path.told} takes a request for {shadow.request}",
        severity=Severity.MEDIUM if shadow.is_declared else Severity.INFO,
        unknowns=(_SETTING,),
        related=_related(shadow),
        identity=(shadow.path.host, shadow.path.rule.path),
    )


def _finding(host: Host, shadow: Shadow) -> Finding:
    sure = host.served_by.is_sure
    path, other = shadow.path, shadow.other
    if shadow.is_declared:
        told = f"takes the request for {shadow.request}, which is that of {other.backend}"
        severity = Severity.HIGH
    else:
        told = f"takes a request for {shadow.request}, which looks like {other.told}"
        severity = Severity.LOW
    return Finding(
        subject=path.ingress.address,
        place=path.place,
        message=f"{path.told} compares text and no elements with {host.controller.value}: "
        f"it {told}",
        severity=severity,
        confidence=Confidence.CERTAIN if sure else Confidence.LIKELY,
        related=_related(shadow),
        evidence=evidence_of(host, path, shadow.request),
        remediation=_REMEDIATION.get(host.controller, ""),
        identity=(host.name, path.rule.path),
    )


def _related(shadow: Shadow) -> tuple[tuple[str, str], ...]:
    other, own = shadow.other.ingress.address, shadow.path.ingress.address
    return () if other == own else ((other, "Ingress of the host"),)

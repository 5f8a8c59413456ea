"""What a path matches is left to the controller.

What it finds
-------------
Paths of the type ImplementationSpecific, written or by default. Medium with ingress-nginx where the
host has another backend, because `/api` then takes `/apix` as well, which the message shows; low
otherwise.

Left out are `/` and `/*`, `.well-known`, paths of an Application Load Balancer, which
`alb-implementation-specific-no-wildcard` looks at, paths with a star at the end that Azure's
Application Gateway gets, Ingresses that ask for regular expressions, and hosts with one backend
where the controller is one that keeps to the documentation. It is undecided where the type is known
only after apply.

Why it matters
--------------
Terraform's `kubernetes_ingress_v1` puts ImplementationSpecific where `path_type` is not written.
The same path is a prefix of the text with one controller, exact with the next and an element-wise
prefix with a third: what is reachable changes with the class.

Bad
---
```hcl
resource "kubernetes_ingress_v1" "api" {
  metadata {
    name = "api"
  }

  spec {
    ingress_class_name = "nginx"

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

References
----------
- <https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types>
- <https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/ingress_v1>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.network.kubernetes.ingress_hosts import evidence_of, hosts
from netplan_audit.network.kubernetes.ingress_setup import is_of_azure
from netplan_audit.network.kubernetes.ingress_strays import shadows
from netplan_audit.network.kubernetes.path_match import Controller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.ingress_hosts import Host, HostPath
    from netplan_audit.network.network import Network

_EVERYTHING: Final = frozenset({"", "/", "/*"})
_SAID: Final = (Controller.ALB, Controller.GATEWAY)
"""Those for which another check asks, or the type says what is meant."""
_BLOCK: Final = "rule.http.path.path_type"
_WRITTEN: Final = "rules.http.paths.pathType"
_REMEDIATION: Final = "give the path the type Prefix or Exact"


@check(
    severity=Severity.MEDIUM,
    code="ING001",
    pack="strict",
    no_fix="the rules of an Ingress are one list, which a patch would replace as a whole",
    needs=("kubernetes.entrances",),
)
def path_type_implementation_specific(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge every such path by what its controller makes of it."""
    for host in network.once(hosts):
        shadowing = {id(shadow.path) for shadow in shadows(host)}
        for path in host.paths:
            if _is_open(host, path) and id(path) not in shadowing:
                yield _finding(host, path)
    for ingress in network.kubernetes.ingresses:
        if any(path.path_type is None for path in ingress.paths):
            lacks = any(path.lacks_type for path in ingress.paths)
            why = "it has no type, which the API requires" if lacks else "its type is not known"
            yield Undecided(
                subject=ingress.address,
                message=f"cannot tell what a path matches: {why}",
                severity=Severity.INFO,
                unknowns=(f"{ingress.address}.spec.{_WRITTEN if lacks else _BLOCK}",),
            )


def _is_open(host: Host, path: HostPath) -> bool:
    """Tell whether it is left to the controller what a path matches, and nobody chose so."""
    rule = path.rule
    if rule.kind != "ImplementationSpecific" or rule.path in _EVERYTHING:
        return False
    star = rule.path.endswith("*") and is_of_azure(path.ingress)
    chosen = rule.regex or rule.matcher or star or "/.well-known" in rule.path
    alone = host.controller is Controller.OTHER and not _others(host, path)
    return not chosen and not alone and host.controller not in _SAID


def _others(host: Host, path: HostPath) -> bool:
    return any(each.backend != path.backend for each in host.paths)


def _finding(host: Host, path: HostPath) -> Finding:
    beside = f"{path.rule.path.rstrip('/')}x"
    _, taken = host.serving(beside)
    takes = taken is path and host.controller is not Controller.UNKNOWN
    risky = takes and host.controller is Controller.NGINX and _others(host, path)
    told = f"matches {beside} too" if takes else "matches what its controller makes of it"
    default = "" if not path.is_defaulted else ", which is the default,"
    return Finding(
        subject=path.ingress.address,
        place=path.place,
        message=f"{path.told} has the type ImplementationSpecific{default} and {told}",
        severity=Severity.MEDIUM if risky else Severity.LOW,
        confidence=Confidence.CERTAIN if host.served_by.is_sure else Confidence.LIKELY,
        evidence=evidence_of(host, path, beside if takes else ""),
        remediation=_REMEDIATION,
        identity=(host.name, path.rule.path),
    )

"""A path with the type Exact or Prefix holds a wildcard or a regular expression.

What it finds
-------------
Paths of type Exact or Prefix with characters that mean something in a pattern. High where the AWS
Load Balancer Controller serves them, which refuses `*` and `?` there and then changes nothing for
any Ingress of the load balancer. Medium with ingress-nginx, whose admission webhook refuses such an
Ingress since version 1.12 unless `strict-validate-path-type` is off, as it does for all characters
but letters, digits, `.`, `_`, `-` and `/`; and with controllers that take the characters as they
are. It is undecided where it is not known which controller serves them. Azure's Application Gateway
Ingress Controller takes a star at the end.

Paths of type Exact and PathPrefix of HTTPRoutes count too: the Gateway API refuses some of these
characters and takes the others as they are.

Why it matters
--------------
Kubernetes knows no patterns in these types: `/api/*` matches an element that is called `*`. What
was to be served is not.

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
          path      = "/api/*"
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
- <https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types>
- <https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/spec/>
- <https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#strict-validate-path-type>

"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.network.kubernetes.ingress_hosts import evidence_of, hosts
from netplan_audit.network.kubernetes.ingress_setup import is_of_azure
from netplan_audit.network.kubernetes.path_match import Controller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.ingress_hosts import Host, HostPath
    from netplan_audit.network.network import Network

_PATTERN: Final = re.compile(r"[*?^$|()\[\]\\+{}]")
_SEARCHED: Final = {
    Controller.ALB: re.compile(r"[*?]"),
    Controller.NGINX: re.compile(r"[^A-Za-z0-9._\-/]"),
}
"""What is refused by those that refuse something else than patterns."""
_TOLD: Final = {
    Controller.ALB: "the AWS Load Balancer Controller refuses that, for all Ingresses of the "
    "load balancer",
    Controller.NGINX: "the admission webhook of ingress-nginx 1.12 and newer refuses that",
    Controller.TRAEFIK: "Traefik 3 takes it as it is written",
    Controller.OTHER: "this type takes it as it is written",
    Controller.GATEWAY: "this type takes it as it is written",
}
_REMEDIATION: Final = (
    "leave the wildcard out, which Prefix does not need, or use the type ImplementationSpecific"
)

_OF_NGINX: Final = f"{_REMEDIATION} and the annotation use-regex"

_REFUSED: Final = re.compile(r"[?^|\[\]\\{}]")
"""What the Gateway API does not take in such a path."""
_OF_ROUTES: Final = (
    "leave the wildcard out, which PathPrefix does not need, or use the type RegularExpression"
)
_REMEDIES: Final = {Controller.GATEWAY: _OF_ROUTES, Controller.NGINX: _OF_NGINX}


@check(
    severity=Severity.HIGH,
    code="ING005",
    no_fix="the rules of an Ingress are one list, which a patch would replace as a whole",
    needs=("kubernetes.entrances",),
)
def wildcard_in_exact_or_prefix(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge every path of the two types by what its controller does with patterns."""
    for host in network.once(hosts):
        once = {(p.ingress.address, p.kind, p.rule.path): p for p in reversed(host.paths)}
        for path in reversed(once.values()):
            if path.rule.kind != "ImplementationSpecific":
                yield from _judged(host, path, lax=network.ingress_setup.lax_paths)


def _is_star_of_azure(path: HostPath) -> bool:
    """Tell whether the pattern is the one that Azure's controller takes."""
    return is_of_azure(path.ingress) and not _PATTERN.search(path.rule.path.removesuffix("*"))


def _judged(host: Host, path: HostPath, *, lax: bool) -> Iterator[Outcome]:
    by, rule = host.controller, path.rule
    found = _SEARCHED.get(by, _PATTERN).search(rule.path)
    if found is None or (by is Controller.NGINX and lax) or _is_star_of_azure(path):
        return
    holds = "a pattern" if _PATTERN.search(rule.path) else f"the character {found[0]!r}"
    if by is Controller.UNKNOWN:
        yield Undecided(
            subject=path.ingress.address,
            place=path.place,
            message=f"cannot tell what becomes of the pattern in the {path.kind} path {path.told}",
            severity=Severity.LOW,
            unknowns=(f"{path.ingress.address}.{path.ingress.class_field}",),
            identity=(host.name, rule.path),
        )
        return
    refused = by is Controller.ALB and host.served_by.is_sure
    told = _TOLD[by]
    if by is Controller.GATEWAY and _REFUSED.search(rule.path):
        told = "the API refuses that"
    yield Finding(
        subject=path.ingress.address,
        place=path.place,
        message=f"the {path.kind} path {path.told} holds {holds}; {told}",
        severity=Severity.HIGH if refused else Severity.MEDIUM,
        confidence=Confidence.CERTAIN if refused else Confidence.LIKELY,
        evidence=evidence_of(host, path),
        remediation=_REMEDIES.get(by, _REMEDIATION),
        identity=(host.name, rule.path),
    )

"""Two Ingresses declare the same path of the same host.

What it finds
-------------
Paths with the same class, host, path and type in two Ingresses that lead to different Services.
Ingresses count together that are in one folder of manifests, or in one Terraform configuration.
Low where they name no host. Left out are canaries of ingress-nginx, Ingresses of Application Load
Balancers of different groups, and those that annotations give conditions, listeners, entry points,
methods, headers or predicates of their own. It is undecided where the class is known only after
apply.

The same holds for two HTTPRoutes or GRPCRoutes of the Gateway API that are attached to the same
Gateways and listeners. What also asks for a method, a header or a parameter is left out.

Why it matters
--------------
One backend gets everything and the other nothing. Which one it is depends on the controller, and
with ingress-nginx on which Ingress is older: the next deployment from scratch may turn it around.

Bad
---
```hcl
resource "kubernetes_ingress_v1" "old" {
  metadata {
    name = "old"
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
              name = "api-v1"
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

resource "kubernetes_ingress_v1" "new" {
  metadata {
    name = "new"
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
              name = "api-v2"
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
resource "kubernetes_ingress_v1" "old" {
  metadata {
    name = "old"
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
              name = "api-v1"
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

resource "kubernetes_ingress_v1" "new" {
  metadata {
    name = "new"
  }

  spec {
    ingress_class_name = "nginx"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/api/v2"
          path_type = "Prefix"

          backend {
            service {
              name = "api-v2"
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
- <https://kubernetes.github.io/ingress-nginx/how-it-works/>
- <https://gateway-api.sigs.k8s.io/reference/spec/#gateway.networking.k8s.io/v1.HTTPRouteRule>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.kubernetes import UNNAMED
from netplan_audit.network.kubernetes.ingress_hosts import evidence_of, hosts
from netplan_audit.network.kubernetes.ingress_setup import ALB, TRAEFIK
from netplan_audit.network.kubernetes.path_match import Controller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.ingress_hosts import Host, HostPath
    from netplan_audit.network.network import Network

_NARROWING: Final = (
    f"{ALB}conditions.",
    f"{ALB}listen-ports",
    f"{TRAEFIK}router.entrypoints",
    "higress.io/",
    "konghq.com/headers.",
    "konghq.com/methods",
    "zalando.org/skipper-predicate",
)
"""Annotations by which controllers take some of the requests for a path only."""


@check(
    severity=Severity.MEDIUM,
    code="ING004",
    no_fix="which of the two Services the path is to lead to is for their owners to say",
    needs=("kubernetes.entrances",),
)
def duplicate_host_path(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the paths of each host."""
    for host in network.once(hosts):
        same: dict[tuple[object, ...], list[HostPath]] = {}
        for path in host.paths:
            if path.backend:
                same.setdefault(_key(path), []).append(path)
        for paths in same.values():
            others = [path for path in paths[1:] if _differs(paths[0], path)]
            if others:
                yield _outcome(host, paths[0], others)


def _key(path: HostPath) -> tuple[object, ...]:
    """Return what two paths have in common that take the same requests."""
    told = path.ingress.meta.annotations.known.items()
    narrowed = sorted((name, value) for name, value in told if name.startswith(_NARROWING))
    return (path.rule.path or "/", path.rule.kind, *narrowed)


def _differs(one: HostPath, other: HostPath) -> bool:
    """Tell whether two Ingresses, and not two versions of one, lead to different Services."""
    names = [(each.ingress.meta.namespace, each.ingress.meta.name) for each in (one, other)]
    backends = [(each.ingress.meta.namespace, each.backend) for each in (one, other)]
    named = all(each.ingress.meta.name for each in (one, other))
    return named and names[0] != names[1] and backends[0] != backends[1]


def _backend(other: HostPath, first: HostPath) -> str:
    """Return where another path leads to: its namespace, where that alone tells it apart."""
    is_same = other.backend == first.backend
    space = other.ingress.meta.namespace
    is_told = is_same and space and not space.startswith(UNNAMED)
    return f"that of {space}" if is_told else other.backend


def _outcome(host: Host, first: HostPath, others: list[HostPath]) -> Outcome:
    related = tuple(dict.fromkeys((each.ingress.address, "the same path") for each in others))
    told = f"{first.kind} path {first.told}"
    identity = (host.name, first.rule.path, first.rule.kind)
    is_route = host.controller is Controller.GATEWAY
    if first.ingress.class_name is None:
        settles = "parentRefs" if is_route else "ingress_class_name"
        return Undecided(
            subject=first.ingress.address,
            place=first.place,
            message=f"cannot tell whether one controller serves the {told} of two objects",
            severity=Severity.LOW,
            unknowns=(f"{first.ingress.address}.spec.{settles}",),
            related=related,
            identity=identity,
        )
    is_apart = is_route and others[0].ingress.meta.namespace != first.ingress.meta.namespace
    return Finding(
        subject=first.ingress.address,
        place=first.place,
        message=f"the {told} leads to {first.backend} here and to {_backend(others[0], first)} in "
        f"{others[0].ingress.address}: one of them gets nothing",
        severity=Severity.MEDIUM if host.name else Severity.LOW,
        confidence=Confidence.CERTAIN if host.name and not is_apart else Confidence.LIKELY,
        related=related,
        evidence=evidence_of(host, first, first.rule.path or "/"),
        remediation="leave one of the two paths",
        identity=identity,
    )

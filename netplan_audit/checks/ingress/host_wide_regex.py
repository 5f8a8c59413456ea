"""One Ingress turns every path of a host into a regular expression.

What it finds
-------------
Hosts that ingress-nginx serves where one Ingress has `use-regex` or `rewrite-target`, and another
path of the host, declared Exact or Prefix, then takes requests that are not its own. The message
shows one. High where that path stands in another Ingress; medium in the same one, and where only
the name of the class tells that ingress-nginx serves the host.

Ingresses count together that are in one folder of manifests, or in one Terraform configuration. It
is undecided where an annotation is known only after apply. Paths that take no other request than
before are left out, so is the only path of a host, and so are rewrites without a capture, which
`rewrite-without-capture` reports.

Why it matters
--------------
ingress-nginx writes either plain locations for a host or regular expressions, for all of its paths
at once, whichever Ingress or namespace they come from. `Exact` `/healthz` becomes `~* "^/healthz"`:
it takes `/healthz/secret` and `/HEALTHZ`, and the first match by length wins, not the most exact.

Bad
---
```hcl
resource "kubernetes_ingress_v1" "api" {
  metadata {
    name = "api"
    annotations = {
      "nginx.ingress.kubernetes.io/use-regex"      = "true"
      "nginx.ingress.kubernetes.io/rewrite-target" = "/$2"
    }
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

resource "kubernetes_ingress_v1" "admin" {
  metadata {
    name = "admin"
    annotations = {
      "nginx.ingress.kubernetes.io/auth-type"   = "basic"
      "nginx.ingress.kubernetes.io/auth-secret" = "admins"
    }
  }

  spec {
    ingress_class_name = "nginx"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/admin"
          path_type = "Prefix"

          backend {
            service {
              name = "admin"
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
    annotations = {
      "nginx.ingress.kubernetes.io/use-regex"      = "true"
      "nginx.ingress.kubernetes.io/rewrite-target" = "/$2"
    }
  }

  spec {
    ingress_class_name = "nginx"

    rule {
      host = "api.example.com"

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
- <https://kubernetes.github.io/ingress-nginx/user-guide/ingress-path-matching/>
- <https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types>

"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.network.kubernetes.ingress_hosts import evidence_of, hosts, without_captures
from netplan_audit.network.kubernetes.ingress_setup import NGINX, annotation, doubt
from netplan_audit.network.kubernetes.ingress_strays import requests_around, stray, takes_beneath
from netplan_audit.network.kubernetes.path_match import Controller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.ingress_hosts import Host, HostPath
    from netplan_audit.network.kubernetes.ingress_strays import Stray
    from netplan_audit.network.kubernetes.services import Ingress
    from netplan_audit.network.network import Network

_ANNOTATIONS: Final = (f"{NGINX}use-regex", f"{NGINX}rewrite-target")
_MOST: Final = 50_000
"""Paths that are held against patterns of a host, times the patterns."""
_SHOWN: Final = 20
"""Paths that go astray which are looked for."""
_REMEDIATION: Final = "give the paths that need regular expressions a host of their own"


@check(
    severity=Severity.HIGH,
    code="ING002",
    no_fix="the rules of an Ingress are one list, which a patch would replace as a whole",
    needs=("kubernetes.entrances",),
)
def host_wide_regex(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge each host of ingress-nginx that has a regular expression, or may have one."""
    for host in network.once(hosts):
        if host.controller is not Controller.NGINX or len(host.paths) == 1:
            continue
        if host.how.regex:
            yield from _of_regex(host)
        else:
            yield from _in_doubt(host)


def _of_regex(host: Host) -> Iterator[Outcome]:
    owner = next(path for path in host.paths if path.rule.regex)
    plain = sorted(filter(_is_plain, host.paths), key=_collapses)
    patterns = sum(not path.rule.is_literal for path in host.paths)
    found = (
        (path, stray(host, requests_around(path.rule)))
        for path in plain[: _MOST // (patterns + 1)]
        if not _collapses(path) or not takes_beneath(host, path)
    )
    astray = list(islice(((path, one) for path, one in found if one is not None), _SHOWN))
    others = [(path, one) for path, one in astray if path.ingress is not owner.ingress]
    if astray:
        yield _finding(host, owner, others or astray)


def _is_plain(path: HostPath) -> bool:
    """Tell whether a path means what its type says, and no pattern of its own Ingress.

    An Exact one that is rewritten is meant as it is.
    """
    exact = path.rule.kind == "Exact" and _collapses(path)
    return path.rule.kind != "ImplementationSpecific" and path.rule.is_literal and not exact


def _collapses(path: HostPath) -> bool:
    """Tell whether all that comes to a path is rewritten to one and the same."""
    target = annotation(path.ingress, NGINX, "rewrite-target")
    return path.rule.regex and target != "" and "$" not in without_captures(target)


def _finding(host: Host, owner: HostPath, astray: list[tuple[HostPath, Stray]]) -> Finding:
    (path, one), ingresses = astray[0], [each.ingress for each, _ in astray]
    elsewhere = path.ingress is not owner.ingress
    sure = host.served_by.is_sure
    where = f" of {path.ingress.address}" if elsewhere else ""
    paths = f"{path.rule.kind} path {path.rule.path}{where}"
    more = f" (and {len(astray) - 1} more)" if len(astray) > 1 else ""
    return Finding(
        subject=owner.ingress.address,
        place=owner.place,
        message=f"makes regular expressions of all paths {_of(host)}, {paths}{more} among "
        f"them: a request for {one.request} {one.told}",
        severity=Severity.HIGH if elsewhere else Severity.MEDIUM,
        confidence=Confidence.CERTAIN if sure else Confidence.LIKELY,
        related=_related(owner.ingress, ingresses),
        evidence=evidence_of(host, path, one.request),
        remediation=_REMEDIATION,
        identity=(host.name,),
    )


def _of(host: Host) -> str:
    return f"of {host.name}" if host.name else "without a host"


def _related(owner: Ingress, ingresses: list[Ingress]) -> tuple[tuple[str, str], ...]:
    others = dict.fromkeys(each.address for each in ingresses if each is not owner)
    return tuple((address, "Ingress of the host") for address in others)


def _in_doubt(host: Host) -> Iterator[Undecided]:
    """Yield a doubt about a host where annotations that decide are not known."""
    plain = [path for path in host.paths if _is_plain(path) and requests_around(path.rule)]
    for path in host.paths:
        vague = doubt(path.ingress, *_ANNOTATIONS)
        if vague and any(each is not path for each in plain):
            yield Undecided(
                subject=path.ingress.address,
                place=path.place,
                message=f"cannot tell whether it makes regular expressions of all paths "
                f"{_of(host)}",
                severity=Severity.MEDIUM,
                unknowns=(vague,),
                identity=(host.name,),
            )
            return

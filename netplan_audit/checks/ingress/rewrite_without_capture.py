"""A rewrite sends every request beneath a path to one and the same path.

What it finds
-------------
Paths of Ingresses that ingress-nginx serves which are no patterns and are to match what is beneath
them, while a `rewrite-target` keeps nothing of that: it names no capture group (`$1`), or one that
such a path does not have. So are patterns with fewer groups than each that the target names. The
backend gets the target instead of each of those requests. Exact paths are left out, and so is `/`
where the target names no group. All paths of an Ingress and a host are one finding. It is undecided
where the target is known only after apply.

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
from netplan_audit.network.kubernetes.ingress_hosts import (
    evidence_of,
    hosts,
    rewritten_to,
    without_captures,
)
from netplan_audit.network.kubernetes.ingress_setup import NGINX, annotation, doubt
from netplan_audit.network.kubernetes.ingress_strays import takes_beneath
from netplan_audit.network.kubernetes.path_match import Controller
from netplan_audit.wording import and_more

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.ingress_hosts import Host, HostPath
    from netplan_audit.network.network import Network

_TARGET: Final = "rewrite-target"
_PLACE: Final = ("metadata", "annotations", f"{NGINX}{_TARGET}")
_MOST: Final = 50_000
"""Paths that are held against patterns of a host, times the patterns."""


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
            by_ingress: dict[str, list[HostPath]] = {}
            for path in filter(_has_more_beneath, host.paths):
                by_ingress.setdefault(path.ingress.address, []).append(path)
            for paths in by_ingress.values():
                yield from _judged(host, paths)


def _has_more_beneath(path: HostPath) -> bool:
    """Tell whether a path is meant as one with others beneath it, as it is or by a pattern.

    What comes to `/` may be meant to become one and the same, unless the target names groups.
    """
    is_named = bool(path.rule.path.strip("/")) or "$" in annotation(path.ingress, NGINX, _TARGET)
    return path.rule.kind != "Exact" and is_named


def _is_emptied(path: HostPath, target: str) -> bool:
    """Tell whether a rewrite keeps nothing of a path, and that is not what a pattern is for."""
    names_groups = path.rule.is_literal or target != without_captures(target)
    return target != "" and names_groups and "$" not in without_captures(target, path.rule.path)


def _judged(host: Host, paths: list[HostPath]) -> Iterator[Outcome]:
    """Judge the paths that one Ingress has for a host."""
    ingress, vague = paths[0].ingress, f"{NGINX}{_TARGET}"
    if vague in ingress.meta.annotations.vague:
        told = and_more(paths[0].told, len(paths))
        yield Undecided(
            subject=ingress.address,
            place=_PLACE,
            message=f"cannot tell whether the rewrite of {told} keeps what follows it",
            severity=Severity.LOW,
            unknowns=(doubt(ingress, vague),),
            identity=(host.name,),
        )
        return
    targets = [rewritten_to(ingress, path.rule.path, path.rule.kind) for path in paths]
    patterns = sum(not path.rule.is_literal for path in host.paths)
    emptied = [
        path
        for path, to in zip(paths[: _MOST // (patterns + 1)], targets, strict=False)
        if _is_emptied(path, to) and takes_beneath(host, path)
    ]
    if emptied:
        yield _finding(host, emptied)


def _finding(host: Host, paths: list[HostPath]) -> Finding:
    paths = sorted(paths, key=lambda path: not path.rule.path.strip("/"))
    first = paths[0]
    beneath, target = first.rule.beginning, annotation(first.ingress, NGINX, _TARGET)
    request, got = f"{beneath}/x", without_captures(target) or "/"
    pattern = f"{beneath}(/|$)(.*)" if beneath else "/()(.*)"
    remediation = (
        f"write paths as {pattern}, of the type ImplementationSpecific, and the target as "
        f'"{got.rstrip("/")}/$2"'
    )
    return Finding(
        subject=first.ingress.address,
        place=_PLACE,
        message=f"rewrites every request beneath {and_more(first.told, len(paths))} to {target}: "
        f"{first.backend or 'the backend'} gets {got} for {request}",
        severity=Severity.MEDIUM,
        confidence=Confidence.CERTAIN if host.served_by.is_sure else Confidence.LIKELY,
        evidence={**evidence_of(host, first, request), _TARGET: target, **_others(paths)},
        remediation=remediation
        if first.rule.is_literal
        else "name groups in the target that the pattern has",
        identity=(host.name,),
    )


def _others(paths: list[HostPath]) -> dict[str, tuple[str, ...]]:
    return {"other paths": tuple(path.rule.path for path in paths[1:])} if len(paths) > 1 else {}

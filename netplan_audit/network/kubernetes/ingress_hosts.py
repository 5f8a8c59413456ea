"""The paths of Ingresses by the host that one controller serves them for."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.network.kubernetes.ingress_setup import (
    ALB,
    NGINX,
    TRAEFIK,
    IngressController,
    annotation,
)
from netplan_audit.network.kubernetes.path_match import (
    Controller,
    Matching,
    Meant,
    Ordered,
    PathKind,
    PathRule,
)
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.network.kubernetes.ingress_setup import IngressSetup
    from netplan_audit.network.kubernetes.services import Backend, Ingress, IngressPath
    from netplan_audit.network.network import Network

_LONGEST: Final = 4096
_FILLED_IN: Final = frozenset("<>_")
_ROUTE: Final = "Route"
_OF_ROUTES: Final = {
    "Exact": "Exact",
    "Prefix": "PathPrefix",
    "ImplementationSpecific": "RegularExpression",
}
_ALB_REGEX: Final = "use-regex-path-match"
_CAPTURED: Final = re.compile(r"\$\d")
_GROUPS: Final = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|(\((?!\?))")
"""Escaped characters and sets of characters, which open no group, and what opens one."""
_TRUE: Final = frozenset({"true", "t", "1"})
_GUARDS: Final = ("auth-url", "auth-type", "auth-tls-secret", "whitelist-source-range")


class HostPath(Struct, frozen=True):
    """One path of a host and the Ingress that it stands in.

    `host` is '' for every host. `backend` is `service:port`, '' where it is not known.
    `is_defaulted` tells that the type is not written: provider or API put ImplementationSpecific.
    `place` is where it stands in its Ingress.
    """

    ingress: Ingress
    host: str
    rule: PathRule
    backend: str
    is_defaulted: bool = False
    place: tuple[str | int, ...] = ()

    @property
    def kind(self) -> str:
        """The type of the path as it is written: the Gateway API has other names."""
        is_route = self.ingress.meta.kind.endswith(_ROUTE)
        return _OF_ROUTES[self.rule.kind] if is_route else self.rule.kind

    @property
    def told(self) -> str:
        """Host and path as a message shows them."""
        return f"{self.host}{self.rule.path or '/'}"

    @property
    def guards(self) -> tuple[tuple[str, str], ...]:
        """The annotations of ingress-nginx that decide who gets in."""
        told = ((name, annotation(self.ingress, NGINX, name)) for name in _GUARDS)
        return tuple((name, value) for name, value in told if value)


class Host(Struct, eq=False, dict=True):
    """The paths that one controller serves together for one host.

    `beside` are those for every host that its requests may get to as well.
    """

    name: str
    served_by: IngressController
    how: Matching
    paths: tuple[HostPath, ...]
    beside: tuple[HostPath, ...] = ()

    @property
    def controller(self) -> Controller:
        """The controller."""
        return self.served_by.controller

    @cached_property
    def _ordered(self) -> Ordered:
        return Ordered(self.how, [path.rule for path in (*self.paths, *self.beside)])

    @cached_property
    def _meant(self) -> Meant:
        return Meant(self.how, [path.rule for path in (*self.paths, *self.beside)])

    @cached_property
    def _path_of(self) -> dict[int, HostPath]:
        return {id(path.rule): path for path in (*self.paths, *self.beside)}

    def serving(self, request: str) -> tuple[Truth, HostPath | None]:
        """Return the path that serves a request: (yes, path), (no, None) or (unknown, None).

        Implementations of the Gateway API differ in whether they try routes for every host where
        none for this one takes a request.
        """
        answer, rule = self._ordered.serving(request)
        path = self._path_of.get(id(rule))
        if path is not None and path.host != self.name and self.controller is Controller.GATEWAY:
            return Truth.UNKNOWN, None
        return answer, path

    def meant(self, request: str) -> tuple[Truth, HostPath | None]:
        """Return the path that should serve it by what Kubernetes documents, in the same form."""
        answer, rule = self._meant.serving(request)
        return answer, self._path_of.get(id(rule))

    @property
    def told(self) -> str:
        """The host as a message shows it."""
        return self.name or "every host"


def hosts(network: Network) -> tuple[Host, ...]:
    """Return the hosts of all Ingresses; asked through `Network.once`.

    Of Ingresses of one name in one folder a cluster has one: the first of each name are taken
    together, the second ones by themselves.
    """
    grouped: dict[tuple[object, ...], list[HostPath]] = {}
    served: dict[tuple[object, ...], IngressController] = {}
    orders: dict[str, int] = {}
    named: Counter[tuple[str | None, ...]] = Counter()
    setup = network.ingress_setup
    for ingress in _in_order(network.kubernetes.entrances):
        by = _controller_of(ingress, setup)
        if by.controller is Controller.NGINX and annotation(ingress, NGINX, "canary") == "true":
            continue
        order = orders.setdefault(ingress.address, len(orders))
        name = (ingress.unit, ingress.meta.namespace, ingress.meta.name)
        twins, named[name] = named[name] if ingress.meta.name else 0, named[name] + 1
        for path in _paths(ingress, order):
            key = (*_served_together(ingress, by.controller), twins, path.host)
            known = served.get(key)
            served[key] = by if known is None or (by.is_sure and not known.is_sure) else known
            grouped.setdefault(key, []).append(path)
    made = []
    for key, paths in grouped.items():
        beside = grouped.get((*key[:-1], ""), []) if served[key].controller in _OPEN else []
        made.append(_host(served[key], paths, beside, strict=setup.strict_prefixes is True))
    return tuple(made)


_OPEN: Final = frozenset({Controller.ALB, Controller.TRAEFIK, Controller.GATEWAY})
"""Those that try paths for every host too, where there are some for the host of a request."""


def _controller_of(ingress: Ingress, setup: IngressSetup) -> IngressController:
    kind = ingress.meta.kind
    if kind.endswith(_ROUTE):
        return IngressController(Controller.GATEWAY, f"it is the {kind} of one", is_sure=True)
    return setup.controller_of(ingress)


_KINDS: Final[dict[str, PathKind]] = {
    "": "ImplementationSpecific",
    "Exact": "Exact",
    "Prefix": "Prefix",
    "ImplementationSpecific": "ImplementationSpecific",
}


def _paths(ingress: Ingress, order: int) -> Iterator[HostPath]:
    """Yield the paths of an Ingress that are known."""
    matcher = annotation(ingress, TRAEFIK, "router.pathmatcher")
    priority = _number(annotation(ingress, TRAEFIK, "router.priority"))
    for each in ingress.paths:
        kind = None if each.path_type is None else _KINDS.get(each.path_type)
        if each.host is None or each.path is None or kind is None:
            continue
        if not _FILLED_IN.isdisjoint(each.host) or len(each.path) > _LONGEST:
            continue  # a placeholder such as `<HOST>`, or more than a request line holds
        regex = asks_for_regex(ingress, each.path, kind)
        host = each.host if "{" in each.host else each.host.lower()  # as a template writes it
        at = order * _MOST_RULES + _rule_of(each)
        rule = PathRule(each.path, kind, regex, matcher, at, priority, host)
        told = _told(each.backend)
        yield HostPath(ingress, host, rule, told, not each.path_type, each.place)


_MOST_RULES: Final = 10_000
_MOST_BESIDE: Final = 500
"""Paths for every host that are looked at for each other one, so that hostile input ends."""


def _rule_of(path: IngressPath) -> int:
    """Return the number of the rule that a path stands in."""
    told = path.place[2] if len(path.place) > 2 else 0  # noqa: PLR2004 - spec, rules, number
    return told if isinstance(told, int) else 0


def asks_for_regex(ingress: Ingress, path: str, kind: PathKind) -> bool:
    """Tell whether a path is a regular expression by annotations of its own Ingress.

    ingress-nginx looks at `use-regex` and at rewrites, the AWS Load Balancer Controller at
    `use-regex-path-match`.
    """
    named = (annotation(ingress, NGINX, "use-regex"), annotation(ingress, ALB, _ALB_REGEX))
    asked = any(value.lower() in _TRUE for value in named)
    return asked or bool(rewritten_to(ingress, path, kind))


def rewritten_to(ingress: Ingress, path: str, kind: PathKind) -> str:
    """Return what ingress-nginx rewrites the requests of a path to; '' where it leaves them.

    It does where the target is the path itself. By the time it compares them, a Prefix path has got
    a slash at its end.
    """
    path = path or "/"
    final = path if kind != "Prefix" or path.endswith("/") else f"{path}/"
    target = annotation(ingress, NGINX, "rewrite-target")
    return "" if target == path == final else target


def without_captures(target: str, path: str = "") -> str:
    """Return what a rewrite comes to with the groups that a path does not have: they are empty."""
    groups = sum(1 for token in _GROUPS.finditer(path) if token[1])
    return _CAPTURED.sub(lambda told: told[0] if 0 < int(told[0][1]) <= groups else "", target)


def _told(backend: Backend) -> str:
    """Return `service:port`; '' where it is unknown or no Service."""
    return f"{backend.service}:{backend.port}" if backend.service and backend.port else ""


def default_of(ingress: Ingress) -> str:
    """Return the backend of what no path takes; '' where there is none or it is unknown."""
    return "" if ingress.default is None else _told(ingress.default)


def _in_order(ingresses: Iterable[Ingress]) -> list[Ingress]:
    """Return Ingresses as an ALB takes them: by `group.order`, then by namespace and name."""
    return sorted(
        ingresses, key=lambda i: (_group_order(i), i.meta.namespace or "", i.meta.name or "")
    )


def _group_order(ingress: Ingress) -> int:
    return _number(annotation(ingress, ALB, "group.order"))


def _number(told: str) -> int:
    return int(told) if re.fullmatch(r"-?[0-9]{1,9}", told) else 0


def _served_together(ingress: Ingress, controller: Controller) -> tuple[object, ...]:
    """Return what Ingresses have in common that share the hosts of one controller.

    An ALB serves the Ingresses of one group, and every other Ingress by itself.
    """
    key: tuple[object, ...] = (ingress.unit, controller, ingress.class_name)
    if controller is not Controller.ALB:
        return key
    return (*key, annotation(ingress, ALB, "group.name") or ingress.address)


def _host(
    by: IngressController, paths: list[HostPath], beside: list[HostPath], *, strict: bool
) -> Host:
    regex = by.controller is Controller.NGINX and any(path.rule.regex for path in paths)
    name = paths[0].host
    how = Matching(by.controller, regex, strict)
    return Host(name, by, how, tuple(paths), tuple(beside[:_MOST_BESIDE]) if name else ())


def evidence_of(host: Host, path: HostPath, request: str = "") -> dict[str, str | int]:
    """Return what a finding about a path shows."""
    defaulted = " (by default)" if path.is_defaulted else ""
    found: dict[str, str | int] = {
        "host": host.told,
        "path": path.rule.path,
        "path_type": f"{path.kind}{defaulted}",
        "controller": host.controller.value,
        "controller_by": host.served_by.sign,
        "request": request,
    }
    return {name: value for name, value in found.items() if value}

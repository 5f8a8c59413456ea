"""Which path of an Ingress serves a request, as each controller decides it.

Sources: the Kubernetes documentation of Ingress for the path types; the code of ingress-nginx
(`updateServerLocations`, `buildLocation`), of the AWS Load Balancer Controller
(`buildPathPatterns`, `sortIngressPaths`) and of Traefik (`loadRouter`, `GetRulePriority`) for what
each makes of them.
"""

from __future__ import annotations

import enum
import re
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.network.kubernetes.path_tests import (
    PathTest,
    beginning,
    by_elements,
    by_text,
    exactly,
    fits,
)
from netplan_audit.unknown import Truth, any_of, truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PathKind: TypeAlias = Literal["Exact", "Prefix", "ImplementationSpecific"]
Served: TypeAlias = "tuple[Truth, PathRule | None]"
"""What serves a request: (yes, path), (no, None), or (unknown, None)."""
_LITERAL: Final = re.compile(r"[A-Za-z0-9._\-/]*")


class Controller(enum.Enum):
    """What serves an Ingress; the value names it in messages."""

    NGINX = "ingress-nginx"
    ALB = "the AWS Load Balancer Controller"
    TRAEFIK = "Traefik"
    GATEWAY = "an implementation of the Gateway API"
    OTHER = "a controller that keeps to the documentation of Kubernetes"
    UNKNOWN = "an unknown controller"


class PathRule(Struct, frozen=True):
    """One path as written.

    `regex` tells that its own Ingress asks for regular expressions: `use-regex` or a rewrite with
    ingress-nginx, `use-regex-path-match` with an ALB. `matcher` is Traefik's annotation
    `router.pathmatcher`, `priority` its `router.priority`, 0 where that is left to the length of
    the rule. `order` is its place among the rules of one ALB. `host` is the one that it is for, ''
    for every host.
    """

    path: str
    kind: PathKind
    regex: bool = False
    matcher: str = ""
    order: int = 0
    priority: int = 0
    host: str = ""

    @property
    def is_literal(self) -> bool:
        """Whether it holds nothing that a pattern could mean something by; a dot counts as text."""
        return _LITERAL.fullmatch(self.path) is not None

    @property
    def beginning(self) -> str:
        """What it begins with before a pattern, without a slash at the end."""
        told = _LITERAL.match(self.path)
        return "" if told is None else told[0].rstrip("/")


class Matching(Struct, frozen=True):
    """How paths of one host are matched.

    `regex`: ingress-nginx, and a path of the host asks for regular expressions, so that all are.
    `strict`: Traefik's `strictPrefixMatching`.
    """

    controller: Controller
    regex: bool = False
    strict: bool = False


def matches(how: Matching, rule: PathRule, request: str) -> Truth:
    """Tell whether a path matches a request by itself, whatever other paths there are."""
    return any_of(each.passes(request) for each in _tests(how, rule) if each.is_near(request))


class Ordered:
    """The paths of one host in the order in which its controller tries them."""

    def __init__(self, how: Matching, rules: Sequence[PathRule]) -> None:
        """Order the paths; those of equal rank stay in the order that the controller gives them."""
        self._keep(sorted(_made(how, rules), key=lambda pair: pair[0].rank))

    def _keep(self, pairs: list[tuple[PathTest, PathRule]]) -> None:
        self._pairs = pairs
        self._by_key: dict[tuple[str, bool], list[int]] = {}
        for place, (test, _) in enumerate(pairs):
            self._by_key.setdefault((test.key, test.folds), []).append(place)

    def serving(self, request: str) -> Served:
        """Return the path that serves a request."""
        for place in self._places(request):
            test, rule = self._pairs[place]
            answer = test.passes(request)
            if answer is not Truth.NO:
                return answer, rule if answer is Truth.YES else None
        return Truth.NO, None

    def _places(self, request: str) -> list[int]:
        """Return the tests that a request may pass, in their order."""
        found: list[int] = []
        for written, folds in ((request, False), (request.lower(), True)):
            for length in range(len(written) + 1):
                found += self._by_key.get((written[:length], folds), ())
        return sorted(found)


class Meant(Ordered):
    """The paths of one host in the order that Kubernetes documents: the longest one, Exact first.

    Those for every host come after those for this one.

    Exact and Prefix mean what Kubernetes documents. A pattern means what its own Ingress asks for,
    and ImplementationSpecific what the controller makes of it where no other Ingress interferes.
    """

    def __init__(self, how: Matching, rules: Sequence[PathRule]) -> None:
        """Order the paths."""
        plain = Matching(how.controller, strict=True)
        ordered = sorted(
            rules, key=lambda r: (-r.priority, not r.host, -len(r.path), r.kind != "Exact")
        )
        self._keep([(test, rule) for rule in ordered for test in _meant(plain, rule)])


def _made(how: Matching, rules: Sequence[PathRule]) -> Iterator[tuple[PathTest, PathRule]]:
    """Yield what each rule becomes beside the others, in their order.

    Beside an Exact path, ingress-nginx leaves the same Prefix path what has a slash after it.
    """
    exact = {rule.path for rule in rules if rule.kind == "Exact"}
    for rule in _ordered(how, rules):
        is_plain = rule.kind == "Prefix" and not rule.regex and not rule.path.endswith("/")
        is_beside = how.regex and is_plain and rule.path in exact
        told = replace(rule, path=f"{rule.path}/") if is_beside else rule
        yield from ((test, rule) for test in _tests(how, told))


def _meant(plain: Matching, rule: PathRule) -> list[PathTest]:
    if rule.regex and not rule.is_literal and plain.controller is Controller.NGINX:
        return _nginx_regex(rule)
    if rule.kind == "ImplementationSpecific":
        return _tests(plain, rule)
    return [_by_documentation(rule)]


def _ordered(how: Matching, rules: Sequence[PathRule]) -> list[PathRule]:
    """Return the rules in the order that decides among tests of one rank."""
    if how.controller is Controller.ALB:
        return sorted(rules, key=lambda r: (r.order, _alb_class(r), _alb_length(r)))
    if how.controller is Controller.NGINX and how.regex:
        later_first = sorted(rules, key=lambda r: r.path, reverse=True)
        return sorted(later_first, key=lambda r: -len(r.path))
    if how.controller is Controller.GATEWAY:
        return sorted(rules, key=lambda r: (not r.host, r.kind != "Exact", -len(r.path)))
    return sorted(rules, key=lambda r: (-len(r.path), r.kind != "Exact"))


def _alb_class(rule: PathRule) -> int:
    return ("Exact", "Prefix", "ImplementationSpecific").index(rule.kind)


def _alb_length(rule: PathRule) -> int:
    return -len(rule.path) if rule.kind == "Prefix" else 0


def _tests(how: Matching, rule: PathRule) -> list[PathTest]:
    """Return what a rule becomes at the controller."""
    if how.controller is Controller.NGINX:
        return _nginx_regex(rule) if how.regex else _nginx(rule)
    if how.controller is Controller.ALB:
        return [_alb(rule)]
    if how.controller is Controller.TRAEFIK:
        return [_traefik(how, rule)]
    return [_by_documentation(rule)]


def _by_documentation(rule: PathRule) -> PathTest:
    if rule.kind == "ImplementationSpecific" and rule.path not in {"", "/"}:
        return PathTest(0, "", lambda _: Truth.UNKNOWN)
    return exactly(rule.path) if rule.kind == "Exact" else by_elements(rule.path)


def _nginx(rule: PathRule) -> list[PathTest]:
    """Return locations without regular expressions: exact ones first, then the longest prefix."""
    if rule.kind == "Exact":
        return [exactly(rule.path, -1_000_000)]
    if rule.kind == "Prefix" and rule.path != "/":
        prefix = rule.path if rule.path.endswith("/") else f"{rule.path}/"
        return [by_text(prefix, -len(prefix)), exactly(rule.path, -999_999)]
    return [by_text(rule.path, -len(rule.path))]


def _nginx_regex(rule: PathRule) -> list[PathTest]:
    """Return locations of a host with regular expressions: `~* "^path"` whatever the type."""
    if rule.is_literal and "." not in rule.path:
        start = rule.path.lower()
        return [PathTest(0, start, lambda r: truth(r.lower().startswith(start)), folds=True)]
    return [PathTest(0, beginning(rule.path.lower()), fits(f"(?i)^{rule.path}"), folds=True)]


def _alb(rule: PathRule) -> PathTest:
    if rule.kind == "Prefix":
        return by_elements(rule.path)
    if rule.kind == "Exact":
        return exactly(rule.path)
    if rule.regex:
        return PathTest(0, "", fits(rule.path[1:]))
    path = rule.path or "/*"
    start = re.split(r"[*?]", path, maxsplit=1)[0]
    if start == path:
        return exactly(path)
    wildcards = {"*": ".*", "?": "."}
    parts = (wildcards.get(char) or re.escape(char) for char in path)
    return PathTest(0, start, fits(f"(?s)^{''.join(parts)}$"))


def _traefik(how: Matching, rule: PathRule) -> PathTest:
    """Return a router's test, ranked by its priority: the length of its rule by default."""
    name = "Path" if rule.kind == "Exact" else "PathPrefix"
    if rule.kind == "ImplementationSpecific" and rule.matcher:
        name = rule.matcher
    bare = rule.path.rstrip("/")
    told = f'{name}("{rule.path}")'
    if how.strict and name == "PathPrefix" and bare:
        told = f'(Path("{bare}") || PathPrefix("{bare}/"))'
    host = f'Host("{rule.host}") && ' if rule.host else ""
    rank = -(rule.priority or len(host) + len(told))
    if name == "Path":
        return exactly(rule.path, rank)
    if name == "PathRegexp":
        return PathTest(rank, "", fits(rule.path))
    if how.strict and bare:
        return by_elements(rule.path, rank)
    if "{" in rule.path:  # a pattern for Traefik 2, text for Traefik 3
        return PathTest(rank, "", lambda _: Truth.UNKNOWN)
    return by_text(rule.path, rank)

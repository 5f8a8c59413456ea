"""Which path of an Ingress serves a request, as each controller decides it.

Sources: the Kubernetes documentation of Ingress for the path types; the code of ingress-nginx
(`updateServerLocations`, `buildLocation`), of the AWS Load Balancer Controller
(`buildPathPatterns`, `sortIngressPaths`) and of Traefik (`loadRouter`, `GetRulePriority`) for what
each makes of them.
"""

from __future__ import annotations

import enum
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from msgspec import Struct

from netplan_audit.terraform.hcl.faults import EvaluationError, LimitError
from netplan_audit.unknown import Truth, any_of, truth

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from netplan_audit.terraform.hcl.functions.regex_program import Program

PathKind: TypeAlias = Literal["Exact", "Prefix", "ImplementationSpecific"]
Served: TypeAlias = "tuple[Truth, PathRule | None]"
"""What serves a request: (yes, path), (no, None), or (unknown, None)."""
_STEPS: Final = 200_000
"""Steps that one match may take."""
_LITERAL: Final = re.compile(r"[A-Za-z0-9._\-/]*")


class Controller(enum.Enum):
    """What serves an Ingress; the value names it in messages."""

    NGINX = "ingress-nginx"
    ALB = "the AWS Load Balancer Controller"
    TRAEFIK = "Traefik"
    OTHER = "a controller that keeps to the documentation of Kubernetes"
    UNKNOWN = "an unknown controller"


class PathRule(Struct, frozen=True):
    """One path as written.

    `regex` tells that its own Ingress asks for regular expressions: `use-regex` or a rewrite with
    ingress-nginx, `use-regex-path-match` with an ALB. `matcher` is Traefik's annotation
    `router.pathmatcher`. `order` is the place of its Ingress among those of one ALB.
    """

    path: str
    kind: PathKind
    regex: bool = False
    matcher: str = ""
    order: int = 0

    @property
    def is_literal(self) -> bool:
        """Whether it holds nothing that a pattern could mean something by; a dot counts as text."""
        return _LITERAL.fullmatch(self.path) is not None


class Matching(Struct, frozen=True):
    """How paths of one host are matched.

    `regex`: ingress-nginx, and a path of the host asks for regular expressions, so that all are.
    `strict`: Traefik's `strictPrefixMatching`.
    """

    controller: Controller
    regex: bool = False
    strict: bool = False


class _Test(Struct, frozen=True):
    """What a path becomes at its controller.

    `rank` orders tests: lower ones are asked first, equal ones in their order. Every request that
    passes begins with `key`, in lower case where `folds`.
    """

    rank: int
    key: str
    passes: Callable[[str], Truth]
    folds: bool = False

    def is_near(self, request: str) -> bool:
        """Tell whether a request begins as those that pass do."""
        return (request.lower() if self.folds else request).startswith(self.key)


def matches(how: Matching, rule: PathRule, request: str) -> Truth:
    """Tell whether a path matches a request by itself, whatever other paths there are."""
    return any_of(each.passes(request) for each in _tests(how, rule) if each.is_near(request))


class Ordered:
    """The paths of one host in the order in which its controller tries them."""

    def __init__(self, how: Matching, rules: Sequence[PathRule]) -> None:
        """Order the paths; those of equal rank stay in the order that the controller gives them."""
        pairs = [(test, rule) for rule in _ordered(how, rules) for test in _tests(how, rule)]
        self._keep(sorted(pairs, key=lambda pair: pair[0].rank))

    def _keep(self, pairs: list[tuple[_Test, PathRule]]) -> None:
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

    Exact and Prefix mean what Kubernetes documents. A pattern means what its own Ingress asks for,
    and ImplementationSpecific what the controller makes of it where no other Ingress interferes.
    """

    def __init__(self, how: Matching, rules: Sequence[PathRule]) -> None:
        """Order the paths."""
        plain = Matching(how.controller, strict=True)
        ordered = sorted(rules, key=lambda r: (-len(r.path), r.kind != "Exact"))
        self._keep([(test, rule) for rule in ordered for test in _meant(plain, rule)])


def _meant(plain: Matching, rule: PathRule) -> list[_Test]:
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
    return sorted(rules, key=lambda r: (-len(r.path), r.kind != "Exact"))


def _alb_class(rule: PathRule) -> int:
    return ("Exact", "Prefix", "ImplementationSpecific").index(rule.kind)


def _alb_length(rule: PathRule) -> int:
    return -len(rule.path) if rule.kind == "Prefix" else 0


def _tests(how: Matching, rule: PathRule) -> list[_Test]:
    """Return what a rule becomes at the controller."""
    if how.controller is Controller.NGINX:
        return _nginx_regex(rule) if how.regex else _nginx(rule)
    if how.controller is Controller.ALB:
        return [_alb(rule)]
    if how.controller is Controller.TRAEFIK:
        return [_traefik(rule, strict=how.strict)]
    return [_by_documentation(rule)]


def _by_documentation(rule: PathRule) -> _Test:
    if rule.kind == "ImplementationSpecific" and rule.path not in {"", "/"}:
        return _Test(0, "", lambda _: Truth.UNKNOWN)
    return _exactly(rule.path) if rule.kind == "Exact" else _by_elements(rule.path)


def _exactly(path: str, rank: int = 0) -> _Test:
    return _Test(rank, path, lambda request: truth(request == path))


def _by_elements(path: str, rank: int = 0) -> _Test:
    bare = path.rstrip("/")
    return _Test(
        rank, bare, lambda request: truth(request == bare or request.startswith(f"{bare}/"))
    )


def _by_text(path: str, rank: int = 0) -> _Test:
    return _Test(rank, path, lambda request: truth(request.startswith(path)))


def _nginx(rule: PathRule) -> list[_Test]:
    """Return locations without regular expressions: exact ones first, then the longest prefix."""
    if rule.kind == "Exact":
        return [_exactly(rule.path, -1_000_000)]
    if rule.kind == "Prefix" and rule.path != "/":
        prefix = rule.path if rule.path.endswith("/") else f"{rule.path}/"
        return [_by_text(prefix, -len(prefix)), _exactly(rule.path, -999_999)]
    return [_by_text(rule.path, -len(rule.path))]


def _nginx_regex(rule: PathRule) -> list[_Test]:
    """Return locations of a host with regular expressions: `~* "^path"` whatever the type."""
    if rule.is_literal and "." not in rule.path:
        start = rule.path.lower()
        return [_Test(0, start, lambda r: truth(r.lower().startswith(start)), folds=True)]
    return [_Test(0, _start(rule.path.lower()), _pattern(f"(?i)^{rule.path}"), folds=True)]


def _start(pattern: str) -> str:
    """Return text that everything which a regular expression matches begins with."""
    literal = re.match(r"[a-z0-9/_-]*", pattern)
    start = "" if literal is None or "|" in pattern else literal[0]
    return start[:-1] if pattern[len(start) : len(start) + 1] in {"*", "?", "{"} else start


def _alb(rule: PathRule) -> _Test:
    if rule.kind == "Prefix":
        return _by_elements(rule.path)
    if rule.kind == "Exact":
        return _exactly(rule.path)
    if rule.regex:
        return _Test(0, "", _pattern(rule.path[1:]))
    path = rule.path or "/*"
    start = re.split(r"[*?]", path, maxsplit=1)[0]
    if start == path:
        return _exactly(path)
    wildcards = {"*": ".*", "?": "."}
    parts = (wildcards.get(char) or re.escape(char) for char in path)
    return _Test(0, start, _pattern(f"(?s)^{''.join(parts)}$"))


def _traefik(rule: PathRule, *, strict: bool) -> _Test:
    """Return a router's test, ranked by the length of its rule: a longer one comes first."""
    name = "Path" if rule.kind == "Exact" else "PathPrefix"
    if rule.kind == "ImplementationSpecific" and rule.matcher:
        name = rule.matcher
    rank = -len(f'{name}("{rule.path}")')
    if name == "Path":
        return _exactly(rule.path, rank)
    if name == "PathRegexp":
        return _Test(rank, "", _pattern(rule.path))
    if strict and rule.path != "/":
        bare = rule.path.rstrip("/")
        told = f'(Path("{bare}") || PathPrefix("{bare}/"))'
        return _by_elements(rule.path, -len(told))
    if "{" in rule.path:  # a pattern for Traefik 2, text for Traefik 3
        return _Test(rank, "", lambda _: Truth.UNKNOWN)
    return _by_text(rule.path, rank)


def _pattern(pattern: str) -> Callable[[str], Truth]:
    return lambda request: _found(pattern, request)


def _found(pattern: str, request: str) -> Truth:
    # Here and not above: few inputs have patterns in their paths.
    from netplan_audit.terraform.hcl.budget import Budget  # noqa: PLC0415

    program = _compiled(pattern)
    if program is None:
        return Truth.UNKNOWN
    try:
        return truth(program.search(request, 0, Budget(_STEPS)) is not None)
    except LimitError:
        return Truth.UNKNOWN


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> Program | None:
    """Compile a pattern; None where it is none, or one that takes Perl's syntax."""
    from netplan_audit.terraform.hcl.functions.regex_program import (  # noqa: PLC0415
        compile_pattern,
    )

    try:
        return compile_pattern(pattern)
    except (EvaluationError, LimitError):
        return None

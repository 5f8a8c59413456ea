"""Each controller matches paths as its documentation and code say: vectors for all of them."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netplan_audit.network.kubernetes.path_match import (
    Controller,
    Matching,
    Meant,
    Ordered,
    PathRule,
    matches,
)
from netplan_audit.unknown import Truth

KUBERNETES: Final = Matching(Controller.OTHER)
NGINX: Final = Matching(Controller.NGINX)
NGINX_REGEX: Final = Matching(Controller.NGINX, regex=True)
ALB: Final = Matching(Controller.ALB)
GATEWAY: Final = Matching(Controller.GATEWAY)
TRAEFIK: Final = Matching(Controller.TRAEFIK)
TRAEFIK_STRICT: Final = Matching(Controller.TRAEFIK, strict=True)

# The table of examples at https://kubernetes.io/docs/concepts/services-networking/ingress/
DOCUMENTED: Final = [
    ("Prefix", "/", "/any/thing", True),
    ("Exact", "/foo", "/foo", True),
    ("Exact", "/foo", "/bar", False),
    ("Exact", "/foo", "/foo/", False),
    ("Exact", "/foo/", "/foo", False),
    ("Prefix", "/foo", "/foo", True),
    ("Prefix", "/foo", "/foo/", True),
    ("Prefix", "/foo/", "/foo", True),
    ("Prefix", "/foo/", "/foo/", True),
    ("Prefix", "/aaa/bb", "/aaa/bbb", False),
    ("Prefix", "/aaa/bbb", "/aaa/bbb", True),
    ("Prefix", "/aaa/bbb/", "/aaa/bbb", True),
    ("Prefix", "/aaa/bbb", "/aaa/bbb/", True),
    ("Prefix", "/aaa/bbb", "/aaa/bbb/ccc", True),
    ("Prefix", "/aaa/bbb", "/aaa/bbbxyz", False),
    ("Prefix", "/", "/aaa/ccc", True),
    ("Prefix", "/aaa", "/ccc", False),
    ("Prefix", "/foo", "/FOO", False),
]
PLAIN: Final = [row for row in DOCUMENTED if not (row[0] == "Prefix" and row[1].endswith("/"))]


@pytest.mark.parametrize(("kind", "path", "request_path", "expected"), DOCUMENTED)
@pytest.mark.parametrize("how", [KUBERNETES, ALB, GATEWAY, TRAEFIK_STRICT])
def test_four_keep_to_the_documentation(
    how: Matching, kind: str, path: str, request_path: str, *, expected: bool
) -> None:
    assert (_one(how, kind, path, request_path) is Truth.YES) == expected


@pytest.mark.parametrize(("kind", "path", "request_path", "expected"), PLAIN)
def test_nginx_without_patterns_keeps_to_it_for_paths_without_a_slash_at_the_end(
    kind: str, path: str, request_path: str, *, expected: bool
) -> None:
    assert (_one(NGINX, kind, path, request_path) is Truth.YES) == expected


@pytest.mark.parametrize(
    ("how", "kind", "path", "request_path", "expected"),
    [
        (NGINX, "ImplementationSpecific", "/foo", "/foobar", True),
        (NGINX, "ImplementationSpecific", "/foo", "/FOO", False),
        (NGINX, "ImplementationSpecific", "/foo", "/fo", False),
        (NGINX_REGEX, "Prefix", "/foo", "/foobar", True),
        (NGINX_REGEX, "Prefix", "/foo", "/FOO", True),
        (NGINX_REGEX, "Exact", "/foo", "/foo/bar", True),
        (NGINX_REGEX, "Exact", "/foo", "/Foobar", True),
        (NGINX_REGEX, "Exact", "/foo", "/a/foo", False),
        (NGINX_REGEX, "Prefix", "/v1.2", "/v1x2", True),
        (NGINX_REGEX, "ImplementationSpecific", "/api(/|$)(.*)", "/api", True),
        (NGINX_REGEX, "ImplementationSpecific", "/api(/|$)(.*)", "/apix", False),
        (ALB, "ImplementationSpecific", "/foo", "/foo", True),
        (ALB, "ImplementationSpecific", "/foo", "/foo/bar", False),
        (ALB, "ImplementationSpecific", "/foo/*", "/foo/a/b", True),
        (ALB, "ImplementationSpecific", "/foo/*", "/foo", False),
        (ALB, "ImplementationSpecific", "/foo*", "/foobar", True),
        (ALB, "ImplementationSpecific", "/fo?", "/foo", True),
        (ALB, "ImplementationSpecific", "/fo?", "/fo", False),
        (ALB, "ImplementationSpecific", "/foo", "/FOO", False),
        (ALB, "ImplementationSpecific", "/a.c", "/abc", False),
        (ALB, "ImplementationSpecific", "", "/any", True),
        (TRAEFIK, "Prefix", "/foo", "/foobar", True),
        (TRAEFIK, "ImplementationSpecific", "/foo", "/foobar", True),
        (TRAEFIK, "Exact", "/foo", "/foobar", False),
        (TRAEFIK_STRICT, "ImplementationSpecific", "/foo", "/foobar", False),
    ],
)
def test_where_controllers_go_their_own_way(
    how: Matching, kind: str, path: str, request_path: str, *, expected: bool
) -> None:
    assert (_one(how, kind, path, request_path) is Truth.YES) == expected


@pytest.mark.parametrize(
    ("how", "rule"),
    [
        (KUBERNETES, PathRule("/foo", "ImplementationSpecific")),
        (NGINX_REGEX, PathRule("/foo(?!bar)", "ImplementationSpecific", regex=True)),
        (NGINX_REGEX, PathRule("/foo(", "ImplementationSpecific", regex=True)),
        (TRAEFIK, PathRule("/{name:[a-z]+}", "Prefix")),
    ],
)
def test_what_cannot_be_told_is_unknown(how: Matching, rule: PathRule) -> None:
    assert matches(how, rule, "/foo") is Truth.UNKNOWN


def test_annotations_change_what_a_path_means() -> None:
    path = PathRule("/^/v[12]$", "ImplementationSpecific", regex=True)
    assert matches(ALB, path, "/v1") is Truth.YES
    exact = PathRule("/foo", "ImplementationSpecific", matcher="Path")
    assert matches(TRAEFIK, exact, "/foobar") is Truth.NO
    pattern = PathRule("^/v[0-9]+$", "ImplementationSpecific", matcher="PathRegexp")
    assert matches(TRAEFIK, pattern, "/v17") is Truth.YES


@pytest.mark.parametrize(
    ("how", "paths", "request_path", "expected"),
    [
        (NGINX, [("Prefix", "/"), ("Prefix", "/api")], "/api/x", "/api"),
        (NGINX, [("Prefix", "/api"), ("Exact", "/api/x")], "/api/x", "/api/x"),
        (NGINX, [("Prefix", "/api"), ("ImplementationSpecific", "/ap")], "/apix", "/ap"),
        (NGINX_REGEX, [("Prefix", "/"), ("Exact", "/a"), ("Prefix", "/a/b")], "/a/bc", "/a/b"),
        (NGINX_REGEX, [("Prefix", "/web"), ("Exact", "/we")], "/wex", "/we"),
        (ALB, [("ImplementationSpecific", "/*"), ("Prefix", "/api")], "/api/x", "/api"),
        (ALB, [("ImplementationSpecific", "/*"), ("ImplementationSpecific", "/a")], "/a", "/*"),
        (ALB, [("Prefix", "/api"), ("Exact", "/api/x")], "/api/x", "/api/x"),
        (TRAEFIK, [("Prefix", "/api"), ("Exact", "/api-docs")], "/api-docs", "/api"),
        (TRAEFIK, [("Prefix", "/a"), ("Exact", "/a-long-path")], "/a-long-path", "/a-long-path"),
        (TRAEFIK_STRICT, [("Prefix", "/api"), ("Exact", "/api-docs")], "/api-docs", "/api-docs"),
        (KUBERNETES, [("Prefix", "/api"), ("Exact", "/api")], "/api", "/api"),
        (KUBERNETES, [("Prefix", "/api")], "/web", None),
    ],
)  # fmt: skip
def test_the_path_that_serves_a_request(
    how: Matching, paths: list[tuple[str, str]], request_path: str, expected: str | None
) -> None:
    answer, rule = Ordered(how, [_rule(*each) for each in paths]).serving(request_path)
    assert (None if rule is None else rule.path) == expected
    assert answer is (Truth.NO if expected is None else Truth.YES)


MATCH_ORDER: Final = [
    ("Exact", "/match"),
    ("Exact", "/match/exact"),
    ("Exact", "/match/exact/one"),
    ("Prefix", "/match/"),
    ("Prefix", "/match/prefix/"),
    ("Prefix", "/match/prefix/one"),
]
EXACT_AND_PREFIX: Final = [("Exact", "/"), ("Prefix", "/"), ("Exact", "/foo"), ("Prefix", "/foo")]


@pytest.mark.parametrize(
    ("how", "paths", "request_path", "expected"),
    [
        # ingress-nginx, test/e2e/ingress: pathtype_exact, pathtype_mixed, pathtype_prefix
        (NGINX, [("Exact", "/exact"), ("Prefix", "/exact")], "/exact", ("Exact", "/exact")),
        (NGINX, [("Exact", "/exact"), ("Prefix", "/exact")], "/exact/suffix", ("Prefix", "/exact")),
        (NGINX, EXACT_AND_PREFIX, "/", ("Exact", "/")),
        (NGINX, EXACT_AND_PREFIX, "/bar", ("Prefix", "/")),
        (NGINX, EXACT_AND_PREFIX, "/foo", ("Exact", "/foo")),
        (NGINX, EXACT_AND_PREFIX, "/foo/bar", ("Prefix", "/foo")),
        (NGINX, EXACT_AND_PREFIX, "/foobar", ("Prefix", "/")),
        (NGINX, [("Prefix", "/aaa")], "/aaacccc", None),
        (NGINX, [("Prefix", "/aaa")], "/aaa/cccc", ("Prefix", "/aaa")),
        (NGINX, [("Prefix", "/aaa")], "/aaa/", ("Prefix", "/aaa")),
        (NGINX_REGEX, [("Prefix", "/id/[0-9]+")], "/id/12", ("Prefix", "/id/[0-9]+")),
        (NGINX_REGEX, [("Prefix", "/id/[0-9]+")], "/id/a", None),
        # ingress-nginx, test/e2e/annotations/rewrite.go
        (NGINX_REGEX, [("Prefix", "/"), ("Prefix", "/.well-known/acme")], "/.well-known/acme",
         ("Prefix", "/.well-known/acme")),
        (NGINX_REGEX, [("Prefix", "/foo"), ("Prefix", "/foo.+")], "/foo", ("Prefix", "/foo")),
        (NGINX_REGEX, [("Prefix", "/foo"), ("Prefix", "/foo.+")], "/foo/bar", ("Prefix", "/foo.+")),
        (NGINX_REGEX, [("Prefix", "/foo/bar/bar"), ("Prefix", "/foo/bar/[a-z]{3}")], "/foo/bar/bar",
         ("Prefix", "/foo/bar/[a-z]{3}")),
        # its updateServerLocations: beside an Exact path, Prefix is left what has a slash after it
        (NGINX_REGEX, [("Prefix", "/foo"), ("Exact", "/foo")], "/foox", ("Exact", "/foo")),
        (NGINX_REGEX, [("Prefix", "/foo"), ("Exact", "/foo")], "/foo/x", ("Prefix", "/foo")),
        # AWS Load Balancer Controller, pkg/ingress/model_build_listener_rules_test.go
        (ALB, [("Prefix", "/abc"), ("Exact", "/abc/x"), ("Prefix", "/abc/d")], "/abc/d/x",
         ("Prefix", "/abc/d")),
        (ALB, [("ImplementationSpecific", "/a*"), ("ImplementationSpecific", "/ab*")], "/abc",
         ("ImplementationSpecific", "/a*")),
        (ALB, [("ImplementationSpecific", "/")], "/abc", None),
        (ALB, [("ImplementationSpecific", "/abc/")], "/abc", None),
        (ALB, [("Prefix", "/abc/")], "/abc", ("Prefix", "/abc/")),
        (ALB, [("Exact", "/abc/")], "/abc", None),
        # Gateway API, conformance/tests/httproute-: path-match-order, exact-path-matching, matching
        (GATEWAY, MATCH_ORDER, "/match/exact/one", ("Exact", "/match/exact/one")),
        (GATEWAY, MATCH_ORDER, "/match/exact", ("Exact", "/match/exact")),
        (GATEWAY, MATCH_ORDER, "/match", ("Exact", "/match")),
        (GATEWAY, MATCH_ORDER, "/match/prefix/one/any", ("Prefix", "/match/prefix/one")),
        (GATEWAY, MATCH_ORDER, "/match/prefix/any", ("Prefix", "/match/prefix/")),
        (GATEWAY, MATCH_ORDER, "/match/any", ("Prefix", "/match/")),
        (GATEWAY, [("Exact", "/one"), ("Exact", "/two")], "/", None),
        (GATEWAY, [("Exact", "/one"), ("Exact", "/two")], "/one/example", None),
        (GATEWAY, [("Exact", "/one"), ("Exact", "/two")], "/two/", None),
        (GATEWAY, [("Exact", "/one"), ("Exact", "/two")], "/Two", None),
        (GATEWAY, [("Prefix", "/"), ("Prefix", "/v2")], "/v2/", ("Prefix", "/v2")),
        (GATEWAY, [("Prefix", "/"), ("Prefix", "/v2")], "/v2example", ("Prefix", "/")),
        (GATEWAY, [("Prefix", "/"), ("Prefix", "/v2")], "/foo/v2/example", ("Prefix", "/")),
        # Traefik, pkg/muxer/http/matcher_test.go and pkg/provider/kubernetes/ingress
        (TRAEFIK, [("Exact", "/css")], "/css/", None),
        (TRAEFIK, [("Exact", "/css")], "/css/main.css", None),
        (TRAEFIK, [("Prefix", "/css")], "/css/main.css", ("Prefix", "/css")),
        (TRAEFIK, [("Prefix", "/css")], "/html", None),
        (TRAEFIK_STRICT, [("Prefix", "/bar/")], "/bar", ("Prefix", "/bar/")),
        (TRAEFIK_STRICT, [("Prefix", "/")], "/bar", ("Prefix", "/")),
    ],
)  # fmt: skip
def test_the_tests_of_the_controllers(
    how: Matching,
    paths: list[tuple[str, str]],
    request_path: str,
    expected: tuple[str, str] | None,
) -> None:
    _, rule = Ordered(how, [_rule(*each) for each in paths]).serving(request_path)
    assert (None if rule is None else (rule.kind, rule.path)) == expected


def test_priorities_of_traefik_come_before_the_length_of_rules() -> None:
    first = PathRule("/", "Prefix", priority=100)
    long = PathRule("/a-longer-path", "Prefix")
    assert Ordered(TRAEFIK, [long, first]).serving("/a-longer-path") == (Truth.YES, first)
    named = PathRule("/a-longer-path", "Prefix", host="h" * 80)
    assert Ordered(TRAEFIK, [named, first]).serving("/a-longer-path") == (Truth.YES, named)


def test_rules_of_one_load_balancer_come_in_the_order_of_their_ingresses() -> None:
    first = PathRule("/*", "ImplementationSpecific", order=0)
    second = PathRule("/api", "Exact", order=1)
    assert Ordered(ALB, [second, first]).serving("/api") == (Truth.YES, first)


def test_an_unknown_path_that_comes_first_leaves_the_answer_open() -> None:
    rules = [_rule("ImplementationSpecific", "/longer"), _rule("Prefix", "/")]
    assert Ordered(KUBERNETES, rules).serving("/x") == (Truth.UNKNOWN, None)


def test_what_is_meant_keeps_types_apart_where_the_host_has_patterns() -> None:
    pattern = PathRule("/api(/|$)(.*)", "ImplementationSpecific", regex=True)
    exact = PathRule("/api-health", "Exact")
    meant = Meant(NGINX_REGEX, [pattern, exact])
    assert meant.serving("/api-health") == (Truth.YES, exact)
    assert meant.serving("/API-health/x") == (Truth.NO, None)
    assert meant.serving("/api/users") == (Truth.YES, pattern)


def test_a_hostile_pattern_ends() -> None:
    hostile = PathRule("/(a*)*(a*)*(a*)*(a*)*b", "ImplementationSpecific", regex=True)
    assert matches(NGINX_REGEX, hostile, "/" + "a" * 4000) in set(Truth)


PATHS: Final = st.from_regex(r"/[ab.]{0,3}(/[ab]{0,2}|[*?+(|)]{0,2})", fullmatch=True)
RULES: Final = st.builds(
    PathRule,
    PATHS,
    st.sampled_from(["Exact", "Prefix", "ImplementationSpecific"]),
    st.booleans(),
    st.sampled_from(["", "Path", "PathRegexp"]),
)
EVERY: Final = [KUBERNETES, NGINX, NGINX_REGEX, ALB, GATEWAY, TRAEFIK, TRAEFIK_STRICT]


@given(st.sampled_from(EVERY), st.lists(RULES, max_size=6), st.from_regex(r"/[abAB/.x]{0,6}"))
def test_what_serves_a_request_matches_it_and_where_nothing_does_nothing_matches(
    how: Matching, rules: list[PathRule], request_path: str
) -> None:
    answer, rule = Ordered(how, rules).serving(request_path)
    if rule is not None:
        assert matches(how, rule, request_path) is Truth.YES
    elif answer is Truth.NO:
        assert {matches(how, each, request_path) for each in rules} <= {Truth.NO}


def _rule(kind: str, path: str) -> PathRule:
    assert kind in {"Exact", "Prefix", "ImplementationSpecific"}
    return PathRule(path, kind)  # type: ignore[arg-type]


def _one(how: Matching, kind: str, path: str, request_path: str) -> Truth:
    return matches(how, _rule(kind, path), request_path)

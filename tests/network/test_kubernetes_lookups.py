"""Look-ups ask what the C libraries ask, in their order; the counts were measured with both."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netplan_audit.network.kubernetes.lookups import Libc, look_up, search_list

VANILLA: Final = search_list("app")
EKS: Final = search_list("app", ("eu-west-1.compute.internal",))
EXISTING: Final = frozenset(
    {"api.example.com", "redis.cache.svc.cluster.local", "web.app.svc.cluster.local"}
)


@pytest.mark.parametrize(
    ("libc", "searches", "ndots", "name", "is_found", "queries"),
    [
        ("glibc", EKS, 5, "api.example.com", True, 10),
        ("glibc", VANILLA, 5, "api.example.com", True, 8),
        ("glibc", EKS, 2, "api.example.com", True, 2),
        ("glibc", EKS, 5, "api.example.com.", True, 2),
        ("glibc", EKS, 5, "redis.cache", True, 4),
        ("glibc", EKS, 5, "redis.cache.svc.cluster.local", True, 10),
        ("glibc", EKS, 1, "redis.cache", True, 6),
        ("musl", EKS, 5, "api.example.com", True, 10),
        ("musl", EKS, 2, "redis.cache", True, 4),
        ("musl", EKS, 1, "redis.cache", False, 2),
        ("musl", EKS, 2, "redis.cache.svc", False, 2),
        ("musl", EKS, 5, "redis.cache.svc", True, 6),
        ("glibc", EKS, 5, "web", True, 2),
        ("glibc", EKS, 5, "redis.cache.svc", True, 6),
        ("glibc", EKS, 5, "redis.cache.svc.cluster.local.", True, 2),
        ("glibc", EKS, 4, "redis.cache.svc.cluster.local", True, 2),
        ("musl", EKS, 4, "redis.cache.svc.cluster.local", True, 2),
        ("glibc", EKS, 2, "gone.example.com", False, 10),
        ("musl", EKS, 2, "gone.example.com", False, 2),
    ],
)
def test_queries_are_those_of_the_c_libraries(  # noqa: PLR0913 - the columns of the table
    *, libc: Libc, searches: tuple[str, ...], ndots: int, name: str, is_found: bool, queries: int
) -> None:
    walk = look_up(name, ndots=ndots, searches=searches, exists=EXISTING.__contains__, libc=libc)
    assert (walk.is_found, walk.queries) == (is_found, queries)
    assert walk.failing == queries - (2 if is_found else 0)


def test_a_name_with_enough_dots_is_asked_for_before_the_search_list() -> None:
    walk = look_up("gone.cache", ndots=1, searches=("a", "b"), exists=lambda _: False)
    assert walk.asked == ("gone.cache", "gone.cache.a", "gone.cache.b")
    walk = look_up("gone.cache", ndots=2, searches=("a", "b"), exists=lambda _: False)
    assert walk.asked == ("gone.cache.a", "gone.cache.b", "gone.cache")


def test_the_search_list_comes_first_and_in_order() -> None:
    walk = look_up("redis.cache", ndots=5, searches=EKS, exists=EXISTING.__contains__)
    assert walk.asked == ("redis.cache.app.svc.cluster.local", "redis.cache.svc.cluster.local")


@given(
    st.integers(0, 6),
    st.lists(st.sampled_from(["a.b", "c", "d.e"]), max_size=4, unique=True),
    st.sampled_from(["x", "x.y", "x.y.z", "x.y.z."]),
)
def test_musl_asks_what_glibc_asks_first(ndots: int, domains: list[str], name: str) -> None:
    def asked(libc: Libc) -> tuple[str, ...]:
        searches = tuple(domains)
        none = look_up(name, ndots=ndots, searches=searches, exists=lambda _: False, libc=libc)
        return none.asked

    assert asked("glibc")[: len(asked("musl"))] == asked("musl")
    assert len(set(asked("glibc"))) == (1 if name.endswith(".") else len(domains) + 1)

"""What a resolver asks for a name: the search list, `ndots`, and where the C libraries differ.

By resolv.conf(5) a name with fewer dots than `ndots` is tried with every domain of the search list
before it is tried as it is, any other one first as it is. When that fails, glibc goes on with the
search list and musl does not. Each name is asked for twice, for A and for AAAA.
https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Libc = Literal["glibc", "musl"]
CLUSTER_DOMAIN: Final = "cluster.local"
TYPES: Final = 2
"""Queries for each name: an A and an AAAA."""


class Lookup(Struct, frozen=True):
    """The names that are asked, in order, and whether the last one exists."""

    asked: tuple[str, ...]
    is_found: bool

    @property
    def queries(self) -> int:
        """How many queries are sent."""
        return TYPES * len(self.asked)

    @property
    def failing(self) -> int:
        """How many of them are answered that there is no such name."""
        return self.queries - (TYPES if self.is_found else 0)


def search_list(namespace: str, others: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the domains that a pod of a namespace searches, then those of the node and its own."""
    return (f"{namespace}.svc.{CLUSTER_DOMAIN}", f"svc.{CLUSTER_DOMAIN}", CLUSTER_DOMAIN, *others)


def look_up(
    name: str,
    *,
    ndots: int,
    searches: tuple[str, ...],
    exists: Callable[[str], bool],
    libc: Libc = "glibc",
) -> Lookup:
    """Walk through what is asked for a name until one exists, which `exists` tells."""
    asked = []
    for candidate in _candidates(name, ndots, searches, libc):
        asked.append(candidate)
        if exists(candidate):
            return Lookup(tuple(asked), is_found=True)
    return Lookup(tuple(asked), is_found=False)


def _candidates(name: str, ndots: int, searches: tuple[str, ...], libc: Libc) -> Iterator[str]:
    if name.endswith("."):
        yield name.removesuffix(".")
        return
    joined = [f"{name}.{domain}" for domain in searches]
    if name.count(".") < ndots:
        yield from (*joined, name)
        return
    yield name
    if libc == "glibc":
        yield from joined

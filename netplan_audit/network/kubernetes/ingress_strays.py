"""Requests that go elsewhere than Kubernetes documents, and paths that take those of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.network.kubernetes.path_match import matches
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.network.kubernetes.ingress_hosts import Host, HostPath
    from netplan_audit.network.kubernetes.path_match import PathRule


class Stray(Struct, frozen=True):
    """A request that goes elsewhere than the documentation of Kubernetes says.

    `meant` and `taken` are None where no path serves it.
    """

    request: str
    meant: HostPath | None
    taken: HostPath | None

    @property
    def told(self) -> str:
        """Where it goes, and where it should, in words."""
        if self.meant is None:
            return f"{_goes(self.taken)}, though no path is declared for it"
        if self.taken is not None and self.taken.backend == self.meant.backend:
            return self._told_of_guards(self.taken, self.meant)
        return f"{_goes(self.taken)} and not to {self.meant.backend or 'its backend'}"

    def _told_of_guards(self, taken: HostPath, meant: HostPath) -> str:
        """Say by which Ingress it gets to the backend that both lead to."""
        missed = [name for name, _ in meant.guards if name not in dict(taken.guards)]
        past = f", past its {' and '.join(missed)}" if missed else ""
        return f"goes by {taken.ingress.address} and not by {meant.ingress.address}{past}"


def _goes(path: HostPath | None) -> str:
    return "goes to no path" if path is None else f"goes to {path.backend or 'another backend'}"


def stray(host: Host, requests: Iterable[str]) -> Stray | None:
    """Return the first request that certainly goes astray."""
    return next(_strays(host, requests), None)


def _strays(host: Host, requests: Iterable[str]) -> Iterator[Stray]:
    for request in requests:
        known, taken = host.serving(request)
        sure, wanted = host.meant(request)
        if Truth.UNKNOWN in {known, sure}:
            continue
        if taken is not wanted and _backend(taken) != _backend(wanted):
            yield Stray(request, wanted, taken)


def requests_around(rule: PathRule) -> tuple[str, ...]:
    """Return requests that tell what a path matches beyond what it should: `/apix` for `/api`."""
    bare = rule.path.rstrip("/")
    if not bare:
        return ()
    beneath = (f"{bare}/x",) if rule.kind == "Exact" else ()
    return (rule.path, f"{bare}x", *beneath, bare.upper())


def takes_beneath(host: Host, path: HostPath) -> bool:
    """Tell whether requests beneath a path certainly come to it and to no longer one."""
    return host.serving(f"{path.rule.beginning}/x")[1] is path


_LEAVES: Final = frozenset(
    [
        "health",
        "healthz",
        "healthcheck",
        "health-check",
        "ping",
        "ready",
        "readyz",
        "readiness",
        "live",
        "livez",
        "liveness",
        "alive",
        "metrics",
        "status",
        "version",
        "login",
        "logout",
        "signin",
        "signout",
        "callback",
        "oauth2",
        "graphql",
        "webhook",
    ]
)


def is_leaf(path: str) -> bool:
    """Tell whether a path looks like a file or an endpoint that has nothing beneath it."""
    last = path.rstrip("/").rpartition("/")[2].lower()
    return not last or last in _LEAVES or "." in last or "/.well-known" in path


def _backend(path: HostPath | None) -> object:
    return None if path is None else (path.ingress.meta.namespace, path.backend, path.guards)


class Shadow(Struct, frozen=True):
    """A path that takes a request because its text, and not its elements, begins like another's.

    `is_declared` tells that the request is the very one that the other path is for.
    """

    path: HostPath
    other: HostPath
    request: str
    is_declared: bool


def shadows(host: Host) -> Iterator[Shadow]:
    """Yield each path that takes requests which look like those of another, longer one."""
    if host.how.regex:
        return
    ordered = sorted(host.paths, key=lambda path: path.rule.path)
    for at, path in enumerate(ordered):
        if matches(host.how, path.rule, f"{path.rule.path}x") is not Truth.YES:
            continue
        found = (_shadow(host, path, other) for other in _continued(path, ordered[at + 1 :]))
        yield from filter(None, [next(filter(None, found), None)])


def _continued(path: HostPath, after: list[HostPath]) -> Iterator[HostPath]:
    """Yield paths of other backends that continue the last element of a path."""
    written = path.rule.path
    for other in after if written.strip("/") and not written.endswith("/") else ():
        if not other.rule.path.startswith(written):
            return
        rest = other.rule.path[len(written) :]
        if rest and not rest.startswith("/") and _backend(other) != _backend(path):
            yield other


def _shadow(host: Host, path: HostPath, other: HostPath) -> Shadow | None:
    if host.serving(other.rule.path)[1] is path:
        return Shadow(path, other, other.rule.path, is_declared=True)
    beside = f"{path.rule.path}x"
    if host.serving(beside)[1] is path:
        return Shadow(path, other, beside, is_declared=False)
    return None

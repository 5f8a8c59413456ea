"""Parts manifests that cannot be in one cluster: environments, copies, lessons.

Two objects of one kind, namespace and name cannot stand beside each other in a cluster. Where
workloads, Services, Ingresses or NetworkPolicies of two folders are the same by these, the folders
are alternatives from where their paths part: all in one of them has nothing to do with anything in
the other. What is in no alternative belongs to each. Alternatives of one name in several places
(`shop/prod`, `cart/prod`) belong together. A folder with many alternatives is a collection, and all
of its subfolders are apart.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_KINDS: Final = frozenset(
    {
        "CronJob",
        "DaemonSet",
        "Deployment",
        "HorizontalPodAutoscaler",
        "Ingress",
        "Job",
        "NetworkPolicy",
        "Pod",
        "ReplicaSet",
        "Rollout",
        "Service",
        "StatefulSet",
    }
)
NAMESPACED: Final = _KINDS | {
    "CiliumNetworkPolicy",
    "ConfigMap",
    "GRPCRoute",
    "HTTPRoute",
    "ScaledObject",
}
"""Kinds of objects that are in a namespace."""
_MANY: Final = 8
"""More alternatives than this make a folder a collection."""
_MOST: Final = 100_000
"""Most objects of all parts together; beyond, what is common is a part of its own."""
_DEEPEST: Final = 100
"""What is deeper stands for its folder at this depth."""
_HERE: Final = "."


class Named(Struct, frozen=True):
    """An object: its address, the file it stands in, its kind, namespace and name."""

    address: str
    file: str
    kind: str
    namespace: str
    name: str


class Parts(Struct, frozen=True):
    """Addresses of what is common to all alternatives, and of each alternative by its label.

    `folders` are the alternatives by their paths.
    """

    common: tuple[str, ...]
    variants: Mapping[str, tuple[str, ...]]
    folders: tuple[str, ...] = ()

    def together(self) -> list[tuple[str, ...]]:
        """Return what can be in one cluster, alternative by alternative."""
        if not self.variants:
            return [self.common]
        size = sum(map(len, self.variants.values()))
        if size + len(self.common) * len(self.variants) > _MOST:
            return [self.common, *self.variants.values()]
        return [(*self.common, *variant) for variant in self.variants.values()]


class _Folder(Struct):
    addresses: list[str] = field(default_factory=list)
    inside: dict[str, _Folder] = field(default_factory=dict)
    apart: set[str] = field(default_factory=set)


def parted(objects: Iterable[Named]) -> Parts:
    """Part objects by the folders that declare the same ones."""
    top = _Folder()
    places: dict[tuple[str, str, str], set[tuple[str, ...]]] = {}
    for one in objects:
        path = PurePosixPath(one.file).parent.parts[:_DEEPEST]
        _at(top, path).addresses.append(one.address)
        if one.kind in _KINDS:
            places.setdefault((one.kind, one.namespace, one.name), set()).add(path)
    for paths in places.values():
        _part(top, paths, 0)
    common, variants = _spread(top)
    ordered = {label: tuple(variants[label]) for label in sorted(variants)}
    return Parts(tuple(common), ordered, tuple(sorted(_apart(top, PurePosixPath()))))


def _at(top: _Folder, path: tuple[str, ...]) -> _Folder:
    for name in path:
        top = top.inside.setdefault(name, _Folder())
    return top


def _part(folder: _Folder, paths: set[tuple[str, ...]], depth: int) -> None:
    """Mark the branches where paths to the same object part, from the top down."""
    if len(paths) < 2:  # noqa: PLR2004 - one path parts from nothing
        return
    branches: dict[str, set[tuple[str, ...]]] = {}
    for path in paths:
        branches.setdefault(path[depth] if len(path) > depth else _HERE, set()).add(path)
    if len(branches) > 1:
        folder.apart |= branches.keys()
    for name, beneath in branches.items():
        if name != _HERE:
            _part(folder.inside[name], beneath, depth + 1)


def _apart(folder: _Folder, path: PurePosixPath) -> Iterator[str]:
    """Yield the paths of the folders that are alternatives."""
    yield from ((path / name).as_posix() for name in folder.apart)
    for name, inner in folder.inside.items():
        yield from _apart(inner, path / name)


def _spread(folder: _Folder) -> tuple[list[str], dict[str, list[str]]]:
    """Return what a folder holds in common, and its variants by their labels."""
    apart = folder.apart
    if len(apart) > _MANY:
        apart = {*apart, *folder.inside}
    common: list[str] = []
    variants: dict[str, list[str]] = {}
    if _HERE in apart:
        variants[_HERE] = list(folder.addresses)
    else:
        common += folder.addresses
    for name, inner in folder.inside.items():
        shared, several = _spread(inner)
        if name not in apart:
            common += shared
            for label, addresses in several.items():
                variants.setdefault(label, []).extend(addresses)
        elif several:
            for label, addresses in several.items():
                variants[f"{name}/{label}"] = [*shared, *addresses]
        else:
            variants[name] = shared
    return common, variants

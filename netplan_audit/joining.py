"""Tells which cluster the manifests beside Terraform are for, and puts them into its network.

The manifests that the configuration places are those of the cluster it names. The others are of
the only cluster among the inputs; where there are several, or may be, they are joined with none,
and each of them is told what it may run.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.kubernetes.read import file_of, placed
from netplan_audit.network.kubernetes.belonging import clusters_of, hidden_clusters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from netplan_audit.config.clusters import Place
    from netplan_audit.network.network import Network
    from netplan_audit.terraform.resource import Resource, Resources

_SHOWN: Final = 3
"""Most clusters that a remark names."""


class Root(Struct, frozen=True):
    """An input that may have clusters, by its number and its path.

    `hidden` are modules without a body that may make one.
    """

    number: int
    path: str
    clusters: tuple[str, ...]
    hidden: tuple[str, ...]


class Cluster(Struct, frozen=True):
    """One cluster of an input."""

    root: Root
    address: str

    def __str__(self) -> str:
        """Name it as a remark does."""
        return f"{self.address} of {self.root.path}"


class Joint(Struct):
    """What becomes of the resources of manifests, by the numbers of inputs.

    `alone` are those that are joined with no cluster, `owners` tells the input of the others by
    their addresses, `notes` say what was done.
    """

    alone: dict[int, Resources] = field(default_factory=dict)
    owners: dict[str, int] = field(default_factory=dict)
    notes: dict[int, list[Diagnostic]] = field(default_factory=dict)
    _inside: dict[int, dict[str, Resource]] = field(default_factory=dict)
    _beside: dict[int, dict[str, Resource]] = field(default_factory=dict)

    def whole(self, number: int, resources: Resources) -> Resources:
        """Return the resources of an input with what is joined with them."""
        beside = tuple(self._beside.get(number, {}).values())
        return resources.joined(self._inside.get(number, {}), beside)

    def put(self, cluster: Cluster, resource: Resource, owner: int) -> bool:
        """Put a resource into the network of a cluster; False where one is in the way."""
        if resource.address in self.owners:
            return False
        one = placed(resource, cluster.address)
        self._inside.setdefault(cluster.root.number, {})[resource.address] = one
        self.owners[resource.address] = owner
        return True

    def put_beside(self, cluster: Cluster, resource: Resource) -> None:
        """Say of a resource that it may be for a cluster."""
        self._beside.setdefault(cluster.root.number, {})[resource.address] = resource


def root_of(number: int, path: str, network: Network) -> Root:
    """Say which clusters an input has, or may have."""
    clusters = clusters_of(network)
    return Root(number, path, clusters, () if clusters else hidden_clusters(network))


def joined(
    manifests: Mapping[int, Resources],
    roots: Sequence[Root],
    places: Sequence[Place],
    unread: Sequence[str],
) -> Joint:
    """Join manifests with clusters; `unread` are inputs that may have clusters too."""
    joint = Joint()
    every = [Cluster(root, address) for root in roots for address in root.clusters]
    hidden = [f"{module} of {root.path}" for root in roots for module in root.hidden]
    only = every[0] if len(every) == 1 and not hidden and not unread else None
    for number, resources in manifests.items():
        notes = joint.notes[number] = []
        told: Counter[tuple[str, str]] = Counter()
        left: dict[str, Resource] = {}
        for resource in resources:
            place = _place_of(resource, places)
            cluster = only if place is None else _named(place, every)
            if cluster is not None and joint.put(cluster, resource, number):
                how = "the only cluster" if place is None else f"as {place.origin} says"
                told[str(cluster), how] += 1
                continue
            left[resource.address] = resource
            for each in every if place is None else ():
                joint.put_beside(each, resource)
        joint.alone[number] = resources.of_these(left)
        notes += _joined_notes(resources.source, told)
        if left and roots:
            notes.append(_left_note(resources.source, len(left), every, (*hidden, *unread)))
    return joint


def lost_places(places: Sequence[Place], roots: Sequence[Root]) -> Iterator[Diagnostic]:
    """Tell of places whose root is not among the inputs, or lacks the cluster."""
    for place in places:
        mine = [root for root in roots if place.means(root.path)]
        if not mine:
            yield _lost(place, f"{place.root} is not among the inputs")
        elif place.cluster and not any(place.cluster in root.clusters for root in mine):
            yield _lost(place, f"{mine[0].path} has no cluster {place.cluster}")
        elif not place.cluster and len([c for root in mine for c in root.clusters]) != 1:
            yield _lost(place, f"{mine[0].path} has {len(mine[0].clusters)} clusters; name one")


def _lost(place: Place, why: str) -> Diagnostic:
    return Diagnostic("warning", "cluster-not-found", why, place.origin)


def _place_of(resource: Resource, places: Sequence[Place]) -> Place | None:
    file = file_of(resource)
    return next((place for place in places if place.covers(file)), None)


def _named(place: Place, every: Sequence[Cluster]) -> Cluster | None:
    found = [
        cluster
        for cluster in every
        if place.means(cluster.root.path) and place.cluster in {"", cluster.address}
    ]
    return found[0] if len(found) == 1 else None


def _joined_notes(source: str, told: Counter[tuple[str, str]]) -> Iterator[Diagnostic]:
    for (cluster, how), count in told.items():
        message = f"{_objects(count)} joined with {cluster}, {how}"
        yield Diagnostic("note", "manifests-joined", message, source)


def _left_note(
    source: str, count: int, every: Sequence[Cluster], hidden: Sequence[str]
) -> Diagnostic:
    hint = "say which under `clusters` in the configuration file, or scan their folders one by one"
    maybe = [*map(str, every), *hidden]
    if not maybe:
        why, hint = "there is none among the inputs", ""
    elif not every:
        why = f"it may be in {_some(maybe)}, which is not read"
        hint = "`terraform get` fetches modules"
    else:
        why = f"it may be {_some(maybe)}"
    message = f"{_objects(count)} joined with no cluster: {why}"
    return Diagnostic("note", "manifests-not-joined", message, source, hint)


def _some(names: Sequence[str]) -> str:
    if len(names) <= _SHOWN:
        return " or ".join(names)
    return f"{', '.join(names[:_SHOWN])} or {len(names) - _SHOWN} more"


def _objects(count: int) -> str:
    return f"{count} objects are" if count != 1 else "1 object is"

"""Tells which cluster the manifests beside Terraform are for, and puts them into its network.

The manifests that the configuration places are those of the cluster it names. The others are of
the only cluster among the inputs; where there are several, or may be, they are joined with none,
and those whose folders are nearest are told what they may run.
Alternatives, such as one folder for each environment, are joined with none either, unless all but
one are placed elsewhere.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from netplan_audit.auditing.applied import applied_by, without_applied
from netplan_audit.auditing.charts import chart_notes
from netplan_audit.config.clusters import from_here
from netplan_audit.diagnostic import Diagnostic
from netplan_audit.kubernetes.read import file_of, named, placed
from netplan_audit.kubernetes.trees import parted
from netplan_audit.network.build.helm import charts_in_folders
from netplan_audit.network.kubernetes.belonging import clusters_of, hidden_clusters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from netplan_audit.config.clusters import Place
    from netplan_audit.network.network import Network
    from netplan_audit.terraform.resource import Resource, Resources

_HINT: Final = "say which under `clusters` in the configuration, or scan their folders one by one"
_SHOWN: Final = 3
"""Most clusters that a remark names."""


class Root(Struct, frozen=True):
    """An input that may have clusters, by its number and its path.

    `hidden` are modules without a body that may make one, `applied` the manifests that resources
    of it apply, as `applied_by` writes them. `charts` are those that releases install from folders.
    """

    number: int
    path: str
    clusters: tuple[str, ...]
    hidden: tuple[str, ...]
    applied: frozenset[bytes] = frozenset()
    charts: tuple[tuple[str, str], ...] = ()

    @property
    def folder(self) -> PurePosixPath:
        """The folder that it is, or that its file is in."""
        path = PurePosixPath(from_here(self.path))
        return path.parent if path.suffix else path


class Cluster(Struct, frozen=True):
    """One cluster of an input."""

    root: Root
    address: str

    def __str__(self) -> str:
        """Name it as a remark does."""
        return f"{self.address} of {self.root.path}"


class Joint(Struct):
    """What becomes of the resources of manifests, by the numbers of inputs.

    `alone` are those that are joined with no cluster, `together` the sets of all that can be in
    one cluster and hold some of them.
    `owners` tells the input of the others by their addresses, `notes` say what was done.
    """

    alone: dict[int, Resources] = field(default_factory=dict)
    together: dict[int, list[Resources]] = field(default_factory=dict)
    owners: dict[str, int] = field(default_factory=dict)
    notes: dict[int, list[Diagnostic]] = field(default_factory=dict)
    _inside: dict[int, dict[str, Resource]] = field(default_factory=dict)
    _beside: dict[int, dict[str, Resource]] = field(default_factory=dict)

    def whole(self, number: int, resources: Resources) -> Resources:
        """Return the resources of an input with what is joined with them."""
        beside = tuple(self._beside.get(number, {}).values())
        return resources.joined(self._inside.get(number, {}), beside)

    def put(self, cluster: Cluster, resource: Resource, owner: int) -> None:
        """Put a resource into the network of a cluster."""
        one = placed(resource, cluster.address)
        self._inside.setdefault(cluster.root.number, {})[resource.address] = one
        self.owners[resource.address] = owner

    def put_beside(self, cluster: Cluster, resource: Resource) -> None:
        """Say of a resource that it may be for a cluster."""
        self._beside.setdefault(cluster.root.number, {})[resource.address] = resource


def root_of(number: int, path: str, resources: Resources, network: Network) -> Root:
    """Say which clusters an input has, or may have, and which manifests it applies."""
    clusters = clusters_of(network)
    hidden = () if clusters else hidden_clusters(network)
    charts = tuple(charts_in_folders(resources))
    return Root(number, path, clusters, hidden, applied_by(resources), charts)


def joined(
    manifests: Mapping[int, Resources],
    roots: Sequence[Root],
    places: Sequence[Place],
    unread: Sequence[str],
) -> Joint:
    """Join manifests with clusters; `unread` are inputs that may have clusters too."""
    joint = Joint()
    every = [Cluster(root, address) for root in roots for address in root.clusters]
    hidden = [*(f"{name} of {root.path}" for root in roots for name in root.hidden), *unread]
    applied = frozenset[bytes]().union(*(root.applied for root in roots))
    only = every[0] if len(every) == 1 and not hidden else None
    for number, every_object in manifests.items():
        resources = without_applied(every_object, applied)
        notes = joint.notes[number] = []
        if len(resources) < len(every_object):
            gone = len(every_object) - len(resources)
            notes.append(_applied_note(resources.source, gone))
        rest = dict(resources.by_address)
        for (cluster, how), objects in _wanted(resources, places, every, only).items():
            common, apart = _parted(objects)
            for resource in common:
                joint.put(cluster, resource, number)
            for resource in apart:
                joint.put_beside(cluster, resource)
            for resource in objects:
                rest.pop(resource.address, None)
            notes.append(_joined_note(resources.source, f"{cluster}, {how}", common, apart))
        for resource in rest.values():
            for cluster in _nearest(file_of(resource), every):
                joint.put_beside(cluster, resource)
        if roots and rest:
            notes.append(_left_note(resources.source, len(rest), every, hidden))
        left = {one.address: one for one in resources if one.address not in joint.owners}
        joint.alone[number] = resources.of_these(left)
        joint.together[number] = _together(resources, left)
        notes += (*_apart_note(resources), *chart_notes(resources, roots))
    return joint


def _wanted(
    resources: Resources, places: Sequence[Place], every: Sequence[Cluster], only: Cluster | None
) -> dict[tuple[Cluster, str], list[Resource]]:
    """Return the clusters that resources are for, and why, with the resources."""
    found: dict[tuple[Cluster, str], list[Resource]] = {}
    for resource in resources:
        file = file_of(resource)
        mine = [place for place in places if place.covers(file)]
        for place in mine:
            cluster = _named(place, every)
            if cluster is not None:
                found.setdefault((cluster, f"as {place.origin} says"), []).append(resource)
        if not mine and only is not None:
            found.setdefault((only, "the only cluster"), []).append(resource)
    return found


def _nearest(file: str, every: Sequence[Cluster]) -> list[Cluster]:
    """Return the clusters whose roots share the longest way with a file, which may be none."""
    here = PurePosixPath(file).parent.parts
    shared = [_shared(here, each.root.folder.parts) for each in every]
    most = max(shared, default=0)
    return [cluster for cluster, length in zip(every, shared, strict=True) if length == most]


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


def _parted(objects: Sequence[Resource]) -> tuple[list[Resource], list[Resource]]:
    """Return what is common to all alternatives among objects, and the rest."""
    common = set(parted(map(named, objects)).common)
    return (
        [one for one in objects if one.address in common],
        [one for one in objects if one.address not in common],
    )


def _together(resources: Resources, left: Mapping[str, Resource]) -> list[Resources]:
    """Return the sets of resources that can be in one cluster and hold any of those left."""
    every = resources.by_address
    return [
        resources.of_these({address: every[address] for address in addresses})
        for addresses in parted(map(named, resources)).together()
        if not left.keys().isdisjoint(addresses)
    ]


def _apart_note(resources: Resources) -> Iterator[Diagnostic]:
    """Say which folders are alternatives."""
    folders = parted(map(named, resources)).folders
    if folders:
        message = (
            f"{len(folders)} folders declare objects of the same names, so that they cannot be in "
            f"one cluster: {_some(folders, 'and')}; each is audited with what is in none of them"
        )
        yield Diagnostic("note", "manifests-apart", message, resources.source)


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


def _named(place: Place, every: Sequence[Cluster]) -> Cluster | None:
    found = [
        cluster
        for cluster in every
        if place.means(cluster.root.path) and place.cluster in {"", cluster.address}
    ]
    return found[0] if len(found) == 1 else None


def _joined_note(
    source: str, cluster: str, common: Sequence[Resource], apart: Sequence[Resource]
) -> Diagnostic:
    message = f"{_objects(len(common))} joined with {cluster}"
    if not apart:
        return Diagnostic("note", "manifests-joined", message, source)
    message += f"; {len(apart)} in folders of which it runs one are not"
    return Diagnostic("note", "manifests-joined", message, source, _HINT)


def _applied_note(source: str, count: int) -> Diagnostic:
    message = f"{_objects(count)} applied by resources of Terraform, and audited there"
    return Diagnostic("note", "manifests-applied", message, source)


def _left_note(
    source: str, count: int, every: Sequence[Cluster], hidden: Sequence[str]
) -> Diagnostic:
    hint = _HINT
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


def _some(names: Sequence[str], word: str = "or") -> str:
    if len(names) <= _SHOWN:
        return f" {word} ".join(names)
    return f"{', '.join(names[:_SHOWN])} {word} {len(names) - _SHOWN} more"


def _objects(count: int) -> str:
    return f"{count} objects are" if count != 1 else "1 object is"

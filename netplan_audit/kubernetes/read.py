"""Reads manifests into the same resources that `kubernetes_manifest` makes of them."""

from __future__ import annotations

import posixpath
from pathlib import PurePosixPath
from posixpath import normpath
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.kubernetes import CLUSTER, UNNAMED
from netplan_audit.kubernetes.bodies import Body, Text, resource_of
from netplan_audit.kubernetes.documents import DocumentError, read_documents, without_definitions
from netplan_audit.kubernetes.kustomize import built_of, is_kustomization, patches_of
from netplan_audit.kubernetes.patching import patched
from netplan_audit.kubernetes.places import Places
from netplan_audit.kubernetes.remarks import (
    about_kustomizations,
    about_repeated,
    about_sealed,
    about_templates,
)
from netplan_audit.kubernetes.renaming import Renaming
from netplan_audit.kubernetes.sealed import SEALED, has_sealed, with_unknowns
from netplan_audit.kubernetes.trees import NAMESPACED, Named
from netplan_audit.location import Location
from netplan_audit.terraform.address import is_closed
from netplan_audit.terraform.resource import Resource, Resources
from netplan_audit.terraform.source import Source, SourceComment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.kubernetes.documents import Repeat
    from netplan_audit.terraform.value import Value

_MARK: Final = b"netplan-audit:"
_TEMPLATE: Final = b"{{"
_FILE: Final = "file"


class Manifest(Struct, frozen=True):
    """One object, the file it was read of, '' where others made that, its lines and builders."""

    address: str
    file: str
    value: dict[str, Value]
    location: Location
    tops: tuple[str, ...] = ()

    @property
    def arguments(self) -> dict[str, Value]:
        """The object as an argument, and the folder it would be applied with."""
        file = self.location.file
        folder = posixpath.dirname(file)
        return {"manifest": self.value, "folder": folder, _FILE: file, "tops": [*self.tops]}


class Manifests(Source):
    """The manifests of one folder: their objects, where those stand, and the comments on them."""

    def __init__(
        self,
        files: Mapping[str, bytes],
        folder: str,
        diagnostics: tuple[Diagnostic, ...] = (),
        rendered: Mapping[str, bytes] | None = None,
    ) -> None:
        """Read files, by their path from `folder`, which is relative to the working directory.

        `rendered` are texts that were made of files.
        """
        self._files_read = files
        self._notes = list(diagnostics)
        self._templates: dict[str, tuple[str, Value]] = {}
        self._unrendered: list[str] = []
        self._objects: dict[str, Manifest] = {}
        self._places: dict[str, Places] = {}
        super().__init__({}, "directory", folder)
        patches = patches_of(files)
        self._placements, self._patches = built_of(files)
        self._names = Renaming(self._placements)
        named = filter(is_kustomization, files)
        self._kustomizations = [normpath(f"{self.folder}/{name}") for name in named]
        for name, text in files.items():
            if not is_kustomization(name) and name not in patches:
                self._read(name, text)
        for address, one in self._objects.items():
            value = self._names.referring(one.file, one.value)
            if value is not one.value:
                self._objects[address] = replace(one, value=value)
        for name, text in (rendered or {}).items():
            self._read(name, text, first=1)

    def resources(self, source: str) -> Resources:
        """Return the objects as resources; `source` is how the user named them."""
        texts = {name: Text(text) for name, text in self._files_read.items()}
        made = [
            resource_of(o.address, "kubernetes_manifest", o.arguments, texts.get(o.file))
            for o in self
        ]
        for path, (name, text) in self._templates.items():
            address = _closed(path)
            body: dict[str, Value] = {
                "yaml_body": text,
                "override_namespace": self._space_of(name) if text is SEALED else _unnamed(name),
                _FILE: path,
            }
            made.append(resource_of(address, "kubectl_manifest", body))
        return Resources(
            source=source,
            kind="manifests",
            by_address={resource.address: resource for resource in made},
            diagnostics=(
                *self._notes,
                *about_templates(self._unrendered),
                *about_sealed([p for p, (_, t) in self._templates.items() if t is SEALED]),
                *(about_kustomizations(self._kustomizations) if self._objects else ()),
            ),
        )

    def __iter__(self) -> Iterator[Manifest]:
        """Iterate in the order of the files."""
        return iter(self._objects.values())

    def locate(self, address: str, place: tuple[str | int, ...] = ()) -> Location | None:
        """Return the lines of a field of an object, or of the whole object."""
        found = self._objects.get(address)
        if found is None or not place or found.file not in self._files_read:
            return None if found is None else found.location
        whole, file = found.location, found.file
        places = self._places.get(file)
        if places is None:
            places = self._places[file] = Places(without_definitions(self._files_read[file]))
        lines = places.lines(whole.start_line, str(found.value.get("kind")), place)
        return whole if lines is None else Location(whole.file, *lines, whole.source)

    def holds(self, address: str) -> bool:
        """Tell whether an object is among the manifests."""
        return address in self._objects or address in map(_closed, self._templates)

    def comments(self) -> Iterator[SourceComment]:
        """Yield the comments for this tool with the objects whose lines they stand in."""
        for name, text in self._files_read.items():
            path = normpath(f"{self.folder}/{name}")
            for number, line in enumerate(text.splitlines() if _MARK in text else (), 1):
                before, mark, told = line.partition(_MARK)
                if mark and before.strip() == b"#":
                    where = Location(path, number, number, self.origin)
                    words = (mark + told).decode(errors="replace").strip()
                    yield SourceComment(words, self._around(path, number), where)

    def _around(self, path: str, line: int) -> str:
        """Return the object whose lines hold a line, or the first one after it."""
        objects = (o for o in self if o.location.file == path and o.location.end_line >= line)
        return next((one.address for one in objects), "")

    def _read(self, name: str, text: bytes, first: int = 0) -> None:
        """Read the objects of a file; with `first` they all stand in that line."""
        path = normpath(f"{self.folder}/{name}")
        repeated: list[Repeat] = []
        sealed = has_sealed(text)
        try:
            for one in read_documents(without_definitions(text)):
                place = Location(path, first or one.start, first or one.end, self.origin)
                value = with_unknowns(one.value) if sealed else one.value
                if self._keep(name, value, place, file="" if first else name):
                    repeated += one.repeated
                elif isinstance(value, dict) and value.get("kind") is SEALED:
                    self._templates[path] = name, SEALED
        except DocumentError as error:
            self._templates[path] = name, text.decode(errors="replace")
            if _TEMPLATE in text:
                self._unrendered.append(path)
                return
            message = f"not all of it is analysed: {error}"
            note = Diagnostic("warning", "manifest-unreadable", message, path, line=error.line)
            self._notes.append(note)
        if not first:
            self._notes += about_repeated(path, repeated)

    def _space_of(self, name: str) -> str:
        """Return the namespace that kustomizations put everything beside a file into, if any."""
        folder = posixpath.dirname(name)
        beside = {
            p.namespace for n, p in self._placements.items() if posixpath.dirname(n) == folder
        }
        return beside.pop() if len(beside) == 1 and "" not in beside else _unnamed(name)

    def _keep(self, name: str, value: Value, location: Location, *, file: str) -> bool:
        """Keep what is an object, and tell whether it is one.

        One without a namespace is in the one that its folder is applied to.
        """
        if not isinstance(value, dict):
            return False
        kind, metadata = value.get("kind"), value.get("metadata")
        is_setting = isinstance(kind, str) and kind.endswith("Configuration")
        metadata = {} if metadata is None and is_setting else metadata
        if not isinstance(kind, str) or not isinstance(metadata, dict):
            return False
        place = self._placements.get(name)
        if name in self._patches:
            value = patched(value, tuple(self._patches[name]))
            changed = value.get("metadata")
            metadata = changed if isinstance(changed, dict) else metadata
        metadata = self._names.metadata(name, kind, metadata)
        if kind in NAMESPACED and place is not None and place.namespace:
            metadata = {**metadata, "namespace": place.namespace}
        value, namespace = {**value, "metadata": metadata}, metadata.get("namespace")
        if not isinstance(namespace, str) or not namespace:
            unnamed = namespace if namespace is SEALED else _unnamed(name)
            value = {**value, "metadata": {**metadata, "namespace": unnamed}}
            namespace = ""
        called = metadata.get("name")
        called = "?" if called is SEALED or not called else str(called)
        named = "/".join(filter(None, (kind, namespace, called)))
        address = _closed(named)
        if address in self._objects:
            address = _closed(f"{named} ({location})")
        tops = () if place is None else place.tops
        self._objects[address] = Manifest(address, file, value, location, tops)
        return True


def file_of(resource: Resource) -> str:
    """Return the file that a resource was read of, from the working directory."""
    return str(resource.get(_FILE))


def named(resource: Resource) -> Named:
    """Return what tells the object of a resource from others."""
    manifest = resource.get("manifest")
    held = manifest if isinstance(manifest, dict) else {}
    metadata = held.get("metadata")
    words = metadata if isinstance(metadata, dict) else {}
    kind, namespace, name = held.get("kind"), words.get("namespace"), words.get("name")
    return Named(resource.address, file_of(resource), str(kind), str(namespace), str(name))


def placed(resource: Resource, cluster: str) -> Resource:
    """Say of an object which cluster it is in."""
    held = {name: resource.get(name) for name in resource.body.names()}
    return replace(resource, body=Body({**held, CLUSTER: cluster}))


def _closed(name: str) -> str:
    """Return a name as an address, in which a bracket that nothing ends would begin a key."""
    return name if is_closed(name) else name.replace("[", "%5B")


def _unnamed(name: str) -> str:
    """Return the namespace of what names none in a file."""
    return f"{UNNAMED}{PurePosixPath(name).parent.as_posix()}/"

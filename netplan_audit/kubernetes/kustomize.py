"""Reads kustomizations: the folders and files that they name, and which of these are patches.

The reader of YAML is loaded for the first of them: every scan of a folder looks for some by name.
"""

from __future__ import annotations

import re
from contextlib import suppress
from operator import itemgetter
from posixpath import dirname, normpath
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from netplan_audit.kubernetes.patching import Patch
    from netplan_audit.terraform.value import Value

NAMES: Final = ("kustomization.yaml", "kustomization.yml")
"""What files of kustomizations are called; they may say neither their kind nor their version."""
_TEMPLATE: Final = re.compile(r"kustomization(?:\.[\w-]+)?\.ya?ml")
"""What files are called that are kustomizations, or become such by another name."""
_FILES: Final = "patchesStrategicMerge"
_PATCHES: Final = ("patches", "patchesJson6902", _FILES)
"""Keys of patches: objects with the path of one or, in `patches` of old as well, paths."""
_BUILT: Final = ("resources", "bases", "components")
"""Keys of what a kustomization is built of: files of objects, and folders of kustomizations."""
_NAMED: Final = ("path", "files", "file", "env", "envs", "valuesfile")
"""Keys of files, wherever they stand."""
_PLUGINS: Final = ("generators", "transformers", "validators")
"""Keys of what is an object with arguments of its own, in a file or written out."""
_LISTS: Final = ("crds", "configurations", *_PLUGINS, _FILES.casefold())
_CHARTS: Final = ("helmcharts", "helmchartinflationgenerator", "helmglobals")
_PLACING: Final = ("namespace", "nameprefix", "namesuffix")
_MERGED: Final = "<<"


class Placement(Struct, frozen=True):
    """The namespace that objects are put into, and what their names get around them.

    `tops` are the folders of the kustomizations that build them and that no other one builds.
    """

    namespace: str = ""
    prefix: str = ""
    suffix: str = ""
    tops: tuple[str, ...] = ()

    def around(self, inner: Placement) -> Placement:
        """Return what becomes of objects that this one places after another."""
        namespace = self.namespace or inner.namespace
        return Placement(
            namespace, self.prefix + inner.prefix, inner.suffix + self.suffix, self.tops
        )


class Kustomization(Struct, frozen=True):
    """What a kustomization names: what it is built of, other files, and whether it has charts.

    `plugins` are the files of objects that make or change others, `written` the texts of those
    that stand in the kustomization itself. `is_component` is one that only others can build.
    `place` is where it puts its objects, `patches` are items of what it patches these with.
    """

    built: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    has_charts: bool = False
    is_component: bool = False
    place: Placement = Placement()
    patches: tuple[dict[str, Value], ...] = ()


def read_kustomization(text: bytes) -> Kustomization:
    """Read a kustomization; raises DocumentError where it is none.

    Kustomize takes keys in any case, and merges what `<<` names, which is not followed here.
    """
    from netplan_audit.kubernetes.documents import DocumentError, read_documents  # noqa: PLC0415

    values = [one.value for one in read_documents(text)]
    value = values[0] if len(values) == 1 else None
    if not isinstance(value, dict):
        message = "it is no kustomization"
        raise DocumentError(message)
    held: dict[str, list[Value]] = {}
    for key, item in value.items():
        held.setdefault(key.casefold(), []).append(item)
    if _has_merged(value):
        message = f"it merges keys with {_MERGED}"
        raise DocumentError(message)
    plugins = _of(held, _PLUGINS)
    space, prefix, suffix = (next(iter(_of(held, (key,))), "") for key in _PLACING)
    return Kustomization(
        tuple(_of(held, _BUILT)),
        (*(text for text in _of(held, _LISTS) if "\n" not in text), *_named(value)),
        tuple(text for text in plugins if "\n" not in text),
        tuple(text for text in plugins if "\n" in text),
        has_charts=any(any(held.get(key, ())) for key in _CHARTS),
        is_component=value.get("kind") == "Component",
        place=Placement(space, prefix, suffix),
        patches=tuple(_patch_items(held)),
    )


def built_of(files: Mapping[str, bytes]) -> tuple[dict[str, Placement], dict[str, list[Patch]]]:
    """Return where kustomizations among files put the objects of others, and what they patch.

    Only as far as all that build a file agree: an overlay counts for what its bases are built of.
    """
    folders = dict(_folders(files))
    placements = _placements(folders)
    return placements, _patched(folders, files, placements)


def _patched(
    folders: Mapping[str, Kustomization],
    files: Mapping[str, bytes],
    placements: Mapping[str, Placement],
) -> dict[str, list[Patch]]:
    """Return the patches of the objects of each file, those of bases before those of overlays."""
    found: dict[str, list[tuple[int, Patch]]] = {}
    including = _including(folders)
    for folder, one in folders.items():
        patches = [each for item in one.patches for each in _operations(folder, item, files)]
        around = including.get(folder, ()) if one.is_component else (folder,)
        built = {path for top in around for path, _ in _placed(folders, top)} if patches else ()
        for path in built:
            place = placements.get(path, Placement())
            told = (replace(each, is_known=len(place.tops) == 1) for each in patches)
            found.setdefault(path, []).extend((len(built), each) for each in told)
    return {
        path: [each for _, each in sorted(patches, key=itemgetter(0))]
        for path, patches in found.items()
    }


def _including(folders: Mapping[str, Kustomization]) -> dict[str, list[str]]:
    """Return the kustomizations that build each component, which patches all that is theirs."""
    found: dict[str, list[str]] = {}
    for folder, one in folders.items():
        for path in _built(folder, one):
            if path in folders and folders[path].is_component:
                found.setdefault(path, []).append(folder)
    return found


def _operations(folder: str, item: dict[str, Value], files: Mapping[str, bytes]) -> Iterator[Patch]:
    from netplan_audit.kubernetes.documents import DocumentError, read_documents  # noqa: PLC0415
    from netplan_audit.kubernetes.patching import read_patches  # noqa: PLC0415

    written, path = item.get("patch"), item.get("path")
    text = written.encode() if isinstance(written, str) else files.get(normpath(f"{folder}/{path}"))
    with suppress(DocumentError):  # told where it is read as a manifest, or by Kustomize
        for one in read_documents(text or b""):
            yield from read_patches(item, one.value, f"{folder}/kustomization.yaml")


def _patch_items(held: Mapping[str, list[Value]]) -> Iterator[dict[str, Value]]:
    """Yield the patches of all keys alike: with a path, or the text itself."""
    for key in _PATCHES:
        for listed in held.get(key.casefold(), ()):
            for item in listed if isinstance(listed, list) else ():
                if isinstance(item, dict):
                    yield item
                elif isinstance(item, str):
                    yield {"patch" if "\n" in item else "path": item}


def _placements(folders: Mapping[str, Kustomization]) -> dict[str, Placement]:
    inner = {path for folder, one in folders.items() for path in _built(folder, one)}
    found: dict[str, set[Placement]] = {}
    for folder in folders:
        if folder not in inner:
            for path, place in _placed(folders, folder):
                found.setdefault(path, set()).add(place)
    return {path: _agreed(places) for path, places in found.items()}


def _agreed(places: set[Placement]) -> Placement:
    """Return what all of them have in common."""
    spaces = {each.namespace for each in places}
    names = {(each.prefix, each.suffix) for each in places}
    prefix, suffix = names.pop() if len(names) == 1 else ("", "")
    tops = sorted({top for each in places for top in each.tops})
    return Placement(spaces.pop() if len(spaces) == 1 else "", prefix, suffix, tuple(tops))


def _folders(files: Mapping[str, bytes]) -> Iterator[tuple[str, Kustomization]]:
    from netplan_audit.kubernetes.documents import DocumentError  # noqa: PLC0415

    named = (name for name in files if _TEMPLATE.fullmatch(name.rpartition("/")[2]))
    for name in sorted(named, key=is_kustomization):  # a template counts where there is no other
        if text := files[name]:
            with suppress(DocumentError):  # told where it is read as a manifest
                yield dirname(name) or ".", read_kustomization(text)


def _built(folder: str, one: Kustomization) -> Iterator[str]:
    return (normpath(f"{folder}/{path}") for path in one.built)


def _placed(folders: Mapping[str, Kustomization], top: str) -> Iterator[tuple[str, Placement]]:
    """Yield the files that a kustomization is built of, and where it puts their objects."""
    left, seen = [(top, Placement(tops=(top,)))], {top}
    while left:
        folder, outer = left.pop()
        one = folders[folder]
        place = outer.around(one.place)
        for path in _built(folder, one):
            if path not in folders:
                yield path, place
            elif path not in seen:
                seen.add(path)
                left.append((path, place))


def _of(held: Mapping[str, list[Value]], keys: Iterable[str]) -> list[str]:
    return [text for key in keys for item in held.get(key, ()) for text in _texts(item)]


def _has_merged(value: Value) -> bool:
    if isinstance(value, dict):
        return _MERGED in value or any(map(_has_merged, value.values()))
    return isinstance(value, list) and any(map(_has_merged, value))


def _named(value: Value) -> Iterator[str]:
    """Yield the files that keys name anywhere; `name=path` is a path with a name."""
    if isinstance(value, list):
        for item in value:
            yield from _named(item)
    for key, item in value.items() if isinstance(value, dict) else ():
        if key.casefold() in _NAMED:
            yield from (text.partition("=")[2] or text for text in _texts(item))
        else:
            yield from _named(item)


def _texts(value: Value) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str)]


def is_kustomization(name: str) -> bool:
    """Tell whether a file is one of Kustomize by its name."""
    return name.rpartition("/")[2] in NAMES


def patches_of(files: Mapping[str, bytes]) -> frozenset[str]:
    """Return the files that kustomizations among these files use as patches."""
    found = ((name, text) for name, text in files.items() if is_kustomization(name))
    return frozenset(path for name, text in found for path in _patches(name, text))


def _patches(name: str, text: bytes) -> Iterator[str]:
    from netplan_audit.kubernetes.documents import DocumentError, read_documents  # noqa: PLC0415

    try:
        values = [one.value for one in read_documents(text)]
    except DocumentError:  # told where it is read as a manifest
        return
    for value in values:
        for path in _paths(value) if isinstance(value, dict) else ():
            yield normpath(f"{dirname(name) or '.'}/{path}")


def _paths(value: dict[str, Value]) -> Iterator[str]:
    for key in _PATCHES:
        listed = value.get(key)
        for item in listed if isinstance(listed, list) else ():
            path = item.get("path") if isinstance(item, dict) else item
            if isinstance(path, str) and "\n" not in path:
                yield path

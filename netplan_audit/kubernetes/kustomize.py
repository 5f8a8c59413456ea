"""Reads kustomizations: the folders and files that they name, and which of these are patches."""

from __future__ import annotations

from posixpath import dirname, normpath
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.kubernetes.documents import DocumentError, read_documents

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.terraform.value import Value

NAMES: Final = ("kustomization.yaml", "kustomization.yml")
"""What files of kustomizations are called; they may say neither their kind nor their version."""
_OBJECTS: Final = ("patches", "patchesJson6902")
_FILES: Final = "patchesStrategicMerge"
_BUILT: Final = ("resources", "bases", "components")
"""Keys of what a kustomization is built of: files of objects, and folders of kustomizations."""
_NAMED: Final = ("path", "files", "file", "env", "envs", "valuesFile")
"""Keys of files, wherever they stand."""
_LISTS: Final = ("crds", "configurations", "generators", "transformers", "validators", _FILES)
_CHARTS: Final = ("helmCharts", "helmChartInflationGenerator", "helmGlobals")


class Kustomization(Struct, frozen=True):
    """What a kustomization names: what it is built of, other files, and whether it has charts.

    `is_component` is one that only others can build.
    """

    built: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    has_charts: bool = False
    is_component: bool = False


def read_kustomization(text: bytes) -> Kustomization:
    """Read a kustomization; raises DocumentError where it is none."""
    values = [value for value, _, _ in read_documents(text)]
    value = values[0] if len(values) == 1 else None
    if not isinstance(value, dict):
        message = "it is no kustomization"
        raise DocumentError(message)
    return Kustomization(
        tuple(each for key in _BUILT for each in _texts(value.get(key))),
        (*(t for key in _LISTS for t in _texts(value.get(key)) if "\n" not in t), *_named(value)),
        has_charts=any(value.get(key) for key in _CHARTS),
        is_component=value.get("kind") == "Component",
    )


def _named(value: Value) -> Iterator[str]:
    """Yield the files that keys name anywhere; `name=path` is a path with a name."""
    if isinstance(value, list):
        for item in value:
            yield from _named(item)
    for key, item in value.items() if isinstance(value, dict) else ():
        if key in _NAMED:
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
    try:
        values = [value for value, _, _ in read_documents(text)]
    except DocumentError:  # told where it is read as a manifest
        return
    for value in values:
        for path in _paths(value) if isinstance(value, dict) else ():
            yield normpath(f"{dirname(name) or '.'}/{path}")


def _paths(value: dict[str, Value]) -> Iterator[str]:
    for key in _OBJECTS:
        listed = value.get(key)
        for item in listed if isinstance(listed, list) else ():
            path = item.get("path") if isinstance(item, dict) else None
            if isinstance(path, str):
                yield path
    listed = value.get(_FILES)
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, str) and "\n" not in item:
            yield item

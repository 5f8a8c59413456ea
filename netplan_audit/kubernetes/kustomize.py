"""Reads which files a kustomization applies as patches: those declare no objects."""

from __future__ import annotations

from posixpath import dirname, normpath
from typing import TYPE_CHECKING, Final

from netplan_audit.kubernetes.documents import DocumentError, read_documents

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.terraform.value import Value

NAMES: Final = ("kustomization.yaml", "kustomization.yml")
"""What files of kustomizations are called; they may say neither their kind nor their version."""
_OBJECTS: Final = ("patches", "patchesJson6902")
_FILES: Final = "patchesStrategicMerge"


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

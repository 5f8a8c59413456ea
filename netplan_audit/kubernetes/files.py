"""Finds the manifests beneath a folder, and reads nothing outside it."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.errors import InputError
from netplan_audit.kubernetes.kustomize import is_kustomization
from netplan_audit.terraform.folders import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

SUFFIXES: Final = (".yaml", ".yml", ".json")
_LARGEST: Final = 16 << 20
_MOST: Final = 20_000
_SIGNS: Final = (b"apiVersion", b"kind")


def read_files(
    top: Path, *, include_examples: bool = False
) -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
    """Return the files that look like manifests, by their path from `top`, and what was left out.

    Hidden folders and links that lead out of `top` are not followed. Raises InputError where there
    are too many files.
    """
    found: dict[str, bytes] = {}
    notes: list[Diagnostic] = []
    for path, data in _looked_at(top, include_examples=include_examples):
        if isinstance(data, Diagnostic):
            notes.append(data)
            continue
        if len(found) >= _MOST:
            message = f"there are more than {_MOST:,} manifests"
            raise InputError(message, source=str(top), hint="scan folders beneath it")
        found[path.name if path == top else path.relative_to(top).as_posix()] = data
    return found, tuple(notes)


def has_manifests(top: Path, *, include_examples: bool = False) -> bool:
    """Tell whether any file beneath a folder looks like a manifest."""
    return any(
        isinstance(data, bytes) and not is_kustomization(path.name)
        for path, data in _looked_at(top, include_examples=include_examples)
    )


def _looked_at(top: Path, *, include_examples: bool) -> Iterator[tuple[Path, bytes | Diagnostic]]:
    """Yield each file that looks like a manifest with its bytes, or why it cannot be read."""
    boundary = top.resolve() if top.is_dir() else top.resolve().parent
    for path in _paths(top, include_examples=include_examples):
        try:
            data = _bytes(path, boundary)
        except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a loop of links
            told = Path(os.path.relpath(path)).as_posix()
            yield path, Diagnostic("warning", "unreadable", f"is not read: {error}", told)
            continue
        looks = all(sign in data for sign in _SIGNS) or is_kustomization(path.name)
        if looks and (path.suffix != ".json" or _is_object(data)):
            yield path, data


def _paths(top: Path, *, include_examples: bool) -> Iterator[Path]:
    if not top.is_dir():
        yield top
        return
    for folder, names in walk(top, include_examples=include_examples):
        for name in sorted(names):
            if name.endswith(SUFFIXES) and not name.startswith("."):
                yield folder / name


def _is_object(data: bytes) -> bool:
    """Tell whether JSON is an object of Kubernetes: plans and schemas hold such deeper down."""
    try:
        told = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return False
    return isinstance(told, dict) and all(sign.decode() in told for sign in _SIGNS)


def _bytes(path: Path, boundary: Path) -> bytes:
    """Return what an ordinary file inside the boundary holds; ValueError for others."""
    resolved = path.resolve(strict=True)
    status = resolved.stat()
    if not resolved.is_relative_to(boundary):
        message = "it leads out of the folder"
        raise ValueError(message)
    if not stat.S_ISREG(status.st_mode):
        message = "it is no ordinary file"
        raise ValueError(message)
    if status.st_size > _LARGEST:
        message = f"it is larger than {_LARGEST >> 20} MiB"
        raise ValueError(message)
    return resolved.read_bytes()

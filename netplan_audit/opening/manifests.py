"""From a folder of Kubernetes manifests, or one file of them, to an input."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from netplan_audit.errors import InputError
from netplan_audit.opening.sources import relative

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netplan_audit.pipeline import Input

BENEATH: Final = "**/*.yaml"
"""Ends the name of an input that is all the manifests beneath a folder."""
BENEATH_ALL: Final = "**/**/*.yaml"
"""The same, folders of examples and tests among them."""


def name_of(folder: str, *, include_examples: bool) -> list[str]:
    """Return the name of the manifests beneath a folder as an input; nothing if there are none."""
    from netplan_audit.kubernetes.files import has_manifests  # noqa: PLC0415 - see opened

    if not has_manifests(Path(folder), include_examples=include_examples):
        return []
    return [f"{folder.rstrip('/')}/{BENEATH_ALL if include_examples else BENEATH}"]


def opened(name: str, path: str, render: Sequence[str] = ()) -> Input:
    """Return manifests as an input; raises InputError where there are none.

    `render` names what makes manifests of kustomizations and charts.
    """
    # Here and not above: help must not wait for the readers, nor anybody else for YAML.
    from netplan_audit.kubernetes.files import read_files  # noqa: PLC0415
    from netplan_audit.kubernetes.read import Manifests  # noqa: PLC0415
    from netplan_audit.pipeline import Input  # noqa: PLC0415

    top, every = Path(path), False
    for ending in (BENEATH_ALL, BENEATH):
        if path.endswith(ending):
            top, every = Path(path.removesuffix(ending)), ending == BENEATH_ALL
            break
    if not top.exists():
        message = "there is no such file"
        raise InputError(message, source=path)
    files, notes = read_files(top, include_examples=every)
    texts: dict[str, bytes] = {}
    if render and top.is_dir():
        from netplan_audit.opening.rendering import rendered  # noqa: PLC0415 - few ask for it

        made = rendered(top, render, include_examples=every)
        texts, notes = made.texts, (*notes, *made.notes)
        files = {file: data for file, data in files.items() if file not in made.used}
    if not files and not texts:
        message = "there are no manifests of Kubernetes in it"
        raise InputError(message, source=path, hint="an object has an apiVersion and a kind")
    source = Manifests(files, relative(top if top.is_dir() else top.parent), notes, texts)
    return Input(
        name,
        path,
        b"\x00".join(
            part
            for file, data in (*files.items(), *texts.items())
            for part in (file.encode(), data)
        ),
        sources=lambda: (source,),
        configuration=lambda: source.resources(path),
    )

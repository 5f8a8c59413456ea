"""Reads policy files: YAML in, a Policy out, every mistake named with its line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.document import read_yaml
from netplan_audit.errors import UsageError, nearest
from netplan_audit.policy import Policy
from netplan_audit.policy.entries import CheckEntry, applied
from netplan_audit.shape import decoded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.check import Check
    from netplan_audit.document import Document


class PolicyFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The keys of a policy file."""

    version: Literal[1]
    extends: str | None = None
    checks: dict[str, CheckEntry | None] = {}


def load_policy(name: str, checks: Iterable[Check], boundary: Path | None = None) -> Policy:
    """Load a policy pack by its name or a policy file by its path, with what it extends.

    Files of a `boundary` must be inside it. Raises UsageError, with the file and the line, for
    everything that cannot be carried out.
    """
    policy = replace(Policy.default(checks), name=name)
    for layer in reversed(_layers(name, boundary)):
        policy = applied(policy, layer.content.checks, layer.document)
    return policy


def packs() -> Path:
    """Return the folder of the policy packs: in the wheel, or at the top of a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "_policies"
    return installed if installed.is_dir() else package.parent / "policies"


def is_path(name: str) -> bool:
    """Tell whether a policy is named by the path of its file."""
    return name.endswith((".yaml", ".yml")) or "/" in name or os.sep in name


class _Layer(Struct, frozen=True):
    """One policy file, without what it extends."""

    path: Path
    document: Document
    content: PolicyFile


def _layers(name: str, boundary: Path | None) -> list[_Layer]:
    """Return the files that make up a policy, each before the one it extends."""
    layers = [_read(_find(name), boundary)]
    while (base := layers[-1].content.extends) is not None:
        last = layers[-1]
        try:
            path = _find(base, last.path.parent)
        except UsageError as error:
            raise last.document.error(("extends",), error.message, error.hint) from None
        if any(layer.path.resolve() == path.resolve() for layer in layers):
            raise last.document.error(("extends",), f"{base!r} extends itself")
        layers.append(_read(path, boundary))
    return layers


def _read(path: Path, boundary: Path | None) -> _Layer:
    own = path.parent.resolve() == packs().resolve()
    if boundary is not None and not own and not path.resolve().is_relative_to(boundary):
        message = "it is outside the repository whose configuration asks for it"
        raise UsageError(message, source=str(path))
    document = read_yaml(path)
    return _Layer(path, document, decoded(document, PolicyFile))


def pack_names() -> list[str]:
    """Return the names of the packs that ship with the tool."""
    return sorted(pack.stem for pack in packs().glob("*.yaml"))


def _find(name: str, folder: Path = Path()) -> Path:
    """Return the file of a pack's name, or of a path relative to the folder."""
    if is_path(name):
        return folder / name
    path = packs() / f"{name}.yaml"
    if path.is_file():
        return path
    names = pack_names()
    message = f"no policy is named {name!r}"
    otherwise = f"give the path of a YAML file, or one of: {', '.join(names)}"
    raise UsageError(message, source="--policy", hint=nearest(name, names, otherwise))

"""Finds the root modules of a repository: what people plan, and not what they call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.repository import boundary_of
from netplan_audit.terraform.configuration.module import Module
from netplan_audit.terraform.folders import module_folder, walk
from netplan_audit.terraform.hcl.nodes import Literal
from netplan_audit.terraform.tree import read_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_LIBRARY: Final = "modules"
_WRAPPERS: Final = "wrappers"
_TERRAGRUNT: Final = "terragrunt.hcl"


def find_roots(top: Path, *, include_examples: bool = False) -> list[Path]:
    """Return the folders below `top` that are root modules, in order.

    That is every folder with resources or calls that no other module calls. Where `top` is one, the
    folders in it may be modules for others to call, as is what lies in a folder `modules` anywhere:
    such a folder counts where it has what only root modules have, or needs nothing. Terragrunt runs
    modules of any folder; `wrappers` call one for it, and count as examples do. Hidden folders hold
    what Terraform fetched. Nothing outside `top` is read.
    """
    boundary = boundary_of(top)
    found: dict[Path, tuple[Path, Module]] = {}
    called: set[Path] = set()
    library = _LIBRARY
    for folder, names in walk(top, include_examples=include_examples):
        library = "" if _TERRAGRUNT in names else library
        text, _ = read_folder(folder, boundary)
        if not text.files or (not include_examples and _WRAPPERS in _path(folder, top)):
            continue
        module = Module(text)
        found[folder.resolve()] = folder, module
        called.update(_calls(module, folder))
    own = found.get(top.resolve())
    below_root = own is not None and _is_planned(own[1])
    planned = [
        (folder, module)
        for resolved, (folder, module) in found.items()
        if resolved not in called and _is_planned(module)
    ]
    roots = [
        folder
        for folder, module in planned
        if folder == top
        or not (below_root or library in _path(folder, top))
        or _stands_alone(folder, module)
    ]
    return sorted(roots or [folder for folder, _ in planned])


def _path(folder: Path, top: Path) -> tuple[str, ...]:
    return folder.relative_to(top).parts


def _calls(module: Module, folder: Path) -> Iterator[Path]:
    """Yield the local folders that a module calls."""
    for call in module.calls.values():
        placed = call.attributes.get("source")
        node = None if placed is None else placed.node
        source = node.value if isinstance(node, Literal) else None
        called = module_folder(source, folder) if isinstance(source, str) else None
        if called is not None:
            yield called.resolve()


def _stands_alone(folder: Path, module: Module) -> bool:
    """Tell whether a module is planned by itself: it says where or what with, or needs nothing."""
    if module.has_backend or module.providers or (folder / "terraform.tfvars").exists():
        return True
    return all("default" in part.attributes for part in module.variables.values())


def _is_planned(module: Module) -> bool:
    return bool(module.resources or module.calls)

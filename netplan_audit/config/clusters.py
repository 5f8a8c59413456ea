"""From the clusters of a configuration file to the places of manifests."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.config.file import Config

SECTION: Final = "clusters"


class Place(Struct, frozen=True):
    """What a configuration says of manifests: which cluster of which root they are for.

    `manifests` are globs, and `root` a folder or a file, from the working directory. `cluster` is
    the address of one of several clusters, '' where the root has one. `origin` is where it stands.
    """

    manifests: tuple[str, ...]
    root: str
    cluster: str = ""
    origin: str = ""

    def covers(self, file: str) -> bool:
        """Tell whether a file of manifests is meant: by a glob, or by a folder that it is in."""
        return any(
            fnmatchcase(file, glob) or fnmatchcase(file, f"{glob}/*") for glob in self.manifests
        )

    def means(self, path: str) -> bool:
        """Tell whether an input is the root: its folder, or a file in it."""
        return self.root in {from_here(path), from_here(f"{path}/..")}


def places_of(config: Config) -> Iterator[Place]:
    """Yield what a configuration says of clusters, with paths from the working directory.

    Raises UsageError, with the line, for an entry that names no manifests.
    """
    for index, item in enumerate(config.content.clusters):
        place = (SECTION, index)
        globs = (item.manifests,) if isinstance(item.manifests, str) else tuple(item.manifests)
        if not globs or not all(globs):
            raise config.document.error((*place, "manifests"), "manifests: it names nothing")
        yield Place(
            tuple(from_here(config.folder / glob) for glob in globs),
            from_here(config.folder / item.root),
            item.cluster,
            f"{config.path}:{config.document.line(place)}",
        )


def from_here(path: str | Path) -> str:
    """Return a path from the working directory, with `/` between its parts."""
    return Path(os.path.relpath(path)).as_posix()

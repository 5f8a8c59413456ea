"""Reads what pods mount."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.build.kubernetes_fields import block, field, several
from netplan_audit.network.kubernetes.pods import MapUse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.kubernetes_fields import Fields

_SERVED: Final = re.compile(
    r"(?:/wwwroot|/htdocs|/nginx/html|/public|/dist|/static)(?:/.*)?(?<!\.php)"
    r"|/.*/(?:www|html)/.*\.(?:html?|js|css)"
)
"""Is where web servers take what they send to browsers from."""


def mounted_maps(spec: Fields) -> Iterator[MapUse]:
    """Yield the ConfigMaps that pods mount, but for those that browsers are sent."""
    mounts = list(_mounts(spec))
    served = {name for name, path, _ in mounts if _SERVED.search(path)}
    for volume in several(spec, "volume"):
        called = values.text(field(volume, "name"))
        sources = [volume, *several(block(volume, "projected") or {}, "source")]
        if called in served:
            continue
        files = [file for name, _, file in mounts if name == called]
        for source in sources:
            told = block(source, "config_map") or {}
            name = values.text(field(told, "name"))
            if name is not None:
                yield MapUse(name, _keys(told, files))


def _keys(source: Fields, files: list[str]) -> tuple[str, ...] | None:
    """Return the keys that become files which are mounted; None where all do."""
    keys = [values.text(field(item, "key")) for item in several(source, "item")]
    found = [key for key in keys if key is not None] if keys else files
    return tuple(found) if found and all(found) and len(found) >= len(keys) else None


def _mounts(spec: Fields) -> Iterator[tuple[str, str, str]]:
    """Yield the names of volumes, the paths that they are mounted at, and the one file of each."""
    for container in (*several(spec, "container"), *several(spec, "init_container")):
        for mount in several(container, "volume_mount"):
            name, path = (values.text(field(mount, each)) for each in ("name", "mount_path"))
            if name is not None and path is not None:
                yield name, path, values.text(field(mount, "sub_path")) or ""

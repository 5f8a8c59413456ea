"""Reads what pods mount."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.build.kubernetes_fields import block, field, several

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.kubernetes_fields import Fields

_SERVED: Final = re.compile(
    r"(?:/wwwroot|/htdocs|/nginx/html|/public|/dist|/static)(?:/.*)?(?<!\.php)"
    r"|/.*/(?:www|html)/.*\.(?:html?|js|css)"
)
"""Is where web servers take what they send to browsers from."""


def mounted_maps(spec: Fields) -> Iterator[str]:
    """Yield the names of the ConfigMaps that pods mount, but for those that browsers are sent."""
    served = {name for name, path in _mounts(spec) if _SERVED.search(path)}
    for volume in several(spec, "volume"):
        sources = [volume, *several(block(volume, "projected") or {}, "source")]
        if values.text(field(volume, "name")) in served:
            continue
        for source in sources:
            name = values.text(field(block(source, "config_map") or {}, "name"))
            if name is not None:
                yield name


def _mounts(spec: Fields) -> Iterator[tuple[str, str]]:
    """Yield the names of volumes and the paths that containers mount them at."""
    for container in several(spec, "container"):
        for mount in several(container, "volume_mount"):
            name, path = (values.text(field(mount, each)) for each in ("name", "mount_path"))
            if name is not None and path is not None:
                yield name, path

"""Keeps renderers apart: which programs may run, and the environment that they get."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def program(name: str, boundary: Path) -> str | None:
    """Return a program on the path; none of the repository, nor of the working directory."""
    found = shutil.which(name)
    if found is None or not Path(found).is_absolute():
        return None
    return None if Path(found).resolve().is_relative_to(boundary) else found


def environment(empty: str) -> dict[str, str]:
    """Return an environment without a way to a network, credentials, plugins or programs."""
    nowhere = "http://127.0.0.1:9"
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "LANG") if name in os.environ}
    homes = ("HOME", "PATH", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")
    helm = ("HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME", "HELM_PLUGINS")
    return {
        **kept,
        **dict.fromkeys((*homes, *helm), empty),
        **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), nowhere),
        "GIT_ALLOW_PROTOCOL": "none",
        "KUBECONFIG": os.devnull,
    }

"""Keeps renderers apart: which programs may run, what they get, and what they say of errors."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Final

_LOGGED: Final = re.compile(r'[A-Z]\d{4} [^"]*\] "command failed" err="(.*)"')
"""How kubectl writes an error: with the time and the place in its code."""


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


def complaint(errors: str) -> str:
    """Return the last line that a program wrote about errors, '' where it wrote none."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    if not lines:
        return ""
    logged = _LOGGED.fullmatch(lines[-1])
    return lines[-1] if logged is None else logged[1].replace('\\"', '"')

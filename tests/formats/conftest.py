"""What the tests of several formats share: the official schemas, where somebody has them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = os.environ.get("NETPLAN_AUDIT_SCHEMAS")  # read here: tests see an environment without it


@pytest.fixture(scope="session")
def official_schema() -> Callable[[str], dict[str, Any]]:
    """Return a function that reads a schema of others; skips where it is not there."""

    def read(name: str) -> dict[str, Any]:
        if not FOLDER:
            pytest.skip("no official schemas: NETPLAN_AUDIT_SCHEMAS is not set")
        path = Path(FOLDER) / name
        if not path.is_file():
            pytest.skip(f"no {name} in NETPLAN_AUDIT_SCHEMAS")
        loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return loaded

    return read

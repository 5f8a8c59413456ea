"""Where real plans and states are: `NETPLAN_AUDIT_CORPUS`, else `../shared/corpus`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).parents[3] / "shared" / "corpus"
_NAMED = os.environ.get("NETPLAN_AUDIT_CORPUS")
CORPUS = Path(_NAMED) if _NAMED else _BESIDE


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the folder of real plans; skips where it is not there."""
    if not CORPUS.is_dir():
        pytest.skip(f"no corpus of real plans at {CORPUS}")
    return CORPUS

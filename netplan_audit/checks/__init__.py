"""The checks, one file each; beside this file is the index that `make docs` makes from them.

The index has the facts of every check, so that a check is loaded only where it is run, on a network
that has what it looks at, or shown.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Final

from msgspec import json
from msgspec.structs import asdict

from netplan_audit.check import Body, Check, Facts

INDEX: Final = Path(__file__).with_name("index.json")


def _loaded(category: str, name: str) -> Body:
    check: Check = getattr(import_module(f"{__name__}.{category}.{name}"), name)
    return check.load()


def _indexed(facts: Facts) -> Check:
    name, category = facts.id.replace("-", "_"), facts.category.replace("-", "_")
    return Check(**asdict(facts), load=partial(_loaded, category, name))


CHECKS: Final = tuple(map(_indexed, json.decode(INDEX.read_bytes(), type=tuple[Facts, ...])))
"""All of them, by category and id."""

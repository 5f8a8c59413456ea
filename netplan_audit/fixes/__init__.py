"""What would mend a finding: changes to the configuration, in the words of this network.

Checks name what works them out as `fixes.nat.gateway_per_zone`; a module of this package is loaded
when a name of it is first asked for, and most audits print no fix of most modules.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from netplan_audit.fixes import (
        acls,
        addresses,
        admissions,
        apart,
        arguments,
        callers,
        endpoints,
        groups,
        health,
        joining,
        kubernetes,
        leaving,
        nat,
        places,
        ranges,
        routes,
        zones,
    )

__all__ = [
    "acls",
    "addresses",
    "admissions",
    "apart",
    "arguments",
    "callers",
    "endpoints",
    "groups",
    "health",
    "joining",
    "kubernetes",
    "leaving",
    "nat",
    "places",
    "ranges",
    "routes",
    "zones",
]


def __getattr__(name: str) -> ModuleType:
    if name not in __all__:
        raise AttributeError(name)
    return import_module(f"{__name__}.{name}")

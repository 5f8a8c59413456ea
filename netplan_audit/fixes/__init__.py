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
        acls as acls,
    )
    from netplan_audit.fixes import (
        addresses as addresses,
    )
    from netplan_audit.fixes import (
        admissions as admissions,
    )
    from netplan_audit.fixes import (
        apart as apart,
    )
    from netplan_audit.fixes import (
        arguments as arguments,
    )
    from netplan_audit.fixes import (
        callers as callers,
    )
    from netplan_audit.fixes import (
        endpoints as endpoints,
    )
    from netplan_audit.fixes import (
        groups as groups,
    )
    from netplan_audit.fixes import (
        health as health,
    )
    from netplan_audit.fixes import (
        joining as joining,
    )
    from netplan_audit.fixes import (
        kubernetes as kubernetes,
    )
    from netplan_audit.fixes import (
        leaving as leaving,
    )
    from netplan_audit.fixes import (
        nat as nat,
    )
    from netplan_audit.fixes import (
        places as places,
    )
    from netplan_audit.fixes import (
        ranges as ranges,
    )
    from netplan_audit.fixes import (
        routes as routes,
    )
    from netplan_audit.fixes import (
        zones as zones,
    )


def __getattr__(name: str) -> ModuleType:
    if name.startswith("_"):
        raise AttributeError(name)
    return import_module(f"{__name__}.{name}")

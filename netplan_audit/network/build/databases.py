"""Reads what databases of RDS and Redshift listen on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.build.launch import unset
from netplan_audit.network.ports import LAST_PORT

if TYPE_CHECKING:
    from netplan_audit.terraform.resource import Resource

_BY_ENGINE: Final = {
    "postgres": 5432,
    "aurora-postgresql": 5432,
    "mysql": 3306,
    "mariadb": 3306,
    "aurora-mysql": 3306,
    "aurora": 3306,
    "oracle": 1521,
    "custom-oracle": 1521,
    "sqlserver": 1433,
    "custom-sqlserver": 1433,
}
"""The ports that engines listen on where none is named ("Port", CreateDBInstance)."""
_BY_TYPE: Final = {"aws_redshift_cluster": 5439, "aws_redshiftserverless_workgroup": 5439}
"""The same for Redshift ("Port", CreateCluster and CreateWorkgroup)."""


def database_port(resource: Resource) -> int | None:
    """Return the port of a database instance or cluster, None where it cannot be told."""
    named = resource.get("port")
    if isinstance(named, int | float) and 0 < named <= LAST_PORT:
        return int(named)
    engine = values.text(resource.get("engine")) or ""
    family = engine if engine in _BY_ENGINE else engine.rpartition("-")[0]
    usual = _BY_TYPE.get(resource.type, _BY_ENGINE.get(family))
    return usual if unset(named) else None

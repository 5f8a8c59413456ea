"""Arguments of which plans of the AWS provider show something else than the configuration says.

Those in other letters were each seen in a plan of hashicorp/aws 5.100.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.marks import mark, unmark

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from netplan_audit.terraform.hcl.values import Value


def _host(name: str) -> str:
    return name.lower().removesuffix(".")


_REWRITTEN: Final[Mapping[str, Mapping[str, Callable[[str], str]]]] = {
    "aws_alb_target_group": {"protocol_version": str.upper},
    "aws_dax_cluster": {"maintenance_window": str.lower},
    "aws_db_instance": {"engine": str.lower, "maintenance_window": str.lower},
    "aws_docdb_cluster": {"preferred_maintenance_window": str.lower},
    "aws_elasticache_cluster": {"maintenance_window": str.lower},
    "aws_elasticache_replication_group": {
        "maintenance_window": str.lower,
        "replication_group_id": str.lower,
    },
    "aws_elasticache_subnet_group": {"name": str.lower},
    "aws_key_pair": {"public_key": str.strip},
    "aws_lb_target_group": {"protocol_version": str.upper},
    "aws_neptune_cluster": {"preferred_maintenance_window": str.lower},
    "aws_rds_cluster": {"preferred_maintenance_window": str.lower},
    "aws_rds_cluster_instance": {"preferred_maintenance_window": str.lower},
    "aws_redshift_cluster": {"preferred_maintenance_window": str.lower},
    "aws_route53_record": {"name": _host},
    "aws_route53_zone": {"name": _host},
}

_REFUSED: Final = {"aws_vpc": {"cidr_block": "0.0.0.0/0"}}
"""Values that no plan has, for the provider refuses them: as defaults they ask to be replaced."""


def rewritten(block_type: str, name: str, value: Value) -> Value:
    """Return the value of an argument as a plan shows it."""
    rewrite = _REWRITTEN.get(block_type, {}).get(name)
    if rewrite is None:
        return value
    text, marks = unmark(value)
    return mark(rewrite(text), marks) if isinstance(text, str) else value


def is_placeholder(block_type: str, name: str, value: Value) -> bool:
    """Tell whether the value of an argument can only be there for others to put in theirs."""
    refused = _REFUSED.get(block_type, {}).get(name)
    return refused is not None and unmark(value)[0] == refused

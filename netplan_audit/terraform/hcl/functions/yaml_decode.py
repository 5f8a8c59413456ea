"""The function that reads YAML; its reader is loaded where a configuration calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.functions.signature import Function, function
from netplan_audit.terraform.hcl.value_types import STRING

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.functions.signature import Surroundings
    from netplan_audit.terraform.hcl.values import Value


@function("yamldecode", STRING, surroundings=True)
def yamldecode(around: Surroundings, text: str) -> Value:
    """Read one YAML document."""
    from netplan_audit.terraform.hcl.functions.yaml_reader import read_yaml  # noqa: PLC0415 - slow

    around.budget.spend(len(text))
    return read_yaml(text, around.budget)


FUNCTIONS: Final[tuple[Function, ...]] = (yamldecode,)

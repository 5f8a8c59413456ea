"""Reads one input, told apart by what is in it: a plan, or a state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.terraform.plan.decode import decode
from netplan_audit.terraform.plan.read import read_decoded
from netplan_audit.terraform.state.read import read_state

if TYPE_CHECKING:
    from netplan_audit.terraform.encoding import Data
    from netplan_audit.terraform.resource import Resources


def read(data: Data, source: str) -> Resources:
    """Read the bytes of a plan or state, as JSON or the raw state file.

    Raises InputError where they are neither, or cannot be used.
    """
    decoded = decode(data, source)
    if decoded.document.is_state:
        return read_state(decoded, source)
    return read_decoded(decoded, source)

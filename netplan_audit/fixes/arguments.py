"""Arguments of one block that a finding asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.fixes.edits import NO_FIX, Fix, Put
from netplan_audit.terraform.address import split_module

if TYPE_CHECKING:
    from netplan_audit.fixes.edits import Written


def setting(address: str, within: str = "", **arguments: Written) -> Fix:
    """Return the fix that sets arguments in the block of a resource, or in a nested block of it.

    A data source is made elsewhere: nothing can be set there.
    """
    if split_module(address)[1].startswith("data."):
        return NO_FIX
    return Fix(lambda: (Put(address, tuple(arguments.items()), within=within),))

"""Arguments of one block that a finding asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.fixes.edits import NO_FIX, Fix, Put
from netplan_audit.fixes.names import single
from netplan_audit.terraform.address import is_data

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.fixes.edits import Written


def setting(address: str, within: str = "", **arguments: Written) -> Fix:
    """Return the fix that sets arguments in the block of a resource, or in a nested block of it.

    A data source is made elsewhere: nothing can be set there.
    """
    return settings((address,), within, **arguments)


def settings(addresses: Iterable[str], within: str = "", **arguments: Written) -> Fix:
    """Return the fix that sets the same arguments in several blocks."""
    every = tuple(addresses)
    if any(map(is_data, every)):
        return NO_FIX
    puts = {split_block(one): Put(one, tuple(arguments.items()), within=within) for one in every}
    return Fix(puts.values)


def split_block(address: str) -> str:
    """Return the address without the key at its end: one text makes all of these instances."""
    return address.rpartition("[")[0] if address.endswith("]") else address


def dropping(address: str, *arguments: str) -> Fix:
    """Return the fix that takes arguments or nested blocks out of the block of a resource."""
    return Fix(lambda: (Put(single(address), (), arguments),))

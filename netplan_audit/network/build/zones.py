"""Reads which availability zone arguments mean."""

from __future__ import annotations

from netplan_audit.network.zones import Zone, is_region
from netplan_audit.terraform.value import Certainty, Reference, Unknown


def zone_of(name: object, zone_id: object, settles: str) -> Zone:
    """Return the zone that a name and an id argument mean."""
    symbol, wraps = None, False
    for value in (name, zone_id):
        if isinstance(value, Reference) and value.attribute.startswith(("names[", "zone_ids[")):
            symbol = f"{value.address}[{value.attribute.partition('[')[2]}"
            wraps = value.certainty is not Certainty.CERTAIN
        elif isinstance(value, Unknown):
            symbol = symbol or value.text or None
    named = isinstance(name, str) and name and not is_region(name)
    return Zone(
        name=str(name) if named else None,
        id=zone_id if isinstance(zone_id, str) and zone_id else None,
        symbol=symbol,
        settles=settles,
        wraps=wraps,
    )

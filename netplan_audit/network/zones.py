"""Availability zones, known by name, by id, or only as an element of a data source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable

# Regional zones end in one letter after the region's number; Local and Wavelength Zones have
# more parts (us-west-2-lax-1a, us-east-1-wl1-bos-wlz-1).
_REGIONAL: Final = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d[a-z]\Z")
_REGION: Final = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d+\Z")
# Their ids have a region and a number (usw2-az1); others more parts (usw2-lax1-az1).
_REGIONAL_ID: Final = re.compile(r"[a-z]+\d+-az\d+\Z")


_SYMBOL: Final = re.compile(r"\[(\d+)\]\Z|(?<=\})[a-z]\Z")
"""The part of a symbol that tells zones of one source apart."""
_LEAST: Final = 3
"""Zones that each region has at least ("Regions and Zones", AWS)."""


class Zone(Struct, frozen=True):
    """One availability zone as far as it is known.

    `name` is `eu-west-1a`; `id` is `euw1-az1`, the same in every account; `symbol` is
    `data.aws_availability_zones.x[0]` where a data source will know it, and `${var.region}a` where
    the region is not known. `wraps` tells that a symbol's index is counted around from the end of
    the list, as `element` does. `settles` names the argument that would tell.
    """

    name: str | None = None
    id: str | None = None
    symbol: str | None = None
    settles: str = ""
    wraps: bool = False

    @property
    def text(self) -> str:
        """What to call the zone in a message."""
        return self.name or self.id or self.symbol or "unknown zone"

    @property
    def place(self) -> tuple[str | None, str | None, str | None]:
        """Everything that identifies the zone."""
        return self.name, self.id, self.symbol

    @property
    def is_known(self) -> bool:
        """Whether anything identifies the zone."""
        return bool(self.name or self.id or self.symbol)

    @property
    def is_regional(self) -> bool:
        """Whether it may be an ordinary zone of a region, not a Local or Wavelength Zone."""
        if self.name is not None:
            return _REGIONAL.match(self.name) is not None
        return self.id is None or _REGIONAL_ID.match(self.id) is not None

    def same_as(self, other: Zone) -> Truth:
        """Tell whether two subnets' zones are one zone.

        Names map to ids per account, so a name and an id cannot be compared; elements of one
        data source are distinct by their index, unless that may be counted around from the end,
        zones of one region by their letter.
        """
        for mine, theirs in ((self.name, other.name), (self.id, other.id)):
            if mine is not None and theirs is not None:
                return Truth.YES if mine == theirs else Truth.NO
        if self.symbol is not None and other.symbol is not None:
            if self.symbol == other.symbol:
                return Truth.YES
            sources = {_SYMBOL.sub("", symbol) for symbol in (self.symbol, other.symbol)}
            apart = not (self.wraps or other.wraps) or _differ_in_any_list(self, other)
            return Truth.NO if len(sources) == 1 and apart else Truth.UNKNOWN
        return Truth.UNKNOWN


UNKNOWN_ZONE: Final = Zone()


def is_region(name: str) -> bool:
    """Tell whether what is given for a zone is the name of a region: AWS refuses it."""
    return _REGION.match(name) is not None


def _differ_in_any_list(one: Zone, other: Zone) -> bool:
    """Tell whether two places that are counted around are two zones of any region."""
    first, second = (int(index) for index in (_index(one), _index(other)))
    return max(first, second) < _LEAST or abs(first - second) == 1


def _index(zone: Zone) -> str:
    found = _SYMBOL.search(zone.symbol or "")
    return (found[1] if found else None) or "0"


def spread(zones: Iterable[Zone]) -> Truth:
    """Tell whether the zones of several objects are at least two distinct ones."""
    every = list(zones)
    distinct = list(dict.fromkeys(every))
    answer = Truth.NO
    for index, first in enumerate(distinct):
        for second in distinct[index + 1 :]:
            same = first.same_as(second)
            if same is Truth.NO:
                return Truth.YES
            if same is Truth.UNKNOWN:
                answer = Truth.UNKNOWN
    if len(every) > 1 and any(not zone.is_known for zone in distinct):
        return Truth.UNKNOWN  # equal as objects, but each zone is for AWS to pick
    return answer


def zone_names(zones: Iterable[Zone]) -> str:
    """List the names of zones, each once."""
    return ", ".join(sorted({zone.text for zone in zones}))

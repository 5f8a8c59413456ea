"""What a configuration writes in two ways at once, so that one of them undoes the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from netplan_audit.wording import and_more

if TYPE_CHECKING:
    from netplan_audit.network.link import Certainty, Link
    from netplan_audit.unknown import Truth

Written = Literal["routes", "rules", "peering options", "endpoint associations", "main table"]


class TwoWays(Struct, frozen=True):
    """One object whose resource lists members that resources of their own add to as well.

    `argument` of `owner` is the list, `separate` are the resources beside it. `verdict` tells
    whether both are written; `certainty` is the weakest pointer to the owner, `settles` what would
    tell more. `is_empty` tells that the list is not written, and empty for that.
    """

    what: Written
    owner: str
    argument: str
    separate: tuple[str, ...]
    verdict: Truth
    certainty: Certainty
    settles: str = ""
    is_empty: bool = False

    @property
    def others(self) -> str:
        """The resources beside it, for a message."""
        return and_more(self.separate[0], len(self.separate))


class NamedGroups(Struct, frozen=True):
    """Something whose security groups stand in the argument for their names.

    `owner` has the argument: an instance, or a launch template from which `user` launches.
    """

    owner: str
    subnet: Link
    argument: str = "security_groups"
    user: str = ""

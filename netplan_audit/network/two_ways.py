"""What a configuration writes in two ways at once, so that one of them undoes the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from netplan_audit.wording import and_more, do

if TYPE_CHECKING:
    from netplan_audit.network.link import Certainty, Link
    from netplan_audit.unknown import Truth

Holds = Literal["members", "none", "none, unwritten"]
Written = Literal["routes", "rules", "peering options", "endpoint associations", "main table"]


class TwoWays(Struct, frozen=True):
    """One object whose resource lists members that resources of their own add to as well.

    `argument` of `owner` is the list, `separate` are the resources beside it. `verdict` tells
    whether both are written; `certainty` is the weakest pointer to the owner, `settles` what would
    tell more. The list holds members, or is written and holds none, or is not written and holds
    none for that.
    """

    what: Written
    owner: str
    argument: str
    separate: tuple[str, ...]
    verdict: Truth
    certainty: Certainty
    settles: str = ""
    holds: Holds = "members"

    def others(self, verb: str) -> str:
        """Name the resources beside it and what they do, for a message: `aws_route.a adds`."""
        count = len(self.separate)
        return f"{and_more(self.separate[0], count)} {do(verb, count)}"


class NamedGroups(Struct, frozen=True):
    """Something whose security groups stand in the argument for their names.

    `owner` has the argument: an instance, or a launch template from which `user` launches.
    """

    owner: str
    subnet: Link
    argument: str = "security_groups"
    user: str = ""

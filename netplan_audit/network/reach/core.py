"""The way of packets over core networks of Cloud WAN: which segments let VPCs reach each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.network.reach.trail import Trail, judged, unsure
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netplan_audit.network.connections.connections import TransitGatewayAttachment
    from netplan_audit.network.reach.crossing import Crossing
    from netplan_audit.network.reach.ends import End, Packet
    from netplan_audit.network.reach.walk import Then
    from netplan_audit.network.vpcs import Subnet


class CorePolicy(Struct, frozen=True):
    """What the policy of a core network says of its segments.

    VPCs in those of `isolated` do not reach each other. `open_` are those that take attachments
    without acceptance. `learns` are pairs of a segment and one whose routes are shared with it;
    `doubtful` those with routes of which no more is worked out.
    """

    isolated: frozenset[str]
    open_: frozenset[str]
    learns: frozenset[tuple[str, str]]
    doubtful: frozenset[str]


class CoreAttachment(Struct, frozen=True):
    """A VPC's attachment to a core network, in a segment, '' where that is not known.

    `door` tells its subnets, as of an attachment to a transit gateway. `accepted` tells whether it
    is accepted, where the policy's segment needs that.
    """

    door: TransitGatewayAttachment
    segment: str
    accepted: Truth


class WayOut(Struct, frozen=True):
    """An attachment of a core network that leads to other networks, in a segment, '' as above.

    Those are on premises, or behind a transit gateway: what they take where is not known.
    """

    address: str
    core: str
    segment: str


class CoreNetworks(Struct, frozen=True):
    """Every attachment, and the policies by the addresses of the core networks."""

    attachments: tuple[CoreAttachment, ...] = ()
    policies: Mapping[str, CorePolicy] = {}
    ways_out: tuple[WayOut, ...] = ()

    def of(self, vpc: str | None, core: str) -> CoreAttachment | None:
        """Return the attachment of a VPC to a core network; that is named by an attachment too."""
        named = {each.door.address: each.door.gateway.only for each in self.attachments}
        hub = named.get(core) or core
        found = (
            each
            for each in self.attachments
            if vpc is not None and each.door.vpc.only == vpc and each.door.gateway.only == hub
        )
        return next(found, None)

    def joins(self, one: CoreAttachment, other: CoreAttachment) -> Truth:
        """Tell whether packets get from one attachment to another: its segment has the routes."""
        policy = self.policies.get(one.door.gateway.only or "")
        ends = (one.segment, other.segment)
        if policy is None or not all(ends) or policy.doubtful.intersection(ends):
            return Truth.UNKNOWN
        if one.segment == other.segment:
            return truth(one.segment not in policy.isolated)
        return truth(ends in policy.learns)

    def beyond(self, one: CoreAttachment) -> tuple[str, ...]:
        """Return what else may take packets of an attachment, by the routes of its segment."""
        core = one.door.gateway.only or ""
        policy = self.policies.get(core)
        if policy is None:
            return ()
        learns = {other for own, other in policy.learns if own == one.segment} | {""}
        learns |= {one.segment} - policy.isolated
        return tuple(
            each.address
            for each in self.ways_out
            if each.core in {core, ""} and each.segment in learns
        )

    def accepts(self, one: CoreAttachment) -> Truth:
        """Tell whether an attachment is accepted."""
        policy = self.policies.get(one.door.gateway.only or "")
        needless = policy is not None and one.segment in policy.open_
        return Truth.YES if needless else one.accepted


NO_CORE: Final = CoreNetworks()


class CoreCrossing:
    """Takes packets over core networks."""

    def __init__(self, known: CoreNetworks, crossing: Crossing) -> None:
        """Keep what is known, and the way in and out of a VPC's subnets."""
        self._known = known
        self._crossing = crossing

    def cross(
        self, subnet: Subnet, packet: Packet, ends: tuple[End, End], then: Then, core: str
    ) -> Trail:
        """Take a packet from a subnet to another VPC that is attached to the core network."""
        mine = self._known.of(subnet.vpc.only, core)
        theirs = self._known.of(ends[1].vpc, core)
        if mine is None or theirs is None or mine is theirs:
            what = f"what {core} does with the packet"
            return unsure(core, "it is not followed further", what)
        # Whether groups may name each other hangs on options of all three.
        packet = replace(packet, references=packet.references & Truth.UNKNOWN)
        names = f"{mine.door.address} and {theirs.door.address}"
        words = (f"its policy joins {names}", f"its policy keeps {names} apart")
        joined = judged(self._known.joins(mine, theirs), core, words, f"the segments of {names}")
        others = ", ".join(self._known.beyond(mine))
        if joined.verdict is Truth.NO and others:
            joined = unsure(
                others, "networks behind it may take it there", f"what {others} leads to"
            )
        accepted = self._known.accepts(mine) & self._known.accepts(theirs)
        words = ("both attachments are accepted", "an attachment is not accepted")
        asked = judged(accepted, core, words, f"whether {names} are accepted")
        entered = self._crossing.door(subnet, mine.door, packet)
        return (
            entered.then(lambda: joined)
            .then(lambda: asked)
            .then(lambda: self._crossing.out(subnet, theirs.door, packet, ends, then))
        )

"""How an opening to the internet stands: what is behind it, and whether the internet gets there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.network.exposure.exposure import (
    Exposure,
    Leg,
    Packets,
    exposure,
    exposure_through,
    packets_of,
)
from netplan_audit.network.exposure.named_ports import DATA_PORTS, NAMED_PORTS, WEB_PORTS
from netplan_audit.network.filtering.group_use import GroupUse, group_use
from netplan_audit.network.link import Certainty
from netplan_audit.network.ports import PortSet
from netplan_audit.network.routing.lookup import INTERNET
from netplan_audit.network.witness import Step, condition, rule_of
from netplan_audit.unknown import Truth
from netplan_audit.wording import a

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netplan_audit.network.exposure.openings import Opening
    from netplan_audit.network.network import Network
    from netplan_audit.network.workloads import Workload

_BALANCER: Final = "load balancer"
_SHOWN: Final = 5
"""Most workloads named with one opening; the evidence counts them all."""


class Reached(Struct, frozen=True):
    """What the internet reaches of some workloads: the best answer, and which one it is about."""

    verdict: Truth
    workload: Workload
    answer: Exposure
    unknowns: tuple[str, ...] = ()


class Standing(Struct, frozen=True, dict=True):
    """An opening with what uses its group; `best` is None where nothing in the input does."""

    opening: Opening
    use: GroupUse
    best: Reached | None

    @property
    def verdict(self) -> Truth:
        """Whether the internet reaches something on the ports in question."""
        if self.best is not None:
            return self.best.verdict
        return Truth.UNKNOWN & self.use.is_attached

    @property
    def steps_down(self) -> int:
        """How many levels below the worst the evidence is.

        None where something is reached, one where a single condition is not known, two where more
        are not known, where nothing is reached, and where an edge is only likely; three where only
        endpoints of AWS's services use the group, or what takes no connections, four where nothing
        does.
        """
        if self.best is None:
            return 4 if self.use.is_attached is Truth.NO else 2
        if self.verdict is Truth.NO and self.use.serves_nobody:
            return 3
        if self.verdict is Truth.NO or self.certainty < Certainty.CERTAIN:
            return 2
        if self.verdict is Truth.YES:
            return 0
        return 1 if _is_nearly_sure(self.best) else 2

    @property
    def certainty(self) -> Certainty:
        """The lowest certainty on the way from the rule to the workload."""
        rule, group = self.opening.rules[0], self.opening.group.address
        if self.best is None:
            return rule.group.certainty
        links = self.best.workload.groups.members
        attached = max(
            (m.certainty for m in links if group in m.targets), default=rule.group.certainty
        )
        guess = Certainty.LIKELY if self.best.workload.is_guess else Certainty.CERTAIN
        return min(rule.group.certainty, attached, guess)

    @property
    def state(self) -> str:
        """Say in words how it stands."""
        if self.best is None:
            if self.use.is_attached is Truth.NO:
                return "nothing in this input uses the group"
            return "what has the group is not known"
        address = self.best.workload.address
        if self.verdict is Truth.YES:
            return f"{address} can be reached"
        if self.verdict is Truth.UNKNOWN:
            return f"whether {address} can be reached is not known"
        reason, count = self.best.answer.closed_by, len(self.use.workloads)
        more = "; what else has the group is not known" if self.use.others else ""
        if count > 1:
            none = f"none of {count} that have the group can be reached today"
            return f"{none} ({address}: {reason}){more}"
        return f"{address} cannot be reached today ({reason}){more}"

    @property
    def unknowns(self) -> tuple[str, ...]:
        """What would settle it."""
        if self.best is not None and self.verdict is not Truth.NO:
            return self.best.unknowns
        return (self.use.others,) if self.use.others else ()

    @property
    def evidence(self) -> dict[str, str | int | bool | tuple[str, ...]]:
        """What is admitted from whom, and how much is behind it."""
        return {
            "traffic": str(self.opening.rules[0].traffic),
            "sources": self.opening.peers,
            "workloads": len(self.use.workloads),
        }

    @property
    def related(self) -> tuple[tuple[str, str], ...]:
        """The group, other rules, and what uses the group."""
        users = self.use.workloads[:_SHOWN]
        return (*self.opening.related, *((w.address, w.kind) for w in users))

    @property
    def path(self) -> tuple[Step, ...]:
        """The way from the internet to the workload, as far as it goes."""
        rule, group = self.opening.rules[0], self.opening.group.address
        steps = (
            Step("internet", rule.origin, "admitted by", "certain", str(rule.traffic)),
            *rule_of(rule.origin, group, rule.group.certainty.label),
        )
        if self.best is None:
            return steps
        address, answer = self.best.workload.address, self.best.answer
        return (
            *steps,
            Step(group, address, "protects", self.certainty.label),
            *(condition(address, answer, leg) for leg in answer.legs),
        )


def standing(network: Network, opening: Opening, ports: PortSet) -> Standing:
    """Tell how an opening stands on the ports in question."""
    if opening.whose:
        return Standing(opening, GroupUse((), opening.whose), None)
    use = group_use(network, opening.group)
    best = reached(network, opening, use.workloads, ports) if use.workloads else None
    return Standing(opening, use, best)


def reached(
    network: Network, opening: Opening, workloads: Sequence[Workload], ports: PortSet
) -> Reached:
    """Tell whether the internet reaches some of the workloads (at least one) on opened ports."""
    answers: list[tuple[Workload, Exposure]] = []
    for workload in workloads:
        answer = _exposure(network, opening, workload, ports)
        if answer.verdict is Truth.YES:
            return Reached(Truth.YES, workload, answer)
        answers.append((workload, answer))
    unknown = [(w, answer) for w, answer in answers if answer.verdict is Truth.UNKNOWN]
    if not unknown:
        return Reached(Truth.NO, *answers[0])
    settles = dict.fromkeys(text for _, answer in unknown for text in answer.settles)
    found = [Reached(Truth.UNKNOWN, *each, tuple(settles)) for each in unknown]
    return max(found, key=_is_nearly_sure)


def _is_nearly_sure(found: Reached) -> bool:
    """Tell whether one condition alone is not known.

    In the default VPC that is its subnet: AWS makes those with public addresses and a route to an
    internet gateway ("Default VPCs", VPC user guide).
    """
    legs, workload = found.answer.legs, found.workload
    open_legs = sum(leg.verdict is not Truth.YES for leg in legs)
    has_address = workload.public_ipv4 is Truth.YES or workload.in_default_vpc
    return open_legs == 1 and (len(legs) > 1 or has_address)


def _exposure(network: Network, opening: Opening, workload: Workload, ports: PortSet) -> Exposure:
    """Ask about the ports on which a workload can answer."""
    if workload.kind == _BALANCER:
        balancing = network.load_balancing
        if balancing.types.get(workload.address) == "application":
            ports &= WEB_PORTS
        if not ports:
            return _one(Truth.NO, "an Application Load Balancer takes HTTP only")
        listeners = balancing.listeners.get(workload.address)
        if listeners is None:
            return _one(Truth.UNKNOWN, f"the listeners of {workload.address}")
        ports &= listeners & NAMED_PORTS
        if not ports:
            return _one(Truth.NO, f"it answers on its listeners only, ports {listeners}")
    elif workload.is_data_store:
        ports &= DATA_PORTS if workload.port is None else PortSet.of((workload.port,))
        if not ports:
            return _one(Truth.NO, f"{a(workload.kind)} answers on its own port only")
    packets = _packets(opening, ports)
    answer = exposure(network, workload, packets)
    if answer.verdict is Truth.NO and workload.accepts_connections:
        through = (
            exposure_through(network, workload, passage, packets)
            for passage in network.load_balancing.passages.get(workload.address, ())
        )
        return next(filter(None, through), None) or _by_balancer(network, workload, ports, answer)
    return answer


def _packets(opening: Opening, ports: PortSet) -> tuple[Packets, ...]:
    """Return what is admitted; where that is in doubt, all that the internet may send."""
    if opening.doubts:
        return tuple(
            Packets(protocol, ports & opened, internet, family)
            for protocol, opened in (("tcp", opening.tcp), ("udp", opening.udp))
            if ports.overlaps(opened)
            for family, internet in INTERNET.items()
        )
    return tuple(p for rule in opening.rules for p in packets_of(rule, ports))


def _by_balancer(
    network: Network, workload: Workload, ports: PortSet, answer: Exposure
) -> Exposure:
    """Leave it open whether a Network Load Balancer brings in clients with their own address."""
    clients = network.load_balancing.client_ports(network.vpcs_of(workload), perhaps=True)
    passed = clients & ports & NAMED_PORTS
    if not passed:
        return answer
    reason = f"whether it is a target of the Network Load Balancer that forwards to {passed}"
    return _one(Truth.UNKNOWN, reason)


def _one(verdict: Truth, reason: str) -> Exposure:
    return Exposure(verdict, (Leg(verdict, reason, reason),))

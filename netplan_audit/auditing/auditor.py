"""Takes inputs one by one and makes the parts of a report, joined where they belong together."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.auditing.delta import undated
from netplan_audit.auditing.judging import judged, merged
from netplan_audit.auditing.reading import Unusable, blamed, resources_of
from netplan_audit.diagnostic import Diagnostic
from netplan_audit.errors import InputError
from netplan_audit.network.build import build_network
from netplan_audit.report import InputSummary
from netplan_audit.suppressions.silencing import located, source_of, without_suppressed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from mmap import mmap

    from netplan_audit.auditing.joining import Joint, Root
    from netplan_audit.auditing.reading import Input
    from netplan_audit.config.clusters import Place
    from netplan_audit.finding import Finding, Outcome
    from netplan_audit.network.balancing.load_balancers import TargetGroup
    from netplan_audit.network.coverage import NetworkCoverage
    from netplan_audit.network.network import Network
    from netplan_audit.policy import Policy
    from netplan_audit.suppressions.apply import Sorted
    from netplan_audit.suppressions.silencing import Silencing
    from netplan_audit.terraform.resource import Resources
    from netplan_audit.terraform.source import Source


_LARGE: Final = 1 << 20
"""From so many bytes on, hashing takes longer than to load what makes a thread."""


def _digest(data: bytes | mmap) -> str:
    import hashlib  # noqa: PLC0415 - it loads OpenSSL, and not every format shows a digest

    return hashlib.sha256(data).hexdigest()


class Unit(Struct, frozen=True):
    """An input that was read."""

    one: Input
    resources: Resources
    digest: Callable[[], str]

    @classmethod
    def read(cls, one: Input) -> Unit:
        """Read an input, and hash it meanwhile if it is large, else when it is asked for."""
        given = one.data if one.given is None else one.given
        with blamed(one.path):
            if len(given) < _LARGE:
                return cls(one, resources_of(one), partial(_digest, given))
            from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - see _LARGE

            with ThreadPoolExecutor(max_workers=1) as pool:
                digest = pool.submit(_digest, given)  # which lets go of the interpreter lock
                return cls(one, resources_of(one), digest.result)

    @property
    def is_manifests(self) -> bool:
        """Whether it is manifests of Kubernetes."""
        return self.resources.kind == "manifests"


class Part(Struct, frozen=True):
    """What a report tells of one input."""

    summary: InputSummary
    outcomes: tuple[Outcome, ...]
    resolved: tuple[Finding, ...]
    applied: Sorted
    diagnostics: tuple[Diagnostic, ...]
    coverage: NetworkCoverage
    source: Source | None


class Auditor:
    """Makes the parts of a report.

    Where manifests are joined with clusters, both are kept until every input is read, and so is
    what has Services that load balancers of another input may lead to.
    """

    def __init__(self, policy: Policy, silencing: Silencing | None, *, joins: bool) -> None:
        """Start with nothing; `joins` tells whether manifests may meet their clusters."""
        self.unusable: list[InputError] = []
        self._policy = policy
        self._silencing = silencing
        self._joins = joins
        self._parts: dict[int, Part] = {}
        self._kept: dict[int, Unit] = {}
        self._roots: list[Root] = []
        self._networks: dict[int, Network] = {}
        self._sending: dict[int, tuple[TargetGroup, ...]] = {}

    def take(self, number: int, one: Input | Unusable) -> None:
        """Read an input and audit it, unless it is to be joined."""
        if isinstance(one, Unusable):
            self.unusable.append(one.error)
            return
        with self._going_on(one.path):
            unit = Unit.read(one)
            if unit.is_manifests:
                self._kept[number] = unit
                return
            network = build_network(unit.resources)
            self._sending[number] = _told_apart(network, one.path)
            if self._waits(number, unit, network):
                self._kept[number], self._networks[number] = unit, network
                return
            found = self._judged(unit, unit.resources, network)
            self._parts[number] = self._part(unit, network, *found)

    def _waits(self, number: int, unit: Unit, network: Network) -> bool:
        """Tell whether other inputs may have to do with what is in one."""
        if self._joins:
            from netplan_audit.auditing.joining import root_of  # noqa: PLC0415 - see join

            root = root_of(number, unit.one.path, unit.resources, network)
            self._roots.append(root)
            if root.clusters:
                return True
        return bool(network.kubernetes.node_port_services)

    def join(self, places: Sequence[Place]) -> list[Diagnostic]:
        """Audit what was kept, manifests in the networks of their clusters."""
        if not self._kept and not places:
            return []
        # Here and not above: it loads the readers of manifests, and most inputs have none.
        from netplan_audit.auditing.joining import joined, lost_places  # noqa: PLC0415

        manifests = {n: unit.resources for n, unit in self._kept.items() if unit.is_manifests}
        unread = [error.source or "?" for error in self.unusable]
        joint = joined(manifests, self._roots, places, unread)
        told: dict[int, list[list[Outcome]]] = {number: [] for number in manifests}
        for number, unit in self._kept.items():
            if number not in manifests:
                with self._going_on(unit.one.path):
                    self._take_root(number, unit, joint, told)
        for number in manifests:
            with self._going_on(self._kept[number].one.path):
                self._take_manifests(number, joint, told[number])
        return list(lost_places(places, self._roots))

    def _take_root(
        self, number: int, unit: Unit, joint: Joint, told: dict[int, list[list[Outcome]]]
    ) -> None:
        """Audit an input with clusters; what is about manifests is told of them."""
        resources = joint.whole(number, unit.resources)
        network = self._networks.pop(number)
        if resources is not unit.resources:
            network = build_network(resources)
        network = self._knowing(number, network)
        outcomes, resolved = self._judged(unit, resources, network)
        by_owner: dict[int | None, list[Outcome]] = {}
        for outcome in outcomes:
            by_owner.setdefault(joint.owners.get(outcome.subject), []).append(outcome)
        for owner, theirs in by_owner.items():
            if owner is not None:
                name = self._kept[owner].one.id
                told[owner].append([replace(one, input=name, change=None) for one in theirs])
        gone = [one for one in resolved if one.subject not in joint.owners]
        own = [undated(one, joint.owners) for one in by_owner.get(None, [])]
        self._parts[number] = self._part(unit, network, own, gone)

    def _take_manifests(self, number: int, joint: Joint, told: list[list[Outcome]]) -> None:
        """Audit what is joined with no cluster, alternative by alternative."""
        unit = self._kept[number]
        for resources in joint.together[number]:
            network = self._knowing(number, build_network(resources))
            outcomes, _ = self._judged(unit, resources, network)
            told.append([one for one in outcomes if one.subject not in joint.owners])
        network = build_network(joint.alone[number])
        part = self._part(unit, network, merged(told), ())
        notes = (*part.diagnostics, *joint.notes[number])
        self._parts[number] = replace(part, diagnostics=notes)

    def _knowing(self, number: int, network: Network) -> Network:
        """Let the network of an input know what sends to ports in the others."""
        network.elsewhere = tuple(
            group for other, groups in self._sending.items() if other != number for group in groups
        )
        return network

    def _judged(
        self, unit: Unit, resources: Resources, network: Network
    ) -> tuple[tuple[Outcome, ...], tuple[Finding, ...]]:
        return judged(resources, network, self._policy, unit.one.id, unit.one.path)

    @contextmanager
    def _going_on(self, path: str) -> Iterator[None]:
        """Keep the error of an input that cannot be used, and go on with the others."""
        try:
            with blamed(path):
                yield
        except InputError as error:
            self.unusable.append(error)

    def in_order(self) -> list[Part]:
        """Return the parts in the order of the inputs."""
        return [self._parts[number] for number in sorted(self._parts)]

    def _part(
        self,
        unit: Unit,
        network: Network,
        outcomes: Sequence[Outcome],
        resolved: Sequence[Finding],
    ) -> Part:
        one, resources = unit.one, unit.resources
        source, remarks_on_source = source_of(resources, outcomes, one.sources(), one.path)
        outcomes = located(outcomes, source)
        applied, said, notes = without_suppressed(outcomes, source, self._silencing)
        return Part(
            InputSummary(
                id=one.id,
                path=one.path,
                kind=resources.kind,
                digest=unit.digest,
                format_version=resources.format_version,
                terraform_version=resources.terraform_version,
                compared=resources.before is not None,
            ),
            (*applied.open, *(replace(remark, input=one.id) for remark in said)),
            tuple(resolved),
            applied,
            (
                *resources.diagnostics,
                *network.diagnostics,
                *_nothing_before(resources, outcomes),
                *remarks_on_source,
                *notes,
            ),
            network.coverage,
            source,
        )


def _told_apart(network: Network, path: str) -> tuple[TargetGroup, ...]:
    """Return what sends to ports by addresses that say which input it is of."""
    groups = network.load_balancing.sending
    return tuple(replace(group, address=f"{group.address} of {path}") for group in groups)


def _nothing_before(resources: Resources, outcomes: Sequence[Outcome]) -> Iterator[Diagnostic]:
    if resources.kind == "plan" and resources.before is None and outcomes:
        message = "the plan holds no state from before it, so everything is introduced"
        yield Diagnostic("note", "nothing-before", message, resources.source)

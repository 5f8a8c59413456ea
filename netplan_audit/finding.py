"""What a check says: a finding, or undecided with the attribute that would settle it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, TypeAlias

from netplan_audit.network.witness import Step

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Confidence", "Evidence", "Finding", "Outcome", "Severity", "Step", "Undecided"]

Evidence: TypeAlias = "Mapping[str, str | int | bool | tuple[str, ...]]"


class Severity(IntEnum):
    """How bad a finding is; a higher number is worse."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def label(self) -> str:
        """The word used in every output."""
        return self.name.lower()

    def lower(self, levels: int = 1) -> Severity:
        """Return the severity some levels below, never below info."""
        return Severity(max(self - levels, 0))


class Confidence(IntEnum):
    """How sure a finding is.

    Certain: every predicate holds with values of the input. Likely: at least one came from a
    convention (equal keys, a name). Possible: some predicate is unknown.
    """

    POSSIBLE = 0
    LIKELY = 1
    CERTAIN = 2

    @property
    def label(self) -> str:
        """The word used in every output."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A mistake that the input proves, at one subject.

    `subject` is the address of the resource to change; `related` are other addresses involved,
    with the part they play. `path` proves it hop by hop, `evidence` holds the values in conflict.
    `unknowns` are attributes that could still change the severity. `input` and `check` are filled
    in by the audit.
    """

    subject: str
    message: str
    severity: Severity
    confidence: Confidence = Confidence.CERTAIN
    related: tuple[tuple[str, str], ...] = ()
    path: tuple[Step, ...] = ()
    evidence: Evidence = field(default_factory=dict)
    unknowns: tuple[str, ...] = ()
    remediation: str = ""
    check: str = ""
    input: str = ""

    @property
    def verdict(self) -> str:
        """The word that tells a finding from an undecided result."""
        return "finding"

    @property
    def fingerprint(self) -> str:
        """A name for this finding that survives edits elsewhere: no lines, no wording."""
        return _fingerprint(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """A predicate that the input cannot decide; `unknowns` name what would settle it.

    The fields mean what they mean in `Finding`; the severity is that of the finding it could
    become, one level lower.
    """

    subject: str
    message: str
    severity: Severity
    unknowns: tuple[str, ...]
    related: tuple[tuple[str, str], ...] = ()
    path: tuple[Step, ...] = ()
    evidence: Evidence = field(default_factory=dict)
    remediation: str = ""
    check: str = ""
    input: str = ""

    @property
    def confidence(self) -> Confidence:
        """Always possible: some predicate is unknown."""
        return Confidence.POSSIBLE

    @property
    def verdict(self) -> str:
        """The word that tells an undecided result from a finding."""
        return "undecided"

    @property
    def fingerprint(self) -> str:
        """A name for this result that survives edits elsewhere: no lines, no wording."""
        return _fingerprint(self)


Outcome: TypeAlias = Finding | Undecided


def _fingerprint(outcome: Outcome) -> str:
    evidence = sorted(
        (key, "\x1f".join(value) if isinstance(value, tuple) else str(value))
        for key, value in outcome.evidence.items()
    )
    related = sorted(address for address, _ in outcome.related)
    parts = [outcome.check, outcome.input, outcome.subject, *related]
    parts += [f"{key}={value}" for key, value in evidence]
    return hashlib.sha256("\x1e".join(parts).encode()).hexdigest()[:32]


def sort_key(outcome: Outcome) -> tuple[int, str, str, str]:
    """Order results: worst first, then by check, input and address."""
    return (-outcome.severity, outcome.check, outcome.input, outcome.subject)

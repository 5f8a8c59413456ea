"""What a check says: a finding, or undecided with the attribute that would settle it."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from netplan_audit.fixes.edits import NO_FIX, Fix
from netplan_audit.network.witness import Step
from netplan_audit.terraform.value import Certainty

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netplan_audit.location import Location

__all__ = [
    "Change",
    "Confidence",
    "Evidence",
    "Finding",
    "Outcome",
    "Severity",
    "Step",
    "Undecided",
]

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

    @classmethod
    def of(cls, weakest: Certainty) -> Confidence:
        """Return how sure a finding is whose weakest reference has this certainty."""
        return cls.CERTAIN if weakest is Certainty.CERTAIN else cls.LIKELY

    @property
    def label(self) -> str:
        """The word used in every output."""
        return self.name.lower()


class Change(StrEnum):
    """What a plan does to a result, compared with the network before it.

    Introduced: it was not there before. Worsened: it was, with a lower severity or fewer objects
    involved. Existing: it was there, no less bad. Resolved: it is gone after the plan.
    """

    INTRODUCED = "introduced"
    WORSENED = "worsened"
    EXISTING = "existing"
    RESOLVED = "resolved"

    @property
    def is_new(self) -> bool:
        """Whether the plan brings it about, wholly or in part."""
        return self in {Change.INTRODUCED, Change.WORSENED}


Place: TypeAlias = tuple[str | int, ...]
"""Where in an object something stands, as `("spec", "ports", 0, "targetPort")`.

`("pod", "hostNetwork")` is a field of the pods of a workload, whichever kind that has.
"""


class Finding(Struct, frozen=True, kw_only=True):
    """A mistake that the input proves, at one subject.

    `subject` is the address of the resource to change; `related` are other addresses involved,
    with the part they play. `path` proves it hop by hop, `evidence` holds the values in conflict.
    `unknowns` are attributes that could still change the severity. `fix` works out changes to the
    configuration that would mend it; it is asked only where they are printed. `identity` tells it
    from other findings of the check at the same subject, such as the traffic and sources of an
    inline rule. `place` is a field of the subject, where that is an object of Kubernetes.
    `input`, `check`, `change` (None where there is no network before) and `location` (None where
    there is no source) are filled in by the audit. `also_in` are other inputs with the same result,
    made of the same folder with other values of its variables.
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
    fix: Fix = NO_FIX
    identity: tuple[str, ...] = ()
    place: Place = ()
    check: str = ""
    input: str = ""
    also_in: tuple[str, ...] = ()
    change: Change | None = None
    location: Location | None = None

    @property
    def verdict(self) -> str:
        """The word that tells a finding from an undecided result."""
        return "finding"

    @property
    def hcl(self) -> str:
        """The changes to the configuration that would mend it, as HCL; '' where none are known."""
        from netplan_audit.fixes.writer import write  # noqa: PLC0415 - only where it is printed

        return write(self.fix.edits())

    @property
    def fingerprint(self) -> str:
        """A name for this finding that survives edits elsewhere: no lines, no wording."""
        return _fingerprint(self)


class Undecided(Struct, frozen=True, kw_only=True):
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
    identity: tuple[str, ...] = ()
    place: Place = ()
    check: str = ""
    input: str = ""
    also_in: tuple[str, ...] = ()
    change: Change | None = None
    location: Location | None = None

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


def inputs_of(outcome: Outcome) -> tuple[str, ...]:
    """Return the ids of all inputs that have a result."""
    return (outcome.input, *outcome.also_in)


def told_apart(outcome: Outcome) -> tuple[Outcome, ...]:
    """Return a result once for each input that has it."""
    if not outcome.also_in:
        return (outcome,)
    return tuple(replace(outcome, input=name, also_in=()) for name in inputs_of(outcome))


def _fingerprint(outcome: Outcome) -> str:
    import hashlib  # noqa: PLC0415 - it loads OpenSSL, and text shows no fingerprints

    parts = (outcome.check, outcome.input, outcome.subject, *outcome.identity)
    return hashlib.sha256("\x1e".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:32]


def sort_key(outcome: Outcome) -> tuple[int, str, str, str]:
    """Order results: worst first, then by check, input and address."""
    return (-outcome.severity, outcome.check, outcome.input, outcome.subject)

"""Which checks run, at what severity, with which parameters, and what fails the run."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from netplan_audit.errors import UsageError, nearest
from netplan_audit.finding import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from netplan_audit.check import Check
    from netplan_audit.finding import Outcome, Undecided

LIST_HINT = "`netplan-audit checks` lists the ids"


class Gate(Struct, frozen=True):
    """What decides the exit code: severities, check ids, globs, `undecided` or `never`.

    Results of `advisory` checks never fail the run, findings of `mandatory` ones do at any
    severity, unless nothing fails it.
    """

    fail_on: tuple[str, ...] = ("high",)
    advisory: frozenset[str] = frozenset()
    mandatory: frozenset[str] = frozenset()

    @classmethod
    def of(cls, words: Sequence[str], checks: Sequence[Check]) -> Gate:
        """Read the words of `--fail-on`; older codes of checks become their ids.

        Raises UsageError for a word that means nothing and for `never` beside others.
        """
        known = [*(severity.label for severity in Severity), "never", "undecided"]
        chosen: list[str] = []
        for word in map(str.lower, words):
            if word in known or (is_glob(word) and named(word, checks)):
                chosen.append(word)
            else:
                chosen += [check.id for check in named(word, checks, known)]
        if "never" in chosen and len(set(chosen)) > 1:
            message = "`never` cannot be combined with other thresholds"
            raise UsageError(message, source="--fail-on")
        if not chosen:
            message = "the threshold is empty"
            raise UsageError(message, source="--fail-on", hint="say `never` to fail on nothing")
        return cls(tuple(dict.fromkeys(chosen)))

    def fails(self, findings: Iterable[Finding], undecided: Iterable[Undecided]) -> bool:
        """Tell whether any result reaches the threshold."""
        severities = Severity.__members__
        floors = [severities[word.upper()] for word in self.fail_on if word.upper() in severities]
        globs = [word for word in self.fail_on if word.upper() not in severities]
        for finding in findings:
            if finding.check in self.advisory:
                continue
            if finding.check in self.mandatory and "never" not in self.fail_on:
                return True
            if any(finding.severity >= floor for floor in floors):
                return True
            if any(fnmatchcase(finding.check, glob) for glob in globs):
                return True
        counted = (one for one in undecided if one.check not in self.advisory)
        return "undecided" in self.fail_on and any(True for _ in counted)


class Setting(Struct, frozen=True):
    """How one check runs; a `severity` of None leaves the one the check gives.

    `params` of None are the check's own, for which it need not be loaded. Results of a check that
    is not `ignorable` cannot be suppressed.
    """

    check: Check
    params: object = None
    severity: Severity | None = None
    enabled: bool = True
    ignorable: bool = True

    def adjusted(self, outcome: Outcome) -> Outcome:
        """Apply the severity: at or below the check's own it is a cap, above it a replacement.

        An undecided result stays one level below what the finding would be.
        """
        if self.severity is None:
            return outcome
        wanted = self.severity if isinstance(outcome, Finding) else self.severity.lower()
        raised = self.severity > self.check.severity
        return replace(outcome, severity=wanted if raised else min(wanted, outcome.severity))


class Policy(Struct, frozen=True, dict=True):
    """What to run and what to make of it: one setting for every check of the tool."""

    name: str
    settings: tuple[Setting, ...]
    gate: Gate = field(default_factory=Gate)

    @classmethod
    def default(cls, checks: Iterable[Check]) -> Policy:
        """Every check of the default pack, as its author wrote it."""
        return cls(
            "default",
            tuple(Setting(check, enabled=check.pack == "default") for check in checks),
        )

    def selected(self) -> tuple[tuple[Check, object], ...]:
        """Return the checks that run, with their parameters where a policy gives some."""
        return tuple((s.check, s.params) for s in self.settings if s.enabled)

    def fixed(self) -> frozenset[str]:
        """Return the ids of the checks whose results cannot be suppressed."""
        return frozenset(s.check.id for s in self.settings if not s.ignorable)

    def adjusted(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """Give each result the severity that the policy wants for its check."""
        for outcome in outcomes:
            yield self._by_check[outcome.check].adjusted(outcome)

    @cached_property
    def _by_check(self) -> dict[str, Setting]:
        return {setting.check.id: setting for setting in self.settings}

    def narrowed(
        self,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        categories: Sequence[str] = (),
    ) -> Policy:
        """Return the policy with fewer checks, or with just the ones selected.

        Selecting a check runs it even where the policy turns it off. Raises UsageError for a
        word that names nothing, and where no check is left.
        """
        checks = tuple(setting.check for setting in self.settings)
        wanted = {check.id for word in select for check in named(word, checks)}
        unwanted = {check.id for word in ignore for check in named(word, checks)}
        folders = _categories(categories, checks)
        settings = tuple(
            replace(
                setting,
                enabled=(setting.check.id in wanted if select else setting.enabled)
                and setting.check.id not in unwanted
                and (not folders or setting.check.category in folders),
            )
            for setting in self.settings
        )
        if not any(setting.enabled for setting in settings):
            message = "no check is left to run"
            raise UsageError(message, hint=f"loosen the selection; {LIST_HINT}")
        return replace(self, settings=settings)


def named(
    word: str,
    checks: Iterable[Check],
    other_words: Iterable[str] = (),
    *,
    globs: bool = True,
) -> tuple[Check, ...]:
    """Return the checks that an id, an older code or a glob names, whatever the case.

    Raises UsageError with the nearest name where there is none; `other_words` are thresholds that
    the user may have meant instead.
    """
    every = tuple(checks)
    wanted = word.lower()
    found = tuple(check for check in every if wanted in check.names)
    if not found and globs and is_glob(wanted):
        found = tuple(check for check in every if fnmatchcase(check.id, wanted))
    if found and wanted:
        return found
    others = "neither a threshold nor a check" if other_words else "no check"
    message = f"{word!r} is {others}"
    raise UsageError(
        message, hint=nearest(wanted, (*other_words, *(c.id for c in every)), LIST_HINT)
    )


def is_glob(word: str) -> bool:
    """Tell whether a word has wildcards."""
    return any(sign in word for sign in "*?[")


def _categories(words: Sequence[str], checks: Iterable[Check]) -> set[str]:
    known = sorted({check.category for check in checks})
    chosen = {word.lower() for word in words}
    for word in sorted(chosen.difference(known)):
        message = f"{word!r} is no category"
        raise UsageError(message, hint=nearest(word, known, f"categories: {', '.join(known)}"))
    return chosen

"""The report as SARIF 2.1.0, in the subset and within the limits of GitHub code scanning.

Specification: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. What GitHub reads,
ignores and refuses: https://docs.github.com/code-security/reference/code-scanning/sarif-files/
sarif-support.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit import __version__
from netplan_audit.finding import Change, Severity, Undecided
from netplan_audit.formats import (
    dumped,
    facts,
    harmless,
    hop,
    newest_first,
    place,
    root_module,
)
from netplan_audit.formats.sarif.places import (
    MOST_HOPS,
    flows,
    link,
    physical,
    related,
    suppressions,
)
from netplan_audit.terraform.address import block_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from netplan_audit.check import Check
    from netplan_audit.finding import Outcome
    from netplan_audit.formats import Place
    from netplan_audit.formats.sarif.places import Related
    from netplan_audit.report import Report
    from netplan_audit.suppressions.suppression import Suppressed

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
MOST: Final = 5_000
"""How many results GitHub keeps of one run."""
LONGEST: Final = 1_024
"""How long GitHub lets a description be."""
_LEVELS: Final = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
# Text and not a number; above 9.0 is critical, from 7.0 high, from 4.0 medium.
_SCORES: Final = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.0",
}
_NO_SECURITY: Final = frozenset({"cost", "resilience", "suppressions"})
_LINKS: Final = 9
"""How many related objects a message links to."""
_PROBLEMS: Final = {"error": "error", "warning": "warning"}
_STATES: Final = {
    Change.INTRODUCED: "new",
    Change.WORSENED: "updated",
    Change.EXISTING: "unchanged",
}
UNDECIDED: Final = "/undecided"
"""What follows a check's id in the id of its undecided results.

GitHub takes every result for an alert whose severity is that of its rule, so a result that is
undecided must not share the rule, and the severity, of what is proved.
"""


class _Group(Struct, frozen=True):
    """Instances of one block with the same result: one result in SARIF, named by the first.

    `why` is what silences it, where something does.
    """

    first: Outcome
    place: Place
    members: tuple[Outcome, ...]
    why: Suppressed | None = None

    @property
    def rule(self) -> str:
        return self.first.check + (UNDECIDED if isinstance(self.first, Undecided) else "")


def render(report: Report) -> str:
    """Render the report as one run.

    Findings that the plan resolves are not results: GitHub would open alerts for them. It closes
    the alerts of what is no longer there by itself.
    """
    findings = newest_first(report.listed(report.counted))
    groups = _groups(report, [*findings, *report.listed(report.open_questions)])
    if report.shown.suppressed:
        for one in report.suppressed:
            groups += [replace(group, why=one) for group in _groups(report, [one.outcome])]
    kept = groups[:MOST]
    rules = _rules(report, kept)
    indices = {rule["id"]: index for index, rule in enumerate(rules)}
    run = {
        "tool": {"driver": _driver(rules)},
        "automationDetails": {"id": _category(report)},
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "top of the repository"}}},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, len(groups) - len(kept))],
        "results": [_result(report, group, indices[group.rule]) for group in kept],
        "properties": {
            "resolved": len(report.resolved),
            "undecided": len(report.undecided),
            "notShown": report.not_shown,
            "gate": "fail" if report.failed else "pass",
        },
    }
    return dumped({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n"


def _driver(rules: list[dict[str, Any]]) -> dict[str, Any]:
    return {"name": "netplan-audit", "semanticVersion": __version__, "rules": rules}


def _category(report: Report) -> str:
    """Name the run by what it is about; the slash at the end makes it GitHub's category."""
    directories = {root_module(report, one.id) for one in report.inputs}
    only = directories.pop() if len(directories) == 1 else ""
    parts = ("netplan-audit", *filter(None, only.split("/")), report.run.workspace, "")
    return harmless("/".join(parts))


def _groups(report: Report, outcomes: Iterable[Outcome]) -> list[_Group]:
    """Put the instances of one block together: they share their line, which is one alert."""
    found: dict[tuple[object, ...], list[Outcome]] = {}
    for one in outcomes:
        block = _block(one.subject)
        key = (one.verdict, one.check, one.input, block, one.identity, place(report, one))
        found.setdefault(key, []).append(one)
    return [_Group(group[0], place(report, group[0]), tuple(group)) for group in found.values()]


def _block(address: str) -> str:
    """Drop instance keys; an address that is none, from a plan that nobody's tool wrote, stays."""
    try:
        return block_address(address)
    except ValueError:
        return address


def _rules(report: Report, groups: Iterable[_Group]) -> list[dict[str, Any]]:
    """Describe every check that ran or has a result, and each check's undecided results apart."""
    worst: dict[str, Severity] = {}
    for group in groups:
        worst[group.rule] = max(worst.get(group.rule, Severity.INFO), group.first.severity)
    ran = {check.id: check.severity for check in report.checks}
    return [
        _rule(report.check(name.removesuffix(UNDECIDED)), name, severity)
        for name, severity in sorted((ran | worst).items())
    ]


def _rule(check: Check, name: str, severity: Severity) -> dict[str, Any]:
    """Describe a check; `severity` is that of its worst result, which is GitHub's severity."""
    is_open = name.endswith(UNDECIDED)
    title = f"{check.title}: undecided" if is_open else check.title
    finds = " ".join(check.section("What it finds").split())
    level = "none" if is_open else _LEVELS[severity]
    properties: dict[str, Any] = {
        "tags": ["network", "terraform", check.category, *check.standards],
        "problem.severity": _PROBLEMS.get(level, "recommendation"),
    }
    if not is_open and check.category not in _NO_SECURITY and severity in _SCORES:
        properties["security-severity"] = _SCORES[severity]
    return {
        "id": name,
        "name": name.removesuffix(UNDECIDED).title().replace("-", "") + ("Open" if is_open else ""),
        "shortDescription": {"text": _shortened(title)},
        "fullDescription": {"text": _shortened(finds or check.title)},
        "help": {"text": check.doc, "markdown": _markdown(check)},
        "defaultConfiguration": {"level": level},
        "properties": properties,
    }


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _markdown(check: Check) -> str:
    """Return a check's own documentation with headings as Markdown writes them."""
    return re.sub(r"^(\S[^\n]*)\n-{3,}\n", r"## \1\n\n", check.doc, flags=re.MULTILINE)


def _invocation(report: Report, left_out: int) -> dict[str, Any]:
    """Say how the run went: remarks on the input, and what did not fit into the file."""
    notes = [_notification(one.severity, one.code, one.message) for one in report.diagnostics]
    if left_out:
        text = f"{left_out} more results left out, the least severe: GitHub keeps {MOST} of a run"
        notes.append(_notification("warning", "results-left-out", text))
    return {"executionSuccessful": not report.unusable, "toolExecutionNotifications": notes}


def _notification(level: str, code: str, text: str) -> dict[str, Any]:
    return {"level": level, "descriptor": {"id": code}, "message": {"text": harmless(text)}}


def _result(report: Report, group: _Group, index: int) -> dict[str, Any]:
    first = group.first
    is_open = isinstance(first, Undecided)
    # The fingerprint of the block, so that another instance does not make another alert.
    fingerprint = replace(first, subject=_block(first.subject)).fingerprint
    others = related(report, first, group.place)
    result: dict[str, Any] = {
        "ruleId": group.rule,
        "ruleIndex": index,
        "kind": "open" if is_open else "fail",
        "level": "none" if is_open else _LEVELS[first.severity],
        "message": {"text": _message(group, others)},
        "locations": [_location(group)],
        "partialFingerprints": {"netplanAudit/v1": fingerprint},
        "properties": _properties(group),
    }
    changes = {one.change for one in group.members}
    if None not in changes:
        same = changes.pop() if len(changes) == 1 else Change.WORSENED
        result["baselineState"] = _STATES[same or Change.WORSENED]
    if others:
        result["relatedLocations"] = [one.written for one in others]
    result |= flows(report, first)
    result |= {} if group.why is None else suppressions(group.why)
    return result


def _message(group: _Group, others: Sequence[Related]) -> str:
    """Say what is wrong; the first sentence is the title of an alert.

    GitHub shows related locations where the message links to them.
    """
    first = group.first
    verdict = "undecided: " if isinstance(first, Undecided) else ""
    texts = [f"{first.subject}: {verdict}{first.message}"]
    if len(group.members) > 1:
        texts.append(f"The same holds for {len(group.members) - 1} more of its instances")
    if first.unknowns:
        texts.append(f"Known after apply: {', '.join(first.unknowns[:3])}")
    if first.remediation:
        texts.append(f"Fix: {first.remediation.splitlines()[0].rstrip('.')}")
    if not group.place.exact:
        texts.append("No source was at hand, so the line is not that of the resource")
    # "[text](target)" would be a link; with a space between it is what it says.
    said = ". ".join(harmless(text) for text in texts).replace("](", "] (") + "."
    if not others:
        return said
    return f"{said} See {', '.join(map(link, others[:_LINKS]))}."


def _location(group: _Group) -> dict[str, Any]:
    """Return one line of a file, because GitHub shows an alert only where all its lines changed."""
    return {
        "physicalLocation": physical(group.place),
        "logicalLocations": [
            {"fullyQualifiedName": harmless(one.subject), "kind": "resource"}
            for one in group.members[:MOST_HOPS]
        ],
    }


def _properties(group: _Group) -> dict[str, Any]:
    first = group.first
    return {
        "verdict": first.verdict,
        "severity": first.severity.label,
        "confidence": first.confidence.label,
        "change": None if first.change is None else str(first.change),
        "related": [f"{harmless(at)} ({harmless(role)})" for at, role in first.related[:MOST_HOPS]],
        "path": [hop(step) for step in first.path[:MOST_HOPS]],
        "evidence": facts(first.evidence),
        "unknowns": [harmless(unknown) for unknown in first.unknowns[:MOST_HOPS]],
    }

"""The report as JSON for machines: version 1, the same bytes for the same input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netplan_audit import __version__
from netplan_audit.finding import Change, Finding
from netplan_audit.formats import SCHEMA_ID, check_url, dumped, jsonable

if TYPE_CHECKING:
    from netplan_audit.diagnostic import Diagnostic
    from netplan_audit.finding import Outcome, Step
    from netplan_audit.location import Location
    from netplan_audit.network.coverage import NetworkCoverage
    from netplan_audit.report import InputSummary, Report
    from netplan_audit.suppressions.suppression import Suppressed


def render(report: Report) -> str:
    """Render the report; `report_schema` describes every key."""
    document = {
        "$schema": SCHEMA_ID,
        "schema_version": "1",
        "tool": {"name": "netplan-audit", "version": __version__},
        "run": {
            "inputs": [_input(one, report.of_input(one.id)) for one in report.inputs],
            "config": report.run.config,
            "started_at": None,
        },
        "summary": _summary(report),
        "findings": [_result(report, one) for one in report.listed(report.counted)],
        "undecided": [_result(report, one) for one in report.listed(report.open_questions)],
        "suppressed": [_suppressed(report, one) for one in report.suppressed],
        "resolved": [_result(report, one) for one in report.resolved],
        "diagnostics": [_diagnostic(one) for one in report.diagnostics],
        "coverage": _coverage(report.coverage),
    }
    return dumped(document) + "\n"


def _input(one: InputSummary, part: Report) -> dict[str, Any]:
    return {
        "id": one.id,
        "path": one.path,
        "kind": one.kind,
        "format_version": one.format_version,
        "terraform_version": one.terraform_version,
        "compared": one.compared,
        "sha256": one.sha256,
        "by_severity": part.by_severity(),
        "result": "fail" if part.failed else "pass",
    }


def _summary(report: Report) -> dict[str, Any]:
    return {
        "evaluated": report.coverage.resources,
        "by_severity": report.by_severity(),
        **_changes(report),
        "suppressed": len(report.suppressed),
        "undecided": len(report.undecided),
        "not_shown": report.not_shown,
        "gate": {
            "fail_on": ",".join(report.gate.fail_on),
            "result": "fail" if report.failed else "pass",
        },
    }


def _changes(report: Report) -> dict[str, int | None]:
    """Count by change; null where no input can be compared with what was before."""
    counts = report.by_change()
    known = any(one.kind == "plan" for one in report.inputs)
    return {str(word): counts.get(word, 0) if known else None for word in Change}


def _result(report: Report, outcome: Outcome) -> dict[str, Any]:
    check = report.check(outcome.check)
    resources = [(outcome.subject, "subject"), *outcome.related]
    return {
        "fingerprint": outcome.fingerprint,
        "check": {"id": check.id, "category": check.category, "url": check_url(check)},
        "severity": outcome.severity.label,
        "confidence": outcome.confidence.label,
        "status": "open",
        "also_in": list(outcome.also_in),
        "suppression": None,
        "change": None if outcome.change is None else str(outcome.change),
        "message": outcome.message,
        "resources": [
            {"address": address, "role": role, "input": outcome.input}
            for address, role in resources
        ],
        "path": [_hop(step) for step in outcome.path],
        "location": _location(outcome.location),
        "unknowns": list(outcome.unknowns),
        "evidence": jsonable(outcome.evidence),
        "remediation": outcome.remediation,
        "fix": (outcome.hcl or None) if isinstance(outcome, Finding) else None,
    }


def _suppressed(report: Report, one: Suppressed) -> dict[str, Any]:
    reason = one.suppression
    return {
        **_result(report, one.outcome),
        "status": one.status,
        "suppression": {
            "reason": reason.reason,
            "owner": reason.owner,
            "until": None if reason.until is None else reason.until.isoformat(),
            "location": _location(reason.location),
        },
    }


def _location(location: Location | None) -> dict[str, str | int] | None:
    if location is None:
        return None
    return {
        "file": location.file,
        "start_line": location.start_line,
        "end_line": location.end_line,
        "source": location.source,
    }


def _hop(step: Step) -> dict[str, str]:
    return {
        "from": step.source,
        "to": step.target,
        "kind": step.kind,
        "certainty": step.certainty,
        "note": step.note,
    }


def _diagnostic(one: Diagnostic) -> dict[str, str | int | None]:
    return {
        "severity": one.severity,
        "code": one.code,
        "message": one.message,
        "source": one.source,
        "line": one.line or None,
        "column": one.column or None,
        "hint": one.hint,
    }


def _coverage(coverage: NetworkCoverage) -> dict[str, Any]:
    return {
        "resources": coverage.resources,
        "analysed": coverage.analysed,
        "not_analysed": dict(sorted(coverage.not_analysed.items())),
        "providers_not_analysed": dict(sorted(coverage.providers_not_analysed.items())),
        "missing_modules": sorted(coverage.missing_modules),
        "unresolved": sorted(coverage.unresolved),
        "objects": dict(sorted(coverage.objects.items())),
    }

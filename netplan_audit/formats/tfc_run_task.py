"""The report as the answer of a run task to HCP Terraform or Terraform Enterprise.

The body of the PATCH to `task_result_callback_url`: https://developer.hashicorp.com/terraform/
cloud-docs/api-docs/run-tasks/run-tasks-integration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from netplan_audit.finding import Severity, Undecided
from netplan_audit.formats import code, dumped, harmless, hop, place, prose, verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from netplan_audit.finding import Outcome
    from netplan_audit.report import Report

MOST_BYTES: Final = 900_000
"""How large the outcomes may be together; HCP Terraform advises 1 MB."""
_INDENT: Final = 10
"""How far the lines of an outcome stand in, in the whole."""
FEW: Final = 20
"""How many hops and related objects of a result are written."""
LONGEST: Final = 1_000
"""How long a text of one line may be."""
_LEVELS: Final = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "info",
    Severity.INFO: "none",
}


def render(report: Report) -> str:
    """Render the report; the task fails where the gate does, and where an input was no use."""
    results: list[Outcome] = [
        *report.listed(report.counted),
        *report.listed(report.open_questions),
    ]
    outcomes: list[dict[str, Any]] = []
    room = MOST_BYTES
    for one in results:
        outcome = _outcome(report, one)
        text = dumped(outcome)
        room -= len(text.encode()) + _INDENT * (text.count("\n") + 1)
        if room < 0:
            break
        outcomes.append(outcome)
    left_out = len(results) - len(outcomes)
    message = verdict(report) + (f"; {left_out} more left out" if left_out else "")
    return dumped(_task_result(report, message, outcomes)) + "\n"


def _task_result(report: Report, message: str, outcomes: list[dict[str, Any]]) -> dict[str, Any]:
    status = "failed" if report.failed or report.unusable else "passed"
    return {
        "data": {
            "type": "task-results",
            "attributes": {"status": status, "message": message},
            "relationships": {"outcomes": {"data": outcomes}},
        }
    }


def _outcome(report: Report, outcome: Outcome) -> dict[str, Any]:
    is_open = isinstance(outcome, Undecided)
    level = "info" if is_open else _LEVELS[outcome.severity]
    status = "undecided" if is_open else str(outcome.change or "finding")
    return {
        "type": "task-result-outcomes",
        "attributes": {
            "outcome-id": outcome.fingerprint,
            "description": harmless(f"{outcome.check}: {outcome.subject}"[:LONGEST]),
            "body": _body(report, outcome),
            "tags": {
                "Status": [{"label": status, "level": level}],
                "Severity": [{"label": outcome.severity.label, "level": level}],
            },
        },
    }


def _body(report: Report, outcome: Outcome) -> str:
    """Tell one result in Markdown."""
    at = place(report, outcome)
    lines = [f"**{outcome.check}** at {prose(outcome.subject[:LONGEST])}", ""]
    lines += [prose(outcome.message[:LONGEST]), ""]
    lines += _listed("where", [str(at)] if at.exact else [])
    lines += _listed("related", [f"{address} ({role})" for address, role in outcome.related])
    lines += _listed("path", [hop(step) for step in outcome.path], code)
    lines += _listed("waits for", list(outcome.unknowns))
    lines += _listed("fix", [line for line in outcome.remediation.splitlines() if line.strip()])
    return "\n".join(lines) + "\n"


def _listed(label: str, texts: list[str], written: Callable[[str], str] = prose) -> list[str]:
    lines = [f"- {label}: {written(text[:LONGEST])}" for text in texts[:FEW]]
    if len(texts) > FEW:
        lines.append(f"- {label}: {len(texts) - FEW} more")
    return lines

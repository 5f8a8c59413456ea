"""The formats of others, against what we know of them and, where at hand, their schemas."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft4Validator, Draft7Validator, Draft202012Validator

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.finding import Change, Severity
from netplan_audit.location import Location
from netplan_audit.report import Run, Shown, Whereabouts
from netplan_audit.suppressions.suppression import Suppressed, Suppression
from tests.fakes import finding, hostile_report, report, rich_report, summary, undecided

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from netplan_audit.report import Report

SCHEMAS = Path(__file__).with_name("schemas")
PLACE = Location("main.tf", 3, 4, "planfile")


class Somewhere(Whereabouts):
    """Every address stands in one place."""

    def of(self, input_id: str, address: str) -> Location | None:  # noqa: ARG002 - of the base
        return PLACE


REPORTS = {
    "clean": report(),
    "rich": rich_report(),
    "changes": report(finding(change=Change.WORSENED), undecided(change=Change.EXISTING)),
    "nowhere": report(finding(location=None, remediation="")),
    "two-inputs": report(finding(input="b"), inputs=(summary("a"), summary("b"))),
    "every-severity": report(*(finding(severity=each, subject=each.label) for each in Severity)),
    "hostile": hostile_report("\x00\x1b[31m\n\ud800\ufffe<b> ##[x] \u202e"),
    "started": report(run=Run(started="2026-11-23T08:30:00")),
    "located": report(
        finding(),
        suppressed=(Suppressed(finding(), Suppression(("*",), "", PLACE)),),
        whereabouts=Somewhere({}),
        shown=Shown(suppressed=True),
    ),
    "unusable": report(
        diagnostics=(Diagnostic("error", "unusable-input", "no JSON", "/b/p.json"),)
    ),
}


def documents(kind: str, one: Report) -> Iterator[Any]:
    text: str = import_module(f"netplan_audit.formats.{kind.replace('-', '_')}").render(one)
    if kind == "rdjsonl":
        yield from map(json.loads, text.splitlines())
    else:
        yield json.loads(text)


@pytest.mark.parametrize("kind", sorted(path.stem for path in SCHEMAS.glob("*.json")))
@pytest.mark.parametrize("one", REPORTS.values(), ids=REPORTS)
def test_what_is_written_is_what_we_know_of_the_format(kind: str, one: Report) -> None:
    schema = json.loads((SCHEMAS / f"{kind}.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    for document in documents(kind, one):
        Draft202012Validator(schema).validate(document)


@pytest.mark.parametrize(
    ("kind", "name", "validator"),
    [
        ("sarif", "sarif-schema-2.1.0.json", Draft4Validator),
        ("gitlab-sast", "sast-report-format.json", Draft7Validator),
        ("rdjsonl", "Diagnostic.json", Draft4Validator),
    ],
)
def test_the_official_schema(
    kind: str,
    name: str,
    validator: type[Draft4Validator | Draft7Validator],
    official_schema: Callable[[str], dict[str, Any]],
) -> None:
    official = validator(official_schema(name))
    for one in REPORTS.values():
        for document in documents(kind, one):
            official.validate(document)

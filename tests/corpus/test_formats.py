"""Every format on real plans: valid where there is something to be valid against, and clear."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from msgspec.structs import replace

from netplan_audit.cli.formats import FORMATS
from netplan_audit.pipeline import Input, audit
from netplan_audit.policy import Gate
from netplan_audit.report import Run
from netplan_audit.terraform.hcl.parse import parse_native
from tests.atlantis import current, legacy
from tests.formats.test_junit import assert_valid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.report import Report

SCHEMAS = Path(__file__).parents[1] / "formats" / "schemas"


def reports(corpus: Path) -> Iterator[tuple[str, Report]]:
    paths = sorted(corpus.glob("real*/*/plan*.json"))
    assert paths
    for path in paths:
        name = f"{path.parent.name}/{path.name}"
        one = audit([Input("plan.json", name, path.read_bytes())])
        yield name, replace(one, run=Run(path.parent.name))


def rendered(kind: str, one: Report) -> str:
    text: str = import_module(f"netplan_audit.formats.{kind.replace('-', '_')}").render(one)
    return text


def documents(kind: str, text: str) -> list[Any]:
    lines = text.splitlines() if kind == "rdjsonl" else [text]
    return [json.loads(line) for line in lines]


def test_every_format_of_every_plan(corpus: Path) -> None:
    validators = {
        path.stem: Draft202012Validator(json.loads(path.read_text("utf-8")))
        for path in SCHEMAS.glob("*.json")
    }
    for name, one in reports(corpus):
        for kind in FORMATS:
            text = rendered(kind, one)
            assert text == rendered(kind, one), name
            for document in documents(kind, text) if kind in validators else ():
                validators[kind].validate(document)
            if kind == "junit":
                assert_valid(text)
            if kind == "markdown":
                assert len(text.encode()) <= one.run.max_bytes


def test_no_two_findings_of_a_plan_share_a_fingerprint(corpus: Path) -> None:
    for name, one in reports(corpus):
        prints = [finding["fingerprint"] for finding in json.loads(rendered("gitlab", one))]
        assert len(prints) == len(set(prints)), name
        run = json.loads(rendered("sarif", one))["runs"][0]
        keys = [
            (result["ruleId"], result["partialFingerprints"]["netplanAudit/v1"])
            for result in run["results"]
        ]
        assert len(keys) == len(set(keys)), name


def test_atlantis_reads_the_verdict_of_the_gate(corpus: Path) -> None:
    for name, one in reports(corpus):
        for gate in (one.gate, Gate(("never",)), Gate(("low", "undecided"))):
            judged = replace(one, gate=gate)
            expected = "fail" if judged.failed else "pass"
            assert current(rendered("atlantis", judged)) == expected, name
            old = replace(judged, run=replace(judged.run, legacy_atlantis=True))
            assert legacy(rendered("atlantis", old)) == expected, name


def test_every_fix_of_every_plan_is_hcl(corpus: Path) -> None:
    fixes = {f.hcl for _, one in reports(corpus) for f in one.findings if f.hcl}
    assert fixes
    for text in fixes:
        file = parse_native("fix.tf", text.encode())
        assert not file.diagnostics, text
        assert file.body.blocks, text

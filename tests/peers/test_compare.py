from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.peers import compare, suites
from tests.peers.reasons import REASONS, reason

if TYPE_CHECKING:
    from pathlib import Path

RULE = """
resource "aws_security_group_rule" "x" {
  type              = "DIRECTION"
  security_group_id = "sg-0123456789abcdef0"
  protocol          = "PROTOCOL"
  from_port         = PORT
  to_port           = PORT
  cidr_blocks       = ["0.0.0.0/0"]
}
"""


def rule(direction: str, protocol: str, port: int) -> str:
    text = RULE.replace("DIRECTION", direction).replace("PROTOCOL", protocol)
    return text.replace("PORT", str(port))


@pytest.fixture
def trivy(tmp_path: Path) -> Path:
    """Return a checkout with one bad and one good example for each of two questions."""
    folder = tmp_path / "checks" / "cloud" / "aws"
    examples: dict[str, dict[str, list[str]]] = {
        name: {"bad": [], "good": []} for name, _ in suites.TRIVY.values()
    }
    examples |= {
        "ec2/no_public_ingress_sgr": {"bad": [rule("ingress", "tcp", 22)], "good": []},
        "ec2/no_public_egress_sgr": {
            "bad": [rule("egress", "-1", 0)],
            "good": [rule("egress", "tcp", 443)],
        },
    }
    for name, of_terraform in examples.items():
        text = yaml.safe_dump({"terraform": of_terraform})
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_what_agrees_is_counted_and_the_exit_code_is_0(
    trivy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = compare.main(["--trivy", str(trivy)])
    assert (status, capsys.readouterr().out.splitlines()) == (
        0,
        [
            "trivy AWS-0107: 1 agree, 0 disagree",
            "trivy AWS-0104: 2 agree, 0 disagree",
        ],
    )


def test_a_disagreement_is_printed_with_who_is_right(
    trivy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = trivy / "checks" / "cloud" / "aws" / "ec2" / "no_public_egress_sgr.yaml"
    examples = {"terraform": {"bad": [], "good": [rule("egress", "-1", 0)]}}
    path.write_text(yaml.safe_dump(examples), encoding="utf-8")
    assert compare.main(["--trivy", str(trivy)]) == 0
    head, ours, right, *_ = capsys.readouterr().out.splitlines()
    assert head.startswith("disagree: trivy AWS-0104")
    assert "sg-egress-all" in ours
    assert right == f"    right: {reason('AWS-0104', 'any')}"


def test_a_disagreement_that_nobody_has_judged_fails(
    trivy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = trivy / "checks" / "cloud" / "aws" / "ec2" / "no_public_egress_sgr.yaml"
    examples = {"terraform": {"bad": [], "good": [rule("egress", "-1", 0)]}}
    path.write_text(yaml.safe_dump(examples), encoding="utf-8")
    monkeypatch.delitem(REASONS, ("AWS-0104", "*"))
    assert compare.main(["--trivy", str(trivy)]) == 1


def test_an_expected_line_stands_for_the_resource_around_it(tmp_path: Path) -> None:
    for question in suites.KICS:
        folder = tmp_path / "assets" / "queries" / "terraform" / "aws" / question / "test"
        folder.mkdir(parents=True)
        expected = [{"line": 7, "fileName": "positive1.tf"}]
        (folder / "positive_expected_result.json").write_text(json.dumps(expected), "utf-8")
        (folder / "positive1.tf").write_text(rule("ingress", "tcp", 22), "utf-8")
        (folder / "negative.tf").write_text(rule("egress", "tcp", 22), "utf-8")
    found = [suite for suite in suites.kics(tmp_path) if suite.question == "http_port_open"]
    here = frozenset({"aws_security_group_rule.x"})
    assert [(suite.case, suite.wrong, suite.right) for suite in found] == [
        ("negative.tf", frozenset(), here),
        ("positive1.tf", here, frozenset()),
    ]


def test_every_reason_is_about_a_question_that_is_asked() -> None:
    asked = {*suites.CHECKOV, *suites.CHECKOV_GRAPH, *suites.TRIVY, *suites.KICS}
    assert {question for question, _ in REASONS} <= asked

"""A chart of the repository that Terraform installs has values that nobody looks at here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from netplan_audit.cli.app import run

RELEASE = """
resource "helm_release" "shop" {
  name  = "shop"
  chart = %s
}
"""
TEMPLATE = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}}
"""


@pytest.mark.parametrize(
    ("chart", "told"),
    [
        ('"${path.module}/charts/shop"', ["infra/charts/shop"]),
        ('"./charts/../charts/shop"', ["infra/charts/shop"]),
        ('"charts/shop"', ["infra/charts/shop"]),
        ('"../other"', []),
        ('"shop"', []),
        ('"charts/shop"\n  repository = "https://charts.example.com"', []),
        ('"oci://example.com/charts/shop"', []),
        ('"${var.unknown}"', []),
    ],
)
def test_a_release_of_a_chart_in_the_repository_is_told(
    chart: str,
    told: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    files = {
        "infra/main.tf": 'variable "unknown" {}\n' + RELEASE % chart,
        "infra/charts/shop/Chart.yaml": "apiVersion: v2\nname: shop\n",
        "infra/charts/shop/templates/shop.yaml": TEMPLATE,
    }
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)
    run(["scan", ".", "-f", "json"])
    notes = json.loads(capfd.readouterr().out)["diagnostics"]
    found = [note for note in notes if note["code"] == "chart-of-a-release"]
    assert [note["source"] for note in found] == told
    assert all(note["message"].startswith("helm_release.shop of infra") for note in found)
    assert all("--render helm" in note["hint"] for note in found)

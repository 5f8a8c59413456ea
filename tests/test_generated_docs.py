"""Generated pages say what the code says, and the generator notices when they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.checks import CHECKS
from netplan_audit.finding import Severity
from netplan_audit.policy import Policy
from netplan_audit.policy.file import load_policy
from tests.fakes import Params, make_check
from tests.generate_docs import ROOT, default_policy, drift, files, index, write

if TYPE_CHECKING:
    from pathlib import Path

    from netplan_audit.check import Check

FAKES = (
    make_check("b-second", Severity.LOW, category="two", params=Params),
    make_check("a-first", category="one"),
)


def test_no_generated_file_is_out_of_date() -> None:
    assert "".join(drift(files(CHECKS), ROOT)) == ""


def test_drift_is_shown_as_a_diff(tmp_path: Path) -> None:
    write({"docs/a.md": "one\ntwo\n"}, tmp_path)
    assert list(drift({"docs/a.md": "one\ntwo\n"}, tmp_path)) == []
    assert list(drift({"docs/a.md": "one\n2\n"}, tmp_path)) == [
        "--- docs/a.md (is)\n",
        "+++ docs/a.md (should be)\n",
        "@@ -1,2 +1,2 @@\n",
        " one\n",
        "-two\n",
        "+2\n",
    ]


def test_a_page_of_a_check_that_is_gone_is_noticed_and_removed(tmp_path: Path) -> None:
    write({"docs/checks/old.md": "x\n"}, tmp_path)
    assert list(drift({}, tmp_path)) == ["docs/checks/old.md should not be there\n"]
    write({}, tmp_path)
    assert list(drift({}, tmp_path)) == []


def test_the_index_is_sorted_and_links_to_the_pages() -> None:
    assert index(FAKES).splitlines()[6:] == [
        "| check | category | severity | pack | finds |",
        "|---|---|---|---|---|",
        "| [`a-first`](a-first.md) | one | high | default | Gateways of one zone |",
        "| [`b-second`](b-second.md) | two | low | default | Gateways of one zone |",
    ]


def in_full(policy: Policy) -> list[tuple[Check, object]]:
    return [(check, params or check.params()) for check, params in policy.selected()]


def test_the_default_policy_is_what_runs_without_one(tmp_path: Path) -> None:
    path = tmp_path / "default.yaml"
    path.write_text(default_policy(FAKES), encoding="utf-8")
    assert in_full(load_policy(str(path), FAKES)) == in_full(Policy.default(FAKES))


def test_the_default_policy_that_ships_is_what_runs_without_one() -> None:
    shipped = load_policy("default", CHECKS)
    assert in_full(shipped) == in_full(Policy.default(CHECKS))
    assert [setting.severity for setting in shipped.settings] == [c.severity for c in CHECKS]

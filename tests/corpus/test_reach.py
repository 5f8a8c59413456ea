"""Reachability as measured on AWS: every answer from states and plan against the probes.

The rows are from github.com/batfish/lab-validation (Apache-2.0): nmap and ping between the hosts
of networks that were deployed. They are given per lab, for three states that mean one network and
for the plan that would make it.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import pytest

from netplan_audit.network.build.reach import build_reach
from netplan_audit.network.reach.query import Query, Reachability
from netplan_audit.pipeline import Input, understand
from tests.network.alike import assert_same

if TYPE_CHECKING:
    from pathlib import Path

    from netplan_audit.network.reach.trail import Trail

LABS: Final = (
    "aws_instance_multiple_interface",
    "aws_multi_account_vpc_peering",
    "aws_nlb_multi_az",
    "aws_nlb_targets_instance",
    "aws_shared_vpc",
    "aws_tgw_multi_az_intra_region",
    "aws_tgw_peering",
    "aws_vpc_endpoints",
)
STATES: Final = ("state", "state.split", "state.bare")
# Security groups of the targets name single public addresses, and the clients' are AWS's to give.
UNDECIDABLE_IN_PLANS: Final = {
    "aws_nlb_targets_instance": {
        ("aws_lb.targets_instance_nlb_only_pub_a", "tcp", 80),
        ("aws_lb.targets_instance_nlb_pri_pub_a", "tcp", 80),
    }
}

Row = dict[str, Any]


@pytest.fixture(scope="module")
def labs(corpus: Path) -> Path:
    """Return the folder of the labs; skips where the corpus has none."""
    folder = corpus / "reach"
    if not folder.is_dir():
        pytest.skip(f"no measured networks at {folder}")
    return folder


def _answers(lab: Path, document: str) -> list[tuple[Row, Trail]]:
    expected = "expected.plan.json" if document == "plan" else "expected.json"
    rows = json.loads((lab / expected).read_bytes())
    data = (lab / f"{document}.json").read_bytes()
    model = Reachability(build_reach(*understand(Input(lab.name, lab.name, data))))
    return [(row, model.answer(_query(row))) for row in rows]


def _query(row: Row) -> Query:
    return Query(row["src"], row["dst"], row["protocol"], row["port"], row["src_ip"], row["dst_ip"])


def _told(rows: list[tuple[Row, Trail]], lab: str, document: str) -> None:
    counts = Counter((row["expected"], trail.verdict.value) for row, trail in rows)
    shown = "  ".join(f"{a}->{b} {count}" for (a, b), count in sorted(counts.items()))
    print(f"{lab:32} {document:12} {len(rows):4} rows  {shown}")  # noqa: T201 - the table


@pytest.mark.parametrize("lab", LABS)
@pytest.mark.parametrize("document", STATES)
def test_every_row_is_answered_as_measured_from_each_state(
    labs: Path, lab: str, document: str
) -> None:
    rows = _answers(labs / lab, document)
    _told(rows, lab, document)
    wrong = [(row, trail) for row, trail in rows if trail.verdict.value != row["expected"]]
    assert wrong == []


@pytest.mark.parametrize("lab", LABS)
def test_what_a_plan_leaves_open_hangs_on_an_address_it_cannot_hold(labs: Path, lab: str) -> None:
    rows = _answers(labs / lab, "plan")
    _told(rows, lab, "plan")
    opposite = {"yes": "no", "no": "yes"}
    assert [r for r, t in rows if t.verdict.value == opposite[r["expected"]]] == []
    unknown = [(row, trail) for row, trail in rows if trail.verdict.value == "unknown"]
    open_ = {(row["dst"], row["protocol"], row["port"]) for row, _ in unknown}
    assert open_ == UNDECIDABLE_IN_PLANS.get(lab, set())
    assert all("which public address" in text for _, trail in unknown for text in trail.unknown)


@pytest.mark.parametrize("lab", LABS)
def test_the_three_states_of_a_network_agree(labs: Path, lab: str) -> None:
    verdicts = [[t.verdict for _, t in _answers(labs / lab, document)] for document in STATES]
    assert verdicts[0] == verdicts[1] == verdicts[2]


@pytest.mark.parametrize("lab", LABS)
@pytest.mark.parametrize("document", ["state", "plan"])
def test_all_pairs_are_answered_as_each_of_them(labs: Path, lab: str, document: str) -> None:
    data = (labs / lab / f"{document}.json").read_bytes()
    assert_same(build_reach(*understand(Input(lab, lab, data))))


@pytest.mark.parametrize("lab", LABS)
def test_every_answer_says_why(labs: Path, lab: str) -> None:
    for row, trail in _answers(labs / lab, "state"):
        if row["expected"] == "yes":
            assert trail.hops
            assert trail.blocked is None
        else:
            assert trail.blocked is not None
            assert trail.blocked.what
        assert trail.unknown == ()

"""A plan alone tells what it tells with its source beside, if only as undecided.

A plan keeps neither operators nor indices nor locals, so that many of its references may be one of
several. What the source beside it settles has to be a finding of the plan alone too, or undecided.
`SILENT` lists what is silent all the same, and why: it can only shrink.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.cases import Case, cases, documented, examples
from tests.silence import silent_alone

if TYPE_CHECKING:
    from pathlib import Path

CASES: Final = [case for case in (*cases(), *documented(), *examples()) if case.is_planned]

_INDEX: Final = "of two blocks with count the objects of one index are taken to belong together"
_JOINED: Final = "a peering connection that may join them has the finding"
_USED: Final = "a group that something may use is not called unused"
_NUMBER: Final = "how many subnets a VPC has that nobody counts is nothing to ask about"
_TABLES: Final = "which of several tables lead to a NAT gateway is asked by the checks of these"
_GROUP: Final = "rules of a group that cannot be told are told at the argument that names it"
SILENT: Final[dict[str, dict[str, str]]] = {
    "attachment-missing-az/every-zone-has-a-subnet": {"subnet-on-main-route-table": _NUMBER},
    "examples/eks": {"nat-cross-az-route": _INDEX},
    "nat-self-loop/unknown-which-table": {"s3-through-nat": _TABLES},
    "peered-vpcs-overlap/either-peer-overlaps": {"vpcs-overlap-unconnected": _JOINED},
    "sg-no-egress/unknown-group": {"sg-egress-all": _GROUP},
    "sg-unattached/unknown-user": {"sg-unattached": _USED},
    "subnets-overlap/unknown-which-vpc": {"subnet-az-unspecified": _NUMBER},
}
"""By case, the checks that are silent about its plan alone."""


def test_the_cases_that_are_silent_exist() -> None:
    assert {case.id for case in CASES} >= set(SILENT)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_plan_alone_is_not_silent(case: Case, tmp_path: Path) -> None:
    for name, text in case.files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    silent = silent_alone(case.plan_path.read_bytes(), tmp_path)
    assert silent == set(SILENT.get(case.id, {}))

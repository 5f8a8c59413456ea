"""What of a network is told where one form of it knows less than another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.checks import CHECKS
from netplan_audit.network.build import build_network
from netplan_audit.pipeline import Input, resources_of
from netplan_audit.terraform.source import Source
from netplan_audit.terraform.tree import read_tree
from tests.cases import asked

if TYPE_CHECKING:
    from pathlib import Path

    from netplan_audit.finding import Outcome

EVERY = tuple(check.id for check in CHECKS)


def touches(outcome: Outcome, finding: Outcome) -> bool:
    """Tell whether two results are about one object, or one about what the other names."""
    mine, theirs = dict(outcome.related), dict(finding.related)
    return (
        outcome.subject == finding.subject or outcome.subject in theirs or finding.subject in mine
    )


def silent_alone(plan: bytes, folder: Path) -> set[str]:
    """Return the checks that find something in a plan with its source, and in the plan nothing.

    What the same check says about the object in the plan alone, found or undecided, is no silence.
    """
    alone, beside = (_outcomes(plan, source) for source in (None, folder))
    return {
        found.check
        for found in beside
        if found.verdict == "finding"
        and not any(each.check == found.check and touches(each, found) for each in alone)
    }


def _outcomes(plan: bytes, folder: Path | None) -> list[Outcome]:
    sources = () if folder is None else (Source(read_tree(folder).modules, "source", str(folder)),)
    one = Input(id="plan", path="plan.json", data=plan, sources=lambda: sources)
    return list(asked(build_network(resources_of(one)), EVERY))

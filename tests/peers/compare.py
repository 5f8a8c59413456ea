"""Holds our verdicts against those of other tools' public test cases.

    python -m tests.peers.compare --checkov DIR --trivy DIR --kics DIR

Each DIR is a checkout that you made: bridgecrewio/checkov, aquasecurity/trivy-checks, and
Checkmarx/kics or DataDog/datadog-iac-scanner. Nothing of theirs is executed, and nothing is kept.

A resource is flagged where a check that asks the same question names it, as the subject or as the
security group of one, whatever the severity; those that nothing uses are info here by design. Each
resource on which we disagree is printed with who is right (`reasons.py`), then a count for each
question.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import build_network
from netplan_audit.terraform.address import block_address
from netplan_audit.terraform.configuration.read import read_configuration
from netplan_audit.terraform.tree import read_tree
from tests.cases import asked
from tests.peers import suites
from tests.peers.reasons import reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from netplan_audit.finding import Outcome
    from tests.peers.suites import Suite

_READERS: Final = {"checkov": suites.checkov, "trivy": suites.trivy, "kics": suites.kics}


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare what is there; return 1 where a disagreement has not been judged in `reasons.py`."""
    parser = argparse.ArgumentParser(description="Compare verdicts with other tools' tests.")
    for name in _READERS:
        parser.add_argument(f"--{name}", type=Path, help=f"a checkout of {name}")
    parser.add_argument("--all", action="store_true", help="print what agrees too")
    given = parser.parse_args(arguments)
    counts: Counter[tuple[str, str, str]] = Counter()
    for name, read in _READERS.items():
        root = getattr(given, name)
        for suite in read(root) if root is not None else ():
            for resource, theirs, ours in compared(suite):
                agree = (theirs == "wrong") == bool(ours)
                word = "agree" if agree else "disagree"
                counts[suite.peer, suite.question, word] += 1
                if given.all or not agree:
                    _print(f"{word}: {name} {suite.question} {suite.case} {resource}: {theirs}")
                    _print(f"    we: {'; '.join(ours) or 'nothing'}")
                if not agree:
                    why = reason(suite.question, resource)
                    _print(f"    right: {why or 'not judged yet'}")
                    counts[suite.peer, suite.question, "not judged"] += not why
    _summarise(counts)
    return 1 if any(n for (_, _, word), n in counts.items() if word == "not judged") else 0


def compared(suite: Suite) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each resource that a suite judges, its verdict, and what we say there."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in suite.files.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        tree = read_tree(Path(folder), Path(folder))
    network = build_network(read_configuration(tree, suite.case))
    said: dict[str, list[str]] = {}
    for outcome in asked(network, suite.checks):
        for address in _meant(outcome) if outcome.severity <= suite.worst else ():
            said.setdefault(address, []).append(_told(outcome))
    for word, side in (("wrong", suite.wrong), ("right", suite.right)):
        for resource in sorted(side):
            yield resource, word, said.get(resource, [])


def _meant(outcome: Outcome) -> set[str]:
    roles = ("security group", "default security group", "VPC", "rule", "routes to it")
    related = {address for address, role in outcome.related if role in roles}
    return {block_address(address) for address in (outcome.subject, *related)}


def _told(outcome: Outcome) -> str:
    words = (outcome.verdict, outcome.severity.label, outcome.check)
    return f"{' '.join(words)}: {outcome.message}"


def _summarise(counts: Counter[tuple[str, str, str]]) -> None:
    for peer, question in dict.fromkeys((peer, question) for peer, question, _ in counts):
        agree, disagree = (counts[peer, question, word] for word in ("agree", "disagree"))
        _print(f"{peer} {question}: {agree} agree, {disagree} disagree")


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())

"""Real plans and states against the edges that were true after apply.

`edges.json` lists `[source, attribute, target]`: an argument had the id of the target, which its
expression depends on. Lists are compared as sets.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import pytest
from msgspec.structs import replace

from netplan_audit.formats.resources_json import describe
from netplan_audit.opening.configurations import Options
from netplan_audit.opening.inputs import opened
from netplan_audit.opening.sources import of
from netplan_audit.pipeline import resources_of
from netplan_audit.terraform.plan.identity import argument_at, kind_of
from netplan_audit.terraform.read import read
from netplan_audit.terraform.value import Certainty, OneOf, Reference, SomeOf
from tests.corpus.conftest import CORPUS

if TYPE_CHECKING:
    from pathlib import Path

Edge: TypeAlias = tuple[str, str, str]
PROJECTS = sorted(str(path.parent.relative_to(CORPUS)) for path in CORPUS.glob("re*/*/edges.json"))
FOLLOW_UPS = sorted(
    str(path.relative_to(CORPUS))
    for path in CORPUS.glob("re*/*/plan_*.json")
    if (path.parent / "edges.json").exists()
)
# Blocks that `dynamic` made: the plan keeps no expression, so that what is known of them may as
# well be the provider's, which repeats separate rules there.
DYNAMIC = ("aws_security_group.inline", "egress.security_groups", "aws_security_group.rules")
COLUMNS = "{:<56} {:<13} {:>5} {:>8} {:>7} {:>7} {:>7}"


class Judged(NamedTuple):
    """Where the true edges were found, and what was told wrongly."""

    true: set[Edge]
    found: dict[str, set[Edge]]

    def right(self, certainty: str) -> set[Edge]:
        return self.true & self.found[certainty]

    def wrong(self, certainty: str) -> set[Edge]:
        """Return edges from arguments of which the truth knows other targets only."""
        told = {(source, attribute) for source, attribute, _ in self.true}
        return {edge for edge in self.found[certainty] - self.true if edge[:2] in told}

    @property
    def missed(self) -> set[Edge]:
        return self.true.difference(*self.found.values())

    def row(self, name: str, file: str) -> str:
        counts = [len(self.right(c)) for c in ("certain", "likely", "one-of")]
        return COLUMNS.format(name[-56:], file, len(self.true), *counts, len(self.missed))


def judged(path: Path) -> Judged:
    resources = read(path.read_bytes(), str(path))
    listed = json.loads((path.parent / "edges.json").read_bytes())
    true = {
        (source, without_indices(attribute), target)
        for source, attribute, target in listed
        if source in resources.by_address and target in resources.by_address
    }
    if path.name == "plan.json":
        assert len(true) == len({(s, without_indices(a), t) for s, a, t in listed})
    found: dict[str, set[Edge]] = defaultdict(set)
    seen: set[Edge] = set()
    described = list(describe(resources))
    for certainty in ("certain", "likely", "one-of"):
        for resource in described:
            for told in resource["references"]:
                if told["certainty"] == certainty:
                    at = (resource["address"], without_indices(told["path"]))
                    found[certainty].update((*at, target) for target in told["targets"])
        found[certainty] -= seen
        seen |= found[certainty]
    return Judged(true, found)


def without_indices(path: str) -> str:
    return re.sub(r"\[\d+\]", "", path)


def show(judgements: dict[str, Judged]) -> None:
    print()  # noqa: T201 - the figures are what one runs this for (pytest -s)
    print(COLUMNS.format("project", "file", "true", "certain", "likely", "one-of", "missed"))  # noqa: T201
    for name, one in judgements.items():
        print(one.row(*name.rsplit("/", 1)))  # noqa: T201


@pytest.fixture(scope="module")
def created(corpus: Path) -> dict[str, Judged]:
    """Judge the plans that create everything: hardly any id is known."""
    assert len(PROJECTS) >= 15, corpus
    return {f"{name}/plan.json": judged(corpus / name / "plan.json") for name in PROJECTS}


def test_no_certain_edge_is_wrong(created: dict[str, Judged]) -> None:
    show(created)
    assert {
        name: one.wrong("certain") for name, one in created.items() if one.wrong("certain")
    } == {}


def test_likely_edges_are_right_nearly_always(created: dict[str, Judged]) -> None:
    right = sum(len(one.right("likely")) for one in created.values())
    wrong = {edge for one in created.values() for edge in one.wrong("likely")}
    assert right >= 250
    assert len(wrong) <= right * 0.01, wrong


def test_nearly_all_true_edges_are_found(created: dict[str, Judged]) -> None:
    true = sum(len(one.true) for one in created.values())
    missed = {edge for one in created.values() for edge in one.missed}
    sure = sum(len(one.right("certain") | one.right("likely")) for one in created.values())
    assert true >= 600
    assert len(missed) <= true * 0.01, missed
    assert sure / true >= 0.85


def values_at(value: object, steps: list[str]) -> set[object]:
    """Return all plain values at a path in which indices do not count."""
    if isinstance(value, list):
        return {found for item in value for found in values_at(item, steps)}
    if isinstance(value, dict):
        return values_at(value[steps[0]], steps[1:]) if steps and steps[0] in value else set()
    return set() if steps or value in (None, "") else {value}


@pytest.mark.parametrize("name", PROJECTS)
def test_an_id_argument_has_the_very_value_that_is_referred_to(name: str, corpus: Path) -> None:
    """Ask the state after apply of certain references, and of claims that nothing else can be."""
    after = read((corpus / name / "state.json").read_bytes(), "state.json").by_address
    asked = 0
    for resource in read((corpus / name / "plan.json").read_bytes(), "plan.json"):
        for path, symbol in resource.body.references():
            if resource.address not in after or kind_of(argument_at(path)) is None:
                continue
            names = [step for step in path if isinstance(step, str)]
            real = values_at(after[resource.address].get(names[0]), names[1:])
            told = (symbol,) if isinstance(symbol, Reference) else getattr(symbol, "references", ())
            ends = {
                (one, value)
                for one in told
                if one.address in after
                for first, *rest in [without_indices(one.attribute).split(".")]
                for value in values_at(after[one.address].get(first), rest)
            }
            certain = {value for one, value in ends if one.certainty is Certainty.CERTAIN}
            assert certain <= real, (resource.address, path, symbol)
            if isinstance(symbol, OneOf | SomeOf) and symbol.complete:
                assert real <= {value for _, value in ends}, (resource.address, path, symbol)
            asked += len(ends)
    assert asked >= 3


@pytest.mark.parametrize("name", FOLLOW_UPS)
def test_known_ids_make_certain_edges(name: str, corpus: Path) -> None:
    one = judged(corpus / name)
    show({name: one})
    assert (one.wrong("certain"), one.wrong("likely")) == (set(), set())
    if name.endswith(("plan_noop.json", "plan_drift.json")):
        assert one.true - one.found["certain"] - {DYNAMIC} == set()
    else:
        assert one.missed - {DYNAMIC} == set()


@pytest.mark.parametrize("file", ["state.json", "terraform.tfstate"])
def test_a_state_has_every_edge(file: str, corpus: Path) -> None:
    states = [corpus / name / file for name in PROJECTS if (corpus / name / file).exists()]
    assert len(states) >= 8
    for path in states:
        one = judged(path)
        show({str(path.relative_to(corpus)): one})
        assert one.missed | one.found["one-of"] & one.true == set()
        assert (one.wrong("certain"), one.wrong("likely")) == (set(), set())


def test_a_plan_file_beside_its_json_settles_nearly_every_edge(corpus: Path) -> None:
    every = found = 0
    for project in sorted((corpus / "real").iterdir()):
        plan, planfile = str(project / "plan.json"), str(project / "tfplan")
        one = opened("plan", plan, Options(None, None, None, {}), planfile=planfile)
        certain: dict[tuple[str, str], set[str]] = defaultdict(set)
        for resource in describe(resources_of(replace(one, sources=of(one, planfile, None)))):
            for reference in resource["references"]:
                if reference["certainty"] == "certain":
                    key = (resource["address"], re.sub(r"\[\d+\]", "", reference["path"]))
                    certain[key].update(reference["targets"])
        true: dict[tuple[str, str], set[str]] = defaultdict(set)
        for source, attribute, target in json.loads((project / "edges.json").read_bytes()):
            true[source, re.sub(r"\[\d+\]", "", attribute)].add(target)
        for key, targets in true.items():
            assert certain[key] <= targets, key
            every += len(targets)
            found += len(targets & certain[key])
    assert found / every >= 0.99

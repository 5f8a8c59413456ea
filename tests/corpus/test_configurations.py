"""Real configurations, evaluated, next to the plans that Terraform made of them."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import TYPE_CHECKING

from netplan_audit.finding import Confidence
from netplan_audit.terraform.configuration.exact import ExactReferences
from netplan_audit.terraform.configuration.read import read_configuration, read_source
from netplan_audit.terraform.hcl.file_reader import RootReader
from netplan_audit.terraform.plan.read import read_plan
from netplan_audit.terraform.read import read
from netplan_audit.terraform.source import Source
from netplan_audit.terraform.tree import read_tree
from netplan_audit.terraform.value import Certainty, Reference, SomeOf, Unknown, is_symbolic
from tests.test_configurations import of_configuration, of_plan, of_plan_and_source, results

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from netplan_audit.terraform.resource import Resources
    from netplan_audit.terraform.value import Value


def evaluated(folder: Path) -> Resources:
    return read_configuration(read_tree(folder), str(folder), files=RootReader(folder))


def managed(resources: Resources) -> set[str]:
    return {one.address for one in resources if one.mode == "managed"}


def test_a_real_configuration_has_the_findings_of_its_plan(corpus: Path) -> None:
    seen = 0
    for folder in sorted((corpus / "real").iterdir()):
        evaluated, planned = of_configuration(folder / "src"), of_plan(folder / "plan.json")
        assert results(evaluated) == results(
            of_plan_and_source(folder / "plan.json", folder / "src")
        ), folder.name
        certain = (one for one in planned.findings if one.confidence is Confidence.CERTAIN)
        sure = {(one.check, one.subject) for one in certain}
        missing = {one for one in results(planned) - results(evaluated) if one[:2] in sure}
        assert not missing, folder.name
        assert evaluated.coverage.objects == planned.coverage.objects, folder.name
        seen += len(evaluated.findings)
    assert seen


def test_instances_and_known_values_are_those_of_the_plan(corpus: Path) -> None:
    seen = known = 0
    for folder in sorted((corpus / "real").iterdir()):
        mine = evaluated(folder / "src")
        plan = read_plan((folder / "plan.json").read_bytes(), folder.name)
        assert managed(mine) == managed(plan), folder.name
        for place, value, wanted in known_values(mine, plan):
            seen += 1
            if in_part_unknown(value):  # nobody knows it without asking AWS
                assert isinstance(value, Reference | Unknown), place
                assert waits_for_data(value), place
            else:
                known += 1
                assert comparable(value) == comparable(wanted), place
    assert seen > 250
    assert known / seen > 0.94


def test_with_the_data_that_the_plan_has_read_every_value_is_that_of_the_plan(
    corpus: Path,
) -> None:
    seen = 0
    for folder in sorted((corpus / "real").iterdir()):
        plan = read_plan((folder / "plan.json").read_bytes(), folder.name)
        tree = read_tree(folder / "src")
        source = Source(tree.modules, "source", str(folder / "src"))
        for place, value, wanted in known_values(read_source(source, {}, "default", plan), plan):
            assert comparable(value) == comparable(wanted), place
            seen += 1
    assert seen > 250


def known_values(mine: Resources, plan: Resources) -> Iterator[tuple[str, Value, Value]]:
    """Yield what the plan knows of the arguments in the configuration, beside what we say."""
    for address in sorted(managed(plan)):
        one, other = mine.by_address[address], plan.by_address[address]
        assert one.region == other.region, address
        for name in other.body.names():
            wanted = other.get(name)
            if other.body.configured(name) and wanted is not None and not in_part_unknown(wanted):
                yield f"{address}.{name}", one.get(name), wanted


def waits_for_data(value: Reference | Unknown) -> bool:
    """Tell whether a value comes from data sources alone."""
    sources = (value.address,) if isinstance(value, Reference) else value.waits_for
    return bool(sources) and all("data." in source for source in sources)


def test_edges_that_are_certain_are_true_and_nearly_all(corpus: Path) -> None:
    every = found = 0
    for folder in sorted((corpus / "real").iterdir()):
        mine = evaluated(folder / "src")
        for (source, name), targets in true_edges(folder).items():
            certain = set(certainly(mine, source, name))
            assert certain <= targets, (source, name)
            every += len(targets)
            found += len(certain)
    assert found / every > 0.98


def test_a_plan_with_its_source_has_next_to_all_edges_for_certain(corpus: Path) -> None:
    every = found = alone = 0
    for folder in sorted((corpus / "real").iterdir()):
        data = (folder / "plan.json").read_bytes()
        tree = read_tree(folder / "src")
        source = Source(tree.modules, "source", str(folder / "src"))
        exact = ExactReferences(partial(tuple, (source,)), "default")
        with_source, plain = read(data, "plan", None, exact), read(data, "plan")
        for (address, name), targets in true_edges(folder).items():
            certain = set(certainly(with_source, address, name))
            assert certain <= targets, (address, name)
            every += len(targets)
            found += len(certain)
            alone += len(set(certainly(plain, address, name)))
    assert found / every > 0.99
    assert alone < found


def true_edges(folder: Path) -> dict[tuple[str, str], set[str]]:
    """Return the targets of every argument after apply; list indices do not count."""
    true: dict[tuple[str, str], set[str]] = {}
    edges = json.loads((folder / "edges.json").read_text(encoding="utf-8"))
    for source, attribute, target in edges:
        if attribute != "cluster_name":  # a name that the configuration itself gives
            true.setdefault((source, re.sub(r"\[\d+\]", "", attribute)), set()).add(target)
    return true


def certainly(resources: Resources, source: str, attribute: str) -> Iterator[str]:
    """Yield the certain targets of an argument; list indices do not count."""
    for path, value in resources.by_address[source].body.references():
        if ".".join(step for step in path if isinstance(step, str)) == attribute:
            parts = value.references if isinstance(value, SomeOf) else (value,)
            for part in parts:
                if isinstance(part, Reference) and part.certainty is Certainty.CERTAIN:
                    yield part.address


def in_part_unknown(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(in_part_unknown, value.values()))
    if isinstance(value, list):
        return any(map(in_part_unknown, value))
    return is_symbolic(value)


def comparable(value: object) -> object:
    """Leave out what is empty, and the order of lists: sets are lists in plan JSON."""
    if isinstance(value, dict):
        some = {name: comparable(item) for name, item in value.items()}
        return {name: item for name, item in some.items() if item not in ("", None, False, 0, [])}
    if isinstance(value, list):
        return sorted((comparable(item) for item in value), key=repr)
    return value

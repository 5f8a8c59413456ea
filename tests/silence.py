"""What of a network is told where one form of it knows less than another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.checks import CHECKS
from netplan_audit.network.build import build_network
from netplan_audit.pipeline import Input, resources_of
from netplan_audit.terraform.source import Source
from netplan_audit.terraform.tree import read_tree
from tests.cases import asked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path as Folder

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.terraform.resource import Body
    from netplan_audit.terraform.value import Path, Reference, Symbolic, Value

EVERY: Final = tuple(check.id for check in CHECKS)
DEFAULT: Final = tuple(check.id for check in CHECKS if check.pack == "default")


class Altered:
    """A body of which one argument, or one part of it, is another symbol than it was."""

    def __init__(self, body: Body, path: Path, symbol: Symbolic) -> None:
        self._body = body
        self._path = path
        self._symbol = symbol

    def value(self, name: str) -> Value:
        value = self._body.value(name)
        return self._put(value, self._path[1:]) if name == self._path[0] else value

    def _put(self, value: Value, path: Path) -> Value:
        if not path:
            return self._symbol
        step, *rest = path
        if isinstance(value, dict):
            return {k: self._put(v, tuple(rest)) if k == step else v for k, v in value.items()}
        if isinstance(value, list):
            return [self._put(v, tuple(rest)) if i == step else v for i, v in enumerate(value)]
        return value

    def names(self) -> Iterable[str]:
        return self._body.names()

    def holding(self, text: bytes) -> Iterable[str]:
        return self._body.holding(text)

    def configured(self, name: str) -> bool | None:
        return self._body.configured(name)

    def ignores(self, name: str) -> bool | None:
        return self._body.ignores(name)

    def references(self) -> Iterator[tuple[Path, Symbolic]]:
        for path, symbol in self._body.references():
            if path[: len(self._path)] != self._path:
                yield path, symbol
        yield self._path, self._symbol

    def origins(self, path: Path) -> tuple[Reference, ...]:
        within = min(len(path), len(self._path))
        return () if path[:within] == self._path[:within] else self._body.origins(path)

    def mask(self, name: str) -> object:
        return self._body.mask(name)


def is_told(network: Network, check: str, finding: Outcome, address: str, argument: str) -> bool:
    """Tell whether a finding stays or is undecided, or coverage names the argument."""
    if any(touches(each, finding) for each in asked(network, (check,))):
        return True
    if any(f"{address}.{argument}" in text for text in network.coverage.unresolved):
        return True
    places = {address, finding.subject}
    others = (each for each in asked(network, DEFAULT) if each.verdict == "undecided")
    return any(each.subject in places for each in others)


def touches(outcome: Outcome, finding: Outcome) -> bool:
    """Tell whether two results are about one object, or one about what the other names."""
    mine, theirs = dict(outcome.related), dict(finding.related)
    return (
        outcome.subject == finding.subject or outcome.subject in theirs or finding.subject in mine
    )


def silent_alone(plan: bytes, folder: Folder) -> set[str]:
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


def _outcomes(plan: bytes, folder: Folder | None) -> list[Outcome]:
    sources = () if folder is None else (Source(read_tree(folder).modules, "source", str(folder)),)
    one = Input(id="plan", path="plan.json", data=plan, sources=lambda: sources)
    return list(asked(build_network(resources_of(one)), EVERY))

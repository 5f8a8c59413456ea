"""Random well-typed expressions come out as Terraform has them, where it is there to be asked."""

from __future__ import annotations

import random
import re
from functools import cache
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.terraform.hcl import console
from tests.terraform.hcl.test_vectors import answer

KINDS: Final = ("num", "str", "str", "bool", "list", "list", "set", "obj", "map")
DEPTH: Final = 3
MANY: Final = 150
_PLACE: Final = re.compile("⟦(.*?)⟧")
# What is done otherwise here on purpose; `vectors/differences.json` gives the reasons.
_APART: Final = re.compile(r"-0\b")


@cache
def grammar() -> dict[str, tuple[list[str], list[str]]]:
    """Return the texts of each kind: those that end the recursion, and all."""
    rules: dict[str, tuple[list[str], list[str]]] = {}
    text = (console.VECTORS / "grammar.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        kind, colon, rule = line.partition(": ")
        if line.startswith("#") or not colon:
            continue
        ends, every = rules.setdefault(kind, ([], []))
        every.append(rule)
        if not _PLACE.search(rule):
            ends.append(rule)
    return rules


def expression(chance: random.Random, kind: str, depth: int) -> str:
    """Make an expression of a kind, with others inside it as deep as that."""
    ends, every = grammar()[kind]
    rule = chance.choice(every if depth > 0 or not ends else ends)
    return _PLACE.sub(lambda found: expression(chance, found[1], depth - 1), rule)


def test_every_kind_of_the_grammar_has_an_end() -> None:
    named = {kind for _, every in grammar().values() for r in every for kind in _PLACE.findall(r)}
    assert named <= grammar().keys()
    assert all(ends for ends, _ in grammar().values())


def different(seed: int) -> list[tuple[str, str | None, str | None]]:
    """Return the expressions of a seed that come out otherwise, with both answers."""
    program = console.terraform()
    if program is None:
        pytest.skip("terraform is not installed")
    chance = random.Random(seed)  # noqa: S311 - no secret
    wanted = [expression(chance, chance.choice(KINDS), DEPTH) for _ in range(MANY)]
    rows = zip(wanted, console.answers(program, wanted), strict=True)
    found = [(each, theirs, answer(each)) for each, theirs in rows]
    return [row for row in found if row[1] != row[2] and not _is_apart(*row[1:])]


def _is_apart(theirs: str | None, ours: str | None) -> bool:
    """Tell whether a difference is one of those on purpose, or Terraform is the stricter one."""
    return theirs is None or any(_APART.search(text or "") for text in (theirs, ours))


@pytest.mark.slow
@settings(max_examples=3)
@given(st.integers(0, 2**32))
def test_random_expressions_come_out_as_in_terraform(seed: int) -> None:
    assert different(seed) == []

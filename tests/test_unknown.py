"""Three-valued logic keeps its tables, its laws and its promise never to guess."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netplan_audit.unknown import Truth, all_of, any_of, truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

NO, UNKNOWN, YES = Truth.NO, Truth.UNKNOWN, Truth.YES
MEANINGS = {NO: (False,), UNKNOWN: (False, True), YES: (True,)}

TRUTHS = st.sampled_from(Truth)
LISTS = st.lists(TRUTHS, max_size=5)


def worlds(truths: Iterable[Truth]) -> list[tuple[bool, ...]]:
    """List every way the unknowns among these could turn out."""
    return list(product(*(MEANINGS[each] for each in truths)))


def agreed(answers: Iterable[bool]) -> Truth:
    """Return the answer that all worlds give, unknown where they differ."""
    seen = set(answers)
    return truth(seen.pop()) if len(seen) == 1 else UNKNOWN


@pytest.mark.parametrize("answer", Truth)
def test_no_answer_passes_for_a_bool(answer: Truth) -> None:
    with pytest.raises(TypeError, match="compare explicitly"):
        bool(answer)


def test_a_bool_becomes_an_answer() -> None:
    assert (truth(True), truth(False)) == (YES, NO)  # noqa: FBT003


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (NO, NO, NO, NO),
        (NO, UNKNOWN, NO, UNKNOWN),
        (NO, YES, NO, YES),
        (UNKNOWN, NO, NO, UNKNOWN),
        (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
        (UNKNOWN, YES, UNKNOWN, YES),
        (YES, NO, NO, YES),
        (YES, UNKNOWN, UNKNOWN, YES),
        (YES, YES, YES, YES),
    ],
)
def test_and_or_follow_the_tables_of_kleene(
    left: Truth, right: Truth, both: Truth, either: Truth
) -> None:
    assert (left & right, left | right) == (both, either)


def test_not_swaps_yes_and_no_alone() -> None:
    assert [~each for each in (NO, UNKNOWN, YES)] == [YES, UNKNOWN, NO]


@given(TRUTHS, TRUTHS)
def test_de_morgan_holds_with_unknowns(left: Truth, right: Truth) -> None:
    assert ~(left & right) == ~left | ~right


@given(TRUTHS, TRUTHS, TRUTHS)
def test_and_distributes_over_or(first: Truth, second: Truth, third: Truth) -> None:
    assert first & (second | third) == (first & second) | (first & third)


@given(LISTS)
def test_a_closed_set_is_decided_where_all_worlds_agree(truths: list[Truth]) -> None:
    actual = (any_of(truths), all_of(truths))
    assert actual == (agreed(map(any, worlds(truths))), agreed(map(all, worlds(truths))))


@given(LISTS)
def test_an_open_set_has_one_more_member_nobody_knows(truths: list[Truth]) -> None:
    actual = (any_of(truths, closed=False), all_of(truths, closed=False))
    assert actual == (any_of([*truths, UNKNOWN]), all_of([*truths, UNKNOWN]))


def test_an_empty_set_answers_only_where_it_is_closed() -> None:
    closed = (any_of([]), all_of([]))
    opened = (any_of([], closed=False), all_of([], closed=False))
    assert (closed, opened) == ((NO, YES), (UNKNOWN, UNKNOWN))


@pytest.mark.parametrize(("quantifier", "decisive"), [(any_of, YES), (all_of, NO)])
@pytest.mark.parametrize("closed", [True, False])
def test_the_decisive_member_ends_the_search(
    quantifier: Callable[..., Truth], decisive: Truth, *, closed: bool
) -> None:
    truths = iter([UNKNOWN, ~decisive, decisive, UNKNOWN, ~decisive])
    assert quantifier(truths, closed=closed) == decisive
    assert list(truths) == [UNKNOWN, ~decisive]


@given(truths=LISTS, data=st.data())
@pytest.mark.parametrize("quantifier", [any_of, all_of])
@pytest.mark.parametrize("closed", [True, False])
def test_learning_a_member_never_turns_an_answer_around(
    quantifier: Callable[..., Truth], truths: list[Truth], data: st.DataObject, *, closed: bool
) -> None:
    learnt = [truth(value) for value in data.draw(st.sampled_from(worlds(truths)))]
    before = quantifier(truths, closed=closed)
    assert before in {UNKNOWN, quantifier(learnt, closed=closed)}

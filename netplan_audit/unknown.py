"""Three-valued logic: yes, no, and unknown as an answer in its own right."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Truth(enum.Enum):
    """The answer to a question, in Kleene's strong three-valued logic."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        """Refuse, so that unknown never passes for an answer; raises TypeError."""
        message = f"{self} has no truth value; compare explicitly, as in `answer is Truth.YES`"
        raise TypeError(message)

    def __and__(self, other: Truth) -> Truth:
        """Both: no dominates, then unknown."""
        if self is Truth.NO or other is Truth.NO:
            return Truth.NO
        return other if self is Truth.YES else Truth.UNKNOWN

    def __or__(self, other: Truth) -> Truth:
        """Either: yes dominates, then unknown."""
        if self is Truth.YES or other is Truth.YES:
            return Truth.YES
        return other if self is Truth.NO else Truth.UNKNOWN

    def __invert__(self) -> Truth:
        """Not: the opposite of unknown is unknown."""
        if self is Truth.UNKNOWN:
            return Truth.UNKNOWN
        return Truth.NO if self is Truth.YES else Truth.YES


def truth(value: bool) -> Truth:  # noqa: FBT001 - the one argument is the value itself
    """Turn a known answer into a `Truth`."""
    return Truth.YES if value else Truth.NO


def any_of(truths: Iterable[Truth], *, closed: bool = True) -> Truth:
    """Tell whether it holds for some member of a set; stops at the first yes.

    `closed` is False where the set may have members that are not among `truths`: then "no" for
    all that are seen leaves the answer unknown.
    """
    answer = Truth.NO if closed else Truth.UNKNOWN
    for each in truths:
        if each is Truth.YES:
            return Truth.YES
        if each is Truth.UNKNOWN:
            answer = Truth.UNKNOWN
    return answer


def all_of(truths: Iterable[Truth], *, closed: bool = True) -> Truth:
    """Tell whether it holds for every member of a set; stops at the first no.

    `closed` is False where the set may have members that are not among `truths`: then "yes" for
    all that are seen leaves the answer unknown.
    """
    answer = Truth.YES if closed else Truth.UNKNOWN
    for each in truths:
        if each is Truth.NO:
            return Truth.NO
        if each is Truth.UNKNOWN:
            answer = Truth.UNKNOWN
    return answer

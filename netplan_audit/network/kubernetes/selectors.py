"""Label selectors as Kubernetes means them, in three-valued logic.

https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from netplan_audit.unknown import Truth, all_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


class Labels(Struct, frozen=True):
    """The labels of an object; `complete` is False where it may have others too.

    `vague` are those that it has with an unknown value, where these are all that is missing.
    """

    known: Mapping[str, str] = field(default_factory=dict)
    complete: bool = True
    vague: frozenset[str] = frozenset()

    def have(self, key: str, values: tuple[str, ...] = ()) -> Truth:
        """Tell whether a label is there, with one of these values where any are given."""
        if key not in self.known:
            return Truth.NO if self.complete else Truth.UNKNOWN
        return Truth.NO if values and self.known[key] not in values else Truth.YES


class Requirement(Struct, frozen=True):
    """One of `matchExpressions`: a label, an operator and its values."""

    key: str
    operator: str
    values: tuple[str, ...] = ()

    def matches(self, labels: Labels) -> Truth:
        """Tell whether labels meet it; unknown for an operator that Kubernetes does not have."""
        if self.operator == "In":
            return labels.have(self.key, self.values) if self.values else Truth.NO
        if self.operator == "NotIn":
            return ~labels.have(self.key, self.values) if self.values else Truth.YES
        if self.operator == "Exists":
            return labels.have(self.key)
        return ~labels.have(self.key) if self.operator == "DoesNotExist" else Truth.UNKNOWN


class Selector(Struct, frozen=True):
    """What all labels must meet; an empty selector matches everything.

    `complete` is False where it may ask for more than is known.
    """

    requirements: tuple[Requirement, ...] = ()
    complete: bool = True

    def matches(self, labels: Labels) -> Truth:
        """Tell whether it selects an object with these labels."""
        return all_of(self._answers(labels))

    def _answers(self, labels: Labels) -> Iterator[Truth]:
        for requirement in self.requirements:
            yield requirement.matches(labels)
        if not self.complete:
            yield Truth.UNKNOWN

    @property
    def is_for_some(self) -> bool:
        """Whether it names the values that a label has: it selects no rest of others."""
        return any(requirement.operator == "In" for requirement in self.requirements)

    @property
    def wanted(self) -> Labels:
        """The labels that every selected object has."""
        pairs = {r.key: r.values[0] for r in self.requirements if _names_one(r)}
        return Labels(pairs, complete=False)


EVERYTHING: Final = Selector()


class SelectorIndex:
    """Finds the selectors that may match labels without asking each of them."""

    def __init__(self, selectors: Sequence[Selector]) -> None:
        """File each selector under one label that it asks for, if it asks for any."""
        self._loose: list[int] = []
        self._by_label: dict[str, dict[str, list[int]]] = {}
        for number, selector in enumerate(selectors):
            wanted = next((r for r in selector.requirements if r.operator == "In"), None)
            if wanted is None:
                self._loose.append(number)
                continue
            for value in wanted.values:
                self._by_label.setdefault(wanted.key, {}).setdefault(value, []).append(number)

    def may_match(self, labels: Labels) -> list[int]:
        """Return the places of the selectors that match labels, or may, and of few others."""
        found = set(self._loose)
        for key, by_value in self._by_label.items():
            if key in labels.known:
                found.update(by_value.get(labels.known[key], ()))
            elif not labels.complete:
                found.update(number for numbers in by_value.values() for number in numbers)
        return sorted(found)


class LabelIndex:
    """Finds the objects that a selector may match without asking each of them."""

    def __init__(self, objects: Sequence[Labels]) -> None:
        """File each object under every label that it has."""
        self._size = len(objects)
        self._vague = [number for number, labels in enumerate(objects) if not labels.complete]
        self._by_pair: dict[tuple[str, str], list[int]] = {}
        for number, labels in enumerate(objects):
            for pair in labels.known.items():
                self._by_pair.setdefault(pair, []).append(number)

    def may_match(self, selector: Selector) -> Sequence[int]:
        """Return the places of the objects that a selector matches, or may, and of few others."""
        wanted = next((r for r in selector.requirements if r.operator == "In"), None)
        if wanted is None:
            return range(self._size)
        found = set(self._vague)
        for value in wanted.values:
            found.update(self._by_pair.get((wanted.key, value), ()))
        return sorted(found)


def _names_one(requirement: Requirement) -> bool:
    return requirement.operator == "In" and len(requirement.values) == 1

"""Label selectors as Kubernetes means them, in three-valued logic.

https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from netplan_audit.unknown import Truth, all_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


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
    def wanted(self) -> Labels:
        """The labels that every selected object has."""
        pairs = {r.key: r.values[0] for r in self.requirements if _names_one(r)}
        return Labels(pairs, complete=False)


EVERYTHING: Final = Selector()


def _names_one(requirement: Requirement) -> bool:
    return requirement.operator == "In" and len(requirement.values) == 1

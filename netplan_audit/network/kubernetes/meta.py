"""What every object of Kubernetes has: its kind, name, namespace, labels and annotations."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from netplan_audit.kubernetes import UNNAMED
from netplan_audit.network.kubernetes.selectors import Labels
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAMESPACE: Final = re.compile(rf"[a-z0-9-]+|{UNNAMED}.*")


@lru_cache(4096)
def is_placeholder(namespace: str) -> bool:
    """Tell whether a namespace is no name of one: something else fills it in."""
    return _NAMESPACE.fullmatch(namespace) is None


class Meta(Struct, frozen=True):
    """The identity of an object: the address it is declared at, its kind and its metadata.

    `name` and `namespace` are None where they are unknown.
    """

    address: str
    kind: str
    name: str | None
    namespace: str | None
    labels: Labels = field(default_factory=Labels)
    annotations: Labels = field(default_factory=Labels)

    def is_named(self, name: str | None, namespace: str | None) -> Truth:
        """Tell whether it is the object of this name in this namespace."""
        return _equal(self.name, name) & _equal(self.namespace, namespace)

    def shares_namespace(self, other: Meta) -> Truth:
        """Tell whether another object is in the same namespace."""
        return _equal(self.namespace, other.namespace)

    @property
    def is_unnamed(self) -> bool:
        """Tell whether its namespace is whichever its folder is applied to."""
        return self.namespace is not None and self.namespace.startswith(UNNAMED)

    def annotation(self, *keys: str) -> str | None:
        """Return the first of these annotations, '' where there is none; None where unknown."""
        known, vague = self.annotations.known, self.annotations.vague
        told = next((known[key] for key in keys if key in known), "")
        is_unset = self.annotations.complete or (bool(vague) and vague.isdisjoint(keys))
        return told if told or is_unset else None

    @property
    def display(self) -> str:
        """The kind and the name, as `kubectl` writes them."""
        return f"{self.kind}/{self.name or '?'}"


def _equal(one: str | None, other: str | None) -> Truth:
    return Truth.UNKNOWN if one is None or other is None else truth(one == other)


def related(objects: Iterable[Meta]) -> tuple[tuple[str, str], ...]:
    """Return objects as those that are related to a finding."""
    return tuple((each.address, each.kind) for each in objects)

"""What an expression can mean: instances with the attribute read of them, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from netplan_audit.terraform.address import module_path
from netplan_audit.terraform.value import Certainty

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.terraform.address import Key
    from netplan_audit.terraform.plan.configuration import ModuleInstance
    from netplan_audit.terraform.plan.expression import Expression
    from netplan_audit.terraform.resource import Resource

_T = TypeVar("_T")


class Entry(NamedTuple):
    """The instances that one reference can mean, and the attribute it reads ('' if not said)."""

    resources: tuple[Resource, ...]
    attribute: str
    certainty: Certainty

    def at_most(self, certainty: Certainty) -> Entry:
        """Return the entry with its certainty lowered to a bound."""
        lower = self.certainty > certainty
        return Entry(self.resources, self.attribute, certainty) if lower else self

    def at_least(self, certainty: Certainty) -> Entry:
        """Return the entry with its certainty raised to a bound."""
        higher = self.certainty < certainty
        return Entry(self.resources, self.attribute, certainty) if higher else self


class Opaque(NamedTuple):
    """A reference that could not be followed, and the module instance where it stands."""

    scope: ModuleInstance
    text: str

    @property
    def address(self) -> str:
        """The text as seen from the root: `module.net["a"].local.vpc_id`."""
        return f"{self.scope.address}.{self.text}" if self.scope.address else self.text

    @property
    def is_expression(self) -> bool:
        """Whether it stands for an expression of its module that the plan leaves out."""
        return self.text.startswith(("local.", "dynamic"))


class Found(NamedTuple):
    """What an expression refers to.

    `plain` is False where an expression on the way had several references, so that it may choose
    between them; `steered` tells that one of them is known, so that it may choose none
    (`var.x ? aws_y.z.id : null`).
    """

    entries: tuple[Entry, ...] = ()
    opaque: tuple[Opaque, ...] = ()
    plain: bool = True
    steered: bool = False

    def at_most(self, certainty: Certainty) -> Found:
        """Return the same with the certainty of every entry lowered to a bound."""
        return self._replace(entries=tuple(entry.at_most(certainty) for entry in self.entries))


class Site(NamedTuple):
    """Where an expression stands: its module instance, its block's iteration and instance key."""

    scope: ModuleInstance
    iteration: Expression
    key: Key
    siblings: int
    """How many instances the block has."""
    depth: int = 0
    """How many expressions were followed to come here."""


NOTHING = Found()


def distinct(items: Iterable[_T]) -> tuple[_T, ...]:
    """Leave out repetitions, keeping the order."""
    return tuple(dict.fromkeys(items))


def joined(results: Iterable[Found], opaque: tuple[Opaque, ...] = ()) -> Found:
    """Join what several references of one expression lead to."""
    parts = tuple(results)
    return Found(
        distinct(entry for part in parts for entry in part.entries),
        distinct((*opaque, *(one for part in parts for one in part.opaque))),
        plain=False,
        steered=any(part.steered for part in parts),
    )


def one_of(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Join entries of one attribute, of which one holds, into one entry of all their instances."""
    alternatives = distinct(entries)
    if len({resource.address for e in alternatives for resource in e.resources}) <= 1:
        return alternatives
    groups: dict[str, dict[str, Resource]] = {}
    for entry in alternatives:
        group = groups.setdefault(entry.attribute, {})
        group.update((resource.address, resource) for resource in entry.resources)
    return tuple(
        Entry(tuple(group.values()), attribute, Certainty.ONE_OF)
        for attribute, group in groups.items()
    )


def picked(found: Found, step: tuple[int | str, ...], expression: Expression, site: Site) -> Found:
    """Pick one object out of a collection that came through a variable or an output.

    By the constant key that follows it, else by the iteration's own key; a list that is made of
    one counted block is taken to be in its order.
    """
    if all(len(entry.resources) == 1 for entry in found.entries):
        return found
    key: Key = step[0] if step else None
    if not step and (expression.uses_key or expression.uses_index):  # a list's length is not told
        key = site.key
    if key is None:
        return found
    entries = tuple(_pick(entry, key, None if step else site.siblings) for entry in found.entries)
    return found._replace(entries=entries, plain=False)


def _pick(entry: Entry, key: Key, siblings: int | None) -> Entry:
    resources = entry.resources
    if isinstance(key, int):
        one_block = len({(r.module, r.block) for r in resources}) == 1
        same = tuple(r for r in resources if r.key == key)
        if not one_block or (siblings is not None and siblings != len(resources)):
            return entry
    else:
        same = tuple(r for r in resources if key == r.key or key in _module_keys(r.module))
    return Entry(same, entry.attribute, Certainty.LIKELY) if len(same) == 1 else entry


def _module_keys(address: str) -> tuple[Key, ...]:
    return tuple(key for _, key in module_path(address))

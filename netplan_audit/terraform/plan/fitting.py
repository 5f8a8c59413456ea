"""Which of the objects that an expression refers to an argument of a kind can name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.terraform.plan import identity
from netplan_audit.terraform.plan.found import distinct

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.terraform.plan.found import Entry
    from netplan_audit.terraform.plan.identity import Kind
    from netplan_audit.terraform.resource import Resource


def fitting(kind: Kind, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Keep what an argument of a kind can name, and say which attribute that is.

    Where the plan does not say (`aws_vpc.x`), the object itself is preferred to one that comes
    with it, as a VPC's security group does.
    """
    some = [e for e in entries if identity.fits(kind, block_type(e.resources[0]), e.attribute)]
    if all(entry.attribute for entry in some):
        return tuple(some)
    named = [e for e in some if e.attribute or is_own(kind, e)]
    return distinct(
        e if e.attribute else e._replace(attribute=_attribute(kind, e)) for e in named or some
    )


def is_own(kind: Kind, entry: Entry) -> bool:
    """Tell whether an object of a kind is meant itself, and not one that comes with it."""
    return block_type(entry.resources[0]) in kind and _attribute(kind, entry) in identity.OWN


def block_type(resource: Resource) -> str:
    """Return the type of a block as kinds have it: `data.aws_vpc` for a data source."""
    return f"data.{resource.type}" if resource.mode == "data" else resource.type


def _attribute(kind: Kind, entry: Entry) -> str:
    return kind[block_type(entry.resources[0])][0]

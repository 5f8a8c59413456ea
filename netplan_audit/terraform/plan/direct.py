"""References that are answered at once: nothing has to be followed to find their instance."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from netplan_audit.terraform.plan import identity
from netplan_audit.terraform.value import Certainty, Reference

if TYPE_CHECKING:
    from netplan_audit.terraform.address import Key
    from netplan_audit.terraform.plan.configuration import Block, ModuleInstance
    from netplan_audit.terraform.plan.expression import Expression


def only_instance(expression: Expression, argument: str, scope: ModuleInstance) -> Reference | None:
    """Answer the commonest case: one plain reference to a block with one instance."""
    direct = expression.direct
    if direct is None:
        return None
    name, key, attribute, block_type = direct
    instances = scope.instances.get(name)
    if not instances or len(instances) != 1 or (key is not None and instances[0].key != key):
        return None
    if not _names_one(argument, block_type, attribute):
        return None
    return Reference(instances[0].address, attribute, Certainty.CERTAIN)


def aligned_instance(
    expression: Expression, argument: str, scope: ModuleInstance, block: Block, key: Key
) -> Reference | None:
    """Answer the next: the id of the instance of the same key (`aws_subnet.a[count.index].id`)."""
    name = expression.aligned
    instances = scope.instances.get(name, ())
    if len(instances) <= 1:
        return None
    of_key = scope.by_key(name).get(key)
    siblings = len(scope.instances.get(block.name, ()))
    if of_key is None or not expression.is_keyed(len(instances), siblings):
        return None
    attribute = _own_attribute(argument, name.rpartition(".")[0])
    return Reference(of_key.address, attribute, Certainty.LIKELY) if attribute else None


@lru_cache(maxsize=4096)
def _own_attribute(argument: str, block_type: str) -> str:
    """Return the attribute that is the id which an argument holds; '' where it holds others too."""
    kind = identity.kind_of(argument)
    if kind is None or identity.is_collection(argument):
        return ""
    return kind.get(block_type, ("",))[0]


@lru_cache(maxsize=4096)
def _names_one(argument: str, block_type: str, attribute: str) -> bool:
    """Tell whether an argument holds one id, and `attribute` of such a block gives it."""
    kind = identity.kind_of(argument)
    if kind is None or identity.is_collection(argument):
        return False
    return identity.fits(kind, block_type, attribute)

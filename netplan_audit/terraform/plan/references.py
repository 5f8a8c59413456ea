"""Turns what an expression refers to into the symbolic value of an argument.

Plan JSON keeps no operators, indices or locals, so a reference ends in one instance only where
there is just one it can be.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from netplan_audit.terraform.plan import identity
from netplan_audit.terraform.plan.follow import (
    Entry,
    Site,
    follow_all,
    follow_outputs,
    follow_variable,
)
from netplan_audit.terraform.value import (
    Certainty,
    OneOf,
    Reference,
    SomeOf,
    Symbolic,
    Unknown,
    is_symbolic,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.terraform.plan.configuration import Expression, ModuleInstance
    from netplan_audit.terraform.resource import Resource


def resolve(expression: Expression, argument: str, site: Site, *, settled: bool) -> Symbolic:
    """Return the symbolic value of an argument that is unknown before apply.

    `settled` is False where the argument may be unknown for another reason than its expression.
    """
    if expression.follows_count or expression.follows_each:
        return _resolve(expression, argument, site, settled=settled)
    memo = (expression, argument, settled)
    found: Symbolic | None = site.scope.memo.get(memo)
    if found is None:
        found = _resolve(expression, argument, site, settled=settled)
        site.scope.memo[memo] = found
    return found


def only_instance(expression: Expression, argument: str, scope: ModuleInstance) -> Reference | None:
    """Answer the commonest case at once: one plain reference to a block with one instance."""
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


@lru_cache(maxsize=4096)
def _names_one(argument: str, block_type: str, attribute: str) -> bool:
    """Tell whether an argument holds one id, and `attribute` of such a block gives it."""
    kind = identity.kind_of(argument)
    if kind is None or identity.is_collection(argument):
        return False
    return identity.fits(kind, block_type, attribute)


def _resolve(expression: Expression, argument: str, site: Site, *, settled: bool) -> Symbolic:
    entries, opaque, plain = follow_all(expression, site, 0)
    kind = identity.kind_of(argument)
    collection = identity.is_collection(argument)
    if kind is not None:
        entries = tuple(entry for entry in entries if _fits(kind, entry))
        if not entries and (opaque or expression.flat):
            return infer(argument, site.scope, opaque or ("dynamic block",))
    if not entries:
        waits_for = opaque or tuple(t.text for t in expression.traversals)
        return Unknown(waits_for=waits_for, configured=True)
    if len(entries) > 1 or len(entries[0].resources) > 1:
        still_unknown = _without_known(entries)
        settled = settled and still_unknown == entries
        entries = still_unknown
    if not settled and (expression.flat or not plain):
        entries = tuple(e._replace(certainty=min(e.certainty, Certainty.LIKELY)) for e in entries)
    if collection:
        return _some_of(entries, opaque, expression)
    return _one_of(entries, opaque)


def origins(expression: Expression, site: Site) -> tuple[Reference, ...]:
    """Return all that an expression refers to, whatever the value of its argument is."""
    if not expression.traversals:
        return ()
    return _references(follow_all(expression, site, 0).entries)


def infer(argument: str, scope: ModuleInstance, opaque: tuple[str, ...]) -> Symbolic:
    """Guess what a `local` or a dynamic block holds: only what its module can see."""
    kind = identity.kind_of(argument)
    if kind is None:
        return Unknown(waits_for=opaque, configured=True)
    return _infer(kind, scope, opaque, collection=identity.is_collection(argument))


def _without_known(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Leave out objects whose attribute is known: they cannot make the argument unknown."""
    kept: list[Entry] = []
    for entry in entries:
        left = tuple(r for r in entry.resources if not _is_known(r, entry.attribute))
        if left:
            kept.append(entry._replace(resources=left))
    return tuple(kept) or entries


def _is_known(resource: Resource, attribute: str) -> bool:
    name = attribute.partition(".")[0].partition("[")[0] or "id"
    value = resource.get(name)
    return value is not None and not is_symbolic(value) and not isinstance(value, (list, dict))


def _fits(kind: dict[str, tuple[str, ...]], entry: Entry) -> bool:
    resource = entry.resources[0]
    return identity.fits(kind, _block_type(resource), entry.attribute)


def _block_type(resource: Resource) -> str:
    return f"data.{resource.type}" if resource.mode == "data" else resource.type


def _one_of(entries: tuple[Entry, ...], opaque: tuple[str, ...]) -> Symbolic:
    """Return the value of an argument that names exactly one object."""
    references = _references(entries)
    if len(references) == 1 and not opaque:
        return references[0]
    candidates = tuple(Reference(r.address, r.attribute, Certainty.ONE_OF) for r in references)
    return OneOf(candidates, complete=not opaque, waits_for=opaque)


def _some_of(entries: tuple[Entry, ...], opaque: tuple[str, ...], expression: Expression) -> SomeOf:
    """Return the value of an argument that names any number of objects."""
    whole = not (opaque or expression.follows_count or expression.follows_each or expression.flat)
    if len(entries) == 1 and whole and entries[0].certainty is Certainty.ONE_OF:
        entries = (entries[0]._replace(certainty=Certainty.LIKELY),)
    elif len(entries) > 1 and expression.flat:
        entries = tuple(e._replace(certainty=Certainty.ONE_OF) for e in entries)
    elif len(entries) > 1 or opaque:
        entries = tuple(e._replace(certainty=min(e.certainty, Certainty.LIKELY)) for e in entries)
    return SomeOf(_references(entries), complete=not opaque, waits_for=opaque)


def _references(entries: Iterable[Entry]) -> tuple[Reference, ...]:
    """Expand entries to references, each target once with its best certainty."""
    best: dict[tuple[str, str], Certainty] = {}
    for resources, attribute, certainty in entries:
        for resource in resources:
            target = (resource.address, attribute)
            best[target] = max(certainty, best.get(target, certainty))
    return tuple(Reference(*target, certainty) for target, certainty in best.items())


def _infer(
    kind: dict[str, tuple[str, ...]],
    scope: ModuleInstance,
    opaque: tuple[str, ...],
    *,
    collection: bool,
) -> Symbolic:
    """Guess what a `local` holds: it can only be made of what its module can see."""
    entries = _visible(kind, scope)
    references = _references(e._replace(certainty=Certainty.ONE_OF) for e in entries)
    if not references:
        return Unknown(waits_for=opaque, configured=True)
    if collection:
        return SomeOf(references, complete=False, waits_for=opaque)
    if len(references) == 1:
        only = references[0]
        return Reference(only.address, only.attribute, Certainty.LIKELY)
    return OneOf(references, complete=False, waits_for=opaque)


def _visible(kind: dict[str, tuple[str, ...]], scope: ModuleInstance) -> tuple[Entry, ...]:
    """List the objects of a kind that expressions of a module instance can name."""
    own = tuple(
        Entry(tuple(instances), attributes[0], Certainty.ONE_OF)
        for block_type, attributes in kind.items()
        for name, instances in scope.instances.items()
        if instances
        and name.startswith(f"{block_type}.")
        and "id" in attributes[0]
        and attributes[0] in {"id", "arn", "ids"}
    )
    if own:
        return own
    passed: list[Entry] = []
    if scope.call is not None:
        for name in scope.call.inputs:
            passed.extend(e for e in follow_variable(name, scope, 0).entries if _fits(kind, e))
    for name in scope.children:
        for child in scope.children[name]:
            passed.extend(e for e in follow_outputs(child, None, 0).entries if _fits(kind, e))
    return tuple(passed)

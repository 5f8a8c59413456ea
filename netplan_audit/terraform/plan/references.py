"""Turns what an expression refers to into the symbolic value of an argument.

Plan JSON keeps no operators, indices or locals, so a reference ends in one instance only where
there is just one it can be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.plan import identity
from netplan_audit.terraform.plan.fitting import block_type, fitting, is_own
from netplan_audit.terraform.plan.follow import follow_all, own_objects, passed_objects
from netplan_audit.terraform.plan.found import Opaque, Site, distinct
from netplan_audit.terraform.plan.question import ask
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

    from netplan_audit.terraform.address import Key
    from netplan_audit.terraform.plan.configuration import Block, ModuleInstance
    from netplan_audit.terraform.plan.expression import Expression
    from netplan_audit.terraform.plan.found import Entry, Found
    from netplan_audit.terraform.plan.identity import Kind
    from netplan_audit.terraform.plan.question import Question
    from netplan_audit.terraform.resource import Resource

_FEW: Final = 8
_GIVEN: Final = frozenset({"var", "each", "count"})


def resolve(
    expression: Expression, question: Question, scope: ModuleInstance, block: Block, key: Key
) -> Symbolic:
    """Return the symbolic value of an argument that is unknown before apply.

    The argument is one of the instance of `block` with `key`, in a module instance.
    """
    memo: tuple[object, ...] = (expression, question)
    found = None
    if expression.iterates:
        found = follow_all(expression, site_of(scope, block, key))
        if all(len(entry.resources) == 1 for entry in found.entries):
            return _value(found, expression, question, scope)
        memo = (*memo, found.opaque, found.plain, *map(_identity, found.entries))
    known: tuple[Symbolic, Found] | None = scope.memo.get(memo)
    if known is None:
        found = found or follow_all(expression, site_of(scope, block, key))
        # Kept with the value, so that no other tuple comes to have the same identity.
        known = _value(found, expression, question, scope), found
        scope.memo[memo] = known
    return known[0]


def site_of(scope: ModuleInstance, block: Block, key: Key) -> Site:
    """Return the place where the expressions of an instance stand."""
    return Site(scope, block.iteration, key, len(scope.instances.get(block.name, ())))


def _identity(entry: Entry) -> tuple[object, ...]:
    """Return what an entry is remembered by: many instances of a block share their candidates."""
    few = len(entry.resources) <= _FEW
    return entry if few else (id(entry.resources), entry.attribute, entry.certainty)


def origins(
    expression: Expression, scope: ModuleInstance, block: Block, key: Key
) -> tuple[Reference, ...]:
    """Return all that an expression refers to, whatever the value of its argument is."""
    if not expression.traversals:
        return ()
    return _references(follow_all(expression, site_of(scope, block, key)).entries)


def infer(argument: str, scope: ModuleInstance, text: str) -> Symbolic:
    """Guess what an expression gives that the plan leaves out: only what its module can see."""
    opaque = (Opaque(scope, text),)
    return _guess(ask(argument), opaque)


def _value(
    found: Found, expression: Expression, question: Question, scope: ModuleInstance
) -> Symbolic:
    entries, kind = found.entries, question.kind
    closed, all_fit = not found.opaque, True
    if kind is not None:
        entries = fitting(kind, entries)
        if not entries and (found.opaque or expression.flat):
            return _guess(question, found.opaque or (Opaque(scope, "dynamic block"),))
        all_fit = len(entries) == len(found.entries)
        closed = closed and (all_fit or not _has_strangers(found.entries))
    if not entries:
        if _is_given(found, expression):
            return Unknown(configured=False)
        waits_for = _waits(found.opaque) or tuple(t.text for t in expression.traversals)
        return Unknown(waits_for, configured=True)
    if not (question.settled or found.plain or expression.flat or expression.indexed):
        closed = closed and all_fit and not found.steered  # else it may be null
    if question.is_collection:
        return _some_of(entries, found, expression, question, closed=closed)
    # Each reference is there for some block: with as many of them, no block is made otherwise.
    enough = question.blocks <= sum(len(entry.resources) for entry in entries)
    sure = closed and (question.settled or (found.plain and not expression.flat))
    return _one_of(entries, found.opaque, question, sure=sure, closed=closed and enough)


def _is_given(found: Found, expression: Expression) -> bool:
    """Tell whether an expression is made of nothing but variables that are known when planning.

    An argument that is unknown all the same is null there, and the provider's to fill in.
    """
    given = bool(expression.traversals) and all(t.kind in _GIVEN for t in expression.traversals)
    return given and not (found.entries or found.opaque or expression.flat)


def _has_strangers(entries: Iterable[Entry]) -> bool:
    """Tell whether something unknown is read that may choose, or be, the value.

    The id of an object of any kind is neither, nor is anything known.
    """
    return any(
        not identity.is_id(block_type(entry.resources[0]), entry.attribute)
        and not all(_is_known(resource, entry.attribute) for resource in entry.resources)
        for entry in entries
    )


def _is_known(resource: Resource, attribute: str) -> bool:
    name = attribute.partition(".")[0].partition("[")[0] or "id"
    value = resource.get(name)
    return value is not None and not is_symbolic(value) and not isinstance(value, (list, dict))


def _unknown_ones(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Leave out objects whose attribute is known: they cannot make the argument unknown."""
    kept: list[Entry] = []
    for entry in entries:
        left = tuple(r for r in entry.resources if not _is_known(r, entry.attribute))
        if left:
            kept.append(entry._replace(resources=left))
    return tuple(kept) or entries


def _one_of(
    entries: tuple[Entry, ...],
    opaque: tuple[Opaque, ...],
    question: Question,
    *,
    sure: bool,
    closed: bool,
) -> Symbolic:
    """Return the value of an argument that names exactly one object."""
    if len(entries) > 1 or len(entries[0].resources) > 1:
        entries = _unknown_ones(entries)
    references = _references((*entries, *_hidden(question, opaque)))
    if len(references) == 1 and not opaque:
        certainty = min(entry.certainty for entry in entries)
        return _with(references[0], certainty if sure else min(certainty, Certainty.LIKELY))
    candidates = tuple(_with(one, Certainty.ONE_OF) for one in references)
    return OneOf(candidates, complete=closed, waits_for=_waits(opaque))


def _some_of(
    entries: tuple[Entry, ...],
    found: Found,
    expression: Expression,
    question: Question,
    *,
    closed: bool,
) -> SomeOf:
    """Return the value of an argument that names any number of objects.

    All instances of a block that a collection refers to are taken to be in it.
    """
    mixed = expression.flat and not question.settled  # with the references of other blocks
    if mixed and len(entries) > 1:
        entries = tuple(e.at_most(Certainty.ONE_OF) for e in entries)
    elif mixed or len(entries) > 1 or not (closed and found.plain):
        entries = tuple(e.at_most(Certainty.LIKELY) for e in entries)
    if not (mixed or found.opaque or expression.iterates):
        entries = tuple(e.at_least(Certainty.LIKELY) for e in entries)
    references = _references((*entries, *_hidden(question, found.opaque)))
    return SomeOf(references, closed, _waits(found.opaque))


def _guess(question: Question, opaque: tuple[Opaque, ...]) -> Symbolic:
    """Return what a value may be of which nothing is told but its kind."""
    entries = _hidden(question, opaque)
    waits_for = _waits(opaque)
    if not entries:
        return Unknown(waits_for, configured=True)
    if question.is_collection:
        return SomeOf(_references(entries), complete=False, waits_for=waits_for)
    references = _references(_unknown_ones(entries))
    # In an argument that takes other kinds too, the usual one is no more than possible.
    narrow = identity.usual_kind_of(question.argument) is identity.kind_of(question.argument)
    if len(references) == 1 and narrow:
        return _with(references[0], Certainty.LIKELY)
    return OneOf(references, complete=False, waits_for=waits_for)


def _hidden(question: Question, opaque: tuple[Opaque, ...]) -> tuple[Entry, ...]:
    """Guess what locals and dynamic blocks hold: they are made of what their module sees.

    One object is first looked for among the module's own, then among what it is passed; a
    collection may be made of all, and of what the locals of other modules hold.
    """
    if not opaque:
        return ()
    kind = identity.usual_kind_of(question.argument)
    first = tuple(dict.fromkeys(one.scope for one in opaque if one.is_expression))
    if kind is None or not first:
        return ()
    memo = ("hidden", question.argument, first)
    known: tuple[Entry, ...] | None = first[0].memo.get(memo)
    if known is None:
        known = first[0].memo[memo] = _seen_from(first, kind, question)
    return known


def _seen_from(
    first: tuple[ModuleInstance, ...], kind: Kind, question: Question
) -> tuple[Entry, ...]:
    """List what of a kind the locals of module instances can be made of."""
    entries: dict[Entry, None] = {}
    wide = question.is_collection or question.argument in identity.OF_OTHERS
    scopes = dict.fromkeys(todo := list(first))
    while todo and (question.is_collection or not entries):
        near, todo = todo, []
        for scope in near:
            own = own_objects(scope, kind)
            seen = () if own and not wide else passed_objects(scope)
            passed = (e for f in seen for e in f.entries if e.attribute or is_own(kind, e))
            some = fitting(kind, (*own, *passed))
            entries |= dict.fromkeys(entry.at_most(Certainty.ONE_OF) for entry in some)
            hidden = (one for found in seen for one in found.opaque if one.is_expression)
            further = dict.fromkeys(one.scope for one in hidden if one.scope not in scopes)
            todo.extend(further)
            scopes |= further
    return tuple(entries)


def _with(reference: Reference, certainty: Certainty) -> Reference:
    if reference.certainty is certainty:
        return reference
    return Reference(reference.address, reference.attribute, certainty)


def _waits(opaque: tuple[Opaque, ...]) -> tuple[str, ...]:
    return distinct(one.address for one in opaque)


def _references(entries: Iterable[Entry]) -> tuple[Reference, ...]:
    """Expand entries to references, each target once with its best certainty."""
    best: dict[tuple[str, str], Certainty] = {}
    for resources, attribute, certainty in entries:
        for resource in resources:
            target = (resource.address, attribute)
            best[target] = max(certainty, best.get(target, certainty))
    return tuple(Reference(*target, certainty) for target, certainty in best.items())

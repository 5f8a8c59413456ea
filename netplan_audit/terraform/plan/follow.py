"""Follows references through modules, count and for_each to the instances they can mean.

Every step that is a convention rather than a proof lowers the certainty.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.plan import identity
from netplan_audit.terraform.plan.computed import may_be_computed
from netplan_audit.terraform.plan.configuration import ModuleInstance
from netplan_audit.terraform.plan.expression import NO_EXPRESSION, Expression
from netplan_audit.terraform.plan.found import (
    NOTHING,
    Entry,
    Found,
    Opaque,
    Site,
    distinct,
    joined,
    one_of,
    picked,
)
from netplan_audit.terraform.value import Certainty

if TYPE_CHECKING:
    from collections.abc import Callable

    from netplan_audit.terraform.address import Traversal
    from netplan_audit.terraform.plan.configuration import Call

_MANY: Final = 1000
"""Of more instances than these, all of which it may be, nothing is told."""
_DEPTH: Final = 64
"""The longest chain of modules and passed-on arguments that is followed."""


def follow_all(expression: Expression, site: Site) -> Found:
    """Follow every traversal of an expression."""
    opaque = tuple(Opaque(site.scope, text) for text in expression.opaque)
    if site.depth > _DEPTH:
        cut = tuple(Opaque(site.scope, t.text) for t in expression.traversals)
        return Found((), (*opaque, *cut), plain=False)
    results = [_follow(traversal, expression, site) for traversal in expression.traversals]
    if len(results) == 1 and not opaque:
        only = results[0]
        return only if expression.plain or not only.plain else only._replace(plain=False)
    known = any(
        not (one.entries or one.opaque or traversal.kind == "each")
        for one, traversal in zip(results, expression.traversals, strict=True)
    )
    found = joined(results, opaque)
    return found._replace(steered=known or found.steered)


def _follow(traversal: Traversal, expression: Expression, site: Site) -> Found:
    if traversal.kind == "resource":
        return _resource(traversal, expression, site)
    if traversal.kind == "var":
        found = follow_variable(traversal.name, site.scope, site.depth)
        return picked(found, traversal.rest[:1], expression, site)
    if traversal.kind == "module":
        found = _module(traversal, expression, site)
        return picked(found, traversal.rest[1:2], expression, site)
    if traversal.kind == "each" and traversal.name == "value":
        return _each_value(traversal, site)
    return NOTHING


def _remembered(
    scope: ModuleInstance, key: tuple[object, ...], text: str, follow: Callable[[], Found]
) -> Found:
    """Follow once for each scope; what comes back to itself is opaque."""
    found: Found | None = scope.memo.get(key)
    if found is None:
        scope.memo[key] = Found((), (Opaque(scope, text),), plain=False)
        found = scope.memo[key] = follow()
    return found


def _resource(traversal: Traversal, expression: Expression, site: Site) -> Found:
    """Find the instances of a block of the same module."""
    scope = site.scope
    instances = scope.instances.get(traversal.name)
    if not instances:
        absent = scope.block(traversal.name) is None or traversal.name.startswith("data.")
        return Found((), (Opaque(scope, traversal.name),)) if absent else NOTHING
    attribute = _attribute(traversal.rest)
    if len(instances) == 1 and (traversal.key is None or traversal.key == instances[0].key):
        entry = Entry(scope.all_of(traversal.name), attribute, Certainty.CERTAIN)
        return _pass_through(entry, traversal.rest, site)
    by_key = scope.by_key(traversal.name)
    if traversal.key is not None and traversal.key not in by_key:
        return NOTHING
    if traversal.key is not None:
        entry = Entry((by_key[traversal.key],), attribute, Certainty.CERTAIN)
    elif site.key in by_key and expression.is_keyed(len(instances), site.siblings):
        entry = Entry((by_key[site.key],), attribute, Certainty.LIKELY)
    elif len(instances) > _MANY:
        return Found((), (Opaque(scope, traversal.name),))
    else:
        entry = Entry(scope.all_of(traversal.name), attribute, Certainty.ONE_OF)
    return _pass_through(entry, traversal.rest, site)


def _attribute(rest: tuple[int | str, ...]) -> str:
    text = ""
    for step in rest:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _pass_through(entry: Entry, rest: tuple[int | str, ...], site: Site) -> Found:
    """Go on where the attribute is an argument that itself only passes an id on."""
    first = entry.resources[0]
    alias = identity.ALIASES.get((first.type, entry.attribute))
    path = rest if alias is None else (alias,)
    while path and isinstance(path[-1], int):
        path = path[:-1]
    block = site.scope.block(first.block)
    if not path or block is None or identity.kind_of(str(path[-1])) is None:
        return Found((entry,))
    expression = block.expression(path)
    if expression is None or not (expression.traversals or expression.opaque):
        return Found((entry,))
    siblings = len(site.scope.instances[first.block])
    results = []
    for resource in entry.resources:
        there = Site(site.scope, block.iteration, resource.key, siblings, site.depth + 1)
        memo: tuple[object, ...] = ("argument", expression)
        if expression.iterates:
            memo = (*memo, block.name, resource.key)
        text = f"{resource.block}.{entry.attribute}"
        results.append(_remembered(site.scope, memo, text, partial(follow_all, expression, there)))
    opaque = distinct(one for found in results for one in found.opaque)
    plain = all(found.plain for found in results)
    entries = one_of(e.at_most(entry.certainty) for found in results for e in found.entries)
    if not entries:
        return Found((entry,), opaque, plain)
    if may_be_computed(first.type, str(path[-1])) and not plain:
        entries = tuple(e.at_most(Certainty.LIKELY) for e in entries)
    return Found(entries, opaque, plain)


def follow_variable(name: str, scope: ModuleInstance, depth: int = 0) -> Found:
    """Follow a variable to what the module's call passes; a root variable is a constant."""
    parent, call = scope.parent, scope.call
    if parent is None:
        return NOTHING
    if call is None:
        return Found((), (Opaque(scope, f"var.{name}"),))
    site = Site(
        parent, call.iteration, scope.key, len(parent.children.get(call.name, ())), depth + 1
    )
    follow = partial(follow_all, call.input(name), site)
    return _remembered(scope, ("var", name), f"var.{name}", follow)


def _module(traversal: Traversal, expression: Expression, site: Site) -> Found:
    """Follow a module output in every instance of the call that can be meant."""
    call = None if site.scope.body is None else site.scope.body.calls.get(traversal.name)
    if call is None or call.body is None:
        return Found((), (Opaque(site.scope, f"module.{traversal.name}"),))
    output = str(traversal.rest[0]) if traversal.rest else None
    depth = site.depth + 1
    children = site.scope.children_by_key(traversal.name)
    if traversal.key is not None and traversal.key in children:
        return follow_outputs(children[traversal.key], output, depth)
    if traversal.key is not None or not children:
        return _without_resources(call, output, site)
    if len(children) == 1:
        (only,) = children.values()
        found = follow_outputs(only, output, depth)
        return found if _is_only(only, found) else found.at_most(Certainty.LIKELY)
    if site.key in children and expression.is_keyed(len(children), site.siblings):
        return follow_outputs(children[site.key], output, depth).at_most(Certainty.LIKELY)
    every = joined(follow_outputs(child, output, depth) for child in children.values())
    return every._replace(entries=one_of(every.entries))


def _is_only(child: ModuleInstance, found: Found) -> bool:
    """Tell whether no other instance of the call can give an unknown value.

    An instance without resources is not in the plan; it can only hand on what it was passed.
    """
    inside = f"{child.address}."
    own = all(f"{r.module}.".startswith(inside) for e in found.entries for r in e.resources)
    return child.key is None or (own and found.plain)


def _without_resources(call: Call, output: str | None, site: Site) -> Found:
    """Follow an output of an instance that the plan does not show: it has no resources.

    There may be no such instance; where the call makes one, it can only pass things on.
    """
    if call.body is None or call.body.always_has_resources:
        return NOTHING
    scope = site.scope
    memo = ("module", call.name)
    empty: ModuleInstance | None = scope.memo.get(memo)
    if empty is None:
        address = f"{scope.address}.module.{call.name}".removeprefix(".")
        empty = scope.memo[memo] = ModuleInstance(address, call.body, scope, call)
    found = follow_outputs(empty, output, site.depth + 1)
    return found.at_most(Certainty.ONE_OF) if call.is_repeated else found


def follow_outputs(child: ModuleInstance, name: str | None = None, depth: int = 0) -> Found:
    """Follow one output of a module instance, or all where the plan does not say which."""
    if child.body is None:
        return Found((), (Opaque(child, name or "output"),))
    if name is not None:
        return _output(child, name, depth)
    every = child.body.outputs

    def follow() -> Found:
        return joined(_output(child, output, depth) for output in every)

    return _remembered(child, ("outputs",), "output", follow)


def _output(child: ModuleInstance, name: str, depth: int) -> Found:
    expression = None if child.body is None else child.body.output(name)
    if expression is None:
        return Found((), (Opaque(child, name),))
    site = Site(child, NO_EXPRESSION, None, 1, depth + 1)
    return _remembered(child, ("output", name), name, partial(follow_all, expression, site))


def _each_value(traversal: Traversal, site: Site) -> Found:
    """Follow `each.value` to what `for_each` iterates over; equal keys are aligned."""
    found = follow_all(site.iteration, Site(site.scope, NO_EXPRESSION, None, 0, site.depth + 1))
    attribute = _attribute(traversal.rest)
    results = [Found((), found.opaque, found.plain)]
    for resources, own, certainty in found.entries:
        same = tuple(r for r in resources if r.key == site.key and r.key is not None)
        if len(resources) > 1 and same and len(found.entries) == 1:
            entry = Entry(same, own or attribute, Certainty.LIKELY)
        else:
            entry = Entry(resources, own or attribute, certainty)
        passed_on = not own and entry.resources[0].module == site.scope.address
        results.append(_pass_through(entry, traversal.rest, site) if passed_on else Found((entry,)))
    plain = all(one.plain for one in results)
    return joined(results)._replace(plain=plain)


def own_objects(scope: ModuleInstance, kind: identity.Kind) -> tuple[Entry, ...]:
    """List the blocks of a module instance that are objects of a kind themselves."""
    return tuple(
        Entry(scope.all_of(name), "", Certainty.ONE_OF)
        for name, instances in scope.instances.items()
        if instances and kind.get(name.rpartition(".")[0], ("",))[0] in identity.OWN
    )


def passed_objects(scope: ModuleInstance) -> tuple[Found, ...]:
    """Follow all that a module instance is passed, and all that its modules put out."""
    found: tuple[Found, ...] | None = scope.memo.get(("passed",))
    if found is None:
        inputs = () if scope.call is None else scope.call.inputs
        passed = [follow_variable(name, scope) for name in inputs]
        children = [child for some in scope.children.values() for child in some]
        found = (*passed, *(follow_outputs(child) for child in children))
        scope.memo["passed",] = found
    return found

"""Follows references through modules, count and for_each to the instances they can mean.

Every step that is a convention rather than a proof lowers the certainty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from netplan_audit.terraform.address import module_path
from netplan_audit.terraform.plan import identity
from netplan_audit.terraform.plan.configuration import NO_EXPRESSION, Expression
from netplan_audit.terraform.value import Certainty

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.terraform.address import Key, Traversal
    from netplan_audit.terraform.plan.configuration import ModuleInstance
    from netplan_audit.terraform.resource import Resource

_T = TypeVar("_T")
_DEPTH = 24  # the longest chain of modules and pass-through arguments that is followed


class Entry(NamedTuple):
    """The instances that one reference can mean, and the attribute it reads ('' if not said)."""

    resources: tuple[Resource, ...]
    attribute: str
    certainty: Certainty


class Found(NamedTuple):
    """What an expression refers to.

    `opaque` are references that could not be followed. `plain` is False where an expression on
    the way had other references too, so that it may choose (`var.x ? aws_y.z.id : null`).
    """

    entries: tuple[Entry, ...] = ()
    opaque: tuple[str, ...] = ()
    plain: bool = True


_NOTHING = Found()


class Site(NamedTuple):
    """Where an expression stands: its module instance, its block's iteration and instance key."""

    scope: ModuleInstance
    iteration: Expression
    key: Key
    siblings: int
    """How many instances the block has."""


def follow_all(expression: Expression, site: Site, depth: int) -> Found:
    """Follow every traversal of an expression."""
    if depth > _DEPTH:
        return Found((), tuple(t.text for t in expression.traversals))
    results = [_follow(traversal, expression, site, depth) for traversal in expression.traversals]
    if len(results) == 1 and not expression.opaque:
        return results[0]._replace(plain=results[0].plain and expression.plain)
    entries = _distinct(entry for found in results for entry in found.entries)
    opaque = _distinct((*expression.opaque, *(o for found in results for o in found.opaque)))
    return Found(entries, opaque, plain=False)


def _distinct(items: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(items))


def _follow(traversal: Traversal, expression: Expression, site: Site, depth: int) -> Found:
    if traversal.kind == "resource":
        return _resource(traversal, expression, site, depth)
    if traversal.kind == "var":
        found = follow_variable(traversal.name, site.scope, depth)
        return _picked(found, traversal.rest[:1], expression, site)
    if traversal.kind == "module":
        found = _module(traversal, expression, site, depth)
        return _picked(found, traversal.rest[1:2], expression, site)
    if traversal.kind == "each" and traversal.name == "value":
        return _each_value(traversal, site, depth)
    return _NOTHING


def _resource(traversal: Traversal, expression: Expression, site: Site, depth: int) -> Found:
    """Find the instances of a block of the same module."""
    scope = site.scope
    instances = scope.instances.get(traversal.name)
    if not instances:
        known = scope.block(traversal.name) is not None and not traversal.name.startswith("data.")
        return _NOTHING if known else Found((), (traversal.name,))
    attribute = _attribute(traversal.rest)
    if traversal.key is not None:
        chosen = tuple(r for r in instances if r.key == traversal.key)
        if not chosen:
            return _NOTHING
        entry = Entry(chosen, attribute, Certainty.CERTAIN)
    elif len(instances) == 1:
        entry = Entry((instances[0],), attribute, Certainty.CERTAIN)
    else:
        entry = _aligned(instances, attribute, expression, site)
    return _pass_through(entry, scope, traversal.name, depth)


def _attribute(rest: tuple[int | str, ...]) -> str:
    text = ""
    for step in rest:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _aligned(
    instances: list[Resource], attribute: str, expression: Expression, site: Site
) -> Entry:
    """Pair instances with equal keys where the expression uses the iteration's own key."""
    key = site.key
    by_count = expression.follows_count and isinstance(key, int)
    by_each = expression.follows_each and isinstance(key, str)
    if by_each or (by_count and len(instances) == site.siblings):
        same = tuple(r for r in instances if r.key == key)
        if same:
            return Entry(same, attribute, Certainty.LIKELY)
    return Entry(tuple(instances), attribute, Certainty.ONE_OF)


def _pass_through(entry: Entry, scope: ModuleInstance, name: str, depth: int) -> Found:
    """Go on where the attribute is an argument that itself only passes an id on."""
    attribute = entry.attribute
    argument = identity.ALIASES.get((entry.resources[0].type, attribute), attribute)
    if identity.kind_of(argument) is None:
        return Found((entry,))
    block = scope.block(name)
    expression = None if block is None else block.expression((argument,))
    if block is None or expression is None or not expression.traversals:
        return Found((entry,))
    results: list[Found] = []
    for resource in entry.resources:
        site = Site(scope, block.iteration, resource.key, len(scope.instances[name]))
        results.append(follow_all(expression, site, depth + 1))
    opaque = _distinct(text for found in results for text in found.opaque)
    entries = [
        e._replace(certainty=min(e.certainty, entry.certainty))
        for found in results
        for e in found.entries
    ]
    if not entries:
        return Found((entry,), opaque)
    return Found(_merge(entries), opaque, plain=all(found.plain for found in results))


def _merge(entries: list[Entry]) -> tuple[Entry, ...]:
    """Join entries of one attribute that alternatives gave into one entry of all of them."""
    distinct = tuple(dict.fromkeys(entries))
    if len({resource.address for e in distinct for resource in e.resources}) <= 1:
        return distinct[:1] if len({e.attribute for e in distinct}) == 1 else distinct
    groups: dict[str, dict[str, Resource]] = {}
    for entry in distinct:
        group = groups.setdefault(entry.attribute, {})
        group.update((resource.address, resource) for resource in entry.resources)
    return tuple(
        Entry(tuple(group.values()), attribute, Certainty.ONE_OF)
        for attribute, group in groups.items()
    )


def _picked(found: Found, step: tuple[int | str, ...], expression: Expression, site: Site) -> Found:
    """Pick one object out of a collection that came through a variable or an output.

    By the constant key that follows it, else by the iteration's own key; a list that is made of
    one counted block is taken to be in its order.
    """
    if all(len(entry.resources) == 1 for entry in found.entries):
        return found
    key: Key = step[0] if step else None
    if not step and (expression.follows_each or expression.follows_count):
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


def follow_variable(name: str, scope: ModuleInstance, depth: int) -> Found:
    """Follow a variable to what the module's call passes; a root variable is a constant."""
    parent, call = scope.parent, scope.call
    if parent is None or call is None:
        return _NOTHING
    memo = ("var", name)
    found: Found | None = scope.memo.get(memo)
    if found is None:
        scope.memo[memo] = Found((), (f"var.{name}",))  # what a cycle would see
        site = Site(parent, call.iteration, scope.key, len(parent.children.get(call.name, ())))
        found = scope.memo[memo] = follow_all(call.input(name), site, depth + 1)
    return found


def _module(traversal: Traversal, expression: Expression, site: Site, depth: int) -> Found:
    """Follow a module output in every instance of the call that can be meant."""
    children = site.scope.children.get(traversal.name)
    text = f"module.{traversal.name}"
    if not children:
        body = site.scope.body
        call = None if body is None else body.calls.get(traversal.name)
        absent = call is None or call.body is None
        return Found((), (text,)) if absent else _NOTHING
    output = str(traversal.rest[0]) if traversal.rest else None
    if traversal.key is not None:
        chosen = [child for child in children if child.key == traversal.key]
        certainty = Certainty.CERTAIN
    elif len(children) == 1:
        chosen, certainty = children, Certainty.CERTAIN
    else:
        usable = expression.follows_each or (
            expression.follows_count and len(children) == site.siblings
        )
        chosen = [c for c in children if usable and c.key == site.key and c.key is not None]
        certainty = Certainty.LIKELY
    if len(chosen) == 1:
        found = follow_outputs(chosen[0], output, depth + 1)
        entries = (e._replace(certainty=min(e.certainty, certainty)) for e in found.entries)
        return found._replace(entries=tuple(entries))
    results = [follow_outputs(child, output, depth + 1) for child in children]
    merged = _merge([entry for found in results for entry in found.entries])
    return Found(merged, _distinct(t for found in results for t in found.opaque), plain=False)


def follow_outputs(child: ModuleInstance, name: str | None, depth: int) -> Found:
    """Follow one output of a module instance, or all where the plan does not say which."""
    if child.body is None:
        return Found((), (child.address,))
    if name is not None:
        return _output(child, name, depth)
    results = [_output(child, output, depth) for output in child.body.outputs]
    entries = _distinct(entry for found in results for entry in found.entries)
    return Found(entries, _distinct(o for found in results for o in found.opaque), plain=False)


def _output(child: ModuleInstance, name: str, depth: int) -> Found:
    memo = ("output", name)
    found: Found | None = child.memo.get(memo)
    if found is None:
        text = f"{child.address}.{name}"
        child.memo[memo] = Found((), (text,))  # what a cycle would see
        expression = None if child.body is None else child.body.output(name)
        if expression is None:
            found = Found((), (text,))
        else:
            found = follow_all(expression, Site(child, NO_EXPRESSION, None, 1), depth + 1)
        child.memo[memo] = found
    return found


def _each_value(traversal: Traversal, site: Site, depth: int) -> Found:
    """Follow `each.value` to what `for_each` iterates over; equal keys are aligned."""
    expression = site.iteration
    found = follow_all(expression, Site(site.scope, NO_EXPRESSION, None, 0), depth + 1)
    attribute = _attribute(traversal.rest)
    entries: list[Entry] = []
    for resources, own, certainty in found.entries:
        same = tuple(r for r in resources if r.key == site.key and r.key is not None)
        kept = own or attribute
        if len(resources) > 1 and same and len(found.entries) == 1:
            entries.append(Entry(same, kept, Certainty.LIKELY))
        else:
            entries.append(Entry(resources, kept, certainty))
    result: list[Entry] = []
    opaque = list(found.opaque)
    plain = found.plain
    for entry in entries:
        if entry.resources[0].module != site.scope.address:
            result.append(entry)
            continue
        further = _pass_through(entry, site.scope, entry.resources[0].block, depth)
        result.extend(further.entries)
        opaque.extend(further.opaque)
        plain = plain and further.plain
    return Found(_distinct(result), _distinct(opaque), plain)

"""Patches that kustomizations make in the objects of their files.

Those are lists of operations as of RFC 6902, each with a pointer to a field as of RFC 6901, or
objects that are merged into others (https://kubectl.docs.kubernetes.io/references/kustomize/).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.kubernetes.merging import merged
from netplan_audit.terraform.value import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.terraform.value import Value

_IDENTITY: Final = (("metadata", "name"), ("metadata", "namespace"), ("kind",))
"""Fields by which an object is told from others, which stay as they are."""
_PAIR: Final = re.compile(r"\s*([^\s=!,()]+)\s*==?\s*([^\s=!,()]+)\s*")
_SIMPLE: Final = re.compile(r"[\w.|^$*-]*")
_MOST_STARS: Final = 3
"""A pattern with more takes too long on a name that is made for it."""
_MERGE: Final = "merge"


class Target(Struct, frozen=True):
    """The objects that a patch is for: patterns of their kind and name, '' for any, and labels.

    `is_exact` is False where it asks for more than that.
    """

    kind: str = ""
    name: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    is_exact: bool = True

    def may_be(self, value: dict[str, Value]) -> bool:
        """Tell whether it is for an object, or may be."""
        metadata = value.get("metadata")
        held = metadata if isinstance(metadata, dict) else {}
        own = held.get("labels")
        labels = own if isinstance(own, dict) else {}
        return (
            _fits(self.kind, value.get("kind"))
            and _fits(self.name, held.get("name"))
            and all(labels.get(key) == wanted for key, wanted in self.labels)
        )


class Patch(Struct, frozen=True):
    """One operation on the objects of a target: the field, and what it becomes.

    `merge` is one too, of `value` into the whole object. `file` is the kustomization. `is_known` is
    False where others build the same files without it.
    """

    target: Target
    operation: str
    place: tuple[str, ...]
    value: Value
    file: str
    is_known: bool = True


def read_patches(item: dict[str, Value], operations: Value, file: str) -> Iterator[Patch]:
    """Yield the operations of an item of `patches`, in whose place or file they stand."""
    target = _target(item.get("target"))
    if isinstance(operations, dict):
        target = target if item.get("target") else _named_in(operations)
        if target.kind or target.name or target.labels or not target.is_exact:
            yield Patch(target, _MERGE, (), operations, file)
    for each in operations if isinstance(operations, list) else ():
        if not isinstance(each, dict):
            continue
        operation, pointer = each.get("op"), each.get("path")
        if operation in {"add", "replace", "remove"} and isinstance(pointer, str):
            steps = pointer.split("/")[1:]
            place = tuple(step.replace("~1", "/").replace("~0", "~") for step in steps)
            if place and place not in _IDENTITY:
                yield Patch(target, str(operation), place, each.get("value"), file)


def _target(value: Value) -> Target:
    held = value if isinstance(value, dict) else {}
    kind, name, selector = (held.get(key) or "" for key in ("kind", "name", "labelSelector"))
    parts = selector.split(",") if isinstance(selector, str) and selector else []
    pairs = [_PAIR.fullmatch(part) for part in parts]
    return Target(
        str(kind),
        str(name),
        tuple((pair[1], pair[2]) for pair in pairs if pair is not None),
        is_exact=None not in pairs
        and not held.get("annotationSelector")
        and all(map(_is_simple, (str(kind), str(name)))),
    )


def _named_in(value: dict[str, Value]) -> Target:
    metadata = value.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    kind = value.get("kind")
    if not isinstance(kind, str) or not isinstance(name, str):
        return Target()
    return Target(kind, name, is_exact=_is_simple(kind) and _is_simple(name))


def _is_simple(pattern: str) -> bool:
    return _SIMPLE.fullmatch(pattern) is not None and pattern.count("*") <= _MOST_STARS


def _fits(pattern: str, value: Value) -> bool:
    """Tell whether a pattern matches; one that is not simple may."""
    if not pattern or pattern == value or not _is_simple(pattern):
        return True
    try:
        return isinstance(value, str) and re.fullmatch(pattern, value) is not None
    except re.error:
        return False


def patched(value: dict[str, Value], patches: tuple[Patch, ...]) -> dict[str, Value]:
    """Return an object as patches leave it; a field is unknown where they may change it or not."""
    for patch in patches:
        if patch.target.may_be(value):
            sure = patch.is_known and patch.target.is_exact
            vague = Unknown((f"what {patch.file} makes of it",))
            if patch.operation == _MERGE:
                changed = merged(value, patch.value, None if sure else vague)
            else:
                new = patch.value if sure else vague
                changed = _changed(value, patch, patch.place, new, sure=sure)
            value = changed if isinstance(changed, dict) else value
    return value


def _changed(
    value: Value, patch: Patch, place: tuple[str, ...], new: Value, *, sure: bool
) -> Value:
    """Return a value with the field at a place of it changed; as it is where there is none."""
    step, rest = place[0], place[1:]
    if isinstance(value, list):
        return _changed_item(value, patch, place, new, sure=sure)
    if not isinstance(value, dict):
        return value
    if rest:
        if step not in value:
            return value
        return {**value, step: _changed(value[step], patch, rest, new, sure=sure)}
    if patch.operation == "remove" and sure:
        return {key: item for key, item in value.items() if key != step}
    return {**value, step: new}


def _changed_item(
    items: list[Value], patch: Patch, place: tuple[str, ...], new: Value, *, sure: bool
) -> Value:
    step, rest = place[0], place[1:]
    at = int(step) if step.isdecimal() and len(step) < len("1000") else -1
    is_there = 0 <= at < len(items)
    if rest:
        inner = _changed(items[at], patch, rest, new, sure=sure) if is_there else None
        return [*items[:at], inner, *items[at + 1 :]] if is_there else items
    if patch.operation == "add":
        at = len(items) if step == "-" else at
        return [*items[:at], new, *items[at:]] if 0 <= at <= len(items) else items
    kept = [] if patch.operation == "remove" and sure else [new]
    return [*items[:at], *kept, *items[at + 1 :]] if is_there else items

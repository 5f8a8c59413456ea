"""Finds fields of objects of Kubernetes in the blocks of resources that declare them.

A field is named by its way through the object, as a manifest writes it. Resources of the provider
write most of it as blocks, in other words: `spec`, `rules`, 0 is the first `rule` in `spec`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.nodes import Literal, ObjectCons, Parens, TupleCons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netplan_audit.terraform.hcl.file import Block, Body
    from netplan_audit.terraform.hcl.nodes import Expression

POD: Final = "pod"
"""Begins the place of a field in the specification of pods, wherever a kind has that."""
_PODS: Final = {
    "Pod": ("spec",),
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
}
_USUAL: Final = ("spec", "template", "spec")
_KINDS: Final = {"kubernetes_pod": "Pod", "kubernetes_cron_job": "CronJob"}
_VERSION: Final = r"_v\d\w*$"
_MANIFEST: Final = "manifest"
_WORD: Final = r"(?<=[a-z0-9])(?=[A-Z])"
_DYNAMIC: Final = "dynamic"


def whole_place(kind: str, place: Sequence[str | int]) -> list[str | int]:
    """Return the way to a field from the top of an object of a kind."""
    return [*_PODS.get(kind, _USUAL), *place[1:]] if place[:1] == (POD,) else list(place)


def start_of(block: Block, place: Sequence[str | int]) -> int:
    """Return where a field of a resource begins, or as much of its way as there is."""
    manifest = block.body.attributes.get(_MANIFEST)
    if manifest is not None:
        told = _in_value(manifest.value, ["kind"])
        kind = told.value if isinstance(told, Literal) else None
        found = _in_value(manifest.value, whole_place(str(kind), place), as_far=True)
        return manifest.start if found is None or found is manifest.value else found.start
    type_name = re.sub(_VERSION, "", block.labels[0]) if block.labels else ""
    return _in_body(block, whole_place(_KINDS.get(type_name, ""), place))


def _in_body(block: Block, steps: list[str | int]) -> int:
    """Walk down blocks; one of several that a `dynamic` block makes is that block."""
    at = block.start
    body: Body = block.body
    while steps:
        names = _names(str(steps[0]))
        found = next((body.attributes[name] for name in names if name in body.attributes), None)
        if found is not None:
            inner = _in_value(found.value, steps[1:], as_far=True)
            return found.start if inner is None or inner is found.value else inner.start
        steps = steps[1:]
        number = steps.pop(0) if steps and isinstance(steps[0], int) else 0
        chosen = _chosen(body, names, int(number))
        if chosen is None:
            return at
        at, body = chosen.start, _content(chosen)
    return at


def _chosen(body: Body, names: tuple[str, ...], number: int) -> Block | None:
    """Return the block of this number; None where it cannot be told from others."""
    made = [b for b in body.blocks if b.type == _DYNAMIC and b.labels[:1] and b.labels[0] in names]
    written = [b for b in body.blocks if b.type in names]
    if made:
        return made[0] if len(made) == 1 and not written else None
    return written[number] if number < len(written) else None


def _content(block: Block) -> Body:
    inner = next(block.body.blocks_of("content"), None) if block.type == _DYNAMIC else None
    return block.body if inner is None else inner.body


def _in_value(
    value: Expression, steps: Sequence[str | int], *, as_far: bool = False
) -> Expression | None:
    """Walk down objects and lists; where the way ends early, None or as far as it goes.

    What stands for a member of an object is its key, which its line begins with.
    """
    told = value
    for step in steps:
        while isinstance(value, Parens):
            value = value.inner
        if isinstance(value, ObjectCons):
            items = (i for i in value.items if isinstance(i.key, Literal) and i.key.value == step)
            item = next(items, None)
            if item is None:
                return told if as_far else None
            told, value = (item.key if as_far else item.value), item.value
        elif isinstance(value, TupleCons) and isinstance(step, int) and step < len(value.items):
            told = value = value.items[step]
        else:
            return told if as_far else None
    return told


def _names(step: str) -> tuple[str, ...]:
    """Return what a field may be called in a block: one that repeats is in the singular."""
    name = re.sub(_WORD, "_", step).lower()
    return name, name.removesuffix("s")

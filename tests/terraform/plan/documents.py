"""Writes plans with a configuration, in the shapes that Terraform writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from netplan_audit.terraform.address import quote_key, split_steps
from netplan_audit.terraform.value import OneOf, Reference, SomeOf, Unknown
from tests.terraform.plan.plans import read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netplan_audit.terraform.resource import Resource

Told: TypeAlias = tuple[str, tuple[str, ...]]


def refs(*texts: str) -> dict[str, Any]:
    """Write an expression as Terraform does: each traversal with its parents, one step each."""
    references: list[str] = []
    for text in texts:
        steps = split_steps(text)
        base = 3 if text.startswith("data.") else 2
        references += [written(steps[:size]) for size in range(len(steps), base - 1, -1)]
    return {"references": references}


def written(steps: list[tuple[bool, int | str]]) -> str:
    text = "".join(quote_key(value) if is_index else f".{value}" for is_index, value in steps)
    return text.removeprefix(".")


def block(
    address: str, *, count: object = None, for_each: object = None, **expressions: object
) -> dict[str, Any]:
    """Write a resource or data block of the configuration."""
    *data, kind, name = address.split(".")
    written_block = {
        "address": address,
        "mode": "data" if data else "managed",
        "type": kind,
        "name": name,
        "expressions": expressions,
    }
    return written_block | iteration(count, for_each)


def iteration(count: object, for_each: object) -> dict[str, Any]:
    if count is not None:
        return {"count_expression": count}
    return {} if for_each is None else {"for_each_expression": for_each}


def module(
    *blocks: dict[str, Any],
    calls: dict[str, Any] | None = None,
    outputs: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Write a module's body; outputs are given as expressions."""
    return {
        "resources": list(blocks),
        "module_calls": calls or {},
        "outputs": {name: {"expression": one} for name, one in (outputs or {}).items()},
    }


def call(
    body: dict[str, Any] | None, *, count: object = None, for_each: object = None, **inputs: object
) -> dict[str, Any]:
    """Write a module call; without a body, as where the module was not read."""
    whole: dict[str, Any] = {"source": "./m", "expressions": inputs} | iteration(count, for_each)
    return whole if body is None else whole | {"module": body}


def instance(address: str, *unknown: str, **after: object) -> dict[str, Any]:
    """Write the creation of an instance; arguments named are unknown, as its id is.

    One whose id is given is there already.
    A mask that is not true for a whole argument is given as `unknown_NAME`.
    """
    masks = {
        name.removeprefix("unknown_"): after.pop(name)
        for name in tuple(after)
        if name.startswith("unknown_")
    }
    steps = split_steps(address)
    key = steps.pop()[1] if steps[-1][0] else None
    data = len(steps) > 2 and steps[-3] == (False, "data")
    within = steps[: -3 if data else -2]
    entry: dict[str, Any] = {
        "address": address,
        "mode": "data" if data else "managed",
        "type": steps[-2][1],
        "name": steps[-1][1],
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "change": {
            "actions": ["no-op" if "id" in after else "create"],
            "after": after,
            "after_unknown": dict.fromkeys(unknown, True)
            | ({} if "id" in after else {"id": True})
            | masks,
            "after_sensitive": {},
        },
    }
    if key is not None:
        entry["index"] = key
    if within:
        entry["module_address"] = written(within)
    return entry


def planned(
    root: dict[str, Any], *instances: dict[str, Any], **more: object
) -> Mapping[str, Resource]:
    """Read a plan that makes these instances; returns its resources by address."""
    return read(*instances, configuration={"root_module": root}, **more).by_address


def told(value: object) -> Told:
    """Say in short what a symbolic value is: its certainty and its targets."""
    if isinstance(value, Unknown):
        return ("unknown", value.waits_for)
    if isinstance(value, Reference):
        return (value.certainty.label, (f"{value.address}.{value.attribute}",))
    if isinstance(value, OneOf):
        return ("one of" if value.complete else "one of, or another", ends(value))
    if isinstance(value, SomeOf):
        return ("some of" if value.complete else "some of, and others", ends(value))
    return ("known", (str(value),))


def ends(value: OneOf | SomeOf) -> tuple[str, ...]:
    return tuple(
        f"{r.certainty.label} {r.address}.{r.attribute}"
        if isinstance(value, SomeOf)
        else f"{r.address}.{r.attribute}"
        for r in value.references
    )

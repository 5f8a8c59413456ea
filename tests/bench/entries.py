"""Resource instances as plan JSON has them: planned, changed, configured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.bench.configuration import Block, Call, Module, Place, address
from tests.bench.values import known, marks, unknown, values_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.bench.configuration import Key

PROVIDERS: Final = "registry.terraform.io/hashicorp/"


def entries(blocks: Iterable[Block], place: Place) -> Iterator[dict[str, Any]]:
    """Yield every instance of some blocks: its identity, and its values still undivided."""
    keys = {block.address: (None,) if block.keys is None else block.keys(place) for block in blocks}
    for block in sorted(blocks, key=lambda one: one.address):
        for key in keys[block.address]:
            here = Place(place.module, place.inputs, place.applied, keys, key)
            yield _entry(block, here, key)


def _entry(block: Block, place: Place, key: Key) -> dict[str, Any]:
    at = address(place.module, block.address, key)
    return {
        "identity": {
            "address": at,
            "mode": "managed",
            "type": block.type,
            "name": block.name,
            **({} if key is None else {"index": key}),
            "provider_name": PROVIDERS + block.provider,
        },
        "module": place.module,
        "values": values_of(block, place, at),
        "sensitive": block.sensitive,
        "applied": place.applied,
    }


def planned(entry: dict[str, Any]) -> dict[str, Any]:
    """Return the entry of `planned_values` and of a state."""
    return {
        **entry["identity"],
        "schema_version": 1,
        "values": known(entry["values"]),
        "sensitive_values": marks(entry["values"], entry["sensitive"]),
    }


def changed(entry: dict[str, Any]) -> dict[str, Any]:
    """Return the entry of `resource_changes`: made, or applied already and left alone."""
    after, mask = known(entry["values"]), marks(entry["values"], entry["sensitive"])
    if entry["applied"]:
        change = {"actions": ["no-op"], "before": after, "after": after, "after_unknown": {}}
    else:
        change = {
            "actions": ["create"],
            "before": None,
            "after": after,
            "after_unknown": unknown(entry["values"]),
        }
    change["before_sensitive"] = mask if entry["applied"] else False
    change["after_sensitive"] = mask
    identity = entry["identity"]
    within = {"module_address": entry["module"]} if entry["module"] else {}
    return {"address": identity["address"], **within, **identity, "change": change}


# ---- configuration


def configured(block: Block) -> dict[str, Any]:
    place = Place("", {}, applied=False)
    iteration = {"references": list(block.iteration)} if block.iteration else None
    each = {} if iteration is None else {f"{_kind(block)}_expression": iteration}
    return {
        "address": block.address,
        "mode": "managed",
        "type": block.type,
        "name": block.name,
        "provider_config_key": block.provider,
        "expressions": {
            name: [
                {inner: expression.configured(place) for inner, expression in nested.items()}
                for nested in argument
            ]
            if isinstance(argument, tuple)
            else argument.configured(place)
            for name, argument in sorted(block.arguments.items())
        },
        "schema_version": 1,
        **each,
    }


def _kind(block: Block) -> str:
    """Tell `for_each` from `count` by what the block's own expressions use, or iterate over."""
    return "for_each" if block.iteration[0] in {"var.node_groups", "var.buckets"} else "count"


def _module(body: Module) -> dict[str, Any]:
    return {
        "outputs": {n: {"expression": {"references": r}} for n, r in body.outputs.items()},
        "resources": [configured(b) for b in sorted(body.blocks, key=lambda one: one.address)],
        "variables": {name: {} for name in body.variables},
    }


def called(call: Call) -> dict[str, Any]:
    each = {"for_each_expression": {"references": call.for_each}} if call.for_each else {}
    return {
        "source": call.body.source,
        "expressions": {name: {"references": r} for name, r in call.inputs.items()},
        **each,
        "module": _module(call.body),
    }

"""No change to a plan or state makes its reader do worse than refuse it."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from netplan_audit.errors import InputError
from netplan_audit.formats import resources_json
from netplan_audit.terraform.read import read

if TYPE_CHECKING:
    from collections.abc import Callable

PLAN = Path(__file__).parents[2] / "examples" / "three-tier" / "plan.json"
DOCUMENT: dict[str, Any] = json.loads(PLAN.read_text(encoding="utf-8"))
STATE: dict[str, Any] = {
    "version": 4,
    "resources": [
        {
            "module": 'module.net["a"]',
            "mode": "managed",
            "type": "aws_vpc",
            "name": "v",
            "provider": 'provider["registry.terraform.io/hashicorp/aws"].west',
            "instances": [
                {
                    "index_key": 0,
                    "attributes": {"id": "vpc-1", "tags": {"Name": "x"}},
                    "sensitive_attributes": [
                        [
                            {"type": "get_attr", "value": "tags"},
                            {"type": "index", "value": {"value": "Name", "type": "string"}},
                        ]
                    ],
                    "dependencies": ["aws_vpc.w"],
                },
                {"attributes_flat": {"ingress.#": "1", "ingress.7.cidr_blocks.#": "0"}},
            ],
        }
    ],
}
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 2.5, 10**30, "", "x", "\ud800", [], {}, [None], [[]], {"a": None}),
    *("module.x", 'aws_vpc.a["', "module.x[", {"references": ["var.x", 3]}, {"references": 1}),
    *({"constant_value": []}, {"#": "x"}, [{"value": {}}]),
)
SEEDS = given(st.integers(min_value=0, max_value=2**32))


def changed(node: Any, dice: random.Random, share: float) -> Any:  # noqa: ANN401
    """Return a copy in which a share of the values is odd or gone."""
    if dice.random() < share:
        return dice.choice(ODD)
    if isinstance(node, dict):
        kept = {key: item for key, item in node.items() if dice.random() >= share / 2}
        return {key: changed(item, dice, share) for key, item in kept.items()}
    if isinstance(node, list):
        return [changed(item, dice, share) for item in node if dice.random() >= share / 2]
    return node


def cut(data: bytes, dice: random.Random) -> bytes:
    """Return the bytes with some lost, doubled or overwritten."""
    broken = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(broken))
        change: Callable[[], Any] = dice.choice(
            (
                lambda at=at: broken.__delitem__(slice(at, at + dice.randint(1, 60))),
                lambda at=at: broken.insert(at, dice.choice(b'{}[],:"0\\\n')),
                lambda at=at: broken.__setitem__(at, dice.randrange(256)),
            )
        )
        change()
    return bytes(broken)


def read_whole(data: bytes) -> None:
    """Read an input and every value in it; a refusal is fine."""
    try:
        resources_json.render(read(data, "input"))
    except InputError:
        return


@SEEDS
def test_odd_values_in_a_plan(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    read_whole(json.dumps(changed(DOCUMENT, dice, 0.003)).encode())


@SEEDS
def test_odd_values_in_a_state(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    read_whole(json.dumps(changed(STATE, dice, 0.05)).encode())


@SEEDS
def test_broken_bytes(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    for document in (DOCUMENT, STATE):
        read_whole(cut(json.dumps(document, indent=1).encode(), dice))

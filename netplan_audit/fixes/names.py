"""How objects of the network are named inside a module of the configuration."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from netplan_audit.fixes.edits import ByKey, Name, OutOfSightError
from netplan_audit.terraform.address import (
    block_address,
    module_path,
    quote_key,
    split_module,
    split_steps,
)

if TYPE_CHECKING:
    from netplan_audit.network.network import Network

_ID: Final = r"[a-z]+-[0-9a-f]+"
_TYPE_AND_NAME: Final = 2
_WITHIN: Final = {"cluster_security_group_id": "vpc_config[0].cluster_security_group_id"}
_NO_WORD: Final = r"[^A-Za-z0-9]+"
_INDEX: Final = r"\[(\d+)\]\Z"
MOST_KEYS: Final = 100
"""An expression with more values than these is nothing to propose for one finding."""
_LETTER: Final = r"(?<=\})[a-z]\Z"


def reference(address: str, module: str, attribute: str = "id") -> Name:
    """Name an attribute of an object from inside a module instance.

    Raises OutOfSightError for an object of another module: that one would have to pass it in.
    """
    if re.fullmatch(_ID, address):
        return Name(f'"{address}"')
    where, local = split_module(address)
    if where != module or "." not in local:
        raise OutOfSightError(address)
    return _in_place(local, attribute)


@lru_cache(maxsize=4096)
def _in_place(local: str, attribute: str) -> Name:
    """Name it by its address inside the module; those of all instances of a module are alike."""
    words = [step for is_index, step in split_steps(local.removeprefix("data.")) if not is_index]
    if len(words) > _TYPE_AND_NAME:  # what comes with an object, by the attribute that has its id
        if attribute != "id":
            raise OutOfSightError(local)
        owner, _, implicit = local.rpartition(".")
        return Name(f"{owner}.{_WITHIN.get(implicit, implicit)}")
    return Name(f"{local}.{attribute}")


def outside(module: str) -> str:
    """Return the module instance in which another is called; '' is the root module."""
    calls = module_path(module)[:-1]
    return ".".join(f"module.{name}{quote_key(key)}" for name, key in calls)


def key_of(address: str) -> int | str | None:
    """Return the instance key at the end of an address."""
    steps = split_steps(split_module(address)[1])
    return steps[-1][1] if steps and steps[-1][0] else None


def name_of(address: str) -> str:
    """Return the name of the block of a resource."""
    return block_address(address).rpartition(".")[2]


def word(text: str) -> str:
    """Make a part of a name out of any text."""
    return re.sub(_NO_WORD, "_", text).strip("_").lower()


def of_zone(zone: str) -> str:
    """Make a part of a name out of what a zone is called.

    That is `1a`, `zone_1` for an element of a list, and `b` for `${var.region}b`.
    """
    index = re.search(_INDEX, zone)
    if index is not None:
        return f"zone_{index[1]}"
    letter = re.search(_LETTER, zone)
    return letter[0] if letter else word(zone.rpartition("-")[2] or zone)


def by_key(values: dict[str, Name]) -> Name | ByKey:
    """Return one expression for all instances of a block, by the instances' addresses.

    Raises OutOfSightError where one expression cannot tell them apart.
    """
    different = set(values.values())
    if len(different) == 1:
        return different.pop()
    if len(values) > MOST_KEYS:
        raise OutOfSightError(next(iter(values)))
    keyed: dict[int | str, Name] = {}
    for address, value in values.items():
        key = key_of(address)
        if key is None or key in keyed:  # of many instances of a module, the second tells
            raise OutOfSightError(address)
        keyed[key] = value
    kinds = {type(key) for key in keyed}
    if len(kinds) != 1:
        raise OutOfSightError(next(iter(values)))
    if int in kinds and set(keyed) != set(range(len(keyed))):
        raise OutOfSightError(next(iter(values)))
    return ByKey(tuple(keyed.items()))


def fresh(network: Network, module: str, kind: str, name: str) -> str:
    """Return a name for a new block that no block of its type in the module has."""
    taken = network.modules.blocks(module)
    start = name if not name[:1].isdigit() else f"_{name}"
    found, number = start, 2
    while f"{kind}.{found}" in taken:
        found, number = f"{start}_{number}", number + 1
    return found


def module_of(address: str) -> str:
    """Return the module instance that an address is in."""
    return split_module(address)[0]


def single(address: str) -> str:
    """Return an address whose block makes this one instance; raises OutOfSightError for others."""
    if key_of(address) is not None:
        raise OutOfSightError(address)
    return address

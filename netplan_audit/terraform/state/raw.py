"""The raw state file (`terraform.tfstate`, version 4): its shape, and its older leftovers.

The layout is not documented; it was read off files that Terraform 0.12 to 1.11 wrote.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Raw, Struct

from netplan_audit.errors import InputError
from netplan_audit.terraform.encoding import is_no_utf8
from netplan_audit.terraform.plan.document import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.terraform.encoding import Data

VERSION: Final = 4
_PROVIDER: Final = re.compile(r'(?:.*\.)?provider(?:\["([^"]+)"\]|\.([^.\[]+))')
_NUMBER: Final = re.compile(r"-?\d{1,15}")
_NUMERIC_NAMES: Final = ("port", "rule_no", "number", "size", "count", "weight", "length", "ttl")


class RawInstance(Struct, gc=False):
    """One of `instances`: an object, current or deposed."""

    index_key: int | str | None = None
    deposed: str | None = None
    attributes: Raw = NOTHING
    attributes_flat: dict[str, str] | None = None
    sensitive_attributes: Any = None
    dependencies: list[str] | None = None


class RawResource(Struct, gc=False):
    """One of `resources`: a block with all its objects."""

    type: str
    name: str
    mode: str = "managed"
    module: str = ""
    provider: str = ""
    instances: list[RawInstance] | None = None


class RawState(Struct):
    """The top level of the file."""

    resources: list[RawResource] | None = None


_STATE: Final = msgspec.json.Decoder(RawState)


def decode_raw_state(text: Data, version: Raw, source: str) -> RawState:
    """Decode a raw state whose `version` is given.

    Raises InputError for other versions than 4 and for other shapes.
    """
    number = bytes(version).decode("ascii", "replace")
    if number != str(VERSION):
        message = f"this is a raw state of version {number}; version {VERSION} is read"
        old = number.isdigit() and int(number) < VERSION
        hint = "let Terraform 0.12 or newer write it again" if old else "update netplan-audit"
        raise InputError(message, source=source, place="$.version", hint=hint)
    try:
        return _STATE.decode(text)
    except RecursionError:
        reason, place = "nested too deeply", ""
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        reason, _, place = str(error).partition(" - at `")
        if is_no_utf8(error):
            reason = "not UTF-8 text"
    message = f"not a state: {reason[:1].lower()}{reason[1:]}"
    hint = "give the whole file, as `terraform state pull` prints it"
    raise InputError(message, source=source, place=place[:-1], hint=hint)


def provider_name(text: str) -> str:
    """Return the full name in `module.a.provider["registry.terraform.io/hashicorp/aws"].west`.

    Terraform 0.12 wrote `provider.aws`: what it meant is in the default registry.
    """
    found = _PROVIDER.match(text)
    if found is None:
        return ""
    return found[1] or f"registry.terraform.io/hashicorp/{found[2]}"


def marks(paths: object) -> object:
    """Turn `sensitive_attributes`, a list of paths, into a mask: containers that end in True.

    A step into a list or set hides all of it, since a set has no positions.
    """
    mask: dict[str, Any] = {}
    for path in paths if isinstance(paths, list) else ():
        names = _names(path)
        if not names:
            return True
        node = mask
        for name in names[:-1]:
            inner = node.setdefault(name, {})
            if inner is True:
                break
            node = inner
        else:
            node[names[-1]] = True
    return mask or False


def _names(path: object) -> list[str]:
    """Return the leading steps of a path that go by name."""
    names = []
    for step in path if isinstance(path, list) else ():
        value = step.get("value") if isinstance(step, dict) else None
        if isinstance(value, dict):
            value = value.get("value")
        if not isinstance(value, str):
            break
        names.append(value)
    return names


def unflattened(flat: dict[str, str]) -> dict[str, Any]:
    """Put together what Terraform before 0.12 wrote flat: `ingress.#`, `ingress.0.from_port`.

    Every value is a text there; truth values are turned back, and numbers where the attribute's
    name says that it is one.
    """
    tree: dict[str, Any] = {}
    for key, text in flat.items():
        *steps, last = key.split(".")
        node = tree
        for step in steps:
            inner = node.get(step)
            if not isinstance(inner, dict):
                inner = node[step] = {}
            node = inner
        node[last] = _typed(last, text)
    return {name: _gathered(node) for name, node in tree.items()}


def _typed(name: str, text: str) -> bool | int | str:
    if text in ("true", "false"):
        return text == "true"
    if name.endswith(_NUMERIC_NAMES) and _NUMBER.fullmatch(text):
        return int(text)
    return text


def _gathered(node: object) -> object:
    """Turn `{"#": "2", "17": …, "42": …}` into a list, `{"%": …}` into a map."""
    if not isinstance(node, dict):
        return node
    if "#" in node:
        members: Iterable[tuple[str, object]] = (item for item in node.items() if item[0] != "#")
        return [_gathered(member) for _, member in sorted(members, key=_position)]
    return {name: _gathered(inner) for name, inner in node.items() if name != "%"}


def _position(item: tuple[str, object]) -> tuple[int, str]:
    return int(item[0]) if item[0].isdecimal() and len(item[0]) < 20 else 0, item[0]  # noqa: PLR2004

"""Reads declared policies from folders, and refuses what could never work, with its line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from netplan_audit.declared.attributes import NAMES, TAGS
from netplan_audit.declared.checks import check_of
from netplan_audit.declared.conditions import listed, ports_of
from netplan_audit.declared.expressions import Expression
from netplan_audit.declared.keys import PolicyFile
from netplan_audit.document import read_yaml
from netplan_audit.errors import UsageError, nearest
from netplan_audit.network.cidr import parse_cidr
from netplan_audit.shape import decoded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from netplan_audit.check import Check
    from netplan_audit.declared.keys import Conditions, DeclaredPolicy
    from netplan_audit.document import Document, Place

_ID: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
_HINT: Final = f"attributes: {', '.join(NAMES)}, {TAGS}NAME"


class Declared(Struct, frozen=True):
    """One policy, the check that it is, and the file that it stands in."""

    policy: DeclaredPolicy
    check: Check
    path: Path


def load_folders(folders: Collection[str], taken: Collection[str]) -> list[Declared]:
    """Read the policies of all YAML files in these folders, not beneath them.

    `taken` are the ids of other checks. Raises UsageError with the file and the line.
    """
    found: list[Declared] = []
    for folder in folders:
        if not Path(folder).is_dir():
            message = "this is not a directory"
            raise UsageError(message, source=folder or "--policy-dir")
        paths = sorted((*Path(folder).glob("*.yaml"), *Path(folder).glob("*.yml")))
        if not paths:
            message = "there are no policies in this directory"
            raise UsageError(message, source=folder, hint="a policy is a file *.yaml")
        for path in paths:
            found += _read(path, {*taken, *(one.policy.id for one in found)})
    return found


def _read(path: Path, taken: set[str]) -> Iterator[Declared]:
    document = read_yaml(path)
    file = decoded(document, PolicyFile)
    for index, policy in enumerate(file.policies):
        place = ("policies", index)
        if not _ID.fullmatch(policy.id):
            message = f"{policy.id!r} is no id"
            hint = "write words of small letters and digits with - between them: org-no-peering"
            raise document.error((*place, "id"), message, hint)
        if policy.id in taken:
            message = f"there is a check {policy.id!r} already"
            raise document.error((*place, "id"), message)
        taken.add(policy.id)
        _check(policy, document, place)
        expression = _expression(policy, document, place, str(path))
        yield Declared(policy, check_of(policy, str(path), expression), path)


def _check(policy: DeclaredPolicy, document: Document, place: Place) -> None:
    if policy.require is None and policy.forbid is None and policy.expr is None:
        message = "neither `require` nor `forbid` nor `expr` says what must hold"
        raise document.error(place, message)
    _check_names(document, (*place, "match", "where"), policy.match.where)
    for key, asked in (("require", policy.require), ("forbid", policy.forbid)):
        if asked is not None:
            _check_conditions(document, (*place, key), asked)


def _expression(
    policy: DeclaredPolicy, document: Document, place: Place, path: str
) -> Expression | None:
    if policy.expr is None:
        return None
    try:
        return Expression(policy.expr, f"{path}: policy {policy.id}")
    except ValueError as error:
        reason = str(error).partition("ERROR: <input>:")[2] or str(error)
        message = f"expr: {reason.partition(chr(10))[0]}"
        raise document.error((*place, "expr"), message) from None


def _check_conditions(document: Document, place: Place, asked: Conditions) -> None:
    _check_names(document, (*place, "where"), asked.where)
    for key in ("cidr_within", "cidr_overlaps"):
        for text in listed(getattr(asked, key)):
            try:
                parse_cidr(text)
            except ValueError as error:
                raise document.error((*place, key), f"{text!r} is no CIDR: {error}") from None
    try:
        ports_of(asked.ports)
    except ValueError as error:
        raise document.error((*place, "ports"), f"ports: {error}") from None
    if asked.reachable_from not in {None, "internet"}:
        message = f"reachable_from: {asked.reachable_from!r} is not understood"
        raise document.error((*place, "reachable_from"), message, "write `internet`")
    for key in ("any", "every"):
        relation = getattr(asked, key)
        if relation is not None:
            at = (*place, key)
            _check_names(document, (*at, "where"), relation.where)
            for name in (*listed(relation.same), *listed(relation.different)):
                _check_name(document, at, name)
            if not listed(relation.through):
                raise document.error((*at, "through"), "through: it names no edge")


def _check_names(document: Document, place: Place, where: dict[str, Any]) -> None:
    for name, wanted in where.items():
        _check_name(document, (*place, name), name)
        choices = wanted if isinstance(wanted, list) else [wanted]
        if not choices or any(isinstance(choice, (dict, list)) for choice in choices):
            message = f"{name}: a value, a list of values, or null is expected"
            raise document.error((*place, name), message)


def _check_name(document: Document, place: Place, name: str) -> None:
    if name not in NAMES and not (name.startswith(TAGS) and len(name) > len(TAGS)):
        raise document.error(
            place, f"no object has an attribute {name!r}", nearest(name, NAMES, _HINT)
        )

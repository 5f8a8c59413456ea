"""The resources of one input as JSON: known values, what is unknown, where references lead."""

from __future__ import annotations

import json
import re
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from netplan_audit.errors import InputError
from netplan_audit.formats import harmless_json
from netplan_audit.terraform.address import quote_key
from netplan_audit.terraform.ids import IdIndex
from netplan_audit.terraform.value import Certainty, Reference, Unknown, is_symbolic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.terraform.resource import Resource, Resources
    from netplan_audit.terraform.value import Path, Symbolic

SENSITIVE: Final = "(sensitive value)"
_IDENTIFIER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")


def render(resources: Resources) -> str:
    """Render every resource instance in the order of the input.

    `values` holds what is known; what is marked sensitive is replaced. An unknown argument is
    left out and its path stands among `unknown`; in a list it is null, so that the others keep
    their places, as in Terraform's own `planned_values`.
    """
    document = {
        "schema_version": "1",
        "input": resources.source,
        "resources": list(describe(resources)),
    }
    return harmless_json(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def describe(resources: Resources) -> Iterator[dict[str, Any]]:
    """Yield every resource instance as plain data.

    Raises InputError where values are nested too deeply to be told.
    """
    ids = IdIndex(resources)
    for resource in resources:
        try:
            yield _described(resource, ids)
        except RecursionError:
            message = "the values are nested too deeply"
            raise InputError(message, place=resource.address) from None


def _described(resource: Resource, ids: IdIndex) -> dict[str, Any]:
    found = chain(resource.body.references(), ids.references(resource))
    known = _Known()
    values = {}
    for name in sorted(resource.body.names()):
        value = known.part(resource.get(name), resource.body.mask(name), name)
        if value is not _LEFT_OUT:
            values[name] = value
    return {
        "address": resource.address,
        "mode": resource.mode,
        "type": resource.type,
        "module": resource.module,
        "provider": resource.provider,
        "region": resource.region,
        "action": resource.action,
        "values": values,
        "unknown": known.unknown,
        "references": [
            entry
            for path, value in sorted(found, key=lambda one: _order(one[0]))
            for entry in _entries(path, value)
        ],
    }


_LEFT_OUT: Final = object()


class _Known(Struct):
    """Takes the known part out of values and gathers the paths of the unknown rest."""

    unknown: list[str] = field(default_factory=list)

    def part(self, value: object, mask: object, path: str) -> object:
        """Return the known part of a value; `_LEFT_OUT` where nothing of it is known."""
        if is_symbolic(value):
            self.unknown.append(path)
            return _LEFT_OUT
        if mask is True:
            return SENSITIVE
        if isinstance(value, dict):
            return self._members(value, mask, path)
        if isinstance(value, list):
            parts = [
                self.part(item, _inner(mask, index), f"{path}[{index}]")
                for index, item in enumerate(value)
            ]
            return [None if part is _LEFT_OUT else part for part in parts]
        return SENSITIVE if mask else value  # a mask of another shape: rather too much than a leak

    def _members(self, value: dict[str, object], mask: object, path: str) -> dict[str, object]:
        parts = {
            name: self.part(item, _inner(mask, name), f"{path}{_step(name)}")
            for name, item in sorted(value.items())
        }
        return {name: part for name, part in parts.items() if part is not _LEFT_OUT}


def _inner(mask: object, step: str | int) -> object:
    """Return the mask of one member; a mask whose shape differs hides every member."""
    if isinstance(mask, dict) and isinstance(step, str):
        return mask.get(step, False)
    if isinstance(mask, list) and isinstance(step, int):
        return mask[step] if step < len(mask) else False
    return bool(mask)


def path_text(path: Iterable[str | int]) -> str:
    """Write a path as Terraform does: `vpc_config[0].subnet_ids`, `tags["a b"]`."""
    return "".join(map(_step, path)).removeprefix(".")


def _step(step: str | int) -> str:
    if isinstance(step, str) and _IDENTIFIER.match(step):
        return f".{step}"
    return quote_key(step)


def _order(path: Path) -> list[tuple[int, str]]:
    return [(step, "") if isinstance(step, int) else (-1, step) for step in path]


def _entries(path: Iterable[str | int], value: Symbolic) -> Iterator[dict[str, Any]]:
    """Tell one configured reference: proven members apart from what is one of several."""
    where = path_text(path)
    if isinstance(value, Unknown):
        yield _entry(where, (), "unknown", value.waits_for)
        return
    references = (value,) if isinstance(value, Reference) else value.references
    waits_for = () if isinstance(value, Reference) else value.waits_for
    rest = tuple(r for r in references if r.certainty is Certainty.ONE_OF)
    for reference in references:
        if reference.certainty is not Certainty.ONE_OF:
            yield _entry(where, (reference,), reference.certainty.label, ())
    if rest or waits_for:
        yield _entry(where, rest, "one-of" if rest else "unknown", waits_for)


def _entry(
    path: str, references: tuple[Reference, ...], certainty: str, waits_for: tuple[str, ...]
) -> dict[str, Any]:
    attributes = sorted({reference.attribute for reference in references})
    return {
        "path": path,
        "attribute": attributes[0] if len(attributes) == 1 else None,
        "targets": sorted({reference.address for reference in references}),
        "certainty": certainty,
        "waits_for": list(waits_for),
    }

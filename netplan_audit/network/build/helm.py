"""Reads the values that `helm_release` resources give to charts; charts are not rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.network.build import values
from netplan_audit.terraform.value import Unknown, is_symbolic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.terraform.resource import Resource, Resources
    from netplan_audit.terraform.value import Value

RELEASE: Final = "helm_release"
_WORDS: Final = {"true": True, "false": False}


class Release(Struct, frozen=True):
    """One release: its chart's name without repository and path, and the values it is given.

    `complete` is False where values are not known, or no YAML.
    """

    resource: Resource
    chart: str
    given: dict[str, Value]
    complete: bool = True

    @property
    def address(self) -> str:
        """The address of the resource."""
        return self.resource.address

    def value(self, *path: str) -> Value:
        """Return a value by its path; None where it is not given."""
        found: Value = self.given
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        return found


def releases(resources: Resources) -> Iterator[Release]:
    """Yield the releases whose chart is known."""
    for resource in resources.of_type(RELEASE):
        chart = values.text(resource.get("chart"))
        if chart is not None:
            name = chart.rstrip("/").rpartition("/")[2]
            yield _release(resource, name.partition(".tgz")[0])


def charts_in_folders(resources: Resources) -> Iterator[tuple[str, str]]:
    """Yield the releases that name no repository, by their addresses, with what they install.

    That may be a folder, by its path from the root module.
    """
    for resource in resources.of_type(RELEASE):
        chart = values.text(resource.get("chart"))
        if chart and "://" not in chart and not values.text(_given(resource, "repository")):
            yield resource.address, chart


def _release(resource: Resource, chart: str) -> Release:
    given: dict[str, Value] = {}
    texts, complete = _given(resource, "values"), True
    for text in texts if isinstance(texts, list) else [texts]:
        read = parsed(text)
        complete &= read is not None
        _merge(given, read or {})
    pairs = _given(resource, "set")
    complete &= not is_symbolic(pairs)
    for pair in values.blocks(pairs):
        name, value = values.text(pair.get("name")), pair.get("value")
        complete &= name is not None and not is_symbolic(value)
        if name is not None and not is_symbolic(value):
            _put(given, name.replace("\\.", "\0").split("."), value)
    return Release(resource, chart, given, complete)


def _given(resource: Resource, name: str) -> Value:
    """Return an argument; None where it is not set, though the provider may compute it."""
    value = resource.get(name)
    return None if isinstance(value, Unknown) and value.configured is False else value


def parsed(text: Value) -> dict[str, Value] | None:
    """Return the values of one text, empty where it is unset; None where it cannot be read."""
    if text is None or text == "":
        return {}
    if not isinstance(text, str):
        return None
    # Here and not above: nobody else waits for the reader of YAML.
    from netplan_audit.kubernetes import documents  # noqa: PLC0415

    try:
        found = [each.value for each in documents.read_documents(text.encode())]
    except documents.DocumentError:
        return None
    if not found or found[0] is None:
        return {}
    return found[0] if isinstance(found[0], dict) else None


def _merge(into: dict[str, Value], more: dict[str, Value]) -> None:
    """Put values over others as Helm does: maps are merged, all else is replaced."""
    for name, value in more.items():
        held = into.get(name)
        if isinstance(held, dict) and isinstance(value, dict):
            into[name] = held = dict(held)
            _merge(held, value)
        else:
            into[name] = value


def _put(into: dict[str, Value], path: list[str], value: Value) -> None:
    """Put one value of `set` at its path; elements of lists are left out."""
    *names, last = (name.replace("\0", ".") for name in path)
    for name in names:
        held = into.get(name)
        into[name] = into = dict(held) if isinstance(held, dict) else {}
    into[last] = _WORDS.get(value, value) if isinstance(value, str) else value

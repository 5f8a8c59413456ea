"""Reads fields of Kubernetes objects, written as Terraform's blocks or as manifests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.kubernetes.selectors import Labels, Requirement, Selector
from netplan_audit.terraform.value import Unknown, is_symbolic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.terraform.value import Value

    Fields = dict[str, Value]

MANIFEST: Final = "kubernetes_manifest"
_WORDS: Final = {"ip": "IP"}
_DIGITS: Final = 18
"""The most that a number of Kubernetes has."""
NAMESPACE: Final = "default"
"""Where an object goes that names no namespace."""


def field(fields: Fields, name: str) -> Value:
    """Return a field by its name in Terraform's blocks, `pod_selector` for `podSelector` too."""
    if name in fields:
        return fields[name]
    first, *rest = name.split("_")
    return fields.get(first + "".join(_WORDS.get(word, word.capitalize()) for word in rest))


def is_unknown(value: Value) -> bool:
    """Tell whether a field, or a member of the list in it, cannot be read."""
    if isinstance(value, list):
        return any(is_symbolic(item) for item in value)
    return is_symbolic(value)


def block(fields: Fields, name: str) -> Fields | None:
    """Return the one block of a field; None where it is unset or unknown, empty for `{}`."""
    found = items(field(fields, name))
    return found[0] if found else None


def items(value: Value) -> list[Fields]:
    """Return the known blocks of a field; a plan shows those without arguments as null."""
    if isinstance(value, list):
        return values.blocks([{} if item is None else item for item in value])
    return values.blocks(value)


def namespace_of(fields: Fields) -> str | None:
    """Return the namespace of an object; None where it is unknown."""
    metadata = field(fields, "metadata")
    if is_unknown(metadata):
        return None
    told = field(block(fields, "metadata") or {}, "namespace")
    return None if is_symbolic(told) else values.text(told) or NAMESPACE


def name_of(fields: Fields) -> str | None:
    """Return the name of an object; None where it is unknown or generated."""
    return values.text(field(block(fields, "metadata") or {}, "name"))


def labels_of(fields: Fields) -> Labels:
    """Return the labels in the metadata of an object or a template."""
    return _texts_of(fields, "labels")


def annotations_of(fields: Fields) -> Labels:
    """Return the annotations in the metadata of an object or a template."""
    return _texts_of(fields, "annotations")


def _texts_of(fields: Fields, name: str) -> Labels:
    if is_unknown(field(fields, "metadata")):
        return Labels(complete=False)
    texts = field(block(fields, "metadata") or {}, name)
    if not isinstance(texts, dict):
        return Labels(complete=is_unset(texts))
    known = known_texts(texts)
    vague = frozenset(key for key, value in texts.items() if is_symbolic(value))
    return Labels(known, complete=not vague, vague=vague)


def known_texts(texts: dict[str, Value]) -> dict[str, str]:
    """Return the known members of a map as texts; the provider leaves out those of null."""
    return {key: plain(v) for key, v in texts.items() if v is not None and not is_symbolic(v)}


def plain(value: Value) -> str:
    """Write a known value as a text; booleans as YAML does."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def is_unset(value: Value) -> bool:
    """Tell whether an argument is not set, though the provider may compute it."""
    return value is None or (isinstance(value, Unknown) and value.configured is False)


def word(value: Value, default: str) -> str:
    """Return a text, the default where it is unset, '' where it is unknown."""
    return default if is_unset(value) or value == "" else values.text(value) or ""


def number(value: Value, default: int) -> int | None:
    """Return a number, which the provider takes as text too; None where it is unknown."""
    if is_unset(value) or value == "":
        return default
    told = number_or_name(value)
    return told if isinstance(told, int) else None


def number_or_name(value: Value) -> int | str | None:
    """Read a port: the provider takes numbers as text."""
    if type(value) is int:
        return value
    written = values.text(value)
    is_number = written is not None and written.isdecimal() and len(written) <= _DIGITS
    return int(written) if written is not None and is_number else written


def several(fields: Fields, name: str) -> list[Fields]:
    """Return the blocks of a field: `container` in Terraform is `containers` in a manifest."""
    return items(listed(fields, name))


def listed(fields: Fields, name: str) -> Value:
    """Return the value of a field whose manifest form is the plural."""
    one = field(fields, name)
    return field(fields, f"{name}s") if one is None else one


def selector_of(value: Value) -> Selector:
    """Read a label selector; one that is unset or empty matches everything."""
    if is_unknown(value):
        return Selector(complete=False)
    found = items(value)
    fields = found[0] if found else {}
    labels = field(fields, "match_labels")
    expressions = field(fields, "match_expressions")
    read = [*_of_labels(labels), *map(_requirement, items(expressions))]
    known = tuple(each for each in read if each is not None)
    unknown = is_unknown(labels) or is_unknown(expressions) or len(known) < len(read)
    return Selector(known, complete=not unknown)


def _of_labels(labels: Value) -> Iterator[Requirement | None]:
    for key, value in labels.items() if isinstance(labels, dict) else ():
        if value is not None:
            yield Requirement(key, "In", (value,)) if isinstance(value, str) else None


def _requirement(fields: Fields) -> Requirement | None:
    key, operator, wanted = (fields.get(name) for name in ("key", "operator", "values"))
    if not isinstance(key, str) or not isinstance(operator, str):
        return None
    if is_unknown(wanted):
        return None
    texts = tuple(v for v in wanted if isinstance(v, str)) if isinstance(wanted, list) else ()
    return Requirement(key, operator, texts)

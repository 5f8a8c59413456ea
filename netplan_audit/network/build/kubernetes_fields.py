"""Reads fields of Kubernetes objects, written as Terraform's blocks or as manifests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.selectors import Labels, Requirement, Selector
from netplan_audit.terraform.value import is_symbolic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.terraform.resource import Resource, Resources
    from netplan_audit.terraform.value import Value

    Fields = dict[str, Value]

MANIFEST: Final = "kubernetes_manifest"
NAMESPACE: Final = "default"
"""Where an object goes that names no namespace."""


def field(fields: Fields, name: str) -> Value:
    """Return a field by its name in Terraform's blocks, `pod_selector` for `podSelector` too."""
    if name in fields:
        return fields[name]
    first, *rest = name.split("_")
    return fields.get(first + "".join(word.capitalize() for word in rest))


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


def manifests(resources: Resources) -> Iterator[tuple[Resource, Fields]]:
    """Yield the known objects of `kubernetes_manifest` resources."""
    for resource in resources.of_type(MANIFEST):
        manifest = resource.get("manifest")
        if isinstance(manifest, dict):
            yield resource, manifest


def namespace_of(fields: Fields) -> str | None:
    """Return the namespace of an object; None where it is unknown."""
    metadata = field(fields, "metadata")
    if is_unknown(metadata):
        return None
    told = field(block(fields, "metadata") or {}, "namespace")
    return None if is_symbolic(told) else values.text(told) or NAMESPACE


def labels_of(fields: Fields) -> Labels:
    """Return the labels in the metadata of an object or a template."""
    if is_unknown(field(fields, "metadata")):
        return Labels(complete=False)
    labels = field(block(fields, "metadata") or {}, "labels")
    if not isinstance(labels, dict):
        return Labels(complete=labels is None)
    known = {key: value for key, value in labels.items() if isinstance(value, str)}
    return Labels(known, complete=len(known) == len(labels))


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
        yield Requirement(key, "In", (value,)) if isinstance(value, str) else None


def _requirement(fields: Fields) -> Requirement | None:
    key, operator, wanted = (fields.get(name) for name in ("key", "operator", "values"))
    if not isinstance(key, str) or not isinstance(operator, str):
        return None
    if is_unknown(wanted):
        return None
    texts = tuple(v for v in wanted if isinstance(v, str)) if isinstance(wanted, list) else ()
    return Requirement(key, operator, texts)

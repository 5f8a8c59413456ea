"""Names that kustomizations give to objects, and changes what refers to these by name.

Kustomize does the latter for a list of fields; here are those of them that are read
(https://github.com/kubernetes-sigs/kustomize/tree/master/api/internal/konfig/builtinpluginconsts).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from netplan_audit.kubernetes.kustomize import Placement
    from netplan_audit.terraform.value import Value

    Rename = Callable[[str, str], str]
    """Returns the new name of an object by its kind and its own."""

_NAMESPACE: Final = "Namespace"
_KEPT: Final = frozenset({_NAMESPACE, "CustomResourceDefinition", "APIService"})
"""Kinds whose names stay, but for the name of a namespace that all is put into."""
_REFERRING: Final = {
    "configMap": "ConfigMap",
    "configMapRef": "ConfigMap",
    "configMapKeyRef": "ConfigMap",
}
_SCALED: Final = "scaleTargetRef"
_LEADING: Final = frozenset({"Ingress", "StatefulSet"})
"""Kinds that name Services, as `service: {name: …}` or `serviceName`."""


class Renaming:
    """The new names of the objects of files, by where kustomizations put these."""

    def __init__(self, placements: Mapping[str, Placement]) -> None:
        """Keep the placements, by the files."""
        self._placements = placements
        self._given: dict[tuple[str, str, str, str], str] = {}

    def metadata(self, file: str, kind: str, metadata: dict[str, Value]) -> dict[str, Value]:
        """Return the metadata of an object of a file with the name that it gets."""
        name, place = metadata.get("name"), self._placements.get(file)
        if place is not None and kind == _NAMESPACE and place.namespace:
            return {**metadata, "name": place.namespace}
        if place is None or not isinstance(name, str) or kind in _KEPT:
            return metadata
        given = f"{place.prefix}{name}{place.suffix}"
        self._given[place.prefix, place.suffix, kind, name] = given
        return {**metadata, "name": given}

    def referring(self, file: str, value: dict[str, Value]) -> dict[str, Value]:
        """Return an object that refers to those beside it by the names that they got."""
        place = self._placements.get(file)
        if place is None or not (place.prefix or place.suffix):
            return value
        around = place.prefix, place.suffix
        spec = _walked(
            str(value.get("kind")),
            "",
            value.get("spec"),
            lambda kind, name: self._given.get((*around, kind, name), name),
        )
        return {**value, "spec": spec}


def _walked(kind: str, key: str, value: Value, rename: Rename) -> Value:
    if isinstance(value, list):
        return [_walked(kind, key, item, rename) for item in value]
    if isinstance(value, dict):
        walked = {name: _walked(kind, name, item, rename) for name, item in value.items()}
        target, name = _target(kind, key, walked), walked.get("name")
        if target and isinstance(name, str):
            walked["name"] = rename(target, name)
        return walked
    is_service = key == "serviceName" and kind in _LEADING and isinstance(value, str)
    return rename("Service", str(value)) if is_service else value


def _target(kind: str, key: str, fields: dict[str, Value]) -> str:
    """Return the kind of what a field names; '' where it names nothing."""
    if key == _SCALED:
        return str(fields.get("kind"))
    if key == "service" and kind in _LEADING:
        return "Service"
    return _REFERRING.get(key, "")

"""Merges objects as strategic merge patches do.

Mappings are merged key by key, lists of some fields item by item, by a key of the items, and all
else is replaced
(https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from netplan_audit.terraform.value import Unknown, Value

_KEYS: Final = {
    "containers": ("name",),
    "initContainers": ("name",),
    "env": ("name",),
    "volumes": ("name",),
    "volumeMounts": ("mountPath",),
    "ports": ("containerPort", "port"),
    "hostAliases": ("ip",),
}
"""The fields whose lists are merged, and by which key of their items."""
_DIRECTIVE: Final = "$patch"
_KEPT: Final = {"": ("apiVersion", "kind"), "metadata": ("name", "namespace")}
"""By these fields an object is found, which a patch does not change."""


def merged(value: Value, new: Value, vague: Unknown | None, key: str = "") -> Value:
    """Return a value with a patch merged into it; what it changes is `vague` if that is given."""
    if isinstance(value, dict) and isinstance(new, dict) and new.get(_DIRECTIVE) != "replace":
        return _merged_mapping(value, new, vague, _KEPT.get(key, ()))
    if isinstance(value, list) and isinstance(new, list):
        for by in _KEYS.get(key, ()):
            if all(isinstance(item, dict) and by in item for item in (*value, *new)):
                return _merged_list(value, new, vague, by)
    if isinstance(new, dict):
        new = {key: item for key, item in new.items() if not key.startswith("$")}
    return new if vague is None or new == value else vague


def _merged_mapping(
    value: dict[str, Value], new: dict[str, Value], vague: Unknown | None, kept: tuple[str, ...]
) -> dict[str, Value]:
    found = dict(value)
    for key, item in new.items():
        if key.startswith("$") or key in kept:
            continue
        if key in value and item is not None:
            found[key] = merged(value[key], item, vague, key)
        elif vague is not None:
            found[key] = vague
        elif item is None:
            found.pop(key, None)
        else:
            found[key] = item
    return found


def _merged_list(
    value: list[Value], new: list[Value], vague: Unknown | None, by: str
) -> list[Value]:
    """Merge items that have the same key; others are added at the end."""
    patches = {str(item[by]): item for item in new if isinstance(item, dict)}
    found: list[Value] = []
    for item in value:
        patch = patches.pop(str(item[by]), None) if isinstance(item, dict) else None
        if patch is None:
            found.append(item)
        elif patch.get(_DIRECTIVE) != "delete":
            found.append(merged(item, patch, vague, by))
        elif vague is not None:
            found.append(vague)
    added = (item for item in patches.values() if item.get(_DIRECTIVE) != "delete")
    return [*found, *(item if vague is None else vague for item in added)]

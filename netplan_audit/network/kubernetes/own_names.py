"""Names that a workload does not look up: those it is asked by, and those in its hosts file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.kubernetes.pods import PodTemplate

_WORDS: Final = re.compile(r"[a-z0-9]+")
_ADDRESSES: Final = frozenset({"host", "hostname", "url", "uri", "address", "addr", "fqdn"})
_ITSELF: Final = frozenset(
    {"server", "site", "app", "application", "web", "base", "root", "public", "external"}
)
"""Words of a variable that do not tell whose address it holds."""


def own_names(objects: KubernetesObjects, pods: PodTemplate) -> frozenset[str]:
    """Return the hosts whose requests come to a workload, and its `hostAliases`."""
    asked = objects.once(_asked_by).get(pods.address, ())
    return frozenset((*asked, *pods.aliases))


def is_named_after(pods: PodTemplate, place: str) -> bool:
    """Tell whether a variable is called as the workload or its image is: `WIKI_BASE_URL` in a wiki.

    What it holds is then the address by which others know the workload.
    """
    words = _WORDS.findall(place.rpartition(" ")[2].lower())
    whose = _whose(word for word in words if word not in _ADDRESSES)
    images = (one.image.partition("@")[0].rpartition("/")[2] for one in pods.containers)
    names = (pods.meta.name or "", *(image.partition(":")[0] for image in images))
    is_address = bool(words) and words[-1] in _ADDRESSES | _ITSELF
    return is_address and whose in {_whose(_WORDS.findall(name.lower())) for name in names} - {""}


def _whose(words: Iterable[str]) -> str:
    return "".join(word for word in words if word not in _ITSELF)


def published_names(objects: KubernetesObjects) -> frozenset[str]:
    """Return the hosts that Ingresses and routes lead to any Service."""
    return objects.once(_published)


def _published(objects: KubernetesObjects) -> frozenset[str]:
    entrances = (*objects.ingresses, *objects.gateway_routes)
    return frozenset(path.host.lower() for each in entrances for path in each.paths if path.host)


def _asked_by(objects: KubernetesObjects) -> dict[str, set[str]]:
    """Return the hosts that Ingresses and routes lead to each workload, by its address."""
    found: dict[str, set[str]] = {}
    for entrance in (*objects.ingresses, *objects.gateway_routes):
        for path in entrance.paths:
            key = (entrance.meta.namespace, path.backend.service)
            called = objects.services_by_name.get(key) if path.host else None
            if path.host and called:
                for pods in objects.pods_of(called[-1]):
                    found.setdefault(pods.address, set()).add(path.host.lower())
    return found

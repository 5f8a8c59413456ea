"""Names that a workload does not look up: those it is asked by, and those in its own hosts file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.kubernetes.pods import PodTemplate


def own_names(objects: KubernetesObjects, pods: PodTemplate) -> frozenset[str]:
    """Return the hosts whose requests come to a workload, and its `hostAliases`."""
    asked = objects.once(_asked_by).get(pods.address, ())
    return frozenset((*asked, *pods.aliases))


def published_names(objects: KubernetesObjects) -> frozenset[str]:
    """Return the hosts that Ingresses and routes lead to any Service."""
    return objects.once(_published)


def _published(objects: KubernetesObjects) -> frozenset[str]:
    entrances = (*objects.ingresses, *objects.gateway_routes)
    return frozenset(path.host.lower() for each in entrances for path in each.paths if path.host)


def _asked_by(objects: KubernetesObjects) -> dict[str, set[str]]:
    """Return the hosts that Ingresses and routes lead to each workload, by its address."""
    named = {(each.meta.namespace, each.meta.name): each for each in objects.services}
    found: dict[str, set[str]] = {}
    for entrance in (*objects.ingresses, *objects.gateway_routes):
        for path in entrance.paths:
            service = named.get((entrance.meta.namespace, path.backend.service))
            if path.host and service is not None:
                for pods in objects.pods_of(service):
                    found.setdefault(pods.address, set()).add(path.host.lower())
    return found

"""What headless Services are for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.kubernetes.services import Service

_CLUSTERED: Final = re.compile(
    r"cassandra|etcd|consul|vault|kafka|zookeeper|rabbitmq|elasticsearch|opensearch|mongo"
    r"|redis-cluster|cockroach|hazelcast|thanos|cortex|mimir|loki|tempo|alertmanager|gossip"
    r"|memberlist|nats|galera|patroni|scylla|peers?\b|raft|discovery"
)
"""Systems whose members look for each other, and names for such Services."""


def finds_peers(objects: KubernetesObjects, service: Service) -> Truth:
    """Tell whether a headless Service is there for members of one system to find each other."""
    name = service.meta.name
    behind = objects.pods_of(service)
    if (name and _CLUSTERED.search(name)) or objects.governs(service) is Truth.YES:
        return Truth.YES
    if behind and all(pods.kind == "StatefulSet" for pods in behind):
        return Truth.YES
    return Truth.UNKNOWN if name is None else objects.governs(service)

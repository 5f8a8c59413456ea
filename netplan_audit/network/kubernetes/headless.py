"""What headless Services are for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from netplan_audit.network.kubernetes.hostnames import naming, texts_of
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
    if service.is_headless is Truth.YES and _is_named_from_behind(objects, service):
        return Truth.YES
    return Truth.UNKNOWN if name is None else objects.governs(service)


def _is_named_from_behind(objects: KubernetesObjects, service: Service) -> bool:
    """Tell whether pods behind a Service are given its name, and no other workload is."""
    name, space = service.meta.name, service.meta.namespace
    if not name or not space:
        return False
    full = f"{name}.{space}"
    own = {pods.address for pods in objects.pods_of(service)}
    keys = ((name, space), *((f"{full}{end}", "") for end in ("", ".svc", ".svc.cluster.local")))
    given = naming(objects)
    askers = {objects.templates[place[0]].address for key in keys for place in given.get(key, ())}
    if askers - own:
        return False
    told = re.compile(rf"(?<![\w.-]){re.escape(full)}\.svc(?![\w-])|^{re.escape(name)}$")
    texts = (text.value for pods in objects.pods_of(service) for text in texts_of(objects, pods))
    return bool(askers) or any(value and told.search(value) for value in texts)

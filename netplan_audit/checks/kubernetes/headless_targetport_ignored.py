"""A headless Service whose target port differs from its port.

What it finds
-------------
Headless Services with a port whose `targetPort`, as a number or by the name of a container's port,
is another. Medium; high where a workload is given the Service's name with that port. It is
undecided where a port is known only after apply, or its name stands in no container, and where the
input has objects of a service mesh that may carry the connections.

Services without selector are left out, those of pods in a mesh, whose proxies know the ports, and
those that only Ingresses, routes and the like are seen to lead to: they read the endpoints' ports,
as what collects metrics does, so that ports called `metrics` are left out too.

Why it matters
--------------
Nothing translates ports for a headless Service: its name leads to the pods themselves. A client
that connects to the Service's port connects to that port of a pod, where nobody listens.

Bad
---
```yaml
apiVersion: v1
kind: Service
metadata:
  name: api
  namespace: shop
spec:
  clusterIP: None
  selector: {app: api}
  ports:
    - port: 80
      targetPort: 8080
```

Good
----
```yaml
apiVersion: v1
kind: Service
metadata:
  name: api
  namespace: shop
spec:
  clusterIP: None
  selector: {app: api}
  ports:
    - port: 8080
```

References
----------
- <https://kubernetes.io/docs/concepts/services-networking/service/#headless-services>
- <https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/service_v1>

"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.network.kubernetes.hostnames import texts_of
from netplan_audit.network.kubernetes.serving import (
    in_mesh,
    names_service,
    only_by_requests,
    target_number,
)
from netplan_audit.unknown import Truth, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.kubernetes.pods import PodTemplate
    from netplan_audit.network.kubernetes.services import Service, ServicePort
    from netplan_audit.network.network import Network

_METRICS: Final = re.compile(r"(?:^|-)metrics(?:-|$)")
"""Is in the names of ports whose client finds the pods, with their ports, by itself."""
_REMEDIATION: Final = "set the port to the one that the container listens on"


@check(
    severity=Severity.HIGH,
    code="SVC012",
    pack="strict",
    place=("spec", "ports"),
    no_fix="whether the Service or its pods change their port is for their author to say",
    needs=("kubernetes.services",),
)
def headless_targetport_ignored(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge each port of each headless Service."""
    objects = network.kubernetes
    for service in objects.services:
        if service.is_headless is not Truth.YES or service.selector is None:
            continue
        if only_by_requests(objects, service) is not Truth.YES:
            for port in service.ports:
                if not _METRICS.search(port.name):
                    yield from _judged(objects, service, port)


def _judged(objects: KubernetesObjects, service: Service, port: ServicePort) -> Iterator[Outcome]:
    targets = _targets(objects, service, port)
    meshed = any_of(in_mesh(objects, pods) for pods in objects.pods_of(service))
    if meshed is Truth.YES or (meshed is Truth.UNKNOWN and targets == {port.number}):
        return
    if meshed is Truth.NO and port.number is not None and targets and None not in targets:
        others = sorted(t for t in targets if t is not None and t != port.number)
        if others:
            found = _finding(objects, service, port.number, others[0])
            yield replace(found, place=("spec", "ports", service.ports.index(port), "targetPort"))
        return
    told = "targetPort" if port.number is not None else "port"
    known = bool(targets) and None not in {port.number, *targets}
    settles = f"{service.address} ports.{told} {port.name}".rstrip()
    yield Undecided(
        subject=service.address,
        message="cannot tell whether its port is the one that its pods listen on",
        severity=Severity.LOW,
        unknowns=(f"whether {service.address} is in the mesh" if known else settles,),
        remediation=_REMEDIATION,
        identity=(port.name, str(port.number)),
        place=("spec", "ports", service.ports.index(port)),
    )


def _targets(objects: KubernetesObjects, service: Service, port: ServicePort) -> set[int | None]:
    """Return the ports of the pods; None among them for one that is not known."""
    if isinstance(port.target, int):
        return {port.target}
    return {target_number(port, pods) for pods in objects.pods_of(service)}


def _finding(objects: KubernetesObjects, service: Service, port: int, target: int) -> Finding:
    clients = [p for p in names_service(objects, service) if _connects(objects, p, service, port)]
    told = f", and {clients[0].address} connects to {port}" if clients else ""
    return Finding(
        subject=service.address,
        message=f"is headless, so its targetPort {target} for port {port} is ignored{told}",
        severity=Severity.HIGH if clients else Severity.MEDIUM,
        confidence=Confidence.CERTAIN,
        related=tuple((pods.address, "client") for pods in clients),
        evidence={"port": port, "targetPort": target},
        remediation=_REMEDIATION,
        identity=(str(port),),
    )


def _connects(objects: KubernetesObjects, pods: PodTemplate, service: Service, port: int) -> bool:
    """Tell whether a workload is given the name of the Service with this port."""
    wanted = re.compile(rf"\b{re.escape(service.meta.name or '')}(?:\.[\w.-]+)?:{port}\b")
    return any(wanted.search(text.value or "") for text in texts_of(objects, pods))

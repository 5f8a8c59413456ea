"""A Service leads to pods or ports that are not there.

What it finds
-------------
Services with a port whose `targetPort` is a name that no container of the pods it selects has:
high. Medium, for they rest on what authors mean: a Service whose selector matches no pods, beside a
workload of its own name with other labels; and a Service whose one port leads to another number,
which its pods' only container does not declare, where that declares one port to which no Service
leads. Numbers that stand in a probe, a command or the environment are left out.

It is undecided where pods may be in a mesh, whose proxies bring ports along, where labels or ports
are not known, and where kustomizations that are not built may change them. Ports for metrics are
left out: what collects them asks the pods.

Why it matters
--------------
A Service sends connections only to pods that its selector matches and, for a port by name, that
have the name. With none, connections to it are refused or time out, though all pods are ready.

Bad
---
```yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: shop
spec:
  selector:
    matchLabels: {app: api}
  template:
    metadata:
      labels: {app: api}
    spec:
      containers:
        - name: api
          image: registry.example.com/api:1.2
          ports:
            - {name: http, containerPort: 8080}
---
apiVersion: v1
kind: Service
metadata:
  name: api
  namespace: shop
spec:
  selector: {app: api}
  ports:
    - {port: 80, targetPort: web}
```

Good
----
```yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: shop
spec:
  selector:
    matchLabels: {app: api}
  template:
    metadata:
      labels: {app: api}
    spec:
      containers:
        - name: api
          image: registry.example.com/api:1.2
          ports:
            - {name: http, containerPort: 8080}
---
apiVersion: v1
kind: Service
metadata:
  name: api
  namespace: shop
spec:
  selector: {app: api}
  ports:
    - {port: 80, targetPort: http}
```

References
----------
- <https://kubernetes.io/docs/concepts/services-networking/service/>
- <https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/>

"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.network.kubernetes.hostnames import texts_of
from netplan_audit.network.kubernetes.serving import in_mesh, target_number
from netplan_audit.unknown import Truth, any_of
from netplan_audit.wording import and_more

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.kubernetes.pods import PodTemplate
    from netplan_audit.network.kubernetes.services import Service, ServicePort
    from netplan_audit.network.network import Network

_METRICS: Final = re.compile(r"(?:^|-)(?:metrics|prometheus)(?:-|$)")
_PORT_NAME: Final = re.compile(r"[a-z0-9-]{1,63}")
"""Other texts are no names: something else fills them in."""
_EXTERNAL: Final = "ExternalName"
_NAME: Final = "name in targetPort a port of the pods, or give the container's port the name"


@check(
    severity=Severity.HIGH,
    code="SVC020",
    place=("spec",),
    no_fix="whether the Service or its pods change is for their author to say",
    needs=("kubernetes.services",),
)
def service_leads_nowhere(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look at the pods of each Service, and at the ports that it leads to."""
    objects = network.kubernetes
    for service in objects.services:
        if service.selector is None or service.type in {_EXTERNAL, ""}:
            continue
        selected = objects.may_select(service)
        if not selected:
            yield from _without_pods(objects, service)
            continue
        sure = all(answer is Truth.YES for _, answer in selected)
        pods = [each for each, _ in selected]
        for port in {each.target: each for each in service.ports}.values():
            if isinstance(port.target, str) and _PORT_NAME.fullmatch(port.target):
                yield from _by_name(objects, service, port, pods, sure=sure)
        if sure and len(service.ports) == 1:
            yield from _by_number(objects, service, service.ports[0], pods)


def _without_pods(objects: KubernetesObjects, service: Service) -> Iterator[Outcome]:
    """Look for the workload that a Service without pods is named after."""
    wanted = service.selector
    here = objects.workloads_named(service.meta.name)
    beside = [p for p in here if p.meta.shares_namespace(service.meta) is Truth.YES]
    if not beside or wanted is None or not wanted.complete:
        return
    pods = beside[0]
    asked = sorted(f"{r.key}={r.values[0]}" for r in wanted.requirements if r.values)
    if objects.is_raw:
        yield _undecided(service, "", f"how kustomizations change {service.address}")
        return
    yield Finding(
        subject=service.address,
        message=f"selects {', '.join(asked)}, which no pods of the input have: those of "
        f"{pods.address} have {_words(pods)}",
        severity=Severity.MEDIUM,
        confidence=Confidence.LIKELY,
        related=((pods.address, pods.kind),),
        remediation="select labels that the pods have",
        place=("spec", "selector"),
    )


def _words(pods: PodTemplate) -> str:
    return ", ".join(f"{key}={value}" for key, value in sorted(pods.labels.known.items())) or "none"


def _by_name(
    objects: KubernetesObjects,
    service: Service,
    port: ServicePort,
    pods: list[PodTemplate],
    *,
    sure: bool,
) -> Iterator[Outcome]:
    """Judge a port that leads to the port of this name of the pods."""
    declared = [each for one in pods for each in one.ports]
    if any(each.name == port.target for each in declared) or _is_for_metrics(service, port):
        return
    at = ("spec", "ports", service.ports.index(port), "targetPort")
    doubt = _doubt(objects, pods, sure=sure)
    if not all(each.is_name_known for each in declared):
        doubt = doubt or f"the names of the ports of {pods[0].address}"
    if doubt:
        yield _undecided(service, str(port.target), doubt)
        return
    names = sorted({each.name for each in declared if each.name})
    yield Finding(
        subject=service.address,
        message=f"leads to the port {port.target} of its pods, and those of "
        f"{and_more(pods[0].address, len(pods))} have "
        + (f"only {', '.join(names)}" if names else "no port with a name"),
        severity=Severity.HIGH,
        related=tuple((each.address, each.kind) for each in pods),
        remediation=_NAME,
        identity=(str(port.target),),
        place=at,
    )


def _doubt(objects: KubernetesObjects, pods: list[PodTemplate], *, sure: bool) -> str:
    """Say what may bring a port of this name along, '' where nothing does."""
    if objects.is_raw:
        return f"how kustomizations change {pods[0].address}"
    whole = all(each.complete and all(c.complete for c in each.containers) for each in pods)
    if not (sure and whole):
        return f"the labels and containers of {pods[0].address}"
    meshed = any_of(in_mesh(objects, each) for each in pods)
    return "" if meshed is Truth.NO else f"whether {pods[0].address} is in the mesh"


def _by_number(
    objects: KubernetesObjects, service: Service, port: ServicePort, pods: list[PodTemplate]
) -> Iterator[Outcome]:
    """Judge a Service's only port, where its pods declare one and no more."""
    declared = {each.number for one in pods for each in one.ports}
    alone = all(len(each.containers) == 1 for each in pods)
    target = port.target
    if not isinstance(target, int) or target == port.number or len(declared) != 1 or not alone:
        return
    other = declared.pop()
    known = port.protocol == "TCP" and not _doubt(objects, pods, sure=True)
    if (
        other in {None, target}
        or not known
        or _is_for_metrics(service, port)
        or _is_said(objects, pods, target)
    ):
        return
    beside = [each for one in pods for each in objects.once(_by_pods)[one.address]]
    if any(target_number(p, pods[0]) == other for each in beside for p in each.ports):
        return
    yield Finding(
        subject=service.address,
        message=f"leads to port {target}, and the pods of {and_more(pods[0].address, len(pods))} "
        f"declare {other} only",
        severity=Severity.MEDIUM,
        confidence=Confidence.LIKELY,
        related=tuple((each.address, each.kind) for each in pods),
        evidence={"declared": other, "targetPort": target},
        remediation="set targetPort to the port that the container listens on",
        identity=(str(target),),
        place=("spec", "ports", 0),
    )


def _by_pods(objects: KubernetesObjects) -> dict[str, list[Service]]:
    """Return the Services that select, or may select, the pods of each workload."""
    found: dict[str, list[Service]] = {}
    for service in objects.services:
        for pods, _ in objects.may_select(service):
            found.setdefault(pods.address, []).append(service)
    return found


def _is_said(objects: KubernetesObjects, pods: list[PodTemplate], number: int) -> bool:
    """Tell whether pods are told of a port, or asked on it: they listen there."""
    wanted = re.compile(rf"(?<!\d){number}(?!\d)")
    probed = any(p.port == number for one in pods for c in one.containers for p in c.probes)
    texts = (text.value for one in pods for text in texts_of(objects, one))
    return probed or any(text is None or wanted.search(text) for text in texts)


def _is_for_metrics(service: Service, port: ServicePort) -> bool:
    names = (service.meta.name or "", port.name, str(port.target))
    return any(_METRICS.search(name) for name in names)


def _undecided(service: Service, target: str, settles: str) -> Undecided:
    told = f"leads to the port {target} of" if target else "selects"
    return Undecided(
        subject=service.address,
        message=f"cannot tell whether it {told} pods that are there",
        severity=Severity.LOW,
        unknowns=(settles,),
        identity=(target,),
    )

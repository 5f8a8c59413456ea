"""An Ingress names a port that its Service does not have.

What it finds
-------------
Paths of Ingresses whose backend is a Service of the input, in the same namespace, by a port, number
or name, that is none of the Service's `ports`. Services without ports and those of the type
ExternalName are left out, and so are backends whose Service the input does not declare. It is
undecided where ports are known only after apply, and where kustomizations that are not built may
change the Service.

Why it matters
--------------
The port of a backend is that of the Service, not of the pods. Controllers find no such port and
answer 503, or leave the path out; the AWS Load Balancer Controller makes no load balancer at all.

Bad
---
```yaml
apiVersion: v1
kind: Service
metadata:
  name: api
  namespace: shop
spec:
  selector: {app: api}
  ports:
    - {port: 80, targetPort: 8080}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: shop
spec:
  ingressClassName: nginx
  rules:
    - host: shop.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: api
                port: {number: 8080}
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
  selector: {app: api}
  ports:
    - {port: 80, targetPort: 8080}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: shop
spec:
  ingressClassName: nginx
  rules:
    - host: shop.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: api
                port: {number: 80}
```

References
----------
- <https://kubernetes.io/docs/concepts/services-networking/ingress/>
- <https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.services import Backend, Ingress, Service
    from netplan_audit.network.network import Network

_EXTERNAL: Final = "ExternalName"


@check(
    severity=Severity.HIGH,
    code="ING011",
    place=("spec",),
    no_fix="which of the Service's ports is meant is for the author to say",
    needs=("kubernetes.ingresses",),
)
def ingress_port_missing(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look for the port of each backend among those of its Service."""
    objects = network.kubernetes
    for ingress in objects.ingresses:
        for backend in dict.fromkeys(ingress.backends):
            called = objects.services_by_name.get((ingress.meta.namespace, backend.service), ())
            meant = [each for each in called if each.ports and each.type != _EXTERNAL]
            unknown = None in {ingress.meta.namespace, backend.service, backend.port}
            if meant and not unknown and not any(s.ports_called(backend.port) for s in meant):
                yield _judged(ingress, meant[0], backend, doubt=objects.is_raw)


def _judged(ingress: Ingress, service: Service, backend: Backend, *, doubt: bool) -> Outcome:
    is_known = all(port.number is not None and port.is_name_known for port in service.ports)
    if doubt or not service.complete or not is_known:
        settles = f"{service.address} spec.ports"
        return Undecided(
            subject=ingress.address,
            message=f"cannot tell whether {service.address} has the port {backend.port}, which it "
            "sends requests to",
            severity=Severity.MEDIUM,
            unknowns=(f"how kustomizations change {service.address}" if doubt else settles,),
            identity=(service.address, str(backend.port)),
        )
    ports = ", ".join(f"{p.number} ({p.name})" if p.name else f"{p.number}" for p in service.ports)
    return Finding(
        subject=ingress.address,
        message=f"sends requests to port {backend.port} of {service.address}, which has {ports}",
        severity=Severity.HIGH,
        related=((service.address, "Service"),),
        evidence={"port": str(backend.port), "ports": ports},
        remediation="name a port of the Service, whatever its pods listen on",
        identity=(service.address, str(backend.port)),
    )

"""A client looks up a headless Service once and keeps the addresses.

What it finds
-------------
ConfigMaps with an nginx or HAProxy configuration that names a headless Service of the input without
telling a resolver, and workloads whose image is one of Java's that are given its name without a
setting for the JVM's cache. Low: what a process does is told from names only.

Why it matters
--------------
The records of a headless Service are the addresses of its pods. nginx and HAProxy resolve the names
in their configuration when they start, the JVM keeps what it has found for 30 seconds or, with a
security manager, for ever: connections go to pods that are gone.

Bad
---
```yaml
apiVersion: v1
kind: Service
metadata:
  name: api-headless
  namespace: shop
spec:
  clusterIP: None
  selector: {app: api}
  ports:
    - port: 8080
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: proxy
  namespace: shop
data:
  default.conf: |
    server {
      location / {
        proxy_pass http://api-headless:8080;
      }
    }
```

Good
----
```yaml
apiVersion: v1
kind: Service
metadata:
  name: api-headless
  namespace: shop
spec:
  clusterIP: None
  selector: {app: api}
  ports:
    - port: 8080
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: proxy
  namespace: shop
data:
  default.conf: |
    resolver kube-dns.kube-system.svc.cluster.local valid=5s;
    server {
      location / {
        set $api api-headless.shop.svc.cluster.local;
        proxy_pass http://$api:8080;
      }
    }
```

References
----------
- <https://kubernetes.io/docs/reference/networking/virtual-ips/>
- <https://nginx.org/en/docs/http/ngx_http_core_module.html#resolver>
- <https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/net/InetAddress.html>

"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity
from netplan_audit.network.kubernetes.hostnames import texts_of
from netplan_audit.network.kubernetes.serving import mentions
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.kubernetes.pods import PodTemplate
    from netplan_audit.network.kubernetes.services import ConfigMap, Service
    from netplan_audit.network.network import Network

_REMARK: Final = re.compile(r"^\s*#.*$", re.MULTILINE)
_DIRECTIVE: Final = re.compile(r"_pass\b|\bserver\b")
_RESOLVER: Final = re.compile(r"\bresolvers?\b|\bresolve\b")
_JAVA: Final = re.compile(r"openjdk|temurin|corretto|tomcat|spring|(?:^|[-_/:.])(?:jre|jdk|java)\b")
_CACHE: Final = re.compile(r"networkaddress\.cache\.ttl|inetaddr\.ttl")
_REMEDIATION: Final = (
    "name a resolver with a short `valid` and put the name into a variable, or set "
    "networkaddress.cache.ttl for the JVM"
)


@check(
    severity=Severity.LOW,
    code="SVC011",
    pack="strict",
    place=("data",),
    no_fix="the setting stands in a configuration file or in the arguments of a program",
    needs=("kubernetes.services",),
)
def headless_with_cached_resolution(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge what names each headless Service."""
    objects = network.kubernetes
    proxies = [(one, text) for one in objects.config_maps if (text := _proxied(one))]
    for service in objects.services:
        if service.is_headless is not Truth.YES or not service.meta.name:
            continue
        for found, text in proxies:
            how = _pinned(found, text, service)
            if how:
                yield _finding(found.meta.address, service, how)
        for pods, place in mentions(objects, service):
            if _is_java(pods) and not _sets_cache(objects, pods):
                is_seen = all(each.complete for each in pods.containers)
                severity = Severity.LOW if is_seen else Severity.INFO
                how = f"a JVM is given its name ({place})"
                yield _finding(pods.address, service, how, severity)


def _finding(
    subject: str, service: Service, how: str, severity: Severity = Severity.LOW
) -> Finding:
    return Finding(
        subject=subject,
        message=f"keeps addresses of pods behind the headless {service.address}: {how}",
        severity=severity,
        confidence=Confidence.LIKELY,
        related=((service.address, "Service"),),
        remediation=_REMEDIATION,
        identity=(service.address,),
    )


def _proxied(found: ConfigMap) -> str:
    """Return the texts of a proxy that looks names up once; '' where a resolver is told."""
    text = _REMARK.sub("", "\n".join(found.data.values()))
    return text if _DIRECTIVE.search(text) and not _RESOLVER.search(text) else ""


def _pinned(found: ConfigMap, text: str, service: Service) -> str:
    """Say which directive of a proxy names a Service; '' where none does."""
    if (service.meta.name or "") not in text:
        return ""
    name = re.escape(service.meta.name or "")
    far = rf"{name}\.{re.escape(service.meta.namespace or '')}"
    near = found.meta.shares_namespace(service.meta) is Truth.YES
    host = rf"(?:{far}(?:\.svc[\w.]*)?{f'|{name}' if near else ''})"
    patterns = {
        "proxy_pass": rf"\b(?:proxy|grpc|fastcgi|uwsgi)_pass\s+(?:\w+://)?{host}[:/;]",
        "server": rf"^\s*server\s+(?:[\w.-]+\s+)?{host}(?::\d+)?[\s;]",
    }
    return next((n for n, p in patterns.items() if re.search(p, text, re.MULTILINE)), "")


def _is_java(pods: PodTemplate) -> bool:
    return any(_JAVA.search(container.image) for container in pods.containers)


def _sets_cache(objects: KubernetesObjects, pods: PodTemplate) -> bool:
    return any(_CACHE.search(text.value or "") for text in texts_of(objects, pods))

"""Builds the load balancers that AWS makes for Ingresses and Services, as far as annotations tell.

Only those with annotations that name security groups or subnets, by id or by the tag `Name`: the
rest is up to the controller, which makes groups of its own and looks for subnets by their tags
(https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.network.build.kubernetes_fields import block, field
from netplan_audit.network.build.kubernetes_ingresses import ingress_of
from netplan_audit.network.build.kubernetes_services import service_of
from netplan_audit.network.build.tags import tags_of
from netplan_audit.network.kubernetes.balancers import PREFIX, balancer_of
from netplan_audit.network.kubernetes.ingress_setup import ALB
from netplan_audit.network.link import NO_LINKS, Certainty, Link, Links
from netplan_audit.network.ports import LAST_PORT, PortSet
from netplan_audit.network.workloads import Workload
from netplan_audit.terraform.value import Unknown
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.network.balancing.load_balancers import LoadBalancing
    from netplan_audit.network.build.kubernetes_sources import Declared
    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resources
    from netplan_audit.terraform.value import Value

_GROUPS: Final = ("security-groups", "extra-security-groups")
_SUBNETS: Final = "subnets"
_IDS: Final = {"aws_security_group": "sg-", "aws_subnet": "subnet-"}


def build_kubernetes_balancers(
    found: Iterable[Declared], resources: Resources, linker: Linker, balancing: LoadBalancing
) -> tuple[dict[str, Workload], LoadBalancing]:
    """Return the load balancers as workloads, and load balancing with theirs."""
    names = _Names(resources, linker)
    workloads: dict[str, Workload] = {}
    listeners: dict[str, PortSet] = {}
    types: dict[str, str] = {}
    for one in found:
        reader = {"Ingress": _of_ingress, "Service": _of_service}.get(one.kind)
        workload = None if reader is None else reader(one, names)
        if workload is None:
            continue
        workloads[one.address] = workload
        types[one.address] = "application" if one.kind == "Ingress" else "network"
        ports = _listen_ports(one) if one.kind == "Ingress" else _service_ports(one)
        if ports is not None:
            listeners[one.address] = ports
    if not workloads:
        return {}, balancing
    internal = {w.address for w in workloads.values() if w.public_ipv4 is Truth.NO}
    return workloads, replace(
        balancing,
        listeners={**balancing.listeners, **listeners},
        internal=balancing.internal | internal,
        types={**balancing.types, **types},
    )


def _of_ingress(one: Declared, names: _Names) -> Workload | None:
    """Read the Application Load Balancer of an Ingress, which is internal by default."""
    links = _links(one, ALB, names)
    if links is None:
        return None
    told = ingress_of(one).meta.annotation(f"{ALB}scheme")
    faces = Truth.UNKNOWN if told is None else truth(told == "internet-facing")
    return _workload(one, links, faces)


def _of_service(one: Declared, names: _Names) -> Workload | None:
    links = _links(one, PREFIX, names)
    balancer = balancer_of(service_of(one)) if links is not None else None
    if links is None or balancer is None:
        return None
    return _workload(one, links, balancer.faces_internet)


def _workload(one: Declared, links: tuple[Links, Links], faces: Truth) -> Workload:
    groups, subnets = links
    where = f"{one.address}.metadata.annotations"
    if not subnets.everything:
        unsaid = f"the subnets of the load balancer of {one.address}"
        subnets = Links(complete=False, settles=unsaid)
    why = where if faces is Truth.UNKNOWN else "it is internet-facing"
    kind = "load balancer"
    return Workload(one.address, kind, subnets, groups, faces, public_ip_reason=why)


def _links(one: Declared, prefix: str, names: _Names) -> tuple[Links, Links] | None:
    """Return the groups and subnets that annotations name; None where they name none."""
    metadata = block(one.fields, "metadata") or {}
    annotations = field(metadata, "annotations")
    given = annotations if isinstance(annotations, dict) else {}
    where = f"{one.address}.metadata.annotations"

    def read(name: str, kind: str) -> Links:
        value = given.get(f"{prefix}{name}")
        if isinstance(value, Unknown):
            return _made_of(value, where)
        return NO_LINKS if value is None else names.links(value, kind, where)

    groups = Links.joined([read(name, "aws_security_group") for name in _GROUPS])
    subnets = read(_SUBNETS, "aws_subnet")
    return (groups, subnets) if groups.everything or subnets.everything else None


class _Names:
    """Finds security groups and subnets as the controllers do: by id, and by the tag Name."""

    def __init__(self, resources: Resources, linker: Linker) -> None:
        self._resources = resources
        self._linker = linker
        self._tagged: dict[str, dict[str, list[str]]] = {}

    def links(self, value: Value, kind: str, where: str) -> Links:
        """Return what a text lists; what is no text stays as it is."""
        if not isinstance(value, str):
            return self._linker.of_values(value, where)
        parts = [part for each in value.split(",") if (part := each.strip())]
        return Links.joined([self._one(part, kind, where) for part in parts] or [NO_LINKS])

    def _one(self, part: str, kind: str, where: str) -> Links:
        if part.startswith(_IDS[kind]):
            return self._linker.of_values([part], where)
        found = self._named(kind).get(part, [])
        if len(found) == 1:
            return Links((Link((found[0],), Certainty.CERTAIN),))
        return Links((), tuple(found), complete=bool(found), settles=f"what is named {part}")

    def _named(self, kind: str) -> dict[str, list[str]]:
        known = self._tagged.get(kind)
        if known is None:
            known = self._tagged[kind] = {}
            for resource in self._resources.of_type(kind):
                name = tags_of(self._resources, resource.address).known.get("Name")
                known.setdefault(name or "", []).append(resource.address)
        return known


def _made_of(value: Unknown, where: str) -> Links:
    """Return the objects whose ids a text is made of, all of them or some."""
    ids = (name for name in value.waits_for if name.endswith(".id"))
    objects = tuple(name.removesuffix(".id") for name in ids)
    return Links((), objects, complete=False, settles=", ".join(value.waits_for) or where)


def _listen_ports(one: Declared) -> PortSet | None:
    """Return the ports of `listen-ports`; 443 with a certificate and 80 without, by default."""
    annotations = one.meta().annotations
    told = annotations.known.get(f"{ALB}listen-ports")
    certificate = f"{ALB}certificate-arn"
    if told is None:
        if not annotations.complete and not annotations.vague:
            return None
        has_one = certificate in annotations.known or certificate in annotations.vague
        return PortSet.of((443 if has_one else 80,))
    try:
        read = json.loads(told)
    except (ValueError, RecursionError):
        return None
    pairs = [each for each in read if isinstance(each, dict)] if isinstance(read, list) else []
    numbers = (port for pair in pairs for port in pair.values())
    return PortSet.of(n for n in numbers if type(n) is int and 0 < n <= LAST_PORT)


def _service_ports(one: Declared) -> PortSet:
    numbers = (port.number for port in service_of(one).ports)
    return PortSet.of(n for n in numbers if n is not None and 0 < n <= LAST_PORT)

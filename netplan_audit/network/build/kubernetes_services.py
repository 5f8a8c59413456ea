"""Reads Kubernetes Services that open NodePorts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.kubernetes import NodePortService
from netplan_audit.network.ports import LAST_PORT, PortSet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.terraform.resource import Resources
    from netplan_audit.terraform.value import Value

_TYPED: Final = ("kubernetes_service", "kubernetes_service_v1")
_MANIFEST: Final = "kubernetes_manifest"
_OPENING: Final = frozenset({"NodePort", "LoadBalancer"})


def build_services(resources: Resources) -> tuple[NodePortService, ...]:
    """Return the Services of the input that every node answers for on a port of its own."""
    return tuple(
        NodePortService(address, str(spec.get("type")), _node_ports(spec))
        for address, spec in _specs(resources)
        if spec.get("type") in _OPENING and not _opts_out(spec)
    )


def _specs(resources: Resources) -> Iterator[tuple[str, dict[str, Value]]]:
    for resource in resources.of_type(*_TYPED):
        for spec in values.blocks(resource.get("spec")):
            yield resource.address, spec
    for resource in resources.of_type(_MANIFEST):
        for manifest in values.blocks(resource.get("manifest")):
            if manifest.get("kind") == "Service":
                for spec in values.blocks(manifest.get("spec")):
                    yield resource.address, spec


def _opts_out(spec: dict[str, Value]) -> bool:
    """Tell whether a LoadBalancer Service is told to do without NodePorts, which is no default."""
    names = ("allocate_load_balancer_node_ports", "allocateLoadBalancerNodePorts")
    return spec.get("type") == "LoadBalancer" and any(spec.get(name) is False for name in names)


def _node_ports(spec: dict[str, Value]) -> PortSet:
    ports = [*values.blocks(spec.get("port")), *values.blocks(spec.get("ports"))]
    numbers = (port.get("node_port", port.get("nodePort")) for port in ports)
    return PortSet.of(n for n in numbers if type(n) is int and 0 < n <= LAST_PORT)

"""Kubernetes Services as far as a network sees them: the ports they open on every node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netplan_audit.network.ports import PortSet


@dataclass(frozen=True, slots=True)
class NodePortService:
    """A Service of type NodePort, or of type LoadBalancer that is given NodePorts too.

    `node_ports` are those it names; the cluster chooses the others.
    """

    address: str
    kind: str
    node_ports: PortSet

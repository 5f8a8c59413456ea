"""Workloads: everything that places network interfaces into subnets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netplan_audit.network.link import Links
    from netplan_audit.unknown import Truth


@dataclass(frozen=True, slots=True)
class Workload:
    """A resource with network interfaces.

    `kind` is a word of AWS's (`instance`, `EKS node group`, `load balancer`, …). `groups` are the
    security groups of its interfaces, `groups_closed` False where the provider adds others.
    `has_public_ip` is about IPv4. `is_node` marks Kubernetes nodes, `on_fargate` what runs without
    nodes. `listener_ports` and `internal` are about load balancers.
    """

    address: str
    kind: str
    subnets: Links
    groups: Links
    has_public_ip: Truth
    public_ip_reason: str = ""
    is_data_store: bool = False
    accepts_connections: bool = True
    is_node: bool = False
    node_reason: str = ""
    name: str = ""

"""Builds what an input has of Kubernetes; it is loaded only where there is any."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.network.build.karpenter import KarpenterBuilder
from netplan_audit.network.build.kubernetes_balancers import build_kubernetes_balancers
from netplan_audit.network.build.kubernetes_class_params import with_class_params
from netplan_audit.network.build.kubernetes_cni import build_cnis
from netplan_audit.network.build.kubernetes_controllers import build_ingress_setup
from netplan_audit.network.build.kubernetes_objects import MODELLED, build_objects
from netplan_audit.network.build.kubernetes_policies import build_pods
from netplan_audit.network.build.kubernetes_sources import declared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from netplan_audit.network.balancing.load_balancers import LoadBalancing
    from netplan_audit.network.build.links import Linker
    from netplan_audit.network.kubernetes.cni import Cnis
    from netplan_audit.network.kubernetes.governed import Pods
    from netplan_audit.network.kubernetes.ingress_setup import IngressSetup
    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.workloads import Workload
    from netplan_audit.terraform.resource import Resources


class Kubernetes(Struct, frozen=True):
    """It, and what it adds to the rest of the network.

    `workloads` are load balancers and nodes that controllers make, `balancing` is load balancing
    with theirs. `modelled` are the addresses of the objects that are analysed.
    """

    objects: KubernetesObjects
    pods: Pods
    cnis: Cnis
    ingress_setup: Callable[[], IngressSetup]
    workloads: dict[str, Workload]
    balancing: LoadBalancing
    modelled: frozenset[str]


def build_kubernetes(
    resources: Resources,
    linker: Linker,
    balancing: LoadBalancing,
    subnets: Iterable[str],
    groups: Iterable[str],
) -> Kubernetes:
    """Build it all; `subnets` and `groups` are what nodes may be placed into."""
    found = with_class_params(tuple(declared(resources)))
    objects = build_objects(resources, found)
    balancers, whole = build_kubernetes_balancers(found, resources, linker, balancing)
    nodes = KarpenterBuilder(resources, linker, subnets, groups).workloads(found)
    return Kubernetes(
        objects,
        build_pods(resources, found, objects),
        build_cnis(resources, found, objects),
        partial(build_ingress_setup, resources, found, objects),
        balancers | nodes,
        whole,
        frozenset(one.address for one in found if one.kind in MODELLED),
    )

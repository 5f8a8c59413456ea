"""Builds EKS clusters and their node groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.build.launch import unset
from netplan_audit.network.build.rules import read_cidrs
from netplan_audit.network.cidr import ALL_IPV4, AddressSet
from netplan_audit.network.clusters import Cluster, NodeGroup
from netplan_audit.network.link import NO_LINKS, Certainty, Link, Links
from netplan_audit.terraform.value import Reference, Unknown, is_symbolic
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources
    from netplan_audit.terraform.value import Value

_CLUSTER: Final = "aws_eks_cluster"
_CUSTOM: Final = "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG"
_DEFAULT_TYPE: Final = ("t3.medium",)
"""What node groups run on that name no type ("instance_types", provider documentation)."""


def build_clusters(resources: Resources, linker: Linker) -> dict[str, Cluster]:
    """Build every EKS cluster."""
    elsewhere = _pods_elsewhere(resources)
    return {one.address: _cluster(one, linker, elsewhere) for one in resources.of_type(_CLUSTER)}


def _pods_elsewhere(resources: Resources) -> Truth:
    """Tell whether the VPC CNI is told to give pods addresses of other subnets."""
    answer = Truth.NO
    for addon in resources.of_type("aws_eks_addon"):
        text = addon.get("configuration_values")
        if addon.get("addon_name") != "vpc-cni" or unset(text):
            continue
        answer |= truth(_CUSTOM in text) if isinstance(text, str) else Truth.UNKNOWN
    return answer


def build_node_groups(resources: Resources, linker: Linker) -> dict[str, NodeGroup]:
    """Build every managed node group."""
    clusters = ClusterNames(resources)
    return {
        one.address: _node_group(one, clusters, linker)
        for one in resources.of_type("aws_eks_node_group")
    }


class ClusterNames:
    """Tells which cluster a node group or Fargate profile belongs to."""

    def __init__(self, resources: Resources) -> None:
        """Index the clusters of the input by what may name them."""
        self._by_name: dict[str, list[str]] = {}
        self._every = [cluster.address for cluster in resources.of_type(_CLUSTER)]
        for cluster in resources.of_type(_CLUSTER):
            names = {cluster.address, values.text(cluster.get("name")) or cluster.address}
            for name in names:
                self._by_name.setdefault(name, []).append(cluster.address)

    def of(self, resource: Resource) -> tuple[str | None, Certainty]:
        """Return the cluster that `cluster_name` means, None where it is not here."""
        value = resource.get("cluster_name")
        named = value.address if isinstance(value, Reference) else values.text(value)
        found, sure = self._by_name.get(named or "", []), Certainty.CERTAIN
        if not found and is_symbolic(value):  # the name comes by way of something else
            found, sure = self._every, Certainty.LIKELY
        return (found[0] if len(found) == 1 else None), sure


def _cluster(resource: Resource, linker: Linker, elsewhere: Truth) -> Cluster:
    value = resource.get("vpc_config")
    block = next(iter(values.blocks(value)), {})
    where = f"{resource.address}.vpc_config"
    cidrs, settles = _public_cidrs(block.get("public_access_cidrs"), where)
    own = Link((f"{resource.address}.cluster_security_group_id",), Certainty.CERTAIN)
    named = linker.of_values(block.get("security_group_ids"), f"{where}.security_group_ids")
    known = isinstance(value, list | dict)
    network = next(iter(values.blocks(resource.get("kubernetes_network_config"))), {})
    return Cluster(
        address=resource.address,
        public_endpoint=_flag(block.get("endpoint_public_access"), known, default=True),
        private_endpoint=_flag(block.get("endpoint_private_access"), known, default=False),
        public_cidrs=cidrs,
        groups=Links.joined([named, Links((own,))]),
        is_ipv6=_is_ipv6(network.get("ip_family")),
        pods_elsewhere=elsewhere,
        settles=settles if known else where,
        is_new=resource.action in values.NEW,
    )


def _flag(value: Value, known: bool, *, default: bool) -> Truth:  # noqa: FBT001 - of the block
    return values.flag(value, default=default) if known else Truth.UNKNOWN


def _public_cidrs(value: Value, where: str) -> tuple[AddressSet | None, str]:
    """Return who may use a public endpoint: everyone, where nothing is said."""
    if unset(value):
        return ALL_IPV4, ""
    if isinstance(value, list):  # the provider computes no single element
        value = [Unknown(one.waits_for) if isinstance(one, Unknown) else one for one in value]
    peers = read_cidrs([(value, f"{where}.public_access_cidrs")])
    return (None, peers.unknown[0]) if peers.unknown else (AddressSet.of(peers.cidrs), "")


def _is_ipv6(value: Value) -> Truth:
    if isinstance(value, str):
        return truth(value.lower() == "ipv6")
    return Truth.NO if unset(value) else Truth.UNKNOWN


def _node_group(resource: Resource, clusters: ClusterNames, linker: Linker) -> NodeGroup:
    cluster, sure = clusters.of(resource)
    access = next(iter(values.blocks(resource.get("remote_access"))), {})
    scaling = next(iter(values.blocks(resource.get("scaling_config"))), {})
    most = scaling.get("max_size")
    groups = access.get("source_security_group_ids")
    where = f"{resource.address}.remote_access"
    return NodeGroup(
        address=resource.address,
        cluster=None if cluster is None else Link((cluster,), sure),
        max_size=int(most) if isinstance(most, int | float) else None,
        instance_types=_types(resource),
        has_key=_has_key(resource, access.get("ec2_ssh_key")),
        key_groups=linker.of_values(groups, f"{where}.source_security_group_ids")
        if groups is not None
        else NO_LINKS,
    )


def _has_key(resource: Resource, key: Value) -> Truth:
    """Tell whether a node group has an SSH key: one that another resource makes is there too.

    With a launch template it has none: EKS takes only one of the two (CreateNodegroup).
    """
    access = resource.get("remote_access")
    if values.blocks(resource.get("launch_template")):
        return Truth.NO
    if is_symbolic(access) and not unset(access):
        return Truth.UNKNOWN
    if unset(key):
        return Truth.NO
    return Truth.UNKNOWN if is_symbolic(key) and not isinstance(key, Reference) else Truth.YES


def _types(resource: Resource) -> tuple[str, ...] | None:
    """Return the instance types; those of a launch template are not looked up."""
    value = resource.get("instance_types")
    if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        return tuple(str(each) for each in value)
    plain = unset(value) and unset(resource.get("launch_template"))
    return _DEFAULT_TYPE if plain else None

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from netplan_audit.network.addressing.pod_addresses import pod_addresses
from netplan_audit.network.cidr import ALL_IPV4, AddressSet
from netplan_audit.pipeline import Input, understand
from netplan_audit.unknown import Truth
from tests.plans import UNKNOWN, Plan

if TYPE_CHECKING:
    from netplan_audit.network.clusters import Cluster
    from netplan_audit.network.network import Network


def _network(vpc_config: dict[str, object], **group: object) -> Network:
    plan = Plan()
    plan.create("aws_vpc.main", {"cidr_block": "10.0.0.0/16"})
    plan.create("aws_subnet.a", {"cidr_block": "10.0.0.0/26"}, refers={"vpc_id": "aws_vpc.main.id"})
    plan.create(
        "aws_eks_cluster.main",
        {"name": "main", "vpc_config": [{"subnet_ids": ["subnet-1"], **vpc_config}]},
    )
    plan.create(
        "aws_eks_node_group.main",
        {"cluster_name": "main", "scaling_config": [{"max_size": 3}], **group},
        refers={"subnet_ids": "aws_subnet.a.id"},
    )
    return understand(Input("plan", "plan.json", msgspec.json.encode(plan.document())))[1]


def _cluster(**vpc_config: object) -> Cluster:
    return _network(vpc_config).clusters["aws_eks_cluster.main"]


def test_endpoints_are_public_and_for_everyone_where_nothing_is_said() -> None:
    cluster = _cluster()
    assert (cluster.public_endpoint, cluster.private_endpoint) == (Truth.YES, Truth.NO)
    assert cluster.public_cidrs == ALL_IPV4


def test_endpoints_are_as_they_are_told() -> None:
    cluster = _cluster(
        endpoint_public_access=False,
        endpoint_private_access=True,
        public_access_cidrs=["198.51.100.0/24"],
    )
    assert (cluster.public_endpoint, cluster.private_endpoint) == (Truth.NO, Truth.YES)
    assert cluster.public_cidrs == AddressSet.parse("198.51.100.0/24")


def test_an_unknown_list_of_addresses_says_what_would_tell() -> None:
    cluster = _cluster(public_access_cidrs=[UNKNOWN])
    assert cluster.public_cidrs is None
    assert cluster.settles.startswith("aws_eks_cluster.main.vpc_config.public_access_cidrs")


def test_a_key_without_groups_is_remote_access_for_everyone() -> None:
    network = _network({}, remote_access=[{"ec2_ssh_key": "ops"}])
    group = network.node_groups["aws_eks_node_group.main"]
    assert (group.has_key, group.key_groups.everything) == (Truth.YES, ())


@pytest.mark.parametrize(
    ("types", "needed"),
    [
        (None, 3 * 17),
        (["t3.small"], 3 * 11),
        (["m6i.large"], 3 * 29),
        (["m6i.large", "t3.small"], 3 * 11),
        (["m6i.4xlarge"], 3 * 110),
        (["m6i.8xlarge"], 3 * 234),
    ],
)
def test_pods_are_counted_by_the_addresses_of_the_smallest_type(
    types: list[str] | None, needed: int
) -> None:
    network = _network({}, **({} if types is None else {"instance_types": types}))
    count = pod_addresses(network, network.clusters["aws_eks_cluster.main"])
    assert count.needed == needed
    assert count.usable == 64 - 5


def test_types_without_a_figure_decide_nothing() -> None:
    network = _network({}, instance_types=["x9.huge"])
    count = pod_addresses(network, network.clusters["aws_eks_cluster.main"])
    assert count.verdict is Truth.UNKNOWN
    assert count.unknowns == ("aws_eks_node_group.main.instance_types",)


def test_with_a_launch_template_there_is_no_remote_access() -> None:
    template = [{"name": "nodes", "version": "1"}]
    network = _network({}, remote_access=[{"ec2_ssh_key": "ops"}], launch_template=template)
    assert network.node_groups["aws_eks_node_group.main"].has_key is Truth.NO

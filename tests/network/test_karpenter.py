"""Nodes that Karpenter launches: where, with which groups, and who reaches them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from netplan_audit.pipeline import Input, understand
from tests.network.test_reach import INTERNET, Facing, verdict
from tests.states import tcp

if TYPE_CHECKING:
    from netplan_audit.network.workloads import Workload

NODES = "kubernetes_manifest.nodes"
TAG = "karpenter.sh/discovery"


class Launched(Facing):
    """A public subnet and a group that Karpenter finds by a tag."""

    def __init__(self, kind: str = "EC2NodeClass", **spec: object) -> None:
        super().__init__(tcp(30080, INTERNET))
        self.state.set("aws_subnet.s", tags={TAG: "prod"}, tags_all={TAG: "prod"})
        self.state.set("aws_security_group.g", tags={TAG: "prod"}, tags_all={TAG: "prod"}, name="g")
        self.state.subnet("other", self.vpc, "10.0.9.0/24", tags={}, tags_all={})
        terms: dict[str, Any] = {
            "subnetSelectorTerms": [{"tags": {TAG: "prod"}}],
            "securityGroupSelectorTerms": [{"tags": {TAG: "prod"}}],
        }
        manifest = {
            "apiVersion": "karpenter.k8s.aws/v1",
            "kind": kind,
            "metadata": {"name": "default"},
            "spec": terms | spec,
        }
        self.state.add("kubernetes_manifest", "nodes", manifest=manifest)

    def nodes(self) -> Workload:
        given = Input("state", "state", json.dumps(self.state.document()).encode())
        return understand(given)[1].workloads[NODES]


def test_tags_select_subnets_and_groups() -> None:
    nodes = Launched().nodes()
    assert nodes.is_node
    assert tuple(nodes.subnets) == ("aws_subnet.s",)
    assert tuple(nodes.groups) == ("aws_security_group.g",)
    assert nodes.subnets.settled


@pytest.mark.parametrize(
    ("public", "mapped", "expected"),
    [(True, False, "yes"), (None, True, "yes"), (None, False, "no"), (False, True, "no")],
)
def test_the_class_or_the_subnet_gives_nodes_public_addresses(
    public: bool | None,  # noqa: FBT001
    mapped: bool,  # noqa: FBT001
    expected: str,
) -> None:
    net = Launched()
    if public is not None:
        net.state.values_of(NODES)["manifest"]["spec"]["associatePublicIPAddress"] = public
    net.state.set("aws_subnet.s", map_public_ip_on_launch=mapped)
    assert verdict(net.state, "internet", NODES, 30080) == expected
    assert verdict(net.state, "internet", NODES, 22) == "no"


def test_terms_by_id_and_by_name() -> None:
    net = Launched()
    spec = net.state.values_of(NODES)["manifest"]["spec"]
    spec["subnetSelectorTerms"] = [{"id": net.state.values_of("aws_subnet.other")["id"]}]
    spec["securityGroupSelectorTerms"] = [{"name": "g"}]
    nodes = net.nodes()
    assert tuple(nodes.subnets) == ("aws_subnet.other",)
    assert tuple(nodes.groups) == ("aws_security_group.g",)


def test_tags_that_nothing_has_leave_the_place_open() -> None:
    nodes = Launched(subnetSelectorTerms=[{"tags": {TAG: "dev"}}]).nodes()
    assert not nodes.subnets.everything
    assert not nodes.subnets.complete


def test_tags_of_one_term_have_to_be_there_all() -> None:
    terms = [{"tags": {TAG: "prod", "tier": "private"}}, {"tags": {TAG: "*"}}]
    assert not Launched(subnetSelectorTerms=terms[:1]).nodes().subnets.everything
    assert tuple(Launched(subnetSelectorTerms=terms).nodes().subnets) == ("aws_subnet.s",)


def test_tags_written_apart_count() -> None:
    net = Launched(subnetSelectorTerms=[{"tags": {"zone": "apps"}}])
    other = net.state.values_of("aws_subnet.other")["id"]
    net.state.add("aws_ec2_tag", "t", resource_id=other, key="zone", value="apps")
    assert tuple(net.nodes().subnets) == ("aws_subnet.other",)


def test_the_older_kind_of_class() -> None:
    selectors = {"subnetSelector": {TAG: "prod"}, "securityGroupSelector": {TAG: "prod"}}
    nodes = Launched("AWSNodeTemplate", **selectors).nodes()
    assert tuple(nodes.subnets) == ("aws_subnet.s",)

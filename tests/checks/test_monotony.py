"""A finding does not fall silent where an argument that it stands on becomes unknown.

The Bad example of every check is judged again and again, each time with one known argument, or one
part of one, known only after apply. What was a finding has to stay one or become undecided, by the
same check or by another default check at the same object, or the argument has to be among those
that the coverage of the network names as leading nowhere known. `SILENT` lists what is silent all
the same, and why. So it has to be where a reference may be one of several, as plans leave them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import pytest
from msgspec.structs import replace

from netplan_audit.network.build import build_network
from netplan_audit.pipeline import Input, resources_of
from netplan_audit.terraform.value import Certainty, OneOf, Reference, SomeOf, Unknown
from tests.cases import Case, asked, documented
from tests.silence import DEFAULT, Altered, is_told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from netplan_audit.network.network import Network
    from netplan_audit.terraform.resource import Resources
    from netplan_audit.terraform.value import Path, Symbolic, Value

CASES: Final = {
    case.folder.name: case
    for case in documented()
    if case.name == "docs-bad" and case.is_planned and case.folder.name in DEFAULT
}
Alterations: TypeAlias = "Callable[[Resources], Iterator[tuple[str, Path, Network]]]"
UNKNOWN: Final = Unknown(("local.unknown",), configured=True)

_MANY = "every route with an unknown destination would be asked about; return routes are"
_GIVEN = "addresses that are given out later are free, as a rule, and pairs of them are many"
_BLOCK = "what a whole block holds is asked about in its parts"
_RULE = "a rule of which a part is not known is compared with no other"
_WRITTEN = "zones that are written, though not known, mostly come from one place"
_SHARED = "gateways that may share a zone are the question of another check"
_KIND = "whether it is an object of this kind at all is not known"
_START = "nobody says how long instances take to start"
_PORT = "which port is checked is not known"
SILENT: Final[dict[str, dict[str, str]]] = {
    "appliance-mode-off": {"aws_route_table.route.cidr_block": _MANY},
    "asg-elb-grace-too-short": {"aws_autoscaling_group.default_instance_warmup": _START},
    "blackhole-default-route": {"aws_route_table.route.cidr_block": _MANY},
    "cluster-subnet-too-small": {"aws_eks_cluster.vpc_config": _BLOCK},
    "cluster-subnets-single-az": {"aws_eks_cluster.vpc_config": _BLOCK},
    "eks-az-restricted": {"aws_eks_cluster.vpc_config": _BLOCK},
    "eks-remote-access-world": {"aws_eks_node_group.remote_access": _BLOCK},
    "eks-remote-network-overlap": {
        "aws_eks_cluster.remote_network_config": _BLOCK,
        "aws_eks_cluster.remote_network_config.remote_node_networks": _BLOCK,
        "aws_eks_cluster.vpc_config": _BLOCK,
    },
    "eks-service-cidr-overlap": {
        "aws_eks_cluster.kubernetes_network_config": _BLOCK,
        "aws_eks_cluster.vpc_config": _BLOCK,
    },
    "fargate-public-subnet-no-public-ip": {"aws_ecs_service.network_configuration": _BLOCK},
    "healthcheck-port-blocked": {
        "aws_lb_listener.default_action": _BLOCK,
        "aws_lb_target_group.health_check": _BLOCK,
        "aws_lb_target_group.health_check.port": _PORT,
    },
    "healthcheck-timeout-ge-interval": {"aws_lb_target_group.health_check": _BLOCK},
    "illegal-more-specific-local": {
        "aws_route.destination_cidr_block": _MANY,
        "aws_vpc.cidr_block": _GIVEN,
    },
    "instance-in-subnet-az-mismatch": {
        "aws_instance.availability_zone": _WRITTEN,
        "aws_subnet.availability_zone": _WRITTEN,
    },
    "lb-az-not-covering-targets": {"aws_lb_listener.default_action": _BLOCK},
    "nacl-rule-number-duplicate": {"aws_network_acl_rule.rule_number": _RULE},
    "nacl-shadowed-allow": {
        "aws_network_acl.ingress": _BLOCK,
        "aws_network_acl.ingress.rule_no": _RULE,
    },
    "nat-cross-az-route": {"aws_subnet.availability_zone": _SHARED},
    "node-sg-missing-control-plane-ports": {
        "aws_eks_cluster.name": _KIND,
        "aws_eks_node_group.launch_template": _BLOCK,
    },
    "peering-route-beyond-peer": {"aws_route.destination_cidr_block": _MANY},
    "pod-mtu-gt-eni-mtu": {"aws_eks_addon.addon_name": _KIND},
    "prefix-list-route-conflict": {"aws_route.destination_prefix_list_id": _MANY},
    "private-nat-to-igw": {"aws_route_table.route.cidr_block": _MANY},
    "route-to-reserved-range": {"aws_route.destination_cidr_block": _MANY},
    "secondary-cidr-covers-route": {
        "aws_route.destination_cidr_block": _MANY,
        "aws_vpc_ipv4_cidr_block_association.cidr_block": _GIVEN,
    },
    "secondary-cidr-restricted": {"aws_vpc_ipv4_cidr_block_association.cidr_block": _GIVEN},
    "sg-tcp-port-zero": {
        "aws_security_group.egress": _BLOCK,
        "aws_security_group.egress.from_port": _RULE,
        "aws_security_group.egress.protocol": _RULE,
        "aws_security_group.egress.to_port": _RULE,
    },
    "subnet-outside-vpc": {"aws_subnet.cidr_block": _GIVEN},
    "subnets-overlap": {"aws_subnet.cidr_block": _GIVEN},
    "transitive-peering-assumed": {
        "aws_route.destination_cidr_block": _MANY,
        "aws_vpc.cidr_block": _GIVEN,
    },
    "vpc-cidr-self-overlap": {"aws_vpc_ipv4_cidr_block_association.cidr_block": _GIVEN},
    "vpc-or-subnet-size": {"aws_subnet.cidr_block": _GIVEN},
    "vpc-overlaps-onprem": {
        "aws_vpc.cidr_block": _GIVEN,
        "aws_vpn_connection_route.destination_cidr_block": _GIVEN,
    },
    "vpcs-overlap-unconnected": {"aws_vpc.cidr_block": _GIVEN},
}
"""By check, the arguments without which it is silent, and why that is right."""
SILENT_AMONG: Final[dict[str, dict[str, str]]] = {
    "prefix-list-route-conflict": {"aws_route.destination_prefix_list_id": _MANY},
}
"""By check, the references without which it is silent, and why that is right."""


def _known(value: Value, path: Path) -> Iterator[Path]:
    """Yield the path of a value and of everything in it that is set."""
    if isinstance(value, Unknown) or value in (None, "", [], {}):
        return
    yield path
    parts: Iterable[tuple[str | int, Value]] = ()
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list):
        parts = enumerate(value)
    for step, part in parts:
        yield from _known(part, (*path, step))


def _among(symbol: Symbolic, resources: Resources) -> Symbolic | None:
    """Return a reference as one of several of its kind, or of which it is not known how many."""
    if isinstance(symbol, Reference):
        own = resources.by_address.get(symbol.address)
        alike = [r.address for r in resources if own is not None and r.type == own.type]
        names = dict.fromkeys((symbol.address, *alike))
        candidates = (Reference(name, symbol.attribute, Certainty.ONE_OF) for name in names)
        return OneOf(tuple(candidates), complete=False, waits_for=("local.unknown",))
    if isinstance(symbol, SomeOf):
        candidates = (replace(each, certainty=Certainty.ONE_OF) for each in symbol.references)
        return replace(symbol, references=tuple(candidates), complete=False)
    return None


def _blurrings(resources: Resources) -> Iterator[tuple[str, Path, Network]]:
    """Yield every network with one reference that may be another, and which one that is."""
    for resource in resources:
        for path, symbol in resource.body.references():
            among = _among(symbol, resources)
            if among is not None:
                altered = replace(resource, body=Altered(resource.body, path, among))
                every = {**resources.by_address, resource.address: altered}
                yield resource.address, path, build_network(resources.of_these(every))


def _veilings(resources: Resources) -> Iterator[tuple[str, Path, Network]]:
    """Yield every network with one argument less, and which one that is."""
    for resource in resources:
        for name in sorted(resource.body.names()):
            if resource.body.configured(name) is False:
                continue
            for path in _known(resource.get(name), (name,)):
                altered = replace(resource, body=Altered(resource.body, path, UNKNOWN))
                every = {**resources.by_address, resource.address: altered}
                yield resource.address, path, build_network(resources.of_these(every))


def silences(case: Case, alterations: Alterations) -> set[str]:
    """Name the arguments without which a finding of a case is not told, without indices."""
    check = case.folder.name
    resources = resources_of(Input(id="plan", path="plan.json", data=case.plan_path.read_bytes()))
    findings = [o for o in asked(build_network(resources), (check,)) if o.verdict == "finding"]
    assert findings
    found = set()
    for address, path, network in alterations(resources):
        if not all(is_told(network, check, one, address, str(path[0])) for one in findings):
            kind = resources.by_address[address].type
            found.add(".".join((kind, *(str(step) for step in path if not isinstance(step, int)))))
    return found


@pytest.mark.parametrize("check", sorted(CASES))
def test_a_finding_stays_or_becomes_undecided(check: str) -> None:
    assert silences(CASES[check], _veilings) == set(SILENT.get(check, {}))


@pytest.mark.parametrize("check", sorted(CASES))
def test_a_finding_is_told_where_a_reference_is_one_of_several(check: str) -> None:
    assert silences(CASES[check], _blurrings) == set(SILENT_AMONG.get(check, {}))

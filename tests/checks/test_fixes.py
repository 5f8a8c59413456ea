"""Every fix of every finding on every case mends it, once it is applied to the case's own text."""

from __future__ import annotations

import posixpath
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from netplan_audit.checks import CHECKS
from netplan_audit.finding import Finding
from netplan_audit.fixes.edits import Add
from netplan_audit.fixes.writer import write
from netplan_audit.kubernetes.read import Manifests
from netplan_audit.network.build import build_network
from netplan_audit.pipeline import Input, understand
from netplan_audit.terraform.configuration.read import read_configuration
from netplan_audit.terraform.hcl.parse import parse_native
from netplan_audit.terraform.source import ModuleText
from netplan_audit.terraform.tree import ModuleTree
from tests.applying import applied
from tests.cases import FOLDER, Case, asked, cases, documented, examples

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from netplan_audit.check import Check
    from netplan_audit.finding import Outcome

TIDINESS: Final = {
    "nat-without-users",
    "route-table-unassociated",
    "s3-through-nat",
    "sg-egress-all",
    "sg-unattached",
    "subnet-az-unspecified",
    "subnet-on-main-route-table",
}
"""What may be left to tidy up after a fix."""
BY_ZONE: Final = {
    "alb-single-az",
    "cluster-subnets-single-az",
    "lb-az-not-covering-targets",
    "nat-cross-az-route",
    "nat-single-az",
    "nats-share-az",
    "nlb-cross-zone-off",
    "private-nat-single-az",
    "single-az-workload",
}
"""What is undecided as long as zones are not known."""
ACCEPTED: Final = {
    "subnet-az-unspecified": BY_ZONE,
    "hostnetwork-clusterfirst": {"ndots-amplification"},
    "ndots-too-low": {"ndots-amplification"},
    "networkpolicy-egress-blocks-dns": {"networkpolicy-dns-selector-mistake"},
    "inline-and-separate-rules": {"sg-ingress-vpc-wide"},  # which moves with its rule
    "no-default-route-but-needs-egress": {"nat-single-az"},
    "eks-public-subnet-no-auto-ip": {"nodes-in-public-subnet"},
    "nlb-without-sg": {"nodeport-range-open-to-internet"},
}
"""What a fix brings about, by its check, and is no worse: a lesser finding of another pack."""
READABLE: Final = [
    case
    for case in (*cases(), *documented(), *examples())
    if {"main.tf", "main.yaml"} & set(case.files)
]


def tree_of(files: Mapping[str, str]) -> ModuleTree:
    """Put the modules of a case in their places."""
    modules: dict[tuple[str, ...], ModuleText] = {}
    left: list[tuple[tuple[str, ...], str]] = [((), "")]
    while left:
        path, folder = left.pop()
        texts = {
            posixpath.basename(name): text.encode()
            for name, text in files.items()
            if posixpath.dirname(name) == folder and name.endswith(".tf")
        }
        modules[path] = ModuleText(folder or ".", texts)
        for name, text in texts.items():
            file = parse_native(name, text)
            for call in file.body.blocks_of("module"):
                source = call.body.attributes["source"].value
                written = text[source.start : source.end].decode().strip('"')
                inner = posixpath.normpath(posixpath.join(folder, written))
                if any(posixpath.dirname(each) == inner for each in files):
                    left.append(((*path, call.labels[0]), inner))
    return ModuleTree(modules)


def results(files: Mapping[str, str]) -> list[Outcome]:
    """Audit the root module of a configuration, or manifests, with every check."""
    resources = (
        Manifests({"main.yaml": files["main.yaml"].encode()}, ".").resources("case")
        if "main.yaml" in files
        else read_configuration(tree_of(files), "case")
    )
    assert not [d for d in resources.diagnostics if d.severity == "error"], resources.diagnostics
    network = build_network(resources)
    return [each for check in CHECKS for each in check.run(network)]


def findings(outcomes: Iterable[Outcome]) -> list[Finding]:
    """Leave out what is undecided."""
    return [each for each in outcomes if isinstance(each, Finding)]


@cache
def mended(case_id: str) -> frozenset[str]:
    """Apply every fix of a case, look at what is left, and name the checks that have one."""
    case = next(case for case in READABLE if case.id == case_id)
    before = results(case.files)
    known = {each.fingerprint for each in before}  # undecided ones too, which a fix may decide
    proved = set()
    for finding in findings(before):
        edits = finding.fix.edits()
        if not edits:
            continue
        written = write(edits)
        new = [(each.module, each.type, each.name) for each in edits if isinstance(each, Add)]
        assert len(set(new)) == len(new), (finding.check, written)
        if "main.tf" in case.files:
            assert not parse_native("fix.tf", written.encode()).diagnostics, written
        after = findings(results(applied(case.files, edits)))
        left = {each.fingerprint for each in after}
        assert finding.fingerprint not in left, (finding.check, written)
        accepted = TIDINESS | ACCEPTED.get(finding.check, set())
        brought = [a for a in after if a.fingerprint not in known and a.check not in accepted]
        assert not brought, (finding.check, written, brought)
        proved.add(finding.check)
    return frozenset(proved)


@pytest.mark.parametrize("case", READABLE, ids=lambda case: case.id)
def test_a_fix_mends_its_finding_and_breaks_nothing(case: Case) -> None:
    mended(case.id)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_each_check_has_a_fix_that_mends_or_says_why_not(check: Check) -> None:
    own = [case for case in READABLE if case.folder.name == check.id]
    has_fix = any(check.id in mended(case.id) for case in own)
    assert has_fix != bool(check.no_fix), "a fix" if has_fix else "neither a fix nor a reason"


KEEPS: Final = (
    ("nat-single-az/nat-behind-firewall", "aws_route_table.nat.id", "aws_subnet.balancer_b"),
    ("nat-single-az/named-by-gateway-id", '"0.0.0.0/0"\n    nat_gateway_id', "192.168"),
    ("nat-single-az/in-another-region", "  provider = aws.paris\n  domain", "aws.eu-west-3"),
    ("sg-ingress-vpc-wide/two-networks", '["10.11.0.0/16"]', "aws_security_group.endpoint"),
    ("public-by-main-rt/unknown-user", "", "without"),
    ("eks-endpoint-public-world/endpoints", "public_access_cidrs", "endpoint_private_access"),
)
"""A case, what its first fix holds, and what would be wrong in it."""


@pytest.mark.parametrize(("name", "held", "wrong"), KEEPS, ids=lambda text: text)
def test_a_fix_leaves_alone_what_works(name: str, held: str, wrong: str) -> None:
    case = next(each for each in READABLE if each.id == name)
    found = (each for each, _ in case.outcomes([case.folder.name]))
    fix = next(each.hcl for each in found if isinstance(each, Finding))
    assert held in fix
    assert wrong not in fix


def test_what_a_plan_tells_of_providers_is_in_its_fix() -> None:
    path = FOLDER / "nat-single-az" / "in-another-region.plan.json"
    network = understand(Input("plan", path.name, path.read_bytes()))[1]
    (found,) = asked(network, ("nat-single-az",))
    assert isinstance(found, Finding)
    assert found.hcl.count("provider") == found.hcl.count("aws.paris") == 4

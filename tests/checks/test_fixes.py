"""Every fix of every finding on every case mends it, once it is applied to the case's own text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from netplan_audit.checks import CHECKS
from netplan_audit.finding import Finding
from netplan_audit.fixes.edits import Add, Call
from netplan_audit.fixes.writer import write, written_value
from netplan_audit.network.build import build_network
from netplan_audit.terraform.address import block_address, split_module
from netplan_audit.terraform.configuration.read import read_configuration
from netplan_audit.terraform.hcl.parse import parse_native
from netplan_audit.terraform.source import ModuleText
from netplan_audit.terraform.tree import ModuleTree
from tests.cases import Case, cases, documented, examples

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.fixes.edits import Edit, Put
    from netplan_audit.terraform.hcl.file import Block, Body

MENDED = {
    "nat-single-az",
    "nats-share-az",
    "nat-cross-az-route",
    "sg-ingress-vpc-wide",
    "sg-open-data-port",
    "subnets-overlap",
    "subnet-outside-vpc",
    "peered-vpcs-overlap",
    "appliance-mode-off",
    "fargate-public-subnet-no-public-ip",
    "healthcheck-timeout-ge-interval",
    "rds-publicly-accessible",
    "tgw-default-and-explicit-association",
    "vpc-dns-off",
    "tgw-attached-vpcs-overlap",
}
"""The checks whose findings have a fix where the configuration is all in one module."""

IN_ONE_MODULE = [
    case for case in (*cases(), *documented(), *examples()) if set(case.files) == {"main.tf"}
]


def findings(text: str) -> list[Finding]:
    """Audit the root module of a configuration with every check."""
    tree = ModuleTree({(): ModuleText(".", {"main.tf": text.encode()})})
    resources = read_configuration(tree, "case")
    assert not [d for d in resources.diagnostics if d.severity == "error"], resources.diagnostics
    network = build_network(resources)
    found = []
    for check in CHECKS:
        found += [each for each in check.run(network) if isinstance(each, Finding)]
    return found


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Change the text of a root module as the edits say."""
    for edit in edits:
        assert not isinstance(edit, Call)
        text = f"{text}\n{write([edit])}\n" if isinstance(edit, Add) else put(text, edit)
    return text


def put(text: str, edit: Put) -> str:
    """Set and drop arguments of one block, or of the nested block that has one to drop."""
    kind, _, name = block_address(edit.address).partition(".")
    block = next(parse_native("main.tf", text.encode()).body.blocks_of("resource", kind, name))
    body = block.body if not edit.within else nested(block, edit).body
    names = {*edit.drop, *(name for name, _ in edit.arguments)}
    spans = sorted((a.start, a.end) for n, a in body.attributes.items() if n in names)
    at = inside(body)
    lines = "".join(f"\n{name} = {written_value(value)}" for name, value in edit.arguments) + "\n"
    for start, end in reversed(spans):
        text = text[:start] + text[end:]
    return text[:at] + lines + text[at:]


def inside(body: Body) -> int:
    """Return the offset behind the brace that opens a body."""
    return body.start + 1


def nested(block: Block, edit: Put) -> Block:
    """Return the nested block that has what is dropped or set, else the first of its type."""
    names = {*edit.drop, *(name for name, _ in edit.arguments)}
    blocks = list(block.body.blocks_of(edit.within))
    return next((b for b in blocks if names & set(b.body.attributes)), blocks[0])


@pytest.mark.parametrize("case", IN_ONE_MODULE, ids=lambda case: case.id)
def test_a_fix_mends_its_finding_and_breaks_nothing(case: Case) -> None:
    text = case.files["main.tf"]
    before = findings(text)
    known = {each.fingerprint for each in before}
    for finding in before:
        edits = finding.fix.edits()
        if not edits or any(module_of(edit) for edit in edits):
            continue
        after = findings(applied(text, edits))
        left = {each.fingerprint for each in after}
        assert finding.fingerprint not in left, finding.hcl
        assert left <= known, (finding.hcl, [a for a in after if a.fingerprint not in known])


def module_of(edit: Edit) -> str:
    """Return the module instance that an edit is in."""
    if isinstance(edit, Call):
        return edit.address
    return edit.module if isinstance(edit, Add) else split_module(edit.address)[0]


@pytest.mark.parametrize("check", sorted(MENDED))
def test_each_check_with_fixes_has_one_on_a_case_of_its_own(check: str) -> None:
    own = [case.files["main.tf"] for case in IN_ONE_MODULE if case.folder.name == check]
    assert any(f.fix.edits() for text in own for f in findings(text) if f.check == check)

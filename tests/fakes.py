"""Small stand-ins for checks, networks and reports, for tests of what works with any of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from netplan_audit.check import Body, Check, NoParams
from netplan_audit.diagnostic import Diagnostic
from netplan_audit.finding import Change, Confidence, Finding, Severity, Step, Undecided
from netplan_audit.fixes.edits import Add, Ask, ByKey, Call, Fix, Insert, Name, Put, Remove
from netplan_audit.location import Location
from netplan_audit.network.coverage import NetworkCoverage
from netplan_audit.report import InputSummary, Report, sorted_outcomes
from netplan_audit.terraform.address import quote_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network

DOC = """Gateways of one zone.

What it finds
-------------
Several zones that leave through one gateway.

Bad
---
```hcl
resource "aws_nat_gateway" "only" {}
```
"""


def no_question(network: Network, params: object) -> Iterator[Outcome]:  # noqa: ARG001
    """Say nothing of any network."""
    return iter(())


def make_check(  # noqa: PLR0913 - one for each part of a check
    check_id: str,
    severity: Severity = Severity.HIGH,
    question: Callable[[Network, Any], Iterable[Outcome]] = no_question,
    *,
    category: str = "resilience",
    code: str = "",
    params: type[Any] = NoParams,
    doc: str = DOC,
) -> Check:
    """Make a check."""
    body = Body(doc, params, question)
    return Check(check_id, category, severity, code, load=lambda: body)


def coverage(**changes: object) -> NetworkCoverage:
    """Make the coverage of a plan that was understood as a whole."""
    values: dict[str, Any] = {
        "resources": 7,
        "analysed": 7,
        "not_analysed": {},
        "providers_not_analysed": {},
        "missing_modules": (),
        "unresolved": (),
        "objects": {"VPCs": 1, "subnets": 4},
    }
    return NetworkCoverage(**{**values, **changes})


def summary(name: str = "plan.json") -> InputSummary:
    """Describe an input."""
    return InputSummary(name, f"net/{name}", "plan", lambda: "0" * 64, "1.2", "1.11.4")


def finding(**changes: object) -> Finding:
    """Make a finding with everything a finding can have."""
    values: dict[str, Any] = {
        "check": "nat-single-az",
        "input": "plan.json",
        "subject": "aws_nat_gateway.only",
        "message": "subnets of 2 zones leave through one NAT gateway",
        "severity": Severity.HIGH,
        "confidence": Confidence.LIKELY,
        "related": (("aws_subnet.a", "user"), ("aws_subnet.b", "user")),
        "path": (
            Step("aws_subnet.b", "aws_route_table.private", "associated_with"),
            Step(
                "aws_route_table.private",
                "aws_nat_gateway.only",
                "routes_to",
                "likely",
                "0.0.0.0/0",
            ),
        ),
        "evidence": {"zones": ("eu-west-1a", "eu-west-1b"), "gateways": 1, "shared": True},
        "unknowns": ("aws_subnet.c.availability_zone",),
        "remediation": "one NAT gateway in each zone\nor a regional one",
        "location": Location("net/main.tf", 42, 42, "planfile"),
    }
    return Finding(**{**values, **changes})


def undecided(**changes: object) -> Undecided:
    """Make an undecided result."""
    values: dict[str, Any] = {
        "check": "peered-vpcs-overlap",
        "input": "plan.json",
        "subject": "aws_vpc_peering_connection.x",
        "message": "the peer's ranges are not known",
        "severity": Severity.MEDIUM,
        "unknowns": ("aws_vpc_peering_connection.x.peer_vpc_id",),
    }
    return Undecided(**{**values, **changes})


def report(*outcomes: Outcome, **changes: object) -> Report:
    """Make a report of these results."""
    findings, open_questions = sorted_outcomes(outcomes)
    values: dict[str, Any] = {
        "inputs": (summary(),),
        "checks": (
            make_check("nat-single-az", Severity.HIGH),
            make_check("peered-vpcs-overlap", Severity.HIGH, category="addressing"),
        ),
        "findings": findings,
        "undecided": open_questions,
        "diagnostics": (),
        "coverage": coverage(),
    }
    return Report(**{**values, **changes})


def rich_report() -> Report:
    """Make a report with something in every part."""
    return report(
        finding(),
        finding(
            check="peered-vpcs-overlap",
            subject="aws_vpc_peering_connection.ab",
            message="both sides hold 10.0.0.0/24",
            severity=Severity.CRITICAL,
            confidence=Confidence.CERTAIN,
            related=tuple((f"aws_vpc.v[{index}]", "side") for index in range(11)),
            path=(),
            evidence={},
            unknowns=(),
            remediation="",
        ),
        undecided(),
        undecided(
            subject="aws_vpc_peering_connection.y",
            unknowns=tuple(f"aws_vpc.w[{index}].cidr_block" for index in range(6)),
        ),
        diagnostics=(
            Diagnostic(
                "warning", "wrapper-lines-cut", "2 lines cut", "net/plan.json", "no wrapper"
            ),
            Diagnostic("note", "input-encoding", "the input is UTF-16", "net/plan.json"),
        ),
        coverage=coverage(
            resources=120,
            analysed=100,
            not_analysed={"aws_a": 1, "aws_b": 4, "aws_c": 2, "aws_d": 2},
            providers_not_analysed={"google": 3},
            missing_modules=("module.x",),
            unresolved=("aws_subnet.a.vpc_id", "aws_subnet.b.vpc_id"),
        ),
    )


def hostile_fix(text: str) -> Fix:
    """Make a fix in which this text stands wherever text of an input can."""
    key = quote_key(text)
    values = (("text", text), ("name", Name(f"aws_x.a{key}")))
    return Fix(
        lambda: (
            Put(f"aws_x.a{key}", values, where=(("old", text),), drop=("gone",)),
            Insert(f"module.m{key}.aws_x.a", "rule", values),
            Remove(f"module.m{key}.aws_x.a{key}", "rule", values),
            Add("", "aws_x", "b", (("by", ByKey(((text, Name("a.b")),))),), (("rule", values),)),
            Ask("", "c", "string", text),
            Call(f"module.m{key}", values),
        )
    )


def hostile_report(text: str, **changes: object) -> Report:
    """Make a report in which this text stands wherever text of an input can."""
    values: dict[str, object] = {
        "subject": text,
        "message": text,
        "related": ((text, text), (f"{text}2", text)),
        "path": (Step(text, text, "routes_to", "likely", text),),
        "evidence": {"name": (text, text), "other": text},
        "unknowns": (text, f"{text}2"),
        "remediation": text,
        "fix": hostile_fix(text),
        "identity": (text,),
        "location": Location(f"{text}.tf", 3, 4, "planfile"),
    }
    odd = {name: value for name, value in values.items() if name not in {"fix", "identity"}}
    parts: dict[str, object] = {
        "resolved": (finding(**values, change=Change.RESOLVED),),
        "diagnostics": (Diagnostic("warning", "odd", text, text, text),),
        "coverage": coverage(
            missing_modules=(text,), unresolved=(text,), not_analysed={text: 1}, resources=8
        ),
        "inputs": (replace(summary(text), compared=True), summary("plan.json")),
    }
    return report(
        finding(**values, change=Change.INTRODUCED),
        finding(**odd, fix=values["fix"], severity=Severity.LOW, identity=(text, "low")),
        undecided(**odd),
        **{**parts, **changes},
    )


@dataclass(frozen=True, slots=True)
class Params:
    """Parameters of every kind that YAML can write."""

    ports: tuple[int, ...] = (22, 3389)
    at_most: int = 8
    strict: bool = False
    names: tuple[str, ...] = ()


def per_vpc(network: Network, params: object) -> Iterator[Outcome]:  # noqa: ARG001
    """Find fault with every VPC."""
    for vpc in network.vpcs.values():
        yield Finding(subject=vpc.address, message="is a VPC", severity=Severity.HIGH)


def open_per_vpc(network: Network, params: object) -> Iterator[Outcome]:  # noqa: ARG001
    """Leave every VPC undecided."""
    for vpc in network.vpcs.values():
        unknown = f"{vpc.address}.ipv6_cidr_block"
        yield Undecided(
            subject=vpc.address, message="may be", severity=Severity.LOW, unknowns=(unknown,)
        )


def broken(network: Network, params: Any) -> Iterator[Outcome]:  # noqa: ANN401
    """Fail in the middle of looking at a VPC."""
    for vpc in network.vpcs.values():
        yield Finding(subject=vpc.address, message=str(params.gone), severity=Severity.HIGH)

"""Reads what the test suites of other tools expect: a configuration, and a verdict per resource."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import yaml

from netplan_audit.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OPENED: Final = (
    "nodeport-range-open-to-internet",
    "sg-all-traffic-world",
    "sg-open-admin-port",
    "sg-open-data-port",
    "sg-wide-port-range-world",
)
_ADMIN: Final = _OPENED[:3]
_UNUSED: Final = ("sg-unattached", *_OPENED)
_WIDE: Final = ("sg-ingress-vpc-wide", "sg-ingress-rfc1918-supernet")
_LOCKED: Final = ("default-sg-not-locked",)
_ENDPOINT: Final = ("eks-endpoint-public-world",)
_DATABASE: Final = ("data-service-publicly-accessible", "publicly-accessible-but-private-subnets")
CHECKOV: Final = {
    "CKV_AWS_38": ("EKSPublicAccessCIDR", _ENDPOINT),
    "CKV_AWS_39": ("EKSPublicAccess", _ENDPOINT),
    "CKV_AWS_24": ("SecurityGroupUnrestrictedIngress22", _ADMIN),
    "CKV_AWS_25": ("SecurityGroupUnrestrictedIngress3389", _ADMIN),
    "CKV_AWS_260": ("SecurityGroupUnrestrictedIngress80", _OPENED),
    "CKV_AWS_277": ("SecurityGroupUnrestrictedIngressAny", _OPENED[:2]),
    "CKV_AWS_382": ("SecurityGroupUnrestrictedEgressAny", ("sg-egress-all",)),
}
CHECKOV_GRAPH: Final = {
    "CKV2_AWS_5": ("SGAttachedToResource", _UNUSED),
    "CKV2_AWS_12": ("VPCHasRestrictedSG", _LOCKED),
    "CKV2_AWS_19": ("EIPAllocatedToVPCAttachedEC2", ("eip-unassociated",)),
    "CKV2_AWS_35": ("AWSNATGatewaysshouldbeutilized", ("nat-instance",)),
    "CKV2_AWS_44": ("VPCPeeringRouteTableOverlyPermissive", ("peering-route-beyond-peer",)),
}
TRIVY: Final = {
    "AWS-0107": ("ec2/no_public_ingress_sgr", _ADMIN),
    "AWS-0104": ("ec2/no_public_egress_sgr", ("sg-egress-all",)),
    "AWS-0040": ("eks/no_public_cluster_access", _ENDPOINT),
    "AWS-0041": ("eks/no_public_cluster_access_to_cidr", _ENDPOINT),
    "AWS-0180": ("rds/disable_public_access", _DATABASE),
}
KICS: Final = {
    "security_group_with_unrestricted_access_to_ssh": _ADMIN,
    "remote_desktop_port_open_to_internet": _ADMIN,
    "sensitive_port_is_exposed_to_entire_network": _OPENED,
    "sensitive_port_is_exposed_to_wide_private_network": _WIDE,
    "unknown_port_exposed_to_internet": _OPENED,
    "unrestricted_security_group_ingress": _OPENED,
    "http_port_open": _OPENED,
    "sql_analysis_services_port_2383_is_publicly_accessible": _OPENED,
    "default_security_groups_with_unrestricted_traffic": (*_OPENED, "sg-egress-all", *_LOCKED),
    "vpc_default_security_group_accepts_all_traffic": _LOCKED,
    "security_groups_not_used": _UNUSED,
    "ec2_instance_using_default_security_group": ("sg-default-in-use",),
}
"""Questions of each suite that we ask too, with the checks that answer."""
_RESOURCE: Final = re.compile(r'^\s*resource\s+"?([^"\s]+)"?\s+"?([^"\s{]+)"?', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Suite:
    """One configuration of a suite, with the resources that are wrong, and right, for its author.

    What is in neither was not judged.
    """

    peer: str
    question: str
    case: str
    checks: tuple[str, ...]
    files: dict[str, str]
    wrong: frozenset[str]
    right: frozenset[str]

    @property
    def worst(self) -> Severity:
        """Up to which severity an answer is one to the question.

        That a group is unused is what openings say at info; above, they say something else.
        """
        return Severity.INFO if "sg-unattached" in self.checks else Severity.CRITICAL


def checkov(root: Path) -> Iterator[Suite]:
    """Read the sets that its unit tests compare with, and the lists of its graph checks."""
    folder = root / "tests" / "terraform"
    for question, (name, checks) in CHECKOV.items():
        here = folder / "checks" / "resource" / "aws"
        sets = _sets(here / f"test_{name}.py")
        files = _texts(here / f"example_{name}")
        wrong, right = sets["failing_resources"], sets["passing_resources"]
        yield Suite("checkov", question, name, checks, files, wrong, right)
    for question, (name, checks) in CHECKOV_GRAPH.items():
        here = folder / "graph" / "checks" / "resources" / name
        expected = yaml.safe_load((here / "expected.yaml").read_text(encoding="utf-8"))
        wrong, right = frozenset(expected["fail"]), frozenset(expected["pass"])
        yield Suite("checkov", question, name, checks, _texts(here), wrong, right)


def trivy(root: Path) -> Iterator[Suite]:
    """Read the good and bad examples, of which every rule or group is meant."""
    for question, (name, checks) in TRIVY.items():
        path = root / "checks" / "cloud" / "aws" / f"{name}.yaml"
        examples = yaml.safe_load(path.read_text(encoding="utf-8"))["terraform"]
        for word in ("bad", "good"):
            for number, text in enumerate(examples[word], 1):
                every = frozenset(".".join(pair) for pair in _RESOURCE.findall(text))
                sides = (every, frozenset()) if word == "bad" else (frozenset(), every)
                case = f"{name} {word} {number}"
                yield Suite("trivy", question, case, checks, {"main.tf": text}, *sides)


def kics(root: Path) -> Iterator[Suite]:
    """Read positive and negative files; a line that is expected stands for its resource."""
    for question, checks in KICS.items():
        folder = root / "assets" / "queries" / "terraform" / "aws" / question / "test"
        expected = json.loads((folder / "positive_expected_result.json").read_text("utf-8"))
        for path in sorted(folder.glob("*.tf")):
            text = path.read_text(encoding="utf-8")
            named = [e for e in expected if _file(e) == path.name]
            is_positive = path.name.startswith("positive")
            lines = [entry["line"] for entry in named] if is_positive else []
            wrong = frozenset(filter(None, (_at(text, line) for line in lines)))
            every = frozenset(".".join(pair) for pair in _RESOURCE.findall(text))
            right = frozenset() if is_positive else every
            yield Suite("kics", question, path.name, checks, {"main.tf": text}, wrong, right)


def _file(entry: dict[str, str]) -> str:
    return entry.get("filename") or entry.get("fileName") or "positive.tf"


def _sets(path: Path) -> dict[str, frozenset[str]]:
    """Return the sets of texts that are assigned in a Python file; nothing of it is run."""
    found: dict[str, frozenset[str]] = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Set):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            values = frozenset(ast.literal_eval(node.value))
            found.update(dict.fromkeys(names, values))
    return found


def _texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.tf"))}


def _at(text: str, line: int) -> str:
    """Name the resource that a line, counted from 1, stands in."""
    end = sum(map(len, text.splitlines(keepends=True)[:line]))
    found = [match for match in _RESOURCE.finditer(text) if match.start() < end]
    return ".".join(found[-1].groups()) if found else ""

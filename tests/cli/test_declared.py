"""Policies declared in YAML: what they find, what is said of mistakes, and how they are tried."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from jsonschema import Draft202012Validator

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Done

    Cli = Callable[..., Done]

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "policies"
HEAD = "version: 1\npolicies:\n  - id: org-a-b\n    title: A is B\n    match: {kind: vpc}\n"
TWO = """
resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
  tags = { Env = "prod" }
}
resource "aws_vpc" "b" {
  cidr_block = "10.1.0.0/16"
  tags = { Env = var.env }
}
variable "env" { type = string }
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a configuration of two VPCs in `net`, and work there."""
    for name in ("net", "rules"):
        (tmp_path / name).mkdir()
    (tmp_path / "net" / "main.tf").write_text(TWO, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def declare(here: Path, text: str) -> None:
    (here / "rules" / "org.yaml").write_text(text, encoding="utf-8")


def verdicts(cli: Cli) -> dict[str, str]:
    """Return what the policies say of each object."""
    done = cli("scan", "net", "--policy-dir", "rules", "--category", "policies", "-f", "json")
    assert done.status in {0, 1}, done.err
    report = json.loads(done.out)
    found = {one["resources"][0]["address"]: "finding" for one in report["findings"]}
    return found | {one["resources"][0]["address"]: "undecided" for one in report["undecided"]}


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("    require: {where: {tags.Env: prod}}", {"aws_vpc.b": "undecided"}),
        ("    require: {where: {tags.Env: [dev, pr*]}}", {"aws_vpc.b": "undecided"}),
        (
            "    forbid: {where: {tags.Env: prod}}",
            {"aws_vpc.a": "finding", "aws_vpc.b": "undecided"},
        ),
        (
            "    require: {where: {tags.Owner: null}}\n    severity: low",
            {},
        ),
        (
            "    forbid: {where: {tags.Owner: null}}",
            {"aws_vpc.a": "finding", "aws_vpc.b": "finding"},
        ),
        ("    require: {cidr_within: 10.0.0.0/16}", {"aws_vpc.b": "finding"}),
        ("    forbid: {cidr_overlaps: [10.1.2.0/24, 192.168.0.0/16]}", {"aws_vpc.b": "finding"}),
        ("    require: {prefix_at_least: 16, prefix_at_most: 16}", {}),
        (
            "    require: {prefix_at_least: 17}",
            {"aws_vpc.a": "finding", "aws_vpc.b": "finding"},
        ),
        (
            "    require: {any: {through: '<in VPC', kind: subnet}}",
            {"aws_vpc.a": "finding", "aws_vpc.b": "finding"},
        ),
        ("    require: {every: {through: '<in VPC', where: {zone: nowhere}}}", {}),
        ("    require: {where: {address: '*.a'}}", {"aws_vpc.b": "finding"}),
        ("    require: {where: {environment: [prod, unknown]}}", {}),
    ],
)
def test_what_a_policy_finds(cli: Cli, here: Path, rest: str, expected: dict[str, str]) -> None:
    declare(here, HEAD + rest)
    assert verdicts(cli) == expected


def test_a_finding_tells_the_values_and_an_open_question_what_would_settle_it(
    cli: Cli, here: Path
) -> None:
    declare(here, f"{HEAD}    forbid: {{where: {{tags.Env: prod}}}}\n    message: not in prod")
    done = cli("scan", "net", "--policy-dir", "rules", "--select", "org-a-b", "-f", "json")
    report = json.loads(done.out)
    (found,), (question,) = report["findings"], report["undecided"]
    assert found["message"] == "not in prod"
    assert found["evidence"] == {"tags.Env": ["prod"]}
    assert found["check"] == {"id": "org-a-b", "category": "policies", "url": ""}
    assert (found["severity"], found["location"]["file"]) == ("medium", "net/main.tf")
    assert question["unknowns"] == ["aws_vpc.b.tags"]
    assert question["severity"] == "low"


def test_policies_run_beside_the_checks_and_can_be_named_like_them(cli: Cli, here: Path) -> None:
    declare(here, f"{HEAD}    severity: high\n    require: {{cidr_within: 10.0.0.0/16}}")
    (here / ".netplan-audit.yaml").write_text(
        "policy-dir: rules\nfail-on: org-a-b\nignore: vpc-open\nchecks: {org-a-b: {severity: low}}"
    )
    done = cli("scan", "net", "-f", "json")
    report = json.loads(done.out)
    assert done.status == 1
    assert {(one["check"]["id"], one["severity"]) for one in report["findings"]} == {
        ("vpc-found", "high"),
        ("org-a-b", "low"),
    }
    text = (here / "net" / "main.tf").read_text(encoding="utf-8")
    ignored = f'# netplan-audit: ignore[org-a-b] reason="later"\n{text.lstrip()}'
    ignored = ignored.replace('resource "aws_vpc" "b"', '# x\nresource "aws_vpc" "b"')
    ignored = ignored.replace("# x", '# netplan-audit: ignore[org-*] reason="later"')
    (here / "net" / "main.tf").write_text(ignored, encoding="utf-8")
    assert cli("scan", "net").status == 0


@pytest.mark.parametrize(
    ("enforcement", "severity", "fail_on", "status"),
    [
        ("advisory", "critical", "info", 0),
        ("overridable", "low", "high", 0),
        ("overridable", "low", "low", 1),
        ("mandatory", "low", "high", 1),
        ("mandatory", "low", "never", 0),
    ],
)
def test_enforcement(  # noqa: PLR0917, PLR0913 - one for each column
    cli: Cli, here: Path, enforcement: str, severity: str, fail_on: str, status: int
) -> None:
    rest = f"    severity: {severity}\n    enforcement: {enforcement}\n"
    declare(here, f"{HEAD}{rest}    require: {{cidr_within: 10.0.0.0/16}}")
    options = ("--policy-dir", "rules", "--category", "policies", "--fail-on", fail_on)
    assert cli("scan", "net", *options).status == status
    warned = cli("scan", "net", *options, "--warn-on", "org-*").status
    assert warned == (status if enforcement == "mandatory" else 0)


def test_a_mandatory_policy_cannot_be_suppressed(cli: Cli, here: Path) -> None:
    declare(here, f"{HEAD}    enforcement: mandatory\n    require: {{cidr_within: 10.0.0.0/16}}")
    (here / ".netplan-audit.yaml").write_text(
        "policy-dir: rules\nsuppressions: {items: [{check: org-a-b, reason: none}]}"
    )
    report = json.loads(cli("scan", "net", "--category", "policies", "-f", "json").out)
    assert [one["check"]["id"] for one in report["findings"]] == [
        "org-a-b",
        "suppression-not-allowed",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            HEAD,
            "line 3: neither `require` nor `forbid` nor `expr` says what must hold",
        ),
        (
            f"{HEAD}    requires: {{}}",
            "line 6: unknown key 'requires'\nhint: did you mean 'require'?",
        ),
        (
            f"{HEAD}    require: {{cidr_in: 10.0.0.0/8}}",
            "line 6: unknown key 'cidr_in'\nhint: did you mean 'cidr_within'?",
        ),
        (
            f"{HEAD}    require: {{cidr_within: 10.0.0.0/33}}",
            "line 6: '10.0.0.0/33' is no CIDR: ",
        ),
        (
            f"{HEAD}    require: {{where: {{zoen: a}}}}",
            "line 6: no object has an attribute 'zoen'\nhint: did you mean 'zone'?",
        ),
        (
            f"{HEAD}    require: {{where: {{zone: {{a: b}}}}}}",
            "line 6: zone: a value, a list of values, or null is expected",
        ),
        (
            f"{HEAD}    require: {{any: {{through: x, same: tag.Env}}}}",
            "line 6: no object has an attribute 'tag.Env'\nhint: attributes: address, module, ",
        ),
        (f"{HEAD}    require: {{any: {{kind: x}}}}", "line 6: 'through' is missing"),
        (f"{HEAD}    require: {{any: {{through: []}}}}", "line 6: through: it names no edge"),
        (
            f"{HEAD}    forbid: {{reachable_from: moon}}",
            "line 6: reachable_from: 'moon' is not understood\nhint: write `internet`",
        ),
        (
            f"{HEAD}    forbid: {{reachable_from: internet, ports: ssh}}",
            "line 6: ports: invalid literal",
        ),
        (
            "version: 1\npolicies:\n  - {id: Org, title: x, match: {kind: vpc}}",
            "line 3: 'Org' is no id\nhint: write words of small letters",
        ),
        (
            HEAD.replace("org-a-b", "vpc-found") + "    require: {prefix_at_most: 24}",
            "line 3: there is a check 'vpc-found' already",
        ),
        ("version: 1", "line 1: 'policies' is missing"),
        (f"{HEAD}    severity: bad", "line 6: policies.0.severity: 'bad' is none of critical, "),
    ],
)
def test_a_mistake_in_a_policy(cli: Cli, here: Path, text: str, message: str) -> None:
    declare(here, text)
    for command in (("scan", "net", "--policy-dir", "rules"), ("policy", "validate", "rules")):
        done = cli(*command)
        assert (done.status, done.out) == (2, "")
        assert done.err.startswith(f"rules/org.yaml: {message}"), done.err


def test_folders_that_hold_no_policies_are_refused(cli: Cli, here: Path) -> None:
    assert here.is_dir()
    done = cli("scan", "net", "--policy-dir", "gone")
    assert (done.status, done.err) == (2, "gone: this is not a directory\n")
    done = cli("policy", "validate", "rules")
    assert (done.status, done.err) == (
        2,
        "rules: there are no policies in this directory\nhint: a policy is a file *.yaml\n",
    )


def test_a_configuration_may_not_reach_out_of_its_repository(cli: Cli, here: Path) -> None:
    (here / ".git").mkdir()
    (here / ".netplan-audit.yaml").write_text("policy-dir: /etc", encoding="utf-8")
    assert cli("scan", "net").err == (
        ".netplan-audit.yaml: line 1: policy-dir: '/etc' is outside the repository\n"
    )


def test_a_condition_on_ipv4_says_nothing_of_ipv6(cli: Cli, here: Path) -> None:
    (here / "net" / "main.tf").write_text(
        """
        resource "aws_vpc" "a" {
          cidr_block                       = "10.0.0.0/16"
          assign_generated_ipv6_cidr_block = true
        }
        resource "aws_subnet" "a" {
          vpc_id          = aws_vpc.a.id
          cidr_block      = "10.0.0.0/24"
          ipv6_cidr_block = cidrsubnet(aws_vpc.a.ipv6_cidr_block, 8, 0)
        }
        """,
        encoding="utf-8",
    )
    declare(
        here,
        HEAD.replace("{kind: vpc}", '{kind: "[sv]*"}')
        + "    require: {cidr_within: 10.0.0.0/8, prefix_at_most: 24}",
    )
    assert verdicts(cli) == {}


def test_an_unknown_argument_of_another_kind_of_object_leaves_a_relation_closed(
    cli: Cli, here: Path
) -> None:
    text = (
        TWO
        + """
    variable "subnets" { type = list(string) }
    resource "aws_lb" "a" { subnets = var.subnets }
    """
    )
    (here / "net" / "main.tf").write_text(text, encoding="utf-8")
    declare(here, f"{HEAD}    require: {{every: {{through: ['<requester', accepter]}}}}")
    assert verdicts(cli) == {}
    declare(here, f"{HEAD}    require: {{any: {{through: '<requester'}}}}")
    assert verdicts(cli) == {"aws_vpc.a": "finding", "aws_vpc.b": "finding"}


# ---- expressions


def test_an_expression_without_the_extra(
    cli: Cli, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cel", None)
    declare(here, f"{HEAD}    expr: 'true'")
    done = cli("scan", "net", "--policy-dir", "rules")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("rules/org.yaml: policy org-a-b: `expr` needs the extra `cel`: ")
    assert done.err.endswith("\nhint: install it: pip install 'netplan-audit[cel]'\n")


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        ("cidr(node.cidr).prefixLength() <= 16", {}),
        ("'10.0.0.0/16'.containsCIDR(node.cidr)", {"aws_vpc.b": "finding"}),
        ("cidr('10.1.0.0/16').containsIP('10.1.2.3') && isCIDR(node.cidr)", {}),
        ("ip('10.1.2.3').family() == 4", {}),
        ("node.subnets.size() > 0", {"aws_vpc.a": "finding", "aws_vpc.b": "finding"}),
        ("has(node.tags.Env) && node.tags.Env == 'prod'", {"aws_vpc.b": "undecided"}),
        ("node.cidrs.all(c, cidr(c).masked() == c)", {}),
    ],
)
def test_an_expression(cli: Cli, here: Path, expr: str, expected: dict[str, str]) -> None:
    declare(here, f'{HEAD}    expr: "{expr}"')
    assert verdicts(cli) == expected


@pytest.mark.parametrize(
    ("expr", "message"),
    [
        ("node.cidr ==", "line 6: expr: 1:13: Syntax error: mismatched input '<EOF>'"),
        (
            "[1].all(a, [1].all(b, [1].all(c, true)))",
            "line 6: expr: at most 1000 characters and 2 loops",
        ),
        ("node.owner == 'x'", "policy org-a-b: `expr` asks for 'owner', which aws_vpc.a does not"),
        ("1 + 'a' == 2", "policy org-a-b: `expr` fails at aws_vpc.a: No such overload"),
        ("lenght(node.cidr) > 1", "policy org-a-b: `expr` fails at aws_vpc.a: Undefined variable"),
        ("node.cidr", "policy org-a-b: `expr` gives str at aws_vpc.a, not true or false"),
    ],
)
def test_a_mistake_in_an_expression(cli: Cli, here: Path, expr: str, message: str) -> None:
    declare(here, f'{HEAD}    expr: "{expr}"')
    done = cli("scan", "net", "--policy-dir", "rules")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"rules/org.yaml: {message}"), done.err


# ---- trying policies


def test_the_examples_keep_their_promises(cli: Cli) -> None:
    done = cli("policy", "test", EXAMPLES)
    assert (done.status, done.err) == (0, "")
    assert done.out == ("13 fixtures: 13 as promised, 0 not; 5 of 5 policies have one that fails\n")
    assert cli("policy", "validate", EXAMPLES).out == "5 policies in 2 files: valid\n"


def test_a_broken_promise_and_a_policy_that_nothing_fails(cli: Cli, here: Path) -> None:
    declare(here, f"{HEAD}    require: {{cidr_within: 10.0.0.0/16}}")
    fixtures = here / "rules" / "tests" / "org-a-b"
    fixtures.mkdir(parents=True)
    (fixtures / "pass_two.tf").write_text(TWO, encoding="utf-8")
    done = cli("policy", "test", "rules")
    assert done.status == 1
    assert done.out.splitlines() == [
        "rules/tests/org-a-b/pass_two.tf: org-a-b gives fail at aws_vpc.b, not pass",
        "org-a-b: no fixture fails, so nothing shows that it ever does",
        "1 fixtures: 0 as promised, 1 not; 0 of 1 policies have one that fails",
    ]
    (fixtures / "two.tf").write_text(TWO, encoding="utf-8")
    assert cli("policy", "test", "rules").err == (
        "rules/tests/org-a-b/two.tf: a fixture is named pass_…, fail_…, undecided_…\n"
    )
    (here / "rules" / "tests" / "org-gone").mkdir()
    assert cli("policy", "test", "rules").err == (
        "rules/tests/org-gone: there is no policy of this id\n"
    )


def test_the_schema_takes_the_examples(cli: Cli) -> None:
    schema = json.loads(cli("schema", "policies").out)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for path in EXAMPLES.glob("*.yaml"):
        assert validator.is_valid(yaml.safe_load(path.read_text("utf-8")))
    assert not validator.is_valid({"version": 1, "policies": [{"id": "org-a"}]})


# ---- checks of installed packages

PLUGIN = '''"""A VPC is there.

What it finds
-------------
VPCs.
"""

from netplan_audit.check import check
from netplan_audit.finding import Finding, Severity


@check(severity=Severity.LOW, code="")
def own_vpc_there(network, params):
    for address in network.vpcs:
        yield Finding(subject=address, message="is there", severity=Severity.LOW)
'''


def plugin(folder: Path, target: str) -> None:
    """Install a package with one entry point into a folder."""
    (folder / "own").mkdir()
    (folder / "own" / "__init__.py").write_text("", encoding="utf-8")
    (folder / "own" / "own_vpc_there.py").write_text(PLUGIN, encoding="utf-8")
    info = folder / "own_checks-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: own-checks\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[netplan_audit.checks]\nvpc = {target}\n")


def with_plugin(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "netplan_audit", *arguments],
        check=False,
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": f"{folder / 'site'}:{ROOT}"},
        capture_output=True,
        text=True,
    )


def test_an_installed_package_brings_a_check(here: Path) -> None:
    (here / "site").mkdir()
    plugin(here / "site", "own.own_vpc_there:own_vpc_there")
    done = with_plugin(here, "scan", "net", "--select", "own-vpc-there", "-f", "json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert [one["check"]["id"] for one in report["findings"]] == ["own-vpc-there"] * 2
    assert report["findings"][0]["check"]["url"] == ""
    assert "own-vpc-there" in with_plugin(here, "checks").stdout
    assert with_plugin(here, "explain", "own-vpc-there").stdout.startswith("# own-vpc-there\n")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("own.gone:x", "it cannot be loaded: ModuleNotFoundError: No module named 'own.gone'"),
        ("own.own_vpc_there:Severity", "it is no check; decorate a function with "),
    ],
)
def test_a_package_that_brings_nonsense_is_named(here: Path, target: str, message: str) -> None:
    (here / "site").mkdir()
    plugin(here / "site", target)
    done = with_plugin(here, "scan", "net")
    assert done.returncode == 2
    assert done.stderr.startswith(f"package own-checks, entry point vpc: {message}")


def test_python_beside_the_input_is_never_run(here: Path) -> None:
    plugin(here, "own.own_vpc_there:own_vpc_there")
    done = with_plugin(here / "net", "scan", ".")
    assert "own-vpc-there" not in done.stdout

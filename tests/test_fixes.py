"""Changes to a configuration as HCL, and the command that prints them."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copy
from typing import TYPE_CHECKING, Final

import pytest
import yaml
from msgspec.structs import replace

from netplan_audit.cli.app import run
from netplan_audit.fixes.addresses import free_range
from netplan_audit.fixes.edits import (
    Add,
    Ask,
    Asked,
    ByKey,
    Call,
    Elsewhere,
    Give,
    Insert,
    Name,
    Object,
    OutOfSightError,
    Put,
    Remove,
)
from netplan_audit.fixes.modules import routed
from netplan_audit.fixes.names import by_key, outside, reference
from netplan_audit.fixes.objects import as_text
from netplan_audit.fixes.writer import write
from netplan_audit.network.build.kubernetes_pods import WORKLOADS
from netplan_audit.network.cidr import AddressSet, Cidr
from netplan_audit.terraform.hcl.parse import parse_native

if TYPE_CHECKING:
    from netplan_audit.fixes.edits import Edit
    from netplan_audit.terraform.passing import Probe, Trial

PLAN: Final = Path(__file__).parents[1] / "examples" / "three-tier" / "plan.json"
A, B = Name("aws_a.x.id"), Name("aws_b.y.id")


@pytest.mark.parametrize(
    ("edit", "lines"),
    [
        (
            Add("", "aws_eip", "b", (("domain", "vpc"), ("tags_all", (A, B)))),
            [
                'resource "aws_eip" "b" {',
                '  domain   = "vpc"',
                "  tags_all = [aws_a.x.id, aws_b.y.id]",
                "}",
            ],
        ),
        (
            Put('module.m["a.b"].aws_route.r[1]', (("nat_gateway_id", A),), ("gateway_id",)),
            [
                "# in module.m",
                "",
                'resource "aws_route" "r" {',
                "  nat_gateway_id = aws_a.x.id",
                "  # without gateway_id",
                "}",
            ],
        ),
        (
            Put("aws_t.t", (("id", ByKey((("a", A), ("b c", B)))),), within="route", note="which"),
            [
                'resource "aws_t" "t" {',
                "  # which",
                "  route {",
                "    id = {",
                "      a     = aws_a.x.id",
                '      "b c" = aws_b.y.id',
                "    }[each.key]",
                "  }",
                "}",
            ],
        ),
        (
            Add("", "data.aws_x", "x", (("a", 1),), (("filter", (("name", "b"),)),)),
            ['data "aws_x" "x" {', "  a = 1", "", "  filter {", '    name = "b"', "  }", "}"],
        ),
        (Add("", "data.aws_region", "current", ()), ['data "aws_region" "current" {}']),
        (
            Ask("module.m", "cidr", "string", "Who calls."),
            [
                "# in module.m",
                "",
                'variable "cidr" {',
                '  description = "Who calls."',
                "  type        = string",
                "}",
            ],
        ),
        (
            Insert("aws_t.t", "route", (("cidr_block", "10.0.0.0/8"),), note="which"),
            [
                'resource "aws_t" "t" {',
                "  # which",
                "  route {",
                '    cidr_block = "10.0.0.0/8"',
                "  }",
                "}",
            ],
        ),
        (Remove("aws_t.t[0]"), ['# without the block resource "aws_t" "t"']),
        (
            Remove("aws_t.t", "route", (("cidr_block", "10.0.0.0/8"),)),
            [
                'resource "aws_t" "t" {',
                "  # without this block:",
                "  # route {",
                '  #   cidr_block = "10.0.0.0/8"',
                "  # }",
                "}",
            ],
        ),
        (
            Call("module.net[0].module.vpc", (("single", False), ("most", 3))),
            ["# in module.net", "", 'module "vpc" {', "  single = false", "  most   = 3", "}"],
        ),
        (
            Give("single", value=False),
            [
                "# among the values of its variables, such as terraform.tfvars",
                "single = false",
            ],
        ),
        (
            Elsewhere("module.net", 'acme/"net'),
            [
                '# in module.net, which comes from "acme/\\"net":',
                "# no argument of its call was found that changes this and nothing else",
            ],
        ),
    ],
)
def test_an_edit_is_written_as_terraform_fmt_does(edit: Edit, lines: list[str]) -> None:
    assert write([edit]).splitlines() == lines


@pytest.mark.parametrize("text", ['a"b', "${x}", "%{if}", "a\nb", "back\\slash", "\u202e"])
def test_a_string_of_the_input_stays_a_string(text: str) -> None:
    written = write([Put("aws_a.a", (("name", text),))])
    file = parse_native("fix.tf", written.encode())
    assert not file.diagnostics
    assert len(written.splitlines()) == 3
    value = file.body.blocks[0].body.attributes["name"].value
    assert getattr(value, "value", None) == text


def test_what_is_in_another_module_has_no_name_here() -> None:
    assert reference("module.m[0].aws_vpc.v", "module.m[0]") == Name("aws_vpc.v.id")
    assert reference("vpc-0abc", "module.m") == Name('"vpc-0abc"')
    assert reference("data.aws_vpc.v", "") == Name("data.aws_vpc.v.id")
    implicit = "aws_eks_cluster.c[0].cluster_security_group_id"
    own = "aws_eks_cluster.c[0].vpc_config[0].cluster_security_group_id"
    assert reference(implicit, "") == Name(own)
    assert (
        reference("aws_vpc.v.default_route_table_id", "").text == "aws_vpc.v.default_route_table_id"
    )
    for address, module in (("module.m.aws_vpc.v", ""), ("aws_vpc.v", "module.m")):
        with pytest.raises(OutOfSightError):
            reference(address, module)


def test_the_module_around_another_is_told_by_its_address() -> None:
    assert outside('module.a["module.x"].module.b[0]') == 'module.a["module.x"]'
    assert outside("module.a") == ""


FOREIGN: Final = Elsewhere("module.foreign", "acme/foreign/aws")


class _Modules:
    """One module of somebody else, in one that is called for each of several keys."""

    def is_ours(self, module: str) -> bool:
        return "foreign" not in module

    def blocks(self, module: str) -> tuple[str, ...]:  # noqa: ARG002 - the protocol
        return ()

    def provider(self, module: str, block: str) -> str:  # noqa: ARG002 - the protocol
        return ""

    def writes(self, module: str, block: str, nested: str) -> bool:  # noqa: ARG002 - the protocol
        return block != "aws_t.dynamic"

    def variable(self, module: str, block: str, path: tuple[str | int, ...]) -> str:  # noqa: ARG002
        return {"enable_dns": "dns", "enable_names": "names"}.get(str(path[-1]), "")

    def passed(self, module: str, variable: str) -> str:
        return variable if module.endswith("foreign") or module == "module.own" else ""

    def source(self, module: str) -> str:
        return f"acme/{module[7:]}/aws"

    def siblings(self, module: str) -> tuple[str, ...]:
        return ("module.twin",) if module == "module.shared" else ()

    def is_alone(self, address: str) -> bool:
        return not address.endswith("]")

    def argument(
        self, module: str, address: str, name: str, probe: Probe
    ) -> tuple[str, str] | None:  # fmt: skip
        if address != "module.net.module.foreign.aws_v.v[0]":
            return None
        return f"{module}_{name}", f"[{probe.text}]"

    def trials(self, module: str, address: str, wanted: int) -> tuple[Trial, ...]:  # noqa: ARG002
        return ()


class _Counted(_Modules):
    """Modules in which `aws_acl.own` makes one instance by its `count`."""

    def is_alone(self, address: str) -> bool:
        return address == "module.net.aws_acl.own[0]"


def test_what_is_added_to_a_module_is_there_as_often_as_what_it_belongs_to() -> None:
    pointer = ("acl", Name("aws_acl.own[0].id"))
    rule = Add("module.net", "aws_rule", "r", (pointer, ("number", 1)))
    counted = (("count", Name("length(aws_acl.own)")), ("acl", Name("aws_acl.own[count.index].id")))
    assert routed((rule,), _Counted()) == (replace(rule, arguments=(*counted, ("number", 1))),)
    assert routed((rule,), _Modules()) == (rule,)
    in_root = replace(rule, module="")
    assert routed((in_root,), _Counted()) == (in_root,)
    repeated = replace(rule, arguments=(("for_each", Name("var.x")), pointer))
    assert routed((repeated,), _Counted()) == (repeated,)
    user = Add("module.net", "aws_user", "u", (("rule", Name("aws_rule.r.id")),))
    assert routed((rule, user), _Counted()) == (rule, user)


def test_arguments_of_one_call_are_set_together() -> None:
    names = Asked("names", "bool", "Names.")
    edit = Put("module.net.aws_v.v", (("enable_dns", True), ("enable_names", names)))
    assert routed((edit,), _Modules()) == (
        Ask("", "names", "bool", "Names."),
        Call("module.net", (("dns", True), ("names", Name("var.names")))),
    )


@pytest.mark.parametrize(
    ("edit", "made"),
    [
        (
            Put("module.net.module.foreign.aws_v.v", (("enable_dns", True),)),
            (Call("module.net", (("dns", True),)),),
        ),
        (Put("module.own.aws_v.v", (("enable_dns", True),)), (Give("dns", value=True),)),
        (Call("module.own", (("a", 1),)), (Give("a", 1),)),
        (Call("module.net.module.foreign", (("a", 1),)), (Call("module.net", (("a", 1),)),)),
        (
            Put("module.net.aws_v.v", (("enable_dns", True), ("b", 1))),
            (Call("module.net", (("dns", True),)), Put("module.net.aws_v.v", (("b", 1),))),
        ),
        (Put("module.foreign.aws_v.v", (("b", 1),)), (FOREIGN,)),
        (Add("module.foreign.module.in", "aws_v", "v", ()), (FOREIGN,)),
        (Remove("aws_t.dynamic", "route"), ()),
        (Put('module.net["a"].aws_v.v', (("cidr_block", "10.0.0.0/8"),)), ()),
        (
            Put("module.net.aws_v.v", (("b", Asked("who", "string", "Who.")),)),
            (
                Ask("module.net", "who", "string", "Who."),
                Ask("", "who", "string", "Who."),
                Call("module.net", (("who", Name("var.who")),)),
                Put("module.net.aws_v.v", (("b", Name("var.who")),)),
            ),
        ),
        (
            Put("module.foreign.aws_v.v", (("enable_dns", Asked("who", "bool", "Who.")),)),
            (Ask("", "who", "bool", "Who."), Call("module.foreign", (("dns", Name("var.who")),))),
        ),
        (
            Put("module.net.module.foreign.aws_v.v[0]", (("b", 1),), alone=True),
            (Call("module.net.module.foreign", (("module.net.module.foreign_b", Name("[1]")),)),),
        ),
        (
            Put("module.net.module.foreign.aws_v.v[1]", (("b", 1),), alone=True),
            (Elsewhere("module.net.module.foreign", "acme/net.module.foreign/aws"),),
        ),
        (Put("aws_v.v[1]", (("b", 1),), alone=True), ()),
        (Put("module.shared.aws_v.v", (("b", "10.0.0.0/8"),)), ()),
        (Add("module.shared", "aws_v", "v", (("b", "10.0.0.0/8"),)), ()),
        (
            Put("module.shared.aws_v.v", (("b", Asked("who", "string", "Who.")),)),
            (
                Ask("module.shared", "who", "string", "Who."),
                Ask("", "who", "string", "Who."),
                Call("module.shared", (("who", Name("var.who")),)),
                Call("module.twin", (("who", Name("var.who")),)),
                Put("module.shared.aws_v.v", (("b", Name("var.who")),)),
            ),
        ),
        (
            Put('module.net["a"].aws_v.v', (("cidr_block", "0.0.0.0/0"),)),
            (Put('module.net["a"].aws_v.v', (("cidr_block", "0.0.0.0/0"),)),),
        ),
    ],
)
def test_a_value_is_set_where_it_is_passed(edit: Edit, made: tuple[Edit, ...]) -> None:
    assert routed((edit,), _Modules()) == made


def test_one_expression_serves_all_instances_of_a_block() -> None:
    assert by_key({"aws_x.x[0]": A, "aws_x.x[1]": A}) == A
    assert by_key({"aws_x.x[0]": A, "aws_x.x[1]": B}) == ByKey(((0, A), (1, B)))
    for holes in ({"aws_x.x[0]": A, "aws_x.x[2]": B}, {"aws_x.x": A, 'aws_x.x["a"]': B}):
        with pytest.raises(OutOfSightError):
            by_key(holes)


@pytest.mark.parametrize(
    ("taken", "like", "free"),
    [
        (["10.0.0.0/24"], "10.0.9.0/24", "10.0.1.0/24"),
        (["10.0.0.0/25", "10.0.1.0/24"], "10.0.9.0/24", "10.0.2.0/24"),
        (["10.0.0.0/17"], "10.0.9.0/17", "10.0.128.0/17"),
        (["10.0.0.0/18", "10.0.128.0/17"], "10.0.9.0/17", None),
        ([], "fd00::/64", None),
    ],
)
def test_the_next_free_range_is_aligned_and_as_large(
    taken: list[str], like: str, free: str | None
) -> None:
    space = AddressSet.parse("10.0.0.0/16")
    found = free_range(space, AddressSet.parse(*taken), Cidr.parse(like))
    assert (None if found is None else str(found)) == free


def test_explain_tells_one_finding_and_its_fix(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["scan", str(PLAN), "-f", "json"]) == 1
    report = json.loads(capfd.readouterr().out)
    one = next(f for f in report["findings"] if f["check"]["id"] == "nat-single-az")
    for name in (one["fingerprint"][:8], "aws_nat_gateway.shop", "nat-single-az"):
        assert run(["explain", "--for", name, str(PLAN)]) == 0
        told = capfd.readouterr().out
        assert told.startswith("  nat-single-az  aws_nat_gateway.shop\n")
        assert all(line in told for line in one["fix"].splitlines())


def test_explain_finds_one_finding_among_several_roots(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("hub", "modules/three-tier"):
        (tmp_path / name).mkdir(parents=True)
        copy(PLAN.parents[1] / Path(name).name / "main.tf", tmp_path / name)
    (tmp_path / "three-tier").mkdir()
    call = 'module "net" {\n  source = "../modules/three-tier"\n}\n'
    (tmp_path / "three-tier" / "main.tf").write_text(call, encoding="utf-8")
    assert run(["scan", str(tmp_path), "-f", "json"]) == 1
    report = json.loads(capfd.readouterr().out)
    one = next(f for f in report["findings"] if f["check"]["id"] == "nat-single-az")
    assert run(["explain", "--for", one["fingerprint"], str(tmp_path)]) == 0
    told = capfd.readouterr().out
    assert told.startswith("  nat-single-az  module.net.aws_nat_gateway.shop  [three-tier]\n")
    assert one["fix"].splitlines()[0] in told


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--for", "aws_nat_gateway.none", str(PLAN)],
            "no result has the fingerprint, the subject",
        ),
        (["--for", "0", str(PLAN)], "no result has the fingerprint, the subject or the check 0"),
        (["nat-single-az", "--source", "."], "--source .: this goes with --for"),
    ],
)
def test_explain_says_what_it_cannot_find(
    capfd: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run(["explain", *arguments]) == 2
    told = capfd.readouterr()
    assert (told.out, message in told.err) == ("", True)


def test_changes_to_one_block_are_written_in_one() -> None:
    edits = [
        Put("aws_t.t", (("a", True),), within="requester"),
        Put("aws_t.t", (("a", True),), within="accepter"),
        Put("aws_t.other", (("b", 1),)),
    ]
    assert write(edits).splitlines() == [
        'resource "aws_t" "t" {',
        "  requester {",
        "    a = true",
        "  }",
        "",
        "  accepter {",
        "    a = true",
        "  }",
        "}",
        "",
        'resource "aws_t" "other" {',
        "  b = 1",
        "}",
    ]


_RULE: Final = (
    ("podSelector", ()),
    ("policyTypes", ("Egress",)),
    ("egress", ((("ports", ((("protocol", "UDP"), ("port", 53)),)),),)),
)


def test_an_object_is_written_as_a_manifest_beside_manifests() -> None:
    new = Object("NetworkPolicy", "dns", "shop", (("spec", _RULE),), near="NetworkPolicy/shop/a")
    change = Object("Service", "yes", "", (("spec", (("port", "80"),)),), address="Service/yes")
    assert write([new, change]).splitlines() == [
        "apiVersion: networking.k8s.io/v1",
        "kind: NetworkPolicy",
        "metadata:",
        "  name: dns",
        "  namespace: shop",
        "spec:",
        "  podSelector: {}",
        "  policyTypes:",
        "    - Egress",
        "  egress:",
        "    - ports:",
        "        - protocol: UDP",
        "          port: 53",
        "---",
        "apiVersion: v1",
        "kind: Service",
        "metadata:",
        '  name: "yes"',
        "spec:",
        '  port: "80"',
    ]


def test_an_object_is_written_as_blocks_beside_blocks() -> None:
    near = "kubernetes_network_policy_v1.a"
    written = write([Object("NetworkPolicy", "allow-dns", "shop", (("spec", _RULE),), near=near)])
    assert written.splitlines() == [
        'resource "kubernetes_network_policy_v1" "allow_dns" {',
        "  metadata {",
        '    name      = "allow-dns"',
        '    namespace = "shop"',
        "  }",
        "",
        "  spec {",
        "    pod_selector {}",
        '    policy_types = ["Egress"]',
        "",
        "    egress {",
        "      ports {",
        '        protocol = "UDP"',
        "        port     = 53",
        "      }",
        "    }",
        "  }",
        "}",
    ]
    assert not parse_native("fix.tf", written.encode()).diagnostics


def test_an_object_given_as_a_value_has_no_change() -> None:
    with pytest.raises(OutOfSightError):
        write([Object("Service", "a", "", (), address="kubernetes_manifest.a")])


@pytest.mark.parametrize(
    "text", ['a"b', "a: b", "- a", "a\nb", "true", "53", "{{ x }}", "a #b", ""]
)
def test_a_text_of_the_input_stays_a_text_in_a_manifest(text: str) -> None:
    fields = (("spec", (("a", text), ("b", (text, "c")), ("d", ((("e", text),),)))),)
    made = yaml.safe_load(write([Object("Service", "s", text, fields, address="Service/s")]))
    assert made["spec"] == {"a": text, "b": [text, "c"], "d": [{"e": text}]}
    assert made["metadata"] == {"name": "s", **({"namespace": text} if text else {})}


def test_what_is_in_the_root_is_told_from_what_is_in_a_module() -> None:
    written = write([Ask("module.m", "a", "string", "A."), Ask("", "a", "string", "A.")])
    heads = [line for line in written.splitlines() if line.startswith("#")]
    assert heads == ["# in module.m", "# in the root module"]


@pytest.mark.parametrize("kind", sorted(WORKLOADS))
def test_every_kind_of_workload_is_written_as_a_manifest(kind: str) -> None:
    written = yaml.safe_load(as_text([Object(kind, "web", "shop", (("spec", ()),))]))
    assert written["kind"] == kind
    assert "v1" in written["apiVersion"]

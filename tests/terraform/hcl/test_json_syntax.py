"""Terraform's JSON syntax gives the tree of its native syntax."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netplan_audit.terraform.hcl.files import parse_file
from netplan_audit.terraform.hcl.json_syntax import parse_json
from netplan_audit.terraform.hcl.parse import parse_native
from tests.fuzz.mutants import mutants
from tests.terraform.hcl.outline import outline_body

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.file import File

NATIVE = """\
terraform {
  required_version = ">= 1.5"
  backend "s3" {
    bucket = "$${literally}"
  }
}
variable "cidr" {
  type    = list(string)
  default = ["$${literally}"]
}
module "vpc" {
  source     = "./vpc"
  cidr       = "${var.cidr[0]}"
  depends_on = [aws_vpc.a, module.b]
  providers  = { "aws" = aws.east }
}
resource "aws_subnet" "a" {
  cidr_block = "${cidrsubnet(var.cidr, 8, 1)}"
  tags       = { "${var.key}" = "a\\n${b}", "c" = null }
  count      = 3
  ratio      = 1.5
  lifecycle {
    ignore_changes = [tags]
  }
  dynamic "timeouts" {
    for_each = "${var.timeouts}"
    content {
      create = "${timeouts.value}"
    }
  }
}
resource "aws_subnet" "b" {
  provider = aws.west
}
moved {
  from = aws_vpc.old
  to   = aws_vpc.a["x"]
}
"""
JSON = r"""{
  "//": "a comment",
  "terraform": {
    "required_version": ">= 1.5",
    "backend": {"s3": {"bucket": "${literally}"}}
  },
  "variable": {"cidr": {"type": "list(string)", "default": ["${literally}"]}},
  "module": {"vpc": {
    "source": "./vpc",
    "cidr": "${var.cidr[0]}",
    "depends_on": ["aws_vpc.a", "module.b"],
    "providers": {"aws": "aws.east"}
  }},
  "resource": [
    {"aws_subnet": {"a": {
      "cidr_block": "${cidrsubnet(var.cidr, 8, 1)}",
      "tags": {"${var.key}": "a\n${b}", "c": null},
      "count": 3,
      "ratio": 1.5,
      "lifecycle": [{"ignore_changes": ["tags"]}],
      "dynamic": {"timeouts": {"for_each": "${var.timeouts}",
                               "content": {"create": "${timeouts.value}"}}}
    }}},
    {"aws_subnet": {"b": {"provider": "aws.west"}}, "aws_none": null}
  ],
  "moved": [{"from": "aws_vpc.old", "to": "aws_vpc.a[\"x\"]"}]
}
"""


def read(text: str) -> File:
    return parse_json("main.tf.json", text.encode("utf-8", "surrogatepass"))


def problems(text: str) -> list[str]:
    return [f"{each.line}:{each.column}: {each.message}" for each in read(text).diagnostics]


def test_both_syntaxes_give_the_same_tree() -> None:
    native = parse_native("main.tf", NATIVE.encode())
    assert native.diagnostics == read(JSON).diagnostics == ()
    assert list(outline_body(read(JSON).body)) == list(outline_body(native.body))


def test_nodes_know_their_places_even_behind_escapes() -> None:
    file = read(JSON)
    text = file.source.text
    subnet = file.block("resource", "aws_subnet", "a")
    assert subnet is not None
    assert text[subnet.start : subnet.header_end] == '"a"'
    tags = subnet.body.attributes["tags"].value
    (moved,) = file.body.blocks_of("moved")
    to = moved.body.attributes["to"].value
    assert text[to.start : to.end] == r"aws_vpc.a[\"x\"]"
    assert text[tags.start : tags.end].startswith('{"${var.key}"')


def test_blocks_of_a_provider_stay_arguments() -> None:
    file = read('{"resource": {"aws_x": {"a": {"ingress": [{"from_port": 1}]}}}}')
    assert list(outline_body(file.body)) == [
        'resource "aws_x" "a":',
        '  ingress = [{"from_port"=1}]',
    ]


def test_a_broken_template_is_invalid_and_hides_nothing() -> None:
    text = '{"locals": {"a": "${b c}", "d": 1}}'
    assert list(outline_body(read(text).body)) == [
        "locals:",
        "  a = invalid",
        "  d = 1",
        "  (incomplete)",
        "(incomplete)",
    ]
    assert problems(text) == ["1:23: expected `}`, found `c`"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "1:1: expected a value, found the end of the file"),
        ('{"a": 1,}', "1:9: expected the name of a property in double quotes, found '}'"),
        ('{\n"a" 1}', "2:5: expected `:`, found '1'"),
        ('{"a": 01}', "1:7: expected a value, found '0'"),
        ('{"a": [1 2]}', "1:10: expected `,` or `]`, found '2'"),
        ('{"a": 1} x', "1:10: expected the end of the file, found 'x'"),
        ('{"a": "\n"}', "1:7: expected a value, found '\"'"),
        ("[" * 5_000, "1:102: nested more than 100 levels deep"),
        ("[1]", "1:2: expected an object"),
        ('{"resource": {"aws_vpc": 1}}', "1:26: expected an object"),
        ('{"locals": {"a": 1, "a": 2}}', "1:21: `a` is set a second time"),
    ],
)
def test_what_is_not_the_json_of_terraform_is_told(text: str, problem: str) -> None:
    assert problems(text) == [problem]
    assert not read(text).body.complete


def test_a_lone_surrogate_becomes_the_replacement_character() -> None:
    assert list(outline_body(read(r'{"a": "\ud800"}').body)) == ['a = "\ufffd"']
    assert list(outline_body(read(r'{"a": "\ud83d\ude00 ${b}"}').body)) == [
        'a = (template "😀 " b)'
    ]


@given(st.text())
def test_any_text_gives_a_file(text: str) -> None:
    list(outline_body(read(text).body))


def test_mutants_give_a_file() -> None:
    for mutant in mutants([JSON.encode()], 1_000, seed=3):
        file = parse_json("x.tf.json", mutant)
        list(outline_body(file.body))
        assert file.body.complete == (not file.diagnostics)


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.tf", b"a = 1"), ("a.tofu", b"a = 1"), ("a.tf.json", b'{"a": 1}'), ("a.tofu.json", b"{}")],
)
def test_the_name_of_a_file_tells_its_syntax(name: str, text: bytes) -> None:
    assert parse_file(name, text).diagnostics == ()

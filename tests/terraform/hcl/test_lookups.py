"""Finding blocks by their labels, and the blocks that comments are about."""

from __future__ import annotations

from netplan_audit.terraform.hcl.parse import parse_native
from netplan_audit.terraform.hcl.remarks import remarks

TEXT = b"""\
# the file

# above
// and further above
resource "aws_vpc" "this" { # behind the brace
  cidr_block = "10.0.0.0/16" /* inside */
  timeouts {
    create = "5m" # deep inside
  }
} # behind the end

# in between

resource "aws_vpc" "other" {}
resource "aws_subnet" "this" {}
a = 1 # behind an argument
# at the end
"""
FILE = parse_native("main.tf", TEXT)


def test_a_block_is_found_by_its_type_and_labels() -> None:
    block = FILE.block("resource", "aws_vpc", "other")
    assert block is not None
    assert FILE.position(block) == (14, 1)
    assert FILE.block("resource", "aws_vpc") is None
    assert FILE.block("data", "aws_vpc", "other") is None


def test_blocks_are_found_by_their_first_labels() -> None:
    names = [block.labels[-1] for block in FILE.body.blocks_of("resource", "aws_vpc")]
    assert names == ["this", "other"]


def test_a_comment_is_about_the_block_that_it_is_in_behind_or_above() -> None:
    found = [(each.text, each.block.labels if each.block else None) for each in remarks(FILE)]
    vpc = ("aws_vpc", "this")
    assert found == [
        ("the file", None),
        ("above", vpc),
        ("and further above", vpc),
        ("behind the brace", vpc),
        ("inside", vpc),
        ("deep inside", vpc),
        ("behind the end", vpc),
        ("in between", None),
        ("behind an argument", None),
        ("at the end", None),
    ]


def test_a_comment_on_the_line_of_a_block_is_not_about_the_next_one() -> None:
    file = parse_native("main.tf", b'a "x" {} # x\na "y" {}\n')
    assert [each.block.labels for each in remarks(file) if each.block] == [("x",)]

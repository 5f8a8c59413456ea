"""Bodies, comments, positions, and what is left of a file with mistakes in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.terraform.hcl.bodies import MAX_PROBLEMS
from netplan_audit.terraform.hcl.parse import parse_native
from tests.terraform.hcl.outline import outline_body

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.file import File


def read(text: str) -> File:
    return parse_native("net/main.tf", text.encode())


def outlined(text: str) -> list[str]:
    return list(outline_body(read(text).body))


def problems(text: str) -> list[str]:
    return [f"{each.line}:{each.column}: {each.message}" for each in read(text).diagnostics]


NETWORK = """\
# The network.
resource "aws_vpc" "this" { # netplan-audit: ignore[nat-single-az]
  cidr_block = var.cidr // from the caller
  tags = {
    Name = "a" /* inside */
  }

  timeouts { create = "5m" }
}
locals {}
"""


def test_a_file_has_attributes_and_blocks_in_their_order() -> None:
    assert outlined(NETWORK) == [
        'resource "aws_vpc" "this":',
        "  cidr_block = var.cidr",
        '  tags = {"Name"="a"}',
        "  timeouts:",
        '    create = "5m"',
        "locals:",
    ]
    assert read(NETWORK).diagnostics == ()


def test_nodes_know_their_places() -> None:
    file = read(NETWORK)
    (vpc,) = file.body.blocks_of("resource")
    text = file.source.text
    assert text[vpc.start : vpc.header_end] == 'resource "aws_vpc" "this"'
    assert text[vpc.body.start] == "{"
    assert text[vpc.end - 1] == "}"
    assert file.source.position(vpc.end - 1) == (9, 1)
    cidr = vpc.body.attributes["cidr_block"]
    assert text[cidr.start : cidr.end] == "cidr_block = var.cidr"
    assert text[cidr.value.start : cidr.value.end] == "var.cidr"
    assert file.source.position(cidr.value.start) == (3, 16)


def test_comments_are_kept_with_their_places() -> None:
    file = read(NETWORK)
    found = [
        (file.source.position(each.start).line, file.source.text[each.start : each.end])
        for each in file.comments
    ]
    assert found == [
        (1, "# The network."),
        (2, "# netplan-audit: ignore[nat-single-az]"),
        (3, "// from the caller"),
        (5, "/* inside */"),
    ]


def test_a_mark_in_a_string_is_no_comment() -> None:
    file = read('a = "# no" # yes\nb = <<E\n# no ${ c /* yes */ }\nE\n')
    texts = [file.source.text[each.start : each.end] for each in file.comments]
    assert texts == ["# yes", "/* yes */"]


def test_carriage_returns_and_a_byte_order_mark_take_no_column() -> None:
    file = read("\ufeffa = 1 # c\r\nb = x y\r\n")
    assert problems("\ufeffa = 1\r\nb = x y\r\n") == [
        "2:7: expected a newline after the argument, found `y`"
    ]
    assert file.source.position(file.body.attributes["a"].start) == (1, 1)
    (comment,) = file.comments
    assert file.source.text[comment.start : comment.end] == "# c"


def test_bytes_that_are_not_utf_8_matter_outside_comments_only() -> None:
    assert parse_native("x.tf", b"# caf\xe9\na = 1\n").diagnostics == ()
    (problem,) = parse_native("x.tf", b'a = 1\nb = "caf\xe9"\n').diagnostics
    assert (problem.line, problem.column) == (2, 9)
    assert problem.message == "a byte that is not UTF-8; save the file in that encoding"


def test_a_broken_argument_is_there_but_invalid_and_hides_nothing_else() -> None:
    text = """\
resource "a" "b" {
  before = 1
  broken = [
    1 2,
    {
      x = 1
    },
  ]
  after = 2
}
resource "c" "d" {}
"""
    assert outlined(text) == [
        'resource "a" "b":',
        "  before = 1",
        "  broken = invalid",
        "  after = 2",
        "  (incomplete)",
        'resource "c" "d":',
        "(incomplete)",
    ]
    assert problems(text) == ["4:7: expected `,` or `]`, found `2`"]


def test_an_unclosed_bracket_ends_at_the_next_argument() -> None:
    text = 'a {\n  b = f(1,\n  c = 2\n}\nd = "${e"\nf = 3\n'
    assert outlined(text) == [
        "a:",
        "  b = invalid",
        "  c = 2",
        "  (incomplete)",
        "d = invalid",
        "f = 3",
        "(incomplete)",
    ]
    assert problems(text) == [
        "3:5: expected `,` or `)`, found `=`",
        "5:9: expected `}`, found a quotation mark",
    ]


def test_an_unclosed_block_ends_before_the_next_block_of_its_level() -> None:
    text = 'resource "a" "b" {\n  c = 1\n\nresource "d" "e" {\n  f = 2\n}\n'
    assert outlined(text) == [
        'resource "a" "b":',
        "  c = 1",
        "  (incomplete)",
        'resource "d" "e":',
        "  f = 2",
        "(incomplete)",
    ]
    assert problems(text) == [
        "1:18: expected `}` before the end of the file: the block is not closed"
    ]


def test_a_brace_too_many_hides_nothing() -> None:
    assert outlined("a {}\n}\nb {}\n") == ["a:", "b:", "(incomplete)"]
    assert problems("a {}\n}\nb {}\n") == ["2:1: expected an argument or a block, found `}`"]


def test_a_broken_header_skips_its_block() -> None:
    text = 'resource "a${b}" "c" {\n  d = 1\n}\ne {}\n'
    assert outlined(text) == ["e:", "(incomplete)"]
    assert problems(text) == [
        "1:10: expected a label without template sequences; $${ stands for ${ itself"
    ]


def test_a_heredoc_in_a_broken_block_is_not_taken_for_arguments() -> None:
    text = "a {\n  b c\n  d = <<E\ne = 1\n}\nE\n}\nf = 2\n"
    assert outlined(text) == [
        "a:",
        '  d = "e = 1\\n}\\n"',
        "  (incomplete)",
        "f = 2",
        "(incomplete)",
    ]


def test_a_second_setting_is_told_and_the_first_one_kept() -> None:
    text = "a = 1\na = 2\n"
    assert outlined(text) == ["a = 1", "(incomplete)"]
    assert problems(text) == ["2:1: `a` is set a second time"]


def test_one_line_blocks_have_at_most_one_argument() -> None:
    assert outlined("a { b = [\n1\n] }\n") == ["a:", "  b = [1]"]
    assert outlined("a { b = 1, c = 2 }\nd {}\n") == ["a:", "  (incomplete)", "d:", "(incomplete)"]
    assert problems("a { b {} }\n") == [
        "1:7: expected `=` (on one line, a block can only have one argument), found `{`"
    ]


def test_what_follows_a_block_on_its_line_is_told_and_the_block_kept() -> None:
    assert outlined("a {\n b = 1\n} c {}\nd = 2\n") == ["a:", "  b = 1", "d = 2", "(incomplete)"]


def test_after_too_many_problems_the_rest_is_not_read() -> None:
    text = "a = \n" * 1_000
    found = problems(text)
    assert len(found) == MAX_PROBLEMS + 1
    assert found[-1].endswith(f"more than {MAX_PROBLEMS} problems")


def test_blocks_nest_up_to_a_limit() -> None:
    deep = "a {\n" * 90 + "}\n" * 90
    assert read(deep).diagnostics == ()
    assert problems("a {\n" * 5_000)[0] == "101:4: nested more than 100 levels deep"


def test_an_empty_file_is_a_file() -> None:
    assert outlined("") == []
    assert problems("\n\n# nothing\n") == []

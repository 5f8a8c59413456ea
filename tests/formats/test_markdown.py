"""Markdown: what it says, how it is cut, and that text of the input is only ever text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from netplan_audit.finding import Change, Severity
from netplan_audit.fixes.writer import write
from netplan_audit.formats import cell, code, prose
from netplan_audit.formats.markdown import LONGEST, render
from netplan_audit.report import Run
from netplan_audit.terraform.hcl.parse import parse_native
from tests.fakes import (
    finding,
    hostile_fix,
    hostile_report,
    report,
    rich_report,
    summary,
    undecided,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

OURS = {"<details>", "<summary>", "</summary>", "</details>", "<code>", "</code>"}


def tokens(text: str) -> Iterator[Token]:
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        yield token
        yield from token.children or ()


def test_the_first_line_is_a_hidden_mark() -> None:
    text = render(report(run=Run(comment="net/prod")))
    assert text.splitlines()[:2] == [
        "<!-- netplan-audit:net/prod -->",
        "### netplan-audit: the gate passes",
    ]


def test_a_finding_is_a_row_and_its_details() -> None:
    text = render(report(finding()))
    assert (
        "| high | `nat-single-az` | `aws_nat_gateway.only` | "
        "subnets of 2 zones leave through one NAT gateway | `net/main.tf:42` |\n" in text
    )
    assert "<summary>high <code>nat-single-az</code> <code>aws_nat_gateway.only</code>" in text
    assert "- fix: one NAT gateway in each zone\n- fix: or a regional one\n" in text


def test_changes_are_told_where_there_was_a_network_before() -> None:
    before = replace(summary(), compared=True)
    gone = finding(subject="gone", change=Change.RESOLVED)
    one = report(finding(change=Change.WORSENED), inputs=(before,), resolved=(gone,))
    assert "| high (worsened) |" in render(one)
    assert "**1 finding resolved by this change**\n\n- `nat-single-az` `gone`\n" in render(one)


def test_undecided_results_are_folded_by_check_with_what_they_wait_for() -> None:
    text = render(rich_report())
    assert "**2 undecided**" in text
    assert "- `peered-vpcs-overlap`: 2 objects, up to medium; waits for " in text


def test_what_was_not_looked_at_is_named() -> None:
    assert "not analysed: 4 `aws_b`, 2 `aws_c`" in render(rich_report())


# ---- cut


@pytest.mark.parametrize("room", [1_000, 5_000, 60_000])
def test_it_is_cut_by_whole_results_and_says_how_many(room: int) -> None:
    many = [finding(subject=f"aws_nat_gateway.é{index}") for index in range(1_000)]
    text = render(report(*many, run=Run(max_bytes=room)))
    assert len(text.encode()) <= room
    rows = sum(line.startswith("| high ") for line in text.splitlines())
    details = text.count("<details>")
    assert text.count("</details>") == details
    assert f"**{1_000 - rows} more** findings do not fit here" in text
    assert f"The details of {1_000 - details} more do not fit here" in text
    assert all(line.endswith("|") for line in text.splitlines() if line.startswith("|"))


def test_what_fits_is_not_cut() -> None:
    assert "do not fit" not in render(report(*(finding(subject=f"x{i}") for i in range(20))))


def test_the_worst_stay() -> None:
    many = [finding(subject=f"aws_x.y{index}", severity=Severity.LOW) for index in range(99)]
    text = render(report(*many, finding(severity=Severity.CRITICAL), run=Run(max_bytes=1_500)))
    assert "| critical |" in text


def test_one_long_text_does_not_push_out_the_rest() -> None:
    text = render(report(finding(message="long " * 9_000), undecided()))
    assert "undecided" in text
    assert max(map(len, text.splitlines())) < 3 * LONGEST


# ---- text of the input


EVIL = [
    "[click](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "<img src=x onerror=alert(1)>",
    "</code></summary></details><script>alert(1)</script>",
    "<!-- --> -->",
    "@octo-org/team please",
    "fixes #1 and GH-2 and owner/repo#3",
    "https://evil.example www.evil.example",
    "a|b\\|c\\\\|d",
    "`a``b```c",
    "```\nfence",
    "*bold* _em_ ~~gone~~ $x$ :tada:",
    "# heading\n- list\n1. list\n> quote\n---",
    "line\r\n\r\n<b>next</b>",
    "\x1b[31mred\u202e\ud800",
    "&lt;b&gt; &#64;octocat",
    "",
]


@pytest.mark.parametrize("text", EVIL)
def test_text_of_the_input_is_words_or_code(text: str) -> None:
    allowed = {"text", "code_inline", "softbreak", "html_inline", "strong_open", "strong_close"}
    html = []
    fixes = 0
    for token in tokens(render(hostile_report(text))):
        if token.type == "fence":
            assert (token.info, token.level) == ("hcl", 0)
            fixes += 1
            continue
        if token.type in {"html_block", "html_inline"}:
            html.append(token.content)
        assert token.type in allowed or token.block, token
        assert token.type not in {"link_open", "image", "code_block", "blockquote_open"}
        if token.type == "text":
            assert "@" not in token.content
            assert "#" not in token.content
            assert "://" not in token.content
            assert "www." not in token.content
    shown = "".join(html)
    for known in (*OURS, "<!-- netplan-audit:report -->"):
        shown = shown.replace(known, "")
    assert "<" not in shown
    assert fixes == 2, "nothing ends a fix but its own fence"


@pytest.mark.parametrize("text", [text for text in EVIL if "\ud800" not in text])
def test_a_fix_is_one_text_of_hcl(text: str) -> None:
    fix = parse_native("fix.tf", write(hostile_fix(text).edits()).encode())
    assert not fix.diagnostics
    labels = [tuple(block.labels) for block in fix.body.blocks]
    assert set(labels) == {("aws_x", "a"), ("aws_x", "b"), ("c",), ("m",)}


@pytest.mark.parametrize("text", EVIL)
def test_a_table_keeps_its_columns(text: str) -> None:
    columns = 0
    for token in tokens(render(hostile_report(text))):
        if token.type == "tr_open":
            columns = 0
        columns += token.type in {"td_open", "th_open"}
        if token.type == "tr_close":
            assert columns == 5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words, 10.0.0.0/16 (50 %)", "plain words, 10.0.0.0/16 (50 %)"),
        ("joins aws_vpc.a, and b", "joins `aws_vpc.a`, and b"),
        ("@a", "`@a`"),
        ("(www.a.example)", "`(www.a.example)`"),
        ("is shut (aws_vpc.a: of aws_vpc.b)", "is shut (`aws_vpc.a`: of `aws_vpc.b`)"),
        ("deadbeef1 and 2001:db8::/32", "`deadbeef1` and `2001:db8::/32`"),
        ("a`b", "``a`b``"),
    ],
)
def test_prose(text: str, expected: str) -> None:
    assert prose(text) == expected


def test_code_in_a_cell() -> None:
    assert cell(code("a|b")) == r"`a\|b`"
    assert cell(code("a\\|b")) == r"`a\ \|b`"
    assert code("`") == "`` ` ``"
    assert code("") == "` `"

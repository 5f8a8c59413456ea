"""The text report: what it says, in which order, and that nothing of the input is obeyed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.finding import Change, Confidence, Severity
from netplan_audit.formats.text import Look, render
from netplan_audit.policy import Gate
from netplan_audit.report import Shown
from tests.fakes import coverage, finding, report, rich_report, summary, undecided

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).parents[1] / "golden" / "text"
LOOKS = {
    "plain": Look(),
    "verbose": Look(verbose=True),
    "quiet": Look(quiet=True),
    "styled": Look(styled=True),
}


@pytest.mark.parametrize("name", LOOKS)
def test_the_text_is_as_expected(name: str, golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN / f"{name}.txt", render(rich_report(), LOOKS[name]))


def test_colours_change_nothing_but_colours() -> None:
    styled = render(rich_report(), Look(styled=True))
    assert "\x1b[" in styled
    lines = re.sub(r"\x1b\[[0-9;]*m", "", styled).splitlines()
    assert [line.rstrip() for line in lines] == render(rich_report()).splitlines()


def last_line(text: str) -> str:
    return text.splitlines()[-1]


def test_a_clean_report_says_pass() -> None:
    assert last_line(render(report())) == "no findings; gate high: pass"


def test_a_pass_names_what_was_not_seen_in_the_same_line() -> None:
    gaps = coverage(
        not_analysed={"aws_a": 2},
        providers_not_analysed={"google": 1},
        unresolved=("aws_subnet.a.vpc_id",),
        missing_modules=("module.x",),
    )
    assert last_line(render(report(undecided(), coverage=gaps), Look(quiet=True))) == (
        "no findings; 1 undecided; 3 resources not analysed; 1 reference unresolved; "
        "1 module without a body; gate high: pass"
    )


def test_the_gate_is_told_with_its_words() -> None:
    failed = report(undecided(), gate=Gate(("critical", "undecided")))
    assert last_line(render(failed)) == "no findings; 1 undecided; gate critical,undecided: FAIL"


def test_what_the_reader_hides_is_counted() -> None:
    shown = Shown(Severity.HIGH, Confidence.CERTAIN)
    sure = finding(confidence=Confidence.CERTAIN)
    small = finding(confidence=Confidence.CERTAIN, severity=Severity.LOW, subject="small")
    unsure = finding(subject="unsure")
    text = render(report(sure, small, unsure, shown=shown))
    assert "small" not in text
    assert "unsure" not in text
    assert last_line(text) == "1 high, 1 low; 2 not shown; gate high: FAIL"


def test_results_name_their_input_where_there_are_several() -> None:
    both = (summary("a.json"), summary("b.json"))
    text = render(report(finding(input="b.json"), inputs=both))
    assert "nat-single-az  aws_nat_gateway.only  [b.json]" in text


def test_an_undecided_result_folds_and_unfolds() -> None:
    every = report(*(undecided(subject=f"x[{i}]", unknowns=(f"u[{i}]",)) for i in range(9)))
    folded = render(every)
    assert "peered-vpcs-overlap  9 objects, up to medium" in folded
    assert "... 6 more (--verbose lists all)" in folded
    assert "x[8]" not in folded
    assert "u[8]" in render(every, Look(verbose=True))


EVIL = "a\x1b[31mred\nnext\r\x9b2J\u202eoverride\u2066[bold]markup[/bold]\x00"


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_text_of_the_input_neither_controls_the_terminal_nor_breaks_lines(look: Look) -> None:
    evil = report(
        finding(
            subject=EVIL,
            message=EVIL,
            related=((EVIL, "user"),),
            evidence={"name": (EVIL,)},
            unknowns=(EVIL,),
        ),
        undecided(subject=EVIL, unknowns=(EVIL,)),
        coverage=coverage(missing_modules=(EVIL,), unresolved=(EVIL,), not_analysed={EVIL: 1}),
    )
    safe = report(
        finding(
            subject="safe",
            message="safe",
            related=(("safe", "user"),),
            evidence={"name": ("safe",)},
            unknowns=("safe",),
        ),
        undecided(subject="safe", unknowns=("safe",)),
        coverage=coverage(missing_modules=("m",), unresolved=("u",), not_analysed={"t": 1}),
    )
    text = re.sub(r"\x1b\[[0-9;]*m", "", render(evil, look)) if look.styled else render(evil, look)
    assert re.findall(r"[^\n\x20-\x7e]", text) == []
    assert len(text.splitlines()) == len(render(safe, look).splitlines())
    assert r"a\x1b[31mred\nnext\r\x9b2J\u202eoverride\u2066[bold]markup[/bold]\x00" in text


@pytest.mark.parametrize(
    "command", ["::set-output name=a::b", "  ::add-mask::x", "##[command]x", "##vso[task.x]y"]
)
@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_no_line_is_a_command_of_a_ci_system(command: str, look: Look) -> None:
    evil = report(
        finding(
            subject=command,
            message=command,
            related=((command, command), (command, command)),
            remediation=command,
            unknowns=(command, command),
        ),
        undecided(unknowns=(command, command + "2")),
    )
    for line in render(evil, look).splitlines():
        bare = re.sub(r"\x1b\[[0-9;]*m", "", line)
        assert not bare.lstrip().startswith("::")
        assert "##[" not in bare
        assert "##vso[" not in bare


def test_an_address_of_ipv6_stays_readable() -> None:
    assert "range = ::/0" in render(report(finding(evidence={"range": "::/0"})))


def test_changes_are_told_where_there_was_a_network_before() -> None:
    before = replace(summary(), compared=True)
    results = (finding(change=Change.WORSENED), undecided(change=Change.EXISTING))
    gone = finding(subject="gone", change=Change.RESOLVED)
    text = render(report(*results, inputs=(before,), resolved=(gone,)))
    assert "  nat-single-az  aws_nat_gateway.only  (worsened)\n" in text
    assert "RESOLVED (1)\n\n  nat-single-az  gone  (resolved)\n" in text
    assert last_line(text) == "1 high; 1 worsened, 1 resolved; 1 undecided; gate high: FAIL"
    first = render(report(*results, resolved=(gone,)))
    assert "worsened" not in first


def test_many_remarks_of_a_kind_are_cut_and_counted() -> None:
    notes = [
        Diagnostic("warning", "evaluation", f"there is no variable '{name}'", f"{name}.tf")
        for name in "abcdef"
    ]
    errors = [Diagnostic("error", "unusable-input", "no plan", f"{n}.json") for n in range(9)]
    one = report(diagnostics=(*notes, *errors, Diagnostic("warning", "other", "odd")))
    text = render(one)
    assert text.count("there is no variable") == 3
    assert "warning: 3 more like the last\n" in text
    assert text.count("no plan") == 9
    assert "warning: odd\n" in text
    assert render(one, Look(verbose=True)).count("there is no variable") == 6


def test_many_inputs_without_results_are_counted() -> None:
    names = [f"root-{number}" for number in range(12)]
    one = report(finding(input="root-3"), inputs=tuple(map(summary, names)))
    text = render(one)
    assert "  root-3: 1 high: FAIL\n  11 inputs: no findings: pass\n" in text
    assert "root-4" not in text
    assert "root-4: no findings: pass" in render(one, Look(verbose=True))

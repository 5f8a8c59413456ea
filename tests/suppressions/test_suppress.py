"""Suppression comments: how they are read, what they silence, and what is said of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pytest

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.location import Location
from netplan_audit.suppressions.apply import Context, apply, remarks
from netplan_audit.suppressions.comments import read_comment
from netplan_audit.suppressions.suppression import Suppression, Terms
from tests.fakes import finding, make_check, undecided

if TYPE_CHECKING:
    from netplan_audit.finding import Finding, Outcome
    from netplan_audit.suppressions.suppression import Suppressed

HERE = Location("main.tf", 3, 3, "planfile")
TODAY = date(2026, 11, 25)
CHECKS = (make_check("nat-single-az"), make_check("sg-a"), make_check("sg-b"))
RAN = ("nat-single-az", "sg-a", "sg-b")


def read(text: str) -> Suppression | Diagnostic | None:
    return read_comment(text, "aws_nat_gateway.only", HERE, CHECKS)


def suppression(
    scope: str = "aws_nat_gateway.only",
    *checks: str,
    instances: str = "",
    until: date | None = None,
) -> Suppression:
    names = checks or ("nat-single-az",)
    return Suppression(names, scope, HERE, "accepted", until=until, instances=instances)


class Done(NamedTuple):
    """Results after suppressions, and what is said of these."""

    open: tuple[Outcome, ...]
    suppressed: tuple[Suppressed, ...]
    remarks: tuple[Finding, ...]


def done_with(
    outcomes: list[Outcome],
    suppressions: list[Suppression],
    ran: tuple[str, ...] = RAN,
    *,
    fixed: tuple[str, ...] = (),
    terms: Terms = Terms(),  # noqa: B008 - it is frozen
) -> Done:
    context = Context(TODAY, ran, fixed, terms)
    applied = apply(outcomes, suppressions, context)
    return Done(applied.open, applied.suppressed, tuple(remarks(suppressions, [applied], context)))


def test_everything_a_comment_can_say() -> None:
    text = (
        "netplan-audit: ignore[nat-single-az, SG-*] until=2027-03-31 owner=@net"
        ' reason="a \\"b\\" c"'
        ' instances="module.vpc[\\"dev\\"].*"'
    )
    assert read(text) == Suppression(
        checks=("nat-single-az", "sg-*"),
        scope="aws_nat_gateway.only",
        location=HERE,
        reason='a "b" c',
        owner="@net",
        until=date(2027, 3, 31),
        instances='module.vpc["dev"].*',
    )


@pytest.mark.parametrize(
    "text", ["", "a NAT", "checkov:skip=CKV_1: x", "see netplan-audit: ignore[x]"]
)
def test_other_comments_are_none_of_ours(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "reason", "hint"),
    [
        ("netplan-audit: ignore nat-single-az", "it is not understood", "write `# netplan-audit"),
        ("netplan-audit: ignore[]", "no check is named", "write `# netplan-audit"),
        (
            "netplan-audit: ignore[nat-single-ax]",
            "'nat-single-ax' is no check",
            "did you mean 'nat",
        ),
        ("netplan-audit: ignore[sg-a] dev only", "'dev' is not NAME=VALUE", "write `# netplan"),
        ("netplan-audit: ignore[sg-a] expires=2027-01-01", "'expires' is unknown", "write `# net"),
        (
            "netplan-audit: ignore[sg-a] untill=2027-01-01",
            "'untill' is unknown",
            "did you mean 'un",
        ),
        ("netplan-audit: ignore[sg-a] until=soon", "'soon' is no date", "write until=YYYY-MM-DD"),
        ('netplan-audit: ignore[sg-a] reason="open', "'reason=\"open' is not NAME=VALUE", "write"),
    ],
)
def test_a_comment_with_a_mistake_is_said_aloud(text: str, reason: str, hint: str) -> None:
    note = read(text)
    assert isinstance(note, Diagnostic)
    assert (note.severity, note.place) == ("warning", "main.tf:3")
    assert note.message == f"a suppression comment has no effect: {reason}"
    assert note.hint.startswith(hint)


@pytest.mark.parametrize(
    ("scope", "subject"),
    [
        ("aws_nat_gateway.only", "aws_nat_gateway.only"),
        ("aws_nat_gateway.only", 'aws_nat_gateway.only["a.b"]'),
        ("module.net.aws_nat_gateway.only", 'module.net["x"].aws_nat_gateway.only[0]'),
        ("module.net", 'module.net["x"].module.inner[0].aws_nat_gateway.only'),
        ("aws_vpc.a", "aws_vpc.a.default_security_group_id"),
    ],
)
def test_a_suppression_covers_its_block_and_all_instances(scope: str, subject: str) -> None:
    done = done_with([finding(subject=subject), undecided()], [suppression(scope)])
    assert [one.outcome.subject for one in done.suppressed] == [subject]
    assert (done.open, done.remarks) == ((undecided(),), ())


@pytest.mark.parametrize(
    ("one", "subject"),
    [
        (suppression("aws_nat_gateway.on"), "aws_nat_gateway.only"),
        (suppression("module.ne"), "module.net.aws_nat_gateway.only"),
        (suppression("aws_nat_gateway.only", "sg-a"), "aws_nat_gateway.only"),
        (
            suppression("module.net", instances='module.net["dev"].*'),
            'module.net["prod"].aws_nat_gateway.only',
        ),
    ],
)
def test_what_is_not_meant_stays_open(one: Suppression, subject: str) -> None:
    result = finding(subject=subject)
    done = done_with([result], [one])
    assert (done.open, done.suppressed) == ((result,), ())
    assert [remark.check for remark in done.remarks] == ["suppression-unused"]


def test_instances_pick_some_of_them() -> None:
    dev, prod = (finding(subject=f'module.net["{key}"].aws_vpc.a') for key in ("dev", "prod"))
    one = suppression("module.net", instances='module.net["dev"].*')
    done = done_with([dev, prod], [one])
    assert ([s.outcome for s in done.suppressed], done.open) == ([dev], (prod,))


def test_one_that_has_ended_silences_nothing_and_says_so() -> None:
    ended = suppression(until=date(2026, 11, 24))
    done = done_with([finding()], [ended])
    assert (done.open, done.suppressed) == ((finding(),), ())
    assert [(r.check, r.message) for r in done.remarks] == [
        ("suppression-expired", "the suppression of nat-single-az ended on 2026-11-24")
    ]
    assert done_with([finding()], [suppression(until=TODAY)]).suppressed


def test_one_without_a_reason_silences_nothing_and_says_so() -> None:
    bare = Suppression(("nat-single-az",), "aws_nat_gateway.only", HERE)
    done = done_with([finding()], [bare])
    assert (done.open, done.suppressed) == ((finding(),), ())
    assert [remark.check for remark in done.remarks] == ["suppression-without-reason"]
    assert done.remarks[0].location == HERE


def test_one_whose_checks_did_not_run_is_not_called_unused() -> None:
    both = suppression("aws_vpc.a", "nat-single-az", "sg-*")
    assert done_with([], [both], ("nat-single-az",)).remarks == ()
    assert [r.check for r in done_with([], [both]).remarks] == ["suppression-unused"]


# ---- entries of a configuration


def entry(
    *resources: str, check: str = "nat-single-az", inputs: tuple[str, ...] = ()
) -> Suppression:
    return Suppression(
        (check,), ".netplan-audit.yaml", HERE, "accepted", resources=resources, inputs=inputs
    )


@pytest.mark.parametrize(
    ("glob", "subject", "covered"),
    [
        ("*", "aws_nat_gateway.only", True),
        ("aws_nat_gateway.only", 'aws_nat_gateway.only["a"]', True),
        ('aws_nat_gateway.only["b"]', 'aws_nat_gateway.only["a"]', False),
        ("aws_nat_gateway.on", "aws_nat_gateway.only", False),
        ("module.vpc", 'module.vpc["dev"].aws_nat_gateway.this[0]', True),
        ('module.vpc["dev"]', 'module.vpc["dev"].aws_nat_gateway.this[0]', True),
        ('module.vpc["dev"]', 'module.vpc["prod"].aws_nat_gateway.this[0]', False),
        ("module.vpc[*].aws_nat_gateway.this*", "module.vpc[1].aws_nat_gateway.this[0]", True),
        ("aws_vpc.a", "aws_vpc.a.default_security_group_id", True),
    ],
)
def test_an_entry_covers_what_its_globs_match(glob: str, subject: str, *, covered: bool) -> None:
    assert entry(glob).covers(finding(subject=subject)) is covered


def test_a_glob_of_many_stars_costs_little() -> None:
    assert entry("*a" * 40 + "b").covers(finding(subject="aws_nat_gateway." + "a" * 400)) is False


def test_an_entry_may_be_for_some_inputs() -> None:
    one = entry("*", inputs=("envs/dev/**", "lab"))
    inputs = ("envs/dev/net", "envs/prod", "lab", "laboratory")
    assert [one.covers(finding(input=name)) for name in inputs] == [True, False, True, False]


def test_terms_may_do_without_reasons() -> None:
    bare = Suppression(("nat-single-az",), "aws_nat_gateway.only", HERE)
    done = done_with([finding()], [bare], terms=Terms(require_reason=False))
    assert (len(done.suppressed), done.remarks) == (1, ())


@pytest.mark.parametrize(
    ("until", "allowed"), [(date(2026, 12, 5), True), (date(2026, 12, 6), False), (None, False)]
)
def test_terms_may_limit_how_long_one_lasts(until: date | None, *, allowed: bool) -> None:
    done = done_with([finding()], [suppression(until=until)], terms=Terms(max_days=10))
    assert bool(done.suppressed) is allowed
    assert [(one.check, one.message) for one in done.remarks] == (
        []
        if allowed
        else [
            (
                "suppression-not-allowed",
                "the suppression of nat-single-az may last 10 days at most",
            )
        ]
    )


def test_what_cannot_be_suppressed_stays_open() -> None:
    every = suppression("aws_nat_gateway.only", "*")
    done = done_with([finding(), finding(check="sg-a")], [every], fixed=("nat-single-az",))
    assert [one.check for one in done.open] == ["nat-single-az"]
    assert [one.outcome.check for one in done.suppressed] == ["sg-a"]
    assert [(one.check, one.message) for one in done.remarks] == [
        ("suppression-not-allowed", "nat-single-az cannot be suppressed")
    ]

"""Suppression comments: how they are read, what they silence, and what is said of them."""

from __future__ import annotations

from datetime import date

import pytest

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.location import Location
from netplan_audit.suppress import apply, read_comment
from netplan_audit.suppression import Suppression
from tests.fakes import finding, make_check, undecided

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
    done = apply([finding(subject=subject), undecided()], [suppression(scope)], RAN, TODAY)
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
    done = apply([result], [one], RAN, TODAY)
    assert (done.open, done.suppressed) == ((result,), ())
    assert [remark.check for remark in done.remarks] == ["suppression-unused"]


def test_instances_pick_some_of_them() -> None:
    dev, prod = (finding(subject=f'module.net["{key}"].aws_vpc.a') for key in ("dev", "prod"))
    one = suppression("module.net", instances='module.net["dev"].*')
    done = apply([dev, prod], [one], RAN, TODAY)
    assert ([s.outcome for s in done.suppressed], done.open) == ([dev], (prod,))


def test_one_that_has_ended_silences_nothing_and_says_so() -> None:
    ended = suppression(until=date(2026, 11, 24))
    done = apply([finding()], [ended], RAN, TODAY)
    assert (done.open, done.suppressed) == ((finding(),), ())
    assert [(r.check, r.message) for r in done.remarks] == [
        ("suppression-expired", "the suppression of nat-single-az ended on 2026-11-24")
    ]
    assert apply([finding()], [suppression(until=TODAY)], RAN, TODAY).suppressed


def test_one_without_a_reason_silences_nothing_and_says_so() -> None:
    bare = Suppression(("nat-single-az",), "aws_nat_gateway.only", HERE)
    done = apply([finding()], [bare], RAN, TODAY)
    assert (done.open, done.suppressed) == ((finding(),), ())
    assert [remark.check for remark in done.remarks] == ["suppression-without-reason"]
    assert done.remarks[0].location == HERE


def test_one_whose_checks_did_not_run_is_not_called_unused() -> None:
    both = suppression("aws_vpc.a", "nat-single-az", "sg-*")
    assert apply([], [both], ("nat-single-az",), TODAY).remarks == ()
    assert [r.check for r in apply([], [both], RAN, TODAY).remarks] == ["suppression-unused"]

"""Policies: what runs, at which severity, and every mistake in a policy file with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from netplan_audit.check import PACKS
from netplan_audit.checks import CHECKS as EVERY_CHECK
from netplan_audit.errors import UsageError
from netplan_audit.finding import Severity
from netplan_audit.policy import Gate, Policy
from netplan_audit.policy.file import load_policy
from tests.fakes import Params, finding, make_check, undecided

if TYPE_CHECKING:
    from pathlib import Path

    from netplan_audit.check import Check

CHECKS = (
    make_check("nat-single-az", Severity.HIGH, code="NAT001"),
    make_check("nats-share-az", Severity.MEDIUM, code="NAT003 NAT009"),
    make_check("ports-open", Severity.CRITICAL, category="exposure", params=Params),
)
HIGH, MEDIUM, LOW, INFO = Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.INFO


def ids(policy: Policy) -> list[str]:
    return [check.id for check, _ in policy.selected()]


def test_a_check_of_another_pack_runs_where_it_is_chosen() -> None:
    tidy = replace(make_check("eip-left-over", Severity.LOW), pack="hygiene")
    policy = Policy.default((*CHECKS, tidy))
    assert "eip-left-over" not in ids(policy)
    assert ids(policy.narrowed(select=["eip-left-over"])) == ["eip-left-over"]


@pytest.mark.parametrize("name", ["strict", "hygiene", "cost", "all"])
def test_every_pack_adds_to_the_default(name: str) -> None:
    chosen = PACKS[1:] if name == "all" else (name,)
    wanted = [check.id for check in EVERY_CHECK if check.pack in ("default", *chosen)]
    assert sorted(ids(load_policy(name, EVERY_CHECK))) == sorted(wanted)


def test_the_pack_for_clusters_holds_what_concerns_them_and_not_the_rest() -> None:
    chosen = set(ids(load_policy("eks", EVERY_CHECK)))
    default = {check.id for check in EVERY_CHECK if check.pack == "default"}
    assert chosen > default
    assert {"ndots-amplification", "pod-address-exhaustion", "nodes-in-public-subnet"} < chosen
    assert not {"sg-egress-all", "vpn-clamp-segment-size", "subnet-az-unspecified"} & chosen


def loaded(folder: Path, text: str, checks: tuple[Check, ...] = CHECKS) -> Policy:
    path = folder / "policy.yaml"
    path.write_text(text, encoding="utf-8")
    return load_policy(str(path), checks)


def refusal(folder: Path, text: str) -> tuple[str, str, str]:
    """Return place, message and hint of the error that a policy file causes."""
    with pytest.raises(UsageError) as caught:
        loaded(folder, text)
    assert caught.value.source == str(folder / "policy.yaml")
    return caught.value.place, caught.value.message, caught.value.hint


# ---- the default, and narrowing it


def test_by_default_every_check_runs_as_its_author_wrote_it() -> None:
    policy = Policy.default(CHECKS)
    assert [check.id for check, _ in policy.selected()] == [check.id for check in CHECKS]
    assert {params for _, params in policy.selected()} == {None}  # its own
    assert policy.gate == Gate(("high",))
    assert list(policy.adjusted([finding()])) == [finding()]


@pytest.mark.parametrize(
    ("select", "ignore", "categories", "expected"),
    [
        (["nat-single-az"], [], [], ["nat-single-az"]),
        (["NAT-Single-AZ"], [], [], ["nat-single-az"]),
        (["nat001"], [], [], ["nat-single-az"]),
        (["nat009"], [], [], ["nats-share-az"]),
        (["nat*"], [], [], ["nat-single-az", "nats-share-az"]),
        ([], ["nat*"], [], ["ports-open"]),
        (["nat*"], ["*share*"], [], ["nat-single-az"]),
        ([], [], ["exposure"], ["ports-open"]),
        ([], ["nat-single-az"], ["Resilience"], ["nats-share-az"]),
        ([], [], [], ["nat-single-az", "nats-share-az", "ports-open"]),
    ],
)
def test_narrowing(
    select: list[str], ignore: list[str], categories: list[str], expected: list[str]
) -> None:
    assert ids(Policy.default(CHECKS).narrowed(select, ignore, categories)) == expected


@pytest.mark.parametrize(
    ("select", "ignore", "categories", "message", "hint"),
    [
        (["nat-singel-az"], [], [], "'nat-singel-az' is no check", "'nat-single-az'"),
        ([], ["nats-share"], [], "'nats-share' is no check", "'nats-share-az'"),
        (["zzz*"], [], [], "'zzz*' is no check", "netplan-audit checks"),
        ([""], [], [], "'' is no check", "netplan-audit checks"),
        ([], [], ["exposed"], "'exposed' is no category", "'exposure'"),
        ([], ["*"], [], "no check is left to run", "loosen"),
        (["nat*"], [], ["exposure"], "no check is left to run", "loosen"),
    ],
)
def test_narrowing_refuses_what_names_nothing(
    select: list[str], ignore: list[str], categories: list[str], message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        Policy.default(CHECKS).narrowed(select, ignore, categories)
    assert caught.value.message == message
    assert hint in caught.value.hint


def test_selecting_a_check_runs_it_although_the_policy_turns_it_off(tmp_path: Path) -> None:
    policy = loaded(tmp_path, "version: 1\nchecks: {ports-open: {enabled: false}}")
    assert ids(policy) == ["nat-single-az", "nats-share-az"]
    assert ids(policy.narrowed(["ports-open"])) == ["ports-open"]
    assert ids(policy.narrowed(categories=["resilience"])) == ["nat-single-az", "nats-share-az"]


# ---- the gate


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["HIGH"], ("high",)),
        (["low", "undecided"], ("low", "undecided")),
        (["never"], ("never",)),
        (["NAT001", "high", "high"], ("nat-single-az", "high")),
        (["Nat*"], ("nat*",)),
    ],
)
def test_the_words_of_a_gate(words: list[str], expected: tuple[str, ...]) -> None:
    assert Gate.of(words, CHECKS).fail_on == expected


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["hihg"], "'hihg' is neither a threshold nor a check", "'high'"),
        (["undecide"], "'undecide' is neither a threshold nor a check", "'undecided'"),
        (["never", "high"], "`never` cannot be combined with other thresholds", ""),
        (["zzz-*"], "'zzz-*' is no check", "netplan-audit checks"),
        ([], "the threshold is empty", "never"),
    ],
)
def test_a_gate_refuses_what_would_never_fail(words: list[str], message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        Gate.of(words, CHECKS)
    assert caught.value.message == message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("words", "fails"),
    [
        (("high",), True),
        (("medium",), True),
        (("critical",), False),
        (("nat-single-az",), True),
        (("ports-open",), False),
        (("nat-*",), True),
        (("never",), False),
        (("undecided",), False),
    ],
)
def test_a_high_finding_and_the_gate(words: tuple[str, ...], fails: bool) -> None:  # noqa: FBT001
    assert Gate(words).fails([finding()], []) is fails


def test_undecided_fails_only_if_asked_for() -> None:
    assert Gate(("info",)).fails([], [undecided()]) is False
    assert Gate(("critical", "undecided")).fails([], [undecided()]) is True


# ---- severities


@pytest.mark.parametrize(
    ("own", "override", "given", "expected"),
    [
        (HIGH, MEDIUM, HIGH, MEDIUM),
        (HIGH, MEDIUM, LOW, LOW),
        (HIGH, HIGH, MEDIUM, MEDIUM),
        (MEDIUM, HIGH, MEDIUM, HIGH),
        (MEDIUM, HIGH, INFO, HIGH),
    ],
)
def test_a_severity_caps_or_replaces(
    tmp_path: Path, own: Severity, override: Severity, given: Severity, expected: Severity
) -> None:
    text = f"version: 1\nchecks:\n  nat-single-az:\n    severity: {override.label}\n"
    policy = loaded(tmp_path, text, (make_check("nat-single-az", own),))
    assert [one.severity for one in policy.adjusted([finding(severity=given)])] == [expected]


@pytest.mark.parametrize(("own", "override", "expected"), [(HIGH, LOW, INFO), (LOW, HIGH, MEDIUM)])
def test_an_undecided_result_stays_one_level_below(
    tmp_path: Path, own: Severity, override: Severity, expected: Severity
) -> None:
    text = f"version: 1\nchecks: {{nat-single-az: {{severity: {override.label}}}}}"
    policy = loaded(tmp_path, text, (make_check("nat-single-az", own),))
    result = undecided(check="nat-single-az", severity=own.lower())
    assert [one.severity for one in policy.adjusted([result])] == [expected]


# ---- policy files


def test_parameters_are_laid_over_the_defaults(tmp_path: Path) -> None:
    text = "version: 1\nchecks:\n  ports-open:\n    params: {ports: [22], strict: true}\n"
    assert loaded(tmp_path, text).selected()[2][1] == Params(ports=(22,), strict=True)


def test_a_policy_extends_another(tmp_path: Path) -> None:
    base = "version: 1\nchecks:\n  ports-open: {params: {at_most: 2, ports: [1]}}\n"
    base += "  NAT001: {enabled: false}\n"
    (tmp_path / "base.yaml").write_text(base, encoding="utf-8")
    text = "version: 1\nextends: base.yaml\nchecks:\n  ports-open: {params: {ports: [2]}}\n"
    policy = loaded(tmp_path, text)
    assert ids(policy) == ["nats-share-az", "ports-open"]
    assert policy.selected()[1][1] == Params(at_most=2, ports=(2,))


def test_a_policy_cannot_extend_itself(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("version: 1\nextends: ./policy.yaml", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        loaded(tmp_path, "version: 1\nextends: base.yaml")
    assert str(caught.value) == (
        f"{tmp_path / 'base.yaml'}: line 2: './policy.yaml' extends itself"
    )


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("version: 1\nchekcs: {}", "line 2", "unknown key 'chekcs'", "did you mean 'checks'?"),
        (
            "version: 1\nchecks:\n  nat-single-az:\n    severty: low",
            "line 4",
            "unknown key 'severty'",
            "did you mean 'severity'?",
        ),
        (
            "version: 1\nchecks:\n\n  nat-single-as: {}",
            "line 4",
            "'nat-single-as' is no check",
            "did you mean 'nat-single-az'?",
        ),
        (
            "version: 1\nchecks:\n  ports-open:\n    params:\n      at_mots: 3",
            "line 5",
            "ports-open has no parameter 'at_mots'",
            "did you mean 'at_most'?",
        ),
        (
            "version: 1\nchecks:\n  nat-single-az:\n    params: {x: 3}",
            "line 4",
            "nat-single-az has no parameter 'x'",
            "it has none",
        ),
        (
            "version: 1\nchecks:\n  ports-open:\n    params:\n      ports:\n      - 1\n      - ssh",
            "line 7",
            "checks.ports-open.params.ports.1: a whole number is expected",
            "",
        ),
        (
            'version: 1\nchecks:\n  ports-open: {params: {at_most: "8"}}',
            "line 3",
            "checks.ports-open.params.at_most: a whole number is expected",
            "",
        ),
        (
            "version: 1\nchecks:\n  nat-single-az: {severity: urgent}",
            "line 3",
            (
                "checks.nat-single-az.severity: 'urgent' is none of critical, high, medium, low,"
                " info"
            ),
            "",
        ),
        (
            "version: 1\nchecks:\n  nat-single-az: {enabled: 1}",
            "line 3",
            "checks.nat-single-az.enabled: true or false is expected",
            "",
        ),
        ("version: 2", "line 1", "version: it must be 1", ""),
        ("checks: {}", "line 1", "'version' is missing", ""),
        ("- 1", "line 1", "a mapping of keys is expected", ""),
        ("", "line 1", "a mapping of keys is expected", ""),
        (
            "version: 1\nchecks:\n  nat-single-az: {}\n  nat-single-az: {enabled: false}",
            "line 4",
            "'nat-single-az' is given twice",
            "",
        ),
        ("version: 1\nextends: defualt", "line 2", "no policy is named 'defualt'", "'default'"),
        (
            "version: 1\nchecks: [",
            "line 2",
            "not valid YAML: expected the node content, but found '<stream end>'",
            "",
        ),
        (
            "version: !!python/object:os.system 1",
            "line 1",
            (
                "not valid YAML: could not determine a constructor for the tag "
                "'tag:yaml.org,2002:python/object:os.system'"
            ),
            "",
        ),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_line(
    tmp_path: Path, text: str, place: str, message: str, hint: str
) -> None:
    actual = refusal(tmp_path, text)
    assert actual[:2] == (place, message)
    assert hint in actual[2]
    assert bool(hint) == bool(actual[2])


def test_an_entry_may_be_empty(tmp_path: Path) -> None:
    text = "version: 1\nchecks:\n  nat-single-az:\n"
    assert loaded(tmp_path, text).settings == Policy.default(CHECKS).settings


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        load_policy(str(tmp_path / "gone.yaml"), CHECKS)
    assert str(caught.value) == f"{tmp_path / 'gone.yaml'}: No such file or directory"


def test_an_unknown_pack_is_named_with_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        load_policy("defualt", CHECKS)
    assert caught.value.hint == "did you mean 'default'?"


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="not UTF-8 text"):
        load_policy(str(tmp_path / "policy.yaml"), CHECKS)

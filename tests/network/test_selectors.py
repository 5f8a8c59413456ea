"""Label selectors against vectors from the Kubernetes documentation."""

from __future__ import annotations

from typing import Final

import pytest

from netplan_audit.network.kubernetes.network_policies import PolicyPort
from netplan_audit.network.kubernetes.selectors import EVERYTHING, Labels, Requirement, Selector
from netplan_audit.unknown import Truth

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
WEB: Final = Labels({"app": "web", "tier": "front"})
OPEN: Final = Labels({"app": "web"}, complete=False)


@pytest.mark.parametrize(
    ("operator", "key", "values", "closed", "open_"),
    [
        ("In", "app", ("web", "api"), YES, YES),
        ("In", "app", ("api",), NO, NO),
        ("In", "missing", ("x",), NO, UNKNOWN),
        ("NotIn", "app", ("web",), NO, NO),
        ("NotIn", "app", ("api",), YES, YES),
        ("NotIn", "missing", ("x",), YES, UNKNOWN),
        ("Exists", "app", (), YES, YES),
        ("Exists", "missing", (), NO, UNKNOWN),
        ("DoesNotExist", "app", (), NO, NO),
        ("DoesNotExist", "missing", (), YES, UNKNOWN),
        ("Gt", "app", ("1",), UNKNOWN, UNKNOWN),
    ],
)
def test_an_expression_is_met(
    operator: str, key: str, values: tuple[str, ...], closed: Truth, open_: Truth
) -> None:
    selector = Selector((Requirement(key, operator, values),))
    assert (selector.matches(WEB), selector.matches(OPEN)) == (closed, open_)


def test_an_empty_selector_matches_all_and_every_requirement_counts() -> None:
    both = Selector((Requirement("app", "In", ("web",)), Requirement("tier", "In", ("back",))))
    assert EVERYTHING.matches(Labels()) is YES
    assert both.matches(WEB) is NO
    assert both.matches(OPEN) is UNKNOWN


def test_a_selector_in_part_unknown_can_only_rule_out() -> None:
    in_part = Selector((Requirement("app", "In", ("api",)),), complete=False)
    assert in_part.matches(WEB) is NO
    assert Selector(complete=False).matches(WEB) is UNKNOWN


@pytest.mark.parametrize(
    ("port", "udp", "tcp"),
    [
        (PolicyPort("UDP", 53), YES, NO),
        (PolicyPort("TCP", 53), NO, YES),
        (PolicyPort("UDP"), YES, NO),
        (PolicyPort("UDP", 5353), YES, NO),
        (PolicyPort("UDP", 54), NO, NO),
        (PolicyPort("UDP", 1, 65535), YES, NO),
        (PolicyPort("UDP", 60, 5000), NO, NO),
        (PolicyPort("UDP", "dns"), YES, NO),
        (PolicyPort("TCP", "dns-tcp"), NO, YES),
        (PolicyPort("UDP", "query"), UNKNOWN, NO),
        (PolicyPort("", 53), UNKNOWN, UNKNOWN),
        (PolicyPort("", 54), NO, NO),
        (PolicyPort("SCTP", 53), NO, NO),
        (PolicyPort("UDP", known=False), UNKNOWN, NO),
    ],
)
def test_a_port_admits_questions_to_dns(port: PolicyPort, udp: Truth, tcp: Truth) -> None:
    assert (port.admits_dns("UDP"), port.admits_dns("TCP")) == (udp, tcp)

"""What checks say they need: without it they are not loaded, and would say nothing."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final

import pytest
from msgspec.json import encode

from netplan_audit.check import Facts
from netplan_audit.checks import CHECKS
from netplan_audit.pipeline import Input, understand
from tests.cases import cases, documented, examples
from tests.generate_docs import as_written
from tests.plans import Plan

if TYPE_CHECKING:
    from netplan_audit.check import Check
    from netplan_audit.network.network import Network
    from tests.cases import Case

EMPTY: Final = understand(Input("plan", "plan.json", encode(Plan().document())))[1]
EVERY: Final = [*cases(), *documented(), *examples()]


def facts(check: Check) -> dict[str, object]:
    return {name: getattr(check, name) for name in Facts.__struct_fields__}


def lacks(network: Network, check: Check) -> bool:
    return not all(attrgetter(part)(network) for part in check.needs)


def test_the_index_is_what_the_files_of_the_checks_say() -> None:
    assert [facts(check) for check in CHECKS] == [facts(check) for check in as_written()]
    assert [check.docstring for check in CHECKS] == [check.docstring for check in as_written()]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_an_empty_network_lacks_what_a_check_needs(check: Check) -> None:
    assert lacks(EMPTY, check) is bool(check.needs)


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.id)
def test_without_what_it_needs_a_check_has_nothing_to_say(case: Case) -> None:
    network = case.network()
    bodies = {check.id: check.load() for check in CHECKS if lacks(network, check)}
    told = {name: list(each.question(network, each.params())) for name, each in bodies.items()}
    assert bodies
    assert {name: outcomes for name, outcomes in told.items() if outcomes} == {}

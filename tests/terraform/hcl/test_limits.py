"""Hostile expressions end in an error that says so, soon, and never crash the evaluation."""

from __future__ import annotations

import time
from typing import Final

import pytest

from netplan_audit.terraform.hcl.budget import MAX_TEXT, Budget
from netplan_audit.terraform.hcl.evaluate import Evaluator
from netplan_audit.terraform.hcl.faults import EvaluationError, LimitError
from netplan_audit.terraform.hcl.scope import MappingScope
from netplan_audit.terraform.hcl.values import Tuple, Value
from tests.terraform.hcl.reading import evaluate, tree

DOUBLING: Final = "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]]"


COUNT: Final = "range(1000)"
LETTERS: Final = f'join("", [for a in {COUNT} : "aaaaaaaaaa"])'


@pytest.mark.parametrize(
    "text",
    [
        DOUBLING,
        f"length({DOUBLING})",
        f'join("", [for a in {COUNT} : join("", [for b in {COUNT} : "xxxxxxxxxxxxxxxxxx"])])',
        (
            f'"%{{ for a in {COUNT} }}%{{ for b in {COUNT} }}%{{ for c in {COUNT} }}x'
            '%{ endfor }%{ endfor }%{ endfor }"'
        ),
        f"setproduct({COUNT}, {COUNT}, {COUNT})",
        f'format("%99999s%99999s%99999s", formatlist("%99999s", {COUNT})...)',
        f'replace(replace({LETTERS}, "a", {LETTERS}), "/a*?/", "bbbbbbbbbb")',
        f'try(setproduct({COUNT}, {COUNT}, {COUNT}), "caught")',
    ],
)
def test_too_much_work_is_refused_and_try_does_not_hide_it(text: str) -> None:
    start = time.monotonic()
    with pytest.raises(LimitError):
        evaluate(text)
    assert time.monotonic() - start < 20


@pytest.mark.parametrize(
    "text",
    [
        "range(1000000000)",
        'format("%999999999s", 1)',
        'cidrsubnets("10.0.0.0/8", range(500)...)',
    ],
)
def test_what_terraform_refuses_as_well_is_an_error_that_try_catches(text: str) -> None:
    with pytest.raises(EvaluationError):
        evaluate(text)
    assert evaluate(f'try({text}, "caught")') == "caught"


@pytest.mark.parametrize(
    "text",
    [
        'timeadd("2020-01-01T00:00:00Z", "9999h")',
        'timeadd("2020-01-01T00:00:00Z", "0.9999h")',
        'format("%9999d", 1)',
        'format("%.9999f", 1)',
        'format("%[9999]d", 1)',
        'yamldecode("0x9999")',
        'yamldecode("9999")',
        'yamldecode("\\"\\\\U9999\\"")',
        'jsondecode("1e9999")',
        'parseint("9999", 10)',
    ],
)
def test_numerals_of_thousands_of_digits_are_refused(text: str) -> None:
    with pytest.raises((EvaluationError, LimitError)):
        evaluate(text.replace("9999", "9" * 6000))


def test_a_chain_of_thousands_of_operators_is_no_depth() -> None:
    assert evaluate(" + ".join(["1"] * 5000)) == 5000


@pytest.mark.parametrize(
    "wrap", ["[{}]", "upper({})", "-({})", "{} ? 1 : 2", "[for y in [1] : {}]"]
)
def test_deep_expressions_never_exhaust_the_stack(wrap: str) -> None:
    text = "x"
    for _ in range(30):
        text = wrap.format(text)

    class Chained:
        """Each name is one more nested expression away."""

        def __init__(self) -> None:
            self.budget = Budget()
            self.left = 1000

        def resolve(self, root: str, steps: object) -> tuple[Value, int]:
            assert (root, steps) == ("x", ())
            self.left -= 1
            if not self.left:
                return Tuple(), 0
            return Evaluator(self, self.budget).value(tree(text)), 0

    chained = Chained()
    with pytest.raises((LimitError, EvaluationError)):
        Evaluator(chained, chained.budget).value(tree(text))
    assert chained.budget.depth == 0


def test_a_budget_is_shared() -> None:
    budget = Budget(100)
    Evaluator(MappingScope({}), budget).value(tree("[1, 2, 3]"))
    used = budget.steps - budget.left
    assert used > 0
    Evaluator(MappingScope({}), budget).value(tree("[1, 2, 3]"))
    assert budget.steps - budget.left == 2 * used
    with pytest.raises(LimitError):
        Evaluator(MappingScope({}), budget).value(tree("[for i in range(100) : i]"))


def test_a_string_has_a_limit() -> None:
    with pytest.raises(LimitError):
        Budget(10**12).spend_text(MAX_TEXT + 1)

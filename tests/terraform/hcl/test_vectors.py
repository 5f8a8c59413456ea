"""Every expression of `vectors/` comes out as Terraform has it, or is listed with the reason."""

from __future__ import annotations

import json
from typing import Final

import pytest

from netplan_audit.terraform.hcl.budget import Budget
from netplan_audit.terraform.hcl.evaluate import Evaluator
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.functions.json_text import encode
from netplan_audit.terraform.hcl.marks import unmark_deep
from netplan_audit.terraform.hcl.scope import MappingScope
from netplan_audit.terraform.hcl.typing_of import type_of
from netplan_audit.terraform.hcl.values import is_known
from tests.terraform.hcl import console
from tests.terraform.hcl.reading import tree, type_text

ANSWERS: Final[dict[str, str | None]] = json.loads(
    (console.VECTORS / "vectors.json").read_text(encoding="utf-8")
)
TYPES: Final[dict[str, str | None]] = json.loads(
    (console.VECTORS / "types.json").read_text(encoding="utf-8")
)
DIFFERENCES: Final[dict[str, list[str]]] = json.loads(
    (console.VECTORS / "differences.json").read_text(encoding="utf-8")
)


def answer(expression: str) -> str | None:
    """Evaluate an expression and write the answer as the vectors have it."""
    evaluator = Evaluator(MappingScope({}), Budget())
    try:
        value, _ = unmark_deep(evaluator.value(tree(expression)))
    except EvaluationError:
        return None
    return encode(value) if is_known(value) else console.UNKNOWN


def test_the_vectors_are_those_of_the_templates() -> None:
    made = [each for group in console.expressions().values() for each in group]
    assert list(ANSWERS) == made
    assert len(made) > 6000


def test_every_expression_comes_out_as_terraform_has_it() -> None:
    listed = {each for expressions in DIFFERENCES.values() for each in expressions}
    differing = {each for each, expected in ANSWERS.items() if answer(each) != expected}
    assert differing == listed


def test_every_type_is_the_one_terraform_tells() -> None:
    def found(expression: str) -> str | None:
        evaluator = Evaluator(MappingScope({}), Budget())
        try:
            return type_text(type_of(evaluator.value(tree(expression))))
        except EvaluationError:
            return None

    expected = {each: _without_blanks(text) for each, text in TYPES.items()}
    assert {each: _compact(found(each)) for each in TYPES} == expected


def _without_blanks(text: str | None) -> str | None:
    return _compact("".join(text.split())) if text is not None else None


def _compact(text: str | None) -> str | None:
    return text.replace(",)", ")") if text is not None else None


@pytest.mark.slow
def test_terraform_still_answers_what_the_vectors_say() -> None:
    program = console.terraform()
    if program is None:
        pytest.skip("terraform is not installed")
    wanted = list(ANSWERS)
    assert dict(zip(wanted, console.answers(program, wanted), strict=True)) == ANSWERS

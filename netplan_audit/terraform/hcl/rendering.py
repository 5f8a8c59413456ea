"""Strings with interpolations and directives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.terraform.hcl.arithmetic import operand
from netplan_audit.terraform.hcl.choices import choose, has_choice, spread
from netplan_audit.terraform.hcl.comprehensions import elements_of
from netplan_audit.terraform.hcl.constructors import literal
from netplan_audit.terraform.hcl.convert import convert
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.marks import mark, unmark
from netplan_audit.terraform.hcl.nodes import Literal, TemplateFor, TemplateIf
from netplan_audit.terraform.hcl.value_types import BOOL, STRING
from netplan_audit.terraform.hcl.values import (
    Choice,
    Null,
    OpenObject,
    Symbol,
    Unknown,
    Value,
)
from netplan_audit.terraform.hcl.waiting import waits_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.terraform.hcl.evaluate import Evaluator
    from netplan_audit.terraform.hcl.nodes import Template, TemplatePart


def template(evaluator: Evaluator, node: Template) -> Value:
    """Evaluate a template; a lone interpolation keeps the type of its value."""
    if len(node.parts) == 1 and not isinstance(node.parts[0], TemplateIf | TemplateFor):
        return evaluator.evaluate(node.parts[0])
    return text_of(evaluator, node.parts)


def text_of(evaluator: Evaluator, parts: Iterable[TemplatePart]) -> Value:
    """Evaluate parts and put them together as a string."""
    pieces: list[Value] = []
    for part in parts:
        if isinstance(part, Literal):
            pieces.append(literal(part.value))
        elif isinstance(part, TemplateIf):
            pieces.append(_if(evaluator, part))
        elif isinstance(part, TemplateFor):
            pieces.append(_for(evaluator, part))
        else:
            pieces.append(evaluator.evaluate(part))
    return join(evaluator, pieces)


def join(evaluator: Evaluator, pieces: list[Value]) -> Value:
    """Put values together as a string; raises EvaluationError for null and for collections."""
    if all(isinstance(piece, str) for piece in pieces):
        evaluator.budget.spend_text(sum(len(str(piece)) for piece in pieces))
        return "".join(map(str, pieces))
    if has_choice(pieces):
        return spread(lambda *each: join(evaluator, list(each)), pieces, STRING)
    texts: list[Value] = []
    marks: frozenset[str] = frozenset()
    for piece in pieces:
        inner, more = unmark(piece)
        marks |= more
        if isinstance(inner, Null):
            message = "a template includes null"
            raise EvaluationError(message)
        if isinstance(inner, OpenObject):
            message = "a template includes an object"
            raise EvaluationError(message)
        texts.append(convert(inner, STRING))
    if all(isinstance(text, str) for text in texts):
        return mark(join(evaluator, texts), marks)
    return mark(Unknown(STRING, waits_for(*texts), not_null=True, text=_written(texts)), marks)


def _written(texts: list[Value]) -> str:
    """Write a string with parts that are not known; '' where one of them cannot be written."""
    parts = [
        text if isinstance(text, str) else f"${{{text.text}}}"
        for text in texts
        if isinstance(text, str) or (isinstance(text, Symbol | Unknown) and text.text)
    ]
    return "".join(parts) if len(parts) == len(texts) else ""


def _if(evaluator: Evaluator, node: TemplateIf) -> Value:
    given, marks = unmark(evaluator.evaluate(node.condition))
    condition = operand(given, BOOL)
    if isinstance(condition, bool):
        chosen = node.then if condition else node.otherwise
        return mark(text_of(evaluator, chosen), marks)
    arms = [text_of(evaluator, node.then), text_of(evaluator, node.otherwise)]
    return mark(choose(arms, waits=waits_for(condition)), marks)


def _for(evaluator: Evaluator, node: TemplateFor) -> Value:
    collection, marks = unmark(evaluator.evaluate(node.collection))
    if isinstance(collection, Choice):
        return mark(spread(lambda each: _rows(evaluator, node, each), (collection,), STRING), marks)
    return mark(_rows(evaluator, node, collection), marks)


def _rows(evaluator: Evaluator, node: TemplateFor, collection: Value) -> Value:
    found = elements_of(collection)
    if found is None:
        return Unknown(STRING, waits_for(collection), not_null=True)
    outer = evaluator.names
    rows: list[Value] = []
    try:
        for key, value in found:
            evaluator.budget.spend(1)
            names = {node.value_name: value}
            if node.key_name is not None:
                names[node.key_name] = key
            evaluator.names = {**outer, **names}
            rows.append(text_of(evaluator, node.parts))
    finally:
        evaluator.names = outer
    return join(evaluator, rows)

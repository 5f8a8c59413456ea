"""Functions that match regular expressions: `regex`, `regexall`, `replace`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.budget import Budget
from netplan_audit.terraform.hcl.equality import zone_examples
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.functions.regex_program import (
    Captures,
    Program,
    compile_pattern,
)
from netplan_audit.terraform.hcl.functions.signature import Function, function
from netplan_audit.terraform.hcl.value_types import STRING, ObjectOf, TupleOf, Type
from netplan_audit.terraform.hcl.values import List, Null, Object, Tuple, Unknown, Value
from netplan_audit.terraform.hcl.waiting import waits_for

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.functions.signature import Surroundings

_MANY_DIGITS: Final = 6
_REFERENCE: Final = re.compile(r"\$(?:\$|(\w+)|\{(\w+)\})", re.ASCII)


def _named(program: Program) -> bool:
    """Tell whether the groups have names; raises EvaluationError where only some have."""
    named = [name is not None for name in program.names]
    if any(named) and not all(named):
        message = "either all groups have names or none"
        raise EvaluationError(message)
    return any(named)


def _result(program: Program, text: str, captures: Captures) -> Value:
    """Return the match: a string, or what the groups caught."""
    if not program.names:
        return text[captures[0] or 0 : captures[1] or 0]
    caught = [_caught(text, captures, number) for number in range(1, len(program.names) + 1)]
    values: list[Value] = [Null(STRING) if each is None else each for each in caught]
    if _named(program):
        return Object({str(n): v for n, v in zip(program.names, values, strict=True)})
    return Tuple(values)


def _caught(text: str, captures: Captures, number: int) -> str | None:
    start, end = captures[2 * number], captures[2 * number + 1]
    return None if start is None or end is None else text[start:end]


@function("regex", STRING, STRING, surroundings=True)
def regex(around: Surroundings, pattern: str, text: str) -> Value:
    """Return the first match; raises EvaluationError where there is none."""
    program = compile_pattern(pattern)
    _named(program)
    found = program.search(text, 0, around.budget)
    if found is None:
        message = "the pattern does not match"
        raise EvaluationError(message)
    return _result(program, text, found)


@function("regexall", STRING, STRING, sees_unknown=True, surroundings=True)
def regexall(around: Surroundings, pattern: Value, text: Value) -> Value:
    """Return every match, as `regex` would; of the name of a zone at least how many there are."""
    if isinstance(pattern, str) and isinstance(text, str):
        return _every_match(around.budget, pattern, text)
    whole = Unknown(waits_for=waits_for(pattern, text))
    if not isinstance(pattern, str):
        return whole
    found = [_in_zone(pattern, each) for each in zone_examples(text)]
    if not found or len({len(matches.items) for matches in found}) > 1:
        return whole
    return Tuple(Unknown(found[0].element, waits_for(text)) for _ in found[0].items)


@lru_cache(maxsize=256)
def _in_zone(pattern: str, zone: str) -> List:
    """Return the matches in what a zone may be called, which each subnet of a module asks."""
    return _every_match(Budget(), pattern, zone)


def _every_match(budget: Budget, pattern: str, text: str) -> List:
    program = compile_pattern(pattern)
    kind: Type = STRING
    if program.names:
        named = _named(program)
        kind = TupleOf((STRING,) * len(program.names))
        if named:
            kind = ObjectOf({str(name): STRING for name in program.names})
    matches = program.find_all(text, budget)
    return List(kind, [_result(program, text, found) for found in matches])


@function("replace", STRING, STRING, STRING, result=STRING, surroundings=True)
def replace(around: Surroundings, text: str, part: str, new: str) -> Value:
    """Replace a part wherever it occurs; a part written `/…/` is a regular expression."""
    if len(part) > 1 and part[0] == part[-1] == "/":
        return _replace_matches(around, text, part[1:-1], new)
    count = text.count(part)
    around.budget.spend_text(len(text) + count * len(new))
    return text.replace(part, new)


def _replace_matches(around: Surroundings, text: str, pattern: str, new: str) -> str:
    program = compile_pattern(pattern)
    pieces: list[str] = []
    at = size = 0
    for found in program.find_all(text, around.budget):
        start, end = found[0] or 0, found[1] or 0
        piece = _expand(program, text, found, new)
        pieces += [text[at:start], piece]
        size += len(piece)
        around.budget.spend_text(size)
        at = end
    return "".join([*pieces, text[at:]])


def _expand(program: Program, text: str, captures: Captures, new: str) -> str:
    """Put what groups caught in for `$1`, `${name}`; nothing for groups that are not there."""

    def group(reference: re.Match[str]) -> str:
        name = reference[1] or reference[2]
        if name is None:
            return "$"
        if name.isdigit():
            number = int(name) if len(name) < _MANY_DIGITS else len(captures)
        else:
            number = program.names.index(name) + 1 if name in program.names else len(captures)
        if number == 0:
            return text[captures[0] or 0 : captures[1] or 0]
        return (_caught(text, captures, number) or "") if number <= len(program.names) else ""

    return _REFERENCE.sub(group, new)


FUNCTIONS: Final[tuple[Function, ...]] = (regex, regexall, replace)

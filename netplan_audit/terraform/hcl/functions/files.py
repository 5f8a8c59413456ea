"""Functions that read files; what they may read is for the reader to say.

https://developer.hashicorp.com/terraform/language/functions (filesystem functions).
"""

from __future__ import annotations

import base64
import posixpath
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.convert import convert
from netplan_audit.terraform.hcl.faults import EvaluationError, LimitError
from netplan_audit.terraform.hcl.functions.encoding import to_text
from netplan_audit.terraform.hcl.functions.hashes import hexadecimal, in_base64
from netplan_audit.terraform.hcl.functions.signature import Function, function
from netplan_audit.terraform.hcl.sets import make_set
from netplan_audit.terraform.hcl.value_types import BOOL, DYNAMIC, STRING, SetOf
from netplan_audit.terraform.hcl.values import (
    Map,
    Object,
    OpenObject,
    Several,
    Symbol,
    Unknown,
    Value,
)
from netplan_audit.terraform.hcl.waiting import waits_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from netplan_audit.terraform.hcl.file_reader import FileReader
    from netplan_audit.terraform.hcl.functions.signature import Surroundings

_MAX_ALTERNATIVES: Final = 1000
_MAX_STARS: Final = 12


def _files(around: Surroundings) -> FileReader:
    if around.files is None:
        message = "there are no files to read here"
        raise LimitError(message)
    return around.files


def _reading(name: str, use: Callable[[bytes], str]) -> Function:
    """Make a function that reads a file and returns a string made of its bytes."""

    def body(around: Surroundings, path: str) -> Value:
        data = _files(around).read(path)
        around.budget.spend_text(len(data))
        return use(data)

    return Function(name, body, (STRING,), result=STRING, surroundings=True)


@function("fileexists", STRING, result=BOOL, surroundings=True)
def fileexists(around: Surroundings, path: str) -> Value:
    """Tell whether there is a file."""
    return _files(around).exists(path)


@function("fileset", STRING, STRING, result=SetOf(STRING), surroundings=True)
def fileset(around: Surroundings, path: str, pattern: str) -> Value:
    """Return the files below a directory whose relative path matches a pattern."""
    match = compile_glob(posixpath.normpath(pattern))
    found: list[Value] = []
    for name in _files(around).walk(path):
        around.budget.spend(1)
        if match.fullmatch(name):
            found.append(name)
    return make_set(STRING, found)


@lru_cache(maxsize=64)
def compile_glob(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of `*`, `**`, `?`, `[a-z]` and `{a,b}` to one that cannot blow up.

    A run of stars between slashes is one repetition of a class, so that matching stays
    polynomial; the number of stars and alternatives is bounded.
    """
    if (
        pattern.count("*") > _MAX_STARS
        or pattern.count(",") + pattern.count("{") > _MAX_ALTERNATIVES
    ):
        message = "a pattern of too many parts"
        raise LimitError(message)
    pieces: list[str] = []
    at = depth = 0
    while at < len(pattern):
        piece, at, depth = _glob_piece(pattern, at, depth)
        pieces.append(piece)
    try:
        return re.compile("".join(pieces))
    except re.error:
        message = "not a pattern of file names"
        raise EvaluationError(message) from None


def _glob_piece(pattern: str, at: int, depth: int) -> tuple[str, int, int]:  # noqa: C901, PLR0911 - a case for each part of a pattern
    char = pattern[at]
    if pattern.startswith("**/", at) and (at == 0 or pattern[at - 1] == "/"):
        return "(?:[^/]+/)*", at + 3, depth
    if pattern[at:] == "**" and (at == 0 or pattern[at - 1] == "/"):
        return ".*", at + 2, depth
    if char == "*":
        stop = at
        while pattern.startswith("*", stop):
            stop += 1
        return "[^/]*", stop, depth
    if char == "?":
        return "[^/]", at + 1, depth
    if char == "[":
        found = re.compile(r"\[[!^]?[^\]]+\]").match(pattern, at)
        if not found:
            message = "not a pattern of file names: a bracket is not closed"
            raise EvaluationError(message)
        inner = found[0].replace("[!", "[^", 1).replace("\\", "\\\\")
        return f"(?!/){inner}", found.end(), depth
    if char == "{":
        return "(?:", at + 1, depth + 1
    if char == "}" and depth:
        return ")", at + 1, depth - 1
    if char == "," and depth:
        return "|", at + 1, depth
    if char == "\\" and at + 1 < len(pattern):
        return re.escape(pattern[at + 1]), at + 2, depth
    return re.escape(char), at + 1, depth


@function("templatefile", STRING, DYNAMIC, result=DYNAMIC, sees_unknown=True, surroundings=True)
def templatefile(around: Surroundings, path: Value, variables: Value) -> Value:
    """Evaluate a file as a template that sees these variables only."""
    if not isinstance(path, str):
        return Unknown(STRING, waits_for(path, variables))
    return _render(around, to_text(_files(around).read(path)), variables, path)


@function("templatestring", STRING, DYNAMIC, result=STRING, sees_unknown=True, surroundings=True)
def templatestring(around: Surroundings, template: Value, variables: Value) -> Value:
    """Evaluate a string as a template that sees these variables only."""
    if not isinstance(template, str):
        return Unknown(STRING, waits_for(template, variables))
    return convert(_render(around, template, variables, "templatestring"), STRING)


def _render(around: Surroundings, template: str, variables: Value, name: str) -> Value:
    if isinstance(variables, Unknown | Symbol | Several | OpenObject):
        return Unknown(STRING, waits_for(variables))
    if not isinstance(variables, Object | Map):
        message = "the variables of a template are a map"
        raise EvaluationError(message)
    around.budget.spend_text(len(template))
    return around.render(template, variables.attributes, name)


FUNCTIONS: Final[tuple[Function, ...]] = (
    fileexists,
    fileset,
    templatefile,
    templatestring,
    _reading("file", to_text),
    _reading("filebase64", lambda data: base64.b64encode(data).decode()),
    _reading("filebase64sha256", lambda data: in_base64("sha256", data)),
    _reading("filebase64sha512", lambda data: in_base64("sha512", data)),
    _reading("filemd5", lambda data: hexadecimal("md5", data)),
    _reading("filesha1", lambda data: hexadecimal("sha1", data)),
    _reading("filesha256", lambda data: hexadecimal("sha256", data)),
    _reading("filesha512", lambda data: hexadecimal("sha512", data)),
)

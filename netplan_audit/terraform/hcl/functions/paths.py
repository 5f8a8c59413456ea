"""Functions on the paths of files, which read none.

https://developer.hashicorp.com/terraform/language/functions (filesystem functions).
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.functions.signature import Function, function
from netplan_audit.terraform.hcl.value_types import STRING
from netplan_audit.terraform.hcl.values import Unknown, Value

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.functions.signature import Surroundings


@function("basename", STRING, result=STRING)
def basename(path: str) -> Value:
    """Return the last name of a path."""
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"


@function("dirname", STRING, result=STRING)
def dirname(path: str) -> Value:
    """Return a path without its last name."""
    head, slash, _ = path.rpartition("/")
    found = posixpath.normpath(head or slash or ".")
    return "/" + found.lstrip("/") if found.startswith("/") else found


@function("abspath", STRING, result=STRING, surroundings=True)
def abspath(around: Surroundings, path: str) -> Value:
    """Return the absolute path; unknown where there is no directory to start from."""
    if not path.startswith("/"):
        if around.files is None:
            return Unknown(STRING, ("path.cwd",), not_null=True)
        path = f"{around.files.directory}/{path}"
    return "/" + posixpath.normpath(path).lstrip("/")


@function("pathexpand", STRING, result=STRING)
def pathexpand(path: str) -> Value:
    """Put the home directory in for `~`: whose that is, is not known here."""
    if path == "~" or path.startswith("~/"):
        return Unknown(STRING, ("pathexpand()",), not_null=True)
    if path.startswith("~"):
        message = "the home directories of other users are not expanded"
        raise EvaluationError(message)
    return path


FUNCTIONS: Final[tuple[Function, ...]] = (abspath, basename, dirname, pathexpand)

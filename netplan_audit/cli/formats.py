"""Which formats there are, what the machine tells them, and where each output goes."""

from __future__ import annotations

import os
import posixpath
import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.cli import output as writing
from netplan_audit.config.words import VERSIONS, Format
from netplan_audit.errors import UsageError
from netplan_audit.opening.inputs import STDIN, input_ids

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from netplan_audit.formats.text import Look
    from netplan_audit.report import Report, Run

NAMES: Final[tuple[str, ...]] = get_args(Format)
FORMATS: Final = tuple(name for name in NAMES if name not in VERSIONS)
"""The formats there are, each by one name."""
SUMMARY_BYTES: Final = 900 * 1024
"""GitHub takes 1 MiB of a step's summary, and drops it whole where it is larger or just below."""
_COMMENT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,99}")
_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z")


class Wishes(Struct, frozen=True):
    """What the options say about the outputs."""

    path_prefix: str | None = None
    planfile: str | None = None
    comment_id: str = "report"
    max_bytes: int | None = None
    atlantis_compat: str = "current"


def render(report: Report, kind: str, look: Look) -> str:
    """Render a report; only the module of that format is loaded."""
    if kind == "text":
        from netplan_audit.formats import text  # noqa: PLC0415 - see scan

        return text.render(report, look)
    name = VERSIONS.get(kind, kind).replace("-", "_")
    rendered: str = import_module(f"netplan_audit.formats.{name}").render(report)
    return rendered


def targets(outputs: Sequence[str]) -> list[tuple[str, str]]:
    """Read `FORMAT=PATH` and refuse what could not be written after the work is done."""
    found: list[tuple[str, str]] = []
    for text in outputs:
        kind, sign, path = text.partition("=")
        if not sign or kind not in NAMES:
            message = f"{text!r} is not FORMAT=PATH"
            raise UsageError(message, source="--output", hint=f"formats: {', '.join(NAMES)}")
        writing.check_target(path)
        if any(os.path.realpath(path) == os.path.realpath(other) for _, other in found):
            message = "two outputs would be written to the same file"
            raise UsageError(message, source=path)
        found.append((kind, path))
    return found


def write_file(report: Report, kind: str, path: str, look: Look, wishes: Wishes) -> None:
    """Write one output to a file; the summary of a GitHub step is added to, others are replaced."""
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if not summary or os.path.realpath(path) != os.path.realpath(summary):
        writing.write_file(path, render(report, kind, look))
        return
    before = Path(path).read_text(encoding="utf-8") if Path(path).is_file() else ""
    if wishes.max_bytes is None:
        room = max(SUMMARY_BYTES - len(before.encode()), 0)
        report = replace(report, run=replace(report.run, max_bytes=room))
    writing.write_file(path, before + render(report, kind, look))


def run_of(inputs: Sequence[str], wishes: Wishes, environment: Mapping[str, str]) -> Run:
    """Put together what the outputs say of the machine and the repository.

    The working directory is at the top of the repository, unless an option or Atlantis says where.
    A root module is where its plan file is, or the input. Raises UsageError for a prefix or an id
    of a comment that cannot be used.
    """
    from netplan_audit.report import Run  # noqa: PLC0415 - see scan

    if not _COMMENT.fullmatch(wishes.comment_id):
        message = "letters, digits and ._/- only, 100 at most"
        raise UsageError(message, source="--comment-id")
    started = _TIME.fullmatch(environment.get("CI_JOB_STARTED_AT", ""))
    alone = wishes.planfile is not None and len(inputs) == 1
    plans = [wishes.planfile or ""] if alone else inputs
    folders = ["" if path == STDIN else _own(path) for path in plans]
    return Run(
        prefix=_prefix(wishes, environment),
        directories=dict(zip(input_ids(inputs), folders, strict=True)),
        workspace=_workspace(environment),
        comment=wishes.comment_id,
        started=started[1] if started else None,
        max_bytes=Run().max_bytes if wishes.max_bytes is None else wishes.max_bytes,
        legacy_atlantis=wishes.atlantis_compat == "legacy",
    )


def _prefix(wishes: Wishes, environment: Mapping[str, str]) -> str:
    """Return the working directory from the top of the repository; '' is the top."""
    source, path = "--path-prefix", wishes.path_prefix
    if path is None:
        source, path = "REPO_REL_DIR", environment.get("REPO_REL_DIR", "")
    normal = posixpath.normpath(path.replace(os.sep, "/") or ".")
    if normal.startswith(("/", "../")) or normal == "..":
        message = f"{path!r} is not a folder inside the repository"
        raise UsageError(message, source=source, hint="give it from the top of the repository")
    return "" if normal == "." else normal


def _own(path: str) -> str:
    """Return the folder of an input, from the working directory; '' where that is not above it."""
    folder = Path(path).absolute()
    folder = folder if folder.is_dir() else folder.parent
    if not folder.is_relative_to(Path.cwd()):
        return ""
    normal = posixpath.normpath(folder.relative_to(Path.cwd()).as_posix())
    return "" if normal.startswith(".") else normal


def _workspace(environment: Mapping[str, str]) -> str:
    """Name Terraform's workspace; WORKSPACE means it only to Atlantis, and a folder to Jenkins."""
    atlantis = environment.get("WORKSPACE") if "ATLANTIS_TERRAFORM_VERSION" in environment else None
    return environment.get("TF_WORKSPACE") or atlantis or "default"

"""What all formats share: text from an input is made harmless, results and pages have a place.

The commands that runners obey: https://docs.github.com/actions/reference/workflow-commands and
https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands.
"""

from __future__ import annotations

import posixpath
import re
from contextlib import suppress
from json import dumps  # not `import json`: formats.json is an attribute of this package
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from netplan_audit.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.check import Check
    from netplan_audit.finding import Evidence, Finding, Outcome, Step
    from netplan_audit.location import Location
    from netplan_audit.report import Report

SCHEMA_ID: Final = "urn:netplan-audit:report-v1"
"""The name of the report's schema; the schema itself is `docs/schemas/report-v1.json`."""

# Controls, invisible and bidirectional characters, lone surrogates, tags: whatever makes a
# terminal or a reader see something else than what is there. And the start of the commands that
# the runners of GitHub ("##[") and Azure ("##vso[") obey anywhere in a line.
_INVISIBLE: Final = (
    "\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f"
)
_COMMAND: Final = r"#(?=#\[|#vso\[)"
_IN_TEXT: Final = f"[\x00-\x1f{_INVISIBLE}]|{_COMMAND}"
_IN_JSON: Final = f"[{_INVISIBLE}]|{_COMMAND}"
# GitHub's runner obeys "::name::" at the start of a line, after any white space.
_AT_START: Final = r"\A(\s*):(?=:[A-Za-z])"
# A word that no Markdown gives a meaning to. The rest is shown as code, where neither links,
# images, HTML, mentions (@), references (#, GH-1, a commit) nor emoji (:x:) are recognised.
_PLAIN_WORD: Final = (
    r"(?!.*(?:www\.|://|GH-\d|:[A-Za-z0-9+-]+:)|\W*[0-9a-f]{7,40}\b)[A-Za-z0-9.,;:()/%='\"+-]+"
)
_BORDER: Final = r"(\\*)\|"  # a backslash before it would undo the escape
_SHORT: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def harmless(text: str) -> str:
    """Write text of an input so that neither a terminal nor a CI system obeys it.

    Control characters are shown as Python escapes them, so a text stays one line.
    """
    if not (text.isascii() and text.isprintable()) or "##" in text:
        text = re.sub(_IN_TEXT, lambda one: _SHORT.get(one[0]) or _python_escape(one[0]), text)
    return re.sub(_AT_START, r"\1\\x3a", text) if "::" in text else text


def harmless_json(text: str) -> str:
    """Escape the same characters in a JSON document; it stays the same document."""
    if text.isascii() and "\x7f" not in text and "##" not in text:
        return text
    return re.sub(_IN_JSON, lambda match: _json_escape(match[0]), text)


def dumped(document: object, *, indent: int | None = 2) -> str:
    """Write JSON in which nothing of the input is obeyed; with an indent of None on one line."""
    return harmless_json(_json(document, indent))


def _json(document: object, indent: int | None) -> str:
    from msgspec import json  # noqa: PLC0415 - `--help` imports this module, and writes no JSON

    if indent is not None:
        with suppress(OverflowError, ValueError):  # what it does not take: lone surrogates
            return json.format(json.encode(document), indent=indent).decode()
    return dumps(document, ensure_ascii=False, indent=indent)


def code(text: str) -> str:
    """Write text of an input as code in Markdown."""
    shown = harmless(text) or " "
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    space = " " if shown[0] == "`" or shown[-1] == "`" else ""
    return f"{fence}{space}{shown}{space}{fence}"


def fenced(text: str, language: str) -> str:
    """Write lines as a code block of Markdown that nothing in them can end."""
    lines = [harmless(line) for line in text.splitlines()]
    runs = (len(run) for line in lines for run in re.findall("`+", line))
    fence = "`" * max(3, max(runs, default=0) + 1)
    return "\n".join((f"{fence}{language}", *lines, fence))


def prose(text: str) -> str:
    """Write text of an input as Markdown: words stay words, everything else becomes code."""
    return " ".join(map(_word, harmless(text).split()))


def cell(markdown: str) -> str:
    """Write Markdown into a cell of a table, where `|` is a border even in code."""
    return re.sub(_BORDER, lambda match: f"{match[1]} \\|" if match[1] else "\\|", markdown)


def _word(text: str) -> str:
    if re.fullmatch(_PLAIN_WORD, text):
        return text
    start = "(" if text[0] == "(" and ")" not in text else ""
    core = text[len(start) :].rstrip(",.;:" if "(" in text else ",.;:)")
    return start + code(core) + text[len(start + core) :] if core else code(text)


def check_url(check: Check) -> str:
    """Return where a check is documented, from the top of the project; '' for those of others."""
    return "" if check.origin else f"docs/checks/{check.id}.md"


def _python_escape(character: str) -> str:
    code = ord(character)
    if code < 0x100:  # noqa: PLR2004 - the widths of Python's three escapes
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004


def _json_escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))


class Place(Struct, frozen=True):
    """Where a result is shown: a file, from the top of the repository, and its lines.

    It is not `exact` where nothing says where the result is: then it is the first line of
    `main.tf` in the root module, because code scanning refuses results without a file.
    """

    file: str
    line: int
    end_line: int
    exact: bool

    def __str__(self) -> str:
        """Write it as editors and compilers do: `net/main.tf:42`."""
        return f"{self.file}:{self.line}"


def place(report: Report, outcome: Outcome) -> Place:
    """Say where a result is in the repository; what was downloaded or lies outside is not."""
    exact = known_place(report, outcome.location)
    if exact is not None:
        return exact
    return Place(posixpath.join(root_module(report, outcome.input), "main.tf"), 1, 1, exact=False)


def known_place(report: Report, location: Location | None) -> Place | None:
    """Return a place in the repository, None for what was downloaded or lies outside."""
    if location is None:
        return None
    file = posixpath.normpath(posixpath.join(report.run.prefix, location.file))
    if file.startswith(("../", "/")) or ".terraform" in file.split("/"):
        return None
    return Place(file, location.start_line, location.end_line, exact=True)


def root_module(report: Report, input_id: str) -> str:
    """Return the folder of an input's root module from the top of the repository, '' at the top."""
    directory = report.run.directories.get(input_id, "")
    folder = posixpath.normpath(posixpath.join(report.run.prefix, directory))
    return "" if folder == "." else folder


def newest_first(findings: Iterable[Finding]) -> list[Finding]:
    """Order findings for readers who see only some: worst first, then what the plan brings."""
    return sorted(
        findings, key=lambda one: (-one.severity, one.change is not None and not one.change.is_new)
    )


def hop(step: Step) -> str:
    """Write one hop of a path; what is not certain says so."""
    sure = "" if step.certainty == "certain" else f"  ({step.certainty})"
    note = f"  {harmless(step.note)}" if step.note else ""
    return f"{harmless(step.source)} --{step.kind}--> {harmless(step.target)}{sure}{note}"


def facts(evidence: Evidence) -> list[str]:
    """Write evidence as `name = value, value`, in the order of names."""
    texts = (
        (key, value if isinstance(value, tuple) else (_plain(value),))
        for key, value in sorted(evidence.items())
    )
    return [f"{harmless(key)} = {', '.join(map(harmless, values))}" for key, values in texts]


def jsonable(evidence: Evidence) -> dict[str, Any]:
    """Return evidence as JSON holds it, in the order of names."""
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in sorted(evidence.items())
    }


def _plain(value: str | int) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def count(number: int, noun: str) -> str:
    """Write a number of things."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def shortened(diagnostics: Iterable[Diagnostic], most: int, hint: str = "") -> Iterator[Diagnostic]:
    """Yield remarks kind by kind, of each at most so many and then how many more there are.

    Errors are all told. `hint` says where the others are.
    """
    kinds: dict[tuple[str, str], list[Diagnostic]] = {}
    for note in diagnostics:
        kinds.setdefault((note.severity, note.code), []).append(note)
    for (severity, kind), notes in kinds.items():
        left = len(notes) - most
        if severity == "error" or left <= 1:
            yield from notes
        else:
            yield from notes[:most]
            yield Diagnostic(notes[0].severity, kind, f"{left} more like the last", hint=hint)


def input_verdict(report: Report) -> str:
    """Say what one of several inputs adds to the verdict; the report is its part."""
    counts = [f"{number} {word}" for word, number in report.by_severity().items() if number]
    if report.undecided:
        counts.append(f"{len(report.undecided)} undecided")
    return f"{', '.join(counts) or 'no findings'}: {'FAIL' if report.failed else 'pass'}"


NOTHING: Final = "nothing to look at: no network in the input"
"""Told in place of "no findings" where no check had anything to judge."""


def verdict(report: Report) -> str:
    """Say in one line what counts: findings, what is open, what was not seen, and the gate."""
    coverage = report.coverage
    counts = [f"{number} {word}" for word, number in report.by_severity().items() if number]
    parts = [", ".join(counts) or (NOTHING if report.is_idle else "no findings")]
    if report.compared:
        parts += [", ".join(f"{number} {word}" for word, number in report.by_change().items())]
    if report.undecided:
        parts.append(f"{len(report.undecided)} undecided")
    if report.not_analysed:
        parts.append(f"{count(report.not_analysed, 'resource')} not analysed")
    if coverage.unresolved:
        parts.append(f"{count(len(coverage.unresolved), 'reference')} unresolved")
    if coverage.missing_modules:
        parts.append(f"{count(len(coverage.missing_modules), 'module')} without a body")
    warnings = sum(note.severity == "warning" for note in report.diagnostics)
    if warnings:
        parts.append(count(warnings, "warning"))
    if report.unusable:
        parts.append(f"{count(report.unusable, 'input')} not usable")
    parts += _accepted(report)
    if report.not_shown:
        parts.append(f"{report.not_shown} not shown")
    gate = ",".join(report.gate.fail_on)
    return "; ".join([*filter(None, parts), f"gate {gate}: {'FAIL' if report.failed else 'pass'}"])


def _accepted(report: Report) -> Iterator[str]:
    """Count what is open and does not count."""
    known = sum(one.is_known for one in report.suppressed)
    if len(report.suppressed) > known:
        yield f"{len(report.suppressed) - known} suppressed"
    if known:
        yield f"{known} in the baseline"

"""`scan`: the one main command; audits plans, prints the report and sets the exit code."""

from __future__ import annotations

import gc
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from netplan_audit.cli import inputs as reading
from netplan_audit.cli import output as writing
from netplan_audit.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from netplan_audit.audit import Input
    from netplan_audit.formats.text import Look
    from netplan_audit.policy import Policy
    from netplan_audit.report import Report

FORMATS: Final = ("text", "json")
Format = Literal["text", "json"]
SeverityWord = Literal["critical", "high", "medium", "low", "info"]
ConfidenceWord = Literal["certain", "likely", "possible"]
Words = list[str] | None


def scan(  # noqa: PLR0913 - one parameter for each option
    *,
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help="A plan or state, as JSON that `terraform show -json` writes or a raw state "
            "file; - is standard input.",
        ),
    ],
    format_: Annotated[
        Format, typer.Option("--format", "-f", help="What to print to standard output.")
    ] = "text",
    output: Annotated[
        Words,
        typer.Option("--output", "-o", metavar="FORMAT=PATH", help="Write a file too; repeatable."),
    ] = None,
    fail_on: Annotated[
        Words,
        typer.Option(
            metavar="WORD",
            help="Exit with 1 for: a severity and worse, a check id or glob, undecided, or never. "
            "Repeatable, commas allowed.  [default: high]",
        ),
    ] = None,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit with 0 where findings would make it 1.")
    ] = False,
    severity: Annotated[
        SeverityWord, typer.Option(help="List only results this bad or worse; all of them count.")
    ] = "info",
    min_confidence: Annotated[
        ConfidenceWord, typer.Option(help="Leave out findings less sure than this.")
    ] = "possible",
    select: Annotated[
        Words, typer.Option(metavar="CHECK", help="Run these checks only: ids, globs.")
    ] = None,
    ignore: Annotated[
        Words, typer.Option(metavar="CHECK", help="Do not run these checks: ids, globs.")
    ] = None,
    category: Annotated[
        Words, typer.Option(metavar="NAME", help="Run the checks of these categories only.")
    ] = None,
    policy: Annotated[
        str, typer.Option(metavar="NAME|FILE", help="Which checks run, and how.")
    ] = "default",
    new_only: Annotated[
        bool, typer.Option("--new-only", help="Count only what the plan introduces or worsens.")
    ] = False,
    require_network: Annotated[
        bool, typer.Option("--require-network", help="Exit with 2 if there is no network.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print findings and the verdict, nothing else.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print everything in full, nothing folded.")
    ] = False,
    color: Annotated[
        Literal["auto", "always", "never"], typer.Option(help="Use colours in text.")
    ] = "auto",
    debug: Annotated[  # noqa: ARG001 - app.run looks for it
        bool, typer.Option("--debug", help="Show the traceback of an error.")
    ] = False,
) -> None:
    """Audit plans and print what is wrong with their networks."""
    # Here and not above: these load the readers and the graph, which help must not wait for.
    from netplan_audit.audit import audit  # noqa: PLC0415
    from netplan_audit.finding import Confidence, Severity  # noqa: PLC0415
    from netplan_audit.formats.text import Look  # noqa: PLC0415
    from netplan_audit.report import Shown  # noqa: PLC0415

    gc.disable()  # a plan becomes millions of objects without a cycle; looking for one is waste
    if quiet and verbose:
        message = "--quiet and --verbose contradict each other"
        raise UsageError(message)
    targets = _targets(output or [])
    chosen = _policy(policy, _words(select), _words(ignore), _words(category), fail_on)
    report = replace(
        audit(_opened(inputs), chosen),
        shown=Shown(
            Severity[severity.upper()], Confidence[min_confidence.upper()], new_only=new_only
        ),
    )
    if require_network and not any(report.coverage.objects.values()):
        message = "there is no network in the input"
        raise InputError(message, source=", ".join(inputs))
    styled = writing.wants_colour(color, sys.stdout, os.environ)
    look = Look(verbose=verbose, quiet=quiet)
    text = _render(report, format_, replace(look, styled=styled))
    files = [(path, _render(report, kind, look)) for kind, path in targets]
    for path, content in files:
        writing.write_file(path, content)
    writing.write(text, encoding="utf-8" if format_ == "json" else None)
    raise typer.Exit(1 if report.failed and not exit_zero else 0)


def _words(values: Sequence[str] | None) -> list[str]:
    """Split what commas join; an option that is given but empty stays visible as ''."""
    return [word.strip() for value in values or () for word in value.split(",")]


def _targets(outputs: Sequence[str]) -> list[tuple[str, str]]:
    """Read `FORMAT=PATH` and refuse what could not be written after the work is done."""
    targets: list[tuple[str, str]] = []
    for text in outputs:
        kind, sign, path = text.partition("=")
        if not sign or kind not in FORMATS:
            message = f"{text!r} is not FORMAT=PATH"
            raise UsageError(message, source="--output", hint=f"formats: {', '.join(FORMATS)}")
        writing.check_target(path)
        if any(os.path.realpath(path) == os.path.realpath(other) for _, other in targets):
            message = "two outputs would be written to the same file"
            raise UsageError(message, source=path)
        targets.append((kind, path))
    return targets


def _policy(
    name: str,
    select: Sequence[str],
    ignore: Sequence[str],
    categories: Sequence[str],
    fail_on: Sequence[str] | None,
) -> Policy:
    """Put together what runs and what fails the run."""
    from netplan_audit.checks import CHECKS  # noqa: PLC0415 - see scan
    from netplan_audit.policy import Gate, Policy  # noqa: PLC0415

    if name == "default":
        policy = Policy.default(CHECKS)
    else:
        from netplan_audit.policy.file import load_policy  # noqa: PLC0415 - YAML and pydantic

        policy = load_policy(name, CHECKS)
    policy = policy.narrowed(select, ignore, categories)
    return policy if fail_on is None else replace(policy, gate=Gate.of(_words(fail_on), CHECKS))


def _opened(paths: Sequence[str]) -> Iterator[Input]:
    """Open one input after the other, so that only one is in memory."""
    from netplan_audit.audit import Input  # noqa: PLC0415 - see scan

    for name, path in zip(reading.input_ids(paths), paths, strict=True):
        writing.progress(f"reading {path}")
        yield Input(name, path, reading.read(path))
    writing.progress("")


def _render(report: Report, kind: str, look: Look) -> str:
    from netplan_audit.formats import json, text  # noqa: PLC0415 - see scan

    return json.render(report) if kind == "json" else text.render(report, look)

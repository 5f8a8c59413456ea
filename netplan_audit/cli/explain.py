"""`explain`: prints the documentation of one check."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import fields
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from netplan_audit.cli import auditing, parameters
from netplan_audit.cli import output as writing
from netplan_audit.cli.policies import Choice
from netplan_audit.errors import UsageError
from netplan_audit.finding import told_apart
from netplan_audit.opening import configurations, sources
from netplan_audit.opening import inputs as reading

if TYPE_CHECKING:
    from netplan_audit.check import Check
    from netplan_audit.finding import Outcome

_UNDERLINED: Final = re.compile(r"^(\S[^\n]*)\n-{3,}\n+", re.MULTILINE)
_WIDTH: Final = 100
_LEAST: Final = 6
"""The fewest digits of a fingerprint that are taken for its beginning."""


def explain(  # noqa: PLR0913 - one parameter for each option
    *,
    check: Annotated[
        str,
        typer.Argument(
            metavar="CHECK|INPUT",
            parser=parameters.path_of,
            autocompletion=parameters.check_ids,
            help="The id of a check; an input with --for.",
        ),
    ],
    finding: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="FINDING",
            help="Explain what is found in INPUT: a fingerprint or its beginning, the address of a "
            "resource, or the id of a check.",
        ),
    ] = None,
    var: parameters.Var = None,
    var_file: parameters.VarFile = None,
    workspace: parameters.Workspace = None,
    planfile: parameters.Planfile = None,
    source: parameters.SourceFolder = None,
    terraform_bin: parameters.TerraformBin = None,
    color: parameters.Color = "auto",
    debug: parameters.Debug = False,  # noqa: ARG001 - app.run looks for it
) -> None:
    """Explain a check; with --for, one finding and what mends it."""
    styled = writing.wants_colour(color, sys.stdout, os.environ)
    if finding is not None:
        options = configurations.Options(var, var_file, workspace, os.environ, given=[check])
        request = auditing.Request(
            options,
            Choice("all"),
            planfile=planfile,
            terraform_bin=terraform_bin,
            source=source,
            no_ignores=True,
        )
        writing.write(_told(check, request, finding, styled=styled))
        return
    for name, value in (("--source", source), ("--planfile", planfile)):
        if value is not None:
            message = "this goes with --for"
            raise UsageError(message, source=f"{name} {value}")
    # Here and not above: help must not wait for the checks and what they import.
    from netplan_audit.assembly import every_check  # noqa: PLC0415
    from netplan_audit.policy import named  # noqa: PLC0415
    from netplan_audit.suppressions.ledger import LEDGER  # noqa: PLC0415

    every = (*every_check(())[0], *LEDGER)
    try:
        text = page(named(check, every, globs=False)[0])
    except UsageError:
        if not Path(check).exists():
            raise
        message = "this is an input, not the id of a check"
        hint = "--for FINDING explains a result of it, by fingerprint or address"
        raise UsageError(message, source=check, hint=hint) from None
    writing.write(_styled(text) if styled else text)


def _told(path: str, request: auditing.Request, wanted: str, *, styled: bool) -> str:
    """Audit what a path means with every check, and tell the results that are meant in full."""
    from netplan_audit.formats import text  # noqa: PLC0415 - see explain

    sources.check(request.source)
    request.options.check([path])
    report = auditing.audited(reading.expanded([path], say=writing.tell), request)
    every: list[Outcome] = [*report.findings, *report.undecided]
    meant = [each for each in every if _is_meant(each, wanted)]
    if not meant:
        message = f"no result has the fingerprint, the subject or the check {wanted}"
        hint = f"`netplan-audit scan {path} -f json --policy all` lists them"
        raise UsageError(message, source=path, hint=hint)
    return text.tell(report, meant, text.Look(verbose=True, styled=styled))


def _is_meant(outcome: Outcome, wanted: str) -> bool:
    if wanted in {outcome.subject, outcome.check}:
        return True
    prints = (one.fingerprint for one in told_apart(outcome))
    return len(wanted) >= _LEAST and any(each.startswith(wanted.lower()) for each in prints)


def page(check: Check) -> str:
    """Return the documentation of a check as Markdown: its docstring under its facts."""
    title, _, body = check.doc.partition("\n")
    facts = [f"category: {check.category}", f"severity: {check.severity.label}, at worst"]
    if check.pack != "default":
        facts.append(f"runs with `--policy {check.pack}`, or when selected")
    facts += [f"asked by {standard}" for standard in check.standards]
    facts += [f"no fix block: {check.no_fix}"] if check.no_fix else []
    facts += [
        f"parameter `{name}`: `{value!r}` by default" for name, value in defaults(check).items()
    ]
    body = _UNDERLINED.sub(r"## \1\n\n", body).strip()
    return "\n".join([f"# {check.id}", "", title, "", *(f"- {f}" for f in facts), "", body, ""])


def defaults(check: Check) -> dict[str, Any]:
    """Return the parameters of a check with their defaults."""
    params = check.params()
    return {field.name: getattr(params, field.name) for field in fields(params)}


def _styled(text: str) -> str:
    from rich.console import Console  # noqa: PLC0415 - only for people, and slow to load
    from rich.markdown import Markdown  # noqa: PLC0415

    file = StringIO()
    console = Console(
        file=file, force_terminal=True, color_system="standard", no_color=False, width=_WIDTH
    )
    console.print(Markdown(text))
    return file.getvalue()

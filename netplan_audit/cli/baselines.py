"""`baseline`: writes down the results that are there, compares with them, forgets those gone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from netplan_audit.cli import auditing, configuring, parameters
from netplan_audit.cli import output as writing
from netplan_audit.cli.policies import Choice
from netplan_audit.errors import InputError, UsageError
from netplan_audit.formats import harmless
from netplan_audit.opening import configurations
from netplan_audit.opening import inputs as reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from netplan_audit.baseline import Baseline, Entry
    from netplan_audit.report import Report


def baseline(  # noqa: PLR0913 - one parameter for each option
    context: typer.Context,
    *,
    action: Annotated[
        Literal["create", "diff", "prune"],
        typer.Argument(
            metavar="create|diff|prune",
            help="Write all results of the inputs into a new baseline; list what it does not know "
            "and what is gone from it; or take out what is gone.",
        ),
    ],
    inputs: parameters.Inputs,
    file: Annotated[
        str,
        typer.Option("--baseline", metavar="FILE", parser=parameters.path_of, help="The baseline."),
    ] = ".netplan-audit.baseline.json",
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Create it anew; entries that still hold keep their dates and reasons."
        ),
    ] = False,
    policy: parameters.PolicyName = "default",
    select: parameters.Select = None,
    ignore: parameters.Ignore = None,
    category: parameters.Category = None,
    policy_dir: parameters.PolicyDirs = None,
    source: parameters.SourceFolder = None,
    planfile: parameters.Planfile = None,
    var: parameters.Var = None,
    var_file: parameters.VarFile = None,
    workspace: parameters.Workspace = None,
    render: parameters.Render = None,
    terraform_bin: parameters.TerraformBin = None,
    include_examples: parameters.IncludeExamples = False,
    config: configuring.ConfigFile = None,  # noqa: ARG001 - read before the words are understood
    no_repo_config: configuring.NoRepoConfig = False,  # noqa: ARG001 - as above
    debug: parameters.Debug = False,  # noqa: ARG001 - app.run looks for it
) -> None:
    """Keep a file of results that were there before.

    `scan --baseline FILE` takes no notice of them.
    """
    from netplan_audit import baseline as known  # noqa: PLC0415 - help must not wait for it

    old = _old(action, file, force=force)
    rendering = parameters.renderers(render)
    options = configurations.Options(
        var, var_file, workspace, os.environ, render=rendering, given=inputs
    )
    options.check(inputs)
    choice = Choice(policy, select, ignore, category)
    request = auditing.Request(
        options, choice, context.obj, planfile, terraform_bin, source, policy_dirs=policy_dir
    )
    paths = reading.expanded(
        inputs,
        include_examples=include_examples,
        say=writing.tell,
        note=lambda one: writing.tell(f"{one.source}: {one.message}"),
    )
    report = _whole(auditing.audited(paths, request))
    if action == "create":
        entries = known.of_report(report, auditing.today(), old)
        writing.write_file(file, known.render(entries))
        _say([f"{file}: {_entries(len(entries))}"])
        return
    compared = known.held_against(report, old or known.Baseline(file))
    if action == "diff":
        added = known.of_report(compared.report, auditing.today())
        totals = f"{len(added)} new, {len(compared.known)} known, {len(compared.stale)} gone"
        _say([*_listed("+", added), *_listed("-", compared.stale), totals])
    else:
        writing.write_file(file, known.render(compared.kept))
        gone = f"{len(compared.stale)} taken out"
        _say([*_listed("-", compared.stale), f"{file}: {_entries(len(compared.kept))}, {gone}"])


def _old(action: str, file: str, *, force: bool) -> Baseline | None:
    """Read the baseline that is there, before any work is done."""
    from netplan_audit.baseline import load  # noqa: PLC0415 - see baseline

    if action != "create":
        if force:
            message = "it goes with create"
            raise UsageError(message, source="--force")
        return load(file)
    if not Path(file).exists():
        writing.check_target(file)
        return None
    if not force:
        message = "it is there already"
        hint = "--force creates it anew, `baseline prune` only takes out what is gone"
        raise UsageError(message, source=file, hint=hint)
    return load(file)


def _whole(report: Report) -> Report:
    """Refuse a report of which an input is missing: its entries would seem gone."""
    for note in report.diagnostics:
        if note.severity == "error":
            raise InputError(note.message, source=note.source, hint=note.hint)
    return report


def _listed(sign: str, entries: Sequence[Entry]) -> list[str]:
    return [f"{sign} {entry.severity:<8}  {entry}" for entry in entries]


def _entries(number: int) -> str:
    return f"{number} entries" if number != 1 else "1 entry"


def _say(lines: Iterable[str]) -> None:
    writing.write("".join(f"{harmless(line)}\n" for line in lines))

"""`scan`: the one main command; audits plans, prints the report and sets the exit code."""

from __future__ import annotations

import gc
import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from netplan_audit.cli import configurations, configuring, formats, sources
from netplan_audit.cli import inputs as reading
from netplan_audit.cli import output as writing
from netplan_audit.cli.policies import Choice, chosen, notes, suppressions_of
from netplan_audit.config.words import (  # noqa: TC001 - typer reads them at run time
    AtlantisCompat,
    ColorWord,
    ConfidenceWord,
    Format,
    SeverityWord,
)
from netplan_audit.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from netplan_audit.config.file import Config
    from netplan_audit.pipeline import Input, Unusable

Words = list[str] | None


def scan(  # noqa: PLR0913 - one parameter for each option
    context: typer.Context,
    *,
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help="A directory of HCL and manifests of Kubernetes; a file of manifests; a plan or "
            "state: JSON as `terraform show -json` writes it, a raw state file, or a binary plan "
            "file, for which Terraform is run; - is standard input.",
        ),
    ],
    format_: Annotated[
        Format,
        typer.Option("--format", "-f", help="What to print to standard output."),
    ] = "text",
    output: Annotated[
        Words,
        typer.Option("--output", "-o", metavar="FORMAT=PATH", help="Write a file too; repeatable."),
    ] = None,
    path_prefix: Annotated[
        str | None,
        typer.Option(
            metavar="DIR",
            help="The working directory from the top of the repository, to name files for CI "
            "systems.  [default: the top, or what Atlantis says]",
        ),
    ] = None,
    comment_id: Annotated[
        str, typer.Option(metavar="ID", help="Name in the hidden first line of Markdown.")
    ] = "report",
    max_bytes: Annotated[
        int | None,
        typer.Option(min=1_000, help="Most that Markdown may take.  [default: 60000]"),
    ] = None,
    atlantis_compat: Annotated[
        AtlantisCompat,
        typer.Option(help="What reads the atlantis format: legacy is Atlantis 0.38 and older."),
    ] = "current",
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
    source: Annotated[
        str | None,
        typer.Option(
            metavar="DIR",
            help="The configuration of the input, for lines and suppressions.  [default: the "
            "input's folder or the working directory, where it fits]",
        ),
    ] = None,
    no_ignores: Annotated[
        bool, typer.Option("--no-ignores", help="Take no notice of suppressions.")
    ] = False,
    new_only: Annotated[
        bool, typer.Option("--new-only", help="Count only what the plan introduces or worsens.")
    ] = False,
    var: configurations.Var = None,
    var_file: configurations.VarFile = None,
    workspace: configurations.Workspace = None,
    hcl_parser: configurations.HclParser = None,
    include_examples: Annotated[
        bool,
        typer.Option(
            "--include-examples", help="Find root modules in folders of examples and tests too."
        ),
    ] = False,
    kubernetes_only: Annotated[
        bool, typer.Option("--kubernetes-only", help="Audit only the manifests in directories.")
    ] = False,
    no_kubernetes: Annotated[
        bool, typer.Option("--no-kubernetes", help="Leave the manifests in directories alone.")
    ] = False,
    planfile: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="The binary plan file that the JSON was made from: it holds the source.",
        ),
    ] = None,
    terraform_bin: reading.TerraformBin = None,
    require_network: Annotated[
        bool, typer.Option("--require-network", help="Exit with 2 if there is no network.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print findings and the verdict, nothing else.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print everything in full, nothing folded.")
    ] = False,
    color: Annotated[ColorWord, typer.Option(help="Use colours in text.")] = "auto",
    config: configuring.ConfigFile = None,  # noqa: ARG001 - read before the words are understood
    no_repo_config: configuring.NoRepoConfig = False,  # noqa: ARG001 - as above
    locked_checks: Annotated[
        Words,
        typer.Option(
            metavar="CHECK",
            help="Checks that a repository's configuration and comments may not change or silence: "
            "ids, globs.",
        ),
    ] = None,
    debug: Annotated[  # noqa: ARG001 - app.run looks for it
        bool, typer.Option("--debug", help="Show the traceback of an error.")
    ] = False,
) -> None:
    """Audit plans and configurations and print what is wrong with their networks.

    Options may stand in the environment too, --fail-on as NETPLAN_AUDIT_FAIL_ON, and in a
    configuration file; the command line comes first, then the environment.
    """
    # Here and not above: these load the readers and the graph, which help must not wait for.
    from netplan_audit.checks import CHECKS  # noqa: PLC0415
    from netplan_audit.finding import Confidence, Severity  # noqa: PLC0415
    from netplan_audit.formats.text import Look  # noqa: PLC0415
    from netplan_audit.pipeline import audit  # noqa: PLC0415
    from netplan_audit.report import Shown  # noqa: PLC0415

    gc.disable()  # a plan becomes millions of objects without a cycle; looking for one is waste
    if quiet and verbose:
        message = "--quiet and --verbose contradict each other"
        raise UsageError(message)
    sources.check(source)
    options = configurations.Options(var, var_file, workspace, os.environ, hcl_parser)
    options.check(inputs)
    wanted = _wanted(only=kubernetes_only, no=no_kubernetes)
    inputs = reading.expanded(inputs, include_examples=include_examples, wanted=wanted)
    targets = formats.targets(output or [])
    wishes = formats.Wishes(path_prefix, planfile, comment_id, max_bytes, atlantis_compat)
    run = formats.run_of(inputs, wishes, os.environ)
    choice = Choice(policy, select, ignore, category, fail_on, locked_checks)
    configured: Config | None = context.obj
    wanted_policy = chosen(choice, configured, CHECKS)
    opened = _opened(inputs, options, planfile, terraform_bin, source)
    report = audit(
        opened,
        wanted_policy,
        today=None if no_ignores else _today(),
        configured=suppressions_of(configured, CHECKS),
    )
    report = replace(
        report,
        shown=Shown(
            Severity[severity.upper()], Confidence[min_confidence.upper()], new_only=new_only
        ),
        run=replace(run, config=None if configured is None else configured.path),
        diagnostics=(*notes(configured), *report.diagnostics),
    )
    if require_network and not any(report.coverage.objects.values()):
        message = "there is no network in the input"
        raise InputError(message, source=", ".join(inputs))
    styled = writing.wants_colour(color, sys.stdout, os.environ)
    look = Look(verbose=verbose, quiet=quiet)
    text = formats.render(report, format_, replace(look, styled=styled))
    for kind, path in targets:
        formats.write_file(report, kind, path, look, wishes)
    writing.write(text, encoding=None if format_ == "text" else "utf-8")
    if report.unusable:
        raise typer.Exit(2)
    raise typer.Exit(1 if report.failed and not exit_zero else 0)


def _wanted(*, only: bool, no: bool) -> reading.Wanted:
    if only and no:
        message = "--kubernetes-only and --no-kubernetes contradict each other"
        raise UsageError(message)
    return "kubernetes" if only else "terraform" if no else "both"


def _today() -> date:
    return datetime.now(UTC).date()


def _opened(
    paths: Sequence[str],
    options: configurations.Options,
    planfile: str | None,
    terraform_bin: str | None,
    source: str | None,
) -> Iterator[Input | Unusable]:
    """Open one input after the other, so that only one is in memory."""
    if planfile is not None and len(paths) > 1:
        message = "one plan file belongs to one input, and there are several"
        raise UsageError(message, source="--planfile", hint="scan them one by one")
    from netplan_audit.pipeline import Unusable  # noqa: PLC0415 - see scan

    names = reading.input_ids(paths)
    for number, (name, path) in enumerate(zip(names, paths, strict=True), start=1):
        writing.progress(f"reading {path} ({number} of {len(paths)})")
        try:
            one = reading.opened(
                name, path, options, planfile=planfile, terraform_bin=terraform_bin
            )
        except InputError as error:
            yield Unusable(path, error)
        else:
            if one.configuration is None:
                one = replace(one, sources=sources.of(one, planfile, source))
            elif source is not None:
                message = "a configuration is its own source"
                raise UsageError(message, source=f"--source {source}", hint="leave --source out")
            yield one
    writing.progress("")

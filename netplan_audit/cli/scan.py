"""`scan`: the one main command; audits plans, prints the report and sets the exit code."""

# Without `annotations` of __future__: typer asks for those of `scan`, and texts it would evaluate.
import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from netplan_audit.cli import auditing, configuring, formats, parameters
from netplan_audit.cli import output as writing
from netplan_audit.cli.auditing import Request
from netplan_audit.cli.parameters import Words
from netplan_audit.cli.policies import Choice
from netplan_audit.config.words import (
    AtlantisCompat,
    ConfidenceWord,
    Format,
    SeverityWord,
)
from netplan_audit.errors import InputError, UsageError
from netplan_audit.opening import configurations, sources
from netplan_audit.opening import inputs as reading

if TYPE_CHECKING:
    from netplan_audit.baseline import Baseline
    from netplan_audit.config.file import Config
    from netplan_audit.diagnostic import Diagnostic
    from netplan_audit.report import Report


def scan(  # noqa: PLR0913 - one parameter for each option
    context: typer.Context,
    *,
    inputs: parameters.Inputs,
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
    warn_on: Annotated[
        Words,
        typer.Option(
            metavar="CHECK",
            autocompletion=parameters.check_ids,
            help="Results of these checks are listed, but never fail the run: ids, globs.",
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
    select: parameters.Select = None,
    ignore: parameters.Ignore = None,
    category: parameters.Category = None,
    policy: parameters.PolicyName = "default",
    policy_dir: parameters.PolicyDirs = None,
    source: parameters.SourceFolder = None,
    no_ignores: Annotated[
        bool, typer.Option("--no-ignores", help="Take no notice of suppressions.")
    ] = False,
    baseline: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            parser=parameters.path_of,
            help="Take no notice of results that this baseline knows.",
        ),
    ] = None,
    baseline_strict: Annotated[
        bool,
        typer.Option(
            "--baseline-strict", help="Exit with 1 if entries of the baseline meet no result."
        ),
    ] = False,
    new_only: Annotated[
        bool, typer.Option("--new-only", help="Count only what the plan introduces or worsens.")
    ] = False,
    show_suppressed: Annotated[
        bool,
        typer.Option(
            "--show-suppressed", help="List what is suppressed too, in text and in SARIF."
        ),
    ] = False,
    var: parameters.Var = None,
    var_file: parameters.VarFile = None,
    workspace: parameters.Workspace = None,
    hcl_parser: parameters.HclParser = None,
    include_examples: parameters.IncludeExamples = False,
    kubernetes_only: Annotated[
        bool, typer.Option("--kubernetes-only", help="Audit only the manifests in directories.")
    ] = False,
    no_kubernetes: Annotated[
        bool, typer.Option("--no-kubernetes", help="Leave the manifests in directories alone.")
    ] = False,
    render: parameters.Render = None,
    planfile: parameters.Planfile = None,
    terraform_bin: parameters.TerraformBin = None,
    require_network: Annotated[
        bool, typer.Option("--require-network", help="Exit with 2 if there is no network.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print findings and the verdict, nothing else.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print everything in full, nothing folded.")
    ] = False,
    color: parameters.Color = "auto",
    config: configuring.ConfigFile = None,  # noqa: ARG001 - read before the words are understood
    no_repo_config: configuring.NoRepoConfig = False,  # noqa: ARG001 - as above
    locked_checks: Annotated[
        Words,
        typer.Option(
            metavar="CHECK",
            autocompletion=parameters.check_ids,
            help="Checks that a repository's configuration and comments may not change or silence: "
            "ids, globs.",
        ),
    ] = None,
    debug: parameters.Debug = False,  # noqa: ARG001 - app.run looks for it
) -> None:
    """Print what is wrong with the networks of the inputs.

    Options may stand in the environment too, --fail-on as NETPLAN_AUDIT_FAIL_ON, and in a
    configuration file; the command line comes first, then the environment.
    """
    # Here and not above: these load the readers and the graph, which help must not wait for.
    from netplan_audit.finding import Confidence, Severity  # noqa: PLC0415
    from netplan_audit.formats.text import Look  # noqa: PLC0415
    from netplan_audit.report import Shown  # noqa: PLC0415

    if quiet and verbose:
        message = "--quiet and --verbose contradict each other"
        raise UsageError(message)
    sources.check(source)
    options = configurations.Options(
        var, var_file, workspace, os.environ, hcl_parser, parameters.renderers(render), inputs
    )
    options.check(inputs)
    remarks: list[Diagnostic] = []
    wanted = _wanted(only=kubernetes_only, no=no_kubernetes)
    inputs = reading.expanded(
        inputs,
        include_examples=include_examples,
        wanted=wanted,
        say=writing.tell,
        note=remarks.append,
    )
    targets = formats.targets(output or [])
    wishes = formats.Wishes(path_prefix, planfile, comment_id, max_bytes, atlantis_compat)
    run = formats.run_of(inputs, wishes, os.environ)
    choice = Choice(policy, select, ignore, category, fail_on, locked_checks, warn_on)
    configured: Config | None = context.obj
    known = _baseline(baseline, strict=baseline_strict)
    request = Request(
        options, choice, configured, planfile, terraform_bin, source, no_ignores, policy_dir
    )
    report, stale = _without_known(auditing.audited(inputs, request), known)
    report = replace(
        report,
        diagnostics=(*remarks, *report.diagnostics),
        shown=Shown(
            Severity[severity.upper()],
            Confidence[min_confidence.upper()],
            new_only=new_only,
            suppressed=show_suppressed,
        ),
        run=replace(run, config=None if configured is None else configured.path),
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
    failed = report.failed or (baseline_strict and stale)
    raise typer.Exit(1 if failed and not exit_zero else 0)


def _baseline(path: str | None, *, strict: bool) -> "Baseline | None":
    """Read the baseline before any work is done."""
    if path is None:
        if strict:
            message = "there is no baseline to be strict about"
            raise UsageError(message, source="--baseline-strict", hint="name it: --baseline FILE")
        return None
    from netplan_audit.baseline import load  # noqa: PLC0415 - see scan

    return load(path)


def _without_known(report: "Report", baseline: "Baseline | None") -> "tuple[Report, bool]":
    """Take out what the baseline knows; tell whether entries of it are stale."""
    if baseline is None:
        return report, False
    from netplan_audit.baseline import held_against  # noqa: PLC0415 - see scan

    compared = held_against(report, baseline)
    return compared.report, bool(compared.stale)


def _wanted(*, only: bool, no: bool) -> reading.Wanted:
    if only and no:
        message = "--kubernetes-only and --no-kubernetes contradict each other"
        raise UsageError(message)
    return "kubernetes" if only else "terraform" if no else "both"

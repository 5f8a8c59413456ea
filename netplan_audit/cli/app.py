"""Wires the commands and turns whatever happens into an exit code and one clear message."""

from __future__ import annotations

import os
import sys
import traceback
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from netplan_audit import __version__
from netplan_audit.cli import atlantis, configuring, declared, settings
from netplan_audit.cli.baselines import baseline
from netplan_audit.cli.checks import checks
from netplan_audit.cli.explain import explain
from netplan_audit.cli.graph import graph
from netplan_audit.cli.output import described, progress, tell, tell_error
from netplan_audit.cli.reach import reach
from netplan_audit.cli.resources import resources
from netplan_audit.cli.scan import scan
from netplan_audit.cli.schema import schema
from netplan_audit.errors import AuditError, UsageError
from netplan_audit.formats import harmless

if TYPE_CHECKING:
    from collections.abc import Sequence

UNUSABLE: Final = 2
BUG: Final = 3

app: Final = typer.Typer(
    name="netplan-audit",
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help: quick to make, the same on every terminal
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (scan, resources, graph, reach, explain, checks, baseline, schema):
    app.command()(command)
app.add_typer(configuring.group, name="config")
app.add_typer(declared.group, name="policy")


def _version(value: bool) -> None:  # noqa: FBT001 - typer calls it so
    if value:
        sys.stdout.write(f"netplan-audit {__version__}\n")
        raise typer.Exit


@app.callback()
def netplan_audit(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", "-V", callback=_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Find the mistakes in the networks that Terraform and OpenTofu plans describe.

    Exit codes: 0 nothing at or above --fail-on; 1 findings at or above it; 2 the input, the
    command line or the policy cannot be used; 3 a bug in this tool; 130 interrupted.
    """


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code; never raises, never shows a traceback.

    With `--debug` among the arguments, a traceback precedes the message. Where the format is
    `atlantis`, the code is 0 and the message stands in the output.
    """
    command: Any = typer.main.get_command(app)
    settings.give_variables(command)
    start = settings.start_of(command, arguments)

    def go(*, standalone: bool) -> object:
        try:
            config = None if start is None else start.read()
            options = {} if config is None else settings.defaults(command, config.options())
            return command(
                list(arguments),
                prog_name="netplan-audit",
                standalone_mode=standalone,
                default_map=options,
                obj=config,
            )
        except OSError as error:  # of a file that nobody looked at before: no bug of the tool
            if not isinstance(error.filename, str) or not error.strerror:
                raise
            reason = f"{error.strerror[:1].lower()}{error.strerror[1:]}"
            raise UsageError(reason, source=error.filename) from error

    configured = "" if start is None else start.wished_format()
    if atlantis.asked_for(arguments, os.environ, configured):
        return atlantis.run(partial(go, standalone=False))
    try:
        go(standalone=True)
    except SystemExit as stop:  # how the framework ends, with 130 where it was interrupted
        progress("")
        return stop.code if isinstance(stop.code, int) else 0
    except AuditError as error:
        _trace(arguments)
        tell_error(error)
        return UNUSABLE
    except Exception as error:  # noqa: BLE001 - Python's own exit code 1 would read as findings
        _trace(arguments)
        tell(f"internal error: {harmless(described(error))}")
        tell(f"this is a bug in netplan-audit {__version__}; --debug shows where")
        return BUG
    return 0


def _trace(arguments: Sequence[str]) -> None:
    """Clear the line of progress, and show the traceback where that was asked for."""
    progress("")
    if "--debug" in arguments:
        tell(traceback.format_exc())

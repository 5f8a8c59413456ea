"""Wires the commands and turns whatever happens into an exit code and one clear message."""

from __future__ import annotations

import os
import sys
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from netplan_audit import __version__
from netplan_audit.cli import atlantis, settings
from netplan_audit.cli.output import described, progress, tell, tell_error
from netplan_audit.errors import AuditError, of_files
from netplan_audit.formats import harmless

if TYPE_CHECKING:
    from collections.abc import Sequence

UNUSABLE: Final = 2
BUG: Final = 3

_COMMANDS: Final = {
    "scan": "scan",
    "resources": "resources",
    "graph": "graph",
    "reach": "reach",
    "explain": "explain",
    "checks": "checks",
    "baseline": "baselines",
    "schema": "schema",
}
"""The modules of the commands, in the order of the help."""
_GROUPS: Final = {"config": "configuring", "policy": "declared"}
_ABOUT_OTHERS: Final = ("schema",)
"""Commands that tell of the options of others."""


def _version(value: bool) -> None:  # noqa: FBT001 - typer calls it so
    if value:
        sys.stdout.write(f"netplan-audit {__version__}\n")
        raise typer.Exit


def application(arguments: Sequence[str] = ()) -> typer.Typer:
    """Return the command line; with a command that is asked for, that one alone, and sooner."""
    app = typer.Typer(
        name="netplan-audit",
        no_args_is_help=True,
        rich_markup_mode=None,  # plain help: quick to make, the same on every terminal
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_netplan_audit)
    asked = arguments[0] if arguments else ""
    for name in [asked] if asked in _COMMANDS and asked not in _ABOUT_OTHERS else _COMMANDS:
        app.command()(getattr(_module(_COMMANDS[name]), name))
    if asked not in _COMMANDS:
        for name, module in _GROUPS.items():
            app.add_typer(_module(module).group, name=name)
    return app


def _module(name: str) -> Any:  # noqa: ANN401 - its command or group has the type that typer needs
    return import_module(f"netplan_audit.cli.{name}")


def _netplan_audit(
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
    command: Any = typer.main.get_command(application(arguments))
    settings.give_variables(command)
    start = settings.start_of(command, arguments)

    def go(*, standalone: bool) -> object:
        with of_files():
            config = None if start is None else start.read()
            options = {} if config is None else settings.defaults(command, config.options())
            return command(
                list(arguments),
                prog_name="netplan-audit",
                standalone_mode=standalone,
                default_map=options,
                obj=config,
            )

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
        import traceback  # noqa: PLC0415 - only where something is wrong

        tell(traceback.format_exc())

"""`config`: shows what holds and where it comes from, and checks configuration files."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

import typer
from msgspec import Struct

from netplan_audit.cli import output as writing
from netplan_audit.cli import parameters, settings
from netplan_audit.errors import UsageError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from netplan_audit.config.file import Config

ConfigFile: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        parser=parameters.path_of,
        help="The configuration, and no other.  [default: .netplan-audit.yaml or pyproject.toml, "
        "from the input up to the top of its repository]",
    ),
]
NoRepoConfig: TypeAlias = Annotated[
    bool,
    typer.Option("--no-repo-config", help="Read no configuration but the one of --config."),
]
group = typer.Typer(
    no_args_is_help=True, help="Show and check configuration files.", rich_markup_mode=None
)


class Shown(Struct, frozen=True):
    """One option: what it is, and who says so; None is what the tool does by itself."""

    name: str
    value: Any
    origin: str


@group.command()
def show(
    context: typer.Context,
    *,
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INPUT...", help="What would be scanned; else the working directory."
        ),
    ] = None,
    config: ConfigFile = None,  # noqa: ARG001 - read before the words are understood
    no_repo_config: NoRepoConfig = False,  # noqa: ARG001 - as above
    format_: Annotated[
        Literal["text", "json"], typer.Option("--format", "-f", help="What to print.")
    ] = "text",
) -> None:
    """Print the options that hold, and where each comes from."""
    del inputs  # they told where to look
    found: Config | None = context.obj
    shown = list(_shown(context, found, os.environ))
    unknown = list(_unknown(context, os.environ))
    if format_ == "json":
        document = {
            "config": None if found is None else found.path,
            "options": {one.name: {"value": one.value, "origin": one.origin} for one in shown},
        }
        writing.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    else:
        writing.write(_as_text(found, shown))
    for line in unknown:
        writing.tell(line)


@group.command()
def validate(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE...",
            parser=parameters.path_of,
            help="Configuration files; else the one that would hold.",
        ),
    ] = None,
) -> None:
    """Check configuration files as a scan would.

    That is their keys and values, the names of checks, and the policy that they name.
    """
    from netplan_audit.config import discovery  # noqa: PLC0415 - help must not wait for it
    from netplan_audit.config.file import config_of  # noqa: PLC0415

    found = [discovery.named(path) for path in files or ()]
    if not files:
        nearest_one = discovery.nearest_to(())
        if nearest_one is None:
            message = "there is no configuration here or above, in this repository"
            raise UsageError(message, hint="name a file")
        found = [nearest_one]
    for one in found:
        config = config_of(one)
        _carried_out(config)
        writing.write(f"{config.path}: valid\n")


def _carried_out(config: Config) -> None:
    """Put the policy together, so that whatever is wrong is found."""
    from netplan_audit.assembly import every_check  # noqa: PLC0415 - help must not wait for it
    from netplan_audit.cli.policies import (  # noqa: PLC0415
        Choice,
        chosen,
        places_of,
        suppressions_of,
    )

    options = config.options()
    names = ("policy", "select", "ignore", "category", "fail-on", "warn-on")
    given = {name.replace("-", "_"): options[name] for name in names if name in options}
    checks, _ = every_check(options.get("policy-dir"))
    chosen(Choice(**given), config, checks)
    suppressions_of(config, checks)
    places_of(config)


def _options_of_scan(context: typer.Context) -> dict[str, Any]:
    commands: Any = context.find_root().command
    every = {settings.option_name(option): option for option in commands.commands["scan"].params}
    return {name: option for name, option in every.items() if name and name != "help"}


def _shown(
    context: typer.Context, found: Config | None, environment: Mapping[str, str]
) -> Iterator[Shown]:
    options = {} if found is None else found.options()
    for name, option in _options_of_scan(context).items():
        variable = settings.variable(option)
        if environment.get(variable) and option.envvar == variable:
            yield Shown(name, environment[variable], variable)
        elif found is not None and name in options:
            yield Shown(name, options[name], found.origin(name))
        else:
            default = getattr(option, "default", None)
            yield Shown(name, None if callable(default) else default, "default")


def _unknown(context: typer.Context, environment: Mapping[str, str]) -> Iterator[str]:
    """Name variables that look like ours and mean nothing."""
    known = [settings.variable(option) for option in _options_of_scan(context).values()]
    for name in sorted(environment):
        if name.startswith(settings.PREFIX) and name not in known:
            hint = nearest(name, known, "")
            yield f"{name} means nothing" + (f"; {hint}" if hint else "")


def _as_text(found: Config | None, shown: Iterable[Shown]) -> str:
    rows = [(one.name, _value(one.value), one.origin) for one in shown if one.origin != "default"]
    name = max((len(row[0]) for row in rows), default=0)
    value = max((len(row[1]) for row in rows), default=0)
    lines = [f"configuration: {'none' if found is None else found.path}"]
    lines += [f"{row[0]:<{name}}  {row[1]:<{value}}  {row[2]}" for row in rows]
    lines += (
        [
            f"checks.{word}  {found.path}:{found.document.line(('checks', word))}"
            for word in (found.content.checks if found else ())
        ]
        if found
        else []
    )
    return "\n".join([*lines, "everything else is as `netplan-audit scan --help` says", ""])


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)

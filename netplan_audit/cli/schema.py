"""`schema`: prints the JSON Schema of what the tool writes and of what it can be told."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from netplan_audit.cli import output as writing
from netplan_audit.cli import settings


def schema(
    context: typer.Context,
    *,
    of: Annotated[
        Literal["report", "config", "policies"],
        typer.Argument(
            metavar="report|config|policies",
            help="The report of `scan`, configuration files, or declared policies.",
        ),
    ],
) -> None:
    """Print the JSON Schema of what is written and read."""
    if of == "report":
        from netplan_audit.formats import report_schema  # noqa: PLC0415 - pydantic is slow to load

        writing.write(report_schema.render(), encoding="utf-8")
    elif of == "policies":
        writing.write(of_policies(), encoding="utf-8")
    else:
        writing.write(of_config(context.find_root().command), encoding="utf-8")


def of_config(commands: object) -> str:
    """Return the schema of configuration files; options are described as in the help."""
    from netplan_audit.config.schema import render  # noqa: PLC0415 - help must not wait for it

    return render(settings.descriptions(commands))


def of_policies() -> str:
    """Return the schema of files of declared policies."""
    from netplan_audit.config.schema import render_policies  # noqa: PLC0415 - as above
    from netplan_audit.declared.keys import PolicyFile  # noqa: PLC0415

    return render_policies(PolicyFile)

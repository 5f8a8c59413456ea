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
        Literal["report", "config"],
        typer.Argument(help="The JSON report of `scan`, or a configuration file."),
    ],
) -> None:
    """Print the JSON Schema of the report, or of configuration files."""
    if of == "report":
        from netplan_audit.formats import report_schema  # noqa: PLC0415 - pydantic is slow to load

        writing.write(report_schema.render(), encoding="utf-8")
    else:
        writing.write(of_config(context.find_root().command), encoding="utf-8")


def of_config(commands: object) -> str:
    """Return the schema of configuration files; options are described as in the help."""
    from netplan_audit.config.schema import render  # noqa: PLC0415 - help must not wait for it

    return render(settings.descriptions(commands))

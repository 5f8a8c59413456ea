"""`schema`: prints the JSON Schema of what the tool writes."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from netplan_audit.cli import output as writing


def schema(
    *,
    of: Annotated[  # noqa: ARG001 - there is one so far
        Literal["report"], typer.Argument(metavar="report", help="The JSON report of `scan`.")
    ],
) -> None:
    """Print the JSON Schema of the report."""
    from netplan_audit.formats import report_schema  # noqa: PLC0415 - pydantic is slow to load

    writing.write(report_schema.render(), encoding="utf-8")

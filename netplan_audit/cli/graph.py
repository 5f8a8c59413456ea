"""`graph`: prints the network that a plan means, as nodes and typed edges."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from netplan_audit.cli import inputs as reading
from netplan_audit.cli import output as writing


def graph(
    *,
    input_: Annotated[str, typer.Argument(metavar="INPUT", help="Plan JSON; - is standard input.")],
    format_: Annotated[  # noqa: ARG001 - there is one so far, and scripts may name it
        Literal["json"], typer.Option("--format", "-f", help="What to print.")
    ] = "json",
    debug: Annotated[  # noqa: ARG001 - app.run looks for it
        bool, typer.Option("--debug", help="Show the traceback of an error.")
    ] = False,
) -> None:
    """Print the network of a plan as a graph."""
    # Here and not above: help must not wait for the readers and the graph.
    from netplan_audit.audit import Input, understand  # noqa: PLC0415
    from netplan_audit.formats import graph_json  # noqa: PLC0415

    name = reading.input_ids([input_])[0]
    _, network = understand(Input(name, input_, reading.read(input_)))
    writing.write(graph_json.render(network), encoding="utf-8")

"""`graph`: prints the network that a plan means, as nodes and typed edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from netplan_audit.cli import output as writing
from netplan_audit.cli import parameters
from netplan_audit.errors import UsageError

if TYPE_CHECKING:
    from netplan_audit.network.edges import Edge, Node
    from netplan_audit.network.network import Network


def graph(  # noqa: PLR0913 - one parameter for each option
    *,
    input_: parameters.Input,
    format_: Annotated[  # noqa: ARG001 - there is one so far, and scripts may name it
        Literal["json"], typer.Option("--format", "-f", help="What to print.")
    ] = "json",
    focus: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Only what is near this object.")
    ] = None,
    depth: Annotated[int, typer.Option(min=0, help="How many edges from --focus are near.")] = 2,
    var: parameters.Var = None,
    var_file: parameters.VarFile = None,
    workspace: parameters.Workspace = None,
    planfile: parameters.Planfile = None,
    source: parameters.SourceFolder = None,
    terraform_bin: parameters.TerraformBin = None,
    debug: parameters.Debug = False,  # noqa: ARG001 - app.run looks for it
) -> None:
    """Print the network of a plan as a graph."""
    # Here and not above: help must not wait for the readers and the graph.
    from netplan_audit.formats import graph_json  # noqa: PLC0415
    from netplan_audit.pipeline import understand  # noqa: PLC0415

    given = parameters.Given(var, var_file, workspace, planfile, source, terraform_bin)
    _, network = understand(given.whole(input_))
    nodes, edges = _chosen(network, focus, depth)
    writing.write(graph_json.render(nodes, edges), encoding="utf-8")


def _chosen(network: Network, focus: str | None, depth: int) -> tuple[list[Node], list[Edge]]:
    from netplan_audit.network import edges as every  # noqa: PLC0415 - see graph

    if focus is None:
        return every.nodes(network), every.edges(network)
    from netplan_audit.network.graph import around  # noqa: PLC0415 - networkx is slow to load

    try:
        return around(network, focus, depth)
    except KeyError:
        message = f"the network has no object {focus!r}"
        hint = "addresses are those of `netplan-audit graph` without --focus"
        raise UsageError(message, source="--focus", hint=hint) from None

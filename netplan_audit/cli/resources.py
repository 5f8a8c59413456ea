"""`resources`: lists what was read of an input, by address, without judging it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from msgspec.structs import replace

from netplan_audit.cli import output as writing
from netplan_audit.cli import parameters
from netplan_audit.errors import InputError
from netplan_audit.formats import harmless
from netplan_audit.opening import configurations, sources
from netplan_audit.opening import inputs as reading

if TYPE_CHECKING:
    from collections.abc import Iterator


def resources(  # noqa: PLR0913 - one parameter for each option
    *,
    input_: Annotated[
        str,
        typer.Argument(
            metavar="INPUT", help="A directory of HCL, a plan or a state; - is standard input."
        ),
    ],
    format_: Annotated[
        Literal["text", "json"], typer.Option("--format", "-f", help="What to print.")
    ] = "text",
    var: parameters.Var = None,
    var_file: parameters.VarFile = None,
    workspace: parameters.Workspace = None,
    planfile: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="The binary plan file that the JSON was made from."),
    ] = None,
    source: Annotated[
        str | None, typer.Option(metavar="DIR", help="The configuration of a plan.")
    ] = None,
    terraform_bin: parameters.TerraformBin = None,
    debug: Annotated[  # noqa: ARG001 - app.run looks for it
        bool, typer.Option("--debug", help="Show the traceback of an error.")
    ] = False,
) -> None:
    """List the resources that were read, and where they refer to."""
    # Here and not above: help must not wait for the readers.
    from netplan_audit.formats import resources_json  # noqa: PLC0415
    from netplan_audit.pipeline import resources_of  # noqa: PLC0415

    sources.check(source)
    options = configurations.Options(var, var_file, workspace, os.environ)
    options.check([input_])
    one = reading.opened(input_, input_, options, planfile=planfile, terraform_bin=terraform_bin)
    read = resources_of(replace(one, sources=sources.of(one, planfile, source)))
    try:
        if format_ == "json":
            text = resources_json.render(read)
        else:
            lines = (line for one in resources_json.describe(read) for line in _lines(one))
            text = "".join(f"{line}\n" for line in lines)
    except InputError as error:  # from values that are decoded only now
        error.source = error.source or input_
        raise
    writing.write(text, encoding="utf-8" if format_ == "json" else None)


def _lines(described: dict[str, Any]) -> Iterator[str]:
    """Write one resource for people: its address, its references, the rest of its unknowns."""
    yield f"{harmless(described['address'])}  ({described['action']})"
    told = set()
    for reference in described["references"]:
        told.add(reference["path"])
        ends = reference["targets"] or [f"waits for {end}" for end in reference["waits_for"]]
        for end in ends or ["unknown"]:
            yield f"  {harmless(reference['path'])} -> {harmless(end)}  ({reference['certainty']})"
    rest = [harmless(path) for path in described["unknown"] if path not in told]
    if rest:
        yield f"  known after apply: {', '.join(rest)}"

"""`resources`: lists what was read of an input, by address, without judging it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netplan_audit.cli import output as writing
from netplan_audit.cli import parameters
from netplan_audit.errors import InputError
from netplan_audit.formats import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator


def resources(  # noqa: PLR0913 - one parameter for each option
    *,
    input_: parameters.Input,
    format_: parameters.TextOrJson = "text",
    var: parameters.Var = None,
    var_file: parameters.VarFile = None,
    workspace: parameters.Workspace = None,
    planfile: parameters.Planfile = None,
    source: parameters.SourceFolder = None,
    terraform_bin: parameters.TerraformBin = None,
    debug: parameters.Debug = False,  # noqa: ARG001 - app.run looks for it
) -> None:
    """List the resources that were read, and where they refer to."""
    # Here and not above: help must not wait for the readers.
    from netplan_audit.formats import resources_json  # noqa: PLC0415
    from netplan_audit.pipeline import resources_of  # noqa: PLC0415

    given = parameters.Given(var, var_file, workspace, planfile, source, terraform_bin)
    read = resources_of(given.whole(input_))
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

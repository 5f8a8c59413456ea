"""`explain`: prints the documentation of one check."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import fields
from io import StringIO
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from netplan_audit.cli import output as writing

if TYPE_CHECKING:
    from netplan_audit.check import Check

_UNDERLINED: Final = re.compile(r"^(\S[^\n]*)\n-{3,}\n+", re.MULTILINE)
_WIDTH: Final = 100


def explain(
    *,
    check: Annotated[str, typer.Argument(metavar="CHECK", help="The id of a check.")],
    color: Annotated[
        Literal["auto", "always", "never"], typer.Option(help="Use colours.")
    ] = "auto",
) -> None:
    """Say what one check finds, why it matters, and what to do."""
    # Here and not above: help must not wait for the checks and what they import.
    from netplan_audit.checks import CHECKS  # noqa: PLC0415
    from netplan_audit.ledger import LEDGER  # noqa: PLC0415
    from netplan_audit.policy import named  # noqa: PLC0415

    text = page(named(check, (*CHECKS, *LEDGER), globs=False)[0])
    if writing.wants_colour(color, sys.stdout, os.environ):
        text = _styled(text)
    writing.write(text)


def page(check: Check) -> str:
    """Return the documentation of a check as Markdown: its docstring under its facts."""
    title, _, body = check.doc.partition("\n")
    facts = [f"category: {check.category}", f"severity: {check.severity.label}, at worst"]
    if check.pack != "default":
        facts.append(f"runs with `--policy {check.pack}`, or when selected")
    facts += [f"asked by {standard}" for standard in check.standards]
    facts += [
        f"parameter `{name}`: `{value!r}` by default" for name, value in defaults(check).items()
    ]
    body = _UNDERLINED.sub(r"## \1\n\n", body).strip()
    return "\n".join([f"# {check.id}", "", title, "", *(f"- {f}" for f in facts), "", body, ""])


def defaults(check: Check) -> dict[str, Any]:
    """Return the parameters of a check with their defaults."""
    params = check.params()
    return {field.name: getattr(params, field.name) for field in fields(params)}


def _styled(text: str) -> str:
    from rich.console import Console  # noqa: PLC0415 - only for people, and slow to load
    from rich.markdown import Markdown  # noqa: PLC0415

    file = StringIO()
    console = Console(
        file=file, force_terminal=True, color_system="standard", no_color=False, width=_WIDTH
    )
    console.print(Markdown(text))
    return file.getvalue()

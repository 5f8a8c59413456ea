"""`checks`: lists what the tool can find."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from netplan_audit.cli import output as writing
from netplan_audit.cli.explain import defaults
from netplan_audit.formats import check_url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netplan_audit.check import Check


def checks(
    *,
    format_: Annotated[
        Literal["text", "json", "markdown"], typer.Option("--format", "-f", help="What to print.")
    ] = "text",
) -> None:
    """List the checks."""
    # Here and not above: help must not wait for the checks and what they import.
    from netplan_audit.assembly import every_check  # noqa: PLC0415
    from netplan_audit.suppressions.ledger import LEDGER  # noqa: PLC0415

    ordered = sorted((*every_check(())[0], *LEDGER), key=lambda check: (check.category, check.id))
    if format_ == "json":
        writing.write(as_json(ordered), encoding="utf-8")
    elif format_ == "markdown":
        writing.write(as_markdown(ordered))
    else:
        writing.write(_as_text(ordered))


def as_json(every: Sequence[Check]) -> str:
    """Describe the checks for machines, with the defaults of their parameters."""
    listed = [
        {
            "id": check.id,
            "category": check.category,
            "severity": check.severity.label,
            "pack": check.pack,
            "standards": list(check.standards),
            "title": check.title,
            "params": defaults(check),
            "url": check_url(check),
        }
        for check in every
    ]
    document = {"schema_version": "1", "checks": listed}
    return json.dumps(document, ensure_ascii=False, indent=2, default=list) + "\n"


def as_markdown(every: Sequence[Check], link: str = "docs/checks/{}.md") -> str:
    """Write the checks as a table; `link` says where the page of an id is."""
    rows = [
        f"| [`{check.id}`]({link.format(check.id)}) | {check.category} | {check.severity.label} "
        f"| {check.pack} | {check.title} |"
        for check in every
    ]
    head = ["| check | category | severity | pack | finds |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows, ""])


def _as_text(every: Sequence[Check]) -> str:
    width = max((len(check.id) for check in every), default=0)
    return "".join(
        f"{check.id:<{width}}  {check.severity.label:<8}  {check.pack:<7}  {check.title}\n"
        for check in every
    )

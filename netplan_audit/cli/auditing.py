"""Runs an audit as options and a configuration ask for it: what `scan` and `baseline` share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.cli import output as writing
from netplan_audit.cli.policies import Choice, chosen, notes, places_of, suppressions_of
from netplan_audit.errors import InputError, UsageError
from netplan_audit.opening import inputs as reading
from netplan_audit.opening import sources
from netplan_audit.opening.variants import each_variant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from netplan_audit.config.file import Config
    from netplan_audit.opening.configurations import Options
    from netplan_audit.pipeline import Input, Unusable
    from netplan_audit.report import Report


class Request(Struct, frozen=True):
    """What is audited, and how."""

    options: Options
    choice: Choice
    config: Config | None = None
    planfile: str | None = None
    terraform_bin: str | None = None
    source: str | None = None
    no_ignores: bool = False
    policy_dirs: Sequence[str] | None = None


def today() -> date:
    """Return the day in UTC, by which suppressions end."""
    return datetime.now(UTC).date()


def audited(paths: Sequence[str], request: Request) -> Report:
    """Audit the inputs at these paths; raises UsageError and InputError."""
    # Here and not above: these load the readers and the graph, which help must not wait for.
    from netplan_audit.assembly import enforced, every_check  # noqa: PLC0415
    from netplan_audit.pipeline import audit  # noqa: PLC0415

    config = request.config
    checks, declared = every_check(request.policy_dirs)
    policy = enforced(chosen(request.choice, config, checks), declared)
    report = audit(
        _opened(paths, request),
        policy,
        today=None if request.no_ignores else today(),
        configured=suppressions_of(config, checks),
        places=places_of(config) if reading.has_manifests(paths) else None,
    )
    return replace(report, diagnostics=(*notes(config), *report.diagnostics))


def _opened(paths: Sequence[str], request: Request) -> Iterator[Input | Unusable]:
    """Open one input after the other, so that only one is in memory."""
    from netplan_audit.pipeline import Unusable  # noqa: PLC0415 - see audited

    planfile, source = request.planfile, request.source
    if planfile is not None and len(paths) > 1:
        message = "one plan file belongs to one input, and there are several"
        raise UsageError(message, source="--planfile", hint="scan them one by one")
    names = reading.input_ids(paths)
    for number, (named, path) in enumerate(zip(names, paths, strict=True), start=1):
        writing.progress(f"reading {path} ({number} of {len(paths)})")
        for name, options in each_variant(named, path, request.options):
            try:
                one = reading.opened(
                    name, path, options, planfile=planfile, terraform_bin=request.terraform_bin
                )
            except InputError as error:
                yield Unusable(path, error)
            else:
                yield sources.added(one, planfile, source, options.given)
    writing.progress("")

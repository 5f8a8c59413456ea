"""What a Python program asks for: an audit of inputs by their paths, and a report in a format."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, get_args

from msgspec.structs import replace

from netplan_audit.assembly import enforced, every_check
from netplan_audit.config.words import VERSIONS, Format
from netplan_audit.errors import InputError, UsageError, nearest, of_files
from netplan_audit.opening import inputs as opening
from netplan_audit.opening import sources
from netplan_audit.opening.configurations import Options
from netplan_audit.opening.variants import each_variant
from netplan_audit.pipeline import Unusable
from netplan_audit.pipeline import audit as run
from netplan_audit.policy import Gate, Policy
from netplan_audit.policy.file import load_policy as load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from netplan_audit.check import Check
    from netplan_audit.diagnostic import Diagnostic
    from netplan_audit.pipeline import Input
    from netplan_audit.report import Report


def audit(  # noqa: PLR0913 - each is one thing to say
    inputs: str | PathLike[str] | Iterable[str | PathLike[str]],
    policy: Policy | str = "default",
    *,
    fail_on: Sequence[str] | None = None,
    variables: Mapping[str, str] | None = None,
    var_files: Sequence[str] = (),
    workspace: str | None = None,
    suppressions: bool = True,
    policy_dirs: Sequence[str] = (),
    today: date | None = None,
) -> Report:
    """Audit plans, states, configurations and manifests, as `netplan-audit scan` does.

    `inputs` are paths of files and folders, `policy` one that was loaded, the name of a pack or the
    path of a file; declared policies of `policy_dirs` run where it is a name or a path. `fail_on`
    are words as for `--fail-on`; they decide `report.failed`. Variables,
    files of them and the workspace are for folders of HCL, with values as on Terraform's command
    line. Suppressions in the source end by `today`, which is the present day in UTC.

    Reads no configuration file of the tool and no environment. An input that cannot be used is a
    diagnostic of severity error where others can. Raises InputError where none can, UsageError for
    what cannot be carried out, and CheckError where a check has a bug.
    """
    given = [inputs] if isinstance(inputs, (str, PathLike)) else list(inputs)
    remarks: list[Diagnostic] = []
    with of_files():
        paths = opening.expanded([fspath(path) for path in given], note=remarks.append)
    options = Options(
        var=[f"{name}={value}" for name, value in (variables or {}).items()],
        var_file=var_files,
        workspace=workspace,
        environment={},
        given=[fspath(path) for path in given],
    )
    checks, declared = every_check(policy_dirs)
    chosen = _loaded(policy, checks) if isinstance(policy, str) else policy
    if fail_on is not None:
        every = [setting.check for setting in chosen.settings]
        chosen = replace(chosen, gate=Gate.of(fail_on, every))
    chosen = enforced(chosen, declared)
    day = (today or datetime.now(UTC).date()) if suppressions else None
    places = () if opening.has_manifests(paths) else None
    with of_files():
        report = run(_opened(paths, options), chosen, today=day, places=places)
    return replace(report, diagnostics=(*remarks, *report.diagnostics))


def load_policy(name: str = "default") -> Policy:
    """Load a policy pack by its name, or a policy file by its path; raises UsageError."""
    return _loaded(name, every_check(())[0])


def render(report: Report, form: str = "json") -> str:
    """Render a report in a format of `netplan-audit scan --format`; raises UsageError."""
    known = get_args(Format)
    if form not in known:
        message = f"{form!r} is no format"
        raise UsageError(message, hint=nearest(form, known, f"formats: {', '.join(known)}"))
    name = VERSIONS.get(form, form).replace("-", "_")
    module: Any = import_module(f"netplan_audit.formats.{name}")
    look = (module.Look(),) if form == "text" else ()
    rendered: str = module.render(report, *look)
    return rendered


def _loaded(name: str, checks: Sequence[Check]) -> Policy:
    return Policy.default(checks) if name == "default" else load(name, checks)


def _opened(paths: Sequence[str], options: Options) -> Iterator[Input | Unusable]:
    """Open one input after the other, so that only one is in memory."""
    for named, path in zip(opening.input_ids(paths), paths, strict=True):
        for name, chosen in each_variant(named, path, options):
            try:
                one = opening.opened(name, path, chosen)
            except InputError as error:
                yield Unusable(path, error)
            else:
                yield sources.added(one, None, None, options.given)

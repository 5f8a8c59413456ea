"""What of Terraform a folder stands for: the plans beneath it, or its root modules."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.errors import InputError
from netplan_audit.repository import is_top
from netplan_audit.terraform.folders import SUFFIXES, beneath

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

PLAN_NAME: Final = "tfplan.json"
PLAN_HINT: Final = (
    "give plan JSON: `terraform plan -out=tfplan` and `terraform show -json tfplan > plan.json`"
)
_TERRAGRUNT: Final = (
    f"what Terragrunt gives its modules is not read; audit plans instead, each as {PLAN_NAME}: "
    "`terragrunt run --all --json-out-dir DIR plan` writes them"
)


def has_configuration(folder: str) -> bool:
    """Tell whether files of a configuration stand in the folder itself."""
    with os.scandir(folder) as entries:
        return any(entry.name.endswith(SUFFIXES) for entry in entries)


def of_terraform(
    folder: str,
    say: Callable[[str], None],
    note: Callable[[Diagnostic], None],
    *,
    include_examples: bool,
) -> list[str]:
    """Return the plans beneath a folder or its root modules, if there are any.

    A plan that cannot be used gives way to the configuration that it stands in, or to all of the
    folder where none can, and is told to `note`; without a configuration it stays.
    """
    plans, has_hcl, by_terragrunt = _plans(folder)
    broken = _broken(plans) if has_hcl else {}
    usable = [plan for plan in plans if plan not in broken]
    if not usable:
        if not plans and by_terragrunt:
            say(f"{folder}: {_TERRAGRUNT}")
        roots = _roots(folder, include_examples=include_examples)
        _tell(broken if roots else {}, folder, note)
        return roots or plans
    if has_configuration(folder) and str(Path(folder, PLAN_NAME)) not in broken:
        say(f"{folder}: its {len(usable)} {PLAN_NAME} are audited, not its HCL")
    instead = {plan: str(Path(plan).parent) for plan in broken}
    kept = {plan for plan, home in instead.items() if not has_configuration(home)}
    for plan, home in instead.items():
        _tell({} if plan in kept else {plan: broken[plan]}, home, note)
    return [plan if plan in kept else instead.get(plan, plan) for plan in plans]


def _broken(plans: Sequence[str]) -> dict[str, InputError]:
    """Return the plans that cannot be used, with the reason; a binary one is left to Terraform."""
    if not plans:
        return {}
    from netplan_audit.opening.inputs import read  # noqa: PLC0415 - help must not wait for readers
    from netplan_audit.terraform.encoding import is_archive  # noqa: PLC0415 - as above
    from netplan_audit.terraform.plan.decode import decode  # noqa: PLC0415 - as above

    found: dict[str, InputError] = {}
    for plan in plans:
        try:
            data = read(plan)
            if not is_archive(data):
                decode(data, plan)
        except InputError as error:
            found[plan] = error
    return found


def _tell(
    broken: Mapping[str, InputError], folder: str, note: Callable[[Diagnostic], None]
) -> None:
    for plan, error in broken.items():
        why = f"{error.place}: {error.message}" if error.place else error.message
        message = f"not analysed ({why}); the HCL in {folder} is audited instead"
        note(Diagnostic("warning", "plan-not-analysed", message, plan, error.hint or ""))


def _roots(folder: str, *, include_examples: bool) -> list[str]:
    """Return the folder where it is a root module, else the root modules beneath it.

    The top of a repository may be both; so may a folder whose examples are asked for.
    """
    is_root = has_configuration(folder)
    if is_root and not include_examples and not is_top(Path(folder)):
        return [folder]
    from netplan_audit.terraform.roots import find_roots  # noqa: PLC0415 - the parser is slow to load

    found = [str(root) for root in find_roots(Path(folder), include_examples=include_examples)]
    return [folder] if is_root and not found else found


def _plans(folder: str) -> tuple[list[str], bool, bool]:
    """Return the plans beneath a folder, whether HCL is there, and whether Terragrunt runs it."""
    plans: list[str] = []
    has_hcl = by_terragrunt = False
    for at, folders, files in beneath(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        by_terragrunt = by_terragrunt or "terragrunt.hcl" in files
        has_hcl = has_hcl or any(name.endswith(SUFFIXES) for name in files)
        if PLAN_NAME in files:
            plans.append(str(Path(at, PLAN_NAME)))
    return sorted(plans), has_hcl, by_terragrunt

"""Tells whether a plan file and a plan's JSON are of one plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.errors import InputError
from netplan_audit.terraform.address import split_steps

if TYPE_CHECKING:
    from netplan_audit.terraform.plan.document import PlanDocument
    from netplan_audit.terraform.planfile import Snapshot


def check_belonging(
    snapshot: Snapshot, document: PlanDocument, source: str
) -> tuple[Diagnostic, ...]:
    """Compare what both files say of their plan; remark where nothing can be compared.

    The time of planning is in both since Terraform 1.5. Raises InputError where they differ.
    """
    marks = snapshot.marks
    if marks is None:
        message = "the plan in it cannot be read: whether it belongs to the JSON is not known"
        return (Diagnostic("warning", "planfile-unread", message, snapshot.source),)
    for what, theirs, ours in (
        ("was planned at", marks.timestamp, document.timestamp),
        ("was planned with version", marks.terraform_version, document.terraform_version),
    ):
        if theirs and ours and theirs != ours:
            raise _differs(snapshot, source, f"it {what} {theirs}, the other {ours}")
    changes = document.resource_changes
    managed = {one.address for one in changes or () if one.mode != "data"}
    planned = {address for address in marks.addresses if not _is_data(address)}
    if changes is not None and managed != planned:
        only = min(managed ^ planned)
        place = "it alone" if only in planned else "only the other"
        raise _differs(snapshot, source, f"{place} has {only}")
    return ()


def _differs(snapshot: Snapshot, source: str, reason: str) -> InputError:
    message = f"this plan file does not belong to {source}: {reason}"
    hint = "make the JSON from this very file: terraform show -json PLANFILE > plan.json"
    return InputError(message, source=snapshot.source, hint=hint)


def _is_data(address: str) -> bool:
    """Tell data sources: their deletion is in the plan file but not in the JSON."""
    try:
        words = [value for is_index, value in split_steps(address) if not is_index]
    except ValueError:
        return False
    while words[:1] == ["module"]:
        words = words[2:]
    return words[:1] == ["data"]

"""Reads one input, told apart by what is in it: a plan, or a state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.errors import InputError
from netplan_audit.terraform.belonging import check_belonging
from netplan_audit.terraform.plan.decode import decode
from netplan_audit.terraform.plan.read import read_decoded

if TYPE_CHECKING:
    from netplan_audit.terraform.configuration.exact import ExactReferences
    from netplan_audit.terraform.encoding import Data
    from netplan_audit.terraform.planfile import Snapshot
    from netplan_audit.terraform.resource import Resources


def read(
    data: Data,
    source: str,
    snapshot: Snapshot | None = None,
    exact: ExactReferences | None = None,
) -> Resources:
    """Read the bytes of a plan or state, as JSON or the raw state file.

    `snapshot` is that of the plan file that the JSON of a plan was made from; `exact` answers for
    references that the plan leaves open. Raises InputError where the bytes are neither plan nor
    state, cannot be used, or belong to another plan file.
    """
    decoded = decode(data, source)
    if decoded.document.is_state:
        if snapshot is not None:
            message = "this is a state, and a state has no plan file"
            raise InputError(message, source=source, hint="leave --planfile out")
        from netplan_audit.terraform.state.read import read_state  # noqa: PLC0415 - most are plans

        return read_state(decoded, source)
    resources = read_decoded(decoded, source, exact)
    if snapshot is None:
        return resources
    notes = check_belonging(snapshot, decoded.document, source)
    workspace = None if snapshot.marks is None else snapshot.marks.workspace
    hints = (workspace,) if workspace and workspace != "default" else ()
    resources.diagnostics = (*resources.diagnostics, *notes)
    resources.workspace_hints = (*hints, *resources.workspace_hints)
    return resources

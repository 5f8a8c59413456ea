"""What a reader of a report should know about the plan itself: parts of it are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.terraform.plan.document import NOTHING
from netplan_audit.wording import and_more

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from netplan_audit.terraform.plan.document import PlanDocument

_FEW: Final = 100
"""So many changes tell whether a plan marks sensitive values: one that does marks every change."""
_WHOLE: Final = "scan the whole output of `terraform show -json`, not a part of it"


def remarks(document: PlanDocument, source: str) -> Iterator[Diagnostic]:
    """Yield what makes a plan less than a plan can be."""
    if document.configuration is None or document.configuration.root_module is None:
        message = "the plan has no configuration: references between new objects are unknown"
        yield Diagnostic("warning", "no-configuration", message, source, _WHOLE)
    if _holds_values_only(document):
        message = "the plan has no resource_changes: what is unknown in nested blocks is not told"
        yield Diagnostic("warning", "no-changes", message, source, _WHOLE)
    if document.errored:
        message = "the plan errored: what it did not reach is missing here"
        yield Diagnostic("warning", "plan-errored", message, source)
    elif document.complete is False:
        message = "the plan is incomplete (targeted or deferred): what it left out is missing"
        yield Diagnostic("warning", "plan-incomplete", message, source)
    changes = (document.resource_changes or ())[:_FEW]
    if changes and all(one.change.after_sensitive == NOTHING for one in changes):
        message = (
            "the plan does not mark sensitive values, as before Terraform 0.15: those whose name "
            "says so are hidden"
        )
        yield Diagnostic("note", "no-sensitive-marks", message, source)


def repeated_addresses(addresses: Sequence[str], source: str) -> Iterator[Diagnostic]:
    """Remark on addresses of which a plan or state has more than one current object."""
    if addresses:
        some = and_more(addresses[0], len(addresses))
        message = f"{some} stands there twice: the first entry is used"
        yield Diagnostic("warning", "repeated-address", message, source, _WHOLE)


def _holds_values_only(document: PlanDocument) -> bool:
    """Tell whether the changes of new objects were cut out; a refresh of old ones has none."""
    prior = document.prior_state
    is_new = not document.resource_changes and (prior is None or prior.values is None)
    return is_new and b'"resources"' in bytes(document.planned_values)

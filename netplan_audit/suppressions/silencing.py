"""Where results stand in the source, and which of them its comments and a configuration silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.suppressions.apply import Context, Sorted, apply, remarks
from netplan_audit.suppressions.comments import read_comment
from netplan_audit.suppressions.suppression import Configured, Suppression

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from netplan_audit.check import Check
    from netplan_audit.finding import Finding, Outcome
    from netplan_audit.policy import Policy
    from netplan_audit.terraform.resource import Resources
    from netplan_audit.terraform.source import Source


class Silencing(Struct, frozen=True):
    """What is configured of suppressions, and what decides on all of them."""

    entries: tuple[Suppression, ...]
    context: Context
    checks: tuple[Check, ...]

    @classmethod
    def of(cls, policy: Policy, today: date, configured: Configured) -> Silencing:
        """Take what a policy, a day and a configuration decide."""
        ran = [check.id for check, _ in policy.selected()]
        context = Context(today, ran, policy.fixed(), configured.terms)
        return cls(configured.entries, context, tuple(one.check for one in policy.settings))

    def remarks(self, applied: list[Sorted], inputs: Sequence[str]) -> Iterator[Finding]:
        """Say what is wrong with the entries, once: under the first input, in their own file."""
        for remark in remarks(self.entries, applied, self.context):
            yield from (replace(remark, input=one) for one in inputs)


def source_of(
    resources: Resources,
    outcomes: Sequence[Outcome],
    sources: Iterable[Source],
    path: str,
) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    """Return the first configuration that holds every block of the input's root module."""
    blocks: set[str] | None = None
    offered = None
    for source in sources:
        blocks = {r.block for r in resources if not r.module} if blocks is None else blocks
        if all(source.holds(block) for block in blocks):
            return source, source.diagnostics
        offered = offered or source
    if offered is not None and offered.origin != "directory":
        message = f"{offered.folder} is not the configuration of this input: not all is in it"
        return None, (Diagnostic("warning", "source-mismatch", message, path),)
    if not outcomes or resources.kind != "plan":
        return None, ()
    message = "no source is at hand: results have addresses, but no lines"
    hint = "name the configuration's folder: --source DIR"
    return None, (Diagnostic("note", "no-source", message, path, hint),)


def located(outcomes: Sequence[Outcome], source: Source | None) -> tuple[Outcome, ...]:
    """Say of results where their subjects stand in the source."""
    if source is None:
        return tuple(outcomes)
    return tuple(replace(one, location=source.locate(one.subject, one.place)) for one in outcomes)


def without_suppressed(
    outcomes: tuple[Outcome, ...], source: Source | None, silencing: Silencing | None
) -> tuple[Sorted, tuple[Finding, ...], tuple[Diagnostic, ...]]:
    """Apply the comments of the source and the configuration; tell what is wrong with comments."""
    if silencing is None:
        return Sorted(outcomes, (), frozenset(), {}), (), ()
    read_ones = [
        read_comment(comment.text, comment.scope, comment.location, silencing.checks)
        for comment in (() if source is None else source.comments())
    ]
    notes = tuple(one for one in read_ones if isinstance(one, Diagnostic))
    comments = [one for one in read_ones if isinstance(one, Suppression)]
    applied = apply(outcomes, (*comments, *silencing.entries), silencing.context)
    return applied, tuple(remarks(comments, [applied], silencing.context)), notes

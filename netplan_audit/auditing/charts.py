"""Tells of charts among the manifests that Terraform installs with values of its own."""

from __future__ import annotations

from posixpath import normpath
from typing import TYPE_CHECKING, Final

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.kubernetes.read import file_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from netplan_audit.auditing.joining import Root
    from netplan_audit.terraform.resource import Resources

_HINT: Final = (
    "`--render helm` renders it with the values that it brings; or scan what `helm template` "
    "prints with those of the release"
)


def chart_notes(manifests: Resources, roots: Sequence[Root]) -> Iterator[Diagnostic]:
    """Yield a remark for each release whose chart is a folder that these manifests are of."""
    released = [(root, *chart) for root in roots for chart in root.charts]
    files = [file_of(one) for one in manifests] if released else []
    for root, address, chart in released:
        folder = normpath(f"{root.folder}/{chart}")
        if any(file.startswith(f"{folder}/") for file in files):
            message = f"{address} of {root.path} installs this chart with values that are not used"
            yield Diagnostic("note", "chart-of-a-release", message, folder, _HINT)

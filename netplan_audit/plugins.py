"""Checks that installed packages bring; never code from what is audited."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.check import Check
from netplan_audit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection

GROUP: Final = "netplan_audit.checks"


def installed(taken: Collection[str]) -> tuple[Check, ...]:
    """Load the checks of all entry points of the group, in the order of their names.

    `taken` are the ids of other checks. Raises UsageError, naming the package, for an entry point
    that cannot be loaded, is no check, or has an id that there is already.
    """
    ids = set(taken)
    found: list[Check] = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        package = point.dist.name if point.dist is not None else point.value
        source = f"package {package}, entry point {point.name}"
        try:
            check = point.load()
        except Exception as error:
            message = f"it cannot be loaded: {type(error).__name__}: {error}"
            raise UsageError(message, source=source) from error
        if not isinstance(check, Check):
            message = "it is no check; decorate a function with netplan_audit.check.check"
            raise UsageError(message, source=source)
        if check.id in ids:
            message = f"there is a check {check.id!r} already"
            raise UsageError(message, source=source)
        ids.add(check.id)
        found.append(replace(check, origin=package))
    return tuple(found)

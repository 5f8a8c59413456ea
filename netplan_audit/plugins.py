"""Checks that installed packages bring; never code from what is audited."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.check import Check
from netplan_audit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from importlib.metadata import EntryPoint

GROUP: Final = "netplan_audit.checks"


def installed(taken: Collection[str]) -> tuple[Check, ...]:
    """Load the checks of all entry points of the group, in the order of their names.

    `taken` are the ids of other checks. Raises UsageError, naming the package, for an entry point
    that cannot be loaded, is no check, or has an id that there is already.
    """
    ids = set(taken)
    found: list[Check] = []
    for point in sorted(_points(), key=lambda point: (point.name, point.value)):
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


def _points() -> Iterable[EntryPoint]:
    if not any(map(_may_bring_checks, sys.path)):
        return ()
    # Here and not above: it takes longer to load than to find out that nobody needs it.
    from importlib.metadata import entry_points  # noqa: PLC0415

    return entry_points(group=GROUP)


def _may_bring_checks(folder: str) -> bool:
    """Tell whether a place that modules are imported from has a package that names the group."""
    try:
        names = os.listdir(folder or ".")  # noqa: PTH208 - a path for each of many names is slow
    except NotADirectoryError:  # an archive
        return True
    except OSError:
        return False
    return any(
        name.endswith(".egg") or _names_group(os.path.join(folder, name, "entry_points.txt"))  # noqa: PTH118
        for name in names
        if name.endswith((".dist-info", ".egg-info", ".egg"))
    )


def _names_group(path: str) -> bool:
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return GROUP.encode() in file.read()
    except OSError:
        return False

"""Puts together the checks of a run: the tool's, those of installed packages, declared ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from netplan_audit import checks as own
from netplan_audit.plugins import installed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netplan_audit.check import Check
    from netplan_audit.declared.files import Declared
    from netplan_audit.policy import Policy


def every_check(folders: Sequence[str] | None) -> tuple[tuple[Check, ...], list[Declared]]:
    """Return the tool's checks, those of installed packages, and those declared in folders."""
    known = (*own.CHECKS, *installed([check.id for check in own.CHECKS]))
    if not folders:
        return known, []
    from netplan_audit.declared.files import load_folders  # noqa: PLC0415 - YAML is slow to load

    declared = load_folders(folders, [check.id for check in known])
    return (*known, *(one.check for one in declared)), declared


def enforced(policy: Policy, declared: Sequence[Declared]) -> Policy:
    """Give declared policies the weight that they ask for; what is mandatory fails the run."""
    ids = {
        word: frozenset(one.policy.id for one in declared if one.policy.enforcement == word)
        for word in ("advisory", "mandatory")
    }
    return replace(
        policy,
        gate=replace(
            policy.gate,
            advisory=(policy.gate.advisory | ids["advisory"]) - ids["mandatory"],
            mandatory=ids["mandatory"],
        ),
        settings=tuple(
            replace(setting, ignorable=False) if setting.check.id in ids["mandatory"] else setting
            for setting in policy.settings
        ),
    )

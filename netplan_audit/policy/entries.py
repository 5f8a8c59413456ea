"""What a file says of each check: whether it runs, how bad it is, its parameters."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Literal, cast

import msgspec
from msgspec.structs import replace

from netplan_audit.errors import UsageError, nearest
from netplan_audit.finding import Severity
from netplan_audit.policy import named
from netplan_audit.shape import decoded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netplan_audit.check import Check
    from netplan_audit.document import Document, Place
    from netplan_audit.policy import Policy, Setting


class CheckEntry(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The settings of one check; what is not given stays as it is."""

    enabled: bool | None = None
    severity: Literal["critical", "high", "medium", "low", "info"] | None = None
    params: dict[str, Any] = {}
    ignorable: bool | None = None


def applied(policy: Policy, entries: Mapping[str, CheckEntry | None], document: Document) -> Policy:
    """Return the policy with what a document says of each check under its key `checks`.

    Raises UsageError, with the file and the line, for what cannot be carried out.
    """
    settings = {setting.check.id: setting for setting in policy.settings}
    for word, entry in entries.items():
        check = _check(word, policy, document)
        settings[check.id] = _changed(settings[check.id], word, entry or CheckEntry(), document)
    return replace(policy, settings=tuple(settings.values()))


def _check(word: str, policy: Policy, document: Document) -> Check:
    try:
        found = named(word, (setting.check for setting in policy.settings), globs=False)
    except UsageError as error:
        raise document.error(("checks", word), error.message, error.hint) from None
    return found[0]


def _changed(setting: Setting, word: str, entry: CheckEntry, document: Document) -> Setting:
    if entry.enabled is not None:
        setting = replace(setting, enabled=entry.enabled)
    if entry.severity is not None:
        setting = replace(setting, severity=Severity[entry.severity.upper()])
    if entry.ignorable is not None:
        setting = replace(setting, ignorable=entry.ignorable)
    if entry.params:
        params = _params(setting, ("checks", word, "params"), entry.params, document)
        setting = replace(setting, params=params)
    return setting


def _params(setting: Setting, place: Place, given: Mapping[str, Any], document: Document) -> object:
    """Validate the given parameters and lay them over the ones in force."""
    kind = setting.check.params
    names = [field.name for field in dataclasses.fields(kind)]
    for name in given:
        if name not in names:
            message = f"{setting.check.id} has no parameter {name!r}"
            listed = f"parameters: {', '.join(names)}" if names else "it has none"
            raise document.error((*place, name), message, nearest(name, names, listed))
    read = decoded(document, kind, place)
    chosen = {name: getattr(read, name) for name in given}
    given_before = kind() if setting.params is None else setting.params
    return dataclasses.replace(cast("Any", given_before), **chosen)

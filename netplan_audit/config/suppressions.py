"""From the suppressions of a configuration file to those that are applied."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from netplan_audit.errors import nearest
from netplan_audit.location import Location
from netplan_audit.policy import LIST_HINT
from netplan_audit.suppressions.suppression import Configured, Suppression, Terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from netplan_audit.config.file import Config

SECTION: Final = "suppressions"


def configured(config: Config, ids: Sequence[str]) -> Configured:
    """Return the suppressions of a file; `ids` are those of the checks.

    Raises UsageError, with the line, for a check that there is not, and for an empty list.
    """
    section = config.content.suppressions
    if section is None:
        return Configured()
    terms = Terms(section.require_reason, section.max_days)
    return Configured(tuple(_entries(config, ids)), terms)


def _entries(config: Config, ids: Sequence[str]) -> Iterator[Suppression]:
    section = config.content.suppressions
    for index, item in enumerate(section.items if section else ()):
        place = (SECTION, "items", index)
        checks = tuple(word.lower() for word in _list(item.check))
        for word in checks:
            if not any(fnmatchcase(check, word) for check in ids):
                hint = nearest(word, ids, LIST_HINT)
                raise config.document.error((*place, "check"), f"{word!r} is no check", hint)
        for key, globs in (("check", checks), ("resources", _list(item.resources))):
            if not all(globs) or not globs:
                raise config.document.error((*place, key), f"{key}: it names nothing")
        line = config.document.line(place)
        yield Suppression(
            checks,
            config.path,
            Location(config.path, line, line, "configuration"),
            reason=item.reason,
            owner=item.owner,
            until=item.until,
            resources=_list(item.resources),
            inputs=_list(item.inputs),
        )


def _list(words: str | list[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)

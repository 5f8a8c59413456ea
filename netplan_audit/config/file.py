"""What a configuration file may say, and the options that come of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

from netplan_audit.config.keys import ConfigFile
from netplan_audit.policy.file import is_path
from netplan_audit.shape import decoded

if TYPE_CHECKING:
    from pathlib import Path

    from netplan_audit.config.discovery import Found
    from netplan_audit.document import Document

GATE_KEYS: Final = (
    "format",
    "fail-on",
    "warn-on",
    "exit-zero",
    "min-confidence",
    "new-only",
    "baseline",
    "policy",
    "select",
    "ignore",
    "category",
    "no-kubernetes",
    "kubernetes-only",
)
"""What decides whether a run fails, besides the entries of single checks."""
PATH_KEYS: Final = ("policy", "policy-dir", "var-file", "baseline")
"""Keys whose values are paths from the folder of the file."""


SECTIONS: Final = ("version", "checks", "clusters", "suppressions")
"""Keys that are no options."""


class Config(Struct, frozen=True, dict=True):
    """A configuration file that was read and has the right shape.

    `boundary` is the repository that it was found in; None where the user named the file.
    """

    document: Document
    folder: Path
    boundary: Path | None
    content: ConfigFile

    @property
    def path(self) -> str:
        """The file as the user would name it."""
        return self.document.path

    def options(self) -> dict[str, Any]:
        """Return the options that the file gives, by their long names, in the file's order.

        Raises UsageError for a path that leads out of the repository of the file.
        """
        known = msgspec.to_builtins(self.content)
        return {
            key: self._resolved(key, known[key])
            for key in self.document.data
            if key not in SECTIONS and known.get(key) is not None
        }

    def origin(self, key: str) -> str:
        """Say where a key stands, as editors do: `.netplan-audit.yaml:3`."""
        return f"{self.path}:{self.document.line((key,))}"

    def _resolved(self, key: str, value: Any) -> Any:  # noqa: ANN401 - what the file says
        if key not in PATH_KEYS:
            return [value] if key in LISTS and isinstance(value, str) else value
        if isinstance(value, list):
            return [self._file(key, path) for path in value]
        path = self._file(key, value)
        return [path] if key in LISTS else path

    def _file(self, key: str, path: str) -> str:
        """Return a path from the working directory; the name of a policy pack stays."""
        if key == "policy" and not is_path(path):
            return path
        file = self.folder / path
        if self.boundary is not None and not file.resolve().is_relative_to(self.boundary):
            message = f"{key}: {path!r} is outside the repository"
            raise self.document.error((key,), message)
        return str(file)


LISTS: Final = ("policy-dir", "fail-on", "warn-on", "select", "ignore", "category", "var-file")
"""Options that may be given several times."""


def config_of(found: Found) -> Config:
    """Hold a file against its shape; raises UsageError, with the line, for what is wrong in it."""
    document = found.document
    return Config(document, found.folder, found.boundary, decoded(document, ConfigFile))

"""What a suppression is, and which results it covers."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.terraform.address import block_address

if TYPE_CHECKING:
    from datetime import date

    from netplan_audit.finding import Outcome
    from netplan_audit.location import Location


class Suppression(Struct, frozen=True):
    """One comment that silences checks.

    `checks` are ids and globs. `scope` is the address of the block it stands at, without instance
    keys: a resource, or a module call with everything beneath it. `instances`, where it is given,
    is a glob that the whole address of the subject must match. It ends after the day `until`.
    """

    checks: tuple[str, ...]
    scope: str
    location: Location
    reason: str = ""
    owner: str = ""
    until: date | None = None
    instances: str = ""

    def covers(self, outcome: Outcome) -> bool:
        """Tell whether it is about this result: its check, and its subject or what is in it."""
        block = block_address(outcome.subject)
        inside = block == self.scope or block.startswith(f"{self.scope}.")
        meant = not self.instances or _matches(outcome.subject, self.instances)
        return inside and meant and any(fnmatchcase(outcome.check, glob) for glob in self.checks)


class Suppressed(Struct, frozen=True):
    """A result that a suppression silences."""

    outcome: Outcome
    suppression: Suppression


def _matches(address: str, glob: str) -> bool:
    """Match an address, in which brackets are no wildcard."""
    pattern = re.escape(glob).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(pattern, address, re.DOTALL) is not None

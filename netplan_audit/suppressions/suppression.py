"""What a suppression is, which results it covers, and on which terms one holds."""

from __future__ import annotations

from datetime import timedelta
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.terraform.address import block_address

if TYPE_CHECKING:
    from datetime import date

    from netplan_audit.finding import Outcome
    from netplan_audit.location import Location


class Suppression(Struct, frozen=True):
    """One comment, or one entry of a configuration, that silences checks.

    `checks` are ids and globs. `scope` is what it stands at: for a comment the address of a block,
    without instance keys, a resource or a module call with everything beneath it; for an entry its
    file. An entry covers what its globs `resources` match, in the inputs that `inputs` match.
    `instances`, where it is given, is a glob that the whole address of the subject must match. It
    ends after the day `until`.
    """

    checks: tuple[str, ...]
    scope: str
    location: Location
    reason: str = ""
    owner: str = ""
    until: date | None = None
    instances: str = ""
    resources: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()

    def covers(self, outcome: Outcome) -> bool:
        """Tell whether it is about this result: its check, and its subject or what is in it."""
        meant = not self.instances or _matches(outcome.subject, self.instances)
        here = not self.inputs or any(fnmatchcase(outcome.input, glob) for glob in self.inputs)
        named = any(fnmatchcase(outcome.check, glob) for glob in self.checks)
        return named and here and meant and self._holds(outcome.subject)

    def _holds(self, address: str) -> bool:
        block = block_address(address)
        if not self.resources:
            return block == self.scope or block.startswith(f"{self.scope}.")
        return any(
            _matches(one, glob) or _matches(one, f"{glob}.*")
            for glob in self.resources
            for one in (address, block)
        )


class Terms(Struct, frozen=True):
    """On which terms a suppression holds: with a reason, and for so many days at most."""

    require_reason: bool = True
    max_days: int | None = None

    def lacks_reason(self, one: Suppression) -> bool:
        """Tell whether a reason is required and not given."""
        return self.require_reason and not one.reason.strip()

    def too_long(self, one: Suppression, today: date) -> bool:
        """Tell whether it would last for longer than allowed, or for ever."""
        if self.max_days is None:
            return False
        return one.until is None or one.until > today + timedelta(days=self.max_days)


class Configured(Struct, frozen=True):
    """What the configuration says of suppressions: its own entries, and terms for all of them."""

    entries: tuple[Suppression, ...] = ()
    terms: Terms = Terms()


class Suppressed(Struct, frozen=True):
    """A result that a suppression silences."""

    outcome: Outcome
    suppression: Suppression

    @property
    def status(self) -> str:
        """The word for what it is."""
        return "baseline" if self.is_known else "suppressed"

    @property
    def is_known(self) -> bool:
        """Whether it is in a baseline, rather than accepted by somebody."""
        return self.suppression.location.source == "baseline"


def _matches(address: str, glob: str) -> bool:
    """Match an address, in which brackets are no wildcard."""
    return fnmatchcase(address, glob.replace("[", "[[]"))

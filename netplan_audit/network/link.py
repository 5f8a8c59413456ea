"""How one object points at others: proven, likely, one of several, or unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.terraform.value import Certainty

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["NO_LINKS", "Certainty", "Link", "Links"]


class Link(Struct, frozen=True):
    """A pointer to exactly one object, which is among `targets`.

    A target is an address, or an AWS id where no resource of the input has it. `complete` is
    False where the object may be none of the targets. `settles` names the argument, and what it
    waits for, that would tell more.
    """

    targets: tuple[str, ...]
    certainty: Certainty
    complete: bool = True
    settles: str = ""

    @property
    def only(self) -> str | None:
        """The target, where it is proven or likely; None where there are several or none."""
        if len(self.targets) == 1 and self.certainty is not Certainty.ONE_OF:
            return self.targets[0]
        return None

    @property
    def proven(self) -> bool:
        """Whether the only target is certain."""
        return self.certainty is Certainty.CERTAIN and len(self.targets) == 1


class Links(Struct, frozen=True):
    """Pointers to any number of objects.

    `members` are certainly or likely pointed at; `candidates` may be. `complete` is False where
    objects that are neither may be pointed at too.
    """

    members: tuple[Link, ...] = ()
    candidates: tuple[str, ...] = ()
    complete: bool = True
    settles: str = ""

    def __iter__(self) -> Iterator[str]:
        """Iterate over the addresses of the members."""
        return (target for link in self.members for target in link.targets)

    @property
    def everything(self) -> tuple[str, ...]:
        """Members and candidates: every address that may be pointed at."""
        return (*self, *self.candidates)

    @property
    def settled(self) -> bool:
        """Whether the members are all there is."""
        return self.complete and not self.candidates

    @property
    def certainty(self) -> Certainty:
        """The lowest certainty of the members; certain where there are none."""
        return min((link.certainty for link in self.members), default=Certainty.CERTAIN)

    def at_most(self, certainty: Certainty) -> Links:
        """Return the same links, none surer than this."""
        members = tuple(replace(m, certainty=min(m.certainty, certainty)) for m in self.members)
        return replace(self, members=members)

    @classmethod
    def joined(cls, parts: Iterable[Links]) -> Links:
        """Join several attributes that point at the same kind of object.

        Where several name one object it is one member, as sure as the surest of them.
        """
        all_parts = tuple(parts)
        if len(all_parts) == 1:
            return all_parts[0]
        members: dict[str | Link, Link] = {}
        for link in (link for part in all_parts for link in part.members):
            key = link.only or link
            members[key] = max(members.get(key, link), link, key=lambda link: link.certainty)
        return cls(
            tuple(members.values()),
            tuple(dict.fromkeys(target for part in all_parts for target in part.candidates)),
            all(part.complete for part in all_parts),
            next((part.settles for part in all_parts if part.settles), ""),
        )


NO_LINKS: Final = Links()

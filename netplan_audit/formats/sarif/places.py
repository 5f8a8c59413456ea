"""Places in SARIF: one line of a file, other objects beside it, and the path between them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from netplan_audit.finding import Finding
from netplan_audit.formats import harmless, hop, known_place

if TYPE_CHECKING:
    from netplan_audit.finding import Outcome
    from netplan_audit.formats import Place
    from netplan_audit.report import Report
    from netplan_audit.suppressions.suppression import Suppressed

MOST_HOPS: Final = 100
"""How many hops and related objects of a result are written."""
_WORDS: Final = re.compile(r"[A-Za-z][A-Za-z -]*")
_SAFE: Final = re.compile(r"[A-Za-z0-9._~/!$&'()*+,;=@-]")


def physical(place: Place) -> dict[str, Any]:
    """Return one line of a file, because GitHub shows an alert only where all its lines changed."""
    line = place.line
    return {
        "artifactLocation": {"uri": uri(place.file), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": line, "startColumn": 1, "endLine": line, "endColumn": 2},
    }


def uri(path: str) -> str:
    """Encode a path as RFC 3986 wants; the bytes of a name that is no text become `?`."""
    return "".join(
        character
        if _SAFE.fullmatch(character)
        else "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace"))
        for character in path
    )


class Related(Struct, frozen=True):
    """The block of another object that is involved, by its number and its first role."""

    number: int
    place: Place
    address: str
    role: str

    @property
    def written(self) -> dict[str, Any]:
        """The object as a related location."""
        text = f"{harmless(self.address)} ({harmless(self.role)})"
        where = {"physicalLocation": physical(self.place), "message": {"text": text}}
        return {"id": self.number, **where}


def link(one: Related) -> str:
    """Write a link of a message to a related location."""
    return f"[{one.role if _WORDS.fullmatch(one.role) else one.number}]({one.number})"


def related(report: Report, outcome: Outcome, own: Place) -> list[Related]:
    """Return the blocks of other objects that are involved, each once, where they are known."""
    found: dict[Place, tuple[str, str]] = {}
    for address, role in outcome.related[:MOST_HOPS]:
        place = known_place(report, report.whereabouts.of(outcome.input, address))
        if place is not None and place != own:
            found.setdefault(place, (address, role))
    return [
        Related(number, place, address, role)
        for number, (place, (address, role)) in enumerate(found.items(), start=1)
    ]


def flows(report: Report, outcome: Outcome) -> dict[str, Any]:
    """Return the path that proves a finding, hop by hop, where its blocks are known."""
    if not isinstance(outcome, Finding):
        return {}
    locations = []
    for step in outcome.path[:MOST_HOPS]:
        for address in (step.source, step.target):
            place = known_place(report, report.whereabouts.of(outcome.input, address))
            if place is not None:
                where = {"physicalLocation": physical(place), "message": {"text": hop(step)}}
                locations.append({"location": where})
                break
    if len(locations) < 2:  # noqa: PLR2004 - one place is no path
        return {}
    return {"codeFlows": [{"threadFlows": [{"locations": locations}]}]}


def suppressions(one: Suppressed) -> dict[str, Any]:
    """Say what silences a result: a comment in the source, or something outside of it."""
    is_comment = one.suppression.location.source not in {"baseline", "configuration"}
    justification = one.suppression.reason or one.status
    return {
        "suppressions": [
            {
                "kind": "inSource" if is_comment else "external",
                "status": "accepted",
                "justification": harmless(justification),
            }
        ]
    }

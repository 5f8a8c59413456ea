"""Reads policies of core networks of Cloud WAN: what segments learn, and who gets into which.

Names and meaning of the fields are those of "Core network policy version parameters" of the Cloud
WAN user guide.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from netplan_audit.network.build import values
from netplan_audit.network.build.tags import tags_of
from netplan_audit.network.reach.core import CorePolicy
from netplan_audit.unknown import Truth, all_of, any_of, truth

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from netplan_audit.network.tags import Tags
    from netplan_audit.terraform.resource import Resource, Resources
    from netplan_audit.terraform.value import Value

Document = dict[str, Any]
_ALL: Final = "*"
_ROUTING: Final = frozenset({"create-route", "send-via", "send-to"})
_SHARING: Final = frozenset({"action", "description", "mode", "segment", "share-with"})
_FILTERING: Final = ("routing-policies", "attachment-routing-policy-rules")
"""What may filter or change routes, of which nothing is worked out."""
_NO_TAG: Final = "\0"


def read_document(policy: Value) -> Document:
    """Return a policy document; empty where it cannot be read."""
    written = values.text(policy)
    try:
        document = json.loads(written) if written else None
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def segments_of(document: Document) -> dict[str, Document]:
    """Return the segments of a policy document by their names."""
    named = ((one.get("name"), one) for one in _objects(document.get("segments")))
    return {name: one for name, one in named if isinstance(name, str)}


def read_policy(document: Document) -> CorePolicy:
    """Read a policy; without a word in it attachments have to be accepted."""
    segments = segments_of(document)
    isolated = {name for name, one in segments.items() if one.get("isolate-attachments") is True}
    needless = "require-attachment-acceptance"
    open_ = {name for name, one in segments.items() if one.get(needless) is False}
    learns: set[tuple[str, str]] = set()
    doubtful: set[str] = set()
    for action in _objects(document.get("segment-actions")):
        own, others = action.get("segment"), _shared_with(action, segments)
        is_plain = action.get("action") == "share" and _SHARING.issuperset(action)
        if is_plain and own in segments and others is not None:
            learns |= {pair for other in others for pair in ((own, other), (other, own))}
        else:  # static routes, filters and inserted services: nothing more is worked out
            doubtful |= _named(action, segments)
    if any(document.get(name) for name in _FILTERING):
        doubtful = set(segments)
    learns = {(one, other) for one, other in learns if _passes(segments[one], other)}
    return CorePolicy(frozenset(isolated), frozenset(open_), frozenset(learns), frozenset(doubtful))


def _shared_with(action: Document, segments: Iterable[str]) -> set[str] | None:
    """Return the segments that an action shares its own with; None where that cannot be read."""
    listed, others = action.get("share-with"), set(segments) - {action.get("segment")}
    if listed == _ALL or (isinstance(listed, list) and _ALL in listed):
        return others
    if isinstance(listed, dict) and isinstance(listed.get("except"), list):
        return others.difference(map(str, listed["except"]))
    return others.intersection(map(str, listed)) if isinstance(listed, list) else None


def _named(action: Document, segments: Collection[str]) -> set[str]:
    """Return the segments that an action may be about: its own, and those it inspects."""
    own, to = action.get("segment"), action.get("when-sent-to")
    listed = to.get("segments") if isinstance(to, dict) else []
    told = action.get("action") in _ROUTING and own in segments
    if not told or not isinstance(listed, list) or _ALL in listed:
        return set(segments)
    return {str(own), *map(str, listed)}


def _passes(segment: Document, other: str) -> bool:
    """Tell whether the filters of a segment let the routes of another in."""
    allowed, denied = segment.get("allow-filter"), segment.get("deny-filter")
    return not (
        (isinstance(allowed, list) and other not in allowed)
        or (isinstance(denied, list) and other in denied)
    )


def segment_of(
    attachment: Resource, document: Document, resources: Resources, kind: str = "vpc"
) -> str:
    """Return the segment of an attachment: as AWS says, or as the policy; '' where not known.

    The attachment policies are asked in their order, and the first that fits decides. `kind` is
    what they call attachments of its type.
    """
    told = values.text(attachment.get("segment_name"))
    segments = segments_of(document)
    if told or len(segments) == 1:
        return told or next(iter(segments))
    tags = tags_of(resources, attachment.address)
    rules = [one for one in _objects(document.get("attachment-policies")) if _number(one)]
    for rule in sorted(rules, key=_number):
        fits = _fits(rule, tags, kind)
        if fits is not Truth.NO:
            action = rule.get("action")
            return _given(action, tags) if fits is Truth.YES and isinstance(action, dict) else ""
    return ""


def _given(action: Document, tags: Tags) -> str:
    """Return the segment that an attachment policy gives; '' where it does not say."""
    if action.get("association-method") == "tag":
        return tags.known.get(str(action.get("tag-value-of-key")), "")
    named = action.get("segment")
    return named if isinstance(named, str) else ""


def _fits(rule: Document, tags: Tags, of: str) -> Truth:
    """Tell whether an attachment policy is about an attachment of a kind with some tags."""
    answers = [_meets(condition, tags, of) for condition in _objects(rule.get("conditions"))]
    together = any_of if rule.get("condition-logic") == "or" else all_of
    return together(answers) if answers else Truth.UNKNOWN


def _meets(condition: Document, tags: Tags, of: str) -> Truth:
    kind, key = condition.get("type"), str(condition.get("key"))
    if kind == "any":
        return Truth.YES
    if kind == "attachment-type" and condition.get("operator") == "equals":
        return truth(condition.get("value") == of)
    known = tags.known.get(key, _NO_TAG)
    open_ = known == _NO_TAG and (key in tags.unknown or not tags.closed)
    if kind not in {"tag-exists", "tag-value"} or open_:
        return Truth.UNKNOWN
    if kind == "tag-exists":
        return truth(known != _NO_TAG)
    return _compares(known, condition) if known != _NO_TAG else Truth.NO


def _compares(known: str, condition: Document) -> Truth:
    wanted = str(condition.get("value"))
    answers = {
        "equals": known == wanted,
        "not-equals": known != wanted,
        "contains": wanted in known,
        "begins-with": known.startswith(wanted),
    }
    answer = answers.get(str(condition.get("operator")))
    return Truth.UNKNOWN if answer is None else truth(answer)


def _number(rule: Document) -> int:
    number = rule.get("rule-number")
    return number if isinstance(number, int) else 0


def _objects(value: object) -> list[Document]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []

"""The JSON of `aws_networkmanager_core_network_policy_document`, which needs no answer of AWS.

What the provider writes was taken from 5.100: the names of the arguments with hyphens, nothing of
what is unset, and these defaults. The order in sets is the provider's own and means nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from netplan_audit.terraform.configuration.policy_documents import CannotTell, blocks_of, plain
from netplan_audit.terraform.hcl.functions.json_text import escaped

if TYPE_CHECKING:
    from netplan_audit.terraform.configuration.objects import ResourceInstance

_VERSION: Final = "2021.12"
_GENERAL: Final = "core_network_configuration"
_LISTS: Final = (
    "segments",
    "network_function_groups",
    "segment_actions",
    "attachment_policies",
)
_KNOWN: Final = frozenset({"version", _GENERAL, *_LISTS})
_DEFAULTS: Final[dict[str, dict[str, Any]]] = {
    _GENERAL: {"vpn_ecmp_support": True},
    "segments": {"isolate_attachments": False, "require_attachment_acceptance": True},
}
_SINGLE: Final = frozenset({"action", "via", "when_sent_to"})
_RENAMED: Final = {"with_edge_override": "with_edge_overrides"}
_NUMBERS: Final = frozenset({"asn"})
_ALL: Final = "*"


def text(instance: ResourceInstance) -> str | None:
    """Return the document, None where it is not known before it is read.

    One with what other versions of the provider know stays unknown too.
    """
    if not _KNOWN.issuperset(instance.configured):
        return None
    try:
        document = _document(instance)
    except CannotTell:
        return None
    return escaped(json.dumps(document, ensure_ascii=False, indent=2))


def _document(instance: ResourceInstance) -> dict[str, Any]:
    """Return the document; a block that Terraform wants and the configuration lacks stops it."""
    document: dict[str, Any] = {"version": plain(instance, "version") or _VERSION}
    document[_hyphened(_GENERAL)] = _only(_written(_GENERAL, plain(instance, _GENERAL)))
    for name in _LISTS:
        written = _written(name, plain(instance, name))
        if written:
            document[_hyphened(name)] = written
    if "segments" not in document:
        raise CannotTell
    return document


def _written(name: str, value: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any plain value
    return [_block(_DEFAULTS.get(name, {}), block) for block in blocks_of(value)]


def _block(defaults: dict[str, Any], block: dict[str, Any]) -> dict[str, Any]:
    told = {name: value for name, value in block.items() if value not in (None, "", [])}
    if "share_with_except" in told:
        told["share_with"] = {"except": told.pop("share_with_except")}
    return {
        _hyphened(_RENAMED.get(name, name)): _value(name, value)
        for name, value in {**defaults, **told}.items()
    }


def _value(name: str, value: Any) -> Any:  # noqa: ANN401 - any plain value
    if name in _NUMBERS:
        if not str(value).isdecimal():
            raise CannotTell
        return int(value)
    if value == [_ALL]:
        return _ALL
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        inner = _written(name, value)
        return _only(inner) if name in _SINGLE else inner
    return value


def _only(blocks: list[dict[str, Any]]) -> dict[str, Any]:
    if len(blocks) != 1:
        raise CannotTell
    return blocks[0]


def _hyphened(name: str) -> str:
    return name.replace("_", "-")

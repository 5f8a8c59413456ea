"""The JSON of `aws_iam_policy_document`, which the provider writes without asking AWS.

What it writes was taken from provider 5.100: names with one value have a text, with several a list
in descending order; conditions keep theirs; `&{` begins a variable of IAM.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from netplan_audit.terraform.hcl.bridge import to_plain
from netplan_audit.terraform.hcl.functions.json_text import escaped
from netplan_audit.terraform.hcl.values import is_marked
from netplan_audit.terraform.value import is_in_part_symbolic

if TYPE_CHECKING:
    from netplan_audit.terraform.configuration.objects import ResourceInstance

_VERSION: Final = "2012-10-17"
_LISTS: Final = {
    "actions": "Action",
    "not_actions": "NotAction",
    "resources": "Resource",
    "not_resources": "NotResource",
}
_PRINCIPALS: Final = {"principals": "Principal", "not_principals": "NotPrincipal"}
_KNOWN: Final = frozenset({"statement", "version", "policy_id"})
_OTHERS: Final = frozenset(
    {"source_policy_documents", "override_policy_documents", "source_json", "override_json"}
)
"""What other documents are merged in by."""


class CannotTell(Exception):  # noqa: N818 - no error: the document stays unknown
    """Some part is not known, or stands in an order that only the provider knows."""


def text(instance: ResourceInstance, *, minified: bool) -> str | None:
    """Return the document, None where it is not known before it is read.

    Documents that are merged from others stay unknown too.
    """
    more = set(instance.configured) - _KNOWN
    if not more <= _OTHERS:
        return None
    try:
        if any(plain(instance, name) for name in more):
            return None
        document = _document({name: plain(instance, name) for name in _KNOWN})
    except CannotTell:
        return None
    if minified:
        return escaped(json.dumps(document, ensure_ascii=False, separators=(",", ":")))
    return escaped(json.dumps(document, ensure_ascii=False, indent=2))


def plain(instance: ResourceInstance, name: str) -> Any:  # noqa: ANN401 - any plain value
    """Return an argument as JSON has it; raises where some part of it is not known."""
    value = instance.argument(name)
    if value is None:
        return None
    found = to_plain(value)
    if is_marked(value) or is_in_part_symbolic(found):
        raise CannotTell
    return found


def _document(arguments: dict[str, Any]) -> dict[str, Any]:
    version = arguments["version"] or _VERSION
    document: dict[str, Any] = {"Version": version}
    if arguments["policy_id"]:
        document["Id"] = arguments["policy_id"]
    statements = [_statement(one, version) for one in blocks_of(arguments["statement"])]
    if statements:
        document["Statement"] = statements
    return document


def _statement(block: dict[str, Any], version: str) -> dict[str, Any]:
    found: dict[str, Any] = {"Sid": block["sid"]} if block.get("sid") else {}
    found["Effect"] = block.get("effect") or "Allow"
    for argument, name in _LISTS.items():
        if block.get(argument):
            found[name] = _one_or_all(_descending(_texts(block[argument]), version))
    for argument, name in _PRINCIPALS.items():
        if block.get(argument):
            found[name] = _principals(blocks_of(block[argument]), version)
    if block.get("condition"):
        found["Condition"] = _conditions(blocks_of(block["condition"]), version)
    return found


def blocks_of(value: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any plain value
    """Return the blocks of a kind; raises where it is something else.

    Terraform 0.11 took `principals = {...}` for a block too.
    """
    blocks = [value] if isinstance(value, dict) else value or []
    if not (isinstance(blocks, list) and all(isinstance(block, dict) for block in blocks)):
        raise CannotTell
    return blocks


def _texts(value: Any) -> list[str]:  # noqa: ANN401 - any plain value
    if not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
        raise CannotTell
    return value


def _text(block: dict[str, Any], name: str) -> str:
    value = block.get(name)
    if not isinstance(value, str):
        raise CannotTell
    return value


def _descending(items: list[str], version: str) -> list[str]:
    return sorted({_variable(item, version) for item in items}, key=str.encode, reverse=True)


def _one_or_all(items: list[str]) -> str | list[str]:
    return items[0] if len(items) == 1 else items


def _variable(item: str, version: str) -> str:
    if version != _VERSION and "&{" in item:
        raise CannotTell  # the provider refuses it
    return item.replace("&{", "${")


def _principals(blocks: list[dict[str, Any]], version: str) -> Any:  # noqa: ANN401 - text or map
    found = {
        _text(block, "type"): _one_or_all(
            _descending(_texts(block.get("identifiers") or []), version)
        )
        for block in blocks
    }
    if len(found) < len(blocks):
        raise CannotTell  # blocks of a set: which comes first is up to their hashes
    return "*" if found == {"*": "*"} else dict(sorted(found.items()))


def _conditions(blocks: list[dict[str, Any]], version: str) -> dict[str, Any]:
    found: dict[str, dict[str, Any]] = {}
    for block in blocks:
        variables = found.setdefault(_text(block, "test"), {})
        variable = _text(block, "variable")
        if variable in variables:
            raise CannotTell
        values = [_variable(value, version) for value in _texts(block.get("values") or [])]
        variables[variable] = _one_or_all(values)
    return {test: dict(sorted(found[test].items())) for test in sorted(found)}

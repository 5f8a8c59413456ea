"""Objects of Kubernetes as the input writes them: as manifests, or as blocks of Terraform."""

from __future__ import annotations

import json
import re
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from netplan_audit.fixes.edits import OutOfSightError
from netplan_audit.terraform.address import block_address, quote_key, split_module

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.fixes.edits import Fields, Object

_VERSIONS: Final = {
    "Service": "v1",
    "Pod": "v1",
    "ReplicationController": "v1",
    "Deployment": "apps/v1",
    "StatefulSet": "apps/v1",
    "DaemonSet": "apps/v1",
    "ReplicaSet": "apps/v1",
    "Job": "batch/v1",
    "CronJob": "batch/v1",
    "Rollout": "argoproj.io/v1alpha1",
    "Ingress": "networking.k8s.io/v1",
    "NetworkPolicy": "networking.k8s.io/v1",
}
_OF_TERRAFORM: Final = re.compile(r"(?:module\.|kubernetes_|kubectl_|helm_)")
_BY_VALUE: Final = ("kubernetes_manifest", "kubectl_manifest")
_SINGULAR: Final = frozenset({"containers", "options", "rules", "paths"})
_MAPS: Final = frozenset({"labels", "annotations", "matchLabels"})
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*\Z")
_WORDS: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def is_blocks(address: str) -> bool:
    """Tell whether an object is written as blocks of Terraform; raises for one given as a value."""
    if not _OF_TERRAFORM.match(address):
        return False
    kind = split_module(address)[1].partition(".")[0]
    if kind in _BY_VALUE or not kind.startswith("kubernetes_") or address.endswith("]"):
        raise OutOfSightError(address)
    return True


def as_text(objects: Iterable[Object]) -> str:
    """Write objects, one after the other."""
    listed = list(objects)
    if is_blocks(listed[0].address or listed[0].near):
        return "\n\n".join("\n".join(_resource(one)) for one in listed)
    return "\n---\n".join("\n".join(_document(one)) for one in listed)


def _whole(one: Object) -> Fields:
    """Return an object's fields with its name."""
    space = (("namespace", one.namespace),) if one.namespace else ()
    own = dict(one.fields)
    more = own.pop("metadata", ())
    names = (("name", one.name), *space)
    metadata = (*names, *(more if isinstance(more, tuple) else ()))
    return (("metadata", metadata), *own.items())


def _document(one: Object) -> Iterator[str]:
    yield f"apiVersion: {_VERSIONS[one.kind]}"
    yield f"kind: {one.kind}"
    yield from _yaml(_whole(one), "")


def is_list(value: tuple[Any, ...]) -> bool:
    """Tell a list, of fields or of texts, from fields."""
    return bool(value) and (isinstance(value[0], str) or isinstance(value[0][0], tuple))


def _yaml(fields: Fields, indent: str) -> Iterator[str]:
    for name, value in fields:
        key = f"{indent}{_word(name)}:"
        if not isinstance(value, tuple):
            yield f"{key} {_scalar(value)}"
        elif not value:
            yield f"{key} {{}}"
        elif not is_list(value):
            yield key
            yield from _yaml(value, f"{indent}  ")
        else:
            yield key
            for item in value:
                lines = [_scalar(item)] if isinstance(item, str) else list(_yaml(item, ""))
                yield f"{indent}  - {lines[0]}"
                yield from (f"{indent}    {line}" for line in lines[1:])


def _scalar(value: str | float) -> str:
    return _word(value) if isinstance(value, str) else json.dumps(value)


def _word(text: str) -> str:
    is_plain = _PLAIN.match(text) and text.lower() not in _WORDS
    return text if is_plain else json.dumps(text)


def _resource(one: Object) -> Iterator[str]:
    if one.address:
        kind, _, name = block_address(split_module(one.address)[1]).partition(".")
        fields = one.fields
    else:
        kind, name = f"kubernetes_{_snake(one.kind)}_v1", re.sub(r"\W+", "_", one.name)
        fields = _whole(one)
    yield f'resource "{kind}" "{name}" {{'
    yield from _hcl(fields, "  ", one.kind)
    yield "}"


def _hcl(fields: Fields, indent: str, kind: str) -> Iterator[str]:
    """Yield arguments, with equals signs in one column where lines follow, and nested blocks."""
    for short, group in groupby(fields, key=lambda field: _is_short(field[1])):
        pairs: list[tuple[str, str, Any]] = [
            (block_name(name, kind), name, value) for name, value in group
        ]
        width = max(len(word) for word, _, _ in pairs) if short else 0
        for place, (word, name, value) in enumerate(pairs):
            if short:
                yield f"{indent}{word:<{width}} = {_value(value)}"
            elif name in _MAPS:
                yield f"{indent}{word} = {{"
                yield from (f"{indent}  {_quoted(k)} = {_quoted(v)}" for k, v in value)
                yield f"{indent}}}"
            else:
                yield from ([""] if place or fields[0][0] != name else [])
                for number, item in enumerate(value if is_list(value) else (value,)):
                    yield from ([""] if number else [])
                    yield from _nested(word, item, indent, kind)


def _nested(word: str, fields: Fields, indent: str, kind: str) -> Iterator[str]:
    if not fields:
        yield f"{indent}{word} {{}}"
        return
    yield f"{indent}{word} {{"
    yield from _hcl(fields, f"{indent}  ", kind)
    yield f"{indent}}}"


def _is_short(value: Any) -> bool:  # noqa: ANN401 - any value of a field
    return not isinstance(value, tuple) or (bool(value) and isinstance(value[0], str))


def _value(value: Any) -> str:  # noqa: ANN401 - any value of a field
    if isinstance(value, tuple):
        return f"[{', '.join(map(_quoted, value))}]"
    return _quoted(value) if isinstance(value, str) else json.dumps(value)


def block_name(name: str, kind: str) -> str:
    """Return what the provider calls a field."""
    single = name in _SINGULAR or (name == "ports" and kind != "NetworkPolicy")
    return _snake(name[:-1] if single else name)


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _quoted(text: str) -> str:
    return quote_key(text)[1:-1]

"""Applies the changes of a fix to the text of a configuration, as a person would."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import yaml

from netplan_audit.fixes.edits import (
    Add,
    Ask,
    Call,
    Elsewhere,
    Give,
    Insert,
    Name,
    Object,
    Put,
    Remove,
)
from netplan_audit.fixes.names import outside
from netplan_audit.fixes.objects import block_name, is_list
from netplan_audit.fixes.writer import write, written_value
from netplan_audit.terraform.address import block_address, module_path, split_module
from netplan_audit.terraform.hcl.parse import parse_native

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from netplan_audit.fixes.edits import Arguments, Edit, Fields, Written
    from netplan_audit.terraform.hcl.file import Block, Body

_Change: TypeAlias = "Add | Ask | Call | Insert | Object | Put | Remove"
_MANIFEST: Final = "main.yaml"


def applied(files: Mapping[str, str], edits: Iterable[Edit]) -> dict[str, str]:
    """Change the files of a configuration as the edits say."""
    changed = dict(files)
    if _MANIFEST in changed:
        return {_MANIFEST: changed_manifests(changed[_MANIFEST], list(edits))}
    for edit in edits:
        assert not isinstance(edit, Elsewhere), edit
        place = file_of(changed, module_of(edit))
        text = changed[place]
        changed[place] = given(text, edit) if isinstance(edit, Give) else changed_text(text, edit)
    return changed


def module_of(edit: Edit) -> str:
    """Return the module instance whose text an edit is made to."""
    if isinstance(edit, Object):
        return split_module(edit.address or edit.near)[0]
    if isinstance(edit, Give | Elsewhere):
        return ""
    if isinstance(edit, Call):
        return outside(edit.address)
    return edit.module if isinstance(edit, Add | Ask) else split_module(edit.address)[0]


def file_of(files: Mapping[str, str], module: str) -> str:
    """Return the file of a module; a module of a case has one, `main.tf`."""
    folder = ""
    for name, _ in module_path(module):
        file = parse_native("main.tf", files[posixpath.join(folder, "main.tf")].encode())
        call = next(file.body.blocks_of("module", name))
        source = call.body.attributes["source"].value
        text = file.source.text[source.start : source.end].strip('"')
        folder = posixpath.normpath(posixpath.join(folder, text))
    return posixpath.join(folder, "main.tf")


def changed_text(text: str, edit: _Change) -> str:
    """Change the text of one file."""
    if isinstance(edit, Object) and edit.address:
        return _merged(text, edit)
    if isinstance(edit, Add | Ask | Object):
        return f"{text}\n{write([edit])}\n"
    block = _block(text, edit)
    if isinstance(edit, Remove):
        gone = _nested(text, block, edit.within, edit.where, ()) if edit.within else block
        assert gone is not None
        return text[: gone.start] + text[gone.end :]
    if isinstance(edit, Call) or (isinstance(edit, Put) and not edit.within):
        return _set(text, block.body, edit.arguments, getattr(edit, "drop", ()))
    inside = None
    if isinstance(edit, Put):
        names = edit.drop or tuple(name for name, _ in edit.arguments)
        inside = _nested(text, block, edit.within, edit.where, names)
    if isinstance(edit, Put) and inside is not None:
        return _set(text, inside.body, edit.arguments, edit.drop)
    at = block.body.start + 1
    return f"{text[:at]}\n{edit.within} {{\n{''.join(_lines(edit.arguments))}}}\n{text[at:]}"


def given(text: str, edit: Give) -> str:
    """Make a value the default of its variable, which is the only one that a case gives."""
    declared = next(parse_native("main.tf", text.encode()).body.blocks_of("variable", edit.name))
    return _set(text, declared.body, (("default", edit.value),), ())


def changed_manifests(text: str, edits: list[Edit]) -> str:
    """Merge the documents that are written into those of a file, or add them."""
    documents = list(yaml.safe_load_all(text))
    for made in yaml.safe_load_all(write(edits)):
        own = [each for each in documents if each and _identity(each) == _identity(made)]
        assert len(own) <= 1, own
        if own:
            _merge(own[0], made)
        else:
            documents.append(made)
    return yaml.safe_dump_all(documents)


def _identity(document: dict[str, Any]) -> tuple[str, ...]:
    named = document["metadata"]
    return document["kind"], named["name"], named.get("namespace", "")


def _merge(into: dict[str, Any], made: dict[str, Any]) -> None:
    """Merge as a strategic merge patch does, for what fixes change: items of lists by name."""
    for name, value in made.items():
        present = into.get(name)
        if isinstance(value, dict) and isinstance(present, dict):
            _merge(present, value)
        elif isinstance(value, list) and isinstance(present, list):
            names = {item["name"] for item in value}
            into[name] = [item for item in present if item["name"] not in names] + value
        else:
            into[name] = value


def _merged(text: str, edit: Object) -> str:
    """Set the fields of an object in the blocks of its resource, block by block."""
    return _deeper(text, edit, (), edit.fields)


def _deeper(text: str, edit: Object, steps: tuple[tuple[str, str], ...], fields: Fields) -> str:
    """Set fields in the body that steps lead to: types of blocks, with a name where one has it."""
    values: list[tuple[str, Written]] = []
    for name, value in fields:
        word = block_name(name, edit.kind)
        if not isinstance(value, tuple):
            values.append((word, value))
            continue
        for item in value if is_list(value) else (value,):
            named = dict(item).get("name", "") if is_list(value) else ""
            text = _deeper(text, edit, (*steps, (word, str(named))), item)
    body = _body_at(text, edit, steps)
    if body is None:
        *outer, (word, _) = steps
        place = _body_at(text, edit, tuple(outer))
        assert place is not None
        at = place.start + 1
        return f"{text[:at]}\n{word} {{\n{''.join(_lines(tuple(values)))}}}\n{text[at:]}"
    return _set(text, body, tuple(values), ()) if values else text


def _body_at(text: str, edit: Object, steps: tuple[tuple[str, str], ...]) -> Body | None:
    kind, _, name = block_address(split_module(edit.address)[1]).partition(".")
    body = next(parse_native("main.tf", text.encode()).body.blocks_of("resource", kind, name)).body
    for word, named in steps:
        own = [b.body for b in body.blocks_of(word) if not named or _is_named(text, b.body, named)]
        if not own:
            return None
        body = own[0]
    return body


def _is_named(text: str, body: Body, name: str) -> bool:
    return _holds(text, body, "name", name)


def _block(text: str, edit: Call | Put | Insert | Remove) -> Block:
    body = parse_native("main.tf", text.encode()).body
    if isinstance(edit, Call):
        name = block_address(edit.address).rpartition("module.")[2]
        return next(body.blocks_of("module", name))
    kind, _, name = block_address(split_module(edit.address)[1]).partition(".")
    return next(body.blocks_of("resource", kind, name))


def _lines(arguments: Arguments) -> Iterable[str]:
    return (f"{name} = {written_value(value)}\n" for name, value in arguments)


def _set(text: str, body: Body, arguments: Arguments, drop: tuple[str, ...]) -> str:
    """Set and drop arguments of a body, and drop nested blocks of it."""
    names = {*drop, *(name for name, _ in arguments)}
    spans = [(a.start, a.end) for n, a in body.attributes.items() if n in names]
    spans += [(b.start, b.end) for b in body.blocks if b.type in drop]
    spans += [(b.start, b.end) for b in body.blocks if b.type == "dynamic" and b.labels[0] in drop]
    at = body.start + 1
    lines = "\n" + "".join(_lines(arguments))
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + text[end:]
    return text[:at] + lines + text[at:]


def _nested(
    text: str, block: Block, within: str, where: Arguments, names: tuple[str, ...]
) -> Block | None:
    """Return the nested block that is told, else one that has what is changed, else the first."""
    blocks = list(block.body.blocks_of(within))
    told = [b for b in blocks if where and all(_holds(text, b.body, *one) for one in where)]
    likely = [b for b in blocks if set(names) & set(b.body.attributes)]
    both = [b for b in told if b in likely]
    return next(iter((*both, *told, *likely, *blocks)), None)


def _holds(text: str, body: Body, name: str, value: object) -> bool:
    found = body.attributes.get(name)
    if found is None:
        return False
    written = text[found.value.start : found.value.end].replace(" ", "")
    wanted = value.text if isinstance(value, Name) else written_value(value)  # type: ignore[arg-type]
    return written == wanted.replace(" ", "")

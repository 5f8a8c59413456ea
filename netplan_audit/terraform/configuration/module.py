"""One module's blocks, with its override files merged into them as Terraform does.

https://developer.hashicorp.com/terraform/language/files/override
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.terraform.hcl.identifiers import is_identifier
from netplan_audit.terraform.source import is_override
from netplan_audit.wording import and_more

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.terraform.hcl.file import Block, Body, File, SourceFile
    from netplan_audit.terraform.hcl.nodes import Expression
    from netplan_audit.terraform.source import ModuleText

_NAMED: Final = frozenset({"data", "module", "output", "resource", "variable"})
_MERGED_INSIDE: Final = frozenset({"lifecycle", "required_providers"})
"""Blocks that an override merges into, where it replaces all others of their type."""


class Placed(Struct, frozen=True):
    """An expression and the file that it stands in."""

    node: Expression
    file: SourceFile

    @property
    def text(self) -> str:
        """The text of a reference such as `aws.west`; quotes, as in old versions, are off."""
        return self.file.text[self.node.start : self.node.end].strip('"')


class PlacedBlock(Struct, frozen=True):
    """A nested block and the file that it stands in."""

    block: Block
    file: SourceFile

    @property
    def kind(self) -> str:
        """The type of the block that it makes: that of its content for a `dynamic` block."""
        block = self.block
        return block.labels[0] if block.type == "dynamic" and block.labels else block.type


class Part(Struct, eq=False):
    """A top-level block after merging; `file` and `start` tell where its first text stands.

    `complete` is False where something in it could not be read. `repeated` tells that another
    block has the same name, which Terraform refuses: nobody knows which of them is meant.
    """

    labels: tuple[str, ...]
    file: SourceFile
    start: int
    attributes: dict[str, Placed] = field(default_factory=dict)
    blocks: list[PlacedBlock] = field(default_factory=list)
    complete: bool = True
    repeated: bool = False

    @property
    def line(self) -> int:
        """The line that it starts at, from 1."""
        return self.file.position(self.start).line

    @property
    def doubt(self) -> tuple[str, ...]:
        """What would tell that it is this block that is meant, where others have its name."""
        return (f"which block counts as {'.'.join(self.labels)}",) if self.repeated else ()

    def blocks_of(self, kind: str) -> Iterator[PlacedBlock]:
        """Yield the nested blocks of one type, those that `dynamic` makes among them."""
        return (one for one in self.blocks if one.kind == kind)


class Module:
    """What the files of one module declare, by name."""

    def __init__(self, text: ModuleText) -> None:
        """Parse every file; overrides come after the files that they change."""
        self.directory = text.directory
        self.variables: dict[str, Part] = {}
        self.outputs: dict[str, Part] = {}
        self.resources: dict[str, Part] = {}
        self.calls: dict[str, Part] = {}
        self.providers: dict[str, Part] = {}
        self.locals: dict[str, Placed] = {}
        self.provider_sources: dict[str, Placed] = {}
        self.has_backend = False
        self.complete = True
        self.diagnostics: list[Diagnostic] = []
        for name in sorted(text.files, key=is_override):
            self._file(text.parsed(name), overrides=is_override(name)[0])
        self.diagnostics += _twice({**self.resources, **self.calls})

    def _file(self, file: File, *, overrides: bool) -> None:
        self.diagnostics += file.diagnostics
        self.complete = self.complete and file.body.complete
        for block in file.body.blocks:
            self._block(block, file.source, overrides=overrides)

    def _block(self, block: Block, file: SourceFile, *, overrides: bool) -> None:
        labels = block.labels
        if block.type in _NAMED and not all(map(is_identifier, labels)):
            self.diagnostics.append(_no_name(block, file))
            self.complete = False
            return
        if block.type == "locals":
            self.locals.update(
                (name, Placed(one.value, file)) for name, one in block.body.attributes.items()
            )
        elif block.type == "terraform":
            self._settings(block.body, file)
        elif block.type == "provider" and len(labels) == 1:
            part = _part(block, file)
            alias = part.attributes.get("alias")
            name = labels[0] if alias is None else f"{labels[0]}.{_literal(alias.node)}"
            _put(self.providers, name, part, overrides=overrides)
        elif block.type in {"variable", "output", "module"} and len(labels) == 1:
            found = {"variable": self.variables, "output": self.outputs, "module": self.calls}
            _put(found[block.type], labels[0], _part(block, file), overrides=overrides)
        elif block.type in {"resource", "data"} and len(labels) == 2:  # noqa: PLR2004 - type and name
            name = f"{labels[0]}.{labels[1]}"
            name = f"data.{name}" if block.type == "data" else name
            _put(self.resources, name, _part(block, file), overrides=overrides)

    def _settings(self, body: Body, file: SourceFile) -> None:
        for block in body.blocks:
            self.has_backend = self.has_backend or block.type in {"backend", "cloud"}
            if block.type == "required_providers":
                self.provider_sources.update(
                    (name, Placed(one.value, file)) for name, one in block.body.attributes.items()
                )


def _twice(parts: Mapping[str, Part]) -> Iterator[Diagnostic]:
    """Name the blocks that others have the name of, in one remark."""
    names = [name for name, part in parts.items() if part.repeated]
    if names:
        part = parts[names[0]]
        which = and_more(names[0], len(names))
        verb = "is" if len(names) == 1 else "are"
        message = f"{which} {verb} declared more than once, which Terraform refuses"
        hint = "keep one block of each name in a folder; findings that need them are undecided"
        at = part.file.position(part.start)
        yield Diagnostic("warning", "hcl-syntax", message, part.file.path, hint, at.line, at.column)


def _no_name(block: Block, file: SourceFile) -> Diagnostic:
    at = file.position(block.start)
    message = f"{' '.join(map(repr, block.labels))} is no name of a {block.type}; it is left out"
    return Diagnostic("warning", "hcl-syntax", message, file.path, "", at.line, at.column)


def _literal(node: Expression) -> str:
    value = getattr(node, "value", None)
    return value if isinstance(value, str) else "?"


def _part(block: Block, file: SourceFile) -> Part:
    body = block.body
    return Part(
        block.labels,
        file,
        block.start,
        {name: Placed(one.value, file) for name, one in body.attributes.items()},
        [PlacedBlock(inner, file) for inner in body.blocks],
        body.complete,
    )


def _put(found: dict[str, Part], name: str, part: Part, *, overrides: bool) -> None:
    """Keep a block; one in an override file changes the block of its name."""
    base = found.get(name)
    if base is None:
        found[name] = part
    elif overrides:
        base.attributes.update(part.attributes)
        kinds = {one.kind for one in part.blocks} - _MERGED_INSIDE
        base.blocks = [one for one in base.blocks if one.kind not in kinds] + part.blocks
        base.complete = base.complete and part.complete
    else:
        base.repeated = True

"""YAML documents as plain values, with the line where each object starts.

Bounded against hostile input: aliases are values of their own, so what they multiply is counted,
and nesting has a limit. Scalars are read as Kubernetes does, by YAML 1.1.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import yaml
from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.terraform.value import Value

_DEEPEST: Final = 60
_MOST: Final = 500_000
"""Nodes of one file, those that aliases repeat among them."""
_Loader: Final[type] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PREFIX: Final = "tag:yaml.org,2002:"
_CASTS: Final = ("int", "float", "bool", "null")
_MERGE: Final = "<<"
_DEFINITION: Final = b"CustomResourceDefinition"
_DEFINES: Final = re.compile(
    rb"^kind:[ \t]*[\"']?CustomResourceDefinition[\"']?[ \t\r]*$", re.MULTILINE
)
_BETWEEN: Final = re.compile(rb"(?m)^(?=---)")


class DocumentError(ValueError):
    """A file that is no YAML, or more than is read; says why, and in which line where known."""

    def __init__(self, message: str, line: int = 0) -> None:
        """Keep the line, from 1; 0 where it is not known."""
        super().__init__(message)
        self.line = line


class Repeat(Struct, frozen=True):
    """A key that is written again in one mapping; both lines count from 1."""

    key: str
    line: int
    earlier: int


class Document(Struct, frozen=True):
    """One object with its first and last line, and the keys of which the last value was taken."""

    value: Value
    start: int
    end: int
    repeated: tuple[Repeat, ...] = ()


def without_definitions(text: bytes) -> bytes:
    """Return a text with blank lines in place of definitions of custom resources.

    They are most of what many repositories hold, and say nothing about a network.
    """
    if _DEFINITION not in text:
        return text
    return b"".join(
        b"\n" * part.count(b"\n") if _DEFINES.search(part) else part
        for part in _BETWEEN.split(text)
    )


def read_documents(text: bytes) -> Iterator[Document]:
    """Yield each object of a file, those in a `List` by themselves.

    Raises DocumentError.
    """
    with _loading(text) as loader:
        budget = _Budget(loader)
        while loader.check_node():
            root = loader.get_node()
            if root is not None:  # there is one, as was asked
                yield from budget.objects(root)


def read_nodes(text: bytes) -> Iterator[yaml.Node]:
    """Yield the node of each object, as `read_documents` yields objects; raises DocumentError."""
    with _loading(text) as loader:
        while loader.check_node():
            root = loader.get_node()
            if root is not None:
                members = _members(root)
                yield from [root] if members is None else members


@contextmanager
def _loading(text: bytes) -> Iterator[yaml.SafeLoader]:
    """Load a text; whatever is wrong with it becomes a DocumentError."""
    loader = _Loader(text)
    try:
        yield loader
    except yaml.MarkedYAMLError as error:
        line = 0 if error.problem_mark is None else error.problem_mark.line + 1
        raise DocumentError(error.problem or "it is no YAML", line) from None
    except (yaml.YAMLError, RecursionError, UnicodeError) as error:
        raise DocumentError(str(error).partition("\n")[0] or "it is no YAML") from None
    finally:
        loader.dispose()


class _Budget:
    """Turns nodes into values and counts them."""

    def __init__(self, loader: yaml.SafeLoader) -> None:
        self._loader = loader
        self._left = _MOST
        self._repeated: dict[Repeat, None] = {}

    def objects(self, root: yaml.Node) -> Iterator[Document]:
        """Yield the object of a document, or those of the list that it is."""
        members = _members(root)
        usual = _usual(root) if members is not None and isinstance(root, yaml.MappingNode) else {}
        for node in [root] if members is None else members:
            last = node.end_mark.line + (1 if node.end_mark.column else 0)
            value = self.value(node, 0)
            made = {**usual, **value} if isinstance(value, dict) else value
            yield Document(made, node.start_mark.line + 1, last, tuple(self._repeated))
            self._repeated.clear()

    def value(self, node: yaml.Node, depth: int) -> Value:
        """Return what a node stands for; merge keys (`<<`) are no fields and stay unread."""
        self._left -= 1
        if self._left < 0 or depth > _DEEPEST:
            message = "it is nested too deeply" if depth > _DEEPEST else "it holds too many values"
            raise DocumentError(message, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            made = {self._key(k): self.value(v, depth + 1) for k, v in node.value}
            if len(made) < len(node.value):
                self._note_repeats([key for key, _ in node.value])
            return made
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, depth + 1) for item in node.value]
        return self._scalar(node)

    def _note_repeats(self, keys: list[yaml.Node]) -> None:
        """Keep the keys that are there already, once where aliases repeat them; `<<` may be."""
        lines: dict[str, int] = {}
        for node in keys:
            key, line = self._key(node), node.start_mark.line + 1
            if key in lines and key != _MERGE:
                self._repeated[Repeat(key, line, lines[key])] = None
            lines.setdefault(key, line)

    def _key(self, node: yaml.Node) -> str:
        """Return a key; a template's `{{ … }}` would be a mapping whose key is one."""
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        message = "a key is no text"
        raise DocumentError(message, node.start_mark.line + 1)

    def _scalar(self, node: yaml.Node) -> Value:
        kind = node.tag.removeprefix(_PREFIX)
        if kind not in _CASTS:
            return str(node.value)
        try:
            made: bool | int | float | None = self._loader.construct_object(node)
        except (yaml.YAMLError, ValueError):
            return str(node.value)
        return made


def _usual(root: yaml.MappingNode) -> dict[str, Value]:
    """Return what the members of a typed list need not say: those of a PodList are Pods."""
    fields = {key.value: value.value for key, value in root.value}
    kind = str(fields["kind"]).removesuffix("List")
    return {"kind": kind, "apiVersion": str(fields.get("apiVersion"))} if kind else {}


def _members(root: yaml.Node) -> list[yaml.Node] | None:
    """Return the objects of a `List`; None where the document is an object."""
    if not isinstance(root, yaml.MappingNode):
        return None
    fields = {key.value: value for key, value in root.value if isinstance(key, yaml.ScalarNode)}
    kind, items = fields.get("kind"), fields.get("items")
    is_list = isinstance(kind, yaml.ScalarNode) and kind.value.endswith("List")
    return items.value if is_list and isinstance(items, yaml.SequenceNode) else None

"""Makes resources of manifests: bodies of arguments that stand in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from netplan_audit.terraform.resource import Resource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.terraform.value import Path, Reference, Symbolic, Value

_SECRETS: Final = ("data", "stringData")
"""The fields of a Secret that nobody prints."""


class Text(Struct, frozen=True):
    """The text of a file, which many objects may stand in, and what was looked for in it."""

    held: bytes
    _found: dict[bytes, bool] = field(default_factory=dict)

    def has(self, part: bytes) -> bool:
        """Tell whether a part stands in it."""
        found = self._found.get(part)
        if found is None:
            found = self._found[part] = part in self.held
        return found


class Body(Struct, frozen=True):
    """A body of arguments as a file has them, and the text they stand in, where that is kept."""

    held: dict[str, Value]
    text: Text | None = None

    def value(self, name: str) -> Value:
        """Return an argument, or None."""
        return self.held.get(name)

    def names(self) -> Iterable[str]:
        """Return what the arguments are called."""
        return self.held

    def holding(self, text: bytes) -> Iterable[str]:
        """Return the arguments that may hold a text."""
        return self.held if self.text is None or self.text.has(text) else ()

    def configured(self, name: str) -> bool | None:
        """Tell whether an argument is written."""
        return name in self.held

    def ignores(self, name: str) -> bool | None:  # noqa: ARG002 - the signature of a body
        """Tell whether changes of an argument are ignored."""
        return False

    def references(self) -> Iterator[tuple[Path, Symbolic]]:
        """Yield nothing: they refer to nothing."""
        return iter(())

    def origins(self, path: Path) -> tuple[Reference, ...]:  # noqa: ARG002 - the signature of a body
        """Return nothing: they are made of nothing."""
        return ()

    def mask(self, name: str) -> object:
        """Hide what a Secret holds."""
        value = self.held.get(name)
        is_secret = isinstance(value, dict) and value.get("kind") == "Secret"
        return dict.fromkeys(_SECRETS, True) if is_secret else False


def resource_of(
    address: str, kind: str, arguments: dict[str, Value], text: Text | None = None
) -> Resource:
    """Return a resource of a type, with these arguments."""
    return Resource(
        address=address,
        module="",
        block=address,
        mode="managed",
        type=kind,
        key=None,
        provider="kubernetes",
        action="create",
        body=Body(arguments, text),
    )

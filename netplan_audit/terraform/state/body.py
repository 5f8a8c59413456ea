"""The values of one resource of a state: all known, and none with an expression behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netplan_audit.terraform.plan.document import NOTHING, decode_raw
from netplan_audit.terraform.secrets import guessed_mask

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from msgspec import Raw

    from netplan_audit.terraform.value import Path, Reference, Symbolic, Value


class StateBody:
    """Attributes of an instance; the JSON is decoded on first use.

    `sensitive` is the undecoded mask of state JSON. `marks` are those of a raw state, which lack
    what the provider declares sensitive: there a value whose name says so counts as marked too.
    """

    __slots__ = ("_marks", "_raw", "_sensitive", "_values")

    def __init__(
        self, values: Raw | dict[str, Any], *, sensitive: Raw = NOTHING, marks: object = None
    ) -> None:
        """Keep the undecoded JSON, or values that had to be put together."""
        self._raw = NOTHING if isinstance(values, dict) else values
        self._values = values if isinstance(values, dict) else None
        self._sensitive = sensitive
        self._marks = marks

    def value(self, name: str) -> Value:
        """Return an attribute; None where it is unset or null."""
        found: Value = self._decoded().get(name)
        return found

    def names(self) -> Iterable[str]:
        """Name every attribute."""
        return list(self._decoded())

    def holding(self, text: bytes) -> Iterable[str]:  # noqa: ARG002 - the protocol of a body
        """Name every argument: there is no quicker way to tell."""
        return self.names()

    def configured(self, name: str) -> bool | None:  # noqa: ARG002 - the protocol of a body
        """Say that there is no configuration to ask."""
        return None

    def ignores(self, name: str) -> bool | None:  # noqa: ARG002 - the protocol of a body
        """Say that there is no configuration to ask."""
        return None

    def references(self) -> Iterator[tuple[Path, Symbolic]]:
        """Yield nothing: ids are known, and no expression is."""
        return iter(())

    def origins(self, path: Path) -> tuple[Reference, ...]:  # noqa: ARG002 - as above
        """Return nothing: a state has no expressions."""
        return ()

    def mask(self, name: str) -> object:
        """Return the sensitive mask of an attribute."""
        if self._sensitive != NOTHING:
            masks = decode_raw(self._sensitive)
            return masks.get(name, False) if isinstance(masks, dict) else masks is True
        if self._marks is True:
            return True
        marked = self._marks.get(name, False) if isinstance(self._marks, dict) else False
        return marked or guessed_mask(name, self.value(name))

    def _decoded(self) -> dict[str, Any]:
        if self._values is None:
            values = decode_raw(self._raw)
            self._values = values if isinstance(values, dict) else {}
        return self._values

"""Reads the protocol buffers wire format as far as a plan file needs it.

Format: https://protobuf.dev/programming-guides/encoding/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_VARINT: Final = 0
_FIXED64: Final = 1
_BYTES: Final = 2
_FIXED32: Final = 5
_LONGEST_VARINT: Final = 70
"""Bits in the ten bytes that a 64-bit number may take."""


def fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Yield the number and value of every field; a value of bytes is not looked into.

    Raises ValueError where the bytes are no message.
    """
    at, end = 0, len(message)
    while at < end:
        key, at = _varint(message, at)
        number, kind = key >> 3, key & 7
        if kind == _VARINT:
            value, at = _varint(message, at)
            yield number, value
            continue
        if kind == _BYTES:
            size, at = _varint(message, at)
        elif kind in {_FIXED64, _FIXED32}:
            size = 8 if kind == _FIXED64 else 4
        else:
            reason = f"a field of the unknown kind {kind}"
            raise ValueError(reason)
        if size > end - at:
            reason = "a field reaches past the end"
            raise ValueError(reason)
        yield number, message[at : at + size]
        at += size


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    """Return the number that starts at `at`, and where the next field starts."""
    value = 0
    for index, shift in enumerate(range(0, _LONGEST_VARINT, 7)):
        if at + index >= len(message):
            break
        byte = message[at + index]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:  # noqa: PLR2004 - the bit that says that more follows
            return value, at + index + 1
    reason = "a number does not end"
    raise ValueError(reason)

"""From bytes to UTF-8 text, whatever Unicode encoding a shell or an editor wrote."""

from __future__ import annotations

import codecs
from mmap import mmap
from typing import Final, TypeAlias

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.errors import InputError

Data: TypeAlias = bytes | mmap
"""The bytes of an input: read, or mapped where it is a large file."""

_ARCHIVE: Final = b"PK\x03\x04"

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark this one begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ZEROS: Final[dict[tuple[bool, ...], str]] = {
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
}
"""Where the zero bytes stand in front of ASCII text (RFC 4627, section 3)."""


def is_archive(data: Data) -> bool:
    """Tell whether bytes begin as a binary plan file does, and every other zip archive."""
    return data[: len(_ARCHIVE)] == _ARCHIVE


def is_no_utf8(error: Exception) -> bool:
    """Tell whether a decoder of JSON refused the text's encoding.

    msgspec raises UnicodeDecodeError up to its release 0.21, and its own DecodeError since.
    """
    return isinstance(error, UnicodeDecodeError) or "utf-8" in str(error).lower()


def as_utf8(data: Data, source: str, *, hint: str) -> tuple[Data, tuple[Diagnostic, ...]]:
    """Return the text as UTF-8 without a byte order mark; UTF-8 itself is not looked into.

    Raises InputError where the text is broken in the encoding that it announces.
    """
    head = data[:4]
    encoding = next((name for bom, name in _BOMS if head.startswith(bom)), None)
    if encoding is None:
        encoding = _ZEROS.get(tuple(byte == 0 for byte in head))
    if encoding is None:
        return data, ()
    if encoding == "utf-8-sig":
        return data[len(codecs.BOM_UTF8) :], ()
    name = encoding.upper()
    try:
        text = data[:].decode(encoding).encode()
    except UnicodeDecodeError as error:
        message = f"not {name} text, though it begins so: {error.reason}"
        raise InputError(message, source=source, place=f"byte {error.start}", hint=hint) from None
    message = f"the input is {name} and was read as such"
    return text, (Diagnostic("note", "input-encoding", message, source),)

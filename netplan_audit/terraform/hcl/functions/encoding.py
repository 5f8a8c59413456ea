"""Functions that encode and decode text: base 64, character sets, URLs, CSV.

https://developer.hashicorp.com/terraform/language/functions (encoding functions).
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.functions.json_text import clean
from netplan_audit.terraform.hcl.functions.signature import Function, function
from netplan_audit.terraform.hcl.value_types import STRING, ObjectOf
from netplan_audit.terraform.hcl.values import List, Object, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.terraform.hcl.functions.signature import Surroundings

_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")
_QUOTED: Final = re.compile(r'"((?:[^"]|"")*)"(?=[,\n]|\Z)')
_BARE: Final = re.compile(r'[^",\n]*(?=[,\n]|\Z)')
_NOT_IANA: Final = frozenset({"idna", "punycode", "rot13", "unicode_escape", "raw_unicode_escape"})


def decode_base64(text: str) -> bytes:
    """Undo base 64; line ends count for nothing. Raises EvaluationError where it is malformed."""
    try:
        return base64.b64decode(text.replace("\r", "").replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        message = "not base 64"
        raise EvaluationError(message) from None


def to_text(data: bytes) -> str:
    """Decode UTF-8; raises EvaluationError where it is none."""
    try:
        return clean(data.decode())
    except UnicodeDecodeError:
        message = "the bytes are not text in UTF-8"
        raise EvaluationError(message) from None


@function("base64encode", STRING, result=STRING)
def base64encode(text: str) -> Value:
    """Encode a string's UTF-8 in base 64."""
    return base64.b64encode(text.encode()).decode()


@function("base64decode", STRING, result=STRING)
def base64decode(text: str) -> Value:
    """Decode base 64 of UTF-8."""
    return to_text(decode_base64(text))


@function("base64gzip", STRING, result=STRING)
def base64gzip(_text: str) -> Value:
    """Leave it open: the bytes depend on the compressor, and Terraform's is another one."""
    return Unknown(STRING, ("base64gzip()",), not_null=True)


def _charset(name: str) -> codecs.CodecInfo:
    """Find a character set by its IANA name; raises EvaluationError where it is none."""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        found = None
    if found is None or found.name in _NOT_IANA or not _is_text(found):
        message = f"unknown character set {name[:40]!r}"
        raise EvaluationError(message)
    return codecs.lookup("utf-16-be") if found.name == "utf-16" else found


def _is_text(found: codecs.CodecInfo) -> bool:
    return bool(getattr(found, "_is_text_encoding", True))


@function("textencodebase64", STRING, STRING, result=STRING)
def textencodebase64(text: str, charset: str) -> Value:
    """Encode a string in a character set, and that in base 64."""
    codec = _charset(charset)
    mark = "\ufeff" if charset.lower() in {"utf-16", "utf16"} else ""
    try:
        data, _ = codec.encode(mark + text)
    except UnicodeError:
        message = f"the string has characters that are not in {charset}"
        raise EvaluationError(message) from None
    return base64.b64encode(data).decode()


@function("textdecodebase64", STRING, STRING, result=STRING)
def textdecodebase64(text: str, charset: str) -> Value:
    """Decode base 64 of a string in a character set."""
    codec = _charset(charset)
    try:
        decoded, _ = codec.decode(decode_base64(text))
    except UnicodeError:
        message = f"the bytes are not text in {charset}"
        raise EvaluationError(message) from None
    return clean(decoded)


@function("urlencode", STRING, result=STRING)
def urlencode(text: str) -> Value:
    """Escape a string for the query of a URL."""
    return "".join(_escape(char) for char in text)


def _escape(char: str) -> str:
    if char in _UNRESERVED:
        return char
    return "+" if char == " " else "".join(f"%{byte:02X}" for byte in char.encode())


@function("csvdecode", STRING, surroundings=True)
def csvdecode(around: Surroundings, text: str) -> Value:
    """Read CSV whose first line names the columns; every cell is a string."""
    around.budget.spend(len(text))
    rows = _csv_rows(text.replace("\r\n", "\n"))
    names = next(rows, None)
    if names is None:
        message = "CSV without a first line"
        raise EvaluationError(message)
    if len(set(names)) < len(names):
        message = "two columns of the same name"
        raise EvaluationError(message)
    found: list[Value] = []
    for row in rows:
        if len(row) != len(names):
            message = f"a line of {len(row)} cells among {len(names)} columns"
            raise EvaluationError(message)
        found.append(Object(dict(zip(names, row, strict=True))))
    return List(ObjectOf(dict.fromkeys(names, STRING)), found)


def _csv_rows(text: str) -> Iterator[list[str]]:
    """Yield the lines that are not empty, cell by cell."""
    at = 0
    while at < len(text):
        if text[at] == "\n":
            at += 1
            continue
        row: list[str] = []
        while True:
            cell, at = _csv_cell(text, at)
            row.append(clean(cell))
            if at >= len(text) or text[at] == "\n":
                break
            at += 1
        at += 1
        yield row


def _csv_cell(text: str, at: int) -> tuple[str, int]:
    quoted = text.startswith('"', at)
    found = (_QUOTED if quoted else _BARE).match(text, at)
    if not found:
        message = "a quote where none may be"
        raise EvaluationError(message)
    return (found[1].replace('""', '"') if quoted else found[0]), found.end()


FUNCTIONS: Final[tuple[Function, ...]] = (
    base64decode, base64encode, base64gzip, csvdecode, textdecodebase64, textencodebase64,
    urlencode,
)  # fmt: skip

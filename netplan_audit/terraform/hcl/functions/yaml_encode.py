"""YAML as Terraform writes it: in blocks, with every string in double quotes or as a literal block.

The layout is that of libyaml's emitter, whose port Terraform uses: lines of more than 80 columns
are folded at a blank, and sequences in a mapping are not indented.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl import number
from netplan_audit.terraform.hcl.functions.signature import Function, Nullable, function
from netplan_audit.terraform.hcl.number import Real
from netplan_audit.terraform.hcl.value_types import DYNAMIC, STRING
from netplan_audit.terraform.hcl.values import List, Map, Null, Object, Set, Tuple, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.terraform.hcl.functions.signature import Surroundings

_WIDTH: Final = 80
_STEP: Final = 2
_LONGEST_KEY: Final = 128
_ESCAPES: Final = {
    "\0": "\\0", "\a": "\\a", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f",
    "\r": "\\r", "\x1b": "\\e", '"': '\\"', "\\": "\\\\", "\x85": "\\N", "\u2028": "\\L",
    "\u2029": "\\P",
}  # fmt: skip


@function("yamlencode", Nullable(DYNAMIC), result=STRING, surroundings=True)
def yamlencode(around: Surroundings, value: Value) -> Value:
    """Write a value as one YAML document."""
    if isinstance(value, str):
        text = _string(value, _STEP, 0) + ("" if _is_block(value) else "\n")
    elif _children(value):
        text = "".join(f"{line}\n" for line in _lines(value, 0))
    elif isinstance(value, Tuple | List | Set | Object | Map):
        text = _scalar(value, 0, 0) + "\n"
    else:
        text = _scalar(value, 0, 0) + "\n...\n"
    around.budget.spend_text(len(text))
    return text


def _children(value: Value) -> int:
    """Count elements; 0 for whatever is written on one line."""
    if isinstance(value, Tuple | List | Set):
        return len(value.items)
    return len(value.attributes) if isinstance(value, Object | Map) else 0


def _lines(value: Value, indent: int) -> Iterator[str]:
    """Yield the lines of a collection that is not empty."""
    margin = " " * indent
    if isinstance(value, Tuple | List | Set):
        for item in value.items:
            if _children(item):
                first, *rest = _lines(item, indent + _STEP)
                yield f"{margin}- {first.lstrip(' ')}"
                yield from rest
            else:
                item_text = _scalar(item, indent + _STEP, indent + _STEP)
                yield f"{margin}- {item_text}".removesuffix("\n")
    elif isinstance(value, Object | Map):
        for name, item in value.attributes.items():
            yield from _pair(name, item, indent)


def _pair(name: str, item: Value, indent: int) -> Iterator[str]:
    margin, key = " " * indent, _quoted(name)
    if len(name.encode()) > _LONGEST_KEY or "\n" in name:
        yield f"{margin}? {_string(name, indent + _STEP, indent + _STEP)}".removesuffix("\n")
        key = ""
    nested = _children(item)
    if nested and key:
        yield f"{margin}{key}:"
        step = 0 if isinstance(item, Tuple | List | Set) else _STEP
        yield from _lines(item, indent + step)
    elif nested:
        first, *rest = _lines(item, indent + _STEP)
        yield f"{margin}: {first.lstrip(' ')}"
        yield from rest
    else:
        lead = f"{margin}{key}: "
        yield lead + _scalar(item, indent + _STEP, len(lead)).removesuffix("\n")


def _scalar(value: Value, indent: int, column: int) -> str:
    if isinstance(value, str):
        return _string(value, indent, column)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Real):
        return number.text(value)
    if isinstance(value, Null):
        return "null"
    return "[]" if isinstance(value, Tuple | List | Set) else "{}"


def _string(value: str, indent: int, column: int) -> str:
    return _block(value, indent) if _is_block(value) else _quoted(value, indent, column)


def _is_block(value: str) -> bool:
    """Tell whether a string is written as a literal block: some lines that need no escape."""
    return (
        "\n" in value
        and not value.endswith(" ")
        and " \n" not in value
        and all(char == "\n" or _is_printable(char) for char in value)
    )


def _block(value: str, indent: int) -> str:
    hint = str(_STEP) if value[0] in " \n" else ""
    if not value.endswith("\n"):
        chomp = "-"
    else:
        chomp = "+" if value == "\n" or value.endswith("\n\n") else ""
    margin = " " * indent
    lines = (margin + line if line else "" for line in value.removesuffix("\n").split("\n"))
    return f"|{hint}{chomp}\n" + "\n".join(lines) + "\n"


def _is_printable(char: str) -> bool:
    code = ord(char)
    return 0x20 <= code <= 0x7E or code == 0x85 or (0xA0 <= code <= 0xFFFD and code != 0xFEFF)  # noqa: PLR2004 - YAML's own


def _quoted(value: str, indent: int | None = None, column: int = 0) -> str:
    """Write in double quotes, folded where an indent for further lines is given."""
    pieces = ['"']
    column += 1
    after_blank = False
    for at, char in enumerate(value):
        inside = 0 < at < len(value) - 1
        if char == " " and indent is not None and inside and not after_blank and column > _WIDTH:
            pieces.append("\n" + " " * indent + ("\\" if value[at + 1] == " " else ""))
            column, after_blank = indent, True
            continue
        piece = _escaped(char)
        pieces.append(piece)
        column, after_blank = column + len(piece), char == " "
    return "".join([*pieces, '"'])


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if _is_printable(char):
        return char
    code = ord(char)
    if code <= 0xFF:  # noqa: PLR2004 - two digits
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"  # noqa: PLR2004 - four digits


FUNCTIONS: Final[tuple[Function, ...]] = (yamlencode,)

"""What an identifier is: Unicode's UAX 31, ID_Start and then ID_Continue; HCL adds `_` and `-`."""

from __future__ import annotations

import unicodedata
from typing import Final

# Unicode's Other_ID_Start and Other_ID_Continue
_OTHER_START: Final = frozenset("\u1885\u1886\u2118\u212e\u309b\u309c")
_OTHER_CONTINUE: Final = frozenset("\u00b7\u0387\u19da" + "".join(map(chr, range(0x1369, 0x1372))))


def is_identifier(text: str) -> bool:
    """Tell whether a text is one identifier and nothing else."""
    if text.isascii():  # nearly all; Python's differ in the dash alone
        return text[:1] != "-" and text.replace("-", "_").isidentifier()
    return identifier_end(text, 0) == len(text)


def identifier_end(text: str, start: int) -> int:
    """Return where the identifier that starts here ends, `start` if none does."""
    end = start
    while end < len(text):
        character = text[end]
        if not (character == "_" or _is_start(character)) and (
            end == start or not (character == "-" or _is_continue(character))
        ):
            break
        end += 1
    return end


def _is_start(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] == "L" or category == "Nl" or character in _OTHER_START


def _is_continue(character: str) -> bool:
    category = unicodedata.category(character)
    return category in {"Mn", "Mc", "Nd", "Pc"} or character in _OTHER_CONTINUE

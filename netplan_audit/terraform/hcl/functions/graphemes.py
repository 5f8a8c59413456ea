"""Characters as a reader sees them: grapheme clusters, which Terraform counts strings in.

A subset of the rules of Unicode's annex 29 (https://www.unicode.org/reports/tr29/): line ends,
combining marks, joined and modified emoji, flags and Hangul syllables.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_JOINER: Final = "\u200d"
_NON_JOINER: Final = "\u200c"
_FLAGS: Final = range(0x1F1E6, 0x1F200)
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_TAGS: Final = range(0xE0020, 0xE0080)
_LEADING: Final = range(0x1100, 0x1160)
_VOWELS: Final = range(0x1160, 0x11A8)
_TRAILING: Final = range(0x11A8, 0x1200)
_SYLLABLES: Final = range(0xAC00, 0xD7A4)
_SYLLABLES_PER_VOWEL: Final = 28


def clusters(text: str) -> list[str]:
    """Split a string into what a reader takes for its characters."""
    if text.isascii() and "\r" not in text:
        return list(text)
    found: list[str] = []
    for char in text:
        if found and _joins(found[-1], char):
            found[-1] += char
        else:
            found.append(char)
    return found


def length(text: str) -> int:
    """Count what a reader takes for characters."""
    return len(text) if text.isascii() and "\r" not in text else len(clusters(text))


def _joins(before: str, char: str) -> bool:  # noqa: PLR0911 - a case for each rule of the annex
    """Tell whether a character belongs to the cluster before it."""
    last, code = before[-1], ord(char)
    if last == "\r":
        return char == "\n"
    if _is_control(last) or _is_control(char):
        return False
    if char in {_JOINER, _NON_JOINER} or code in _SKIN_TONES or code in _TAGS:
        return True
    if unicodedata.category(char) in {"Mn", "Me", "Mc"}:
        return True
    if last == _JOINER:
        return _is_pictograph(char) and _is_pictograph(before[0])
    if code in _FLAGS and ord(last) in _FLAGS:
        return len(before) % 2 == 1
    return _joins_hangul(ord(last), code)


def _is_control(char: str) -> bool:
    if char in {_JOINER, _NON_JOINER} or ord(char) in _TAGS:
        return False
    return unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"}


def _is_pictograph(char: str) -> bool:
    return unicodedata.category(char) == "So"


def _joins_hangul(last: int, code: int) -> bool:
    open_syllable = last in _SYLLABLES and (last - _SYLLABLES[0]) % _SYLLABLES_PER_VOWEL == 0
    if last in _LEADING:
        return code in _LEADING or code in _VOWELS or code in _SYLLABLES
    if last in _VOWELS or open_syllable:
        return code in _VOWELS or code in _TRAILING
    return (last in _TRAILING or last in _SYLLABLES) and code in _TRAILING

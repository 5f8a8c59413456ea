"""Sets of characters, as the classes of a regular expression name them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.faults import EvaluationError, LimitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MAX_CODE: Final = 0x10FFFF
_CATEGORY_NAME: Final = 2
"""Letters in the longest name of a category; a longer one names a script."""
Ranges = tuple[tuple[int, int], ...]
DIGIT: Final[Ranges] = ((48, 57),)
SPACE: Final[Ranges] = ((9, 10), (12, 13), (32, 32))
WORD: Final[Ranges] = ((48, 57), (65, 90), (95, 95), (97, 122))
PERL: Final = {"d": DIGIT, "s": SPACE, "w": WORD}
POSIX: Final[dict[str, Ranges]] = {
    "alnum": ((48, 57), (65, 90), (97, 122)),
    "alpha": ((65, 90), (97, 122)),
    "ascii": ((0, 127),),
    "blank": ((9, 9), (32, 32)),
    "cntrl": ((0, 31), (127, 127)),
    "digit": DIGIT,
    "graph": ((33, 126),),
    "lower": ((97, 122),),
    "print": ((32, 126),),
    "punct": ((33, 47), (58, 64), (91, 96), (123, 126)),
    "space": ((9, 13), (32, 32)),
    "upper": ((65, 90),),
    "word": WORD,
    "xdigit": ((48, 57), (65, 70), (97, 102)),
}
_CATEGORIES: Final = frozenset(
    {
        "Cc", "Cf", "Co", "Cs", "Ll", "Lm", "Lo", "Lt", "Lu", "Mc", "Me", "Mn", "Nd", "Nl", "No",
        "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "Sc", "Sk", "Sm", "So", "Zl", "Zp", "Zs",
    }
)  # fmt: skip


class Chars:
    """A set of characters; remembers what it was asked, so that the second time is quick."""

    __slots__ = ("_memo", "_test")

    def __init__(self, test: Callable[[str], bool], *, fold: bool = False) -> None:
        """Take what tells members apart; `fold` ignores case."""
        self._memo: dict[str, bool] = {}
        self._test = _folded(test) if fold else test

    def __contains__(self, char: str) -> bool:
        """Tell whether a character is in the set."""
        found = self._memo.get(char)
        if found is None:
            found = self._memo[char] = self._test(char)
        return found


def _folded(test: Callable[[str], bool]) -> Callable[[str], bool]:
    """Accept a character if any case of it is accepted."""

    def either(char: str) -> bool:
        cases = {char, char.lower(), char.upper(), char.upper().lower(), char.lower().upper()}
        return any(test(case) for case in cases if len(case) == 1)

    return either


def in_ranges(ranges: Ranges) -> Callable[[str], bool]:
    """Accept the characters whose code is in one of the ranges, bounds included."""
    return lambda char: any(low <= ord(char) <= high for low, high in ranges)


def negated(test: Callable[[str], bool]) -> Callable[[str], bool]:
    """Accept what the test refuses."""
    return lambda char: not test(char)


def any_of(tests: Iterable[Callable[[str], bool]]) -> Callable[[str], bool]:
    """Accept what one of the tests accepts."""
    given = tuple(tests)
    return lambda char: any(test(char) for test in given)


def category(name: str) -> Callable[[str], bool]:
    """Accept the characters of a general category of Unicode: `L`, `Lu`, `Any`.

    Raises LimitError for the names of scripts, which the standard library does not know.
    """
    if name == "Any":
        return lambda _char: True
    if name in _CATEGORIES:
        return lambda char: unicodedata.category(char) == name
    if any(each[0] == name for each in _CATEGORIES):
        return lambda char: (
            unicodedata.category(char)[0] == name and unicodedata.category(char) != "Cn"
        )
    if len(name) > _CATEGORY_NAME and name[0].isupper() and name.replace("_", "").isalpha():
        message = f"the characters of the script {name!r} are not known here"
        raise LimitError(message)
    message = f"unknown class of characters {name!r}"
    raise EvaluationError(message)

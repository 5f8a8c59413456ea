"""Turns of phrase that many messages share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_SPOKEN: Final = frozenset("AEFHILMNORSX")
"""Letters whose names begin with a vowel."""
_AS_WORDS: Final = ("NAT ",)
"""Initials that are read as a word."""
_HISSING: Final = ("ch", "s", "sh", "x")
"""Ends of verbs that take -es."""


def a(kind: str) -> str:
    """Put the article before a kind of thing: `an EC2 instance`, `a VPC endpoint`."""
    first = kind.partition(" ")[0]
    is_spelled = first.isupper() and not kind.startswith(_AS_WORDS)
    vowel = first[0] in _SPOKEN if is_spelled else first[0].lower() in "aeiou"
    return f"an {kind}" if vowel else f"a {kind}"


def listed(names: Iterable[str], most: int = 4) -> str:
    """Name things, each once, and count those beyond the first few: `a, b, c, d and 2 more`."""
    every = tuple(dict.fromkeys(names))
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more


def and_more(first: str, count: int, *, at_least: bool = False) -> str:
    """Name the first of `count` things, and count the others: `aws_subnet.a and 2 more`."""
    least = "at least " if at_least else ""
    return f"{first} and {least}{count - 1} more" if count > 1 else first


def do(verb: str, count: int) -> str:
    """Write what one thing does, or several do: `reaches`, `reach`."""
    if count > 1:
        return verb
    return f"{verb}es" if verb.endswith(_HISSING) else f"{verb}s"

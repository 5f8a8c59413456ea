"""Texts with mistakes: seeded mutants of good ones."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TOKENS: Final = tuple(
    b'{ } ( ) [ ] " ${ %{ ${~ ~} $${ %%{ \\ \\n \\u00e9 <<E\n <<-E\n E\n = == => : :: , . ... '
    b"? ! - + * / % && || < > <= >= # // /* */ [*] .* 0 1.5 1e9 a for in if else endif endfor null "
    b"true %{if}a %{endif} \n \r\n \r \t \x00 \xff \xc3\xa9 \xef\xbb\xbf ' ` ; ~ & | ^ @".split(
        b" "
    )
)


def mutants(texts: Sequence[bytes], count: int, seed: int) -> Iterator[bytes]:
    """Yield `count` mutants, each with one to three changes; the same seed gives the same ones."""
    dice = random.Random(seed)  # noqa: S311 - nothing secret
    for _ in range(count):
        text = dice.choice(texts)
        for _ in range(dice.randint(1, 3)):
            text = _changed(text, texts, dice)
        yield text


def _changed(text: bytes, texts: Sequence[bytes], dice: random.Random) -> bytes:
    start = dice.randint(0, len(text))
    end = min(len(text), start + dice.choice((0, 1, 1, 2, 5, 40)))
    match dice.randrange(5):
        case 0:  # cut something out
            return text[:start] + text[max(end, start + 1) :]
        case 1:  # say it twice
            return text[:end] + text[start:end] + text[end:]
        case 2:  # a piece of another text
            other = dice.choice(texts)
            piece = dice.randint(0, len(other))
            return text[:start] + other[piece : piece + dice.randint(1, 60)] + text[end:]
        case 3:  # end early
            return text[:start] if dice.random() < 0.2 else text[:start] + text[end:]
        case _:
            return text[:start] + dice.choice(TOKENS) + text[end:]

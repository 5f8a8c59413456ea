"""Classifies what belongs to production and what does not, by the words people use for it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

Environment: TypeAlias = Literal["prod", "nonprod", "unknown"]

_PROD: Final = frozenset({"live", "prd", "prod", "production"})
_NONPROD: Final = frozenset(
    {"ci", "demo", "dev", "development", "ephemeral", "lab", "preview", "qa", "sandbox", "sbx"}
    | {"stage", "staging", "stg", "test", "testing", "tst", "uat"}
)
_NOT_PROD: Final = frozenset(f"non{word}" for word in _PROD)
_TOKENS: Final = re.compile(r"[^a-z0-9]+")
_PREFIXED: Final = re.compile(rf"(?<![a-z0-9])(non|pre)[^a-z0-9]+(?={'|'.join(sorted(_PROD))})")
"""What stands before a word for production, and takes it back: `non-production`, `pre-prod`."""


@lru_cache(maxsize=4096)
def classify(name: str) -> Environment:
    """Classify a name by its whole tokens, so that `product-api` is not `prod`.

    Neither is `non-production`, which says the contrary, nor `pre-prod`, which may be either.
    """
    tokens = set(_TOKENS.split(_PREFIXED.sub(r"\1", name.lower())))
    if tokens & _PROD:
        return "prod"
    return "nonprod" if tokens & (_NONPROD | _NOT_PROD) else "unknown"


def first_known(names: Iterable[str]) -> Environment:
    """Return the class of the first name that has one."""
    found = (classify(name) for name in names)
    return next((environment for environment in found if environment != "unknown"), "unknown")

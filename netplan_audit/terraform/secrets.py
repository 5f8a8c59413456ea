"""Guesses which values are secret where the input does not mark them.

Plans before Terraform 0.15 mark nothing, and a raw state may lack the provider's own marks.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_TELLING: Final = (
    r"passw|passphrase|secret|token(?!s)|private_?key|api_?key|access_?key|credential|auth_?key"
    r"|shared_?key|user_data|customer_gateway_configuration|connection_?string"
)
_HARMLESS: Final = r"_(?:arn|id|name|storage|type|version)$"


def guessed_mask(name: str, value: object) -> object:
    """Return a sensitive mask for a value by the names in it: a bool, or containers of masks.

    Only texts are secrets; truth values and numbers under such names are settings.
    """
    secret = _is_secret(name)
    if isinstance(value, dict):
        masks = {
            key: mask
            for key, item in value.items()
            if (mask := guessed_mask(name if secret else key, item))
        }
        return masks or False
    if isinstance(value, list):
        items = [guessed_mask(name, item) for item in value]
        return items if any(items) else False
    return secret and isinstance(value, str) and value != ""


@lru_cache(maxsize=4096)
def _is_secret(name: str) -> bool:
    secret = re.search(_TELLING, name, re.IGNORECASE) is not None
    return secret and re.search(_HARMLESS, name) is None

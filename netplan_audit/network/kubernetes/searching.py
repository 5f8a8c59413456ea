"""Names that a workload is given and does not look up by the search list of its pods."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.network.kubernetes.pods import PodTemplate, Text

_NGINX: Final = re.compile(
    r"^[ \t]*(?:http|server|upstream\s+\S+|location\s[^{\n]*)\s*\{", re.MULTILINE
)
_THROUGH_PROXY: Final = re.compile(r"\b(?:ProxyHandler|https?_proxy|--proxy)\b", re.IGNORECASE)
_PROXY: Final = re.compile(r"env (?:HTTPS?|ALL)_PROXY", re.IGNORECASE)
_DNS_PORT: Final = 53
_KEEPS_RECORDS: Final = re.compile(r"(?:^|/)external-dns\b")
"""Is in the image of what writes names into zones, and asks for none of them."""


def is_searched(text: str) -> bool:
    """Tell whether a name in a text is looked up by the search list, again and again.

    nginx asks once as it starts, and what its `resolver` is for as it stands
    (https://nginx.org/en/docs/http/ngx_http_core_module.html#resolver). A program that names a
    proxy lets that one ask.
    """
    return _NGINX.search(text) is None and _THROUGH_PROXY.search(text) is None


def others_ask(pods: PodTemplate, texts: Iterable[Text]) -> bool:
    """Tell whether a proxy looks up names for a workload, or names are what it serves or keeps."""
    if any(_KEEPS_RECORDS.search(container.image) for container in pods.containers):
        return True
    return any(port.number == _DNS_PORT for port in pods.ports) or any(
        _PROXY.fullmatch(text.place) and text.value != "" for text in texts
    )

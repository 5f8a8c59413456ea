"""What a cluster's own DNS and proxy are told to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

_REMARK: Final = re.compile(r"#.*")
_KUBERNETES: Final = "kubernetes"


class ProxyMode(Struct, frozen=True):
    """The mode of kube-proxy, and where it is set; None where it is unknown."""

    address: str
    mode: str | None


class Corefile(Struct, frozen=True):
    """The configuration of CoreDNS, and where it is set; None where it is unknown."""

    address: str
    text: str | None

    def seconds(self) -> Iterator[tuple[str, int]]:
        """Yield how long resolvers may keep records of the cluster, with what says so.

        `ttl` of the plugin `kubernetes`, and the least time that `cache` keeps an answer in the
        same server block (https://coredns.io/plugins/cache/): the most that it keeps one is no
        longer than the record says.
        """
        words = _REMARK.sub("", self.text or "").replace("{", " { ").replace("}", " }\n")
        block: list[str] = []
        found: list[tuple[str, int]] = []
        serves_cluster = False
        for line in words.splitlines():
            parts = line.split()
            serves_cluster |= bool(parts) and parts[0] == _KUBERNETES and bool(block)
            found += _told(block, parts)
            for part in parts:
                if part == "{":
                    block.append(parts[0])
                elif part == "}" and block:
                    block.pop()
                    if not block:
                        yield from found if serves_cluster else ()
                        found, serves_cluster = [], False


def _told(block: list[str], parts: list[str]) -> list[tuple[str, int]]:
    """Return what one line says inside the blocks that are open."""
    inner = block[-1] if len(block) > 1 else ""
    if inner == _KUBERNETES and parts[:1] == ["ttl"] and parts[1:2] and parts[1].isdigit():
        return [("ttl", int(parts[1]))]
    least = parts[3:4]
    if inner == "cache" and parts[:1] == ["success"] and least and least[0].isdigit():
        return [("cache success", int(least[0]))]
    return []

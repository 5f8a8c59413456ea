"""What all formats share: text from an input is made harmless, documentation has an address."""

from __future__ import annotations

import re
from typing import Final

SCHEMA_ID: Final = "urn:netplan-audit:report-v1"
"""The name of the report's schema; the schema itself is `docs/schemas/report-v1.json`."""

# Controls, invisible and bidirectional characters, lone surrogates, tags: whatever makes a
# terminal or a reader see something else than what is there. And the start of the commands that
# the runners of GitHub ("##[") and Azure ("##vso[") obey anywhere in a line.
_INVISIBLE: Final = (
    "\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f"
)
_COMMAND: Final = r"#(?=#\[|#vso\[)"
_IN_TEXT: Final = re.compile(f"[\x00-\x1f{_INVISIBLE}]|{_COMMAND}")
_IN_JSON: Final = re.compile(f"[{_INVISIBLE}]|{_COMMAND}")
# GitHub's runner obeys "::name::" at the start of a line, after any white space.
_AT_START: Final = re.compile(r"\A(\s*):(?=:[A-Za-z])")
_SHORT: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def harmless(text: str) -> str:
    """Write text of an input so that neither a terminal nor a CI system obeys it.

    Control characters are shown as Python escapes them, so a text stays one line.
    """
    escaped = _IN_TEXT.sub(lambda match: _SHORT.get(match[0]) or _python_escape(match[0]), text)
    return _AT_START.sub(r"\1\\x3a", escaped)


def harmless_json(text: str) -> str:
    """Escape the same characters in a JSON document; it stays the same document."""
    return _IN_JSON.sub(lambda match: _json_escape(match[0]), text)


def check_url(check_id: str) -> str:
    """Return where a check is documented, relative to the top of the project."""
    return f"docs/checks/{check_id}.md"


def _python_escape(character: str) -> str:
    code = ord(character)
    if code < 0x100:  # noqa: PLR2004 - the widths of Python's three escapes
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004


def _json_escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))

"""New blocks that are there as often as what they belong to.

A module is for other callers too, with other values: what one of them has once by a `count`,
another may not have at all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.fixes.edits import Add, Name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from netplan_audit.fixes.edits import Edit
    from netplan_audit.terraform.passing import Modules

_FIRST: Final = re.compile(r"(aws_\w+\.[\w-]+)\[0\]\.")
_REPEATING: Final = frozenset({"count", "for_each"})


def counted(edits: Sequence[Edit], modules: Modules) -> Iterator[Edit]:
    """Yield edits in which a new block of a module is made for each instance of its first one.

    Not where another edit names it, nor where the first one has other instances in this input.
    """
    for number, edit in enumerate(edits):
        others = (*edits[:number], *edits[number + 1 :])
        owner = _owner(edit, modules) if isinstance(edit, Add) and edit.module else ""
        if isinstance(edit, Add) and owner and f"{edit.type}.{edit.name}" not in repr(others):
            first, each = f"{owner}[0].", f"{owner}[count.index]."
            arguments = [
                (name, Name(value.text.replace(first, each)) if isinstance(value, Name) else value)
                for name, value in edit.arguments
            ]
            yield replace(edit, arguments=(("count", Name(f"length({owner})")), *arguments))
        else:
            yield edit


def _owner(add: Add, modules: Modules) -> str:
    """Return the block that a new one belongs to, '' where it is no single instance by `count`."""
    if not _REPEATING.isdisjoint(name for name, _ in add.arguments):
        return ""
    texts = (value.text for _, value in add.arguments if isinstance(value, Name))
    found = next((match for text in texts if (match := _FIRST.match(text))), None)
    alone = found is not None and modules.is_alone(f"{add.module}.{found[1]}[0]")
    return found[1] if found is not None and alone else ""

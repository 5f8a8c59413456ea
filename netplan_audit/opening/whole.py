"""What a folder is to commands that look into one input: a root module, manifests, or both."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from netplan_audit.errors import InputError, UsageError
from netplan_audit.opening import folders, inputs, manifests

_HINT: Final = "`netplan-audit scan` takes them all; name one"


def parts_of(path: str) -> tuple[str, str | None]:
    """Return the root module and the manifests that a path means, or what alone it means.

    Raises UsageError for a folder of several root modules.
    """
    if path == inputs.STDIN or not Path(path).is_dir():
        return path, None
    if folders.has_configuration(path):
        found = manifests.name_of(path, include_examples=False)
        return path, found[0] if found else None
    try:
        *roots, last = inputs.expanded([path])
    except InputError:  # whoever opens it says what is wrong
        return path, None
    if not inputs.is_manifests(last):
        roots, last = [*roots, last], ""
    if len(roots) > 1:
        message = f"there are {len(roots)} root modules in it, and this command looks at one"
        raise UsageError(message, source=path, hint=_HINT)
    return (roots[0], last or None) if roots else (last, None)

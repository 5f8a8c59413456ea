"""Every function of Terraform's language by name, `try` and `can` apart.

Those two decide themselves what of their arguments is evaluated; the evaluator knows them.
`terraform metadata functions -json` lists the names and signatures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.functions import (
    casts,
    cidr,
    dates,
    encoding,
    files,
    formatting,
    hashes,
    json_text,
    maps,
    numeric,
    regular,
    searches,
    sequences,
    set_algebra,
    text,
    yaml_decode,
    yaml_encode,
)

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.functions.signature import Function

FUNCTIONS: Final[dict[str, Function]] = {
    each.name: each
    for module in (
        casts, cidr, dates, encoding, files, formatting, hashes, json_text, maps, numeric, regular,
        searches, sequences, set_algebra, text, yaml_decode, yaml_encode,
    )
    for each in module.FUNCTIONS
}  # fmt: skip

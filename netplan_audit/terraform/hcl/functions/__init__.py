"""Every function of Terraform's language by name, `try` and `can` apart.

Those two decide themselves what of their arguments is evaluated; the evaluator knows them.
`terraform metadata functions -json` lists the names and signatures. A module of functions is
loaded for the first call of one of them.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.functions.signature import Function

_HOMES: Final = {
    "casts": "alltrue anytrue coalesce ephemeralasnull issensitive nonsensitive sensitive "
    "tobool tolist tomap tonumber toset tostring",
    "cidr": "cidrhost cidrnetmask cidrsubnet cidrsubnets",
    "dates": "formatdate timeadd timecmp",
    "encoding": "base64decode base64encode base64gzip csvdecode textdecodebase64 "
    "textencodebase64 urlencode",
    "files": "file filebase64 filebase64sha256 filebase64sha512 fileexists filemd5 fileset "
    "filesha1 filesha256 filesha512 templatefile templatestring",
    "formatting": "format formatlist",
    "hashes": "base64sha256 base64sha512 bcrypt md5 plantimestamp rsadecrypt sha1 sha256 "
    "sha512 timestamp uuid uuidv5",
    "json_text": "jsondecode jsonencode",
    "maps": "keys lookup merge transpose values zipmap",
    "numeric": "abs ceil floor log max min parseint pow range signum sum",
    "paths": "abspath basename dirname pathexpand",
    "regular": "regex regexall replace",
    "searches": "coalescelist compact contains distinct index matchkeys sort",
    "sequences": "chunklist concat element flatten length one reverse slice",
    "set_algebra": "setintersection setproduct setsubtract setunion",
    "text": "chomp endswith indent join lower split startswith strcontains strrev substr "
    "title trim trimprefix trimspace trimsuffix upper",
    "yaml_decode": "yamldecode",
    "yaml_encode": "yamlencode",
}
"""The functions of each module."""
MODULES: Final = {name: module for module, names in _HOMES.items() for name in names.split()}
"""The module of each function."""


@cache
def function_named(name: str) -> Function:
    """Return a function of `MODULES`."""
    functions: tuple[Function, ...] = import_module(f"{__name__}.{MODULES[name]}").FUNCTIONS
    return next(each for each in functions if each.name == name)

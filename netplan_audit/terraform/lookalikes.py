"""Names the files that people give instead of a plan or a state, and the way out of each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from netplan_audit.errors import InputError
from netplan_audit.terraform.encoding import is_archive

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netplan_audit.terraform.encoding import Data

SHOW_HINT: Final = (
    "make the input with `terraform plan -out=tfplan` and `terraform show -json tfplan > plan.json`"
)
MANIFEST_HINT: Final = (
    "manifests are read from files: write it to one that ends in .yaml or .json, and name that"
)
_HEAD: Final = 4096
_ANSI: Final = re.compile(rb"\x1b\[[0-9;]*m")
_BINARY: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
"""What no text begins with: control characters but white space and those of colours."""
_MAGIC: Final = (
    (b"\x1f\x8b", "a gzip archive", "unpack it: gunzip"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", "unpack it: zstd -d"),
    (b"BZh", "a bzip2 archive", "unpack it: bunzip2"),
    (b"\xfd7zXZ", "an xz archive", "unpack it: unxz"),
)
_TEXTS: Final = (
    (
        re.compile(
            rb"(?:Terraform|OpenTofu) (?:used the selected|will perform|planned the|has compared)"
            rb"|^(?:No changes\.|Refreshing |Acquiring state lock|data\.\S+: (?:Reading|Refreshing)"
            rb"|\S+: Refreshing state|Plan: \d+ to )",
            re.MULTILINE,
        ),
        "this is a plan as it is printed for people, not its JSON",
        SHOW_HINT,
    ),
    (
        re.compile(rb"\A[\s\xe2\x94\x95\x82\xb7|]*(?:Error|error|ERROR):? "),
        "this is an error that was printed, not plan JSON",
        "the command that should have made the JSON did not: read what it says, and run it again",
    ),
    (
        re.compile(
            rb"\A(?:\s*(?:#|//)[^\n]*\n)*\s*(?:resource|data|module|variable|provider|output) +\""
            rb"|\A(?:\s*(?:#|//)[^\n]*\n)*\s*(?:terraform|locals) *\{"
        ),
        "this is HCL, not plan JSON",
        f"name the folder that it is in, for a configuration is read as a whole, or {SHOW_HINT}",
    ),
    (
        re.compile(
            rb"\A(?:\s*(?:#[^\n]*|---[^\n]*)\n)*\s*(?:apiVersion|kind|metadata|spec):",
        ),
        "this is a manifest of Kubernetes, not plan JSON",
        MANIFEST_HINT,
    ),
    (
        re.compile(rb"\A\s*---\s"),
        "this is YAML, not plan JSON",
        SHOW_HINT,
    ),
    (
        re.compile(rb"\A\s*<[!?a-zA-Z]"),
        "this is HTML or XML, not plan JSON: what was downloaded may be an error page",
        SHOW_HINT,
    ),
)
_KEYS: Final = (
    (
        ("encrypted_data",),
        "this is encrypted by OpenTofu",
        "let tofu decrypt it, with the same settings: tofu show -json tfplan > plan.json",
    ),
    (
        ("remote_plan_format",),
        "this is the bookmark of a plan that HCP Terraform keeps, not the plan",
        "fetch the plan where you are logged in: terraform show -json tfplan > plan.json",
    ),
    (
        ("provider_schemas",),
        "these are provider schemas, not a plan",
        SHOW_HINT,
    ),
    (
        ("valid", "error_count"),
        "this is the result of `terraform validate -json`, not a plan",
        SHOW_HINT,
    ),
    (
        ("apiVersion", "kind"),
        "this is a manifest of Kubernetes, not a plan",
        MANIFEST_HINT,
    ),
    (
        ("AWSTemplateFormatVersion",),
        "this is a CloudFormation template, not a plan",
        SHOW_HINT,
    ),
    (
        ("resource",),
        "this is configuration in JSON syntax, not a plan",
        SHOW_HINT,
    ),
)


def refuse_other_data(text: Data, source: str) -> None:
    """Raise InputError for archives, for other binary data and for log streams."""
    head = text[:_HEAD]
    if is_archive(head):
        message = "this is a binary plan file, not plan JSON"
        hint = "turn it into JSON: terraform show -json PLANFILE > plan.json"
        raise InputError(message, source=source, hint=hint)
    for magic, name, hint in _MAGIC:
        if head.startswith(magic):
            message = f"this is {name}, not plan JSON"
            raise InputError(message, source=source, hint=hint)
    if _BINARY.search(head[:64]):
        message = "the input is binary data, not plan JSON"
        raise InputError(message, source=source, hint=SHOW_HINT)
    first_line = head.lstrip().split(b"\n", 1)[0]
    if first_line.startswith(b"{") and b'"@level"' in first_line and b'"@message"' in first_line:
        message = "this is the log stream of `terraform plan -json`, which does not hold the plan"
        raise InputError(message, source=source, hint=SHOW_HINT)


def other_text(text: Data, source: str) -> InputError | None:
    """Return what to raise for text that is known to be something else."""
    head = _ANSI.sub(b"", text[:_HEAD])
    for pattern, message, hint in _TEXTS:
        if pattern.search(head):
            return InputError(message, source=source, hint=hint)
    return None


def no_json(text: Data, source: str, reason: str) -> InputError:
    """Return what to raise for text that holds no JSON object at all."""
    plain = InputError(f"not JSON: {reason}", source=source, hint=SHOW_HINT)
    return other_text(text, source) or plain


def no_plan(keys: Mapping[str, object], source: str) -> InputError:
    """Return what to raise for a JSON object that is neither a plan nor a state."""
    for wanted, message, hint in _KEYS:
        if all(key in keys for key in wanted):
            return InputError(message, source=source, hint=hint)
    values = keys.values()
    if keys and all(isinstance(one, dict) and {"value", "type"} <= one.keys() for one in values):
        message = "this is the result of `terraform output -json`, not a plan"
        return InputError(message, source=source, hint=SHOW_HINT)
    if set(keys) <= {"format_version", "terraform_version"} and keys:
        message = "this is the JSON of a state without resources; there is nothing to analyse"
        hint = "for a plan, name its file: terraform show -json tfplan > plan.json"
        return InputError(message, source=source, hint=hint)
    message = "neither a plan nor a state: it has no resource_changes, planned_values or values"
    return InputError(message, source=source, hint=SHOW_HINT)

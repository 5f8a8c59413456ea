"""From bytes to a plan document: encodings, wrapper lines, and what else people feed in."""

from __future__ import annotations

import codecs
import json
from mmap import mmap
from typing import Final, TypeAlias

import msgspec

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.errors import InputError
from netplan_audit.terraform.plan.document import NOTHING, PlanDocument

SHOW_HINT: Final = (
    "make the input with `terraform plan -out=tfplan` and `terraform show -json tfplan > plan.json`"
)
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HEAD: Final = 4096
Data: TypeAlias = bytes | mmap
_DECODER: Final = msgspec.json.Decoder(PlanDocument)


def decode_plan(data: Data, source: str) -> tuple[PlanDocument, tuple[Diagnostic, ...]]:
    """Decode the bytes of one plan JSON document, which may be a mapped file.

    Raises InputError for everything that is not one whole, usable plan.
    """
    text, notes = _as_utf8(data, source)
    if not len(text) or (len(text) < _HEAD and not text[:].strip()):
        message = "the input is empty"
        raise InputError(message, source=source, hint=SHOW_HINT)
    _refuse_other_kinds(text, source)
    try:
        document = _DECODER.decode(text)
    except RecursionError:
        message = "the JSON is nested too deeply to be a plan"
        raise InputError(message, source=source, hint=SHOW_HINT) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        if isinstance(error, msgspec.ValidationError) and text[:_HEAD].lstrip().startswith(b"{"):
            raise _unexpected_shape(error, source) from None
        body, cut = _without_wrapper_lines(text[:], source, error)
        return _checked(_decode_body(body, source), source), (*notes, cut)
    return _checked(document, source), notes


def _decode_body(body: bytes, source: str) -> PlanDocument:
    try:
        return _DECODER.decode(body)
    except msgspec.ValidationError as error:
        raise _unexpected_shape(error, source) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        message = f"not valid JSON: {error}"
        raise InputError(message, source=source, hint=SHOW_HINT) from None


def _as_utf8(data: Data, source: str) -> tuple[Data, tuple[Diagnostic, ...]]:
    """Return the text as UTF-8 without a byte order mark, whatever Unicode encoding it had."""
    head = data[:4]
    encoding = next((name for bom, name in _BOMS if head.startswith(bom)), None)
    if encoding is None:
        encoding = _encoding_without_bom(head)
    if encoding is None:
        return data, ()
    try:
        text = data[:].decode(encoding).encode()
    except UnicodeError as error:
        message = f"broken {encoding.upper().removesuffix('-SIG')} text: {error}"
        raise InputError(message, source=source, hint=SHOW_HINT) from None
    if encoding == "utf-8-sig":
        return text, ()
    note = Diagnostic(
        "note", "input-encoding", f"the input is {encoding.upper()} and was read as such", source
    )
    return text, (note,)


def _encoding_without_bom(head: bytes) -> str | None:
    """Guess UTF-16 from the zero bytes around the first ASCII character (RFC 4627, section 3)."""
    if len(head) < 4:  # noqa: PLR2004 - two UTF-16 code units
        return None
    zeros = tuple(byte == 0 for byte in head)
    if zeros == (False, True, False, True):
        return "utf-16-le"
    return "utf-16-be" if zeros == (True, False, True, False) else None


def _refuse_other_kinds(text: Data, source: str) -> None:
    """Name the well-known files that are not plan JSON."""
    if text[:4].startswith(b"PK\x03\x04"):
        message = "this is a binary plan file, not plan JSON"
        hint = f"turn it into JSON: terraform show -json {source} > plan.json"
        raise InputError(message, source=source, hint=hint)
    if b"\x00" in text[:64]:
        message = "the input is binary data, not plan JSON"
        raise InputError(message, source=source, hint=SHOW_HINT)
    first_line = text[:_HEAD].lstrip().split(b"\n", 1)[0]
    if first_line.startswith(b"{") and b'"@level"' in first_line and b'"@message"' in first_line:
        message = "this is the log stream of `terraform plan -json`, which does not hold the plan"
        raise InputError(message, source=source, hint=SHOW_HINT)


def _unexpected_shape(error: msgspec.ValidationError, source: str) -> InputError:
    reason, _, place = str(error).partition(" - at `")
    message = f"not a plan: {reason[:1].lower()}{reason[1:]}"
    return InputError(message, source=source, place=place.rstrip("`"), hint=SHOW_HINT)


def _checked(document: PlanDocument, source: str) -> PlanDocument:
    """Refuse documents that are whole JSON but no usable plan."""
    has_plan = document.resource_changes is not None or document.planned_values != NOTHING
    if has_plan:
        if document.errored and not document.resource_changes:
            message = "the plan errored before it planned any resource; there is nothing to analyse"
            raise InputError(message, source=source, hint="mend the plan's error and plan again")
        _check_version(document, source)
        return document
    if document.values != NOTHING:
        message = "this is the JSON of a state, not of a plan"
        raise InputError(message, source=source, hint=SHOW_HINT)
    if document.version != NOTHING:
        message = "this is a raw Terraform state, not plan JSON"
        raise InputError(message, source=source, hint=SHOW_HINT)
    if document.format_version is not None and document.configuration is not None:
        return document
    if document.errored:
        message = "the plan errored and holds no resources; there is nothing to analyse"
        raise InputError(message, source=source, hint="mend the plan's error and plan again")
    message = "not a plan: it has neither resource_changes nor planned_values"
    raise InputError(message, source=source, hint=SHOW_HINT)


def _check_version(document: PlanDocument, source: str) -> None:
    version = document.format_version
    if version is None:
        return
    if version.split(".", 1)[0] not in {"0", "1"}:
        message = f"plan format {version} is not known; formats 0.1 to 1.x are read"
        raise InputError(message, source=source, hint="update netplan-audit")


def _without_wrapper_lines(text: bytes, source: str, error: Exception) -> tuple[bytes, Diagnostic]:
    """Cut the lines that wrappers print around the JSON; raise what the failure really is."""
    start = 0 if text[:_HEAD].lstrip().startswith(b"{") else _first_object(text)
    if start is None:
        message = f"not JSON: {_lower_first(str(error))}"
        raise InputError(message, source=source, hint=SHOW_HINT) from None
    try:
        body = text[start:].decode()
    except UnicodeDecodeError as broken:
        message = f"not UTF-8 text: byte {start + broken.start} cannot be decoded"
        raise InputError(message, source=source, hint=SHOW_HINT) from None
    lead = len(body) - len(body.lstrip())
    try:
        _, end = json.JSONDecoder().raw_decode(body, lead)
    except RecursionError:
        message = "the JSON is nested too deeply to be a plan"
        raise InputError(message, source=source, hint=SHOW_HINT) from None
    except json.JSONDecodeError as broken:
        raise _broken_json(broken, source) from None
    tail = body[end:].strip()
    if tail.startswith(("{", "[")):
        message = "more than one JSON document in the input"
        hint = "give one plan per file; terragrunt run-all and show -json of several plans mix them"
        raise InputError(message, source=source, hint=hint)
    if body[end : end + 1] in {",", "}", "]", ":", '"'}:
        line = body.count("\n", 0, end) + text[:start].count(b"\n") + 1
        message = "not valid JSON: the object ends too early"
        raise InputError(message, source=source, place=f"line {line}", hint=SHOW_HINT)
    cut = len(text[:start].strip().splitlines()) + len(tail.splitlines())
    note = Diagnostic(
        "warning",
        "wrapper-lines-cut",
        f"{cut} line{'' if cut == 1 else 's'} around the JSON cut: a wrapper script printed into "
        "the file",
        source,
        "set `terraform_wrapper: false` in hashicorp/setup-terraform, or redirect stdout only",
    )
    return body[lead:end].encode(), note


def _first_object(text: bytes) -> int | None:
    """Return where the first line that starts a JSON object begins."""
    if text.startswith(b"{"):
        return 0
    at = text.find(b"\n{")
    return at + 1 if at >= 0 else None


def _broken_json(error: json.JSONDecodeError, source: str) -> InputError:
    place = f"line {error.lineno} column {error.colno}"
    if error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated string"):
        message = "the JSON ends in the middle: the file is cut off"
        return InputError(message, source=source, place=place, hint=SHOW_HINT)
    message = f"not valid JSON: {_lower_first(error.msg)}"
    return InputError(message, source=source, place=place, hint=SHOW_HINT)


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]

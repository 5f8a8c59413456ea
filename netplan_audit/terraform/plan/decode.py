"""From bytes to a plan or state document: wrapper lines, broken JSON, and other documents."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec
from msgspec import Struct

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.errors import InputError
from netplan_audit.terraform.encoding import Data, as_utf8, is_no_utf8
from netplan_audit.terraform.lookalikes import (
    SHOW_HINT,
    no_json,
    no_plan,
    other_text,
    refuse_other_data,
)
from netplan_audit.terraform.plan.document import PlanDocument

_HEAD: Final = 4096
_START: Final = re.compile(rb'\{\s*"(?:format_version|terraform_version|version)"')
_LINE_START: Final = re.compile(rb"^[ \t]*\{", re.MULTILINE)
_REASON: Final = re.compile(r"JSON is malformed: (.*) \(byte (\d+)\)", re.DOTALL)
_NOT_NUMBERS: Final = (b"NaN", b"nan", b"Inf", b"inf")
_MORE_JSON: Final = re.compile(rb"\{|\[\s*[\[{\"\]]")
_CLOSING: Final = (b",", b"}", b"]", b'"')
_TRAILING: Final = "trailing characters"
_NEWEST_MINOR: Final = 2
_DECODER: Final = msgspec.json.Decoder(PlanDocument)
_ANYTHING: Final = msgspec.json.Decoder(msgspec.Raw)


class Decoded(Struct, frozen=True):
    """A whole document, the UTF-8 text it was decoded from, and what was remarked on the way."""

    document: PlanDocument
    text: Data
    notes: tuple[Diagnostic, ...]


def decode(data: Data, source: str) -> Decoded:
    """Decode the bytes of one plan or state, which may be a mapped file.

    Where a key stands twice the last one counts, as in Terraform itself. Raises InputError for
    everything that is not one whole, usable document.
    """
    text, notes = as_utf8(data, source, hint=SHOW_HINT)
    if not text[:_HEAD].strip() and not text[:].strip():
        message = "the input is empty"
        hint = "if it came through a pipe, the command before it failed"
        raise InputError(message, source=source, hint=hint)
    refuse_other_data(text, source)
    try:
        document = _decoded(text, source)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        text, cut = _without_wrapper_lines(text[:], source, error)
        notes = (*notes, cut)
        try:
            document = _decoded(text, source)
        except (msgspec.DecodeError, UnicodeDecodeError) as broken:
            raise _broken(broken, text, 0, source) from None
    _check(document, text, source)
    return Decoded(document, text, (*notes, *_version_notes(document, source)))


def _decoded(text: Data, source: str) -> PlanDocument:
    """Decode the text; JSON of another shape is refused here, broken JSON by the caller."""
    try:
        try:
            return _DECODER.decode(text)
        except msgspec.ValidationError as error:
            if not text[:_HEAD].lstrip().startswith(b"{"):
                _ANYTHING.decode(text)  # a wrapper's `[command]` is no JSON, an array is
            reason, _, place = str(error).partition(" - at `")
            message = f"not a plan: {reason[:1].lower()}{reason[1:]}"
            raise InputError(message, source=source, place=place[:-1], hint=SHOW_HINT) from None
    except RecursionError:
        message = "the JSON is nested too deeply to be a plan"
        raise InputError(message, source=source, hint=SHOW_HINT) from None


def _without_wrapper_lines(text: bytes, source: str, error: Exception) -> tuple[bytes, Diagnostic]:
    """Cut the lines that wrappers print around the JSON; raise what the failure really is."""
    found = _START.search(text)
    if found is None:
        known = other_text(text, source)  # which may have lines that begin with a brace
        if known is not None:
            raise known from None
        found = _LINE_START.search(text)
    if found is None:
        raise no_json(text, source, _told(error)[0]) from None
    start, end = found.start(), len(text)
    failure: Exception | None = error
    if text[:start].strip():
        failure = _failure(text[start:])
    if failure is not None:
        reason, at = _told(failure)
        if at is None or reason != _TRAILING:
            raise _broken(failure, text, start, source) from None
        end = start + at
        _refuse_more(text, end, source)
    cut = len(text[:start].strip().splitlines()) + len(text[end:].strip().splitlines())
    note = Diagnostic(
        "warning",
        "wrapper-lines-cut",
        f"{cut} line{'' if cut == 1 else 's'} around the JSON cut: a wrapper script printed into "
        "the file",
        source,
        "set `terraform_wrapper: false` in hashicorp/setup-terraform, or redirect stdout only",
    )
    return text[start:end], note


def _failure(text: bytes) -> Exception | None:
    """Return why JSON is broken; a wrong shape or depth is told when it is decoded again."""
    try:
        _DECODER.decode(text)
    except (msgspec.ValidationError, RecursionError):
        return None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return error
    return None


def _refuse_more(text: bytes, end: int, source: str) -> None:
    """Raise where what follows the first document is no wrapper's talk."""
    if _MORE_JSON.match(text, end):
        message = "more than one JSON document in the input"
        hint = "give one plan per file; terragrunt run-all and show -json of several plans mix them"
        raise InputError(message, source=source, place=_place(text, end), hint=hint)
    if text.startswith(_CLOSING, end):
        message = "not valid JSON: the object ends too early"
        raise InputError(message, source=source, place=_place(text, end), hint=SHOW_HINT)


def _told(error: Exception) -> tuple[str, int | None]:
    """Return the decoder's reason and the offset it names; None where the text just ends."""
    found = _REASON.match(str(error))
    if found is None:
        return str(error), None
    past = found[1] == _TRAILING  # the only reason that is told one byte late
    return found[1], int(found[2]) - past


def _broken(error: Exception, text: bytes, start: int, source: str) -> InputError:
    """Say where JSON that begins at `start` is broken."""
    if is_no_utf8(error):  # its own offset counts from the string it is in
        return _no_utf8(text, source)
    reason, at = _told(error)
    if at is None:
        message = "the JSON ends in the middle: the file is cut off"
        place = _place(text, len(text.rstrip()))
        return InputError(message, source=source, place=place, hint=SHOW_HINT)
    if text.startswith(_NOT_NUMBERS, start + at):
        reason = "NaN and Infinity are no numbers in JSON"
    message = f"not valid JSON: {reason}"
    return InputError(message, source=source, place=_place(text, start + at), hint=SHOW_HINT)


def _no_utf8(text: bytes, source: str) -> InputError:
    message = "not UTF-8 text"
    try:
        text.decode()
    except UnicodeDecodeError as error:
        place = _place(text, error.start)
        return InputError(message, source=source, place=place, hint=SHOW_HINT)
    return InputError(message, source=source, hint=SHOW_HINT)


def _place(text: bytes, at: int) -> str:
    """Write an offset as line and column, both from 1; columns count bytes."""
    newline = text.rfind(b"\n", 0, at)
    line = text.count(b"\n", 0, at) + 1
    return f"line {line} column {at - newline}"


def _check(document: PlanDocument, text: Data, source: str) -> None:
    """Refuse whole JSON that holds nothing to analyse."""
    if document.is_plan:
        if document.errored and not document.resource_changes:
            message = "the plan errored before it planned any resource; there is nothing to analyse"
            raise InputError(message, source=source, hint="mend the plan's error and plan again")
        version = document.format_version
        if version is not None and version.partition(".")[0] not in {"0", "1"}:
            message = f"plan format {version} is not known; formats 0.1 to 1.x are read"
            raise InputError(message, source=source, hint="update netplan-audit")
    elif not document.is_state:
        if document.errored:
            message = "the plan errored and holds no resources; there is nothing to analyse"
            raise InputError(message, source=source, hint="mend the plan's error and plan again")
        raise no_plan(_keys(text), source)


def _keys(text: Data) -> dict[str, Any]:
    try:
        return msgspec.json.decode(text, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}


def _version_notes(document: PlanDocument, source: str) -> tuple[Diagnostic, ...]:
    """Remark that the format is newer than this tool; what is new in it is not seen."""
    version = document.format_version or ""
    major, _, minor = version.partition(".")
    if major != "1" or (minor.isdecimal() and int(minor) <= _NEWEST_MINOR):
        return ()
    message = f"format {version} is newer than 1.{_NEWEST_MINOR}: what is new in it is not seen"
    return (Diagnostic("warning", "newer-format", message, source, "update netplan-audit"),)

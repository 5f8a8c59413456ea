"""The binary plan file of `terraform plan -out`: the configuration in it, and which plan it is.

The file is a zip archive. Its layout is not documented; it was read off files of Terraform 1.11:
`tfplan` (protocol buffers), `tfstate`, `tfstate-prev`, `.terraform.lock.hcl`, and the source of
every module, comments included, in `tfconfig/modules.json` and `tfconfig/m-<key>/<file>`.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Final, NoReturn, TypeAlias

import msgspec
from msgspec import Struct

from netplan_audit.errors import InputError
from netplan_audit.terraform.encoding import is_archive
from netplan_audit.terraform.wire import fields

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zipfile import ZipFile, ZipInfo

    from netplan_audit.terraform.encoding import Data

ModuleKey: TypeAlias = tuple[str, ...]
"""The names of the calls that lead to a module: `()` is the root, `("net", "inner")` another."""

_MEBIBYTE: Final = 1 << 20
MOST_ENTRIES: Final = 20_000
MOST_BYTES: Final = 256 * _MEBIBYTE
"""So much is unpacked of one plan file, all entries together."""
MOST_RATIO: Final = 250
"""A large entry that was packed better than this is no source and no plan."""
_HINT: Final = "give what `terraform plan -out=tfplan` wrote"
_ENTRY: Final = re.compile(r"tfconfig/m-([^/\\]*)/([^/\\]+\.(?:tf|tofu)(?:\.json)?)")
_COMPRESSIONS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED: Final = 0x1
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)
# Fields of the messages Plan, ResourceInstanceChange and Backend.
_CHANGES, _BACKEND, _VERSION, _TIMESTAMP = 3, 13, 14, 21
_ADDRESS, _WORKSPACE = 13, 3


class SnapshotModule(Struct, frozen=True):
    """The source of one module.

    `directory` is its folder as Terraform saw it, relative to the root module's: for display
    only, it may lead anywhere. `source` is that of the module call. `files` are texts by name.
    """

    directory: str
    source: str
    files: Mapping[str, str]


class PlanMarks(Struct, frozen=True):
    """What tells one plan from another; None and empty where the file does not say."""

    terraform_version: str | None
    timestamp: str | None
    workspace: str | None
    addresses: frozenset[str]


class Snapshot(Struct, frozen=True):
    """The configuration that a plan was made from, and which plan that is.

    `marks` is None where the plan itself cannot be read. `lock` is the dependency lock file.
    """

    source: str
    modules: Mapping[ModuleKey, SnapshotModule]
    marks: PlanMarks | None
    lock: str


class _ManifestEntry(msgspec.Struct):
    key: str = msgspec.field(default="", name="Key")
    directory: str = msgspec.field(default="", name="Dir")
    source: str = msgspec.field(default="", name="Source")


def read_plan_file(data: Data, source: str) -> Snapshot:
    """Read the configuration snapshot out of the bytes of a plan file.

    Nothing is written to disk, and names in the archive are only compared. Raises InputError for
    archives that are no plan file, damaged, encrypted, or out of proportion.
    """
    if not is_archive(data):
        message = "this is no binary plan file: those are zip archives"
        raise InputError(message, source=source, hint=_HINT)
    try:
        with zipfile.ZipFile(BytesIO(data[:])) as archive:
            return _Archive(archive, source).snapshot()
    except _BROKEN as error:
        message = f"the plan file is cut off or damaged: {error}"
        hint = "make it again: terraform plan -out=tfplan"
        raise InputError(message, source=source, hint=hint) from None


class _Archive:
    """One open archive, and how much may still be unpacked of it."""

    def __init__(self, archive: ZipFile, source: str) -> None:
        self._archive = archive
        self._source = source
        self._left = MOST_BYTES
        self._entries = {info.filename: info for info in archive.infolist()}
        self._check()

    def _check(self) -> None:
        every = self._archive.infolist()
        if len(every) > MOST_ENTRIES:
            self._refuse(f"the plan file has {len(every)} entries, over {MOST_ENTRIES}")
        if len(self._entries) < len(every):
            self._refuse("the plan file has two entries of one name")
        if "tfplan" not in self._entries:
            self._refuse("this is a zip archive, but no plan file: it has no entry tfplan")
        if any(info.flag_bits & _ENCRYPTED for info in every):
            self._refuse("the plan file is encrypted")

    def _refuse(self, message: str) -> NoReturn:
        raise InputError(message, source=self._source, hint=_HINT)

    def snapshot(self) -> Snapshot:
        """Read what is wanted; `tfstate` and the rest are left packed."""
        manifest = self._manifest()
        sources: dict[str, dict[str, str]] = {key: {} for key in manifest}
        for name, info in self._entries.items():
            found = _ENTRY.fullmatch(name)
            if found is not None:
                sources.setdefault(found[1], {})[found[2]] = self._text(info)
        lock = self._entries.get(".terraform.lock.hcl")
        return Snapshot(
            source=self._source,
            modules={
                tuple(key.split(".")) if key else (): SnapshotModule(
                    directory=manifest[key].directory if key in manifest else "",
                    source=manifest[key].source if key in manifest else "",
                    files=files,
                )
                for key, files in sources.items()
            },
            marks=self._marks(),
            lock="" if lock is None else self._text(lock),
        )

    def _manifest(self) -> dict[str, _ManifestEntry]:
        info = self._entries.get("tfconfig/modules.json")
        if info is None:
            return {}
        try:
            entries = msgspec.json.decode(self._bytes(info), type=list[_ManifestEntry])
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            self._refuse(f"tfconfig/modules.json cannot be read: {error}")
        return {entry.key: entry for entry in entries}

    def _marks(self) -> PlanMarks | None:
        message = memoryview(self._bytes(self._entries["tfplan"]))
        version = timestamp = workspace = None
        addresses = []
        try:
            for number, value in fields(message):
                if isinstance(value, int):
                    continue
                if number == _CHANGES:
                    addresses.append(_text_of(value, _ADDRESS))
                elif number == _BACKEND:
                    workspace = _text_of(value, _WORKSPACE)
                elif number == _VERSION:
                    version = str(value, "utf-8")
                elif number == _TIMESTAMP:
                    timestamp = str(value, "utf-8")
        except ValueError:  # of a release whose plan is laid out in another way
            return None
        return PlanMarks(version, timestamp, workspace, frozenset(filter(None, addresses)))

    def _text(self, info: ZipInfo) -> str:
        return self._bytes(info).decode("utf-8", "replace")

    def _bytes(self, info: ZipInfo) -> bytes:
        """Unpack one entry; sizes that the archive claims are not believed."""
        if info.compress_type not in _COMPRESSIONS:
            self._refuse(f"{info.filename} is packed in a way that Terraform does not use")
        with self._archive.open(info) as file:
            data = file.read(self._left + 1)
        if len(data) > self._left:
            self._refuse(f"the plan file unpacks to more than {MOST_BYTES >> 20} MiB")
        if len(data) > _MEBIBYTE and len(data) > MOST_RATIO * max(info.compress_size, 1):
            self._refuse(f"{info.filename} is packed tighter than any plan or source")
        self._left -= len(data)
        return data


def _text_of(message: memoryview, wanted: int) -> str | None:
    """Return a text field of a message; None where it has none."""
    for number, value in fields(message):
        if number == wanted and not isinstance(value, int):
            return str(value, "utf-8")
    return None

"""Renders kustomizations and charts with the user's own `kustomize` and `helm`.

Only where `--render` asks for it. A renderer gets no network as far as it lets itself be told: its
proxies lead nowhere, it finds no git, and what names anything outside the repository is not
rendered at all.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from posixpath import normpath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, TypeVar

from msgspec import Struct

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.errors import UsageError, nearest
from netplan_audit.kubernetes.charts import CHART, is_library
from netplan_audit.kubernetes.documents import DocumentError
from netplan_audit.kubernetes.kustomize import NAMES, read_kustomization
from netplan_audit.opening.apart import complaint, environment, program
from netplan_audit.opening.process import StoppedError, run
from netplan_audit.opening.sources import relative
from netplan_audit.repository import boundary_of
from netplan_audit.terraform.folders import beneath, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from netplan_audit.kubernetes.kustomize import Kustomization

_T = TypeVar("_T")
KUSTOMIZE: Final = "kustomize"
HELM: Final = "helm"
RENDERERS: Final = (KUSTOMIZE, HELM)
SECONDS: Final = 60.0
"""What a renderer gets for one folder."""
MOST: Final = 16 << 20
"""The bytes that it may print for one folder."""
_FOLDERS: Final = 300
_REMOTE: Final = ("://", "git@", "?ref=", "github.com/")
_LARGEST: Final = 1 << 20
_LONGEST_REASON: Final = 300


class Rendered(Struct, frozen=True):
    """What came out, by the file that it was made of, and the files that went into it."""

    texts: dict[str, bytes]
    used: frozenset[str]
    notes: tuple[Diagnostic, ...]


def wanted(words: Sequence[str] | None) -> tuple[str, ...]:
    """Return the renderers that an option names; raises UsageError for others."""
    names = [name.strip() for word in words or () for name in word.split(",")]
    for name in names:
        if name not in RENDERERS:
            message = f"{name!r} renders nothing"
            hint = nearest(name, RENDERERS, f"renderers: {', '.join(RENDERERS)}")
            raise UsageError(message, source="--render", hint=hint)
    return tuple(name for name in RENDERERS if name in names)


def rendered(top: Path, renderers: Sequence[str], *, include_examples: bool) -> Rendered:
    """Render what is beneath a folder; what cannot be is told, and read as it is."""
    work = _Work(top.resolve(), boundary_of(top), relative(top))
    folders = list(walk(work.top, include_examples=include_examples))
    if KUSTOMIZE in renderers:
        found = [folder for folder, names in folders if not set(NAMES).isdisjoint(names)]
        work.kustomizations(found)
    if HELM in renderers:
        work.charts([folder for folder, names in folders if CHART in names])
    return Rendered(work.texts, frozenset(work.used), tuple(work.notes))


class _RefusedError(Exception):
    """Something is not rendered; says why."""


class _Work:
    """Renders folder by folder, and keeps what comes out."""

    def __init__(self, top: Path, boundary: Path, told: str) -> None:
        self.top = top
        self.texts: dict[str, bytes] = {}
        self.used: set[str] = set()
        self.notes: list[Diagnostic] = []
        self._boundary = boundary
        self._told = told

    def kustomizations(self, folders: Sequence[Path]) -> None:
        """Build those that no other is built of."""
        command = self._kustomize()
        if command is None or not folders:
            self._missing(KUSTOMIZE, folders)
            return
        inner = {each for folder in folders for each in self._parts(folder)}
        tops = [each for each in folders if each not in inner and not self._is_component(each)]
        done = 0
        for folder in self._few(tops, "kustomization"):
            try:
                files = self._closure(folder, set())
                self._keep(_file_in(folder), self._run([*command, str(folder)], folder), files)
            except _RefusedError as error:
                self._refused(_file_in(folder), error)
            else:
                done += 1
        self._count(done, "kustomization")

    def charts(self, folders: Sequence[Path]) -> None:
        """Render charts with the values that they bring, those in other charts with these."""
        binary = program(HELM, self._boundary)
        if binary is None or not folders:
            self._missing(HELM, folders)
            return
        known = set(folders)
        tops = [f for f in folders if known.isdisjoint(f.parents) and not self._is_library(f)]
        done = 0
        for folder in self._few(tops, "chart"):
            command = [binary, "template", "release", str(folder), "--skip-tests"]
            try:
                files = self._inside(folder)
                self._keep(folder / CHART, self._run(command, folder), files)
            except _RefusedError as error:
                self._refused(folder / CHART, error)
            else:
                done += 1
        self._count(done, "chart")

    def _few(self, folders: list[Path], what: str) -> list[Path]:
        """Return the folders that are rendered, and tell of those beyond the limit."""
        left = len(folders) - _FOLDERS
        if left > 0:
            several = f"{left} {what}s are" if left > 1 else f"1 {what} is"
            message = f"beyond the limit of {_FOLDERS}, {several} not rendered"
            hint = "scan folders beneath it"
            self.notes.append(Diagnostic("warning", "not-rendered", message, self._told, hint))
        return folders[:_FOLDERS]

    def _kustomize(self) -> list[str] | None:
        own = program(KUSTOMIZE, self._boundary)
        other = program("kubectl", self._boundary)
        start = [own, "build"] if own else [other, "kustomize"] if other else None
        return None if start is None else [*start, "--load-restrictor", "LoadRestrictionsRootOnly"]

    def _closure(self, folder: Path, seen: set[Path]) -> set[Path]:
        """Return all files that a kustomization is built of; refuses what leads elsewhere."""
        if folder in seen:
            return set()
        if len(seen) >= _FOLDERS:
            message = f"it is built of more than {_FOLDERS} folders"
            raise _RefusedError(message)
        seen.add(folder)
        read = self._read(folder)
        if read.has_charts:
            message = "it has charts, which come over the network"
            raise _RefusedError(message)
        files = {_file_in(folder)}
        for path in (*read.built, *read.files):
            target = self._local(folder, path)
            if target.is_dir():
                files |= self._closure(target, seen)
            else:
                files.add(target)
        self._refuse_remote(folder, read)
        return files

    def _refuse_remote(self, folder: Path, read: Kustomization) -> None:
        """Refuse generators and the like that may fetch: what they name has many forms."""
        files = [self._local(folder, path) for path in read.plugins]
        texts = [b"://" if file.is_dir() else self._bytes(file) for file in files]
        texts += [text.encode("utf-8", "replace") for text in read.written]
        if any(sign.encode() in text for text in texts for sign in _REMOTE):
            message = "a generator or transformer of it names something that is not here"
            raise _RefusedError(message)

    def _local(self, folder: Path, path: str) -> Path:
        """Return what a path in a kustomization means, which has to be in the repository."""
        try:
            target = (folder / path).resolve()
            is_here = target.exists() and not any(sign in path for sign in _REMOTE)
        except (OSError, RuntimeError, ValueError):  # RuntimeError: a loop of links
            is_here = False
        if not is_here:
            message = f"it names {path}, which is not here"
            raise _RefusedError(message)
        if not target.is_relative_to(self._boundary):
            message = f"it names {path}, which is outside the repository"
            raise _RefusedError(message)
        return target

    def _read(self, folder: Path) -> Kustomization:
        return self._parsed(_file_in(folder), read_kustomization)

    def _parsed(self, file: Path, parse: Callable[[bytes], _T]) -> _T:
        """Read an ordinary file of the repository."""
        resolved = self._local(file.parent, file.name)
        if not resolved.is_file():
            message = f"{file.name} is no ordinary file"
            raise _RefusedError(message)
        try:
            return parse(self._bytes(resolved))
        except DocumentError as error:
            message = f"{file.name} cannot be read: {error}"
            raise _RefusedError(message) from None

    def _bytes(self, file: Path) -> bytes:
        """Return what a file holds, all of it: what was left unread might lead elsewhere."""
        try:
            with file.open("rb") as opened:
                text = opened.read(_LARGEST + 1)
        except OSError as error:
            message = f"{file.name} cannot be read: {error}"
            raise _RefusedError(message) from None
        if len(text) > _LARGEST:
            message = f"{file.name} is larger than {_LARGEST >> 20} MiB"
            raise _RefusedError(message)
        return text

    def _parts(self, folder: Path) -> Iterator[Path]:
        """Yield the folders that a kustomization is built of."""
        with suppress(_RefusedError):  # told where it is built
            for path in self._read(folder).built:
                yield self._local(folder, path)

    def _is_component(self, folder: Path) -> bool:
        try:
            return self._read(folder).is_component
        except _RefusedError:
            return False

    def _is_library(self, folder: Path) -> bool:
        try:
            return self._parsed(folder / CHART, is_library)
        except _RefusedError:  # told where it is rendered
            return False

    def _inside(self, folder: Path) -> set[Path]:
        """Return all files of a chart, those in linked folders too; refuses links out of here."""
        files: set[Path] = set()
        seen, left = {folder}, [folder]
        while left:
            for at, folders, names in beneath(left.pop()):
                for name in (*folders, *names):
                    real = self._local(Path(at), name)
                    files.add(Path(at, name))
                    if Path(at, name).is_symlink() and real.is_dir() and real not in seen:
                        seen.add(real)
                        left.append(real)
        return files

    def _run(self, command: list[str], folder: Path) -> bytes:
        with TemporaryDirectory() as empty:
            try:
                status, out, err = run(command, folder, environment(empty), SECONDS, MOST)
            except StoppedError as error:
                raise _RefusedError(str(error)) from None
            except OSError as error:
                message = f"{Path(command[0]).name} does not start: {error.strerror or error}"
                raise _RefusedError(message) from None
        if status == 0:
            return out
        reason = complaint(err)[:_LONGEST_REASON] or f"exit code {status}"
        message = f"{Path(command[0]).name} says: {reason}"
        raise _RefusedError(message)

    def _keep(self, made_of: Path, text: bytes, files: set[Path]) -> None:
        self.texts[made_of.relative_to(self.top).as_posix()] = text
        inside = (file for file in files if file.is_relative_to(self.top))
        self.used.update(file.relative_to(self.top).as_posix() for file in inside)

    def _refused(self, file: Path, error: _RefusedError) -> None:
        path = normpath(f"{self._told}/{file.relative_to(self.top).as_posix()}")
        self.notes.append(
            Diagnostic("warning", "not-rendered", f"it is read as it is: {error}", path)
        )

    def _missing(self, name: str, folders: Sequence[Path]) -> None:
        if folders:
            several = f"{len(folders)} folders are read as they are"
            what = several if len(folders) > 1 else "1 folder is read as it is"
            hint = f"install {name}, or scan what it prints elsewhere"
            message = f"{what}: there is no {name} here"
            self.notes.append(Diagnostic("warning", "no-renderer", message, self._told, hint))

    def _count(self, done: int, what: str) -> None:
        if done:
            message = f"{done} {what}{'s' * (done > 1)} rendered, with the values that they bring"
            self.notes.append(Diagnostic("note", "rendered", message, self._told))


def _file_in(folder: Path) -> Path:
    """Return the file of a kustomization."""
    return next((folder / name for name in NAMES if (folder / name).is_file()), folder / NAMES[0])

"""What all modules of one evaluation share: budget, files, the given values, what went wrong."""

from __future__ import annotations

from posixpath import normpath
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.terraform.configuration.module import Module
from netplan_audit.terraform.hcl.budget import Budget
from netplan_audit.terraform.hcl.faults import LimitError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from netplan_audit.terraform.configuration.module import Placed
    from netplan_audit.terraform.configuration.variables import Given
    from netplan_audit.terraform.hcl.faults import EvaluationError
    from netplan_audit.terraform.hcl.file import SourceFile
    from netplan_audit.terraform.hcl.file_reader import FileReader
    from netplan_audit.terraform.hcl.values import Value
    from netplan_audit.terraform.source import ModulePath, ModuleText


class Context(Struct):
    """One evaluation of one configuration.

    `texts` are the files of every module by the names of the calls that lead to it; `folder` is
    the root module's, where the paths of diagnostics start. `known` tells the attribute of a data
    source where a plan has read it. `assumed` are arguments that calls would have instead of their
    own, by the calls' addresses. `asks_workspace` tells whether anything asked for the workspace.
    """

    texts: Mapping[ModulePath, ModuleText]
    folder: str
    given: Mapping[str, Given]
    workspace: str
    files: FileReader | None
    known: Callable[[str, str], Value | None] | None = None
    assumed: Mapping[str, Mapping[str, Placed]] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)
    unset: dict[str, None] = field(default_factory=dict)
    asks_workspace: bool = False
    _diagnostics: dict[tuple[str, int, str], Diagnostic] = field(default_factory=dict)
    _modules: dict[int, Module] = field(default_factory=dict)

    def module(self, path: ModulePath) -> Module | None:
        """Return the blocks of a module; None where its body is not at hand."""
        text = self.texts.get(path)
        if text is None:
            return None
        found = self._modules.get(id(text))
        if found is None:
            found = self._modules[id(text)] = Module(text)
            for one in found.diagnostics:
                self.add(one)
        return found

    def path(self, file: str) -> str:
        """Return the path of a file of the configuration from where the paths start."""
        return normpath(f"{self.folder}/{file}")

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep a diagnostic about a file, once for each place."""
        path = self.path(diagnostic.source)
        placed = replace(diagnostic, source=path)
        self._diagnostics.setdefault((path, diagnostic.line, diagnostic.message), placed)

    def tell(self, error: EvaluationError | LimitError, file: SourceFile, start: int) -> None:
        """Keep what stopped an expression; without a place of its own it is at `start`."""
        source = error.file or file
        at = error.span[0] if error.span is not None and error.file is not None else start
        line, column = source.position(at)
        code = "evaluation-limit" if isinstance(error, LimitError) else "evaluation"
        message = f"{error.message}; what depends on it is unknown"
        hint = ""
        if self.asks_workspace and repr(self.workspace) in error.message:
            hint = f"`terraform.workspace` is {self.workspace!r} here: --workspace names another"
        self.add(Diagnostic("warning", code, message, source.path, hint, line, column))

    def stopped(self, error: LimitError) -> None:
        """Keep what ended the whole evaluation before its end."""
        path, line = "", 0
        if error.file is not None and error.span is not None:
            path, line = error.file.path, error.file.position(error.span[0]).line
        self.add(Diagnostic("warning", "evaluation-limit", error.message, path, "", line, 0))

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything that was told, in order."""
        return tuple(self._diagnostics.values())

"""From a folder of HCL to an input, with the values that options and the environment give it."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.errors import InputError, UsageError
from netplan_audit.opening.sources import relative
from netplan_audit.repository import boundary_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from netplan_audit.config.words import ParserName
    from netplan_audit.pipeline import Input
    from netplan_audit.terraform.configuration.variables import Settings

_PREFIX: Final = "TF_VAR_"
_FOR_DIRECTORIES: Final = ("var", "var_file", "workspace", "hcl_parser")
_WORKSPACE: Final = "TF_WORKSPACE"


class Options(Struct, frozen=True):
    """What the command line and the environment say of the variables of a directory of HCL.

    `render` names what makes manifests of kustomizations and charts in a directory, `given` the
    inputs as they were named, beneath which root modules may have been found.
    """

    var: Sequence[str] | None
    var_file: Sequence[str] | None
    workspace: str | None
    environment: Mapping[str, str]
    hcl_parser: ParserName | None = None
    render: Sequence[str] = ()
    given: Sequence[str] = ()

    def boundary(self, root: Path) -> Path:
        """Return the folder that reading a root module stays in."""
        return boundary_of(root, self.given)

    def check(self, inputs: Sequence[str]) -> None:
        """Refuse, before any work is done, options that are wrong or that no input needs."""
        for option in self.var or ():
            if "=" not in option:
                message = "a variable is given as NAME=VALUE"
                raise UsageError(message, source=f"--var {option}")
        used = [name for name in _FOR_DIRECTORIES if getattr(self, name)]
        if used and not any(Path(path).is_dir() for path in inputs):
            message = "it is for directories of HCL, and there is none among the inputs"
            raise UsageError(message, source=f"--{used[0].replace('_', '-')}")

    def settings(self) -> Settings:
        """Read the files and put everything together; raises UsageError for a file."""
        from netplan_audit.terraform.configuration.variables import Settings  # noqa: PLC0415

        files = {}
        for path in self.var_file or ():
            try:
                files[path] = Path(path).read_bytes()
            except (OSError, ValueError) as error:
                reason = getattr(error, "strerror", None) or str(error)
                message = f"cannot be read: {reason}"
                raise UsageError(message, source=path) from None
        return Settings(
            environment={
                name.removeprefix(_PREFIX): value
                for name, value in self.environment.items()
                if name.startswith(_PREFIX)
            },
            files=files,
            options=dict(option.partition("=")[::2] for option in self.var or ()),
            workspace=self.workspace or self.environment.get(_WORKSPACE) or "default",
        )


def opened(name: str, path: str, options: Options) -> Input:
    """Return the root module in a folder as an input; nothing outside its boundary is read.

    Raises InputError where the folder cannot be read or holds no configuration.
    """
    # Here and not above: help must not wait for the parser and the readers.
    from netplan_audit.pipeline import Input  # noqa: PLC0415
    from netplan_audit.terraform.configuration.read import read_configuration  # noqa: PLC0415
    from netplan_audit.terraform.hcl import files as syntax  # noqa: PLC0415
    from netplan_audit.terraform.hcl.file_reader import RootReader  # noqa: PLC0415
    from netplan_audit.terraform.source import Source  # noqa: PLC0415
    from netplan_audit.terraform.tree import read_tree  # noqa: PLC0415

    root = Path(path)
    boundary = options.boundary(root)
    second = options.hcl_parser == "python-hcl2"
    parser = syntax.parse_file_with_python_hcl2 if second else syntax.parse_file
    tree = read_tree(root, boundary, parser)
    if not tree.modules[()].files:
        message = "there is no configuration in this directory"
        unread = [f"{one.source} {one.message}" for one in tree.diagnostics[:1]]
        hint = unread[0] if unread else "name a folder with .tf files, or a plan"
        raise InputError(message, source=path, hint=hint)
    folder = relative(root)
    texts = {id(text): text for text in tree.modules.values()}.values()
    files = [(text.path(file), data) for text in texts for file, data in text.files.items()]
    return Input(
        name,
        path,
        b"\x00".join(part for file, data in sorted(files) for part in (os.fsencode(file), data)),
        sources=lambda: (Source(tree.modules, "directory", folder),),
        configuration=partial(
            read_configuration,
            tree,
            path,
            folder=folder,
            settings=options.settings(),
            files=RootReader(boundary, root),
        ),
    )

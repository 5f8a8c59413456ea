"""Options that several commands have, and how they open an input."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer
from msgspec import Struct

from netplan_audit.cli import output as writing
from netplan_audit.config.words import ColorWord, ParserName
from netplan_audit.opening import configurations, manifests, sources, whole
from netplan_audit.opening import inputs as reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netplan_audit.pipeline import Input as Opened


def path_of(value: str) -> str:
    """Take the name of a file or folder, which may not be empty: "" would be where one is."""
    if not value:
        message = "the name is empty: a variable of the shell may not be set"
        raise typer.BadParameter(message)
    return value


def check_ids(incomplete: str) -> list[str]:
    """Complete the id of a check."""
    from netplan_audit.checks import CHECKS  # noqa: PLC0415 - help must not wait for them

    return [check.id for check in CHECKS if check.id.startswith(incomplete)]


def pack_names(incomplete: str) -> list[str]:
    """Complete the name of a policy pack; a shell adds the files."""
    from netplan_audit.policy import file  # noqa: PLC0415 - as above

    return [name for name in file.pack_names() if name.startswith(incomplete)]


TextOrJson: TypeAlias = Annotated[
    Literal["text", "json"], typer.Option("--format", "-f", help="What to print.")
]
Color: TypeAlias = Annotated[ColorWord, typer.Option(help="Use colours in text.")]
Debug: TypeAlias = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
Var: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--var", metavar="NAME=VALUE", help="A root variable of a directory of HCL; repeatable."
    ),
]
VarFile: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--var-file",
        metavar="FILE",
        parser=path_of,
        help="A file of such variables; repeatable.",
    ),
]
Workspace: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="What `terraform.workspace` is.  [default: $TF_WORKSPACE or default]",
    ),
]
HclParser: TypeAlias = Annotated[
    ParserName | None,
    typer.Option(
        help="What reads HCL in native syntax: python-hcl2 is a second opinion, slower and with "
        "less that it accepts.  [default: own]",
    ),
]
TerraformBin: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="PATH",
        parser=path_of,
        help="What turns a binary plan file into JSON.  [default: terraform or tofu]",
    ),
]
Words: TypeAlias = list[str] | None
Input: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="INPUT",
        parser=path_of,
        help="A directory of HCL, a plan or a state; - is standard input.",
    ),
]
Inputs: TypeAlias = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...",
        parser=path_of,
        help="A directory of HCL and manifests of Kubernetes; a file of manifests; a plan or "
        "state: JSON as `terraform show -json` writes it, a raw state file, or a binary plan "
        "file, for which Terraform is run; - is standard input.",
    ),
]
Select: TypeAlias = Annotated[
    Words,
    typer.Option(
        metavar="CHECK", autocompletion=check_ids, help="Run these checks only: ids, globs."
    ),
]
Ignore: TypeAlias = Annotated[
    Words,
    typer.Option(
        metavar="CHECK", autocompletion=check_ids, help="Do not run these checks: ids, globs."
    ),
]
Category: TypeAlias = Annotated[
    Words, typer.Option(metavar="NAME", help="Run the checks of these categories only.")
]
PolicyName: TypeAlias = Annotated[
    str,
    typer.Option(metavar="NAME|FILE", autocompletion=pack_names, help="Which checks run, and how."),
]
PolicyDirs: TypeAlias = Annotated[
    Words,
    typer.Option(
        "--policy-dir",
        metavar="DIR",
        parser=path_of,
        help="A folder of policies declared in YAML, which run beside the checks; repeatable.",
    ),
]
SourceFolder: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="DIR",
        parser=path_of,
        help="The configuration of the input, for lines and suppressions.  [default: the "
        "input's folder or the working directory, where it fits]",
    ),
]
Planfile: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        parser=path_of,
        help="The binary plan file that the JSON was made from: it holds the source.",
    ),
]
IncludeExamples: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--include-examples", help="Find root modules in folders of examples and tests too."
    ),
]


Render: TypeAlias = Annotated[
    Words,
    typer.Option(
        metavar="TOOL",
        help="Run kustomize, helm, or both, on what is written for them; repeatable.",
    ),
]


def renderers(words: Sequence[str] | None) -> Sequence[str]:
    """Return what renders manifests; raises UsageError for what does not."""
    if not words:
        return ()
    from netplan_audit.opening.rendering import wanted  # noqa: PLC0415 - few ask for it

    return wanted(words)


class Given(Struct, frozen=True):
    """What commands that look into one input are told of it."""

    var: Words
    var_file: Words
    workspace: str | None
    planfile: str | None
    source: str | None
    terraform_bin: str | None

    def opened(self, path: str, given: str | None = None) -> Opened:
        """Open the input, found beneath what was given; raises UsageError and InputError."""
        sources.check(self.source)
        options = configurations.Options(
            self.var, self.var_file, self.workspace, os.environ, given=[given or path]
        )
        options.check([path])
        name = reading.input_ids([path])[0]
        one = reading.opened(
            name, path, options, planfile=self.planfile, terraform_bin=self.terraform_bin
        )
        return sources.added(one, self.planfile, self.source, options.given)

    def whole(self, path: str) -> Opened:
        """Open the input with the manifests beside it; raises UsageError and InputError."""
        root, objects = whole.parts_of(path)
        one = self.opened(root, path)
        if objects is None:
            return one
        from netplan_audit.auditing.reading import with_manifests  # noqa: PLC0415 - see scan

        return with_manifests(one, manifests.opened(objects, objects), writing.tell)

"""Options that several commands have."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

from netplan_audit.config.words import ParserName

Var: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--var", metavar="NAME=VALUE", help="A root variable of a directory of HCL; repeatable."
    ),
]
VarFile: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--var-file", metavar="FILE", help="A file of such variables; repeatable."),
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
        help="What turns a binary plan file into JSON.  [default: terraform or tofu]",
    ),
]
Words: TypeAlias = list[str] | None
Inputs: TypeAlias = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT",
        help="A directory of HCL and manifests of Kubernetes; a file of manifests; a plan or "
        "state: JSON as `terraform show -json` writes it, a raw state file, or a binary plan "
        "file, for which Terraform is run; - is standard input.",
    ),
]
Select: TypeAlias = Annotated[
    Words, typer.Option(metavar="CHECK", help="Run these checks only: ids, globs.")
]
Ignore: TypeAlias = Annotated[
    Words, typer.Option(metavar="CHECK", help="Do not run these checks: ids, globs.")
]
Category: TypeAlias = Annotated[
    Words, typer.Option(metavar="NAME", help="Run the checks of these categories only.")
]
PolicyName: TypeAlias = Annotated[
    str, typer.Option(metavar="NAME|FILE", help="Which checks run, and how.")
]
PolicyDirs: TypeAlias = Annotated[
    Words,
    typer.Option(
        "--policy-dir",
        metavar="DIR",
        help="A folder of policies declared in YAML, which run beside the checks; repeatable.",
    ),
]
SourceFolder: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="DIR",
        help="The configuration of the input, for lines and suppressions.  [default: the "
        "input's folder or the working directory, where it fits]",
    ),
]
Planfile: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        help="The binary plan file that the JSON was made from: it holds the source.",
    ),
]
IncludeExamples: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--include-examples", help="Find root modules in folders of examples and tests too."
    ),
]

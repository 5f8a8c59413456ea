"""`policy`: checks files of declared policies, and tries them on their fixtures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from netplan_audit.cli import output as writing
from netplan_audit.cli import parameters
from netplan_audit.formats import count, harmless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netplan_audit.declared.files import Declared
    from netplan_audit.declared.trials import Trial

Folders = Annotated[
    list[str],
    typer.Argument(
        metavar="DIR...", parser=parameters.path_of, help="A folder of policies: its files *.yaml."
    ),
]
group = typer.Typer(
    no_args_is_help=True, help="Check and try policies declared in YAML.", rich_markup_mode=None
)


@group.command()
def validate(folders: Folders) -> None:
    """Check the files of policies, without an input.

    That is their keys and values, attributes, CIDRs and ids.
    """
    found = _loaded(folders)
    files = count(len({one.path for one in found}), "file")
    _say([f"{len(found)} policies in {files}: valid"])


@group.command()
def test(folders: Folders) -> None:
    """Try each policy on DIR/tests/ID/pass_*, fail_* and undecided_*.

    A fixture is plan JSON, a file of HCL, or a folder of it. Ends with exit code 1 where one does
    not give what its name promises, or where a policy has no fixture that fails.
    """
    from netplan_audit.declared.trials import trials  # noqa: PLC0415 - help must not wait for it

    found = _loaded(folders)
    done = list(trials(found))
    broken = [trial for trial in done if not trial.holds]
    shown = {trial.policy for trial in done if trial.expected == "fail"}
    bare = [one.policy.id for one in found if one.policy.id not in shown]
    _say(
        [
            *map(_told, broken),
            *(f"{policy}: no fixture fails, so nothing shows that it ever does" for policy in bare),
            (
                f"{len(done)} fixtures: {len(done) - len(broken)} as promised, {len(broken)} not; "
                f"{len(found) - len(bare)} of {len(found)} policies have one that fails"
            ),
        ]
    )
    raise typer.Exit(1 if broken or bare else 0)


def _loaded(folders: Sequence[str]) -> list[Declared]:
    # Here and not above: help must not wait for the checks and what they import.
    from netplan_audit.assembly import every_check  # noqa: PLC0415
    from netplan_audit.declared.files import load_folders  # noqa: PLC0415

    return load_folders(folders, [check.id for check in every_check(())[0]])


def _told(trial: Trial) -> str:
    at = f" at {', '.join(trial.subjects)}" if trial.subjects else ""
    return f"{trial.fixture}: {trial.policy} gives {trial.actual}{at}, not {trial.expected}"


def _say(lines: Sequence[str]) -> None:
    writing.write("".join(f"{harmless(line)}\n" for line in lines))

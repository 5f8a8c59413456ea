"""Turns a binary plan file into JSON by running Terraform.

It happens for one kind of input only, a plan file that the user gave without its JSON, since
nothing but Terraform and the providers can read the values in it.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from netplan_audit.errors import InputError, UsageError
from netplan_audit.opening.process import StoppedError, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.terraform.planfile import Snapshot

TIMEOUT: Final = 300.0
"""Seconds that Terraform gets; most of it goes into starting the providers."""
_FLAG: Final = "--terraform-bin"
_DISTURBING: Final = ("TF_LOG", "TF_CLI_ARGS")
"""Variables that change what Terraform prints."""
_VARIABLES: Final = ("TERRAFORM_BIN", "TG_TF_PATH")
_FRAME: Final = re.compile(r"\x1b\[[0-9;]*m|[╷│╵]")
_VERSIONS: Final = re.compile(r"created by (Terraform|OpenTofu) (\d+\.\d+\.\d+[\w.+-]*)")
_LONGEST_REASON: Final = 400


def recipe(path: str) -> str:
    """Write the way out: two commands that need no process of ours."""
    return (
        "make the JSON where the configuration is initialised: "
        f"terraform show -json {path} > plan.json; then scan plan.json --planfile {path}"
    )


def shown(path: str, snapshot: Snapshot, chosen: str | None = None) -> bytes:
    """Return what `terraform show -json` prints for a plan file.

    `chosen` is the binary that was asked for. Terraform runs in the folder of the plan, or in the
    working directory if only that one is initialised. Raises UsageError for a binary that is not
    there, InputError where none is found or it cannot read the plan.
    """
    binary = find_binary(chosen, snapshot, os.environ)
    if binary is None:
        message = "this is a binary plan file, and neither terraform nor tofu is here to read it"
        raise InputError(message, source=path, hint=recipe(path))
    target = Path(path).absolute()
    command = [binary, "show", "-json", "-no-color", str(target)]
    try:
        status, out, err = run(command, _folder(target), _environment(), TIMEOUT)
    except StoppedError as error:
        reason = str(error)
    except OSError as error:
        reason = f"it does not start: {error.strerror or error}"
    else:
        if status == 0 and out.strip():
            return out
        reason = _reason(err) or f"it ended with exit code {status}"
    message = f"{Path(binary).name} cannot show this plan file: {reason}"
    raise InputError(message, source=path, hint=_other_version(reason) or recipe(path))


def _other_version(reason: str) -> str:
    """Return the way out where the file is of another version of Terraform, else nothing."""
    found = _VERSIONS.search(reason)
    if found is None:
        return ""
    return f"name the binary that made the plan: {_FLAG} PATH, a {found[1]} of version {found[2]}"


def find_binary(
    chosen: str | None, snapshot: Snapshot, environment: Mapping[str, str]
) -> str | None:
    """Return the path of the binary to run.

    The first of: the option, `TERRAFORM_BIN` and `TG_TF_PATH`, the one that Atlantis uses, then
    terraform and tofu, in the order that the plan's lock file suggests.
    """
    search = environment.get("PATH", os.defpath)
    for source, name in _asked_for(chosen, environment):
        found = shutil.which(name, path=search)
        if found is None:
            message = f"{name!r} is no program that can be run"
            raise UsageError(message, source=source, hint="name terraform or tofu, or its path")
        return str(Path(found).absolute())
    for name in _likely(snapshot, environment):
        found = shutil.which(name, path=search)
        if found is not None:
            return str(Path(found).absolute())
    return None


def _asked_for(chosen: str | None, environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if chosen is not None:
        yield _FLAG, chosen
    for variable in _VARIABLES:
        if environment.get(variable):
            yield variable, environment[variable]


def _likely(snapshot: Snapshot, environment: Mapping[str, str]) -> Iterator[str]:
    distribution = environment.get("ATLANTIS_TERRAFORM_DISTRIBUTION") or "terraform"
    version = environment.get("ATLANTIS_TERRAFORM_VERSION")
    if version and distribution in {"terraform", "tofu"}:
        yield f"{distribution}{version}"
    names = ("terraform", "tofu")
    yield from reversed(names) if "registry.opentofu.org/" in snapshot.lock else names


def _folder(plan: Path) -> Path:
    """Return where to run: the provider plugins are found from an initialised folder only."""
    initialised = (folder for folder in (plan.parent, Path.cwd()) if _is_initialised(folder))
    return next(initialised, plan.parent)


def _is_initialised(folder: Path) -> bool:
    return (folder / ".terraform").is_dir()


def _environment() -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(_DISTURBING)},
        "CHECKPOINT_DISABLE": "1",  # no question whether there is a newer version
        "TF_IN_AUTOMATION": "1",
    }


def _reason(errors: str) -> str:
    """Return Terraform's first error as one line; warnings around it are not the reason."""
    lines = [_FRAME.sub("", line).strip() for line in errors.splitlines()]
    start = next((at for at, line in enumerate(lines) if line.startswith("Error: ")), None)
    if start is None:
        return ""
    summary, *rest = (line for line in lines[start:] if line)
    text = ": ".join(filter(None, (summary.removeprefix("Error: "), " ".join(rest))))
    text = text.partition(" Error: ")[0]
    return text if len(text) <= _LONGEST_REASON else f"{text[:_LONGEST_REASON]}..."

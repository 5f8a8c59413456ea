"""From the paths on the command line to each input: its bytes, and the plan file they are of."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from netplan_audit.errors import InputError, UsageError
from netplan_audit.opening.folders import PLAN_HINT, PLAN_NAME, has_configuration, of_terraform
from netplan_audit.repository import boundary_of, is_top

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from mmap import mmap

    from netplan_audit.diagnostic import Diagnostic
    from netplan_audit.opening.configurations import Options
    from netplan_audit.pipeline import Input

Wanted: TypeAlias = Literal["both", "kubernetes", "terraform"]
STDIN: Final = "-"
_ELSE: Final = {
    "both": ", no root module of HCL and no manifest of Kubernetes",
    "terraform": " and no root module of HCL",
}
_HEAD: Final = 512
_SHOWFILE_HINT: Final = (
    "Atlantis' `show` step writes no file for plans that run in HCP Terraform or Terraform "
    "Enterprise; otherwise `show` has to come before this step"
)


def expanded(
    paths: Sequence[str],
    *,
    include_examples: bool = False,
    wanted: Wanted = "both",
    say: Callable[[str], None] = lambda _: None,
    note: Callable[[Diagnostic], None] = lambda _: None,
) -> list[str]:
    """Put what is beneath a folder in its place: every `tfplan.json`, as terragrunt writes them.

    A folder without plans stands for its configuration, or for the root modules beneath it; the
    manifests of Kubernetes beneath a folder are one input more. Hidden folders are caches of
    Terraform and terragrunt, and left out. What is not obvious is told to `say`, a plan that gives
    way to HCL to `note`. Raises InputError for a folder without any of these.
    """
    named = {os.path.normpath(path) for path in paths}
    found: list[str] = []
    for path in paths:
        if not path:
            message = "the name of an input is empty"
            raise UsageError(message)
        if path == STDIN or not Path(path).is_dir():
            found.append(path)
            continue
        objects = (
            [] if wanted == "terraform" else _manifests(path, include_examples=include_examples)
        )
        if wanted != "kubernetes":
            theirs = of_terraform(path, say, note, include_examples=include_examples)
            if not theirs and not objects:
                message = f"there is no {PLAN_NAME}{_ELSE[wanted]} in this directory"
                raise InputError(message, source=path, hint=PLAN_HINT)
            found += [
                one
                for one in theirs
                if os.path.normpath(one) not in named or not one.endswith(PLAN_NAME)
            ]
        elif not objects:
            message = "there are no manifests of Kubernetes in this directory"
            raise InputError(message, source=path, hint="leave --kubernetes-only out")
        found += objects
    return found


def _manifests(folder: str, *, include_examples: bool) -> list[str]:
    from netplan_audit.opening.manifests import name_of  # noqa: PLC0415 - needed for folders only

    return name_of(folder, include_examples=include_examples)


def input_ids(paths: Sequence[str]) -> tuple[str, ...]:
    """Name each input from the top of its repository.

    Outside a repository it is named from the working directory, and elsewhere by its last part. An
    id does not depend on the other inputs, nor on where the checkout lies, so results keep their
    fingerprints; only where two would have the same do the shortest tails of their paths tell them
    apart. Raises UsageError where inputs cannot be combined.
    """
    if STDIN in paths and len(paths) > 1:
        message = "standard input (`-`) cannot be combined with other inputs"
        raise UsageError(message)
    parts = [PurePath(os.path.normpath(path)).parts for path in paths]
    for path, own in zip(paths, parts, strict=True):
        if parts.count(own) > 1:
            message = "the same input is given twice"
            raise UsageError(message, source=path)
    names = [_from_the_top(path) for path in paths]
    if len(set(names)) < len(names):
        names = [_shortest_tail(own, parts) for own in parts]
    return tuple(map(printable, names))


def printable(name: str) -> str:
    """Return a name in which what is no UTF-8 is escaped, for it to stand in any file."""
    return name.encode("utf-8", "backslashreplace").decode()


def _from_the_top(path: str) -> str:
    """Return a path from the top of the repository around it, or from the working directory."""
    if path == STDIN:
        return path
    given = Path(path)
    folder = given if given.is_dir() else given.parent
    try:
        top = boundary_of(folder)
        whole = folder.resolve() if folder is given else folder.resolve() / given.name
    except (OSError, RuntimeError, ValueError):  # whoever opens it says what is wrong
        return given.name
    if not is_top(top):
        top = Path.cwd()
        if not whole.is_relative_to(top):
            return whole.name or whole.as_posix()
    return whole.relative_to(top).as_posix()


def _shortest_tail(own: tuple[str, ...], every: Sequence[tuple[str, ...]]) -> str:
    for length in range(1, len(own)):
        tail = own[-length:]
        if sum(other[-length:] == tail for other in every) == 1:
            return "/".join(tail)
    return PurePath(*own).as_posix()


def has_manifests(paths: Sequence[str]) -> bool:
    """Tell whether manifests stand among several inputs, so that they may belong together."""
    return len(paths) > 1 and any(map(is_manifests, paths))


def is_manifests(path: str) -> bool:
    """Tell whether an input is manifests by its name, or by what it begins with."""
    return path.endswith((".yaml", ".yml")) or (path.endswith(".json") and _is_manifest(path))


def opened(
    name: str,
    path: str,
    options: Options,
    *,
    planfile: str | None = None,
    terraform_bin: str | None = None,
) -> Input:
    """Open one input of this id; a binary plan file is turned into JSON by Terraform.

    A folder is opened as a configuration, with the variables that `options` give.

    `planfile` is the binary plan file that the JSON at `path` was made from. Raises InputError
    where something cannot be read, UsageError for options that do not fit the input.
    """
    from netplan_audit.pipeline import Input  # noqa: PLC0415 - help must not wait for the readers

    if path != STDIN and Path(path).is_dir():
        if planfile is not None:
            message = "a configuration has no plan file"
            raise UsageError(message, source="--planfile", hint="leave --planfile out")
        objects = [] if has_configuration(path) else _manifests(path, include_examples=False)
        if objects:
            from netplan_audit.opening.manifests import opened as manifests  # noqa: PLC0415 - as above

            return manifests(name, objects[0], options.render)
        from netplan_audit.opening.configurations import opened as configuration  # noqa: PLC0415

        return configuration(name, path, options)
    if path != STDIN and _is_manifest(path):
        from netplan_audit.opening.manifests import opened as manifests  # noqa: PLC0415 - as above

        if planfile is not None:
            message = "manifests have no plan file"
            raise UsageError(message, source="--planfile", hint="leave --planfile out")
        return manifests(name, path, options.render)
    from netplan_audit.terraform.encoding import is_archive  # noqa: PLC0415 - as above

    data = read(path)
    is_plan_file = is_archive(data)
    if planfile is None and not is_plan_file:
        return Input(name, path, data)
    from netplan_audit.terraform.planfile import read_plan_file  # noqa: PLC0415 - only for those

    if planfile is not None and not is_plan_file:
        return Input(name, path, data, snapshot=read_plan_file(read(planfile), planfile))
    if planfile is not None:
        message = "the input is a binary plan file itself"
        raise UsageError(message, source="--planfile", hint="leave --planfile out")
    from netplan_audit.opening.show import recipe, shown  # noqa: PLC0415 - only here is it needed

    if path == STDIN:
        message = "a binary plan file cannot be read from standard input"
        raise InputError(message, source=path, hint=recipe("tfplan"))
    snapshot = read_plan_file(data, path)
    shown_data = shown(path, snapshot, terraform_bin)
    return Input(name, path, shown_data, snapshot=snapshot, given=data)


def _is_manifest(path: str) -> bool:
    """Tell whether a file is of manifests; one in JSON begins as those do, and no plan does."""
    if not path.endswith(".json"):
        return path.endswith((".yaml", ".yml"))
    try:
        with Path(path).open("rb") as file:
            head = file.read(_HEAD)
    except (OSError, ValueError):  # told when it is read as a plan
        return False
    return b'"apiVersion"' in head and b'"format_version"' not in head


def read(path: str) -> bytes | mmap:
    """Return the bytes of a file, mapped rather than read where that is possible.

    Raises InputError where it cannot be read.
    """
    from mmap import ACCESS_READ, mmap  # noqa: PLC0415 - not for directories

    try:
        if path == STDIN:
            return sys.stdin.buffer.read() if sys.stdin else b""
        with Path(path).open("rb") as file:
            status = os.fstat(file.fileno())
            if stat.S_ISREG(status.st_mode) and status.st_size:
                return mmap(file.fileno(), 0, access=ACCESS_READ)
            return file.read()
    except IsADirectoryError:
        message = "this is a directory"
        raise InputError(message, source=path, hint=PLAN_HINT) from None
    except FileNotFoundError:
        message = "there is no such file"
        hint = _SHOWFILE_HINT if path == os.environ.get("SHOWFILE") else PLAN_HINT
        raise InputError(message, source=path, hint=hint) from None
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        reason = getattr(error, "strerror", None) or str(error)
        message = f"cannot be read: {reason[:1].lower()}{reason[1:]}"
        raise InputError(message, source=path) from None

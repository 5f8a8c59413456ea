"""Tries declared policies on their fixtures: what must pass, what must fail, what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from msgspec import Struct

from netplan_audit.errors import UsageError
from netplan_audit.finding import Finding
from netplan_audit.network.build import build_network
from netplan_audit.terraform.configuration.read import read_configuration
from netplan_audit.terraform.read import read
from netplan_audit.terraform.source import ModuleText
from netplan_audit.terraform.tree import ModuleTree, read_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from netplan_audit.declared.files import Declared
    from netplan_audit.terraform.resource import Resources

Verdict: TypeAlias = Literal["pass", "fail", "undecided"]
FOLDER: Final = "tests"
VERDICTS: Final[tuple[Verdict, ...]] = ("pass", "fail", "undecided")


class Trial(Struct, frozen=True):
    """One policy on one fixture: what its name promises, what came out, and at which objects."""

    policy: str
    fixture: str
    expected: Verdict
    actual: Verdict
    subjects: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the promise is kept."""
        return self.expected == self.actual


def trials(policies: Sequence[Declared]) -> Iterator[Trial]:
    """Try each policy on the files of `tests/<id>/` beside it.

    Raises UsageError for a fixture whose name promises nothing, and for a folder of no policy.
    """
    known = {one.policy.id for one in policies}
    for folder in sorted({one.path.parent / FOLDER for one in policies}):
        for inner in sorted(folder.iterdir()) if folder.is_dir() else ():
            if inner.is_dir() and inner.name not in known:
                message = "there is no policy of this id"
                raise UsageError(message, source=str(inner))
    for one in policies:
        folder = one.path.parent / FOLDER / one.policy.id
        for fixture in sorted(folder.iterdir()) if folder.is_dir() else ():
            if not fixture.name.startswith("."):
                yield _tried(one, fixture)


def _tried(one: Declared, fixture: Path) -> Trial:
    expected = next((v for v in VERDICTS if fixture.name.startswith(f"{v}_")), None)
    if expected is None:
        message = f"a fixture is named {'_…, '.join(VERDICTS)}_…"
        raise UsageError(message, source=str(fixture))
    outcomes = list(one.check.run(build_network(_resources(fixture))))
    actual: Verdict = "undecided" if outcomes else "pass"
    if any(isinstance(outcome, Finding) for outcome in outcomes):
        actual = "fail"
    subjects = tuple(sorted({outcome.subject for outcome in outcomes}))
    return Trial(one.policy.id, str(fixture), expected, actual, subjects)


def _resources(fixture: Path) -> Resources:
    """Read a fixture: plan JSON, one file of HCL, or a folder of it."""
    if fixture.is_dir():
        return read_configuration(read_tree(fixture), str(fixture), folder=str(fixture))
    if fixture.suffix == ".tf":
        text = ModuleText(".", {fixture.name: fixture.read_bytes()})
        return read_configuration(ModuleTree({(): text}), str(fixture))
    return read(fixture.read_bytes(), str(fixture))

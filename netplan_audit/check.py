"""What a check is: one documented question about a network, with its parameters."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import partial
from inspect import cleandoc
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeAlias, TypeVar, get_args

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.finding import Confidence, Place, Severity
from netplan_audit.fixes.edits import NO_FIX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.fixes.edits import Edit
    from netplan_audit.network.network import Network

SECTIONS: Final = ("What it finds", "Why it matters", "Bad", "Good", "Parameters", "References")
"""The headings of a check's docstring, in order; `Parameters` may be absent."""

Pack: TypeAlias = Literal["default", "strict", "hygiene", "cost"]
"""Why a check runs: default, what a reviewer would stop a merge for; strict, worth fixing but
debatable; hygiene, tidiness; cost, money only. Those outside default run where a policy says so."""

PACKS: Final[tuple[Pack, ...]] = get_args(Pack)


@dataclass(frozen=True, slots=True)
class NoParams:
    """The parameters of a check that has none."""


P_contra = TypeVar("P_contra", contravariant=True)


class Question(Protocol[P_contra]):
    """The function that a check decorates."""

    __module__: str

    def __call__(self, network: Network, params: P_contra) -> Iterable[Outcome]:
        """Yield what the network shows."""


class Body(Struct, frozen=True):
    """What is needed of a check only when it is run or shown.

    `docstring` is its documentation as it was written, `params` the dataclass of its parameters,
    all with defaults.
    """

    docstring: str
    params: type[Any]
    question: Callable[[Network, Any], Iterable[Outcome]]


class Facts(Struct, frozen=True, omit_defaults=True):
    """What a check is called, and what is known of it before its file is loaded.

    `category` is the folder it lives in. `code` are the numbers and ids that older documents
    use for it, apart by spaces. `severity` is the worst. `pack` is the policy that turns it on.
    `standards` are the controls elsewhere that ask the same, as their authors name them. `likely`
    is the worst that it gives where a convention stands behind a finding. `no_fix` says why its
    findings come without changes to the configuration, where they do. `place` is the field that
    its results are about, unless they say so themselves. `needs` are the parts of a network, as
    paths of attributes, without each of which it has nothing to say.
    """

    id: str
    category: str
    severity: Severity
    code: str
    pack: Pack = "default"
    standards: tuple[str, ...] = ()
    no_fix: str = ""
    likely: Severity = Severity.MEDIUM
    place: Place = ()
    needs: tuple[str, ...] = ()


class Check(Facts, frozen=True, kw_only=True):
    """One check: its facts, and how to get at its documentation and its function.

    `origin` is the file or the package that brings it, '' for the tool itself.
    """

    load: Callable[[], Body]
    origin: str = ""

    @property
    def docstring(self) -> str:
        """The documentation as it was written."""
        return self.load().docstring

    @property
    def params(self) -> type[Any]:
        """The dataclass of the parameters."""
        return self.load().params

    @property
    def names(self) -> tuple[str, ...]:
        """What it may be called, in lower case: its id, and its older codes."""
        return (self.id, *self.code.lower().split())

    @property
    def doc(self) -> str:
        """The documentation, without the indentation of its source."""
        return cleandoc(self.docstring)

    @property
    def title(self) -> str:
        """The first line of the documentation, without the full stop."""
        return self.doc.partition("\n")[0].rstrip(".")

    def section(self, heading: str) -> str:
        """Return the text under one of the headings of the documentation, '' if absent."""
        match = re.search(
            rf"^{heading}\n-+\n(.*?)(?=^\S[^\n]*\n-+\n|\Z)", self.doc, re.MULTILINE | re.DOTALL
        )
        return match[1].strip() if match else ""

    def run(self, network: Network, params: object = None) -> Iterator[Outcome]:
        """Ask the question; each result carries the check's id.

        A finding that stands on a convention is no worse than the check lets it be. Nothing is
        loaded for a network that lacks what the check looks at.
        """
        if not all(attrgetter(part)(network) for part in self.needs):
            return
        body = self.load()
        for outcome in body.question(network, body.params() if params is None else params):
            worst = self.likely if outcome.confidence is Confidence.LIKELY else outcome.severity
            place, graded = outcome.place or self.place, min(outcome.severity, worst)
            said = replace(outcome, check=self.id, severity=graded, place=place)
            fix = getattr(outcome, "fix", NO_FIX)
            yield said if fix is NO_FIX else replace(said, fix=fix.then(partial(_routed, network)))


def _routed(network: Network, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    from netplan_audit.fixes.modules import routed  # noqa: PLC0415 - only where a fix is printed

    return routed(edits, network.modules)


def check(  # noqa: PLR0913 - what a check says of itself
    *,
    severity: Severity,
    code: str,
    params: type[Any] = NoParams,
    pack: Pack = "default",
    standards: tuple[str, ...] = (),
    no_fix: str = "",
    likely: Severity = Severity.MEDIUM,
    place: Place = (),
    needs: tuple[str, ...] = (),
) -> Callable[[Callable[[Network, Any], Iterable[Outcome]]], Check]:
    """Turn the one function of a check's file into a Check.

    The id is the file's name, the category its folder, the documentation its docstring.
    """

    def decorate(question: Callable[[Network, Any], Iterable[Outcome]]) -> Check:
        package, _, name = question.__module__.rpartition(".")
        body = Body(sys.modules[question.__module__].__doc__ or "", params, question)
        return Check(
            id=name.replace("_", "-"),
            category=package.rpartition(".")[2].replace("_", "-"),
            severity=severity,
            code=code,
            pack=pack,
            standards=standards,
            no_fix=no_fix,
            likely=likely,
            place=place,
            needs=needs,
            load=lambda: body,
        )

    return decorate

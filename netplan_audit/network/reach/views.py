"""What packets can tell of ends: those with one view are alike, whatever they are called.

A view writes down all that a walk may read around ends, with numbers in place of names and with
addresses counted from the first one of their site. So answers about two ends hold for any other
two with the same views that are placed to each other in the same way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from netplan_audit.network.reach.relative import OddError, Relative
from netplan_audit.network.reach.spaces import Site, Spaces
from netplan_audit.network.reach.writing import Writer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.network.reach.ends import End
    from netplan_audit.network.reach.model import ReachModel
    from netplan_audit.network.reach.names import Form, Side

    Key = tuple[int, int, tuple[tuple[int, int], ...] | None]


class View(Struct, frozen=True):
    """The view of some ends: `form` numbers it, `names` are those that it has numbers for.

    `own` are the names of what it describes; of the others it only tells that they are named.
    `sender` and `receiver` number what those that are apart can tell of them.
    """

    form: int
    sender: int
    receiver: int
    names: dict[str, int]
    own: frozenset[str]
    sites: tuple[Site, ...]

    def is_apart(self, other: View) -> bool:
        """Tell whether neither describes what the other one so much as names."""
        return self.own.isdisjoint(other.names) and other.own.isdisjoint(self.names)


class Views:
    """The views of one network."""

    def __init__(self, model: ReachModel) -> None:
        """Keep the model."""
        self._model = model
        self._spaces = Spaces(model)
        self._forms: dict[Form, int] = {}
        self._relative: dict[tuple[str | None, ...], Relative] = {}

    def of(self, ends: tuple[End, ...]) -> View | None:
        """Return the view of some ends; None where they are like no others."""
        try:
            writer = self._writer(ends)
            form = self._number(writer.written())
            sender = self._number(self._writer(ends, "sender").written())
            receiver = self._number(self._writer(ends, "receiver").written())
        except OddError:
            return None
        return View(form, sender, receiver, writer.names, frozenset(writer.own), writer.sites)

    def _writer(self, ends: tuple[End, ...], side: Side | None = None) -> Writer:
        return Writer(self._model, self._spaces, self._relative_to(ends), ends, side)

    def _relative_to(self, ends: tuple[End, ...]) -> Relative:
        """Return how to write the addresses around some ends: by the sites of these."""
        known = self._model.ends.ends_of
        nodes = (each for end in ends if end.kind == "node" for each in known(end.address))
        vpcs = tuple(dict.fromkeys(e.vpc for e in (*ends, *nodes) if e.subnet is not None))
        if vpcs not in self._relative:
            self._relative[vpcs] = Relative(self._spaces, vpcs)
        return self._relative[vpcs]

    def _number(self, form: Form) -> int:
        return self._forms.setdefault(form, len(self._forms))

    def is_special(self, ends: Iterable[End]) -> bool:
        """Tell whether ends are told from all others by what they are: around load balancers."""
        held_by, behind = self._model.ends.held_by, self._spaces.behind
        return any(end.kind == "node" or held_by(end.address) in behind for end in ends)


def placed(source: View | None, target: View | None) -> Key | None:
    """Return what answers about two views hang on; None where it is too much to tell."""
    if source is None or target is None:
        return None
    if source.is_apart(target):
        return source.sender, target.receiver, None
    if source.sites != target.sites:
        return None
    both = ((number, target.names.get(name)) for name, number in source.names.items())
    shared = tuple((mine, theirs) for mine, theirs in both if theirs is not None)
    return source.form, target.form, shared

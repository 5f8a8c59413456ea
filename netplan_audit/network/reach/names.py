"""Numbers in place of names: by what describes an object, and by what only names it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from netplan_audit.network.cidr import AddressSet
    from netplan_audit.network.link import Link
    from netplan_audit.network.reach.model import ReachModel
    from netplan_audit.network.reach.relative import Relative
    from netplan_audit.network.reach.spaces import Site

    Form = Hashable
    Side = Literal["sender", "receiver"]


class Names:
    """Gives numbers to objects in the order in which they are met."""

    def __init__(self, model: ReachModel, relative: Relative, side: Side | None) -> None:
        """Keep the model, and how to write addresses, and for whom."""
        self._model = model
        self._network = model.network
        self._side = side
        self._relative = relative
        self.names: dict[str, int] = {}
        self.own: set[str] = set()
        self._queue: deque[tuple[int, Callable[[str], Form], str]] = deque()

    @property
    def sites(self) -> tuple[Site, ...]:
        """The sites that addresses are counted in."""
        return self._relative.sites

    def _name(self, address: str) -> int:
        """Return the number of an object that is only named."""
        return self.names.setdefault(address, len(self.names))

    def _describe(self, kind: str, address: str) -> int:
        """Return the number of an object that is described too."""
        number = self._name(address)
        if address not in self.own:
            self.own.add(address)
            self._queue.append((number, getattr(self, f"_{kind}"), address))
        return number

    def _doubted(self, *addresses: str) -> bool:
        return any(address in self._model.doubtful for address in addresses)

    def _link(self, link: Link | None) -> Form:
        if link is None:
            return None
        return tuple(map(self._name, link.targets)), link.only is None, link.complete

    def _addresses(self, addresses: AddressSet | None) -> Form:
        if addresses is None:
            return None
        for vpc in self._relative.others(addresses):
            self._name(vpc)
        return self._relative.meant(addresses)

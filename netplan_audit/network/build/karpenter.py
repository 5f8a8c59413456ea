"""Builds the nodes that Karpenter launches, of the node classes that the input declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.build.kubernetes_fields import block, field, is_unknown
from netplan_audit.network.build.tags import tags_of
from netplan_audit.network.link import Certainty, Link, Links
from netplan_audit.network.workloads import Workload
from netplan_audit.unknown import Truth, all_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from netplan_audit.network.build.kubernetes_fields import Fields
    from netplan_audit.network.build.kubernetes_sources import Declared
    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resources
    from netplan_audit.terraform.value import Value

_CLASS: Final = "EC2NodeClass"
_TEMPLATE: Final = "AWSNodeTemplate"
_IDS: Final = "aws-ids"


class KarpenterBuilder:
    """Finds the subnets and security groups that node classes select by tags, ids and names."""

    def __init__(
        self, resources: Resources, linker: Linker, subnets: Iterable[str], groups: Iterable[str]
    ) -> None:
        """Keep the sources, and the tags that are written apart."""
        self._resources = resources
        self._linker = linker
        self._subnets = tuple(subnets)
        self._groups = tuple(groups)
        self._apart: dict[str, dict[str, str]] = {}

    def workloads(self, kubernetes: Iterable[Declared]) -> dict[str, Workload]:
        """Build the nodes of each class; where the input has no subnets nothing is known of them.

        The older kind of class is `AWSNodeTemplate`.
        """
        classes = [one for one in kubernetes if one.kind in {_CLASS, _TEMPLATE}]
        if not self._subnets or not classes:
            return {}
        for tag in self._resources.of_type("aws_ec2_tag"):
            link = self._linker.link(tag, "resource_id")
            key, value = values.text(tag.get("key")), values.text(tag.get("value"))
            for target in () if link is None or link.only is None else (link.only,):
                self._apart.setdefault(target, {})[key or ""] = value or ""
        return {one.address: self._nodes(one) for one in classes}

    def _nodes(self, one: Declared) -> Workload:
        spec = one.spec()
        public = field(spec, "associatePublicIPAddress")
        known = {True: Truth.YES, False: Truth.NO}
        asked = known.get(public) if isinstance(public, bool) else None
        unsure = is_unknown(public) and asked is None
        return Workload(
            one.address,
            "Karpenter nodes",
            self._selected(one, "subnetSelector", self._subnets),
            self._selected(one, "securityGroupSelector", self._groups),
            Truth.UNKNOWN if unsure else asked,
            None,
            f"{one.address}.spec" if unsure else "associatePublicIPAddress is set",
            node_reason="Karpenter launches it as a node",
            node_is_sure=True,
            name=one.meta().name or "",
        )

    def _selected(self, one: Declared, selector: str, among: tuple[str, ...]) -> Links:
        """Return what any of the terms selects; within one all tags have to be there."""
        settles = f"{one.address}.spec.{selector}"
        terms = field(one.spec(), f"{selector}Terms")
        if one.kind == _TEMPLATE:
            terms = [_as_term(block(one.spec(), selector) or {})]
        if not isinstance(terms, list):
            return Links(complete=False, settles=settles)
        members: list[Link] = []
        candidates: list[str] = []
        for term in terms:
            for address, verdict in self._by_term(term, settles, among):
                if verdict is Truth.YES:
                    members.append(Link((address,), Certainty.CERTAIN))
                elif verdict is Truth.UNKNOWN:
                    candidates.append(address)
        sure = {link.targets[0] for link in members}
        return Links(
            tuple(dict.fromkeys(members)),
            tuple(dict.fromkeys(each for each in candidates if each not in sure)),
            bool(members or candidates) and not any(is_unknown(term) for term in terms),
            settles,
        )

    def _by_term(
        self, term: Value, settles: str, among: tuple[str, ...]
    ) -> list[tuple[str, Truth]]:
        if not isinstance(term, dict):
            return []
        named = term.get("id")
        if named is not None:
            listed = named.split(",") if isinstance(named, str) else [named]
            links = (self._linker.of_value(each, settles) for each in listed)
            return [
                (target, Truth.UNKNOWN if link.only is None else Truth.YES)
                for link in links
                if link is not None
                for target in link.targets
            ]
        wanted = term.get("tags")
        tags = wanted if isinstance(wanted, dict) else {}
        name = values.text(term.get("name"))
        if not tags and name is None:
            return []
        return [(address, self._carries(address, tags, name)) for address in among]

    def _carries(self, address: str, wanted: Mapping[str, Value], name: str | None) -> Truth:
        """Tell whether a subnet or group has all the tags, and the name if one is asked for."""
        found = tags_of(self._resources, address)
        held = {**found.known, **self._apart.get(address, {})}
        answers = []
        for key, value in wanted.items():
            if key in held and isinstance(value, str):
                answers.append(Truth.YES if value in {"*", held[key]} else Truth.NO)
            else:
                missing = key not in held and found.closed and key not in found.unknown
                answers.append(Truth.NO if missing else Truth.UNKNOWN)
        if name is not None:
            resource = self._resources.by_address.get(address)
            own = None if resource is None else values.text(resource.get("name"))
            answers.append(Truth.UNKNOWN if own is None else Truth.YES if own == name else Truth.NO)
        return all_of(answers)


def _as_term(selector: Fields) -> Fields:
    """Return the selector of the older kind as a term: tags, or ids apart by commas."""
    ids = selector.get(_IDS)
    return {"id": ids} if ids is not None else {"tags": dict(selector)}

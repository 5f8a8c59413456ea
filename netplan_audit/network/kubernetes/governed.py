"""The pods of each namespace, and the policies that govern them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

from msgspec import Struct, field

from netplan_audit.kubernetes import UNNAMED
from netplan_audit.network.kubernetes.network_policies import NetworkPolicy
from netplan_audit.network.kubernetes.selectors import EVERYTHING, LabelIndex, SelectorIndex
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping

    from netplan_audit.network.kubernetes.network_policies import Protocol
    from netplan_audit.network.kubernetes.pods import PodTemplate
    from netplan_audit.network.kubernetes.selectors import Labels, Selector

_T = TypeVar("_T")
Near: TypeAlias = tuple[NetworkPolicy, Truth]
"""A policy, and whether it is in the namespace that is asked about."""


class Space(Struct, frozen=True, eq=False, dict=True):
    """One namespace: its workloads, and the policies that are in it or may be.

    `unseen` names what may bring policies into it that are not seen. `spaces` are the labels of
    the namespaces that the input declares.
    """

    templates: tuple[PodTemplate, ...]
    near: tuple[Near, ...]
    unseen: tuple[str, ...]
    spaces: Mapping[str, Labels]

    @property
    def policies(self) -> list[NetworkPolicy]:
        """The policies that are in it, or may be."""
        return [policy for policy, _ in self.near]

    @cached_property
    def for_all(self) -> tuple[int, ...]:
        """The places in `near` of the policies that select every pod."""
        return tuple(n for n, (policy, _) in enumerate(self.near) if policy.pods == EVERYTHING)

    @cached_property
    def _by_labels(self) -> tuple[list[int], SelectorIndex]:
        every = frozenset(self.for_all)
        others = [number for number in range(len(self.near)) if number not in every]
        return others, SelectorIndex([self.near[number][0].pods for number in others])

    def for_some(self, labels: Labels) -> list[int]:
        """Return the places in `near` of the other policies that may select pods with labels."""
        others, index = self._by_labels
        return [others[at] for at in index.may_match(labels)]

    @cached_property
    def _pods(self) -> LabelIndex:
        return LabelIndex([pods.labels for pods in self.templates])

    def may_select(self, selector: Selector) -> Iterator[tuple[PodTemplate, Truth]]:
        """Yield the workloads whose pods a selector selects, or may."""
        for number in self._pods.may_match(selector):
            pods = self.templates[number]
            answer = selector.matches(pods.labels)
            if answer is not Truth.NO:
                yield pods, answer

    @cached_property
    def _answers(self) -> dict[Hashable, object]:
        return {}

    def once(self, key: Hashable, answer: Callable[[], _T]) -> _T:
        """Answer a question of many policies or pods one time; `key` tells it from others."""
        if key not in self._answers:
            self._answers[key] = answer()
        return cast("_T", self._answers[key])

    @cached_property
    def _admitting(self) -> dict[tuple[str, Protocol], Truth]:
        return {}

    def admits_dns(self, policy: NetworkPolicy, protocol: Protocol) -> Truth:
        """Tell whether a policy lets the pods it selects ask the cluster's DNS."""
        key = policy.address, protocol
        found = self._admitting.get(key)
        if found is None:
            found = self._admitting[key] = policy.admits_dns(protocol, self.spaces)
        return found


class Pods(Struct, frozen=True, eq=False, dict=True):
    """The pods of an input and the policies that govern them.

    `unseen` are the addresses of objects that may hold more policies: charts that are not
    rendered, manifests that are not known, policies of other engines. `spaces` are the labels of
    the namespaces that the input declares.
    """

    templates: tuple[PodTemplate, ...] = ()
    policies: tuple[NetworkPolicy, ...] = ()
    unseen: tuple[tuple[str, str | None], ...] = ()
    spaces: Mapping[str, Labels] = field(default_factory=dict)

    @cached_property
    def _found(self) -> dict[str, Space]:
        return {}

    def space(self, namespace: str) -> Space:
        """Return what there is in a namespace."""
        found = self._found.get(namespace)
        if found is None:
            near, unseen = tuple(self._near(namespace)), tuple(self._unseen_in(namespace))
            templates = tuple(t for t in self.templates if t.namespace == namespace)
            found = self._found[namespace] = Space(templates, near, unseen, self.spaces)
        return found

    def _near(self, namespace: str) -> Iterator[Near]:
        """Yield the policies that are in a namespace, or may be.

        One that names none may be applied to the namespace that others of its folder name, and
        those may be in the one that it is applied to. A folder may be applied with those in it,
        and with others that a kustomization builds together.
        """
        here = [policy for policy in self.policies if policy.namespace == namespace]
        folders = {policy.folder for policy in here}
        tops = {top for policy in here for top in policy.tops}
        for policy in self.policies:
            where = policy.in_namespace(namespace)
            is_apart = _is_unnamed(policy.namespace) is not _is_unnamed(namespace)
            is_nested = not is_apart and _is_around(policy.namespace or "", namespace)
            is_nested |= _is_unnamed(policy.namespace) and not tops.isdisjoint(policy.tops)
            if where is Truth.NO and (is_nested or (is_apart and policy.folder in folders)):
                where = Truth.UNKNOWN
            if where is not Truth.NO:
                yield policy, where

    def _unseen_in(self, namespace: str) -> Iterator[str]:
        """Yield what may bring policies into a namespace that are not seen.

        A manifest without a namespace may be applied to one that others name.
        """
        named = not _is_unnamed(namespace)
        for address, where in self.unseen:
            if where in {namespace, None} or (named and _is_unnamed(where)):
                yield address


def _is_around(one: str, other: str) -> bool:
    """Tell whether one of two folders, by the namespaces of what names none, is in the other."""
    if not (_is_unnamed(one) and _is_unnamed(other)):
        return False
    first, second = (name.removeprefix(UNNAMED).removeprefix("./") for name in (one, other))
    return first.startswith(second) or second.startswith(first)


def _is_unnamed(namespace: str | None) -> bool:
    return namespace is not None and namespace.startswith(UNNAMED)

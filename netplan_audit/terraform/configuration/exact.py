"""What a plan's configuration says exactly of references that plan JSON leaves open.

Plan JSON keeps no operators, indices or locals. Where the configuration is at hand, it is evaluated
with the variables of the plan; the plan's own values win.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.value import Certainty, OneOf, Reference, SomeOf, Unknown, is_symbolic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from netplan_audit.terraform.resource import Resource, Resources
    from netplan_audit.terraform.source import Source
    from netplan_audit.terraform.value import Path, Value

_SCALAR: Final = (str, bool, int)
_UNSET: Final = Unknown(configured=False)


class ExactReferences:
    """Answers for the symbolic arguments of a plan; evaluates nothing before it is asked."""

    def __init__(self, sources: Callable[[], Iterable[Source]], workspace: str) -> None:
        """Take the possible configurations of the plan, the most trusted first."""
        self._sources = sources
        self._workspace = workspace
        self._plan: Resources | None = None
        self._variables: Mapping[str, object] = {}
        self._evaluated: Resources | None = None
        self._is_asked = False
        self._trusted: dict[str, Resource | None] = {}

    def of_plan(self, plan: Resources, variables: Mapping[str, object]) -> None:
        """Name the plan, with the values of its root variables."""
        self._plan = plan
        self._variables = variables

    def better(self, address: str, path: Path, found: Value, planned: object) -> Value:
        """Return what the configuration says of an argument where that is certain, else `found`.

        That may be that it sets nothing. `planned` is what the plan knows at the first step of the
        path.
        """
        if self._has_none or self._plan is None or _is_certain(found):
            return found
        resource = self._resource(address)
        if resource is None:
            return found
        exact = _at(resource.get(str(path[0])), path[1:], planned)
        told = exact == _UNSET or (_is_certain(exact) and self._exists(exact))
        return exact if told else found

    def ignores(self, address: str, name: str) -> bool | None:
        """Tell whether the configuration leaves an argument to others; None where that is open."""
        if self._plan is None or self._has_none:
            return None
        resource = self._resource(address)
        return None if resource is None else resource.body.ignores(name)

    @property
    def _has_none(self) -> bool:
        """Whether there is no configuration, as far as that is known yet."""
        return self._is_asked and self._evaluated is None

    def _resource(self, address: str) -> Resource | None:
        """Return the evaluated instance, where it agrees with the plan in all that both know."""
        if address not in self._trusted:
            self._trusted[address] = None  # what a cycle would see
            evaluated = self._configuration()
            one = None if evaluated is None else evaluated.by_address.get(address)
            if one is not None and not one.exists_if and self._agrees(address, one):
                self._trusted[address] = one
        return self._trusted[address]

    def _agrees(self, address: str, one: Resource) -> bool:
        planned = None if self._plan is None else self._plan.by_address.get(address)
        if planned is None or planned.type != one.type:
            return False
        for name in one.body.names():
            mine = one.get(name) if one.body.configured(name) else None
            if isinstance(mine, _SCALAR) and _differ(mine, planned.get(name)):
                return False
        return True

    def _configuration(self) -> Resources | None:
        if self._is_asked or self._plan is None:
            return self._evaluated
        self._is_asked = True
        blocks = {resource.block for resource in self._plan if not resource.module}
        for source in self._sources():
            if all(source.holds(block) for block in blocks):
                from netplan_audit.terraform.configuration.read import (  # noqa: PLC0415 - slow
                    read_source,
                )

                self._evaluated = read_source(source, self._variables, self._workspace, self._plan)
                break
        return self._evaluated

    def _exists(self, value: Value) -> bool:
        """Tell whether the plan has every object that a value names."""
        if isinstance(value, list):
            return all(map(self._exists, value))
        if isinstance(value, SomeOf):
            return all(map(self._exists, value.references))
        plan = self._plan
        return not isinstance(value, Reference) or (
            plan is not None and value.address in plan.by_address
        )


def _differ(one: Value, other: Value) -> bool:
    return isinstance(other, _SCALAR) and one != other


def _is_certain(value: Value) -> bool:
    """Tell whether nothing of a symbolic value is open."""
    if isinstance(value, list):
        return all(map(_is_certain, value))
    if isinstance(value, SomeOf):
        return value.complete and all(map(_is_certain, value.references))
    if isinstance(value, Reference):
        return value.certainty is Certainty.CERTAIN
    return not isinstance(value, Unknown | OneOf | dict) and value is not None


def _at(value: Value, path: Path, planned: object) -> Value:
    """Return what stands below a path; None where the place cannot be told.

    Sets come in another order in a plan. So an index leads somewhere only in a collection of one,
    or where nothing but symbols is in it, or to a block with the values that the plan knows.
    """
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
            planned = planned.get(step) if isinstance(planned, dict) else None
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            blocks = planned if isinstance(planned, list) else []
            planned = blocks[step] if step < len(blocks) else None
            if len(value) > 1 and not all(map(is_symbolic, value)):
                value = _counterpart(value, blocks, step)
            else:
                value = value[step]
        else:
            return None
    return value


def _counterpart(value: list[Value], blocks: list[object], step: int) -> Value:
    """Return the evaluated block that is the plan's at an index; None where that cannot be told.

    Of blocks in which the plan knows the same, the first is taken for the first, and so on: with
    as many in the configuration it is all the same which is which.
    """
    planned = blocks[step] if step < len(blocks) else None
    found = [block for block in value if _may_be(block, planned)]
    alike = [i for i, block in enumerate(blocks) if block == planned]
    if len(found) != 1 and (len(found) != len(alike) or planned is None):
        return None
    return found[alike.index(step) if len(found) > 1 else 0]


def _may_be(block: Value, planned: object) -> bool:
    """Tell whether an evaluated block has every value that the plan knows of one."""
    if not isinstance(block, dict) or not isinstance(planned, dict):
        return False
    for name, theirs in planned.items():
        mine = block.get(name)
        if isinstance(mine, _SCALAR) and isinstance(theirs, _SCALAR) and mine != theirs:
            return False
        if isinstance(mine, list) and isinstance(theirs, list) and len(mine) != len(theirs):
            return False
    return True

"""The body of an evaluated resource instance, as plain, unknown and symbolic values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.terraform.configuration.schema import COMPUTED
from netplan_audit.terraform.hcl import bridge
from netplan_audit.terraform.hcl.marks import unmark
from netplan_audit.terraform.hcl.values import List, Null, Set, Tuple
from netplan_audit.terraform.secrets import guessed_mask
from netplan_audit.terraform.value import Symbolic, Unknown, Value, symbols

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.terraform.configuration.objects import ResourceInstance
    from netplan_audit.terraform.configuration.schema import Schema
    from netplan_audit.terraform.value import Path, Reference

_GROUPS: Final = ("aws_security_group", "aws_default_security_group", "aws_security_group_rule")
_PROTOCOLS: Final = {"1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6", "all": "-1"}


class EvaluatedBody:
    """Arguments of an evaluated instance; each is evaluated when it is asked for first."""

    __slots__ = ("_instance", "_values")

    def __init__(self, instance: ResourceInstance) -> None:
        """Keep the instance."""
        self._instance = instance
        self._values: dict[str, Value] = {}

    def value(self, name: str) -> Value:
        """Return a top-level argument; None where it is unset or null."""
        if name not in self._values:
            self._values[name] = self._value(name)
        return self._values[name]

    def _value(self, name: str) -> Value:
        instance = self._instance
        known = instance.known(name)
        if known is None or isinstance(unmark(known)[0], Null):
            return self._unset(name)
        schema = instance.schema
        blocks = None if schema is None else schema.blocks.get(name)
        value = _configured(bridge.to_plain(known), blocks)
        return _with_protocols(name, value) if instance.type in _GROUPS else value

    def _unset(self, name: str) -> Value:
        """Return what an argument that nobody sets is after the plan."""
        schema = self._instance.schema
        if schema is None:
            return COMPUTED
        return [] if name in schema.blocks else schema.unset(name)

    def names(self) -> Iterable[str]:
        """Name every top-level argument that has a value, known or unknown."""
        schema = self._instance.schema
        configured = [n for n in self._instance.configured if self.value(n) is not None]
        if schema is None:
            return dict.fromkeys((*configured, "id"))
        return dict.fromkeys((*configured, *schema.defaults, *sorted(schema.computed)))

    def holding(self, text: bytes) -> Iterable[str]:  # noqa: ARG002 - the protocol of a body
        """Name every argument: there is no quicker way to tell."""
        return self.names()

    def configured(self, name: str) -> bool | None:
        """Tell whether the configuration sets the argument, to something else than null.

        As in a plan, blocks that `dynamic` makes for each element of nothing set nothing.
        """
        value = self._instance.argument(name)
        plain = None if value is None else unmark(value)[0]
        if plain is None or isinstance(plain, Null):
            return False
        written = name in self._instance.part.attributes
        return written or not isinstance(plain, Tuple | List | Set) or bool(plain.items)

    def ignores(self, name: str) -> bool | None:
        """Tell whether `ignore_changes` names the argument, or all of them."""
        return not self._instance.ignored.isdisjoint((name, "all"))

    def references(self) -> Iterator[tuple[Path, Symbolic]]:
        """Yield the symbols of every argument that the configuration sets."""
        for name in self._instance.configured:
            for path, symbol in symbols(self.value(name), (name,)):
                if symbol != COMPUTED:
                    yield path, symbol

    def origins(self, path: Path) -> tuple[Reference, ...]:  # noqa: ARG002 - the protocol's
        """Return nothing: where a value is known, no reference is behind it."""
        return ()

    def mask(self, name: str) -> object:
        """Return the sensitive mask of an argument."""
        value = self._instance.known(name)
        found = False if value is None else bridge.mask(value)
        return found or guessed_mask(name, self.value(name))


def _configured(value: Value, schema: Schema | None) -> Value:
    """Say of unknowns that the configuration sets them; fill in what nested blocks leave out."""
    if isinstance(value, Unknown):
        return replace(value, configured=True)
    if isinstance(value, list):
        return [_configured(item, schema) for item in value]
    if not isinstance(value, dict):
        return value
    if schema is None:
        return {name: _configured(item, None) for name, item in value.items()}
    found: dict[str, Value] = {name: [] for name in schema.blocks}
    found.update((name, schema.unset(name)) for name in schema.types)
    for name, item in value.items():
        if item is not None:
            found[name] = _configured(item, schema.blocks.get(name))
    return found


def _with_protocols(name: str, value: Value) -> Value:
    """Name the protocols of a group's rules as plans of the AWS provider do: `tcp` for `6`."""
    if name == "protocol" and isinstance(value, str):
        return _PROTOCOLS.get(value.lower(), value.lower())
    if isinstance(value, list):
        return [_with_protocols(name, item) for item in value]
    if isinstance(value, dict):
        return {key: _with_protocols(key, item) for key, item in value.items()}
    return value

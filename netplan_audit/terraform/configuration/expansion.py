"""`count` and `for_each`: which instances a block has, and which of them may not exist.

https://developer.hashicorp.com/terraform/language/meta-arguments/count and for_each beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.terraform.address import quote_key
from netplan_audit.terraform.hcl.choices import choose
from netplan_audit.terraform.hcl.convert import convert
from netplan_audit.terraform.hcl.faults import EvaluationError, LimitError
from netplan_audit.terraform.hcl.marks import unmark_deep
from netplan_audit.terraform.hcl.value_types import BOOL, DYNAMIC, NUMBER, STRING
from netplan_audit.terraform.hcl.values import (
    NULL,
    Choice,
    List,
    Map,
    Null,
    Object,
    Set,
    Several,
    Tuple,
    Unknown,
    Value,
)
from netplan_audit.terraform.hcl.waiting import waits_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from netplan_audit.terraform.address import Key

MOST_INSTANCES: Final = 10_000
"""So many instances of one block are told apart; of more there is one that stands for all."""
ANY_KEY: Final = "[*]"


class Iteration(Struct, frozen=True, eq=False):
    """One instance of a block: its key, and what `each.value` is.

    `stands_for_all` is set where the keys are not known. `waits_for` says what its existence
    waits for; empty where it certainly exists.
    """

    key: Key = None
    value: Value | None = None
    stands_for_all: bool = False
    waits_for: tuple[str, ...] = ()

    @property
    def suffix(self) -> str:
        """The key as it stands in an address."""
        return ANY_KEY if self.stands_for_all else quote_key(self.key)


class Expansion(Struct, frozen=True):
    """The instances of one block.

    `mode` is `single`, `count` or `each`. `variants` are the sets of keys that it may have, of
    which there is more than one only where a condition is not known; none where the keys are not.
    """

    mode: str
    iterations: tuple[Iteration, ...]
    variants: tuple[tuple[Key, ...], ...]
    waits_for: tuple[str, ...] = ()

    def collect(self, make: Callable[[Iteration], Value]) -> Value:
        """Return what an expression sees of the block: a value, or a collection of values."""
        if self.mode == "single":
            return make(self.iterations[0]) if self.iterations else NULL
        made = {one.key: make(one) for one in self.iterations}
        if not self.variants:
            keyed = self.mode == "each"
            possible = tuple(made.values())
            return Several(DYNAMIC, possible=possible, waits_for=self.waits_for, keyed=keyed)
        wholes = [self._whole({key: made[key] for key in keys}) for keys in self.variants]
        return wholes[0] if len(wholes) == 1 else choose(wholes, waits=self.waits_for)

    def _whole(self, made: Mapping[Key, Value]) -> Value:
        if self.mode == "count":
            return Tuple(made.values())
        return Object({str(key): value for key, value in made.items()})


SINGLE: Final = Expansion("single", (Iteration(),), ((None,),))


NOWHERE: Final = Expansion("single", (), ((),))


def of_enabled(value: Value) -> Expansion:
    """Expand a block whose `lifecycle` says whether it is there, as OpenTofu has it.

    https://opentofu.org/docs/language/meta-arguments/enabled/. Raises EvaluationError for what is
    no boolean.
    """
    inner, _ = unmark_deep(value)
    known = None if isinstance(inner, Choice) else convert(inner, BOOL)
    if isinstance(known, bool):
        return SINGLE if known else NOWHERE
    waits = waits_for(inner) or ("enabled",)
    return Expansion("single", (Iteration(waits_for=waits),), ((), (None,)), waits)


def of_count(value: Value) -> Expansion:
    """Expand a block with `count`; raises EvaluationError for what is no count."""
    inner, _ = unmark_deep(value)
    if isinstance(inner, Null):
        message = "count is null"
        raise EvaluationError(message)
    candidates = inner.candidates if isinstance(inner, Choice) else (inner,)
    counts = [convert(each, NUMBER) for each in candidates]
    known = [count for count in counts if isinstance(count, int)]
    if len(known) < len(counts) or (isinstance(inner, Choice) and not inner.complete):
        return _unknown("count", inner)
    if min(known) < 0:
        message = "count is negative"
        raise EvaluationError(message)
    if max(known) > MOST_INSTANCES:
        message = f"more than {MOST_INSTANCES:,} instances"
        raise LimitError(message)
    waits = waits_for(inner) or ("count",)
    iterations = tuple(
        Iteration(index, waits_for=() if index < min(known) else waits)
        for index in range(max(known))
    )
    variants = tuple(tuple(range(count)) for count in dict.fromkeys(known))
    return Expansion("count", iterations, variants, waits_for(inner))


def of_each(value: Value) -> Expansion:
    """Expand a block with `for_each`; raises EvaluationError for what it cannot be."""
    inner, _ = unmark_deep(value)
    candidates = inner.candidates if isinstance(inner, Choice) else (inner,)
    options = [_elements(each) for each in candidates]
    known = [option for option in options if option is not None]
    if len(known) < len(options) or (isinstance(inner, Choice) and not inner.complete):
        return _unknown("each", inner)
    keys = dict.fromkeys(key for option in known for key in option)
    if len(keys) > MOST_INSTANCES:
        message = f"more than {MOST_INSTANCES:,} instances"
        raise LimitError(message)
    waits = waits_for(inner) or ("for_each",)
    iterations = tuple(
        Iteration(
            key,
            choose(option[key] for option in known if key in option),
            waits_for=() if all(key in option for option in known) else waits,
        )
        for key in keys
    )
    return Expansion("each", iterations, tuple(map(tuple, known)), waits_for(inner))


def _elements(value: Value) -> dict[str, Value] | None:
    """Return the elements by key; None where the keys are not known."""
    if isinstance(value, Object | Map):
        return dict(value.attributes)
    if isinstance(value, Set):
        items = [convert(item, STRING) for item in value.items]
        return {key: key for key in items if isinstance(key, str)} if _known(items) else None
    if isinstance(value, Tuple | List):
        message = "for_each takes a map or a set of strings, not a list"
        raise EvaluationError(message)
    if isinstance(value, Null):
        message = "for_each is null"
        raise EvaluationError(message)
    if isinstance(value, str | bool | int):
        message = "for_each takes a map or a set of strings"
        raise EvaluationError(message)
    return None


def _known(items: list[Value]) -> bool:
    return all(isinstance(item, str) for item in items)


def _unknown(mode: str, value: Value) -> Expansion:
    waits = waits_for(value) or (mode,)
    return unknown(mode, waits, value.possible if isinstance(value, Several) else ())


def unknown(mode: str, waits: tuple[str, ...], elements: tuple[Value, ...] = ()) -> Expansion:
    """Return the one instance that stands for any number of them."""
    value = choose(elements, complete=False, waits=waits) if elements else Unknown(DYNAMIC, waits)
    one = Iteration("*", value, stands_for_all=True, waits_for=waits)
    return Expansion(mode, (one,), (), waits)

"""The values of one planned resource: `after` joined with `after_unknown` at any depth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from netplan_audit.errors import InputError
from netplan_audit.terraform.plan import identity
from netplan_audit.terraform.plan.direct import aligned_instance, only_instance
from netplan_audit.terraform.plan.document import NOTHING, decode_mask, decode_raw, unknown_parts
from netplan_audit.terraform.plan.nested import blocks_like, is_written
from netplan_audit.terraform.plan.question import ask, ask_of
from netplan_audit.terraform.plan.references import infer, origins, resolve
from netplan_audit.terraform.secrets import guessed_mask
from netplan_audit.terraform.value import Unknown, Value, symbols

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from msgspec import Raw

    from netplan_audit.terraform.address import Key
    from netplan_audit.terraform.configuration.exact import ExactReferences
    from netplan_audit.terraform.plan.configuration import Block, ModuleInstance
    from netplan_audit.terraform.plan.expression import Expression
    from netplan_audit.terraform.plan.question import Question
    from netplan_audit.terraform.value import Path, Reference, Symbolic

_DEEPEST: Final = 64
"""Levels of nesting that unknown members may have; schemas of providers have far fewer."""
_UNTOLD = Unknown()
_COMPUTED = Unknown(configured=False)


class PlanBody:
    """Arguments and attributes of a planned instance; the JSON is decoded on first use."""

    __slots__ = (
        "_address",
        "_after",
        "_block",
        "_exact",
        "_key",
        "_masks",
        "_memo",
        "_raw",
        "_raw_sensitive",
        "_raw_unknown",
        "_scope",
        "_type",
        "_unknown",
    )

    def __init__(  # noqa: PLR0913 - one value each of the plan's change
        self,
        after: Raw,
        unknown: Raw,
        sensitive: Raw,
        *,
        scope: ModuleInstance,
        block: Block | None,
        block_type: str,
        key: Key,
        address: str = "",
        exact: ExactReferences | None = None,
    ) -> None:
        """Keep the undecoded JSON and the place in the configuration.

        `exact` answers for references that the plan leaves open, where the source is at hand.
        """
        self._address = address
        self._exact = exact
        self._raw = after
        self._raw_unknown = unknown
        self._raw_sensitive = sensitive
        self._scope = scope
        self._block = block
        self._type = block_type
        self._key = key
        self._after: dict[str, Any] | None = None
        self._unknown: dict[str, Any] = {}
        self._memo: dict[str, Value] | None = None
        self._masks: object = None

    def value(self, name: str) -> Value:
        """Return a top-level argument; None where it is unset or null."""
        if self._after is None:
            self._decode()
        mask = self._unknown.get(name)
        plain: Value = self._after.get(name)  # type: ignore[union-attr]
        if not mask:
            return plain
        if mask is True and self._block is not None and name not in self._block.expressions:
            return _COMPUTED
        memo = self._memo
        if memo is None:
            memo = self._memo = {}
        elif name in memo:
            return memo[name]
        memo[name] = _UNTOLD  # what a cycle would see
        path = (name,)
        merged = self._symbol(path) if mask is True else self._merge(plain, mask, path)
        memo[name] = merged
        return merged

    def names(self) -> Iterable[str]:
        """Name every top-level argument that has a value, known or unknown."""
        if self._after is None:
            self._decode()
        known = self._after or {}
        return [
            *known,
            *(name for name, mask in self._unknown.items() if mask and name not in known),
        ]

    def holding(self, text: bytes) -> Iterable[str]:
        """Name at least the arguments that hold a text or a reference; most JSON has neither."""
        if text in bytes(self._raw):
            return self.names()
        block = self._block
        if block is None or b"true" not in bytes(self._raw_unknown):
            return ()
        if self._after is None:
            self._decode()
        return [name for name, mask in self._unknown.items() if mask and name in block.expressions]

    def configured(self, name: str) -> bool | None:
        """Tell whether the configuration sets the argument; None without a configuration."""
        if self._block is None:
            return None
        written = name in self._block.expressions
        if written and self._after is None:
            self._decode()
        return written and not (self._unknown.get(name) is True and self.value(name) == _COMPUTED)

    def ignores(self, name: str) -> bool | None:
        """Tell what the source says, where that is at hand: a plan keeps no `lifecycle`."""
        return None if self._exact is None else self._exact.ignores(self._address, name)

    def references(self) -> Iterator[tuple[Path, Symbolic]]:
        """Yield the symbols of every argument that the configuration sets."""
        block = self._block
        if block is None:
            return
        if self._after is None:
            self._decode()
        made = (n for n, mask in self._unknown.items() if isinstance(mask, list))  # by `dynamic`
        for name in dict.fromkeys((*block.expressions, *made)):
            for path, symbol in symbols(self.value(name), (name,)):
                if not (isinstance(symbol, Unknown) and symbol.configured is False):
                    yield path, symbol

    def origins(self, path: Path) -> tuple[Reference, ...]:
        """Return what the expression behind an argument refers to, whatever its value is."""
        block = self._block
        if block is None or path[0] not in block.expressions:
            return ()
        expression = block.expression(path)
        return () if expression is None else origins(expression, self._scope, block, self._key)

    def mask(self, name: str) -> object:
        """Return the sensitive mask of an argument."""
        masks = self._masks
        if masks is None:
            if self._raw_sensitive == NOTHING:
                if self._after is None:
                    self._decode()
                return guessed_mask(name, (self._after or {}).get(name))
            raw = bytes(self._raw_sensitive)  # most mark nothing
            masks = self._masks = decode_mask(raw) if b"true" in raw else False
        if isinstance(masks, dict):
            return masks.get(name, False)
        return masks is True

    def _decode(self) -> None:
        after = decode_raw(self._raw)
        self._after = after if isinstance(after, dict) else {}
        self._unknown = unknown_parts(bytes(self._raw_unknown))

    def _merge(self, value: Value, mask: object, path: Path) -> Value:
        """Put symbols where the mask says unknown, `value` elsewhere."""
        if mask is True:
            return self._symbol(path)
        if len(path) > _DEEPEST:
            message = "the values are nested too deeply"
            raise InputError(message, hint="Terraform writes no such values")
        if isinstance(mask, dict) and mask:
            known = value if isinstance(value, dict) else {}
            merged: dict[str, Value] = dict(known)
            for name, inner in mask.items():
                if inner:
                    merged[name] = self._merge(known.get(name), inner, (*path, name))
            return merged
        if isinstance(mask, list):
            if not any(mask):
                return value
            items = value if isinstance(value, list) else []
            length = max(len(items), len(mask))
            return [
                self._merge(
                    items[i] if i < len(items) else None,
                    mask[i] if i < len(mask) else False,
                    (*path, i),
                )
                for i in range(length)
            ]
        return value

    def _symbol(self, path: Path) -> Value:
        found = self._followed(path)
        if self._exact is None:
            return found
        planned = (self._after or {}).get(str(path[0]))
        return self._exact.better(self._address, path, found, planned)

    def _followed(self, path: Path) -> Value:
        """Return what the plan alone tells of a value that is not known yet."""
        block = self._block
        if block is None:
            return _UNTOLD
        argument = identity.argument_at(path)
        expression, computed = self._expression(path, argument, block)
        if expression is None:
            return _COMPUTED if computed else infer(argument, self._scope, f"dynamic.{path[0]}")
        only = only_instance(expression, argument, self._scope)
        only = only or aligned_instance(expression, argument, self._scope, block, self._key)
        if only is not None:
            return only
        question = self._question(path, argument, expression)
        return resolve(expression, question, self._scope, block, self._key)

    def _expression(
        self, path: Path, argument: str, block: Block
    ) -> tuple[Expression | None, bool]:
        """Return the expression behind a value; without one, whether the provider computes it."""
        if len(path) == 1:
            return block.expression(path), True
        name = str(path[0])
        written = block.expressions.get(name)
        if written is None:
            # A block of which something is known was written, and in a way the plan leaves out.
            return None, len(path) == 2 or identity.kind_of(argument) is None  # noqa: PLR2004
        planned = (self._after or {}).get(name)
        expression = block.expression(path, blocks_like(path, written, planned))
        return expression, expression is None and is_written(written, planned)

    def _question(self, path: Path, argument: str, expression: Expression) -> Question:
        """Say what is asked of an expression, and whether it alone made the value unknown."""
        if not expression.flat:
            return ask_of(self._type, argument)
        mask = self._unknown.get(str(path[0]))
        blocks = [one for one in mask if isinstance(one, dict)] if isinstance(mask, list) else []
        unknown = [name for one in blocks for name, inner in one.items() if inner]
        count = unknown.count(argument)
        return ask(argument, frozenset(unknown), count, settled=count == 1)

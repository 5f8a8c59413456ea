"""Reads expressions: recursive descent for terms, precedence climbing for operators."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

from netplan_audit.terraform.hcl import brackets, templates
from netplan_audit.terraform.hcl.cursor import Cursor, UnreadableError, normalized
from netplan_audit.terraform.hcl.lexer import (
    END,
    IDENTIFIER,
    NEWLINE,
    NUMBER,
    OPEN_HEREDOC,
    OPEN_TEMPLATE,
    SEQUENCE_END,
    SPLAT,
    STRING,
)
from netplan_audit.terraform.hcl.nodes import (
    AttrStep,
    BinaryOp,
    Conditional,
    Expression,
    FunctionCall,
    Index,
    IndexStep,
    Literal,
    Parens,
    RelativeTraversal,
    ScopeTraversal,
    Splat,
    SplatItem,
    Step,
    UnaryOp,
)
from netplan_audit.terraform.hcl.operators import BinaryOperator, UnaryOperator

_LEVELS: Final = ("||", "&&", "== !=", "< <= > >=", "+ -", "* / %")
_OPERATORS: Final = {
    symbol: (BinaryOperator(symbol), level)
    for level, symbols in enumerate(_LEVELS)
    for symbol in symbols.split()
}
_UNARY: Final = {operator.value: operator for operator in UnaryOperator}
KEYWORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None}
_LEAVES: Final = frozenset({IDENTIFIER, STRING, NUMBER})
_ENDS: Final = frozenset({NEWLINE, END, SEQUENCE_END, ",", ")", "]", "}", ":", "=>", "="})
_POSTFIX: Final = frozenset({".", "[", SPLAT})
_CALL: Final = frozenset({"(", "::"})
_LONGEST_INT: Final = 4000  # digits; Python refuses to convert more than 4,300
_LARGEST_EXPONENT: Final = 646_456_993  # of ten: what Go's big.Float can hold, 2 ** (2 ** 31)


class ExpressionParser(Cursor):
    """Reads one expression after the other from the tokens.

    Every method leaves the cursor behind what it read, and raises UnreadableError if it cannot.
    """

    __slots__ = ()

    def expression(self) -> Expression:
        """Read a whole expression, conditionals and operators included."""
        at = self.at
        kind = self.kinds[at]
        if kind in _LEAVES and self.kinds[at + 1] in _ENDS:  # most of them: one token
            self.at = at + 1
            return self._leaf(at, kind)
        self.enter()
        node = self._term()
        kind = self.kinds[self.at]
        if kind in _OPERATORS:
            node = self._operations(node, 0)
            kind = self.kinds[self.at]
        if kind == "?":
            node = self._conditional(node)
        self.depth -= 1
        return node

    def _conditional(self, condition: Expression) -> Expression:
        self.at += 1
        then = self.expression()
        self.expect(":", "`:` and what holds otherwise")
        otherwise = self.expression()
        return Conditional(condition.start, otherwise.end, condition, then, otherwise)

    def _operations(self, left: Expression, lowest: int) -> Expression:
        """Read operators that bind at least as tightly as the level `lowest`."""
        while (found := _OPERATORS.get(self.kinds[self.at])) and found[1] >= lowest:
            operator, level = found
            self.at += 1
            right = self._term()
            following = _OPERATORS.get(self.kinds[self.at])
            if following and following[1] > level:
                right = self._operations(right, level + 1)
            left = BinaryOp(left.start, right.end, operator, left, right)
        return left

    def _term(self) -> Expression:
        """Read an operand: one thing, and the steps and indices behind it."""
        at = self.at
        kind = self.kinds[at]
        if kind is IDENTIFIER and self.kinds[at + 1] in _CALL:
            node = self._call(at)
        elif kind in _LEAVES:
            self.at = at + 1
            node = self._leaf(at, kind)
        elif kind in _UNARY:
            return self._unary(at)
        else:
            node = self._enclosed(at, kind)
        return self._steps(node) if self.kinds[self.at] in _POSTFIX else node

    def _leaf(self, at: int, kind: str) -> Expression:
        """Return the node of one token: a keyword, a variable, a string or a number."""
        if kind is STRING:
            return self.string(at)
        start, end = self.places[at], self.place_ends[at]
        if kind is NUMBER:
            return Literal(start, end, self._number(at))
        name = self.text[self.starts[at] : self.ends[at]]
        if name in KEYWORDS:
            return Literal(start, end, KEYWORDS[name])
        return ScopeTraversal(start, end, name, ())

    def _enclosed(self, at: int, kind: str) -> Expression:
        if kind == "[":
            return brackets.tuple_or_for(self)
        if kind == "{":
            return brackets.object_or_for(self)
        if kind is OPEN_TEMPLATE or kind is OPEN_HEREDOC:
            return templates.template(self)
        if kind != "(":
            self.fail("an expression")
        self.at = at + 1
        inner = self.expression()
        end = self.expect(")", "`)`")
        return Parens(self.places[at], self.place_ends[end], inner)

    def _unary(self, at: int) -> Expression:
        self.enter()
        self.at = at + 1
        operand = self._term()
        self.depth -= 1
        return UnaryOp(self.places[at], operand.end, _UNARY[self.kinds[at]], operand)

    def string(self, at: int) -> Literal:
        """Return the literal that a string without escapes and sequences is."""
        value = normalized(self.text[self.starts[at] + 1 : self.ends[at] - 1])
        return Literal(self.places[at], self.place_ends[at], value)

    def _number(self, at: int) -> int | Decimal:
        digits = self.word(at)
        if digits.isdigit() and len(digits) <= _LONGEST_INT:
            return int(digits)
        try:
            value = Decimal(digits)
        except InvalidOperation:
            value = Decimal("NaN")
        if value.is_nan() or abs(value.adjusted()) > _LARGEST_EXPONENT:
            raise UnreadableError(self.places[at], "expected a number, as in 10, 1.5 or 1e3")
        return value

    # ---- what follows a term

    def _call(self, at: int) -> Expression:
        name = self.word(at)
        self.at = at + 1
        while self.kinds[self.at] == "::":
            self.at += 1
            name += f"::{self.word(self.expect(IDENTIFIER, 'the name of a function'))}"
        self.expect("(", "`(` and the arguments of the function")
        arguments: list[Expression] = []
        expand = False
        while self.kinds[self.at] != ")":
            arguments.append(self.expression())
            if self.kinds[self.at] == "...":
                self.at += 1
                expand = True
                break
            if self.kinds[self.at] != ",":
                break
            self.at += 1
        end = self.expect(")", "`)`" if expand else "`,` or `)`")
        return FunctionCall(self.places[at], self.place_ends[end], name, tuple(arguments), expand)

    def _steps(self, node: Expression) -> Expression:
        """Read attributes, indices and splats behind a term."""
        kinds, places, ends = self.kinds, self.places, self.place_ends
        steps: list[Step] = []
        while (kind := kinds[self.at]) in _POSTFIX:
            at = self.at
            if kind == "." and kinds[at + 1] is IDENTIFIER:
                self.at = at + 2
                steps.append(AttrStep(places[at], ends[at + 1], self.word(at + 1)))
            elif kind == "." and kinds[at + 1] is NUMBER:
                steps.append(self._legacy_index(at))
            elif kind == "[":
                self.at = at + 1
                key = self.expression()
                end = ends[self.expect("]", "`]`")]
                if isinstance(key, Literal):
                    steps.append(IndexStep(places[at], end, key.value))
                else:
                    node = Index(node.start, end, _with_steps(node, steps), key)
                    steps = []
            else:
                node = self._splat(_with_steps(node, steps), full=kind is SPLAT)
                steps = []
        return _with_steps(node, steps)

    def _legacy_index(self, at: int) -> IndexStep:
        number = self._number(at + 1)
        if "." in self.word(at + 1):
            raise UnreadableError(
                self.places[at], "expected one index after a dot; write several as [0][1]"
            )
        self.at = at + 2
        return IndexStep(self.places[at], self.place_ends[at + 1], number)

    def _splat(self, source: Expression, *, full: bool) -> Splat:
        self.enter()
        at = self.at
        each: Expression
        if full:
            self.at = at + 1
            each = self._steps(SplatItem(self.places[at], self.place_ends[at]))
        elif self.kinds[at + 1] == "*":
            self.at = at + 2
            each = self._attributes_only(SplatItem(self.places[at], self.place_ends[at + 1]))
        else:
            self.fail("the name of an attribute", at + 1)
        self.depth -= 1
        return Splat(source.start, each.end, source, each, full)

    def _attributes_only(self, item: SplatItem) -> Expression:
        """Read what may follow `.*`: names and legacy indices, no brackets."""
        steps: list[Step] = []
        while self.kinds[self.at] == ".":
            at = self.at
            if self.kinds[at + 1] is NUMBER:
                steps.append(self._legacy_index(at))
                continue
            if self.kinds[at + 1] is not IDENTIFIER:
                self.fail("the name of an attribute", at + 1)
            self.at = at + 2
            steps.append(AttrStep(self.places[at], self.place_ends[at + 1], self.word(at + 1)))
        return _with_steps(item, steps)


def _with_steps(node: Expression, steps: list[Step]) -> Expression:
    if not steps:
        return node
    if isinstance(node, ScopeTraversal):
        return ScopeTraversal(node.start, steps[-1].end, node.root, tuple(steps))
    return RelativeTraversal(node.start, steps[-1].end, node, tuple(steps))

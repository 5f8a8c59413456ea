"""The operators of the expression language."""

from __future__ import annotations

from enum import StrEnum


class UnaryOperator(StrEnum):
    """An operator with one operand."""

    NEGATE = "-"
    NOT = "!"


class BinaryOperator(StrEnum):
    """An operator with two operands; all of them lean left."""

    OR = "||"
    AND = "&&"
    EQUAL = "=="
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="
    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    MODULO = "%"

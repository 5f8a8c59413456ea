"""Trees written in one line without offsets, to state them and to compare them."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, assert_never

from netplan_audit.terraform.hcl.file import Attribute, SourceFile
from netplan_audit.terraform.hcl.nodes import (
    AttrStep,
    BinaryOp,
    Conditional,
    ForExpr,
    FunctionCall,
    Index,
    Invalid,
    Literal,
    ObjectCons,
    Parens,
    RelativeTraversal,
    ScopeTraversal,
    Splat,
    SplatItem,
    Template,
    TemplateFor,
    TemplateIf,
    TupleCons,
    UnaryOp,
)
from netplan_audit.terraform.hcl.parse import parse_expression

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.terraform.hcl.file import Block, Body
    from netplan_audit.terraform.hcl.nodes import Scalar, Step, TemplatePart


def outline_of(text: str) -> str:
    """Outline a text that is one expression, or tell the first diagnostic."""
    node, diagnostics = parse_expression(SourceFile("x.tf", text))
    if diagnostics:
        first = diagnostics[0]
        return f"{first.line}:{first.column}: {first.message}"
    return outline(node)


def outline(node: TemplatePart) -> str:  # noqa: C901, PLR0911, PLR0912 - one branch a class
    """Write an expression as a symbolic expression; `str` parts of templates in quotes."""
    match node:
        case Literal():
            return _scalar(node.value)
        case Template():
            return _list("template", *map(outline, node.parts))
        case TemplateIf():
            then, otherwise = (_list(*map(outline, each)) for each in (node.then, node.otherwise))
            return _list("%if", outline(node.condition), then, otherwise)
        case TemplateFor():
            head = _names(node.key_name, node.value_name)
            return _list("%for", head, outline(node.collection), *map(outline, node.parts))
        case ScopeTraversal():
            return node.root + _steps(node.steps)
        case RelativeTraversal():
            return outline(node.source) + _steps(node.steps)
        case Index():
            return f"{outline(node.collection)}[{outline(node.key)}]"
        case SplatItem():
            return "@"
        case Splat():
            mark = "splat" if node.full else "attr-splat"
            return _list(mark, outline(node.source), outline(node.each))
        case FunctionCall():
            dots = ["..."] if node.expand else []
            return _list(f"{node.name}()", *map(outline, node.arguments), *dots)
        case Conditional():
            return _list("?", *map(outline, (node.condition, node.then, node.otherwise)))
        case UnaryOp():
            return _list(node.operator.value, outline(node.operand))
        case BinaryOp():
            return _operation(node)
        case ForExpr():
            return _for(node)
        case TupleCons():
            return f"[{' '.join(map(outline, node.items))}]"
        case ObjectCons():
            items = (f"{outline(item.key)}={outline(item.value)}" for item in node.items)
            return f"{{{' '.join(items)}}}"
        case Parens():
            return _list("parens", outline(node.inner))
        case Invalid():
            return "invalid"
    assert_never(node)


def outline_body(body: Body, indent: str = "") -> Iterator[str]:
    """Write a body line by line, attributes and blocks in the order of the source."""
    both: list[Attribute | Block] = [*body.attributes.values(), *body.blocks]
    for item in sorted(both, key=lambda item: item.start):
        if isinstance(item, Attribute):
            yield f"{indent}{item.name} = {outline(item.value)}"
        else:
            labels = "".join(f" {json.dumps(label)}" for label in item.labels)
            yield f"{indent}{item.type}{labels}:"
            yield from outline_body(item.body, indent + "  ")
    if not body.complete:
        yield f"{indent}(incomplete)"


def _scalar(value: Scalar) -> str:
    if isinstance(value, Decimal):
        return f"decimal:{value}"
    return json.dumps(value, ensure_ascii=False)


def _list(*parts: str) -> str:
    return f"({' '.join(parts)})"


def _steps(steps: Iterable[Step]) -> str:
    return "".join(
        f".{step.name}" if isinstance(step, AttrStep) else f"[{_scalar(step.key)}]"
        for step in steps
    )


def _operation(node: BinaryOp) -> str:
    """Write a chain of operators without recursion along it: it may be thousands long."""
    chain = [node]
    while isinstance(chain[-1].left, BinaryOp):
        chain.append(chain[-1].left)
    text = outline(chain[-1].left)
    for each in reversed(chain):
        text = _list(each.operator.value, text, outline(each.right))
    return text


def _names(key: str | None, value: str) -> str:
    return f"{key},{value}" if key is not None else value


def _for(node: ForExpr) -> str:
    parts = [_names(node.key_name, node.value_name), outline(node.collection)]
    if node.key is not None:
        parts.append(f"{outline(node.key)} =>")
    parts.append(outline(node.value) + ("..." if node.grouping else ""))
    if node.condition is not None:
        parts.append(f"if {outline(node.condition)}")
    return _list("for", *parts)

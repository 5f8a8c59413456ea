"""Turns the tree that python-hcl2 makes of a file into ours, so that the two can be compared.

What belongs to what is python-hcl2's word. It keeps the text of strings as it stands and heredocs
as one token; these are read by our own template parser.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl import python_hcl2
from netplan_audit.terraform.hcl.cursor import UnreadableError, normalized
from netplan_audit.terraform.hcl.expressions import KEYWORDS, ExpressionParser
from netplan_audit.terraform.hcl.file import Attribute, Block, Body, File
from netplan_audit.terraform.hcl.lexer import Lexer
from netplan_audit.terraform.hcl.nodes import (
    AttrStep,
    BinaryOp,
    Conditional,
    Expression,
    ForExpr,
    FunctionCall,
    Index,
    IndexStep,
    Invalid,
    Literal,
    ObjectCons,
    ObjectItem,
    Parens,
    RelativeTraversal,
    ScopeTraversal,
    Splat,
    SplatItem,
    TupleCons,
    UnaryOp,
)
from netplan_audit.terraform.hcl.operators import BinaryOperator, UnaryOperator
from netplan_audit.terraform.hcl.parse import decoded, diagnostics
from netplan_audit.terraform.hcl.templates import Directive, Piece, Text, assemble, unescaped

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.python_hcl2 import Part

_AFTER_STAR: Final = frozenset({"get_attr", "short_index"})


def parse_with_python_hcl2(path: str, data: bytes) -> File:
    """Read a file in native syntax, without its comments, which python-hcl2 takes for newlines.

    What python-hcl2 cannot read is one diagnostic and an empty body: it does not recover.
    """
    source = decoded(path, data)
    try:
        body = _body(python_hcl2.read(source.text), source.text)
    except UnreadableError as error:
        problem = (error.offset, error.message)
    except RecursionError:  # its trees lean as far as a sum is long
        problem = (0, "python-hcl2's tree is too deep")
    else:
        return File(source, body, (), ())
    body = Body(0, len(source.text), {}, (), complete=False)
    return File(source, body, (), diagnostics(source, [problem]))


# ---- structure


def _body(tree: Part, text: str) -> Body:
    attributes: dict[str, Attribute] = {}
    blocks: list[Block] = []
    for item in tree.rules:
        if item.name == "block":
            blocks.append(_block(item, text))
        else:
            name, value = item.rules
            node = _expression(value, text)
            attributes.setdefault(name.word, Attribute(item.start, node.end, name.word, node))
    return Body(tree.start, tree.end, attributes, tuple(blocks), complete=True)


def _block(tree: Part, text: str) -> Block:
    kind, *labels, inner = tree.rules
    body = _body(inner, text)
    brace = next(part.start for part in tree.parts if part.text == "{")
    return Block(
        tree.start,
        tree.end,
        (labels[-1] if labels else kind).end,
        kind.word,
        tuple(map(_label, labels)),
        Body(brace, tree.end, body.attributes, body.blocks, complete=True),
    )


def _label(tree: Part) -> str:
    if tree.name != "string":
        return tree.word
    return "".join(unescaped(part.word, part.start) for part in tree.rules)


# ---- expressions


def _expression(tree: Part, text: str) -> Expression:
    read = _READERS.get(tree.name)
    if read is None:
        raise UnreadableError(tree.start, f"python-hcl2's {tree.name} has no counterpart")
    return read(tree, text)


def _expr_term(tree: Part, text: str) -> Expression:
    (inner,) = tree.rules
    if tree.has("(", 0):
        return Parens(tree.start, tree.end, _expression(inner, text))
    return _expression(inner, text)


def _name(tree: Part, _: str) -> Expression:
    word = tree.word
    if tree.name == "literal_value":
        return Literal(tree.start, tree.end, KEYWORDS[word])
    return ScopeTraversal(tree.start, tree.end, word, ())


def _number(tree: Part, _: str) -> Expression:
    digits = tree.word.lstrip("-")
    number = Literal(tree.end - len(digits), tree.end, _exact(digits))
    negative = digits != tree.word  # its -12 is one token
    return UnaryOp(tree.start, tree.end, UnaryOperator.NEGATE, number) if negative else number


def _exact(digits: str) -> int | Decimal:
    return int(digits) if digits.isdigit() else Decimal(digits)


def _unary(tree: Part, text: str) -> Expression:
    (operand,) = tree.rules
    return UnaryOp(tree.start, operand.end, UnaryOperator(tree.word), _expression(operand, text))


def _binary(tree: Part, text: str) -> Expression:
    first, term = tree.rules
    operator, second = term.rules
    left, right = _expression(first, text), _expression(second, text)
    return BinaryOp(left.start, right.end, BinaryOperator(operator.word.split()[-1]), left, right)


def _conditional(tree: Part, text: str) -> Expression:
    condition, then, otherwise = (_expression(each, text) for each in tree.rules)
    return Conditional(condition.start, otherwise.end, condition, then, otherwise)


def _tuple(tree: Part, text: str) -> Expression:
    items = tuple(_expression(each, text) for each in tree.rules)
    return TupleCons(tree.start, tree.end, items)


def _object(tree: Part, text: str) -> Expression:
    items = []
    for element in tree.rules:
        wrapped, assigned = element.rules
        key, value = _key(wrapped, text), _expression(assigned, text)
        items.append(ObjectItem(key.start, value.end, key, value))
    return ObjectCons(tree.start, tree.end, tuple(items))


def _key(tree: Part, text: str) -> Expression:
    """Convert a key: a bare word stands for itself."""
    (inner,) = tree.rules
    bare = inner if inner.name == "keyword" else None
    if inner.name == "expr_term" and not inner.has("(", 0):
        (term,) = inner.rules
        bare = term if term.name in {"identifier", "literal_value"} else None
    if bare is None:
        return _expression(inner, text)
    return Literal(bare.start, bare.end, normalized(bare.word))


def _call(tree: Part, text: str) -> Expression:
    names = [each.word for each in tree.rules if each.name == "identifier"]
    given = next((each for each in tree.rules if each.name == "arguments"), None)
    arguments = () if given is None else tuple(_expression(each, text) for each in given.rules)
    expand = given is not None and given.has("...")
    return FunctionCall(tree.start, tree.end, "::".join(names), arguments, expand)


def _for(tree: Part, text: str) -> Expression:
    intro, *results = tree.rules
    *names, collection = intro.rules
    condition = results.pop() if results[-1].name == "for_cond" else None
    *key, value = (_expression(each, text) for each in results)
    return ForExpr(
        tree.start,
        tree.end,
        names[0].word if len(names) > 1 else None,
        names[-1].word,
        _expression(collection, text),
        key[0] if key else None,
        value,
        _expression(condition.rules[0], text) if condition else None,
        tree.has("..."),
    )


def _postfix(tree: Part, text: str) -> Expression:
    source, *marks = tree.parts
    return _stepped(_expression(source, text), marks, text)


def _stepped(node: Expression, marks: list[Part], text: str) -> Expression:
    for number, mark in enumerate(marks):
        if mark.text == "[*]":
            each = _stepped(SplatItem(mark.start, mark.end), marks[number + 1 :], text)
            return Splat(node.start, each.end, node, each, full=True)
        if mark.text == ".*":
            inside = number + 1
            while inside < len(marks) and marks[inside].name in _AFTER_STAR:
                inside += 1
            item = SplatItem(mark.start, mark.end)
            each = _stepped(item, marks[number + 1 : inside], text)
            splat = Splat(node.start, each.end, node, each, full=False)
            return _stepped(splat, marks[inside:], text)
        node = _step(node, mark, text)
    return node


def _step(node: Expression, mark: Part, text: str) -> Expression:
    step: AttrStep | IndexStep
    start, end = mark.start, mark.end
    if mark.name == "get_attr":
        step = AttrStep(start, end, mark.rules[0].word)
    elif mark.name == "short_index":
        step = IndexStep(start, end, int(mark.parts[-1].text))
    else:
        key = _expression(mark.rules[0], text)
        if not isinstance(key, Literal):
            return Index(node.start, end, node, key)
        step = IndexStep(start, end, key.value)
    if isinstance(node, ScopeTraversal):
        return ScopeTraversal(node.start, end, node.root, (*node.steps, step))
    if isinstance(node, RelativeTraversal):
        return RelativeTraversal(node.start, end, node.source, (*node.steps, step))
    return RelativeTraversal(node.start, end, node, (step,))


def _string(tree: Part, text: str) -> Expression:
    pieces: list[Piece] = []
    strip = False
    for part in tree.rules:
        (piece,) = part.parts
        if not piece.name:
            value = unescaped(piece.text, part.start)
            pieces.append(Text(part.start, part.end, value.lstrip() if strip else value))
            strip = False
            continue
        if piece.name == "interpolation":
            pieces.append(_expression(piece.rules[0], text))
            strip = False
            continue
        if piece.has("~", 1) and pieces and isinstance(pieces[-1], Text):
            pieces[-1].value = pieces[-1].value.rstrip()
        strip = piece.has("~", -2)
        pieces.append(_directive(piece, text))
    return assemble(pieces, (tree.start, tree.end))


def _directive(tree: Part, text: str) -> Directive:
    word = next(part.text for part in tree.parts[1:] if part.text != "~")
    names = [each.word for each in tree.rules if each.name == "identifier"]
    subject: Expression = Invalid(tree.start, tree.end)
    if word in {"if", "for"}:
        subject = _expression(tree.rules[-1], text)
    both = (names[0] if len(names) > 1 else None, names[-1] if names else "")
    return Directive(tree.start, tree.end, word, both, subject, [])


def _heredoc(tree: Part, text: str) -> Expression:
    return ExpressionParser(Lexer(text[: tree.end], tree.start, "(")).expression()


_READERS: Final = {
    "expr_term": _expr_term,
    "identifier": _name,
    "literal_value": _name,
    "int_lit": _number,
    "float_lit": _number,
    "unary_op": _unary,
    "binary_op": _binary,
    "conditional": _conditional,
    "tuple": _tuple,
    "object": _object,
    "function_call": _call,
    "for_tuple_expr": _for,
    "for_object_expr": _for,
    "string": _string,
    "heredoc_template": _heredoc,
    "heredoc_template_trim": _heredoc,
    "postfix": _postfix,
}

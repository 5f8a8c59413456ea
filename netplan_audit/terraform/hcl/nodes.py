"""The expressions of a syntax tree, whether read from native syntax or from JSON.

Every node carries `start` and `end`: offsets in characters (Unicode code points) of its file's
text, the end exclusive. `SourceFile.position` turns an offset into line and column.

Nodes compare by identity. Their names are those of the HCL specification:
https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from netplan_audit.terraform.hcl.operators import BinaryOperator, UnaryOperator


class Node(Struct, frozen=True, eq=False):
    """A place in a file: offsets in characters, the end exclusive."""

    start: int
    end: int


Scalar: TypeAlias = bool | int | Decimal | str | None
"""A number is an int where it is written with digits alone, else an exact Decimal."""


class Literal(Node, frozen=True, eq=False):
    """`null`, `true`, `1.5`, a string or heredoc without interpolation, a bare object key."""

    value: Scalar


class Template(Node, frozen=True, eq=False):
    """A string with interpolations or directives; strip marks and heredoc dedent are applied.

    Literal text is a `Literal` part, an interpolation is the part that its expression is. A
    template with one part that is neither `TemplateIf` nor `TemplateFor` (`"${x}"`) has the value
    of that part as it is, of any type; every other template is a string.
    """

    parts: tuple[TemplatePart, ...]


class TemplateIf(Node, frozen=True, eq=False):
    """`%{ if condition }then%{ else }otherwise%{ endif }`; always a string."""

    condition: Expression
    then: tuple[TemplatePart, ...]
    otherwise: tuple[TemplatePart, ...]


class TemplateFor(Node, frozen=True, eq=False):
    """`%{ for key, value in collection }parts%{ endfor }`; always a string."""

    key_name: str | None
    value_name: str
    collection: Expression
    parts: tuple[TemplatePart, ...]


class AttrStep(Node, frozen=True, eq=False):
    """`.name`."""

    name: str


class IndexStep(Node, frozen=True, eq=False):
    """`["key"]`, `[0]` or the legacy `.0`: an index whose key is a literal."""

    key: Scalar


class ScopeTraversal(Node, frozen=True, eq=False):
    """`root.name[0]`: a variable of the scope and steps from there; possibly no step."""

    root: str
    steps: tuple[Step, ...]


class RelativeTraversal(Node, frozen=True, eq=False):
    """Steps from any other expression, such as `f(x).name`; at least one step."""

    source: Expression
    steps: tuple[Step, ...]


class Index(Node, frozen=True, eq=False):
    """`collection[key]`, where the key is not a literal."""

    collection: Expression
    key: Expression


class SplatItem(Node, frozen=True, eq=False):
    """The element at hand inside the `each` of the innermost `Splat` around it."""


class Splat(Node, frozen=True, eq=False):
    """`source[*]` or `source.*`: `each` for every element, in which `SplatItem` is the element.

    `each` is the `SplatItem` itself where nothing follows the star. An index after `.*` is not part
    of it: `a.*.b[0]` is the first of all the b, `a[*].b[0]` the first b of every a.
    """

    source: Expression
    each: Expression
    full: bool


class FunctionCall(Node, frozen=True, eq=False):
    """`name(arguments)`; `expand` where the last argument is followed by `...`.

    The name of a function in a namespace is joined by `::`, as in `provider::aws::arn_parse`.
    """

    name: str
    arguments: tuple[Expression, ...]
    expand: bool


class Conditional(Node, frozen=True, eq=False):
    """`condition ? then : otherwise`."""

    condition: Expression
    then: Expression
    otherwise: Expression


class UnaryOp(Node, frozen=True, eq=False):
    """`-operand` or `!operand`."""

    operator: UnaryOperator
    operand: Expression


class BinaryOp(Node, frozen=True, eq=False):
    """`left operator right`.

    `a + b + c` leans left, and a sum of thousands of terms is as deep as it is long: walk down
    `left` in a loop, not by recursion.
    """

    operator: BinaryOperator
    left: Expression
    right: Expression


class ForExpr(Node, frozen=True, eq=False):
    """`[for key_name, value_name in collection : value if condition]`, or `{… : key => value …}`.

    It builds a tuple where `key` is None, else an object. `grouping` is the `...` after the value.
    """

    key_name: str | None
    value_name: str
    collection: Expression
    key: Expression | None
    value: Expression
    condition: Expression | None
    grouping: bool


class TupleCons(Node, frozen=True, eq=False):
    """`[a, b]`."""

    items: tuple[Expression, ...]


class ObjectItem(Node, frozen=True, eq=False):
    """`key = value`; the key is a `Literal` where it is a bare word, else it is evaluated."""

    key: Expression
    value: Expression


class ObjectCons(Node, frozen=True, eq=False):
    """`{ key = value }`."""

    items: tuple[ObjectItem, ...]


class Parens(Node, frozen=True, eq=False):
    """`(inner)`."""

    inner: Expression


class Invalid(Node, frozen=True, eq=False):
    """An expression that could not be read; a diagnostic says why. Its value is unknown."""


Step: TypeAlias = AttrStep | IndexStep
Expression: TypeAlias = (
    Literal
    | Template
    | ScopeTraversal
    | RelativeTraversal
    | Index
    | Splat
    | SplatItem
    | FunctionCall
    | Conditional
    | UnaryOp
    | BinaryOp
    | ForExpr
    | TupleCons
    | ObjectCons
    | Parens
    | Invalid
)
TemplatePart: TypeAlias = Expression | TemplateIf | TemplateFor

"""What expressions mean, by their trees; the cases were checked with `terraform console`."""

from __future__ import annotations

import pytest

from tests.terraform.hcl.outline import outline_of

TREES = {
    # literals
    "null": "null",
    "true": "true",
    "10": "10",
    "007": "7",
    "1.50": "decimal:1.50",
    "1e3": "decimal:1E+3",
    "5.e3": "decimal:5E+3",
    "0.1": "decimal:0.1",
    "123456789012345678901234567890": "123456789012345678901234567890",
    # operators
    "a + b * c - d / e % f": "(- (+ a (* b c)) (% (/ d e) f))",
    "a - b - c": "(- (- a b) c)",
    "!a && -b == c || d": "(|| (&& (! a) (== (- b) c)) d)",
    "a == b != c": "(!= (== a b) c)",
    "a < b == c >= d": "(== (< a b) (>= c d))",
    "a || b && c || d": "(|| (|| a (&& b c)) d)",
    "-a.b[0]": "(- a.b[0])",
    "!!b": "(! (! b))",
    "- -1": "(- (- 1))",
    "--1": "(- (- 1))",
    "a-1": "a-1",
    "a -1": "(- a 1)",
    "(a + b) * c": "(* (parens (+ a b)) c)",
    "a ? b : c ? d : e": "(? a b (? c d e))",
    "a ? b ? c : d : e": "(? a (? b c d) e)",
    "a || b ? c : d": "(? (|| a b) c d)",
    # traversals
    'a.b["c"][0].d': 'a.b["c"][0].d',
    "a.0.b": "a[0].b",
    "a[true]": "a[true]",
    "a[b].c[d]": "a[b].c[d]",
    "a[-1]": "a[(- 1)]",
    'a["b${c}"]': 'a[(template "b" c)]',
    "f(x).y": "(f() x).y",
    "[1][0]": "[1][0]",
    "{a = 1}.a": '{"a"=1}.a',
    "(a).b": "(parens a).b",
    "true.a": "true.a",
    # splats
    "a[*]": "(splat a @)",
    "a.*": "(attr-splat a @)",
    "a[*].b[0].c": "(splat a @.b[0].c)",
    "a.*.b[0].c": "(attr-splat a @.b)[0].c",
    "a.*.b.0": "(attr-splat a @.b[0])",
    "a[*].b[*].c": "(splat a (splat @.b @.c))",
    "a[*].*.b": "(splat a (attr-splat @ @.b))",
    "a[*][b]": "(splat a @[b])",
    "a[ * ].b": "(splat a @.b)",
    "a[\n*\n].b": "(splat a @.b)",
    # calls
    "f()": "(f())",
    "f(a, b,)": "(f() a b)",
    "f(a, b...)": "(f() a b ...)",
    'core::upper("x")': '(core::upper() "x")',
    "provider :: x :: f (1)": "(provider::x::f() 1)",
    "true(1)": "(true() 1)",
    # collections
    "[]": "[]",
    "[1, 2,]": "[1 2]",
    "[\n# one\n1\n,\n2]": "[1 2]",
    "{}": "{}",
    '{a = 1, "b" : 2\n(c) = 3\n"${d}" = 4}': '{"a"=1 "b"=2 (parens c)=3 (template d)=4}',
    "{null = 1, true = 2, 3 = 4, a.b = 5}": '{"null"=1 "true"=2 3=4 a.b=5}',
    "{a ? b : c = d}": "{(? a b c)=d}",
    "{a + b = c}": "{(+ a b)=c}",
    "{b = 1, for = 2}": '{"b"=1 "for"=2}',
    "[for v in a : v]": "(for v a v)",
    "[for k, v in a : v if k]": "(for k,v a v if k)",
    "{for k, v in a : k => v}": "(for k,v a k => v)",
    "{for k, v in a : k => v... if k}": "(for k,v a k => v... if k)",
    "{\n# c\nfor v in\na : v\n=> v\n}": "(for v a v => v)",
    "[for for in in : if]": "(for for in if)",
    "[for a in {for k, v in b : k => v} : a]": "(for a (for k,v b k => v) a)",
    # newlines inside brackets
    "(a\n- b)": "(parens (- a b))",
    "(a\n.b)": "(parens a.b)",
    "[a\n- b]": "[(- a b)]",
    "f(\na\n,\nb\n)": "(f() a b)",
    # names
    "é.ünï-1": "é.ünï-1",
    "_a.日本": "_a.日本",
}


@pytest.mark.parametrize(("text", "tree"), TREES.items())
def test_an_expression_has_the_tree_that_terraform_gives_it(text: str, tree: str) -> None:
    assert outline_of(text) == tree


TEMPLATES = {
    '""': '""',
    '"a"': '"a"',
    '"a${b}c"': '(template "a" b "c")',
    '"${b}"': "(template b)",
    '"${"b"}"': '(template "b")',
    '"${"${"b"}"}"': '(template (template "b"))',
    '"${ {} }"': "(template {})",
    '"${\nb\n}"': "(template b)",
    # escapes
    r'"\n\r\t\"\\"': r'"\n\r\t\"\\"',
    r'"\u00e9\U0001F600"': '"é😀"',
    '"$${a}"': '"${a}"',
    '"%%{a}"': '"%{a}"',
    '"$${foo"': '"${foo"',
    '"$${foo ${bar} }"': '(template "${foo " bar " }")',
    '"$$${a}"': '"$${a}"',
    '"$$$${a}"': '"$$${a}"',
    '"%${a}"': '(template "%" a)',
    '"$ $$ % %%"': '"$ $$ % %%"',
    '"$${~ a"': '"${~ a"',
    # normal form C
    '"e\u0301"': '"é"',
    r'"e\u0301"': '"é"',
    "{e\u0301 = 1}": '{"é"=1}',
    # strip marks
    '"x ${~ b ~} y"': '(template "x" b "y")',
    '" ${~ b}"': '(template "" b)',
    r'"a\n ${~ b ~} \t c"': '(template "a" b "c")',
    '"${a ~}${" b"}"': '(template a " b")',
    # directives
    '"%{ if a }b%{ endif }"': '(template (%if a ("b") ()))',
    '"%{ if a ~} x %{~ else } y %{ endif }"': '(template (%if a ("x") (" y ")))',
    '"%{ for a in b }${a}%{ endfor }"': "(template (%for a b a))",
    '"%{ for k, v in b }%{ if k }x%{ endif }%{ endfor }"': (
        '(template (%for k,v b (%if k ("x") ())))'
    ),
    # heredocs
    "<<E\nE\n": '""',
    "<<E\na\n b\nE\n": r'"a\n b\n"',
    "<<E\na\n  E \n": r'"a\n"',
    "<<E\nEE\nE x\nE\n": r'"EE\nE x\n"',
    "<<E-T\na\nE-T\n": r'"a\n"',
    "<<ÉND\na\nÉND\n": r'"a\n"',
    '<<E\n\\n "q" $${a} %%{b} $ %\nE\n': r'"\\n \"q\" ${a} %{b} $ %\n"',
    "<<E\r\na\r\nE\r\n": r'"a\r\n"',
    "<<E\n${a}E\n${b}\nE\n": r'(template a "E\n" b "\n")',
    "<<E\n${<<I\nx\nI\n}\nE\n": r'(template "x\n" "\n")',
    "<<E\n%{ if a ~}\n  b\n%{ endif ~}\nE\n": r'(template (%if a ("  b\n") ()) "")',
    # their dedent
    "<<-E\n    a\n      b\n   c\n  E\n": r'" a\n   b\nc\n"',
    "<<-E\n    a\n\n  \n    b\n  E\n": r'"a\n\n  \nb\n"',
    "<<-E\n  a\n${b}\nE\n": r'(template "  a\n" b "\n")',
    "<<-E\n   a\n  ${b}\nE\n": r'(template " a\n" b "\n")',
    "<<-E\n\t\ta\n\u3000b\nE\n": r'"\ta\nb\n"',
    "<<-E\n  ${a ~}\n    b\n  E\n": r'(template "" a "    b\n")',
}


@pytest.mark.parametrize(("text", "tree"), TEMPLATES.items())
def test_a_template_has_the_parts_that_terraform_gives_it(text: str, tree: str) -> None:
    assert outline_of(text) == tree


PROBLEMS = {
    "": "1:1: expected an expression, found the end of the file",
    "a b": "1:3: expected the end of the expression, found `b`",
    "f(x": "1:4: expected `,` or `)`, found the end of the file",
    "f(a..., b)": "1:7: expected `)`, found `,`",
    "a::b": "1:5: expected `(` and the arguments of the function, found the end of the file",
    "[1 2]": "1:4: expected `,` or `]`, found `2`",
    "{a = 1 b = 2}": "1:8: expected a newline, `,` or `}`, found `b`",
    "{a}": "1:3: expected `=` and a value, found `}`",
    "[for a : b]": "1:8: expected `in` and a collection, found `:`",
    "[for a in b : a => b]": "1:17: expected `if` or `]`, found `=>`",
    "[for a in b : a...]": "1:16: expected `if` or `]`, found `...`",
    "{for a in b : a}": "1:16: expected `=>` and a value, which an object needs, found `}`",
    "{for = 1}": "1:6: expected the name of a variable, found `=`",
    "a.0.1": "1:2: expected one index after a dot; write several as [0][1]",
    "a.*.b.*": "1:7: expected the name of an attribute, found `*`",
    "1.2.3": "1:1: expected a number, as in 10, 1.5 or 1e3",
    "1e99999999999": "1:1: expected a number, as in 10, 1.5 or 1e3",
    r'"\q"': r"1:2: expected one of the escapes \n, \r, \t, \", \\, \uNNNN or \UNNNNNNNN",
    r'"ab\ud800"': r"1:4: expected one of the escapes \n, \r, \t, \", \\, \uNNNN or \UNNNNNNNN",
    '"a\nb"': "1:3: a string must end on its line; write \\n, or a heredoc for several lines",
    '"${a b}"': "1:6: expected `}`, found `b`",
    '"%{ foo }"': "1:5: expected `if`, `else`, `endif`, `for` or `endfor`, found `foo`",
    '"%{ if a }b"': "1:2: expected `%{ endif }` after this `if`",
    '"%{ else }"': "1:2: expected an `if` before this `else`",
    '"%{ if a }%{ endfor }"': "1:11: expected `for` before this `endfor`",
    "<<E\na": "2:2: the heredoc is not closed by a line that says E",
    "a & b": "1:3: unexpected '&': the logical operator is &&",
    "'a'": '1:1: unexpected "\'": strings are put in double quotes',
    "a /* b": "1:3: unexpected '/': the comment that begins here is not closed by */",
    '"secret" "x"': "1:10: expected the end of the expression, found a string",
}


@pytest.mark.parametrize(("text", "problem"), PROBLEMS.items())
def test_what_is_no_expression_is_told_with_place_and_expectation(text: str, problem: str) -> None:
    assert outline_of(text) == problem


@pytest.mark.parametrize("terms", [900, 20_000])
def test_a_long_sum_is_no_deep_nesting(terms: int) -> None:
    assert outline_of(" + ".join(["1"] * terms)).startswith("(+ (+ ")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5_000 + "]" * 5_000,
        "(" * 5_000,
        "!" * 5_000 + "a",
        "a ? b : " * 5_000 + "c",
        '"${' * 5_000,
        "a" + "[*]" * 5_000,
        "{a=" * 5_000,
        "f(" * 5_000,
        '"' + "%{ if a }" * 5_000 + "%{ endif }" * 5_000 + '"',
    ],
    ids=lambda text: text[:9],
)
def test_nesting_has_a_limit_that_is_told(text: str) -> None:
    assert "nested more than 100 levels deep" in outline_of(text)


def test_numbers_keep_every_digit() -> None:
    digits = "1" * 5_000
    assert outline_of(digits) == f"decimal:{digits}"

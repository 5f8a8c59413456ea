"""Whatever the text, the parser comes back with a tree, and its offsets lead back to the text."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netplan_audit.terraform.hcl.file import Attribute, SourceFile
from netplan_audit.terraform.hcl.nodes import AttrStep, Literal, Node, ScopeTraversal
from netplan_audit.terraform.hcl.parse import parse_expression, parse_native, parse_template
from tests.fuzz.mutants import TOKENS, mutants
from tests.terraform.hcl.oracle import verdicts
from tests.terraform.hcl.outline import outline, outline_body
from tests.terraform.hcl.test_files import NETWORK
from tests.terraform.hcl.test_verdicts import ACCEPTED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEEDS = (*ACCEPTED, *(NETWORK.encode(),) * 20)
PIECES = st.sampled_from([*(token.decode("utf-8", "surrogateescape") for token in TOKENS), *"ab "])
TEXTS = st.lists(PIECES, max_size=25).map("".join) | st.text()


def nodes(root: object) -> Iterator[Any]:
    """Yield the nodes of a tree, without recursion."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Node):
            yield node
            waiting += [getattr(node, name) for name in node.__struct_fields__]
        elif isinstance(node, tuple):
            waiting += node
        elif isinstance(node, dict):
            waiting += node.values()


def spelled(node: Any, text: str) -> bool:  # noqa: ANN401 - any node
    """Tell whether a node that spells its name out says the same as the text at its place."""
    written = text[node.start : node.end]
    if isinstance(node, AttrStep):
        return written.startswith(".") and written.endswith(node.name)
    if isinstance(node, ScopeTraversal):
        return written.startswith(node.root)
    if isinstance(node, Attribute):
        return written.startswith(node.name)
    if isinstance(node, Literal) and type(node.value) is int:
        return int(written) == node.value
    return True


@given(TEXTS)
def test_any_text_is_a_file_whose_offsets_lead_back_to_it(text: str) -> None:
    data = text.encode("utf-8", "surrogateescape" if text.isprintable() else "surrogatepass")
    file = parse_native("x.tf", data)
    "\n".join(outline_body(file.body))
    source = file.source.text
    for node in nodes(file.body):
        assert 0 <= node.start <= node.end <= len(source), node
        assert spelled(node, source), node
    for comment in file.comments:
        assert source.startswith(("#", "//", "/*"), comment.start)
    for problem in file.diagnostics:
        assert 1 <= problem.line <= source.count("\n") + 1
        assert problem.column >= 1


@given(TEXTS)
def test_any_text_is_an_expression_or_a_diagnostic(text: str) -> None:
    node, diagnostics = parse_expression(SourceFile("x", text))
    assert (outline(node) == "invalid") == bool(diagnostics)


@given(st.text(st.characters(exclude_characters="$%\ud800", exclude_categories=["Cs"])))
def test_a_template_without_sequences_is_its_text(text: str) -> None:
    node, diagnostics = parse_template(SourceFile("x", text))
    expected, _ = parse_expression(SourceFile("x", '"' + "".join(map(_escaped, text)) + '"'))
    assert diagnostics == ()
    assert outline(node) == outline(expected)


def _escaped(character: str) -> str:
    return f"\\U{ord(character):08x}"


def test_mutants_are_read_without_a_crash_and_in_time() -> None:
    slowest = 0.0
    for mutant in mutants(SEEDS, 2_000, seed=7):
        started = time.process_time()
        file = parse_native("x.tf", mutant)
        slowest = max(slowest, time.process_time() - started)
        assert file.body.complete == (not file.diagnostics), mutant
    assert slowest < 2


@pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not installed")
def test_terraform_accepts_the_same_mutants(tmp_path: Path) -> None:
    texts = [text for text in mutants(SEEDS, 1_000, seed=8) if not _is_cut_byte_order_mark(text)]
    ours = [not parse_native("x.tf", text).diagnostics for text in texts]
    theirs = verdicts(texts, tmp_path)
    assert [text for text, a, b in zip(texts, ours, theirs, strict=True) if a != b] == []
    assert 100 < sum(ours) < 900


def _is_cut_byte_order_mark(text: bytes) -> bool:
    """Tell whether a text begins like one; Terraform takes two of its three bytes for blanks."""
    return text.startswith(b"\xef\xbb") and not text.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    "piece", ["[", '"${', "a {\n", "a = [\n", "[/*", "<<E\n", "a = <<E\n", "a {}\n}\n", "-", "a["]
)
def test_the_work_grows_with_the_length_only(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    started = time.process_time()
    assert parse_native("x.tf", text.encode()).diagnostics
    assert time.process_time() - started < 5

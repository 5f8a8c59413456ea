"""python-hcl2 and our parser agree on what HCL means; where they do not, the reason is here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from netplan_audit.terraform.hcl.parse import parse_native
from netplan_audit.terraform.hcl.second_opinion import parse_with_python_hcl2
from tests.terraform.hcl.outline import outline_body
from tests.terraform.hcl.test_expressions import TEMPLATES, TREES
from tests.terraform.hcl.test_files import NETWORK
from tests.terraform.hcl.test_json_syntax import NATIVE
from tests.terraform.hcl.test_verdicts import ACCEPTED

ROOT = Path(__file__).parents[3]
CORPUS = Path(os.environ.get("NETPLAN_AUDIT_CORPUS") or ROOT.parent / "shared" / "corpus")

EXPRESSIONS = [
    f"a = {text}\n".encode()
    for text in (*TREES, *TEMPLATES)
    if text.startswith("<<") or "\n" not in text
]
FILES = (*ACCEPTED, *EXPRESSIONS, NETWORK.encode(), NATIVE.encode())

DIFFERENT = {
    b"a = 5.e3": "python-hcl2 reads an attribute e3 of the number 5; Terraform's scanner a number",
    b'a = "$${foo ${bar} }"': "python-hcl2 takes all up to the first brace for escaped",
}


def agree(path: str, data: bytes) -> bool | None:
    """Tell whether both read the same; None where python-hcl2 reads nothing."""
    ours, theirs = parse_native(path, data), parse_with_python_hcl2(path, data)
    assert ours.diagnostics == ()
    if theirs.diagnostics:
        return None
    return list(outline_body(ours.body)) == list(outline_body(theirs.body))


def sources(folder: Path) -> list[Path]:
    hidden = {".venv", ".terraform", "node_modules"}
    return [path for path in sorted(folder.rglob("*.tf")) if not hidden & set(path.parts)]


def test_both_give_the_same_tree_for_what_both_read() -> None:
    verdicts = {data: agree("x.tf", data) for data in FILES}
    different = {data.strip() for data, same in verdicts.items() if same is False}
    assert different == set(DIFFERENT)
    assert list(verdicts.values()).count(True) > 200


def test_both_give_the_same_places() -> None:
    ours = parse_native("x.tf", NETWORK.encode()).body
    theirs = parse_with_python_hcl2("x.tf", NETWORK.encode()).body
    for mine, its in zip(ours.blocks, theirs.blocks, strict=True):
        assert (mine.start, mine.end, mine.header_end) == (its.start, its.end, its.header_end)
        assert [
            (each.name, each.start, each.end, each.value.start, each.value.end)
            for each in mine.body.attributes.values()
        ] == [
            (each.name, each.start, each.end, each.value.start, each.value.end)
            for each in its.body.attributes.values()
        ]


@pytest.mark.parametrize("path", sources(ROOT), ids=lambda path: str(path.relative_to(ROOT)))
def test_both_give_the_same_tree_for_the_files_of_this_repository(path: Path) -> None:
    assert agree(str(path), path.read_bytes())


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus here; NETPLAN_AUDIT_CORPUS names one")
def test_both_give_the_same_tree_for_the_corpus() -> None:
    paths = sources(CORPUS)
    assert paths
    assert [str(path) for path in paths if agree(str(path), path.read_bytes()) is False] == []


def test_what_python_hcl2_cannot_read_is_told_with_its_place() -> None:
    (problem,) = parse_with_python_hcl2("x.tf", b"a = 1\nb = !!c\n").diagnostics
    assert (problem.line, problem.column) == (2, 6)
    (problem,) = parse_with_python_hcl2("x.tf", b"a = " + b" + ".join([b"1"] * 900)).diagnostics
    assert problem.message == "python-hcl2's tree is too deep"

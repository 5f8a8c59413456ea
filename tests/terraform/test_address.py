"""Addresses, their instance keys, and the traversals of references."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from netplan_audit.terraform.address import (
    Key,
    Traversal,
    block_address,
    key_order,
    module_path,
    parse_traversal,
    quote_key,
    split_steps,
    unquote,
)

KEYS = st.one_of(st.integers(0, 10**6), st.text(min_size=1))

# As Terraform 1.11 writes the keys of a for_each.
WRITTEN = [
    ("a.b[c]", "a.b[c]"),
    ('q"uote', r"q\"uote"),
    ("back\\slash", r"back\\slash"),
    ("end\\", r"end\\"),
    ('a\\"b', r"a\\\"b"),
    ("new\nline", r"new\nline"),
    ("tab\t", r"tab\t"),
    ("nul\x07", r"nul\u0007"),
    ("\u200b", r"\u200b"),
    ("é", "é"),
    ("😀", "😀"),
    ("$", "$"),
    ("${x}", "$${x}"),
    ("$${z}", "$$${z}"),
    ("%{y}", "%%{y}"),
]


@pytest.mark.parametrize(("key", "text"), WRITTEN)
def test_keys_are_written_as_terraform_does(key: str, text: str) -> None:
    assert quote_key(key) == f'["{text}"]'
    assert unquote(text) == key


@given(st.lists(st.tuples(st.sampled_from(["net", "a-b", "x_1"]), KEYS), min_size=1, max_size=4))
@example([("net", '"]["'), ("net", "\\"), ("net", ".module.x[0]")])
def test_module_addresses_keep_their_keys(calls: list[tuple[str, Key]]) -> None:
    address = ".".join(f"module.{name}{quote_key(key)}" for name, key in calls)
    assert module_path(address) == tuple(calls)
    assert block_address(address) == ".".join(f"module.{name}" for name, _ in calls)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aws_subnet.s", ("resource", "aws_subnet.s", None, ())),
        ("aws_subnet.s[0].id", ("resource", "aws_subnet.s", 0, ("id",))),
        ('aws_subnet.s["a.b[c]"].id', ("resource", "aws_subnet.s", "a.b[c]", ("id",))),
        ("data.aws_vpc.v.id", ("resource", "data.aws_vpc.v", None, ("id",))),
        ('module.net["a"].ids[2]', ("module", "net", "a", ("ids", 2))),
        ("module.net", ("module", "net", None, ())),
        ("var.x.y[0]", ("var", "x", None, ("y", 0))),
        ("each.value.id", ("each", "value", None, ("id",))),
        ("count.index", ("count", "index", None, ())),
        ("local.m", ("local", "m", None, ())),
    ],
)
def test_traversals(text: str, expected: tuple[object, ...]) -> None:
    found = parse_traversal(text)
    assert isinstance(found, Traversal)
    assert (found.kind, found.name, found.key, found.rest) == expected
    assert found.text == text


@pytest.mark.parametrize("text", ["", ".", "aws_vpc", "module[0].x", 'a.b["c', "a.b[0", "data.x"])
def test_what_is_no_traversal_is_none(text: str) -> None:
    assert parse_traversal(text) is None


@given(st.text())
def test_any_text_is_a_traversal_or_none(text: str) -> None:
    found = parse_traversal(text)
    assert found is None or found.text == text


@pytest.mark.parametrize(
    "address", ["aws_vpc.v", "module", "module.a[", 'module.a["b', "module[0]"]
)
def test_what_is_no_address_of_a_module_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"not a module address|unclosed index"):
        module_path(address)


def test_steps_tell_indices_from_names() -> None:
    assert split_steps('a.b[0]["c"].d') == [
        (False, "a"),
        (False, "b"),
        (True, 0),
        (True, "c"),
        (False, "d"),
    ]


def test_keys_are_sorted_as_terraform_does() -> None:
    keys: list[Key] = ["b", 10, None, "a", 2]
    assert sorted(keys, key=key_order) == [None, 2, 10, "a", "b"]

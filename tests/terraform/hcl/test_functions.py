"""Functions beyond what the vectors compare: files, limits, the list of names."""

from __future__ import annotations

import json
import os
import subprocess
import time
from dataclasses import dataclass, field
from importlib import import_module
from itertools import pairwise
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Final

import pytest

from netplan_audit.terraform.hcl import functions
from netplan_audit.terraform.hcl.budget import Budget
from netplan_audit.terraform.hcl.convert import convert
from netplan_audit.terraform.hcl.faults import EvaluationError, LimitError
from netplan_audit.terraform.hcl.file_reader import FileReader, RootReader
from netplan_audit.terraform.hcl.functions import MODULES, function_named
from netplan_audit.terraform.hcl.functions.json_text import decode, encode
from netplan_audit.terraform.hcl.functions.regex_program import compile_pattern
from netplan_audit.terraform.hcl.value_types import DYNAMIC, NUMBER, STRING, ListOf, ObjectOf
from netplan_audit.terraform.hcl.values import List, Object, Tuple, Unknown, Value, size_of
from tests.terraform.hcl import console

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass
class Around:
    """What a function sees besides its arguments."""

    files: FileReader | None = None
    budget: Budget = field(default_factory=lambda: Budget(2_000_000))

    def render(self, template: str, variables: Mapping[str, Value], name: str) -> Value:
        raise NotImplementedError(template, variables, name)


def call(name: str, *arguments: Value, files: FileReader | None = None) -> Value:
    return function_named(name).call(Around(files), arguments)


# ---- names


def test_terraform_has_the_same_functions() -> None:
    program = console.terraform()
    if program is None:
        pytest.skip("terraform is not installed")
    command = (program, "metadata", "functions", "-json")
    env = os.environ | {"TF_CLI_CONFIG_FILE": os.devnull}
    done = subprocess.run(command, check=True, capture_output=True, env=env)
    names = {name for name in json.loads(done.stdout)["function_signatures"] if "::" not in name}
    assert {*MODULES, "try", "can"} == names


def test_every_function_is_in_the_module_that_the_index_names() -> None:
    found = {
        each.name: module.name
        for module in iter_modules(functions.__path__)
        for each in getattr(import_module(f"{functions.__name__}.{module.name}"), "FUNCTIONS", ())
    }
    assert found == MODULES


# ---- files


@pytest.fixture
def root(tmp_path: Path) -> Path:
    top = tmp_path / "root"
    (top / "module" / "deep").mkdir(parents=True)
    (top / "a.txt").write_text("hello\n", encoding="utf-8")
    (top / "module" / "b.json").write_text("{}", encoding="utf-8")
    (top / "module" / "deep" / "c.json").write_text("[]", encoding="utf-8")
    (top / "module" / "bytes").write_bytes(b"\xff")
    (tmp_path / "outside").write_text("secret", encoding="utf-8")
    (top / "way-out").symlink_to(tmp_path / "outside")
    (top / "inner-link").symlink_to(top / "a.txt")
    return top


def test_files_below_the_root_are_read(root: Path) -> None:
    reader = RootReader(root, root / "module")
    assert call("file", "b.json", files=reader) == "{}"
    assert call("file", "../a.txt", files=reader) == "hello\n"
    assert call("file", str(root / "a.txt"), files=reader) == "hello\n"
    assert call("file", "../inner-link", files=reader) == "hello\n"
    assert call("filebase64", "bytes", files=reader) == "/w=="
    assert call("filemd5", "../a.txt", files=reader) == "b1946ac92492d2347c6235b4d2611184"
    assert call("fileexists", "b.json", files=reader) is True
    assert call("fileexists", "none", files=reader) is False
    assert call("abspath", "b.json", files=reader) == (root / "module" / "b.json").as_posix()


@pytest.mark.parametrize(
    "path",
    [
        "../outside",
        "way-out",
        "module/../../outside",
        "/etc/passwd",
        "a\0b",
        "module",
        "none",
        "~/x",
    ],
)
def test_nothing_else_is_read(root: Path, path: str) -> None:
    for name in ("file", "filesha256", "filebase64"):
        with pytest.raises(EvaluationError) as caught:
            call(name, path, files=RootReader(root))
        assert "secret" not in caught.value.message


def test_whether_a_file_outside_exists_is_not_told(root: Path) -> None:
    for path in ("../outside", "../nothing", "way-out"):
        with pytest.raises(EvaluationError, match="outside"):
            call("fileexists", path, files=RootReader(root))


def test_a_set_of_files_follows_its_pattern(root: Path) -> None:
    def found(folder: str, pattern: str) -> str:
        return encode(call("fileset", folder, pattern, files=RootReader(root)))

    assert found("module", "*.json") == '["b.json"]'
    assert found("module", "**/*.json") == '["b.json","deep/c.json"]'
    assert found(".", "module/{b,x}.json") == '["module/b.json"]'
    assert found(".", "module/**") == ('["module/b.json","module/bytes","module/deep/c.json"]')
    assert found(".", "[a-c].t?t") == '["a.txt"]'
    with pytest.raises(EvaluationError):
        found("..", "*")


def test_without_files_nothing_is_guessed() -> None:
    with pytest.raises(LimitError):
        call("file", "a.txt")
    assert isinstance(call("abspath", "a.txt"), Unknown)


# ---- limits

BOMB: Final = "a: &a [x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, after in pairwise("abcdefghijk")
)
"""Each list holds nine of the one before: 9 to the power of 10 strings."""


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("range", (10**9,)),
        ("cidrsubnets", ("10.0.0.0/8", *(1,) * 50)),
        ("parseint", ("1" * 5000, 10)),
        ("format", ("%999999999d", 1)),
        ("jsondecode", ("[" * 100_000,)),
        ("yamldecode", ("[" * 5000,)),
        ("yamldecode", (BOMB,)),
        ("regex", ("(" * 5000, "")),
        ("regex", ("((a{30}){30}){30}", "a")),
        ("tonumber", ("1e999999999",)),
        ("setproduct", (Tuple(range(1000)),) * 3),
        ("indent", (10**8, "a\n" * 1000)),
    ],
)  # fmt: skip
def test_what_would_never_end_ends_at_once(name: str, arguments: tuple[Value, ...]) -> None:
    start = time.monotonic()
    with pytest.raises((EvaluationError, LimitError)):
        call(name, *arguments)
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("pattern", ["(a*)*b", "(a|a)*b", "(a+)+$b", "(.*)(.*)(.*)(.*)x"])
def test_a_hostile_pattern_takes_time_in_proportion(pattern: str) -> None:
    program, text = compile_pattern(pattern), "a" * 2000
    budget = Budget(10_000_000)
    assert program.search(text, 0, budget) is None
    assert budget.steps - budget.left < 100 * len(text)


def test_deep_values_are_refused_not_a_crash() -> None:
    def nested(depth: int) -> Value:
        value: Value = 1
        for _ in range(depth):
            value = Tuple([value])
        return value

    with pytest.raises(LimitError):
        nested(100_000)


def test_values_that_share_their_parts_are_refused_once_they_are_large() -> None:
    def doubled(times: int) -> Value:
        value: Value = 1
        for _ in range(times):
            value = Tuple([value, value])
        return value

    assert size_of(doubled(10)) > 2**11
    with pytest.raises(LimitError):
        doubled(60)


# ---- conversion to constraints


def test_optional_attributes_are_filled_in() -> None:
    constraint = ListOf(
        ObjectOf(
            {"cidr": STRING, "zone": STRING, "ports": ListOf(NUMBER), "any": DYNAMIC},
            frozenset({"zone", "ports", "any"}),
            {"zone": "a", "ports": List(NUMBER, [80])},
        )
    )
    given = decode('[{"cidr":"10.0.0.0/8","extra":1},{"cidr":5,"zone":null,"ports":["1"]}]')
    assert encode(convert(given, constraint)) == (
        '[{"any":null,"cidr":"10.0.0.0/8","ports":[80],"zone":"a"},'
        '{"any":null,"cidr":"5","ports":[1],"zone":"a"}]'
    )
    with pytest.raises(EvaluationError, match="'cidr' is required"):
        convert(Tuple([Object({"zone": "b"})]), constraint)

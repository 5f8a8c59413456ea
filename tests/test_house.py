"""The house rules that no linter knows: layout, words, start-up, documentation, the wheel."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.terraform.plan_files import plan_file, planned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT: Final = Path(__file__).parents[1]
PACKAGE: Final = ROOT / "netplan_audit"
MODULES: Final = sorted(PACKAGE.rglob("*.py"))
PAGES: Final = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
PLAN: Final = ROOT / "examples" / "three-tier" / "plan.json"
MAX_LINES: Final = 300
AVOIDED: Final = r"(entit|registr)(y|ies)|(handler|helper|issue|manager|rule|util|violation)s?"
HEAVY: Final = frozenset({"hcl2", "lark", "networkx", "pydantic", "yaml"})
BARE: Final = {"COLUMNS": "80", "PATH": os.environ["PATH"], "PYTHONUTF8": "1"}
HERE: Final = BARE | {"PYTHONPATH": str(ROOT)}


def run(
    *command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; both streams together, as a terminal shows them."""
    return subprocess.run(
        command,
        check=False,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def tool(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the tool of this checkout, with nothing in its environment to lean on."""
    return run(sys.executable, "-m", "netplan_audit", *arguments, cwd=cwd, env=HERE)


# ---- the code


def test_the_top_level_holds_what_the_layout_says() -> None:
    done = run("git", "-c", f"safe.directory={ROOT}", "ls-files")
    assert done.returncode == 0, done.stdout
    top = {line.partition("/")[0] for line in done.stdout.splitlines()}
    folders = {"docs", "examples", "netplan_audit", "policies", "tests"}
    pages = {"CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "SECURITY.md"}
    settings = {"Dockerfile", "Makefile", "action.yml", "mkdocs.yml", "pyproject.toml"}
    assert {name for name in top if not name.startswith(".")} == folders | pages | settings


def test_imports_point_the_way_the_contracts_say() -> None:
    done = run(Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache")
    assert done.returncode == 0, done.stdout


def test_every_module_states_its_job_in_one_sentence() -> None:
    offenders = [
        str(path.relative_to(ROOT)) for path in MODULES if not _is_one_sentence(_job(path))
    ]
    assert offenders == []


def _job(path: Path) -> str:
    """Return the first paragraph of a module's docstring; facts and sources may follow it."""
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return doc.partition("\n\n")[0]


def _is_one_sentence(text: str) -> bool:
    return text.endswith(".") and not re.search(r"[.!?]\s+[A-Z]", text)


def test_modules_are_short() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in MODULES
    }
    assert {path: lines for path, lines in lengths.items() if lines > MAX_LINES} == {}


def test_patterns_repeat_no_group_possessively() -> None:
    """Python 3.11.2, for one, matches `(...)*+` wrongly; `(?>(...)*)` says the same."""
    wrong = re.compile(r"(?<![\\(])\)[*+?]\+")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in MODULES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if wrong.search(line)
    ]
    assert found == []


def test_names_avoid_the_words_that_say_nothing() -> None:
    offenders = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in MODULES
        for name in (path.stem, *_class_names(path))
        if any(re.fullmatch(AVOIDED, word) for word in _words(name) - _own_words(path))
    ]
    assert offenders == []


def _class_names(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


def _words(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def _own_words(path: Path) -> frozenset[str]:
    """Return the words that a place has from its subject: a security group has rules."""
    with_rules = any(PACKAGE / name in path.parents for name in ("network", "checks"))
    return frozenset({"rule", "rules"}) if with_rules else frozenset()


# ---- start-up and manners


@pytest.mark.parametrize(
    ("words", "unwanted"),
    [
        ("--version", HEAVY | {"rich", "typer"}),
        ("--help", HEAVY),
        ("explain nat-single-az", HEAVY),
        ("checks", HEAVY),
    ],
)
def test_start_up_imports_nothing_heavy(words: str, unwanted: frozenset[str]) -> None:
    command = (sys.executable, "-X", "importtime", "-m", "netplan_audit", *words.split())
    done = run(*command, env=HERE)
    assert done.returncode == 0, done.stdout
    imported = set(re.findall(r"^import time:.*\| +([\w.]+)$", done.stdout, re.MULTILINE))
    assert "netplan_audit" in imported
    assert {name.partition(".")[0] for name in imported} & unwanted == set()


LOADED: Final = """
import sys
from netplan_audit.cli.app import run
run([*sys.argv[1:], "--output", "json=report.json", "--quiet"])
print(*sys.modules, sep="\\n")
"""
TOOL: Final = "netplan_audit."
NEVER: Final = ("concurrent", "email", "hcl2", "importlib.metadata", "networkx", "pydantic", "yaml")
"""What no ordinary scan waits for."""


def _configuration(folder: Path) -> str:
    (folder / "main.tf").write_text(
        'resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n}\n', encoding="utf-8"
    )
    return "."


@pytest.mark.parametrize(
    ("given", "unwanted"),
    [
        (
            _configuration,
            (
                "checks.connections",
                "checks.health",
                "checks.kubernetes",
                "kubernetes.documents",
                "network.build.kubernetes",
                "terraform.hcl.functions.dates",
                "terraform.hcl.json_syntax",
                "terraform.plan.read",
                "terraform.planfile",
                "terraform.state",
            ),
        ),
        (
            lambda folder: str(shutil.copy(PLAN, folder)),  # away from its source
            (
                "checks.kubernetes",
                "network.build.kubernetes",
                "terraform.configuration.read",
                "terraform.hcl",
                "terraform.planfile",
                "terraform.state",
            ),
        ),
    ],
    ids=["configuration", "plan"],
)
def test_a_scan_loads_only_what_its_input_needs(
    tmp_path: Path, given: Callable[[Path], str], unwanted: tuple[str, ...]
) -> None:
    path = given(tmp_path)
    done = run(sys.executable, "-c", LOADED, "scan", path, cwd=tmp_path, env=HERE)
    loaded = set(done.stdout.split())
    assert (tmp_path / "report.json").exists(), done.stdout
    assert {f"{TOOL}pipeline", f"{TOOL}checks"} <= loaded
    names = (*NEVER, *(f"{TOOL}{one}" for one in unwanted))
    assert [one for one in names if any(f"{name}.".startswith(f"{one}.") for name in loaded)] == []


GUARD: Final = """
import os, runpy, sys

FORBIDDEN = ("os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "pty.spawn",
             "socket.", "subprocess.", "urllib.")

def watch(event, arguments):
    if event.startswith(FORBIDDEN):
        print("forbidden:", event, arguments, flush=True)
        os._exit(97)

sys.addaudithook(watch)
runpy.run_module("netplan_audit", run_name="__main__", alter_sys=True)
"""


def _state(folder: Path) -> list[str | Path]:
    path = folder / "terraform.tfstate"
    path.write_text('{"version": 4, "resources": []}', encoding="utf-8")
    return [path]


def _plan_and_its_file(folder: Path) -> list[str | Path]:
    (folder / "tfplan").write_bytes(plan_file(planned([])))
    plan = {"format_version": "1.2", "resource_changes": []}
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    return [folder / "plan.json", "--planfile", folder / "tfplan"]


@pytest.mark.parametrize(
    ("arguments", "status"), [(lambda _: [PLAN], 1), (_state, 0), (_plan_and_its_file, 0)]
)
def test_a_scan_opens_no_socket_and_starts_no_process(
    tmp_path: Path, arguments: Callable[[Path], list[str | Path]], status: int
) -> None:
    scan = ["scan", *map(str, arguments(tmp_path))]
    plain = tool(*scan)
    watched = run(sys.executable, "-c", GUARD, *scan, env=HERE)
    assert (watched.returncode, watched.stdout) == (plain.returncode, plain.stdout)
    assert plain.returncode == status, plain.stdout


def test_the_watch_of_a_scan_sees_the_one_process_there_is(tmp_path: Path) -> None:
    """A binary plan file without its JSON is the exception that the documentation names."""
    _plan_and_its_file(tmp_path)
    scan = ("scan", str(tmp_path / "tfplan"), "--terraform-bin", sys.executable)
    watched = run(sys.executable, "-c", GUARD, *scan, env=HERE)
    assert (watched.returncode, watched.stdout[:28]) == (97, "forbidden: subprocess.Popen ")


# ---- the documentation


def test_the_first_line_of_the_readme_tells_the_two_netplans_apart() -> None:
    first = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[0]
    assert re.search(r"unrelated to Canonical's netplan", first)


# ---- the wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    done = run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", folder)
    assert done.returncode == 0, done.stdout
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_package_and_its_policies(wheel: Path) -> None:
    files = (path for folder in (PACKAGE, ROOT / "policies") for path in folder.rglob("*.*"))
    names = {path.relative_to(ROOT).as_posix() for path in files if path.suffix != ".pyc"}
    expected = {re.sub(r"^policies/", "netplan_audit/_policies/", name) for name in names}
    with zipfile.ZipFile(wheel) as archive:
        actual = {name for name in archive.namelist() if name.startswith("netplan_audit/")}
    assert actual == expected
    assert "netplan_audit/py.typed" in actual
    assert any(name.startswith("netplan_audit/_policies/") for name in actual)


@pytest.mark.slow
def test_the_wheel_works_where_nothing_else_is_installed(wheel: Path, tmp_path: Path) -> None:
    python = tmp_path / "venv" / "bin" / "python"
    created = run(sys.executable, "-m", "venv", tmp_path / "venv")
    assert created.returncode == 0, created.stdout
    pip = (python, "-m", "pip", "--disable-pip-version-check")
    probe = ("download", "--no-cache-dir", "--no-deps", "--retries", "0", "--timeout", "15")
    reached = run(*pip, *probe, "--dest", tmp_path, "python-hcl2")
    if reached.returncode != 0:
        pytest.skip(f"the package index cannot be reached: {reached.stdout.splitlines()[-1]}")
    installed = run(*pip, "install", "--quiet", wheel)
    assert installed.returncode == 0, installed.stdout

    script = python.with_name("netplan-audit")
    shutil.copy(PLAN, tmp_path / "plan.json")
    version = run(script, "--version", cwd=tmp_path, env=BARE)
    assert (version.returncode, version.stdout) == (0, tool("--version").stdout)
    scan = run(script, "scan", "plan.json", cwd=tmp_path, env=BARE)
    here = tool("scan", "plan.json", cwd=tmp_path)
    assert (scan.returncode, scan.stdout) == (here.returncode, here.stdout)
    assert scan.returncode == 1

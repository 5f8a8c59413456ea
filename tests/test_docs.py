"""Every page of the repository: its links lead somewhere, and what it shows is what is printed."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt
from typer.main import get_command

from netplan_audit.checks import CHECKS
from netplan_audit.cli.app import application

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

ROOT: Final = Path(__file__).parents[1]
PAGES: Final = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "examples").rglob("*.md")),
    *(path for path in sorted((ROOT / "tests").rglob("*.md")) if "golden" not in path.parts),
]
"""All but what the tests expect of a format."""
MARKDOWN: Final = MarkdownIt("commonmark").enable("table")
LANGUAGES: Final = {
    *("console", "hcl", "json", "python", "sh", "text", "toml", "yaml"),
}
"""What a fenced block may say it is; a block of commands with their output is `console`."""
HERE: Final = {"COLUMNS": "80", "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def tokens(page: Path) -> Iterator[Token]:
    for token in MARKDOWN.parse(page.read_text(encoding="utf-8")):
        yield token
        yield from token.children or ()


# ---- links


@cache
def anchors(page: Path) -> frozenset[str]:
    """Return the fragments that GitHub gives to the headings of a page."""
    parsed = MARKDOWN.parse(page.read_text(encoding="utf-8"))
    found: list[str] = []
    seen: Counter[str] = Counter()
    for opening, inline in pairwise(parsed):
        if opening.type == "heading_open":
            text = "".join(child.content for child in inline.children or ())
            slug = re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")
            found.append(f"{slug}-{seen[slug]}" if seen[slug] else slug)
            seen[slug] += 1
    return frozenset(found)


def links(page: Path) -> Iterator[str]:
    for token in tokens(page):
        target = token.attrs.get("href", token.attrs.get("src"))
        if target is not None:
            yield str(target)


def is_dead(page: Path, target: str) -> bool:
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return parts.scheme not in {"http", "https"} or not parts.netloc
    end = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not end.exists() or not end.is_relative_to(ROOT):
        return True
    return bool(parts.fragment) and (
        end.suffix != ".md" or unquote(parts.fragment) not in anchors(end)
    )


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    assert [target for target in links(page) if is_dead(page, target)] == []


def test_a_dead_link_is_noticed() -> None:
    page = ROOT / "README.md"
    for target in ("docs/none.md", "docs/ci.md#none", "#none", "../x.md", "LICENSE#x", "ftp://x/y"):
        assert is_dead(page, target), target
    for target in ("docs/ci.md", "docs/ci.md#gitlab", "#try-it", "examples/ci", "https://x.org/y"):
        assert not is_dead(page, target), target


def test_every_page_is_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    ahead = [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in reached:
            continue
        reached.add(page)
        for target in links(page):
            path = urlsplit(target).path
            end = (page.parent / path).resolve()
            end = end / "README.md" if end.is_dir() else end
            if not urlsplit(target).scheme and end.suffix == ".md" and end.exists():
                ahead.append(end)
    unreached = [name(page) for page in PAGES if page not in reached and "tests" not in page.parts]
    assert unreached == []


# ---- what is shown


@dataclass(frozen=True)
class Shown:
    """A command of a ```console block, with the exit code and the lines shown under it."""

    place: str
    command: str
    status: int
    lines: tuple[str, ...]


def fences(page: Path) -> Iterator[Token]:
    return (token for token in tokens(page) if token.type == "fence")


def shown(page: Path) -> Iterator[Shown]:
    for fence in fences(page):
        if fence.info != "console":
            continue
        lines = fence.content.splitlines()
        starts = [index for index, line in enumerate(lines) if line.startswith("$ ")]
        assert starts[:1] == [0], f"{name(page)}: a console block begins with a command"
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            command, _, status = lines[start].removeprefix("$ ").partition("  # exit ")
            place = f"{name(page)}:{(fence.map or [0])[0] + start + 2}"
            yield Shown(place, command, int(status or 0), tuple(lines[start + 1 : end]))


SHOWN: Final = [one for page in PAGES for one in shown(page)]


def test_the_readme_shows_a_command() -> None:
    assert any(one.place.startswith("README.md") for one in SHOWN)


@pytest.mark.parametrize("one", SHOWN, ids=lambda one: one.place)
def test_what_a_page_shows_is_what_the_tool_prints(one: Shown) -> None:
    first, *arguments = shlex.split(one.command)
    assert first == "netplan-audit", "console blocks are run; show other commands as ```sh"
    done = subprocess.run(
        [sys.executable, "-m", "netplan_audit", *arguments],
        check=False,
        cwd=ROOT,
        env=HERE,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    printed = [line.rstrip() for line in done.stdout.splitlines()]
    expected = list(one.lines)
    if expected[-1:] == ["..."]:
        expected.pop()
        assert len(printed) > len(expected), "'...' stands for at least one more line"
        del printed[len(expected) :]
    assert (printed, done.returncode) == (expected, one.status)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_block_says_what_it_is_and_hides_no_output_of_the_tool(page: Path) -> None:
    for fence in fences(page):
        assert fence.info in LANGUAGES, f"{name(page)}: {fence.info!r}"
        if fence.info != "console":
            assert not re.search(r"^\$ ", fence.content, re.MULTILINE), "a console block, then"


def test_the_pages_count_the_checks_right() -> None:
    told = {
        (name(page), int(count))
        for page in PAGES
        if page.name not in {"CHANGELOG.md", "benchmarks.md"}  # what was true on a day
        for count in re.findall(r"\b(\d+) checks\b", page.read_text(encoding="utf-8"))
    }
    assert told == {("README.md", len(CHECKS))}


# ---- what is written beside it


def commands(group: Any, prefix: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:  # noqa: ANN401 - of the framework
    for word, command in group.commands.items():
        yield (*prefix, word), command
        if hasattr(command, "commands"):
            yield from commands(command, (*prefix, word))


COMMANDS: Final = dict(commands(get_command(application())))
OPTIONS: Final = {
    words: {word for parameter in command.params for word in parameter.opts} | {"--help", "-h"}
    for words, command in COMMANDS.items()
}
OWN: Final = {"--version", "-V", "--install-completion", "--show-completion", "--help", "-h"}
OTHERS: Final = {
    *("--enable-policy-checks", "--quiet-policy-checks"),  # Atlantis
    *("--sizes", "--strict"),  # the benchmarks' own
}
"""Options of other programs that a page names alone."""


def written(page: Path) -> Iterator[str]:
    """Yield the calls of the tool on a page, each a line of code or a span of it."""
    for token in tokens(page):
        if token.type == "code_inline":
            yield token.content.replace("\n", " ")
        elif token.type == "fence" and token.info != "console":
            yield from token.content.replace("\\\n", " ").splitlines()


def calls(text: str) -> Iterator[list[str]]:
    for found in re.finditer(r"(?<![\w/.@#-])netplan-audit ((?:[\w-]+ ?)[^|;&>#)]*)", text):
        yield found[1].split()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_commands_of_a_page_take_the_options_that_it_gives_them(page: Path) -> None:
    wrong = []
    for text in written(page):
        for words in calls(text):
            known = OPTIONS.get(tuple(words[:2]), OPTIONS.get(tuple(words[:1]), OWN))
            given = {word.partition("=")[0] for word in words if re.match(r"--?[a-zA-Z]", word)}
            if given - known:
                wrong.append((text, sorted(given - known)))
    assert wrong == []


def test_an_option_that_a_page_names_is_there() -> None:
    known = set().union(*OPTIONS.values(), OWN, OTHERS)
    named = {
        (name(page), found[0])
        for page in PAGES
        if page.name != "CHANGELOG.md" and page.parent.name not in {"checks", "decisions"}
        for token in tokens(page)
        if token.type == "code_inline" and (found := re.match(r"--[a-z][a-z-]+", token.content))
    }
    assert sorted(one for one in named if one[1] not in known) == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "CHANGELOG.md"], ids=name)
def test_a_file_of_the_repository_that_a_page_names_is_there(page: Path) -> None:
    gone = [
        token.content
        for token in tokens(page)
        if token.type == "code_inline"
        and re.fullmatch(
            r"(netplan_audit(?!/_policies)|tests|docs|examples|policies)/[\w./-]*", token.content
        )
        and not (ROOT / token.content).exists()
    ]
    assert gone == []


ARCHITECTURE: Final = ROOT / "docs" / "architecture.md"


def test_the_architecture_shows_the_layers_that_are_kept() -> None:
    """The order is that of the contract, which the linter of imports keeps."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    kept = next(one["layers"] for one in contracts if one["id"] == "layers")
    shown = next(one for one in fences(ARCHITECTURE) if one.content.startswith("__main__\n"))
    assert shown.content.splitlines() == kept


def test_the_architecture_names_modules_that_are_there() -> None:
    package = ROOT / "netplan_audit"
    places = [package, package / "terraform", package / "network", package / "cli", ROOT]
    places += [place for place in package.rglob("*") if place.is_dir()]
    named = {
        token.content
        for token in tokens(ARCHITECTURE)
        if token.type == "code_inline" and re.fullmatch(r"[\w./-]+(\.py|\.json|/)", token.content)
    }
    assert {one for one in named if not any((place / one).exists() for place in places)} == set()
    modules = {path.stem for path in package.glob("[!_]*.py")} | {
        path.name for path in package.iterdir() if (path / "__init__.py").is_file()
    }
    text = ARCHITECTURE.read_text(encoding="utf-8")
    assert {one for one in modules if one not in text} == set()

"""Makes the site of `mkdocs.yml` from the pages where they are, inside docs/ and outside of it."""

from __future__ import annotations

import re
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mkdocs.structure.files import File, Files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig

ROOT: Final = Path(__file__).resolve().parents[1]
_LINK: Final = re.compile(r"\]\(([^)#:\s]+)[^)\s]*\)")
_CATEGORY: Final = re.compile(r"^- category: (\S+)$", re.MULTILINE)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Give each check and each decision its place in the navigation."""
    for section in config.nav or ():
        if "Checks" in section:
            section["Checks"] = [section["Checks"], *_checks()]
        for entry in section.get("Background", ()):
            if "Decisions" in entry:
                entry["Decisions"] = [entry["Decisions"], *_names("docs/decisions/0*.md")]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Take every page by its path in the repository, and the files that pages link to."""
    pages = [
        path
        for pattern in ("*.md", "docs/**/*.md", "examples/**/*.md")
        for path in sorted(ROOT.glob(pattern))
    ]
    linked = dict.fromkeys(chain.from_iterable(map(_linked, pages)))
    ours = [_file(path, config) for path in [*pages, *linked]]
    theme = [file for file in files if file.src_uri.startswith("assets/")]
    return Files([*ours, *theme])


def _file(path: Path, config: MkDocsConfig) -> File:
    name = path.relative_to(ROOT).as_posix()
    return File.generated(config, name, abs_src_path=str(path))


def _linked(page: Path) -> Iterator[Path]:
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        path = (page.parent / target).resolve()
        if path.is_file() and path.suffix != ".md":
            yield path


def _names(pattern: str) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in sorted(ROOT.glob(pattern))]


def _category(name: str) -> str:
    found = _CATEGORY.search((ROOT / name).read_text(encoding="utf-8"))
    return found[1] if found else "other"


def _checks() -> list[dict[str, Any]]:
    pages = [name for name in _names("docs/checks/*.md") if not name.endswith("README.md")]
    ordered = sorted(pages, key=lambda name: (_category(name), name))
    return [{category: list(group)} for category, group in groupby(ordered, _category)]

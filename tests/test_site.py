"""The pages as a site: built strictly, complete, and asking no other server for anything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from netplan_audit.checks import CHECKS
from tests.test_docs import PAGES

ROOT: Final = Path(__file__).parents[1]
LOADED: Final = re.compile(
    r"<(?:script|img|iframe)\b[^>]*\bsrc=\"(?:https?:)?//"
    r"|<link\b[^>]*\brel=\"(?:stylesheet|preload|preconnect)\"[^>]*\bhref=\"(?:https?:)?//"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder],
        check=False,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "NO_MKDOCS_2_WARNING": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    return folder


@pytest.mark.slow
def test_the_site_has_every_page(site: Path) -> None:
    pages = [page.relative_to(ROOT) for page in PAGES if page.is_relative_to(ROOT / "docs")]
    places = [path.parent if path.name == "README.md" else path.with_suffix("") for path in pages]
    missing = [str(place) for place in places if not (site / place / "index.html").is_file()]
    assert missing == []
    start = (site / "index.html").read_text(encoding="utf-8")
    assert all(f'href="docs/checks/{check.id}/"' in start for check in CHECKS), "in the navigation"
    assert "nat-single-az" in (site / "search" / "search_index.json").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_page_of_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    outside = [
        path.relative_to(site).as_posix()
        for path in site.rglob("*.html")
        if LOADED.search(path.read_text(encoding="utf-8"))
    ]
    assert outside == []

"""Speed and memory of the audit on generated plans, beside `orjson.loads` of the same files.

Every run asserts that the audit reports exactly the facts planted in each plan. Options: --sizes,
--pairs, --repeats, --cache, and --strict, which makes a broken bar an error.
"""

from __future__ import annotations

import argparse
import compileall
import json
import sys
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.bench.estate import Fact
from tests.bench.measure import KIB, Usage, interleaved, run
from tests.bench.plan import SEED, read_facts, write_facts, write_plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SIZES: Final = (1, 10, 100, 1000)
PAIRED: Final = (10, 100, 300)
"""So many VPCs have the plans whose pairs of workloads are asked about."""
STARTUP_BAR: Final = 4.0
"""`netplan-audit --version` takes no more than so many times an empty Python program."""
GROWTH_BAR: Final = 12.0
"""Ten times the VPCs cost no more than so many times the seconds: linear, with room for noise."""
_LARGE: Final = 100
"""From so many VPCs on, start-up no longer hides the growth."""
LOADS: Final = "import sys, orjson; orjson.loads(open(sys.argv[1], 'rb').read())"


def tool() -> list[str]:
    """Return the command of the tool as users run it: the script beside this Python.

    Its modules are compiled, as they are where it is installed; in a checkout, and with
    PYTHONDONTWRITEBYTECODE set, they may not be.
    """
    compileall.compile_dir(Path(__file__).parents[2] / "netplan_audit", quiet=1)
    script = Path(sys.executable).with_name("netplan-audit")
    return [str(script)] if script.exists() else [sys.executable, "-m", "netplan_audit"]


def plan_of(cache: Path, vpcs: int, seed: int = SEED) -> Path:
    """Return a generated plan, made anew where the cache does not hold it."""
    path = cache / f"plan-{vpcs}-{seed}.json"
    facts = path.with_suffix(".facts.json")
    if not (path.exists() and facts.exists()):
        tell(f"writing {path.name}")
        write_facts(facts, write_plan(path, vpcs, seed))
    return path


def tell(line: str) -> None:
    """Write a line to standard error."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def reported(output: Path) -> set[Fact]:
    """Return the results in a JSON report as facts: check, subject, verdict."""
    report = json.loads(output.read_text(encoding="utf-8"))
    return {
        Fact(result["check"]["id"], result["resources"][0]["address"], verdict)
        for key, verdict in (("findings", "finding"), ("undecided", "undecided"))
        for result in report[key]
    }


def differences(planted: set[Fact], found: set[Fact]) -> list[str]:
    """Return a line for each planted fact that was missed, and each result beyond them."""
    missed = (f"missed: {' '.join(fact)}" for fact in sorted(planted - found))
    beyond = (f"not planted: {' '.join(fact)}" for fact in sorted(found - planted))
    return [*missed, *beyond]


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one size."""

    vpcs: int
    size: int
    facts: int
    audit: Usage
    loads: Usage
    empty: Usage
    exposed: Usage


@dataclass(frozen=True, slots=True)
class Paired:
    """The figures of all pairs of workloads of one size."""

    vpcs: int
    used: Usage
    covered: Mapping[str, int]


def paired(cache: Path, vpcs: int) -> Paired:
    """Ask about all pairs of workloads of one plan, once."""
    output = cache / f"pairs-{vpcs}.jsonl"
    plan = str(plan_of(cache, vpcs))
    command = [*tool(), "reach", plan, "--all-pairs", "--format", "json"]
    used = run(command, output=output)
    last = output.read_text(encoding="utf-8").splitlines()[-1]
    return Paired(vpcs, used, json.loads(last))


def measured(cache: Path, vpcs: int, repeats: int) -> tuple[Row, list[str]]:
    """Measure one size; return its figures, and where the audit was wrong."""
    plan = plan_of(cache, vpcs)
    output = cache / f"report-{vpcs}.json"
    commands: dict[str, list[str | Path]] = {
        "audit": [*tool(), "scan", plan, "-f", "json"],
        "loads": [sys.executable, "-c", LOADS, plan],
        "empty": [sys.executable, "-c", "pass"],
    }
    used = interleaved(commands, repeats, output={"audit": output})
    exposed = run([*tool(), "reach", plan, "--all-exposed", "--format", "json"])
    planted = set(read_facts(plan.with_suffix(".facts.json")))
    wrong = [f"{vpcs} VPCs: {line}" for line in differences(planted, reported(output))]
    size = plan.stat().st_size
    audit, loads, empty = used["audit"], used["loads"], used["empty"]
    return Row(vpcs, size, len(planted), audit, loads, empty, exposed), wrong


# ---- the bars


def broken(rows: Sequence[Row], startup: Mapping[str, Usage]) -> Iterator[str]:
    """Yield each bar that is broken, in words."""
    last = rows[-1]
    if last.vpcs >= _LARGE:
        if last.audit.wall > last.loads.wall:
            yield f"{last.vpcs} VPCs: the audit takes longer than orjson.loads of the same file"
        if last.audit.peak > last.loads.peak:
            yield f"{last.vpcs} VPCs: the audit needs more memory than orjson.loads of the file"
    for small, large in _steps(rows):
        if small.vpcs >= _LARGE and _growth(small, large) > GROWTH_BAR:
            yield f"{small.vpcs} to {large.vpcs} VPCs: the audit does not grow linearly"
    if startup["version"].wall > STARTUP_BAR * startup["empty"].wall:
        yield f"--version takes more than {STARTUP_BAR:g} times an empty Python program"


def _steps(rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    return pairwise(rows)


def _growth(small: Row, large: Row) -> float:
    """Return the growth of the audit's CPU seconds, per ten times the VPCs."""
    return large.audit.cpu / small.audit.cpu * 10 * small.vpcs / large.vpcs


# ---- the table


def pairs_table(rows: Sequence[Paired]) -> Iterator[str]:
    """Yield the lines about all pairs of workloads."""
    for row in rows:
        told = ", ".join(f"{row.covered[key]} {key}" for key in ("yes", "unknown", "no"))
        yield (
            f"{row.vpcs} VPCs, all {row.covered['pairs']} pairs of {row.covered['workloads']} "
            f"workloads by {row.covered['asked']} walks ({told}): {_figures(row.used)} in one run"
        )
    for small, large in pairwise(rows):
        growth = large.used.cpu / small.used.cpu
        yield f"{small.vpcs} to {large.vpcs} VPCs: {growth:.1f} times the CPU seconds"


def table(rows: Sequence[Row], startup: Mapping[str, Usage]) -> Iterator[str]:
    """Yield the lines of the report."""
    yield "| VPCs | plan | facts | audit | orjson.loads | wall | CPU | memory |"
    yield "|--:|--:|--:|--:|--:|--:|--:|--:|"
    for row in rows:
        yield (
            f"| {row.vpcs} | {row.size / 1e6:.1f} MB | {row.facts} | {_figures(row.audit)} "
            f"| {_figures(row.loads)} | {row.audit.wall / row.loads.wall:.2f} "
            f"| {row.audit.cpu / row.loads.cpu:.2f} | {row.audit.peak / row.loads.peak:.2f} |"
        )
    yield ""
    for small, large in _steps(rows):
        growth = _growth(small, large)
        yield f"{small.vpcs} to {large.vpcs} VPCs: {growth:.1f} times the CPU seconds per tenfold"
    for row in rows:
        yield f"{row.vpcs} VPCs, all that the internet reaches: {_figures(row.exposed)} in one run"
    version, empty = startup["version"], startup["empty"]
    yield (
        f"--version: {version.wall * 1000:.0f} ms, {version.wall / empty.wall:.1f} times "
        f"`python -c pass` ({empty.wall * 1000:.0f} ms)"
    )


def _figures(usage: Usage) -> str:
    return f"{usage.wall:.2f} s, {usage.cpu:.2f} s CPU, {usage.peak / KIB:.0f} MiB"


def parser(description: str | None, sizes: Sequence[int]) -> argparse.ArgumentParser:
    """Return the options that both benchmarks share."""
    options = argparse.ArgumentParser(description=description)
    options.add_argument("--sizes", type=int, nargs="+", default=sizes, metavar="VPCS")
    options.add_argument("--repeats", type=int, default=5, help="counted runs; medians are told")
    cache = Path(tempfile.gettempdir()) / "netplan-audit-bench"
    options.add_argument("--cache", type=Path, default=cache, help="where plans are kept")
    return options


def main() -> int:
    """Measure, print the table, and return 1 where a fact was missed or a bar broken."""
    options = parser(__doc__, SIZES)
    options.add_argument("--pairs", type=int, nargs="*", default=PAIRED, metavar="VPCS")
    options.add_argument("--strict", action="store_true", help="a broken bar is an error")
    chosen = options.parse_args()
    chosen.cache.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    wrong: list[str] = []
    for vpcs in sorted(chosen.sizes):
        row, lines = measured(chosen.cache, vpcs, chosen.repeats)
        rows.append(row)
        wrong += lines
    commands = {"version": [*tool(), "--version"], "empty": [sys.executable, "-c", "pass"]}
    startup = interleaved(commands, max(chosen.repeats, 9))
    pairs = [paired(chosen.cache, vpcs) for vpcs in sorted(chosen.pairs)]
    sys.stdout.write("\n".join((*table(rows, startup), *pairs_table(pairs))) + "\n")
    bars = list(broken(rows, startup))
    for line in (*wrong, *bars):
        tell(line)
    return 1 if wrong or (bars and chosen.strict) else 0


if __name__ == "__main__":
    sys.exit(main())

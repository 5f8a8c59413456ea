"""Measures whole processes by the operating system's own account of each finished child."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from threading import Timer
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

KIB: Final = 1024
_TO_KIB: Final = 1 if sys.platform == "linux" else KIB  # macOS counts ru_maxrss in bytes


@dataclass(frozen=True, slots=True)
class Usage:
    """What one process used: wall and CPU seconds, peak memory in KiB; how it ended.

    Peak memory is that of the largest single process among the child and its own children. `status`
    is the exit code, negative for a signal; `timed_out` tells that the limit was the reason.
    """

    wall: float
    cpu: float
    peak: int
    status: int
    timed_out: bool = False


def run(
    command: Sequence[str | Path],
    *,
    output: Path | None = None,
    limit: float | None = None,
    environment: Mapping[str, str] | None = None,
) -> Usage:
    """Run a command to its end, its output into a file or nowhere; kill it at the time limit."""
    target = os.devnull if output is None else output
    with open(target, "wb") as out, open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - devnull
        started = time.perf_counter()
        child = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=nowhere,
            env=environment,
            start_new_session=True,  # so that the limit ends its children too
        )
        ended: list[bool] = []
        timer = Timer(limit or 0, _end, (child.pid, ended)) if limit else None
        if timer is not None:
            timer.start()
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - started
        if timer is not None:
            timer.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
    peak = used.ru_maxrss // _TO_KIB
    return Usage(wall, used.ru_utime + used.ru_stime, peak, child.returncode, bool(ended))


def _end(group: int, ended: list[bool]) -> None:
    ended.append(True)
    os.killpg(group, 9)


def interleaved(
    commands: Mapping[str, Sequence[str | Path]],
    repeats: int,
    *,
    output: Mapping[str, Path] | None = None,
    limit: float | None = None,
) -> dict[str, Usage]:
    """Run commands in turn, `repeats` times after one uncounted round; return the medians.

    In turn, because the speed of a shared machine drifts: what is compared ran side by side. A
    command that meets the limit is not run again.
    """
    found: dict[str, list[Usage]] = {name: [] for name in commands}
    for turn in range(repeats + 1):
        for name, command in commands.items():
            if any(usage.timed_out for usage in found[name]):
                continue
            usage = run(command, output=(output or {}).get(name), limit=limit)
            if turn or usage.timed_out or repeats == 0:
                found[name].append(usage)
    return {name: median(usages) for name, usages in found.items()}


def median(usages: Iterable[Usage]) -> Usage:
    """Return the median of each figure; the exit code is that of the last run."""
    every = list(usages)
    return Usage(
        statistics.median(usage.wall for usage in every),
        statistics.median(usage.cpu for usage in every),
        int(statistics.median(usage.peak for usage in every)),
        every[-1].status,
        any(usage.timed_out for usage in every),
    )

"""Starts a program that the user asked for and waits for its end, within limits.

It is the one place where this tool starts a process: Terraform for a binary plan file that was
given without its JSON, and renderers of manifests where `--render` names them.
"""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from tempfile import TemporaryFile
from time import monotonic
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_STEP: Final = 0.05
"""Seconds between two looks at how much a program has written."""
_ERRORS: Final = 1 << 20


class StoppedError(Exception):
    """A program was ended because of a limit; says which."""


def run(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    seconds: float,
    most: int | None = None,
) -> tuple[int, bytes, str]:
    """Run a program to its end, or end it and its children where it takes too long.

    It gets no input and no shell. `most` are the bytes that it may print. Raises StoppedError,
    and OSError where it cannot be started.
    """
    with TemporaryFile() as out, TemporaryFile() as err:
        with subprocess.Popen(  # noqa: S603 - what the user asked for, without a shell
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,  # so that its children can be ended with it
        ) as process:
            try:
                _wait(process, (out, err), seconds, most)
            finally:
                _end(process)
        return process.returncode, _read(out), _read(err, _ERRORS).decode("utf-8", "replace")


def _wait(
    process: subprocess.Popen[bytes],
    outputs: Sequence[IO[bytes]],
    seconds: float,
    most: int | None,
) -> None:
    last = monotonic() + seconds
    while True:
        has_ended = process.poll() is not None
        if most is not None and any(os.fstat(one.fileno()).st_size > most for one in outputs):
            message = f"it printed more than {most >> 20} MiB"
            raise StoppedError(message)
        if has_ended:
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, min(_STEP, last - monotonic())))
        if process.returncode is None and monotonic() >= last:
            message = f"it did not end within {seconds:.0f} seconds"
            raise StoppedError(message)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and those that it started, if they still run."""
    if process.poll() is None:
        with suppress(OSError, AttributeError):  # AttributeError: a system without process groups
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()


def _read(file: IO[bytes], most: int = -1) -> bytes:
    file.seek(0)
    return file.read(most)

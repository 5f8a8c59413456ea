"""Starts the tool, and answers `--version` without loading anything."""

from __future__ import annotations

import sys

from netplan_audit import __version__


def main() -> None:
    """Run the command line and exit with its code."""
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):
        sys.stdout.write(f"netplan-audit {__version__}\n")
        return
    try:
        # Here and not above: `--version` must not wait for the command-line framework.
        import gc  # noqa: PLC0415

        gc.disable()  # modules and a plan are many objects without a cycle; a search is waste
        from netplan_audit.cli.app import run  # noqa: PLC0415

        code = run(arguments)
        _leave(code)
    except KeyboardInterrupt:  # before the framework was there to see it
        sys.exit(130)


def _leave(code: int) -> None:
    """End the process without taking apart what it holds, which is a twentieth of a short run."""
    import os  # noqa: PLC0415 - as above

    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):  # Python says at its own end what could not be written
        sys.exit(code)
    os._exit(code)


if __name__ == "__main__":
    main()

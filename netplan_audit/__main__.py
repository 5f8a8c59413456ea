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
        gc.freeze()  # the process ends here: what it holds need not be taken apart first
        sys.exit(code)
    except KeyboardInterrupt:  # before the framework was there to see it
        sys.exit(130)


if __name__ == "__main__":
    main()

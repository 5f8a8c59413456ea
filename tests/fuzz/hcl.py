"""The parser of HCL against mutants of real files, as many as you have time for.

    python -m tests.fuzz.hcl --mutants 20000 --seed 1 FOLDER...

Every mutant must come out as a tree, within a second. Where terraform is installed, both must
accept or reject the same mutants; a difference is written to the folder that `--keep` names.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from netplan_audit.terraform.hcl.parse import parse_native
from tests.fuzz.mutants import mutants
from tests.terraform.hcl.oracle import verdicts

LONGEST = 8_000  # bytes of a file to start from; in larger ones a mutation hits less
SLOW = 1.0  # seconds
TOGETHER = 1_000


def main() -> int:
    """Run it; 1 where a mutant was slow or the two parsers differ."""
    options = _options()
    texts = sorted({path.read_bytes() for path in _files(options.folders)})
    found = mutants([text for text in texts if len(text) <= LONGEST], options.mutants, options.seed)
    slow, accepted = 0, 0
    different: list[bytes] = []
    while batch := list(islice(found, TOGETHER)):
        ours = []
        for mutant in batch:
            started = time.process_time()
            ours.append(not parse_native("mutant.tf", mutant).diagnostics)
            slow += time.process_time() - started > SLOW
        accepted += sum(ours)
        if shutil.which("terraform"):
            with tempfile.TemporaryDirectory() as folder:
                theirs = verdicts(batch, Path(folder))
            different += [each for each, a, b in zip(batch, ours, theirs, strict=True) if a != b]
    for number, mutant in enumerate(different):
        Path(options.keep, f"different-{options.seed}-{number}.tf").write_bytes(mutant)
    sys.stdout.write(f"{len(texts)} files, {options.mutants} mutants, {accepted} accepted, ")
    sys.stdout.write(f"{len(different)} different, {slow} slow\n")
    return 1 if slow or different else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--mutants", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path())
    return parser.parse_args()


def _files(folders: list[Path]) -> list[Path]:
    return [path for folder in folders for path in folder.rglob("*.tf") if path.is_file()]


if __name__ == "__main__":
    sys.exit(main())

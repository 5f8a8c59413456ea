"""Asks Terraform what it makes of the expressions in `vectors/expressions.txt`."""

from __future__ import annotations

import base64
import itertools
import json
import os
import random
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

VECTORS: Final = Path(__file__).with_name("vectors")
UNKNOWN: Final = '"?"'
_PLACE: Final = re.compile("⟦(.*?)⟧")
_LIMIT: Final = re.compile(r"(\d+): ")
_BATCH: Final = 500


def expressions() -> dict[str, list[str]]:
    """Return the expressions by group, each once."""
    pools: dict[str, list[str]] = {}
    found: dict[str, list[str]] = {}
    seen: set[str] = set()
    group: list[str] = []
    for line in (VECTORS / "expressions.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("# ") or line == "#":
            continue
        if line.startswith("@"):
            name, _, values = line.partition(" = ")
            pools[name] = values.split("¦")
        elif re.fullmatch(r"\[[a-z]+\]", line):
            group = found.setdefault(line[1:-1], [])
        else:
            fresh = [each for each in _filled(line, pools) if each not in seen]
            seen.update(fresh)
            group.extend(dict.fromkeys(fresh))
    return found


def _filled(line: str, pools: dict[str, list[str]]) -> Iterator[str]:
    """Yield the combinations that a template stands for."""
    limit = _LIMIT.match(line)
    template = line[limit.end() :] if limit else line
    choices = [
        [value for part in inner.split("¦") for value in pools.get(part, [part])]
        for inner in _PLACE.findall(template)
    ]
    rows = list(itertools.product(*choices))
    if limit and len(rows) > int(limit[1]):
        rows = random.Random(template).sample(rows, int(limit[1]))  # noqa: S311 - no secret
    texts = _PLACE.split(template)[::2]
    for row in rows:
        yield texts[0] + "".join(a + b for a, b in zip(row, texts[1:], strict=True))


def terraform() -> str | None:
    """Return the path of the command, or None where it is not installed."""
    return shutil.which("terraform")


def ask(program: str, configuration: str, question: str) -> tuple[str | None, str]:
    """Ask one question of one module; return the answer, or None and what went wrong."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "main.tf").write_text(configuration, encoding="utf-8")
        done = subprocess.run(
            [program, "console", "-no-color"],
            input=question + "\n",
            capture_output=True,
            check=False,
            cwd=folder,
            encoding="utf-8",
            env=os.environ | {"TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"},
        )
    answer = done.stdout.strip()
    return (answer, "") if done.returncode == 0 and answer else (None, done.stderr)


def answers(program: str, wanted: Sequence[str]) -> list[str | None]:
    """Return what Terraform answers to expressions, as `vectors.json` has it."""
    if len(wanted) > _BATCH:
        half = len(wanted) // 2
        return answers(program, wanted[:half]) + answers(program, wanted[half:])
    tried = "".join(f"try(nonsensitive(jsonencode({each})), null),\n" for each in wanted)
    question = "base64encode(jsonencode(local.r))"
    answer, trouble = ask(program, f"locals {{\n r = [\n{tried}]\n}}\n", question)
    if answer is not None and answer.startswith('"'):
        found: list[str | None] = json.loads(base64.b64decode(json.loads(answer)))
        return found
    if len(wanted) == 1:
        if answer:
            return [UNKNOWN]
        # An expression that stops the whole module says nothing of values.
        message = f"terraform cannot even read {wanted[0]!r}: {trouble}"
        raise ValueError(message)
    half = len(wanted) // 2
    return answers(program, wanted[:half]) + answers(program, wanted[half:])


def types(program: str) -> dict[str, str | None]:
    """Return the answers of `type(…)`, which only the console itself has."""
    wanted = (VECTORS / "types.txt").read_text(encoding="utf-8").splitlines()
    return {each: ask(program, "", f"type({each})")[0] for each in wanted}


def write(name: str, rows: dict[str, str | None]) -> None:
    """Write answers, one a line."""
    lines = (
        f"{json.dumps(k, ensure_ascii=False)}: {json.dumps(v, ensure_ascii=False)}"
        for k, v in rows.items()
    )
    (VECTORS / name).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def main() -> None:
    """Write the answers of the Terraform on the path."""
    program = terraform()
    if program is None:
        message = "terraform is not installed"
        raise SystemExit(message)
    rows: dict[str, str | None] = {}
    for group in expressions().values():
        rows |= dict(zip(group, answers(program, group), strict=True))
    write("vectors.json", rows)
    write("types.json", types(program))


if __name__ == "__main__":
    main()

"""Every public plan: it is read or refused as its index says, and tells nothing that is marked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from netplan_audit.cli.app import run
from tests.corpus.conftest import CORPUS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

INDEX = CORPUS / "plans.json"
ENTRIES: list[dict[str, Any]] = json.loads(INDEX.read_text()) if INDEX.is_file() else []
EVERY = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["file"])

REFUSED = {
    "borchero__terraform-plan-comment__tests.fixtures.basic.6-terragrunt-multiplan.plan.json": (
        "more than one JSON document"
    ),
    "opentofu__opentofu__internal.command.testdata.show-json.plan-error.output.json": (
        "the plan errored before it planned any resource"
    ),
    "pulumi__pulumi-converter-terraform__tests.benchmark.plans.aws_project.tf_plan.out.json": (
        "$.resource_changes[0]: not a plan: object missing required field `address`"
    ),
}
"""What the index calls a plan and is none, or none alone."""

BY_KIND = {
    "malformed": "line 676 column 29: not valid JSON: the object ends too early",
    "stream": "this is the log stream of `terraform plan -json`",
}
SHORT = 6
"""A shorter marked value is likely to stand somewhere by chance."""


def test_the_index_names_every_plan(corpus: Path) -> None:
    assert ENTRIES
    assert {entry["file"] for entry in ENTRIES} == {p.name for p in (corpus / "plans").iterdir()}


@EVERY
def test_every_plan_is_read_or_refused_with_its_reason(
    entry: dict[str, Any], capfd: pytest.CaptureFixture[str]
) -> None:
    path = CORPUS / "plans" / entry["file"]
    status = run(["scan", "--verbose", str(path)])
    out, err = capfd.readouterr()
    reason = BY_KIND.get(entry["kind"]) or REFUSED.get(entry["file"])
    if reason is None:
        assert (status in (0, 1), err) == (True, "")
        assert out.rstrip().endswith(("gate high: pass", "gate high: FAIL"))
        assert ("wrapper-lines-cut" in told(path, capfd)) is entry["leading_noise"]
        assert ("input-encoding" in told(path, capfd)) is entry["encoding"].startswith("utf-16")
    else:
        assert (status, out) == (2, "")
        assert err.startswith(f"{path}: ")
        assert reason in err
        assert "hint: " in err


def told(path: Path, capfd: pytest.CaptureFixture[str]) -> list[str]:
    """Name the diagnostics of a scan."""
    run(["scan", "--format", "json", str(path)])
    diagnostics = json.loads(capfd.readouterr().out)["diagnostics"]
    return [note["code"] for note in diagnostics]


# ---- redaction


def masked(value: object, mask: object) -> Iterator[object]:
    """Yield the scalars of a value that a mask marks."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from masked(item, mask.get(key) if isinstance(mask, dict) else mask)
    elif isinstance(value, list):
        masks = mask if isinstance(mask, list) else [mask] * len(value)
        for item, inner in zip(value, masks, strict=False):
            yield from masked(item, inner)
    elif mask is True:
        yield value


def scalars(node: object) -> Iterator[object]:
    """Yield every scalar of a JSON document."""
    if isinstance(node, dict | list):
        for item in node.values() if isinstance(node, dict) else node:
            yield from scalars(item)
    else:
        yield node


MASKS = {
    "before": "before_sensitive",
    "after": "after_sensitive",
    "values": "sensitive_values",
}


def part(node: object, marked: list[str], rest: list[str]) -> None:
    """Part the scalars of a plan or state into those under a mask and all others."""
    if isinstance(node, dict) and node.get("sensitive") is True:
        marked.extend(map(str, scalars([node.get("value"), node.get("default")])))
    elif isinstance(node, dict):
        for key, item in node.items():
            mask = node.get(MASKS.get(key, ""))
            if mask is None:
                part(item, marked, rest)
                continue
            found = [str(one) for one in masked(item, mask)]
            marked.extend(found)
            rest.extend(text for one in scalars(item) if (text := str(one)) not in found)
    elif isinstance(node, list):
        for item in node:
            part(item, marked, rest)
    else:
        rest.append(str(node))


def secrets(path: Path) -> set[str]:
    """Return the texts that a file marks everywhere they stand."""
    data = path.read_bytes()
    text = data.decode("utf-16" if data.startswith(b"\xff\xfe") else "utf-8-sig")
    start = text.index("{")
    document, _ = json.JSONDecoder().raw_decode(text, start)
    marked: list[str] = []
    rest: list[str] = []
    part({k: v for k, v in document.items() if k != "variables"}, marked, rest)
    known = "\n".join(rest)
    return {one for one in marked if len(one) >= SHORT and one not in known}


READABLE = [e["file"] for e in ENTRIES if e["kind"] == "plan" and e["file"] not in REFUSED]
STATES = sorted(
    str(path.relative_to(CORPUS))
    for pattern in ("real*/*/*.json", "reach/*/*.json")
    for path in (CORPUS.glob(pattern) if CORPUS.is_dir() else ())
    if path.name.startswith(("plan", "state"))
)
COMMANDS = (
    ("scan", "--verbose"),
    ("scan", "--format", "json"),
    ("resources",),
    ("resources", "--format", "json"),
    ("graph",),
)


@pytest.mark.parametrize("name", [*(f"plans/{name}" for name in READABLE), *STATES])
def test_no_output_holds_a_value_that_is_marked_sensitive(
    name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = CORPUS / name
    hidden = secrets(path)
    for command in COMMANDS if hidden else ():
        assert run([*command, str(path)]) in (0, 1)
        out, err = capfd.readouterr()
        leaked = {one for one in hidden if one in out + err or json.dumps(one)[1:-1] in out + err}
        assert leaked == set(), command


def test_some_of_them_do_hold_marked_values(corpus: Path) -> None:
    files = [*(f"plans/{name}" for name in READABLE), *STATES]
    assert sum(len(secrets(corpus / name)) for name in files) >= 10

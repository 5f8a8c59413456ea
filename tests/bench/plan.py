"""Writes plan JSON of an estate of any size, a team at a time, and the facts planted in it.

`python -m tests.bench.plan 10 plan.json` writes a plan of ten VPCs, and its facts beside it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import orjson

from tests.bench.configuration import Block, Place, const
from tests.bench.entries import PROVIDERS, called, changed, configured, entries, planned
from tests.bench.estate import Fact
from tests.bench.teams import CORE, teams
from tests.bench.values import ACCOUNT, DEFAULT_TAGS, REGION, marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.bench.configuration import Instance
    from tests.bench.teams import Team

SEED: Final = 20
_CORE: Final = Block(
    "aws_ec2_transit_gateway",
    "core",
    {
        "amazon_side_asn": const(64512),
        "description": const("core"),
        "tags": const({"Name": "core"}),
    },
)


def write_plan(path: Path, vpcs: int, seed: int = SEED) -> tuple[Fact, ...]:
    """Write a plan and return the facts planted in it."""
    facts: list[Fact] = []
    core = list(entries([_CORE], Place("", {}, applied=True)))
    root: dict[str, Any] = {"resources": [configured(_CORE), *_BLOCKS], "module_calls": {}}
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        lists = [(Path(folder) / name).open("w+b") for name in ("planned", "changes", "state")]
        _append(lists[1], map(changed, core))
        for team in teams(vpcs, seed):
            facts += team.facts
            root["module_calls"][team.name] = _team_call(team)
            for file, items in zip(lists, _team_parts(team), strict=True):
                _append(file, items)
        with path.open("wb") as out:
            _write_document(out, lists, [planned(entry) for entry in core], root)
        for file in lists:
            file.close()
    return tuple(facts)


def _team_parts(team: Team) -> tuple[list[Any], list[Any], list[Any]]:
    """Return a team's modules in `planned_values` and in the state, and its changes between."""
    own = list(entries(team.blocks, Place(team.address, {}, applied=False)))
    inner = [
        (instance, list(entries(instance.body.blocks, _place(instance))))
        for call in team.calls
        for instance in call.instances
    ]
    after = [_module(one.address, found) for one, found in inner]
    before = [_module(one.address, found) for one, found in inner if one.applied]
    changes = [changed(entry) for found in (own, *(f for _, f in inner)) for entry in found]
    return (
        [_module(team.address, own, after)],
        changes,
        [_module(team.address, [], before)] if before else [],
    )


def _place(instance: Instance) -> Place:
    return Place(instance.address, instance.inputs, instance.applied)


def _module(
    at: str, found: Iterable[dict[str, Any]], children: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    module: dict[str, Any] = {"resources": [planned(entry) for entry in found], "address": at}
    return module | ({"child_modules": children} if children else {})


def _append(file: IO[bytes], items: Iterable[object]) -> None:
    for item in items:
        if file.tell():
            file.write(b",")
        file.write(orjson.dumps(item))


def _team_call(team: Team) -> dict[str, Any]:
    return {
        "source": "./modules/team",
        "expressions": {
            "tgw_id": {"references": [f"{CORE}.id", CORE]},
            "vpcs": {"references": [f"local.{team.name}"]},
        },
        "module": {
            "resources": [configured(block) for block in team.blocks],
            "module_calls": {call.name: called(call) for call in team.calls},
            "variables": {"tgw_id": {}, "vpcs": {}},
        },
    }


_PROVIDER: Final = {
    "aws": {
        "name": "aws",
        "full_name": f"{PROVIDERS}aws",
        "version_constraint": "~> 5.100",
        "expressions": {
            "default_tags": [{"tags": {"constant_value": DEFAULT_TAGS}}],
            "region": {"references": ["var.region"]},
        },
    },
    "random": {"name": "random", "full_name": f"{PROVIDERS}random"},
}


# ---- data sources


def _data(kind: str, name: str, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a data source as the configuration and as the state have it."""
    identity = {"address": f"data.{kind}.{name}", "mode": "data", "type": kind, "name": name}
    block = {**identity, "provider_config_key": "aws", "schema_version": 0}
    state = {**identity, "provider_name": f"{PROVIDERS}aws", "schema_version": 0}
    return block, {**state, "values": values, "sensitive_values": marks(values)}


_ZONES: Final = _data(
    "aws_availability_zones",
    "available",
    {
        "group_names": [REGION],
        "id": REGION,
        "names": [f"{REGION}{zone}" for zone in "abc"],
        "state": "available",
        "zone_ids": ["euw1-az1", "euw1-az2", "euw1-az3"],
    },
)
_CALLER: Final = _data("aws_caller_identity", "current", {"account_id": ACCOUNT, "id": ACCOUNT})
_BLOCKS: Final = (_ZONES[0], _CALLER[0])
_STATE: Final = (_ZONES[1], _CALLER[1])


# ---- the document


def _write_document(
    out: IO[bytes], lists: Sequence[IO[bytes]], core: list[Any], root: dict[str, Any]
) -> None:
    """Put the document together in the order in which Terraform writes it."""
    modules, changes, state = lists
    out.write(orjson.dumps({"format_version": "1.2", "terraform_version": "1.11.4"})[:-1])
    out.write(b',"variables":{"region":{"value":"eu-west-1"}},"planned_values":{"root_module":')
    _write_root(out, core, modules)
    out.write(b'},"resource_changes":[')
    _copy(changes, out)
    out.write(b'],"prior_state":{"format_version":"1.0","terraform_version":"1.11.4","values":')
    out.write(b'{"root_module":')
    _write_root(out, [*core, *_STATE], state)
    out.write(b'}},"configuration":')
    out.write(orjson.dumps({"provider_config": _PROVIDER, "root_module": root}))
    out.write(b',"timestamp":"2026-01-05T08:00:00Z","applyable":true,"complete":true,')
    out.write(b'"errored":false}\n')


def _write_root(out: IO[bytes], found: list[Any], modules: IO[bytes]) -> None:
    out.write(orjson.dumps({"resources": found})[:-1])
    out.write(b',"child_modules":[')
    _copy(modules, out)
    out.write(b"]}")


def _copy(source: IO[bytes], out: IO[bytes]) -> None:
    source.seek(0)
    shutil.copyfileobj(source, out)


def write_facts(path: Path, facts: Iterable[Fact]) -> None:
    """Write facts to a file, sorted, as JSON."""
    path.write_text(json.dumps(sorted(facts), indent=1), encoding="utf-8")


def read_facts(path: Path) -> tuple[Fact, ...]:
    """Read facts back from a file."""
    return tuple(Fact(*fields) for fields in json.loads(path.read_text(encoding="utf-8")))


def main() -> None:
    """Write one plan, and its facts beside it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("vpcs", type=int)
    parser.add_argument("path", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    facts = write_plan(options.path, options.vpcs, options.seed)
    write_facts(options.path.with_suffix(".facts.json"), facts)


if __name__ == "__main__":
    main()

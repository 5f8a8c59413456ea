"""Plans and checks small enough to know what every command must say of them."""

from __future__ import annotations

import gc
import json
from typing import TYPE_CHECKING, NamedTuple

import pytest

import netplan_audit.checks
from netplan_audit.cli.app import run
from netplan_audit.finding import Severity
from tests.fakes import Params, broken, make_check, open_per_vpc, per_vpc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class Done(NamedTuple):
    """How a command ended."""

    status: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def _collect_garbage_again() -> Iterator[None]:
    """A scan switches collection off for the rest of its process; here that goes on."""
    yield
    gc.enable()


@pytest.fixture
def cli(capfd: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Return a function that runs the command line in this process."""

    def call(*arguments: object) -> Done:
        status = run([str(argument) for argument in arguments])
        captured = capfd.readouterr()
        return Done(status, captured.out, captured.err)

    return call


@pytest.fixture(autouse=True)
def _checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two checks: one finds fault with every VPC, one leaves every VPC undecided."""
    every = (
        make_check("vpc-found", Severity.HIGH, per_vpc, category="one", code="ONE001"),
        make_check("vpc-open", Severity.MEDIUM, open_per_vpc, category="two", params=Params),
    )
    monkeypatch.setattr(netplan_audit.checks, "CHECKS", every)


@pytest.fixture
def _broken_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the only check one with a bug."""
    monkeypatch.setattr(
        netplan_audit.checks, "CHECKS", (make_check("vpc-broken", question=broken),)
    )


def plan_text(*names: str) -> str:
    """Write plan JSON with these VPCs."""
    changes = [
        {
            "address": f"aws_vpc.{name}",
            "mode": "managed",
            "type": "aws_vpc",
            "name": name,
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "change": {
                "actions": ["create"],
                "after": {"cidr_block": f"10.{index}.0.0/16", "tags": {"Key": "hidden"}},
                "after_unknown": {"id": True},
                "after_sensitive": {"tags": {"Key": True}},
            },
        }
        for index, name in enumerate(names)
    ]
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "resource_changes": changes,
        "configuration": {"root_module": {}},
    }
    return json.dumps(plan)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Return plan JSON with one VPC."""
    path = tmp_path / "plan.json"
    path.write_text(plan_text("a"), encoding="utf-8")
    return path


@pytest.fixture
def empty_plan(tmp_path: Path) -> Path:
    """Return plan JSON without resources."""
    path = tmp_path / "empty.json"
    path.write_text(plan_text(), encoding="utf-8")
    return path

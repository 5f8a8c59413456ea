"""Files of values that Terraform does not read by itself, and the inputs that they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from netplan_audit import audit
from netplan_audit.opening.configurations import Options
from netplan_audit.opening.variants import each_variant

if TYPE_CHECKING:
    from pathlib import Path

MAIN: Final = """
variable "env" {}
variable "cidr" {}
variable "name" { default = "x" }
resource "aws_vpc" "v" { cidr_block = var.cidr }
"""
ENV, CIDR = 'env = "x"', 'cidr = "10.0.0.0/16"'


def options(**given: list[str]) -> Options:
    """Return what a command line without variables says, or with these."""
    return Options(given.get("var"), given.get("var_file"), None, {})


def names(folder: Path, **given: list[str]) -> list[str]:
    """Return the names of the inputs that a folder makes."""
    return [name for name, _ in each_variant("net", str(folder), options(**given))]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, ["net"]),
        ({"dev.tfvars": ENV, "prod.tfvars": ENV}, ["net (dev.tfvars)", "net (prod.tfvars)"]),
        ({"a.tfvars": ENV, "b.tfvars.json": '{"cidr": 1}'}, ["net (a.tfvars + b.tfvars.json)"]),
        (
            {"all.tfvars": CIDR, "env/dev.tfvars": ENV, "env/prod/terraform.tfvars": ENV},
            ["net (all.tfvars + env/dev.tfvars)", "net (all.tfvars + env/prod/terraform.tfvars)"],
        ),
        ({"dev.tfvars": 'name = "y"', "backend.tfvars": 'bucket = "b"'}, ["net"]),
        ({"terraform.tfvars": f"{ENV}\n{CIDR}", "dev.tfvars": ENV}, ["net"]),
        ({"example.tfvars": ENV, ".hidden.tfvars": ENV}, ["net"]),
        ({"inner/main.tf": "", "inner/dev.tfvars": ENV}, ["net"]),
        ({"broken.tfvars": "= [", "dev.tfvars": ENV}, ["net (dev.tfvars)"]),
        ({f"{n}.tfvars": ENV for n in range(21)}, ["net"]),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)  # fmt: skip
def test_each_file_that_gives_what_is_needed_is_a_variant(
    tmp_path: Path, files: dict[str, str], expected: list[str]
) -> None:
    for name, text in {"main.tf": MAIN, **files}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert names(tmp_path) == expected


def test_what_options_give_is_not_needed(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(MAIN)
    (tmp_path / "dev.tfvars").write_text(ENV)
    assert names(tmp_path, var=["env=x"]) == ["net"]
    assert names(tmp_path, var_file=["other.tfvars"]) == ["net"]
    assert names(tmp_path / "main.tf") == ["net"]
    assert names(tmp_path / "absent") == ["net"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(ENV)
    root = tmp_path / "root"
    root.mkdir()
    (root / "main.tf").write_text(MAIN)
    (root / "dev.tfvars").symlink_to("../secret")
    (root / "env").symlink_to("..")
    assert names(root) == ["net"]


def test_each_variant_is_audited_with_its_values(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(MAIN)
    for name, cidr in {"dev": "10.0.0.0/16", "prod": "10.0.0.0/8"}.items():
        (tmp_path / f"{name}.tfvars").write_text(f'{ENV}\ncidr = "{cidr}"')
    report = audit(tmp_path)
    assert [one.id for one in report.inputs] == [
        f"{tmp_path.name} (dev.tfvars)",
        f"{tmp_path.name} (prod.tfvars)",
    ]
    assert [(one.check, one.input) for one in report.findings] == [
        ("vpc-or-subnet-size", f"{tmp_path.name} (prod.tfvars)")
    ]
    assert not report.diagnostics

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
        ({"my-terraform.tfvars": ENV}, ["net (my-terraform.tfvars)"]),
        ({"inner/main.tofu.json": "{}", "inner/dev.tfvars": ENV}, ["net"]),
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


def test_names_that_are_no_utf_8_are_escaped(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(MAIN)
    (tmp_path / "b\udcffd.tfvars").write_text(ENV)
    assert names(tmp_path) == [r"net (b\udcffd.tfvars)"]


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


def test_what_variants_have_alike_is_told_once(tmp_path: Path) -> None:
    rule = """
    resource "aws_security_group" "open" {
      vpc_id = aws_vpc.v.id
      ingress {
        protocol    = "tcp"
        from_port   = 22
        to_port     = 22
        cidr_blocks = ["0.0.0.0/0"]
      }
    }
    resource "aws_instance" "i" {
      vpc_security_group_ids = [aws_security_group.open.id]
    }
    """
    (tmp_path / "main.tf").write_text(MAIN + rule)
    values = {"a": "10.0.0.0/16", "b": "10.1.0.0/16", "c": "10.0.0.0/8"}
    for name, cidr in values.items():
        (tmp_path / f"{name}.tfvars").write_text(f'{ENV}\ncidr = "{cidr}"')
    report = audit(tmp_path)
    a, b, c = (f"{tmp_path.name} ({name}.tfvars)" for name in values)
    told = {one.check: (one.input, *one.also_in) for one in report.findings}
    assert told["sg-open-admin-port"] == (a, b, c)
    assert told["vpc-or-subnet-size"] == (c,)
    assert len(told) == len(report.findings)
    checks = [[one.check for one in report.of_input(name).findings] for name in (a, b, c)]
    assert checks[0] == checks[1] == [check for check in checks[2] if check in checks[0]]
    assert "sg-open-admin-port" in checks[1]

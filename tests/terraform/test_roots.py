"""Which folders of a repository are root modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from netplan_audit.terraform.roots import find_roots

if TYPE_CHECKING:
    from pathlib import Path

VPC = 'resource "aws_vpc" "a" { cidr_block = "10.0.0.0/16" }\n'
NEEDY = 'variable "name" {}\n' + VPC


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"live/prod": VPC, "modules/vpc": NEEDY}, ["live/prod"]),
        ({"live/prod": VPC, "modules/vpc": VPC}, ["live/prod", "modules/vpc"]),
        (
            {"live/prod": VPC, "modules/vpc": NEEDY + 'terraform {\n  backend "s3" {}\n}\n'},
            ["live/prod", "modules/vpc"],
        ),
        ({"modules/vpc": NEEDY, "modules/dns": NEEDY}, ["modules/dns", "modules/vpc"]),
        ({"": NEEDY, "wrappers": 'module "w" { source = "../" }\n'}, [""]),
        ({"prod": 'module "v" { source = "../vpc" }\n', "vpc": NEEDY}, ["prod"]),
    ],
)
def test_roots_are_what_people_plan(
    tmp_path: Path, files: dict[str, str], expected: list[str]
) -> None:
    assert roots(tmp_path, files) == expected


def test_modules_that_terragrunt_runs_are_roots(tmp_path: Path) -> None:
    (tmp_path / "live").mkdir()
    (tmp_path / "live" / "terragrunt.hcl").write_text('terraform { source = "../modules/vpc" }')
    files = {"shared": VPC, "modules/vpc": NEEDY}
    assert roots(tmp_path, files) == ["modules/vpc", "shared"]


def roots(top: Path, files: dict[str, str]) -> list[str]:
    for folder, text in files.items():
        (top / folder).mkdir(parents=True, exist_ok=True)
        (top / folder / "main.tf").write_text(text)
    return [found.relative_to(top).as_posix().removeprefix(".") for found in find_roots(top)]

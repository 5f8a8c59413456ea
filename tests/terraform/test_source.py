"""Where blocks stand in a source, and which comments belong to which block."""

from __future__ import annotations

from textwrap import dedent

import pytest

from netplan_audit.location import Location
from netplan_audit.terraform.source import ModulePath, ModuleText, Source


def source(files: dict[str, str], *, folder: str = ".") -> Source:
    """Make a source of files; the folder of a file is its module, named by its last part."""
    modules: dict[ModulePath, dict[str, bytes]] = {}
    directories: dict[ModulePath, str] = {}
    for path, text in files.items():
        directory, _, name = path.rpartition("/")
        key = tuple(part for part in directory.split("/") if part not in {"", "modules"})
        key = tuple(part for part in key if part != ".terraform")
        directories[key] = directory or "."
        modules.setdefault(key, {})[name] = dedent(text).encode()
    texts = {key: ModuleText(directories[key], named) for key, named in modules.items()}
    return Source(texts, "source", folder)


def at(file: str, line: int) -> Location:
    return Location(file, line, line, "source")


ROOT = """\
    # the network
    resource "aws_vpc" "a" {
      cidr_block = "10.0.0.0/16"
    }

    data "aws_vpc" "b" {}
    module "net" {
      source = "./modules/net"
    }
    """


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("aws_vpc.a", at("main.tf", 2)),
        ('aws_vpc.a["x.y"]', at("main.tf", 2)),
        ("aws_vpc.a.default_security_group_id", at("main.tf", 2)),
        ("data.aws_vpc.b[0]", at("main.tf", 6)),
        ('module.net["a"].aws_subnet.x[0]', at("modules/net/main.tf", 1)),
        ("module.net", at("main.tf", 7)),
        ("aws_vpc.other", None),
        ("module.net.aws_vpc.other", None),
    ],
)
def test_a_block_is_found_by_the_address_of_its_instances(
    address: str, expected: Location | None
) -> None:
    one = source({"main.tf": ROOT, "modules/net/main.tf": 'resource "aws_subnet" "x" {}\n'})
    assert one.locate(address) == expected


def test_paths_start_at_the_folder_the_tool_runs_in() -> None:
    assert source({"main.tf": ROOT}, folder="live/eu").locate("aws_vpc.a") == at(
        "live/eu/main.tf", 2
    )


def test_what_terraform_fetched_or_nobody_has_is_placed_at_its_call() -> None:
    fetched = source({"main.tf": ROOT, ".terraform/modules/net/main.tf": 'resource "a" "x" {}\n'})
    absent = source({"main.tf": ROOT})
    for one in (fetched, absent):
        assert one.locate("module.net.a.x") == at("main.tf", 7)
        assert one.locate("module.net.module.inner[0].a.x") == at("main.tf", 7)
    assert fetched.holds("module.net.a.x")
    assert not absent.holds("module.net.a.x")


def test_a_block_stands_where_it_is_not_overridden() -> None:
    files = {"a_override.tf": 'resource "a" "x" {}\n', "z.tf": '\nresource "a" "x" {}\n'}
    assert source(files).locate("a.x") == at("z.tf", 2)


def test_blocks_in_json_syntax_are_found_too() -> None:
    text = '{\n  "resource": {\n    "a": {\n      "x": {}\n    }\n  }\n}\n'
    assert source({"main.tf.json": text}).locate("a.x") == at("main.tf.json", 4)


def test_a_file_that_cannot_be_read_hides_no_other() -> None:
    one = source({"a.tf": 'resource "a" "x" {\n  b = = 1\n', "b.tf": 'resource "a" "y" {}\n'})
    assert one.locate("a.y") == at("b.tf", 1)


COMMENTS = """\
    # netplan-audit: nowhere

    # netplan-audit: above
    # another comment
    resource "a" "x" {
      b = 1 # netplan-audit: inside
      /* netplan-audit: block */
    } // netplan-audit: behind
    resource "a" "y" {
      tags = "# netplan-audit: text"
    }
    # netplan-audit: call
    module "m" {
      source = "./m"
    }
    locals {
      # netplan-audit: local
    }
    """


def test_comments_belong_to_the_block_they_stand_in_or_right_above() -> None:
    found = {
        c.text: (c.scope, c.location.start_line) for c in source({"m.tf": COMMENTS}).comments()
    }
    assert found == {
        "netplan-audit: nowhere": ("", 1),
        "netplan-audit: above": ("a.x", 3),
        "netplan-audit: inside": ("a.x", 6),
        "netplan-audit: block": ("a.x", 7),
        "netplan-audit: behind": ("a.x", 8),
        "netplan-audit: call": ("module.m", 12),
        "netplan-audit: local": ("", 17),
    }


def test_comments_in_modules_have_the_addresses_of_their_calls() -> None:
    text = '# netplan-audit: here\nresource "a" "x" {}\n'
    found = list(source({"main.tf": ROOT, "modules/net/main.tf": text}).comments())
    assert [comment.scope for comment in found] == ["module.net.a.x"]

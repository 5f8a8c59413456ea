"""Reading a module tree from a folder: what belongs to it, and what is never read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from netplan_audit.errors import InputError
from netplan_audit.repository import boundary_of
from netplan_audit.terraform.tree import ModuleTree, read_tree

if TYPE_CHECKING:
    from pathlib import Path


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def calls(**sources: str) -> str:
    return "".join(f'module "{name}" {{\n  source = "{to}"\n}}\n' for name, to in sources.items())


def shape(tree: ModuleTree) -> dict[tuple[str, ...], tuple[str, list[str]]]:
    return {path: (m.directory, sorted(m.files)) for path, m in tree.modules.items()}


def test_local_modules_are_followed_however_deep(tmp_path: Path) -> None:
    root = write(
        tmp_path / "repo",
        {
            ".git/HEAD": "",
            "live/main.tf": calls(net="../modules/net"),
            "modules/net/main.tf": calls(inner="./inner"),
            "modules/net/inner/x.tf": "",
        },
    )
    assert shape(read_tree(root / "live")) == {
        (): (".", ["main.tf"]),
        ("net",): ("../modules/net", ["main.tf"]),
        ("net", "inner"): ("../modules/net/inner", ["x.tf"]),
    }


def test_installed_modules_are_read_where_terraform_put_them(tmp_path: Path) -> None:
    manifest = {"Modules": [{"Key": "vpc", "Source": "x", "Dir": ".terraform/modules/vpc"}]}
    root = write(
        tmp_path,
        {
            "main.tf": calls(vpc="terraform-aws-modules/vpc/aws"),
            ".terraform/modules/modules.json": json.dumps(manifest),
            ".terraform/modules/vpc/main.tf": "",
        },
    )
    tree = read_tree(root)
    assert shape(tree)["vpc",] == (".terraform/modules/vpc", ["main.tf"])
    assert tree.modules["vpc",].is_vendored
    assert tree.missing == ()


def test_a_folder_is_a_module_without_a_dot_as_it_was_to_terraform_0_11(tmp_path: Path) -> None:
    files = {"main.tf": calls(net="modules/net", vpc="terraform-aws-modules/vpc/aws")}
    tree = read_tree(write(tmp_path, files | {"modules/net/main.tf": ""}))
    assert shape(tree)["net",] == ("modules/net", ["main.tf"])
    assert [each.address for each in tree.missing] == ["module.vpc"]


def test_a_module_without_a_body_is_named_with_the_way_to_get_it(tmp_path: Path) -> None:
    root = write(tmp_path, {"main.tf": calls(vpc="terraform-aws-modules/vpc/aws", gone="./gone")})
    found = {one.address: (one.source, one.reason) for one in read_tree(root).missing}
    assert found == {
        "module.vpc": ("terraform-aws-modules/vpc/aws", "run `terraform init` to fetch it"),
        "module.gone": ("./gone", "./gone does not exist"),
    }


def test_only_configuration_files_are_read(tmp_path: Path) -> None:
    files = ["a.tf", "b.tf.json", "c.tofu", "c.tf", ".hidden.tf", "d.tf~", "e.txt", "f.tfvars"]
    root = write(tmp_path, dict.fromkeys(files, ""))
    assert shape(read_tree(root))[()] == (".", ["a.tf", "b.tf.json", "c.tofu"])


def test_nothing_outside_the_repository_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"secret/main.tf": "", "secret.tf": ""})
    root = write(tmp_path / "repo", {".git/HEAD": "", "main.tf": calls(out="../secret")})
    (root / "link.tf").symlink_to(tmp_path / "secret.tf")
    (root / "folder").symlink_to(tmp_path / "secret")
    write(root, {"b.tf": calls(linked="./folder")})
    tree = read_tree(root)
    assert shape(tree) == {(): (".", ["b.tf", "main.tf"])}
    assert {one.address for one in tree.missing} == {"module.out", "module.linked"}
    assert [(d.code, d.source) for d in tree.diagnostics] == [("outside-root", "link.tf")]


def test_a_folder_that_no_path_can_name_is_missing(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('module "m" { source = "acme/m/aws" }')
    manifest = tmp_path / ".terraform" / "modules" / "modules.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text('{"Modules": [{"Key": "m", "Dir": "a\\u0000b"}]}')
    (missing,) = read_tree(tmp_path).missing
    assert missing.reason == "acme/m/aws does not exist"


def test_without_a_repository_the_folder_itself_is_the_boundary(tmp_path: Path) -> None:
    root = write(tmp_path / "root", {"main.tf": calls(out="../other")})
    write(tmp_path, {"other/main.tf": ""})
    assert boundary_of(root) == root
    assert [one.address for one in read_tree(root).missing] == ["module.out"]


def test_modules_that_call_themselves_end(tmp_path: Path) -> None:
    root = write(tmp_path, {"main.tf": calls(me="./")})
    tree = read_tree(root)
    assert len(tree.modules) == 1
    assert [one.reason for one in tree.missing] == ["the module calls itself"]


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    root = write(tmp_path, {"main.tf": calls(vpc="x/y/z"), ".terraform/modules/modules.json": "[}"})
    (root / "loop.tf").symlink_to(root / "loop.tf")
    (root / "dir.tf").mkdir()
    tree = read_tree(root)
    assert sorted((d.code, d.source) for d in tree.diagnostics) == [
        ("modules-manifest", ".terraform/modules/modules.json"),
        ("unreadable", "dir.tf"),
        ("unreadable", "loop.tf"),
    ]


def test_a_folder_that_is_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a directory"):
        read_tree(tmp_path / "gone")


def test_a_module_that_calls_itself_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    calls = 'module "a" {\n  source = "./"\n}\nmodule "b" {\n  source = "../m"\n}\n'
    (tmp_path / "m" / "main.tf").write_text(calls, encoding="utf-8")
    (tmp_path / "main.tf").write_text('module "m" {\n  source = "./m"\n}\n', encoding="utf-8")
    tree = read_tree(tmp_path, tmp_path)
    assert list(tree.modules) == [(), ("m",)]
    assert [one.reason for one in tree.missing] == ["the module calls itself"] * 2

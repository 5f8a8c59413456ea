"""What people feed in instead of plan JSON, and what each is told."""

from __future__ import annotations

import codecs
import json
from typing import Any

import pytest

from netplan_audit.errors import InputError
from netplan_audit.terraform.plan.decode import decode

PLAN: dict[str, Any] = {
    "format_version": "1.2",
    "terraform_version": "1.11.4",
    "resource_changes": [{"address": "aws_vpc.ü", "change": {"after": {"cidr_block": "c"}}}],
    "configuration": {"root_module": {}},
}
TEXT = json.dumps(PLAN, ensure_ascii=False)
INDENTED = json.dumps(PLAN, indent=2)
STREAM = '{"@level":"info","@message":"Terraform 1.11.4","@module":"terraform.ui"}\n'


def addresses(data: bytes) -> list[str]:
    changes = decode(data, "plan.json").document.resource_changes
    return [change.address for change in changes or ()]


def refused(data: bytes) -> InputError:
    with pytest.raises(InputError) as caught:
        decode(data, "plan.json")
    assert caught.value.source == "plan.json"
    assert caught.value.hint
    return caught.value


# ---- encodings


@pytest.mark.parametrize(
    ("data", "noted"),
    [
        (TEXT.encode(), False),
        (codecs.BOM_UTF8 + TEXT.encode(), False),
        *((TEXT.encode(name), True) for name in ("utf-16", "utf-16-le", "utf-16-be")),
        *((TEXT.encode(name), True) for name in ("utf-32", "utf-32-le", "utf-32-be")),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), True),
        (codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"), True),
    ],
)
def test_every_unicode_encoding_is_read(data: bytes, *, noted: bool) -> None:
    assert addresses(data) == ["aws_vpc.ü"]
    codes = [note.code for note in decode(data, "plan.json").notes]
    assert codes == (["input-encoding"] if noted else [])


def test_broken_utf_16_is_told_with_its_place() -> None:
    error = refused(codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le") + b"\x00\xd8\x00")
    assert error.message.startswith("not UTF-16 text")
    assert error.place.startswith("byte ")


def test_text_that_is_no_utf_8_is_told_with_its_place() -> None:
    error = refused(TEXT.encode("latin-1"))
    assert (error.message, error.place) == (
        "not UTF-8 text",
        f"line 1 column {TEXT.index('ü') + 1}",
    )


# ---- wrapper lines


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        (f"[command]/usr/bin/terraform-bin show -json\n{TEXT}\n\n::debug::exit 0\n", 2),
        (f"Initializing...\nDone.\n{INDENTED}\n", 2),
        (f"{INDENTED}\n[command] done\n", 1),
        (f"{{noise}}\n{TEXT}", 1),
        (f"2026-01-01T00:00:00Z {TEXT}", 1),
        (f"12\n{TEXT}", 1),
        (f"{TEXT}\0\0", 1),
    ],
)
def test_what_wrappers_print_around_the_json_is_cut(text: str, cut: int) -> None:
    assert addresses(text.encode()) == ["aws_vpc.ü"]
    (note,) = decode(text.encode(), "plan.json").notes
    assert (note.severity, note.code) == ("warning", "wrapper-lines-cut")
    assert note.message.startswith(f"{cut} line{'' if cut == 1 else 's'} around")
    assert "terraform_wrapper" in note.hint


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (TEXT + TEXT, f"line 1 column {len(TEXT.encode()) + 1}"),
        (f"{TEXT}\n{TEXT}\n", "line 2 column 1"),
        (f"noise\n{TEXT}\n[{TEXT}]", "line 3 column 1"),
        (f"{TEXT}\n{STREAM}", "line 2 column 1"),
    ],
)
def test_several_documents_are_refused(text: str, place: str) -> None:
    error = refused(text.encode())
    assert error.message == "more than one JSON document in the input"
    assert error.place == place
    assert "one plan per file" in error.hint


# ---- broken JSON


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        (TEXT[:-30], "the JSON ends in the middle", f"column {len(TEXT[:-30].encode()) + 1}"),
        (INDENTED[:40], "the JSON ends in the middle", "line 3"),
        (f"noise\n{TEXT[:-1]}", "the JSON ends in the middle", "line 2"),
        (TEXT[:-1] + ",}", "trailing comma in object", "line 1"),
        (TEXT + "}", "the object ends too early", f"column {len(TEXT.encode()) + 1}"),
        (TEXT.replace('"c"', "NaN"), "NaN and Infinity are no numbers", "line 1 column "),
        (TEXT.replace('"c"', "-Infinity"), "NaN and Infinity are no numbers", "line 1 column "),
        (TEXT.replace('"c"', '"\x01"'), "invalid character", "line 1 column "),
        (TEXT.replace('"c"', '"\\ud800 and more"'), "hex escape", "line 1 column "),
        (TEXT.replace('"c"', "'c'"), "invalid character", "line 1 column "),
    ],
)
def test_broken_json_is_told_with_line_and_column(text: str, message: str, place: str) -> None:
    error = refused(text.encode())
    assert message in error.message
    assert place in error.place


@pytest.mark.parametrize("opened", ['{"a":', "[", '{"resource_changes": ['])
def test_deep_nesting_ends_in_a_message(opened: str) -> None:
    assert "nested too deeply" in refused((opened * 200_000).encode()).message


def test_the_last_of_two_equal_keys_counts() -> None:
    twice = TEXT.replace('{"format_version"', '{"resource_changes": [], "format_version"')
    assert addresses(twice.encode()) == ["aws_vpc.ü"]


# ---- whole JSON of another shape


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("[]", "not a plan: expected `object`, got `array`", ""),
        (f"[{TEXT}]", "not a plan: expected `object`, got `array`", ""),
        ("12", "not a plan: expected `object`, got `int`", ""),
        ('"plan"', "not a plan: expected `object`, got `str`", ""),
        ("null", "not a plan: expected `object`, got `null`", ""),
        (
            '{"resource_changes": {}}',
            "not a plan: expected `array | null`, got `object`",
            "$.resource_changes",
        ),
        (
            '{"resource_changes": [{"type": "aws_vpc"}]}',
            "not a plan: object missing required field `address`",
            "$.resource_changes[0]",
        ),
        (
            '{"resource_changes": [{"address": "a", "change": null}]}',
            "not a plan: expected `object`, got `null`",
            "$.resource_changes[0].change",
        ),
        (
            '{"format_version": 1.2, "resource_changes": []}',
            "not a plan: expected `str | null`, got `float`",
            "$.format_version",
        ),
    ],
)
def test_json_of_another_shape_is_told_with_its_path(text: str, message: str, place: str) -> None:
    error = refused(text.encode())
    assert (error.message, error.place) == (message, place)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "neither a plan nor a state"),
        ('{"format_version": "1.0"}', "a state without resources"),
        ('{"format_version": "1.0", "provider_schemas": {}}', "provider schemas"),
        ('{"format_version": "1.0", "valid": true, "error_count": 0}', "terraform validate -json"),
        ('{"vpc": {"sensitive": false, "type": "string", "value": "x"}}', "terraform output -json"),
        (
            '{"meta": {}, "encrypted_data": "x", "encryption_version": "v0"}',
            "encrypted by OpenTofu",
        ),
        ('{"remote_plan_format": 1, "run_id": "run-x"}', "HCP Terraform"),
        ('{"apiVersion": "v1", "kind": "Pod"}', "a manifest of Kubernetes"),
        ('{"AWSTemplateFormatVersion": "2010-09-09"}', "a CloudFormation template"),
        ('{"resource": {"aws_vpc": {}}}', "configuration in JSON syntax"),
        ('{"format_version": "1.2", "errored": true}', "the plan errored"),
        ('{"errored": true, "resource_changes": []}', "the plan errored"),
        (STREAM, "the log stream of `terraform plan -json`"),
        (STREAM + TEXT, "the log stream of `terraform plan -json`"),
        ("\n\x1b[1mTerraform will perform the following actions:\n", "printed for people"),
        ("aws_vpc.a: Refreshing state... [id=vpc-1]\n", "printed for people"),
        ("No changes. Your infrastructure matches the configuration.\n", "printed for people"),
        ('# a network\nresource "aws_vpc" "a" {\n}\n', "this is HCL"),
        ("terraform {\n}\n", "this is HCL"),
        ("---\nkind: Pod\n", "this is a manifest of Kubernetes"),
        ("--- {a: 1}\n", "this is YAML"),
        ("<!DOCTYPE html>\n<html>", "this is HTML or XML"),
        ("hello", "not JSON"),
        ("", "the input is empty"),
        (" \n" * 5000, "the input is empty"),
    ],
)
def test_other_documents_are_called_by_their_name(text: str, message: str) -> None:
    assert message in refused(text.encode()).message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04" + b"x" * 99, "this is a binary plan file"),
        (b"\x1f\x8b\x08\x00" + b"x" * 99, "a gzip archive"),
        (b"\x7fELF\x00\x00\x00\x00" + b"\x00" * 99, "binary data"),
        (b"\xd1\x9a\x02\xe5\x1f{\xff\n{", "binary data"),
    ],
)
def test_binary_files_are_called_by_their_name(data: bytes, message: str) -> None:
    assert message in refused(data).message


# ---- versions


@pytest.mark.parametrize("version", ["0.1", "0.2", "1.0", "1.1", "1.2"])
def test_known_formats_are_read_without_a_word(version: str) -> None:
    assert decode(TEXT.replace("1.2", version).encode(), "plan.json").notes == ()


@pytest.mark.parametrize("version", ["1.3", "1.14", "1.²", "1.x", "1."])
def test_a_newer_minor_is_read_with_a_warning(version: str) -> None:
    (note,) = decode(TEXT.replace("1.2", version).encode(), "plan.json").notes
    assert (note.severity, note.code) == ("warning", "newer-format")
    assert version in note.message


@pytest.mark.parametrize("version", ["2.0", "x", ""])
def test_another_major_is_refused(version: str) -> None:
    assert (
        f"plan format {version} is not known"
        in refused(TEXT.replace("1.2", version).encode()).message
    )

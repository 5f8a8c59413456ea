"""The configuration in a binary plan file, and archives that must not be believed."""

from __future__ import annotations

import json
import struct
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netplan_audit.errors import InputError
from netplan_audit.terraform import planfile
from netplan_audit.terraform.planfile import read_plan_file
from netplan_audit.terraform.read import read
from tests.terraform.plan.plans import change, plan
from tests.terraform.plan_files import FILES, ROOT, field, plan_file, planned


def refused(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read_plan_file(data, "tfplan")
    assert caught.value.source == "tfplan"
    assert caught.value.hint
    return caught.value.message


# ---- what is read


def test_every_module_has_its_folder_and_its_files() -> None:
    modules = read_plan_file(plan_file(), "tfplan").modules
    assert {key: (one.directory, one.source, set(one.files)) for key, one in modules.items()} == {
        (): (".", "", {"main.tf", "more.tf.json"}),
        ("net",): ("net", "./net", {"main.tf"}),
        ("net", "inner"): (".terraform/x", "x/y/aws", {"main.tofu"}),
        ("empty",): ("empty", "./empty", set()),
    }
    assert modules[()].files["main.tf"] == ROOT


def test_a_plan_file_says_which_plan_it_is() -> None:
    data = plan_file(planned(["aws_vpc.a", "module.m.aws_vpc.b[0]"], workspace="prod"))
    snapshot = read_plan_file(data, "tfplan")
    assert snapshot.marks == planfile.PlanMarks(
        "1.11.4", "2026-01-01T00:00:00Z", "prod", frozenset({"aws_vpc.a", "module.m.aws_vpc.b[0]"})
    )
    assert "registry.terraform.io/hashicorp/aws" in snapshot.lock


def test_files_of_a_module_that_the_manifest_lacks_are_kept() -> None:
    data = plan_file(without="tfconfig/modules.json")
    assert read_plan_file(data, "tfplan").modules["net",].files == {"main.tf": "# net"}


def test_text_that_is_no_utf_8_is_read_as_far_as_it_goes() -> None:
    data = plan_file(None, {"tfconfig/m-/odd.tf": b"# \xff"})
    assert read_plan_file(data, "tfplan").modules[()].files["odd.tf"] == "# \ufffd"


@pytest.mark.parametrize(
    "name",
    [
        "tfconfig/m-/../../etc/cron.tf",
        "tfconfig/m-/..",
        "tfconfig/m-../../x/main.tf",
        "tfconfig/m-/sub/main.tf",
        "tfconfig/m-\\..\\main.tf",
        "/tfconfig/m-/main2.tf",
        "../tfconfig/m-/main3.tf",
        "tfconfig/m-/script.sh",
        "tfconfig/m-net/",
    ],
)
def test_names_that_lead_elsewhere_are_ignored(name: str) -> None:
    usual = read_plan_file(plan_file(), "tfplan")
    assert read_plan_file(plan_file(None, {name: "x"}), "tfplan") == usual


# ---- what is refused


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{}", "this is no binary plan file"),
        (b"", "this is no binary plan file"),
        (b"PK\x03\x04 and no more", "the plan file is cut off or damaged"),
        (plan_file()[:-30], "the plan file is cut off or damaged"),
        (plan_file()[:300], "the plan file is cut off or damaged"),
        (plan_file(without="tfplan"), "this is a zip archive, but no plan file"),
        (plan_file(None, {"tfconfig/modules.json": "{"}), "tfconfig/modules.json cannot be read"),
        (plan_file(None, {"tfconfig/modules.json": b"[{}, 3]"}), "tfconfig/modules.json cannot"),
    ],
)
def test_what_is_no_whole_plan_file_is_refused(data: bytes, message: str) -> None:
    assert message in refused(data)


def test_a_damaged_entry_is_refused() -> None:
    data = bytearray(plan_file())
    start = data.index(b"tfconfig/m-/main.tf") + len("tfconfig/m-/main.tf")
    data[start + 2 : start + 6] = b"\xff\xff\xff\xff"
    assert "cut off or damaged" in refused(bytes(data))


def test_an_encrypted_archive_is_refused() -> None:
    data = plan_file()
    directory = data.index(b"PK\x01\x02")
    flags = struct.pack("<H", 1)
    assert refused(data[: directory + 8] + flags + data[directory + 10 :]).endswith("is encrypted")


def test_two_entries_of_one_name_are_refused() -> None:
    buffer = BytesIO(plan_file())
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("tfconfig/m-/main.tf", "another")
    assert "two entries of one name" in refused(buffer.getvalue())


def test_a_packing_that_terraform_does_not_use_is_refused() -> None:
    buffer = BytesIO(plan_file())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("tfconfig/m-/x.tf", "x", zipfile.ZIP_LZMA)
    assert "packed in a way that Terraform does not use" in refused(buffer.getvalue())


def test_an_entry_that_is_packed_too_tightly_is_refused() -> None:
    data = plan_file(None, {"tfconfig/m-/bomb.tf": b"0" * (4 << 20)})
    assert len(data) < 10_000
    assert "tfconfig/m-/bomb.tf is packed tighter than any" in refused(data)


def test_what_a_plan_file_unpacks_to_is_bounded_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planfile, "MOST_BYTES", 1 << 20)
    many = {f"tfconfig/m-/{i}.tf": bytes(range(256)) * 1024 for i in range(5)}
    assert "unpacks to more than 1 MiB" in refused(plan_file(None, many))


def test_the_number_of_entries_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planfile, "MOST_ENTRIES", len(FILES))
    assert f"has {len(FILES) + 1} entries" in refused(plan_file())


@given(st.binary(max_size=400))
def test_no_bytes_do_worse_than_an_input_error(tail: bytes) -> None:
    for data in (b"PK\x03\x04" + tail, plan_file(tail), plan_file()[:200] + tail):
        try:
            read_plan_file(data, "tfplan")
        except InputError:
            continue


# ---- belonging together

MOMENT = "2026-01-01T00:00:00Z"


def together(plan_message: bytes, json_plan: bytes) -> list[str]:
    """Name what is remarked of a plan file beside a plan's JSON."""
    snapshot = read_plan_file(plan_file(plan_message), "tfplan")
    return [note.code for note in read(json_plan, "plan.json", snapshot).diagnostics]


def test_a_plan_file_and_its_json_belong_together() -> None:
    here = [change("aws_vpc.a", "create"), change("aws_vpc.b", "delete")]
    both = planned(["aws_vpc.a", "aws_vpc.b", "module.m.data.aws_vpc.deleted"])
    assert together(both, plan(*here, timestamp=MOMENT)) == []
    assert together(both, plan(*here)) == []


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (planned(timestamp="2026-01-02T00:00:00Z"), "it was planned at 2026-01-02T00:00:00Z"),
        (planned(version="1.9.0"), "it was planned with version 1.9.0, the other 1.11.4"),
        (planned(["aws_vpc.a", "aws_vpc.b"]), "it alone has aws_vpc.b"),
        (planned([]), "only the other has aws_vpc.a"),
        (planned(["aws_vpc.data"]), "only the other has aws_vpc.a"),
    ],
)
def test_files_of_two_plans_are_refused(message: bytes, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        together(message, plan(change("aws_vpc.a", "create"), timestamp=MOMENT))
    assert f"this plan file does not belong to plan.json: {reason}" in caught.value.message
    assert caught.value.source == "tfplan"
    assert "terraform show -json" in caught.value.hint


@pytest.mark.parametrize("message", [b"\xff", b"\x0b", field(3, "x")[:-1], b"\x80" * 20])
def test_where_the_plan_cannot_be_read_that_is_remarked(message: bytes) -> None:
    assert together(message, plan(change("aws_vpc.a", "create"))) == ["planfile-unread"]


def test_a_state_has_no_plan_file() -> None:
    state = json.dumps({"version": 4, "resources": []}).encode()
    with pytest.raises(InputError, match="a state has no plan file"):
        together(planned(), state)


def test_the_workspace_is_a_hint_of_the_environment() -> None:
    document = plan(change("aws_vpc.a", "create"), variables={"env": {"value": "dev"}})
    snapshots = [
        read_plan_file(plan_file(planned(workspace=name)), "tfplan") for name in ("prod", "default")
    ]
    hints = [read(document, "plan.json", one).workspace_hints for one in snapshots]
    assert hints == [("prod", "dev"), ("dev",)]

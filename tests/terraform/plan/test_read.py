"""Which objects a plan leaves, which it had, and what is said of plans that lack something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from netplan_audit.errors import InputError
from netplan_audit.pipeline import Input, understand
from netplan_audit.terraform.plan.read import read_plan
from netplan_audit.terraform.value import Reference
from tests.terraform.plan.documents import block, module, refs
from tests.terraform.plan.plans import AWS, change, codes, plan, read

if TYPE_CHECKING:
    from netplan_audit.terraform.resource import Resources


def had(resources: Resources) -> list[str]:
    return [one.address for one in resources.previous]


# ---- actions


@pytest.mark.parametrize(
    ("actions", "after", "before"),
    [
        (["create"], True, False),
        (["no-op"], True, False),
        (["read"], True, False),
        (["update"], True, True),
        (["delete", "create"], True, True),
        (["create", "delete"], True, True),
        (["create", "forget"], True, True),
        (["delete"], False, True),
        (["forget"], False, True),
        ([], True, False),
    ],
)
def test_actions_tell_what_is_there_after_the_plan_and_what_was_before(
    actions: list[str],
    *,
    after: bool,
    before: bool,
) -> None:
    resources = read(change("aws_vpc.a", *actions))
    assert ("aws_vpc.a" in resources.by_address, had(resources)) == (
        after,
        ["aws_vpc.a"] if before else [],
    )


def test_a_replacement_shows_the_new_values_and_keeps_the_old() -> None:
    values = {"before": {"cidr_block": "10.0.0.0/16"}, "after": {"cidr_block": "10.1.0.0/16"}}
    resources = read(change("aws_vpc.a", "delete", "create", **values))
    assert resources.by_address["aws_vpc.a"].get("cidr_block") == "10.1.0.0/16"
    assert resources.previous[0].get("cidr_block") == "10.0.0.0/16"


def test_a_deposed_object_is_not_the_current_one() -> None:
    gone = change("aws_vpc.a", "delete", deposed="0a1b2c3d", before={"cidr_block": "old"})
    resources = read(gone, change("aws_vpc.a", "no-op", after={"cidr_block": "new"}))
    assert resources.by_address["aws_vpc.a"].get("cidr_block") == "new"
    assert (had(resources), codes(resources)) == ([], [])


def test_a_moved_object_knows_its_previous_address() -> None:
    resources = read(change("aws_vpc.b", "no-op", previous_address="aws_vpc.a"))
    assert resources.by_address["aws_vpc.b"].previous_address == "aws_vpc.a"


def test_an_imported_object_is_there() -> None:
    imported = change("aws_vpc.a", "no-op", after={"id": "vpc-1"})
    imported["change"]["importing"] = {"id": "vpc-1"}
    assert read(imported).by_address["aws_vpc.a"].get("id") == "vpc-1"


def test_an_address_that_stands_twice_is_remarked() -> None:
    first, second = (change("aws_vpc.a", "create", after={"id": name}) for name in "xy")
    resources = read(first, second)
    assert resources.by_address["aws_vpc.a"].get("id") == "x"
    assert codes(resources) == ["repeated-address"]
    assert resources.diagnostics[0].message.startswith("aws_vpc.a stands there twice")


def test_instances_are_in_the_order_of_their_keys_whatever_their_kind() -> None:
    keys: list[Any] = ["b", 10, 2, "a", None]
    subnets = [
        change(f"aws_subnet.s{'' if key is None else [key]}", "create", index=key) for key in keys
    ]
    unknown = {"after_unknown": {"subnet_id": True}}
    configuration = {
        "root_module": {
            "resources": [
                {
                    "address": "aws_nat_gateway.n",
                    "expressions": {"subnet_id": {"references": ["aws_subnet.s"]}},
                }
            ]
        }
    }
    resources = read(
        *subnets, change("aws_nat_gateway.n", "create", **unknown), configuration=configuration
    )
    value: Any = resources.by_address["aws_nat_gateway.n"].get("subnet_id")
    assert [one.address for one in value.references] == [
        "aws_subnet.s",
        "aws_subnet.s[2]",
        "aws_subnet.s[10]",
        "aws_subnet.s['a']",
        "aws_subnet.s['b']",
    ]


# ---- data sources


def prior(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"format_version": "1.0", "values": {"root_module": {"resources": list(resources)}}}


ZONES = {
    "address": "data.aws_availability_zones.z",
    "mode": "data",
    "type": "aws_availability_zones",
    "name": "z",
    "provider_name": AWS,
    "values": {"names": ["eu-west-1a"]},
    "sensitive_values": {"names": [False]},
}


def test_data_sources_that_were_read_while_planning_come_out_of_the_prior_state() -> None:
    old = {**ZONES, "address": "aws_vpc.gone", "mode": "managed", "type": "aws_vpc"}
    resources = read(change("aws_vpc.gone", "delete"), prior_state=prior(ZONES, old))
    assert list(resources.by_address) == ["data.aws_availability_zones.z"]
    zones = resources.by_address["data.aws_availability_zones.z"]
    assert (zones.mode, zones.block, zones.action) == ("data", zones.address, "read")
    assert zones.get("names") == ["eu-west-1a"]


def test_a_data_source_that_waits_for_apply_is_read_out_of_the_changes() -> None:
    waiting = {**change("aws_availability_zones.z", "read", after_unknown={"names": True})}
    waiting |= {"address": "data.aws_availability_zones.z", "mode": "data"}
    resources = read(waiting, prior_state=prior(ZONES))
    assert repr(resources.by_address["data.aws_availability_zones.z"].get("names")).startswith(
        "Unknown"
    )


# ---- plans that lack something


def values(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"root_module": {"resources": list(resources)}}


VPC = {**ZONES, "address": "aws_vpc.a", "mode": "managed", "type": "aws_vpc", "name": "a"}


@pytest.mark.parametrize("planned", [values(), values(VPC)])
def test_a_plan_that_only_refreshes_is_read_out_of_what_was_there(planned: dict[str, Any]) -> None:
    resources = read(planned_values=planned, prior_state=prior(VPC, ZONES))
    assert [(one.address, one.action) for one in resources] == [
        ("aws_vpc.a", "no-op"),
        ("data.aws_availability_zones.z", "read"),
    ]
    assert resources.before is resources


def test_values_without_anything_before_them_count_as_new() -> None:
    resources = read(planned_values=values(VPC))
    assert [(one.address, one.action) for one in resources] == [("aws_vpc.a", "create")]


def test_what_is_configured_and_has_no_planned_value_is_unknown() -> None:
    subnet = {**VPC, "address": "aws_subnet.a", "type": "aws_subnet"}
    subnet["values"] = {"cidr_block": "10.0.0.0/24", "map_public_ip_on_launch": None}
    blocks = module(
        block("aws_vpc.a"),
        block("aws_subnet.a", vpc_id=refs("aws_vpc.a.id"), map_public_ip_on_launch=refs("var.x")),
    )
    resources = read(planned_values=values(VPC, subnet), configuration={"root_module": blocks})
    found = resources.by_address["aws_subnet.a"]
    assert isinstance(found.get("vpc_id"), Reference)
    assert found.get("map_public_ip_on_launch") is None
    assert [one.code for one in resources.diagnostics] == ["no-changes"]


def test_planned_values_of_another_shape_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        read(planned_values={"root_module": {"resources": [{"type": "aws_vpc"}]}})
    assert caught.value.place == "$.planned_values.root_module.resources[0]"


@pytest.mark.parametrize(
    ("more", "complete", "code"),
    [
        ({}, True, None),
        ({"complete": True, "errored": False}, True, None),
        ({"complete": False}, False, "plan-incomplete"),
        ({"errored": True}, False, "plan-errored"),
        ({"errored": True, "complete": False}, False, "plan-errored"),
        ({"configuration": None}, True, "no-configuration"),
        ({"configuration": {}}, True, "no-configuration"),
    ],
)
def test_what_a_plan_lacks_is_remarked(
    more: dict[str, Any],
    *,
    complete: bool,
    code: str | None,
) -> None:
    resources = read(change("aws_vpc.a", "create"), **more)
    assert resources.complete is complete
    assert codes(resources) == ([] if code is None else [code])


def test_a_plan_of_the_first_format_has_no_marks_and_hides_what_is_named_a_secret() -> None:
    old = change("aws_db_instance.a", "create", after={"password": "hunter2", "port": 5432})
    del old["change"]["after_sensitive"]
    resources = read(old, format_version="0.1", terraform_version="0.12.8")
    body = resources.by_address["aws_db_instance.a"].body
    assert codes(resources) == ["no-sensitive-marks"]
    assert (body.mask("password"), body.mask("port")) == (True, False)


@pytest.mark.parametrize("after", [None, [], 3, "text"])
def test_a_body_that_is_no_object_is_empty(after: object) -> None:
    resource = read(change("aws_vpc.a", "create", after=after)).by_address["aws_vpc.a"]
    assert (resource.get("cidr_block"), list(resource.body.names())) == (None, [])


# ---- hostile values


@pytest.mark.parametrize("address", ['module.x["a', "module", "foo.bar", "module.x.aws_vpc"])
def test_what_is_no_address_of_a_module_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="is no address of a module"):
        read(change("aws_vpc.a", "create", module_address=address))


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (b'"\xff"', "aws_vpc.a: the values are not UTF-8 text"),
        (b"1e999", "aws_vpc.a: the values cannot be read: number out of range"),
        (b"9" * 5000, "aws_vpc.a: the values cannot be read: integer value out of range"),
    ],
)
def test_values_that_only_show_when_they_are_asked_for_end_in_a_message(
    value: bytes, message: str
) -> None:
    data = plan(change("aws_vpc.a", "create", after={"cidr_block": "HERE"}))
    data = data.replace(b'"HERE"', value)
    read_plan(data, "plan.json")
    with pytest.raises(InputError) as caught:
        understand(Input("plan.json", "net/plan.json", data))
    assert str(caught.value).startswith("net/plan.json: ")
    assert message in str(caught.value)


def test_masks_that_are_nested_too_deeply_end_in_a_message() -> None:
    data = plan(change("aws_vpc.a", "create", after_unknown={"cidr_block": "HERE"}))
    data = data.replace(b'"HERE"', b"[" * 900 + b"true" + b"]" * 900)
    with pytest.raises(InputError, match="nested too deeply"):
        understand(Input("plan.json", "plan.json", data))


def test_a_state_is_no_plan() -> None:
    with pytest.raises(InputError, match="this is a state, not a plan"):
        read_plan(b'{"format_version": "1.0", "values": {"root_module": {}}}', "state.json")

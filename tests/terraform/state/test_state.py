"""A state, as JSON or as the raw file, gives the same resources."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from netplan_audit.errors import InputError
from netplan_audit.terraform.read import read

if TYPE_CHECKING:
    from netplan_audit.terraform.resource import Resource, Resources

AWS = "registry.terraform.io/hashicorp/aws"


def shown(*resources: dict[str, Any], **modules: dict[str, Any]) -> Resources:
    """Read state JSON with these resources in the root, and these child modules."""
    children = [{"address": name, **module} for name, module in modules.items()]
    root = {"resources": list(resources), "child_modules": children}
    values = {"outputs": {}, "root_module": root}
    document = {"format_version": "1.0", "terraform_version": "1.11.4", "values": values}
    return read(json.dumps(document).encode(), "state.json")


def raw(*resources: dict[str, Any], **more: Any) -> Resources:  # noqa: ANN401
    """Read a raw state with these resources."""
    document = {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "x"}
    document |= {"outputs": {}, "resources": list(resources), "check_results": None}
    return read(json.dumps(document | more).encode(), "terraform.tfstate")


def block(*instances: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Write a block of a raw state."""
    provider = f'provider["{AWS}"]'
    entry = {"mode": "managed", "type": "aws_subnet", "name": "a", "provider": provider}
    return {**entry, "instances": list(instances), **more}


def entry(address: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Write a resource of state JSON."""
    values = {"mode": "managed", "type": "aws_subnet", "name": "a", "provider_name": AWS}
    return {"address": address, **values, "values": {}, "sensitive_values": {}, **more}


def told(resource: Resource) -> tuple[Any, ...]:
    return (
        resource.address,
        resource.module,
        resource.block,
        resource.mode,
        resource.type,
        resource.key,
        resource.provider,
        resource.action,
        resource.dependencies,
        {name: resource.get(name) for name in resource.body.names()},
    )


VALUES = {"id": "subnet-1", "tags": {"Name": "x"}}


def test_both_forms_of_a_state_give_the_same_resources() -> None:
    module = 'module.net["a.b"]'
    depends = ["module.net.aws_vpc.v"]
    here = block(
        {"index_key": 0, "attributes": VALUES, "dependencies": depends, "schema_version": 1},
        {"index_key": 1, "attributes": {"id": "subnet-2"}, "status": "tainted"},
        module=module,
    )
    data = block({"attributes": {"id": "vpc-1"}}, mode="data", type="aws_vpc", name="v")
    from_raw = raw(data, here)
    at = f"{module}.aws_subnet.a"
    from_json = shown(
        entry("data.aws_vpc.v", mode="data", type="aws_vpc", name="v", values={"id": "vpc-1"}),
        **{
            module: {
                "resources": [
                    entry(f"{at}[0]", index=0, values=VALUES, depends_on=depends),
                    entry(f"{at}[1]", index=1, values={"id": "subnet-2"}, tainted=True),
                ]
            }
        },
    )
    assert [told(one) for one in from_raw] == [told(one) for one in from_json]
    assert from_raw.kind == from_json.kind == "state"
    assert list(from_raw.by_address) == ["data.aws_vpc.v", f"{at}[0]", f"{at}[1]"]
    assert (from_raw.terraform_version, from_json.format_version) == ("1.11.4", "1.0")


def test_keys_of_for_each_are_quoted_in_the_address() -> None:
    (resource,) = raw(block({"index_key": 'a"b', "attributes": {}}))
    assert (resource.address, resource.key) == ('aws_subnet.a["a\\"b"]', 'a"b')


def test_deposed_objects_are_left_out() -> None:
    current, old = {"attributes": {"id": "new"}}, {"deposed": "00", "attributes": {"id": "old"}}
    for resources in (
        raw(block(old, current)),
        shown(
            entry("aws_subnet.a", deposed_key="00", values={"id": "old"}),
            entry("aws_subnet.a", values={"id": "new"}),
        ),
    ):
        assert [one.get("id") for one in resources] == ["new"]
        assert resources.diagnostics == ()


def test_an_address_that_stands_twice_is_remarked() -> None:
    resources = raw(block({"attributes": {"id": "x"}}, {"attributes": {"id": "y"}}))
    assert [one.get("id") for one in resources] == ["x"]
    assert [note.code for note in resources.diagnostics] == ["repeated-address"]


def test_nothing_of_a_state_is_unknown_or_configured() -> None:
    (resource,) = raw(block({"attributes": VALUES}))
    assert resource.body.configured("id") is None
    assert list(resource.body.references()) == []
    assert resource.get("gone") is None


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (f'provider["{AWS}"]', AWS),
        (f'provider["{AWS}"].west', AWS),
        (f'module.net["provider"].provider["{AWS}"].west', AWS),
        ('provider["registry.opentofu.org/hashicorp/aws"]', "registry.opentofu.org/hashicorp/aws"),
        ("provider.aws", AWS),
        ("module.net.provider.aws.west", AWS),
        ("", ""),
    ],
)
def test_the_provider_is_named_in_full(written: str, name: str) -> None:
    (resource,) = raw(block({"attributes": {}}, provider=written))
    assert resource.provider == name


# ---- what is sensitive


def step(value: object, kind: str = "get_attr") -> dict[str, Any]:
    return {"type": kind, "value": value}


@pytest.mark.parametrize(
    ("paths", "name", "mask"),
    [
        ([[step("cidr_block")]], "cidr_block", True),
        ([[step("cidr_block")]], "tags", False),
        (
            [[step("tags"), step({"value": "Key", "type": "string"}, "index")]],
            "tags",
            {"Key": True},
        ),
        ([[step("tags"), step("Key")], [step("tags")]], "tags", True),
        ([[step("tags")], [step("tags"), step("Key")]], "tags", True),
        ([[step("route"), step({"value": 0, "type": "number"}, "index")]], "route", True),
        ([[]], "cidr_block", True),
        (None, "cidr_block", False),
        ([], "password", True),
        ([], "master_user_secret", True),
        ([], "vpc_id", False),
    ],
)
def test_marks_of_a_raw_state_are_paths_and_names_that_say_so(
    paths: object, name: str, mask: object
) -> None:
    (resource,) = raw(block({"attributes": {name: "x"}, "sensitive_attributes": paths}))
    assert resource.body.mask(name) == mask


def test_marks_of_state_json_are_masks() -> None:
    masks = {"tags": {"Key": True}}
    (resource,) = shown(entry("aws_subnet.a", values=VALUES, sensitive_values=masks))
    assert [resource.body.mask(name) for name in ("tags", "id")] == [{"Key": True}, False]


def test_a_secret_inside_a_block_is_found_by_its_name() -> None:
    blocks = [{"username": "u"}, {"username": "u", "password": "p"}]
    (resource,) = raw(block({"attributes": {"user": blocks}}))
    assert resource.body.mask("user") == [False, {"password": True}]


# ---- flat attributes, as Terraform before 0.12 wrote them


def test_flat_attributes_are_put_together() -> None:
    flat = {
        "id": "sg-1",
        "revoke_rules_on_delete": "false",
        "tags.%": "1",
        "tags.Name": "true story",
        "ingress.#": "2",
        "ingress.42.from_port": "22",
        "ingress.42.protocol": "6",
        "ingress.42.cidr_blocks.#": "1",
        "ingress.42.cidr_blocks.0": "10.0.0.0/8",
        "ingress.7.from_port": "-1",
        "ingress.7.cidr_blocks.#": "0",
        "egress.#": "0",
    }
    (resource,) = raw(block({"attributes_flat": flat}, type="aws_security_group"))
    assert {name: resource.get(name) for name in resource.body.names()} == {
        "id": "sg-1",
        "revoke_rules_on_delete": False,
        "tags": {"Name": "true story"},
        "ingress": [
            {"from_port": -1, "cidr_blocks": []},
            {"from_port": 22, "protocol": "6", "cidr_blocks": ["10.0.0.0/8"]},
        ],
        "egress": [],
    }


# ---- states that cannot be read


@pytest.mark.parametrize(
    ("version", "hint"),
    [(3, "Terraform 0.12"), (1, "Terraform 0.12"), (5, "update"), ("4", "update"), (4.5, "update")],
)
def test_other_versions_are_refused_with_a_way_out(version: object, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        raw(version=version)
    assert "this is a raw state of version" in caught.value.message
    assert (caught.value.place, hint in caught.value.hint) == ("$.version", True)


def test_a_raw_state_of_another_shape_is_refused_with_its_path() -> None:
    with pytest.raises(InputError) as caught:
        raw({"mode": "managed"})
    assert caught.value.message == "not a state: object missing required field `type`"
    assert (caught.value.source, caught.value.place) == ("terraform.tfstate", "$.resources[0]")


def test_a_raw_state_that_is_no_utf_8_is_refused() -> None:
    with pytest.raises(InputError, match="not a state: not UTF-8 text"):
        read(b'{"version": 4, "resources": [{"type": "\xff", "name": "a"}]}', "terraform.tfstate")


def test_state_json_of_another_shape_is_refused_with_its_path() -> None:
    with pytest.raises(InputError) as caught:
        shown({"type": "aws_vpc"})
    assert caught.value.place == "$.values.root_module.resources[0]"


def test_an_empty_raw_state_has_no_resources() -> None:
    assert len(raw()) == 0

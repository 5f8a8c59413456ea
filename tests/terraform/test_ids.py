"""Which known values of arguments are ids of other resources."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from netplan_audit.terraform.ids import IdIndex, is_assigned
from netplan_audit.terraform.read import read
from tests.terraform.plan.documents import block, instance, module, refs, told
from tests.terraform.plan.plans import read as read_changes

if TYPE_CHECKING:
    from netplan_audit.terraform.resource import Resources

VPC, OTHER, SG = "vpc-0a1b2c3d4e5f60718", "vpc-0a1b2c3d4e5f60719", "sg-0a1b2c3d4e5f60718"
ACL, PCX = "acl-0a1b2c3d4e5f60718", "pcx-0a1b2c3d4e5f60718"


def state(*resources: dict[str, Any]) -> Resources:
    document = {"format_version": "1.0", "values": {"root_module": {"resources": list(resources)}}}
    return read(json.dumps(document).encode(), "state.json")


def existing(address: str, *depends_on: str, **values: object) -> dict[str, Any]:
    *data, kind, name = address.split(".")
    return {
        "address": address,
        "mode": "data" if data else "managed",
        "type": kind,
        "name": name,
        "values": values,
        "depends_on": list(depends_on),
    }


def joined(resources: Resources, address: str) -> dict[str, object]:
    found = IdIndex(resources).references(resources.by_address[address])
    return {".".join(map(str, path)): told(value) for path, value in found}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (VPC, True),
        ("vpc-a01106c2", True),
        ("tgw-attach-0a1b2c3d4e5f60718", True),
        ("arn:aws-cn:iam::123456789012:role/x", True),
        ("vpc-main", False),
        ("web-0a1b2c3d", False),  # a name with a random end
        ("vpc-0A1B2C3D", False),
        (f"{VPC}\n", False),
        ("", False),
    ],
)
def test_ids_that_aws_assigns(text: str, expected: bool) -> None:  # noqa: FBT001
    assert is_assigned(text) is expected


def test_an_assigned_id_joins_wherever_it_stands() -> None:
    resources = state(
        existing("aws_vpc.a", id=VPC),
        existing("aws_lambda_function.f", vpc_config=[{"ids": ["x", VPC]}], arn="arn:aws:x"),
        existing("aws_subnet.s", vpc_id=OTHER),
    )
    assert joined(resources, "aws_lambda_function.f") == {
        "vpc_config.0.ids.1": ("certain", ("aws_vpc.a.id",))
    }
    assert joined(resources, "aws_subnet.s") == {}
    assert joined(resources, "aws_vpc.a") == {}


def test_names_that_coincide_join_nothing() -> None:
    resources = state(
        existing("aws_iam_role.main", id="main", name="main"),
        existing("aws_eks_cluster.main", id="main", name="main", role="main"),
        existing("aws_x.y", "aws_iam_role.main", role="main", name="main", tags={"Name": "main"}),
    )
    assert joined(resources, "aws_eks_cluster.main") == {}
    assert IdIndex(resources).owner("main") is None
    assert joined(resources, "aws_x.y") == {"role": ("likely", ("aws_iam_role.main.id",))}


def test_what_the_state_depends_on_has_the_id() -> None:
    resources = state(
        existing("aws_vpc.v", id=VPC, default_security_group_id=SG),
        existing("aws_default_security_group.d", "aws_vpc.v", id=SG, vpc_id=VPC),
        existing("aws_x.of_vpc", "aws_vpc.v", group=SG),
        existing("aws_x.of_group", "aws_default_security_group.d", group=SG),
    )
    assert joined(resources, "aws_x.of_vpc") == {
        "group": ("certain", ("aws_vpc.v.default_security_group_id",))
    }
    assert joined(resources, "aws_x.of_group") == {
        "group": ("certain", ("aws_default_security_group.d.id",))
    }
    assert joined(resources, "aws_vpc.v") == {}


def test_the_maker_of_an_object_owns_its_id() -> None:
    index = IdIndex(
        state(
            existing(
                "aws_vpc_peering_connection_accepter.b", id=PCX, vpc_peering_connection_id=PCX
            ),
            existing("aws_vpc_peering_connection.a", id=PCX),
            existing("data.aws_vpc.v", id=VPC),
            existing("aws_vpc.v", id=VPC, default_network_acl_id=ACL, arn="arn:aws:ec2:vpc"),
            existing("aws_default_network_acl.d", id=ACL, default_network_acl_id=ACL),
            existing("data.aws_subnets.s", ids=["subnet-0a1b2c3d"]),
        )
    )
    owners = {
        one: index.owner(one) for one in (PCX, VPC, ACL, "arn:aws:ec2:vpc", "subnet-0a1b2c3d")
    }
    assert {
        one: owner and f"{owner.address}.{owner.attribute}" for one, owner in owners.items()
    } == {
        PCX: "aws_vpc_peering_connection.a.id",
        VPC: "aws_vpc.v.id",
        ACL: "aws_vpc.v.default_network_acl_id",
        "arn:aws:ec2:vpc": "aws_vpc.v.arn",
        "subnet-0a1b2c3d": None,  # a data source finds subnets, and is none
    }


def test_a_name_joins_what_its_expression_reads() -> None:
    root = module(
        block("aws_iam_role.a", name={}),
        block("aws_iam_role.b", name={}),
        block("aws_x.y", role=refs("aws_iam_role.a.name"), other={"constant_value": "main"}),
    )
    resources = read_changes(
        instance("aws_iam_role.a", name="main"),
        instance("aws_iam_role.b", name="main"),
        instance("aws_x.y", role="main", other="main"),
        configuration={"root_module": root},
    )
    assert joined(resources, "aws_x.y") == {"role": ("certain", ("aws_iam_role.a.name",))}


def test_the_value_chooses_among_the_instances_that_an_expression_reads() -> None:
    root = module(
        block("aws_iam_role.r", count={}, name={}),
        block("aws_x.y", role=refs("aws_iam_role.r"), same=refs("aws_iam_role.s")),
        block("aws_iam_role.s", for_each={}, name={}),
    )
    resources = read_changes(
        instance("aws_iam_role.r[0]", name="zero"),
        instance("aws_iam_role.r[1]", name="one"),
        instance('aws_iam_role.s["a"]', name="same"),
        instance('aws_iam_role.s["b"]', name="same"),
        instance("aws_x.y", role="one", same="same"),
        configuration={"root_module": root},
    )
    assert joined(resources, "aws_x.y") == {
        "role": ("certain", ("aws_iam_role.r[1].name",)),
        "same": ("one of", ('aws_iam_role.s["a"].name', 'aws_iam_role.s["b"].name')),
    }


def test_only_what_the_configuration_sets_refers_to_something() -> None:
    resources = read_changes(
        instance("aws_vpc.v", id=VPC),
        instance("aws_x.y", vpc_id=VPC, computed_vpc_id=VPC),
        configuration={"root_module": module(block("aws_x.y", vpc_id={"constant_value": VPC}))},
    )
    assert joined(resources, "aws_x.y") == {"vpc_id": ("certain", ("aws_vpc.v.id",))}


def test_an_id_that_a_data_source_listed_leads_to_it() -> None:
    resources = state(
        existing("data.aws_subnets.s", ids=["subnet-0a1b2c3d", "subnet-0a1b2c3e"]),
        existing("aws_instance.i", "data.aws_subnets.s", subnet_id="subnet-0a1b2c3e"),
    )
    assert joined(resources, "aws_instance.i") == {
        "subnet_id": ("certain", ("data.aws_subnets.s.ids[1]",))
    }

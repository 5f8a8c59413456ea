"""Values of planned resources: known parts, unknown parts at any depth, nested blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from netplan_audit.errors import InputError
from netplan_audit.formats.resources_json import describe
from netplan_audit.terraform.value import Unknown
from tests.terraform.plan.documents import block, instance, module, planned, refs, told
from tests.terraform.plan.plans import read

if TYPE_CHECKING:
    from netplan_audit.terraform.resource import Resource
    from netplan_audit.terraform.value import Path, Value

CONSTANT = {"constant_value": "x"}


def at(resource: Resource, path: Path) -> Value:
    value = resource.get(str(path[0]))
    for step in path[1:]:
        if isinstance(value, dict):
            value = value[str(step)]
        else:
            assert isinstance(value, list)
            assert isinstance(step, int)
            value = value[step]
    return value


def only(root: dict[str, Any], made: dict[str, Any], *others: dict[str, Any]) -> Resource:
    return planned(root, *others, made)[made["address"]]


def test_unknown_members_are_put_where_the_mask_says() -> None:
    made = instance(
        "aws_x.y",
        known="k",
        nothing=None,
        list=[None, "known"],
        blocks=[{"a": 1, "inner": [{"b": 2}]}],
        unknown_list=[True, False],
        unknown_blocks=[{"inner": [{"c": True}]}, {"d": True}],
        unknown_map={"k": True, "l": False},
        unknown_whole=True,
        unknown_none=False,
    )
    names = ("known", "nothing", "list", "blocks", "map", "whole")
    resource = only(module(block("aws_x.y", **dict.fromkeys(names, refs("local.z")))), made)
    waits = Unknown(("local.z",), configured=True)
    assert {name: resource.get(name) for name in names} == {
        "known": "k",
        "nothing": None,
        "list": [waits, "known"],
        "blocks": [{"a": 1, "inner": [{"b": 2, "c": waits}]}, {"d": waits}],
        "map": {"k": waits},
        "whole": waits,
    }
    assert resource.get("none") is None
    assert set(resource.body.names()) == {*names, "id"}


def test_what_the_configuration_leaves_out_is_computed() -> None:
    made = instance("aws_security_group.g", "egress", "arn", ingress=[], unknown_ingress=[])
    resource = only(module(block("aws_security_group.g", ingress=CONSTANT)), made)
    assert resource.get("egress") == Unknown(configured=False)
    assert [resource.body.configured(name) for name in ("ingress", "egress")] == [True, False]
    assert list(resource.body.references()) == []


def test_without_a_configuration_nothing_is_told_of_an_unknown() -> None:
    resource = only(module(), instance("aws_subnet.s", "vpc_id"))
    assert resource.get("vpc_id") == Unknown(configured=None)
    assert resource.body.configured("vpc_id") is None


def test_an_argument_that_a_written_block_leaves_out_is_computed() -> None:
    root = module(
        block("aws_vpc.v"),
        block("aws_eks_cluster.c", vpc_config=[{"endpoint_public_access": CONSTANT}]),
    )
    made = instance("aws_eks_cluster.c", vpc_config=[{}], unknown_vpc_config=[{"vpc_id": True}])
    resource = only(root, made, instance("aws_vpc.v"))
    assert at(resource, ("vpc_config", 0, "vpc_id")) == Unknown(configured=False)


def test_a_dynamic_block_is_guessed_from_what_its_module_sees() -> None:
    root = module(block("aws_security_group.a"), block("aws_security_group.g", name=CONSTANT))
    made = instance(
        "aws_security_group.g",
        egress=[{"from_port": 0}],
        unknown_egress=[{"security_groups": True, "description": True}],
    )
    resource = only(root, made, instance("aws_security_group.a"))
    groups = at(resource, ("egress", 0, "security_groups"))
    assert told(groups) == (
        "some of, and others",
        ("one-of aws_security_group.a.id", "one-of aws_security_group.g.id"),
    )
    assert [path for path, _ in resource.body.references()] == [("egress", 0, "security_groups")]


ROUTE = refs(
    "aws_internet_gateway.i.id",
    "aws_nat_gateway.n.id",
    "aws_vpc_peering_connection.p.id",
    "aws_vpc_peering_connection.q.id",
    "aws_vpc.other.cidr_block",
)
TARGETS = (
    instance("aws_internet_gateway.i"),
    instance("aws_nat_gateway.n"),
    instance("aws_vpc_peering_connection.p"),
    instance("aws_vpc_peering_connection.q"),
    instance("aws_vpc.other", cidr_block="10.9.0.0/16"),
)


def routes(*masks: dict[str, object]) -> Resource:
    """Plan a table whose routes are unset (`""`) but for what a mask says is unknown."""
    names = ("gateway_id", "nat_gateway_id", "vpc_peering_connection_id")
    known = [{name: "" for name in names if name not in mask} for mask in masks]
    made = instance("aws_route_table.t", route=known, unknown_route=list(masks))
    blocks = (block(one["address"]) for one in TARGETS)
    return only(module(*blocks, block("aws_route_table.t", route=ROUTE)), made, *TARGETS)


def test_blocks_written_as_an_attribute_are_told_apart_by_kind() -> None:
    names = ("gateway_id", "nat_gateway_id", "vpc_peering_connection_id")
    masks: list[dict[str, object]] = [{name: True} for name in names]
    table = routes(*masks)
    assert table.get("route") == [
        {**dict.fromkeys(names, ""), name: at(table, ("route", index, name))}
        for index, name in enumerate(names)
    ]
    assert told(at(table, ("route", 0, "gateway_id"))) == (
        "certain",
        ("aws_internet_gateway.i.id",),
    )
    assert told(at(table, ("route", 1, "nat_gateway_id"))) == ("certain", ("aws_nat_gateway.n.id",))


def test_of_several_of_a_kind_nothing_tells_which_block_has_which() -> None:
    table = routes({"vpc_peering_connection_id": True}, {"vpc_peering_connection_id": True})
    both = ("aws_vpc_peering_connection.p.id", "aws_vpc_peering_connection.q.id")
    assert told(at(table, ("route", 1, "vpc_peering_connection_id"))) == ("one of", both)
    # One block more than references: `dynamic` may have made it, of something else.
    mask: dict[str, object] = {"vpc_peering_connection_id": True}
    value = at(routes(mask, mask, mask), ("route", 1, "vpc_peering_connection_id"))
    assert told(value) == ("one of, or another", both)


def test_one_reference_for_two_blocks_is_only_likely() -> None:
    table = routes({"nat_gateway_id": True}, {"nat_gateway_id": True})
    assert told(at(table, ("route", 1, "nat_gateway_id"))) == ("likely", ("aws_nat_gateway.n.id",))


def test_a_gateway_takes_what_no_other_argument_of_the_blocks_takes() -> None:
    """AWS takes NAT gateways and peering connections in `gateway_id` too."""
    gateway = "aws_internet_gateway.i.id"
    peerings = ("aws_vpc_peering_connection.p.id", "aws_vpc_peering_connection.q.id")
    taken: dict[str, dict[str, object]] = {
        name: {name: True} for name in ("gateway_id", "nat_gateway_id", "vpc_peering_connection_id")
    }
    first = ("route", 0, "gateway_id")
    assert told(at(routes(taken["gateway_id"]), first)) == (
        "one of",
        (gateway, "aws_nat_gateway.n.id", *peerings),
    )
    beside = routes(taken["gateway_id"], taken["nat_gateway_id"])
    assert told(at(beside, first)) == ("one of", (gateway, *peerings))


def mappings(*planned_blocks: dict[str, object]) -> Resource:
    """Plan a load balancer with two subnet mappings, told apart by a constant."""
    written = [
        {"subnet_id": refs(f"aws_subnet.{n}.id"), "ipv6_address": {"constant_value": n}}
        for n in "ab"
    ]
    root = module(
        block("aws_subnet.a"), block("aws_subnet.b"), block("aws_lb.l", subnet_mapping=written)
    )
    masks = [{"subnet_id": True} for _ in planned_blocks]
    made = instance("aws_lb.l", subnet_mapping=list(planned_blocks), unknown_subnet_mapping=masks)
    return only(root, made, instance("aws_subnet.a"), instance("aws_subnet.b"))


def test_a_set_of_blocks_has_another_order_than_the_configuration() -> None:
    balancer = mappings({"ipv6_address": "b"}, {"ipv6_address": "a"})
    assert [told(at(balancer, ("subnet_mapping", i, "subnet_id"))) for i in range(2)] == [
        ("certain", ("aws_subnet.b.id",)),
        ("certain", ("aws_subnet.a.id",)),
    ]


def test_blocks_that_no_constant_tells_apart_stay_open() -> None:
    balancer = mappings({}, {})
    assert told(at(balancer, ("subnet_mapping", 0, "subnet_id"))) == (
        "one of",
        ("aws_subnet.a.id", "aws_subnet.b.id"),
    )


@pytest.mark.parametrize(
    ("mask", "name", "expected"),
    [
        ({}, "password", False),
        ({"password": True}, "password", True),
        ({"tags": {"a": True}}, "tags", True),
        ({"list": [False, True]}, "list", True),
        ({"list": [False, False]}, "list", False),
        (True, "password", True),
    ],
)
def test_sensitive_masks(mask: object, name: str, expected: bool) -> None:  # noqa: FBT001
    made = instance("aws_db_instance.d", password="secret", tags={"a": "b"}, list=["a", "b"])  # noqa: S106
    made["change"]["after_sensitive"] = mask
    assert only(module(), made).is_sensitive(name) is expected


def nested(levels: int, inmost: object) -> object:
    for _ in range(levels):
        inmost = {"x": inmost}
    return inmost


def test_unknown_members_may_lie_deep() -> None:
    made = instance("aws_x.y", unknown_deep=nested(40, inmost=True))
    resource = only(module(block("aws_x.y", deep=refs("local.z"))), made)
    assert at(resource, ("deep", *["x"] * 40)) == Unknown(("local.z",), configured=True)


def test_a_nest_that_no_provider_has_is_refused() -> None:
    made = instance("aws_x.y", unknown_deep=nested(300, inmost=True))
    resource = only(module(block("aws_x.y", deep=CONSTANT)), made)
    with pytest.raises(InputError, match="nested too deeply") as caught:
        resource.get("deep")
    assert caught.value.place == "aws_x.y"


def test_known_values_too_deep_to_be_told_are_refused() -> None:
    made = instance("aws_x.y", deep=nested(800, "end"))
    with pytest.raises(InputError, match="nested too deeply"):
        list(describe(read(made)))

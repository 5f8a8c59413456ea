"""What arguments that are unknown before apply refer to, and how sure that is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from netplan_audit.terraform.value import Unknown
from tests.terraform.plan.documents import Told, block, call, instance, module, planned, refs, told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netplan_audit.terraform.resource import Resource

ALL = tuple(f"aws_subnet.{name}.id" for name in ("s[0]", "s[1]", "s[2]", "other"))
KEYED = {"references": ["var.names"]}
COUNTED = {"references": ["var.n"]}


def subnets(*keys: object) -> list[dict[str, Any]]:
    return [instance(f"aws_subnet.s[{written(key)}]", vpc_id="vpc-1") for key in keys]


def written(key: object) -> str:
    return str(key) if isinstance(key, int) else f'"{key}"'


def routes_of(
    expression: dict[str, Any], *more: dict[str, Any], source: str = "aws_route_table_association.r"
) -> Mapping[str, Resource]:
    """Plan an association whose `subnet_id` is an expression, beside counted subnets."""
    root = module(
        block("aws_subnet.s", count=COUNTED),
        block("aws_subnet.other"),
        block(source, subnet_id=expression, count=COUNTED),
    )
    return planned(root, *subnets(0, 1, 2), instance("aws_subnet.other"), *more)


def linked(resources: Mapping[str, Resource], address: str, name: str) -> Told:
    return told(resources[address].get(name))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("aws_subnet.s[1].id",), ("certain", ("aws_subnet.s[1].id",))),
        (("aws_subnet.other.id",), ("certain", ("aws_subnet.other.id",))),
        (("aws_subnet.other",), ("certain", ("aws_subnet.other.id",))),
        (("aws_subnet.s[7].id",), ("unknown", ("aws_subnet.s[7].id",))),
        (
            ("aws_subnet.s",),
            ("one of", ("aws_subnet.s[0].id", "aws_subnet.s[1].id", "aws_subnet.s[2].id")),
        ),
        # A constant chosen by a root variable: nothing else there can be unknown.
        (("var.single", "aws_subnet.other.id"), ("certain", ("aws_subnet.other.id",))),
        (
            ("aws_subnet.other.id", "aws_subnet.s[0].id"),
            ("one of", ("aws_subnet.other.id", "aws_subnet.s[0].id")),
        ),
        # The parents of `s[0].id` end at `s`; the second `s` is another traversal.
        (
            ("var.single", "aws_subnet.s[0].id", "aws_subnet.s", "var.i"),
            ("one of", ("aws_subnet.s[0].id", "aws_subnet.s[1].id", "aws_subnet.s[2].id")),
        ),
        (("local.ids",), ("one of, or another", ALL)),
        (("self.id",), ("unknown", ("self.id",))),
    ],
)
def test_a_single_argument(texts: tuple[str, ...], expected: object) -> None:
    resources = routes_of(refs(*texts), instance("aws_route_table_association.r[0]", "subnet_id"))
    assert linked(resources, "aws_route_table_association.r[0]", "subnet_id") == expected


def test_case_45_equal_counts_go_together() -> None:
    made = [instance(f"aws_route_table_association.r[{i}]", "subnet_id") for i in range(3)]
    resources = routes_of(refs("aws_subnet.s", "count.index"), *made)
    assert [
        linked(resources, f"aws_route_table_association.r[{i}]", "subnet_id") for i in range(3)
    ] == [("likely", (f"aws_subnet.s[{i}].id",)) for i in range(3)]


def test_unequal_counts_do_not_go_together() -> None:
    made = [instance(f"aws_route_table_association.r[{i}]", "subnet_id") for i in range(2)]
    resources = routes_of(refs("aws_subnet.s", "count.index"), *made)
    assert linked(resources, "aws_route_table_association.r[1]", "subnet_id") == (
        "one of",
        ("aws_subnet.s[0].id", "aws_subnet.s[1].id", "aws_subnet.s[2].id"),
    )


def test_a_pair_of_counts_beside_a_constant_index_stays_a_guess() -> None:
    made = [instance(f"aws_route_table_association.r[{i}]", "subnet_id") for i in range(3)]
    resources = routes_of(
        refs("var.one", "aws_subnet.s[0].id", "aws_subnet.s", "count.index"), *made
    )
    assert [
        linked(resources, f"aws_route_table_association.r[{i}]", "subnet_id") for i in (0, 1)
    ] == [
        ("likely", ("aws_subnet.s[0].id",)),
        ("one of", ("aws_subnet.s[0].id", "aws_subnet.s[1].id")),
    ]


def network(name: str = "net") -> dict[str, Any]:
    return module(
        block("aws_vpc.v"),
        block("aws_subnet.s", for_each=KEYED, vpc_id=refs("aws_vpc.v.id")),
        outputs={
            "vpc_id": refs("aws_vpc.v.id"),
            "cidr": refs("aws_vpc.v.cidr_block"),
            "subnet_ids": refs("aws_subnet.s"),
            name: refs("var.passed"),
        },
    )


def networks(*keys: str) -> list[dict[str, Any]]:
    return [
        one
        for key in keys
        for one in (
            instance(f'module.net["{key}"].aws_vpc.v', cidr_block="10.0.0.0/16"),
            instance(f'module.net["{key}"].aws_subnet.s["a.b"]', "vpc_id"),
            instance(f'module.net["{key}"].aws_subnet.s["c"]', "vpc_id"),
        )
    ]


def test_case_46_a_peering_across_instances_of_a_module() -> None:
    root = module(
        block(
            "aws_vpc_peering_connection.p",
            vpc_id=refs('module.net["prod"].vpc_id'),
            peer_vpc_id=refs('module.net["dev"].vpc_id'),
        ),
        calls={"net": call(network(), for_each=KEYED)},
    )
    peering = instance("aws_vpc_peering_connection.p", "vpc_id", "peer_vpc_id")
    resources = planned(root, *networks("prod", "dev"), peering)
    assert linked(resources, "aws_vpc_peering_connection.p", "vpc_id") == (
        "certain",
        ('module.net["prod"].aws_vpc.v.id',),
    )
    assert linked(resources, "aws_vpc_peering_connection.p", "peer_vpc_id") == (
        "certain",
        ('module.net["dev"].aws_vpc.v.id',),
    )


@pytest.mark.parametrize("key", ["prod", "a.b[c]", 'q"uote', "back\\slash", "é"])
def test_cases_47_and_49_every_instance_of_a_module_finds_its_own(key: str) -> None:
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    root = module(calls={"net": call(network(), for_each=KEYED)})
    resources = planned(root, *networks("other", escaped))
    assert len(resources) == 6
    for name in ("other", escaped):
        assert linked(resources, f'module.net["{name}"].aws_subnet.s["a.b"]', "vpc_id") == (
            "certain",
            (f'module.net["{name}"].aws_vpc.v.id',),
        )


def test_case_50_an_output_picked_by_a_key_that_the_plan_leaves_out() -> None:
    root = module(
        block("aws_security_group.g", for_each=KEYED, vpc_id=refs("module.net", "each.key")),
        block("aws_security_group.h", vpc_id=refs("module.net", "var.which")),
        calls={"net": call(network(), for_each=KEYED)},
    )
    groups = [instance(f'aws_security_group.g["{k}"]', "vpc_id") for k in ("prod", "none")]
    lone = instance("aws_security_group.h", "vpc_id")
    resources = planned(root, *networks("prod", "dev"), *groups, lone)
    both = ('module.net["prod"].aws_vpc.v.id', 'module.net["dev"].aws_vpc.v.id')
    assert linked(resources, 'aws_security_group.g["prod"]', "vpc_id") == ("likely", both[:1])
    assert linked(resources, 'aws_security_group.g["none"]', "vpc_id") == (
        "one of, or another",
        both,
    )
    assert linked(resources, "aws_security_group.h", "vpc_id") == ("one of, or another", both)


def test_case_51_all_references_are_followed() -> None:
    root = module(
        block("aws_security_group.a"),
        block("aws_security_group.b"),
        block("aws_lambda_function.f", vpc_config=[{"security_group_ids": refs(*TWO)}]),
    )
    resources = planned(
        root,
        instance("aws_security_group.a"),
        instance("aws_security_group.b"),
        instance(
            "aws_lambda_function.f",
            vpc_config=[{}],
            unknown_vpc_config=[{"security_group_ids": True}],
        ),
    )
    config = resources["aws_lambda_function.f"].get("vpc_config")
    assert isinstance(config, list)
    assert isinstance(config[0], dict)
    assert told(config[0]["security_group_ids"]) == (
        "some of",
        ("likely aws_security_group.a.id", "likely aws_security_group.b.id"),
    )


TWO = ("aws_security_group.a.id", "aws_security_group.b.id")


def test_keys_go_down_through_variables() -> None:
    inner = module(block("aws_instance.i", subnet_id=refs("var.subnet")))
    root = module(
        block("aws_subnet.s", for_each=KEYED),
        calls={"host": call(inner, for_each=KEYED, subnet=refs("aws_subnet.s", "each.key"))},
    )
    hosts = [instance(f'module.host["{k}"].aws_instance.i', "subnet_id") for k in ("a", "b")]
    resources = planned(root, *subnets("a", "b", "c"), *hosts)
    assert linked(resources, 'module.host["b"].aws_instance.i', "subnet_id") == (
        "likely",
        ('aws_subnet.s["b"].id',),
    )


def test_each_value_of_a_chained_for_each() -> None:
    root = module(
        block("aws_vpc.v"),
        block("aws_subnet.s", for_each=KEYED, vpc_id=refs("aws_vpc.v.id")),
        block(
            "aws_nat_gateway.n",
            for_each=refs("aws_subnet.s"),
            subnet_id=refs("each.value.id"),
        ),
        block("aws_route_table.t", for_each=refs("aws_subnet.s"), vpc_id=refs("each.value.vpc_id")),
    )
    resources = planned(
        root,
        instance("aws_vpc.v"),
        instance('aws_subnet.s["a"]', "vpc_id"),
        instance('aws_subnet.s["b"]', "vpc_id"),
        instance('aws_nat_gateway.n["b"]', "subnet_id"),
        instance('aws_route_table.t["a"]', "vpc_id"),
    )
    assert linked(resources, 'aws_nat_gateway.n["b"]', "subnet_id") == (
        "likely",
        ('aws_subnet.s["b"].id',),
    )
    assert linked(resources, 'aws_route_table.t["a"]', "vpc_id") == (
        "likely",
        ("aws_vpc.v.id",),
    )


def test_outputs_of_nested_modules_with_maps_and_splats() -> None:
    inner = module(
        block("aws_subnet.s", count=COUNTED),
        outputs={"all": refs("aws_subnet.s")},
    )
    middle = module(
        calls={"inner": call(inner)}, outputs={"net": refs("module.inner.all", "var.label")}
    )
    root = module(
        block("aws_db_subnet_group.g", subnet_ids=refs("module.middle.net.subnets")),
        block("aws_instance.i", subnet_id=refs("module.middle.net.subnets[1]")),
        calls={"middle": call(middle)},
    )
    resources = planned(
        root,
        *(instance(f"module.middle.module.inner.aws_subnet.s[{i}]") for i in range(2)),
        instance("aws_db_subnet_group.g", "subnet_ids"),
        instance("aws_instance.i", "subnet_id"),
    )
    at = "module.middle.module.inner.aws_subnet.s"
    assert linked(resources, "aws_db_subnet_group.g", "subnet_ids") == (
        "some of",
        (f"likely {at}[0].id", f"likely {at}[1].id"),
    )
    assert linked(resources, "aws_instance.i", "subnet_id") == (
        "one of, or another",
        (f"{at}[0].id", f"{at}[1].id"),
    )


def test_an_argument_passed_on_by_another_resource() -> None:
    root = module(
        block("aws_vpc.v"),
        block("aws_vpc_ipv4_cidr_block_association.c", vpc_id=refs("aws_vpc.v.id")),
        block("aws_subnet.s", vpc_id=refs("aws_vpc_ipv4_cidr_block_association.c.vpc_id")),
    )
    resources = planned(
        root,
        instance("aws_vpc.v"),
        instance("aws_vpc_ipv4_cidr_block_association.c", "vpc_id"),
        instance("aws_subnet.s", "vpc_id"),
    )
    assert linked(resources, "aws_subnet.s", "vpc_id") == ("certain", ("aws_vpc.v.id",))


def test_what_the_provider_may_compute_is_not_proven_by_a_choice() -> None:
    root = module(
        block("aws_vpc.v"),
        block("aws_security_group.g", vpc_id=refs("var.own", "aws_vpc.v.id")),
        block("aws_subnet.s", vpc_id=refs("var.own", "aws_vpc.v.id")),
    )
    made = [instance(one, "vpc_id") for one in ("aws_security_group.g", "aws_subnet.s")]
    resources = planned(root, instance("aws_vpc.v"), *made)
    assert linked(resources, "aws_security_group.g", "vpc_id") == ("likely", ("aws_vpc.v.id",))
    assert linked(resources, "aws_subnet.s", "vpc_id") == ("certain", ("aws_vpc.v.id",))


def test_something_unknown_of_no_kind_may_be_the_value() -> None:
    root = module(
        block("aws_subnet.a"),
        block("aws_cloudformation_stack.c"),
        block(
            "aws_instance.i",
            subnet_id=refs("aws_cloudformation_stack.c.outputs", "aws_subnet.a.id"),
        ),
    )
    resources = planned(
        root,
        instance("aws_subnet.a"),
        instance("aws_cloudformation_stack.c", "outputs"),
        instance("aws_instance.i", "subnet_id"),
    )
    assert linked(resources, "aws_instance.i", "subnet_id") == ("likely", ("aws_subnet.a.id",))


def test_what_is_known_cannot_make_an_argument_unknown() -> None:
    root = module(
        block("aws_subnet.old"),
        block("aws_subnet.new"),
        block(
            "aws_route_table_association.r",
            subnet_id=refs("aws_subnet.old.id", "aws_subnet.new.id"),
        ),
        block("aws_db_subnet_group.g", subnet_ids=refs("aws_subnet.old.id", "aws_subnet.new.id")),
    )
    resources = planned(
        root,
        instance("aws_subnet.old", id="subnet-0a1b2c3d"),
        instance("aws_subnet.new"),
        instance("aws_route_table_association.r", "subnet_id"),
        instance("aws_db_subnet_group.g", "subnet_ids"),
    )
    assert linked(resources, "aws_route_table_association.r", "subnet_id") == (
        "certain",
        ("aws_subnet.new.id",),
    )
    # A collection holds both: one unknown member makes all of it unknown.
    assert linked(resources, "aws_db_subnet_group.g", "subnet_ids") == (
        "some of",
        ("likely aws_subnet.old.id", "likely aws_subnet.new.id"),
    )


def test_a_local_is_guessed_from_what_its_module_sees() -> None:
    root = module(
        block("aws_vpc.only"),
        block("aws_subnet.s", vpc_id=refs("local.vpc_id")),
        block("aws_subnet.t", vpc_id=refs("module.net.vpc_id")),
        calls={"net": call(module(block("aws_vpc.in"), outputs={"vpc_id": refs("local.id")}))},
    )
    resources = planned(
        root,
        instance("aws_vpc.only"),
        instance("module.net.aws_vpc.in"),
        instance("aws_subnet.s", "vpc_id"),
        instance("aws_subnet.t", "vpc_id"),
    )
    assert linked(resources, "aws_subnet.s", "vpc_id") == ("likely", ("aws_vpc.only.id",))
    assert linked(resources, "aws_subnet.t", "vpc_id") == ("likely", ("module.net.aws_vpc.in.id",))


def test_the_other_side_of_a_rule_is_as_likely_what_the_module_is_passed() -> None:
    rules = module(
        block("aws_security_group.own"),
        block("aws_security_group_rule.r", source_security_group_id=refs("local.peer")),
    )
    root = module(
        block("aws_security_group.lb"),
        calls={"rules": call(rules, peer=refs("aws_security_group.lb.id"))},
    )
    resources = planned(
        root,
        instance("aws_security_group.lb"),
        instance("module.rules.aws_security_group.own"),
        instance("module.rules.aws_security_group_rule.r", "source_security_group_id"),
    )
    rule = "module.rules.aws_security_group_rule.r"
    assert linked(resources, rule, "source_security_group_id") == (
        "one of, or another",
        ("module.rules.aws_security_group.own.id", "aws_security_group.lb.id"),
    )


def test_a_vpc_that_is_passed_is_no_guess_for_a_route_table() -> None:
    """What is written `one(aws_vpc.v[*].id)` comes without the attribute."""
    net = module(block("aws_vpc.v", count=COUNTED), outputs={"id": refs("aws_vpc.v")})
    ends = module(
        block("aws_vpc_endpoint_route_table_association.a", route_table_id=refs("local.table")),
    )
    root = module(
        calls={"net": call(net), "ends": call(ends, vpc_id=refs("module.net.id"))},
    )
    association = "module.ends.aws_vpc_endpoint_route_table_association.a"
    resources = planned(
        root,
        instance("module.net.aws_vpc.v[0]"),
        instance(association, "route_table_id"),
    )
    assert linked(resources, association, "route_table_id") == (
        "unknown",
        ("module.ends.local.table",),
    )


def test_what_only_variables_may_give_and_is_unknown_is_the_providers() -> None:
    """A variable that holds null: else its value would be in the plan."""
    net = module(
        block("aws_vpc.v", ipv6_cidr_block=refs("var.cidr"), instance_tenancy=refs("local.x")),
        block("aws_subnet.s", ipv6_cidr_block=refs("var.passed")),
    )
    root = module(
        block("aws_vpc_ipam_pool_cidr.p"),
        calls={"net": call(net, passed=refs("aws_vpc_ipam_pool_cidr.p.cidr"))},
    )
    resources = planned(
        root,
        instance("aws_vpc_ipam_pool_cidr.p", "cidr"),
        instance("module.net.aws_vpc.v", "ipv6_cidr_block", "instance_tenancy"),
        instance("module.net.aws_subnet.s", "ipv6_cidr_block"),
    )
    vpc = resources["module.net.aws_vpc.v"]
    assert vpc.get("ipv6_cidr_block") == Unknown(configured=False)
    assert vpc.body.configured("ipv6_cidr_block") is False
    assert vpc.body.configured("instance_tenancy") is True
    subnet = resources["module.net.aws_subnet.s"]
    assert subnet.get("ipv6_cidr_block") != Unknown(configured=False)
    assert subnet.body.configured("ipv6_cidr_block") is True


def test_a_missing_module_is_waited_for_and_nothing_else_is_guessed() -> None:
    root = module(
        block("aws_vpc.own"),
        block("aws_subnet.s", vpc_id=refs("module.remote.vpc_id")),
        calls={"remote": call(None)},
    )
    resources = planned(root, instance("aws_vpc.own"), instance("aws_subnet.s", "vpc_id"))
    assert linked(resources, "aws_subnet.s", "vpc_id") == ("unknown", ("module.remote",))


def test_a_module_without_resources_passes_things_on() -> None:
    passing = module(outputs={"id": refs("var.id")})
    root = module(
        block("aws_vpc.v"),
        block("aws_subnet.s", vpc_id=refs("module.pass.id")),
        block("aws_subnet.t", vpc_id=refs('module.keyed["a"].id')),
        calls={
            "pass": call(passing, id=refs("aws_vpc.v.id")),
            "keyed": call(passing, for_each=KEYED, id=refs("aws_vpc.v.id")),
        },
    )
    made = [instance(f"aws_subnet.{name}", "vpc_id") for name in "st"]
    resources = planned(root, instance("aws_vpc.v"), *made)
    assert linked(resources, "aws_subnet.s", "vpc_id") == ("certain", ("aws_vpc.v.id",))
    assert linked(resources, "aws_subnet.t", "vpc_id") != ("certain", ("aws_vpc.v.id",))


def test_the_only_instance_in_the_plan_may_not_be_the_only_one() -> None:
    """An instance of a module that makes nothing does not show, but may hand an id on."""
    body = module(block("aws_vpc.v", count=COUNTED), outputs={"id": refs("aws_vpc.v", "var.id")})
    root = module(
        block("aws_vpc.w"),
        block("aws_subnet.s", vpc_id=refs("module.net", "var.which")),
        calls={"net": call(body, for_each=KEYED, id=refs("aws_vpc.w.id"))},
    )
    resources = planned(
        root,
        instance("aws_vpc.w"),
        instance('module.net["a"].aws_vpc.v[0]'),
        instance("aws_subnet.s", "vpc_id"),
    )
    assert linked(resources, "aws_subnet.s", "vpc_id") == (
        "one of",
        ('module.net["a"].aws_vpc.v[0].id', "aws_vpc.w.id"),
    )


def test_the_group_that_comes_with_a_vpc() -> None:
    root = module(
        block("aws_vpc.v", count=COUNTED),
        block(
            "aws_network_interface.n",
            count=COUNTED,
            security_groups=refs("aws_vpc.v", "count.index"),
        ),
    )
    resources = planned(
        root,
        instance("aws_vpc.v[0]"),
        instance("aws_vpc.v[1]"),
        instance("aws_network_interface.n[0]", "security_groups"),
        instance("aws_network_interface.n[1]", "security_groups"),
    )
    assert linked(resources, "aws_network_interface.n[1]", "security_groups") == (
        "some of",
        ("likely aws_vpc.v[1].default_security_group_id",),
    )


def test_modules_that_refer_to_each_other_in_a_circle() -> None:
    body = module(block("aws_subnet.s", vpc_id=refs("var.vpc")), outputs={"vpc": refs("var.vpc")})
    root = module(
        calls={
            "a": call(body, vpc=refs("module.b.vpc")),
            "b": call(body, vpc=refs("module.a.vpc")),
        }
    )
    resources = planned(root, *(instance(f"module.{name}.aws_subnet.s", "vpc_id") for name in "ab"))
    value = resources["module.a.aws_subnet.s"].get("vpc_id")
    assert isinstance(value, Unknown)
    assert value.waits_for


def test_resources_that_pass_an_id_round_and_round() -> None:
    names = [f"aws_subnet.{side}{i}" for i in range(40) for side in "lr"]
    blocks = [
        block(
            name,
            vpc_id=refs(*(f"aws_subnet.{side}{(int(name[12:]) + 1) % 40}.vpc_id" for side in "lr")),
        )
        for name in names
    ]
    start = time.perf_counter()
    resources = planned(module(*blocks), *(instance(name, "vpc_id") for name in names))
    assert all(isinstance(one.get("vpc_id"), Unknown) for one in resources.values())
    assert time.perf_counter() - start < 5


def test_a_deep_nest_of_modules() -> None:
    depth = 150
    body = module(block("aws_subnet.s", vpc_id=refs("var.vpc")))
    for _ in range(depth):
        body = module(calls={"m": call(body, vpc=refs("var.vpc"))})
    root = module(block("aws_vpc.v"), calls={"m": call(body, vpc=refs("aws_vpc.v.id"))})
    for level in (20, depth):
        address = ".".join(["module.m"] * (level + 1)) + ".aws_subnet.s"
        value = told(
            planned(root, instance("aws_vpc.v"), instance(address, "vpc_id"))[address].get("vpc_id")
        )
        assert value[0] in {"unknown", "likely", "certain"}


def test_more_candidates_than_anyone_can_tell_apart() -> None:
    root = module(
        block("aws_subnet.s", count=COUNTED),
        block(
            "aws_instance.i", count=COUNTED, subnet_id=refs("aws_subnet.s", "var.i", "count.index")
        ),
    )
    start = time.perf_counter()
    resources = planned(
        root,
        *(instance(f"aws_subnet.s[{i}]") for i in range(900)),
        *(instance(f"aws_instance.i[{i}]", "subnet_id") for i in range(2000)),
    )
    values = {id(resources[f"aws_instance.i[{i}]"].get("subnet_id")) for i in range(2000)}
    assert len(values) == 1  # shared, not made two thousand times
    assert time.perf_counter() - start < 5

"""Which instances a configuration has, and what is said of those that may not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from netplan_audit.terraform.configuration import read
from netplan_audit.terraform.value import Certainty, OneOf, Reference, SomeOf, Unknown

if TYPE_CHECKING:
    from tests.terraform.configuration.conftest import Evaluate


def test_count_and_for_each_make_instances(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        resource "aws_vpc" "a" {
          count      = 2
          cidr_block = cidrsubnet("10.0.0.0/8", 8, count.index)
        }
        resource "aws_subnet" "b" {
          for_each   = { x = 0, y = 1 }
          vpc_id     = aws_vpc.a[each.value].id
          cidr_block = aws_vpc.a[each.value].cidr_block
        }
        """
    )
    assert list(found.by_address) == [
        'aws_subnet.b["x"]',
        'aws_subnet.b["y"]',
        "aws_vpc.a[0]",
        "aws_vpc.a[1]",
    ]
    subnet = found.by_address['aws_subnet.b["y"]']
    assert subnet.get("cidr_block") == "10.1.0.0/16"
    assert subnet.get("vpc_id") == Reference("aws_vpc.a[1]", "id", Certainty.CERTAIN)
    assert found.complete
    assert not found.diagnostics


def test_one_instance_stands_for_a_number_that_is_not_known(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        data "aws_subnets" "all" {}
        resource "aws_instance" "a" {
          count     = length(data.aws_subnets.all.ids)
          subnet_id = "subnet-1"
        }
        resource "aws_eip" "b" {
          instance = aws_instance.a[0].id
        }
        """
    )
    instance = found.by_address["aws_instance.a[*]"]
    assert instance.exists_if == ("data.aws_subnets.all.ids",)
    assert not found.complete
    eip = found.by_address["aws_eip.b"].get("instance")
    assert isinstance(eip, OneOf)
    assert not eip.complete


def test_a_condition_that_is_not_known_leaves_existence_open(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        variable "on" {}
        resource "aws_vpc" "a" {
          count      = var.on ? 1 : 0
          cidr_block = "10.0.0.0/16"
        }
        resource "aws_subnet" "b" {
          vpc_id     = one(aws_vpc.a[*].id)
          cidr_block = "10.0.0.0/24"
        }
        """
    )
    assert found.by_address["aws_vpc.a[0]"].exists_if == ("var.on",)
    assert found.by_address["aws_subnet.b"].exists_if == ()
    assert [one.code for one in found.diagnostics] == ["unset-variable"]
    assert found.diagnostics[0].line == 2


def test_a_number_that_cannot_be_worked_out_is_named_with_its_module(evaluate: Evaluate) -> None:
    found = evaluate(
        main='module "net" { source = "./net" }',
        net__main='resource "aws_vpc" "a" { count = null.size }',
    )
    assert found.by_address["module.net.aws_vpc.a[*]"].exists_if == ("module.net.aws_vpc.a.count",)


def test_modules_are_followed_with_their_instances_and_outputs(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        module "net" {
          for_each = toset(["a", "b"])
          source   = "./modules/net"
          cidr     = each.key == "a" ? "10.0.0.0/16" : "10.1.0.0/16"
        }
        resource "aws_vpc_peering_connection" "p" {
          vpc_id      = module.net["a"].id
          peer_vpc_id = [for m in module.net : m.id][1]
        }
        """,
        modules__net__main="""
        variable "cidr" { type = string }
        resource "aws_vpc" "this" { cidr_block = var.cidr }
        output "id" { value = aws_vpc.this.id }
        """,
    )
    peering = found.by_address["aws_vpc_peering_connection.p"]
    assert peering.get("vpc_id") == Reference(
        'module.net["a"].aws_vpc.this', "id", Certainty.CERTAIN
    )
    assert peering.get("peer_vpc_id") == Reference(
        'module.net["b"].aws_vpc.this', "id", Certainty.CERTAIN
    )
    assert found.by_address['module.net["b"].aws_vpc.this'].get("cidr_block") == "10.1.0.0/16"
    assert found.call_arguments['module.net["a"]'] == {"cidr": "10.0.0.0/16"}


def test_a_module_without_a_body_is_named_with_the_way_to_it(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        module "vpc" {
          source = "terraform-aws-modules/vpc/aws"
        }
        resource "aws_instance" "a" {
          subnet_id = module.vpc.private_subnets[0]
        }
        """
    )
    assert found.missing_modules == ("module.vpc",)
    (note,) = found.diagnostics
    assert (note.code, note.source, note.line) == ("missing-module", "main.tf", 2)
    assert "terraform init" in note.message
    assert found.by_address["aws_instance.a"].get("subnet_id") == Unknown(
        ("module.vpc",), configured=True
    )


def test_too_many_instances_become_one_that_stands_for_them(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        resource "aws_vpc" "a" {
          count      = 1000000000
          cidr_block = "10.0.0.0/16"
        }
        resource "aws_vpc" "b" {
          for_each   = toset([for i in range(1000000000) : tostring(i)])
          cidr_block = "10.0.0.0/16"
        }
        """
    )
    assert list(found.by_address) == ["aws_vpc.a[*]", "aws_vpc.b[*]"]
    assert [one.line for one in found.diagnostics] == [3, 7]


def test_a_cycle_ends_in_a_diagnostic(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        locals {
          a = local.b
          b = local.a
        }
        resource "aws_vpc" "a" { cidr_block = local.a }
        """
    )
    assert isinstance(found.by_address["aws_vpc.a"].get("cidr_block"), Unknown)
    (note,) = found.diagnostics
    assert "depends on itself" in note.message
    assert note.source == "main.tf"


def test_zones_of_a_data_source_are_told_apart(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        data "aws_availability_zones" "all" {}
        locals { azs = slice(data.aws_availability_zones.all.names, 0, 2) }
        resource "aws_subnet" "a" {
          count             = length(local.azs)
          availability_zone = element(local.azs, count.index)
        }
        """
    )
    zones = [found.by_address[f"aws_subnet.a[{i}]"].get("availability_zone") for i in range(2)]
    source = "data.aws_availability_zones.all"
    assert zones == [Reference(source, f"names[{i}]", Certainty.CERTAIN) for i in range(2)]


def test_a_choice_of_lists_keeps_its_members(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        variable "wide" { type = bool }
        resource "aws_subnet" "a" { count = 2 }
        resource "aws_lb" "b" {
          subnets = var.wide ? aws_subnet.a[*].id : [aws_subnet.a[0].id]
        }
        """
    )
    subnets = found.by_address["aws_lb.b"].get("subnets")
    assert isinstance(subnets, SomeOf)
    assert [(one.address, one.certainty) for one in subnets.references] == [
        ("aws_subnet.a[0]", Certainty.CERTAIN),
        ("aws_subnet.a[1]", Certainty.ONE_OF),
    ]


def test_an_endless_number_of_modules_ends_in_a_diagnostic(
    evaluate: Evaluate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "MOST_RESOURCES", 100)
    found = evaluate(
        main="""
        module "a" {
          count  = 1000
          source = "./m"
        }
        """,
        m__main='resource "aws_vpc" "b" {}',
    )
    assert len(found) == 100
    assert not found.complete
    assert [(one.code, one.line) for one in found.diagnostics] == [("evaluation-limit", 2)]


def test_the_only_element_to_join_stays_a_reference(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        resource "aws_vpc" "a" { count = 1 }
        resource "aws_subnet" "b" { vpc_id = join("", aws_vpc.a[*].id) }
        """
    )
    vpc = found.by_address["aws_subnet.b"].get("vpc_id")
    assert vpc == Reference("aws_vpc.a[0]", "id", Certainty.CERTAIN)


def test_the_name_of_a_zone_looks_like_one(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        data "aws_availability_zones" "all" {}
        locals { az = data.aws_availability_zones.all.names[0] }
        resource "aws_subnet" "a" {
          availability_zone    = length(regexall("^[a-z]{2}-", local.az)) > 0 ? local.az : null
          availability_zone_id = length(regexall("^[a-z]{2}-", local.az)) > 0 ? null : local.az
        }
        """
    )
    one = found.by_address["aws_subnet.a"]
    zone = Reference("data.aws_availability_zones.all", "names[0]", Certainty.CERTAIN)
    assert one.get("availability_zone") == zone
    assert one.body.configured("availability_zone_id") is False


def test_a_name_that_is_not_known_still_says_whose_it_is(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        data "aws_caller_identity" "me" {}
        resource "aws_db_subnet_group" "a" {
          name       = "a-${data.aws_caller_identity.me.account_id}"
          subnet_ids = []
        }
        resource "aws_db_instance" "b" { db_subnet_group_name = aws_db_subnet_group.a.name }
        """
    )
    name = found.by_address["aws_db_instance.b"].get("db_subnet_group_name")
    assert name == Reference("aws_db_subnet_group.a", "name", Certainty.CERTAIN)
    own = found.by_address["aws_db_subnet_group.a"].get("name")
    assert own == Unknown(
        ("data.aws_caller_identity.me.account_id",),
        configured=True,
        text="a-${data.aws_caller_identity.me.account_id}",
    )


def test_a_region_has_two_zones_for_certain_and_six_at_most(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        data "aws_availability_zones" "all" {}
        resource "aws_subnet" "a" {
          count             = length(data.aws_availability_zones.all.names)
          cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
          availability_zone = data.aws_availability_zones.all.names[count.index]
        }
        """
    )
    waits = [found.by_address[f"aws_subnet.a[{index}]"].exists_if for index in range(6)]
    assert waits[:2] == [(), ()]
    assert set(waits[2:]) == {("data.aws_availability_zones.all.names",)}
    assert "aws_subnet.a[6]" not in found.by_address
    assert found.by_address["aws_subnet.a[1]"].get("cidr_block") == "10.0.1.0/24"
    assert found.by_address["aws_subnet.a[1]"].get("availability_zone") == Reference(
        "data.aws_availability_zones.all", "names[1]", Certainty.CERTAIN
    )


@pytest.mark.parametrize(
    ("count", "certain", "possible"),
    [
        ("length(local.azs)", 2, 6),
        ("min(length(local.azs), 3)", 2, 3),
        ("length(slice(local.azs, 0, 3))", 3, 3),
        ("length(slice(local.azs, 0, min(3, length(local.azs))))", 2, 3),
        ("length([for az in local.azs : az])", 2, 6),
        ("length([for n, az in local.azs : az if n < 2])", 2, 2),
        ("length({ for n, az in local.azs : n => az })", 2, 6),
        ("length(local.azs[*])", 2, 6),
        ("length(range(length(local.azs)))", 2, 6),
        ("length(toset(local.azs))", 2, 6),
        ("length(concat(local.azs, [local.azs[0]]))", 3, 7),
        ("length(chunklist(local.azs, 2))", 1, 3),
        ('length(setproduct(["a", "b"], local.azs))', 4, 12),
    ],
)
def test_what_is_made_of_zones_is_as_many(
    evaluate: Evaluate, count: str, certain: int, possible: int
) -> None:
    found = evaluate(
        main=f"""
        data "aws_availability_zones" "all" {{}}
        locals {{ azs = data.aws_availability_zones.all.names }}
        resource "aws_eip" "a" {{ count = {count} }}
        """
    )
    made = [one for one in found.by_address.values() if one.type == "aws_eip"]
    assert len(made) == possible
    assert sum(not one.exists_if for one in made) == certain


@pytest.mark.parametrize(
    ("arguments", "certain", "possible"),
    [
        ('filter { name = "opt-in-status"\nvalues = ["opt-in-not-required"] }', 2, 6),
        ('filter { name = "region-name"\nvalues = [var.region] }', 2, 6),
        ('exclude_zone_ids = ["use1-az3"]', 1, 6),
        ('filter { name = "zone-type"\nvalues = ["local-zone"] }', 0, 1),
        ("all_availability_zones = true", 0, 1),
    ],
)
def test_not_every_list_of_zones_is_that_of_a_region(
    evaluate: Evaluate, arguments: str, certain: int, possible: int
) -> None:
    arguments = arguments.replace("{ ", "{\n").replace(" }", "\n}")
    found = evaluate(
        main=f"""
        variable "region" {{}}
        data "aws_availability_zones" "all" {{
          {arguments}
        }}
        resource "aws_eip" "a" {{ count = length(data.aws_availability_zones.all.zone_ids) }}
        """
    )
    made = [one for one in found.by_address.values() if one.type == "aws_eip"]
    assert len(made) == possible
    assert sum(not one.exists_if for one in made) == certain


def test_zones_stay_references_whatever_is_made_of_them(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        data "aws_availability_zones" "all" {}
        locals { azs = [for az in data.aws_availability_zones.all.names : az] }
        resource "aws_subnet" "a" {
          count             = 2
          availability_zone = local.azs[count.index]
        }
        """
    )
    zones = [found.by_address[f"aws_subnet.a[{n}]"].get("availability_zone") for n in range(2)]
    source = "data.aws_availability_zones.all"
    assert zones == [Reference(source, f"names[{n}]", Certainty.CERTAIN) for n in range(2)]


def test_a_letter_after_a_region_that_is_not_known_names_a_zone(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        variable "region" { type = string }
        locals {
          azs   = ["${var.region}a", "${var.region}b"]
          named = [for az in local.azs : length(regexall("^[a-z]{2}-", az)) > 0]
        }
        resource "aws_subnet" "a" {
          count                = 2
          availability_zone    = local.named[count.index] ? local.azs[count.index] : null
          availability_zone_id = local.named[count.index] ? null : local.azs[count.index]
        }
        """
    )
    subnets = [found.by_address[f"aws_subnet.a[{index}]"] for index in (0, 1)]
    zones = [subnet.get("availability_zone") for subnet in subnets]
    assert [zone.text for zone in zones if isinstance(zone, Unknown)] == [
        "${var.region}a",
        "${var.region}b",
    ]


def test_instances_whose_keys_are_not_known_are_an_object_all_the_same(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        data "aws_availability_zones" "all" {}
        resource "aws_subnet" "a" {
          for_each = toset(slice(data.aws_availability_zones.all.names, 0, 2))
        }
        resource "aws_lb" "b" { subnets = values(aws_subnet.a)[*].id }
        resource "aws_lb" "c" { subnets = [for zone, subnet in aws_subnet.a : subnet.id] }
        """
    )
    assert found.diagnostics == ()
    for name in ("aws_lb.b", "aws_lb.c"):
        subnets = found.by_address[name].get("subnets")
        assert isinstance(subnets, SomeOf)
        assert [one.address for one in subnets.references] == ["aws_subnet.a[*]"]


def test_what_is_wrong_with_an_instance_that_may_not_exist_is_not_told(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        variable "zones" { type = set(string) }
        resource "aws_egress_only_internet_gateway" "a" { count = 0 }
        resource "aws_route" "b" {
          for_each               = var.zones
          egress_only_gateway_id = aws_egress_only_internet_gateway.a[0].id
        }
        """
    )
    assert [one.code for one in found.diagnostics] == ["unset-variable"]


def test_a_lifecycle_says_whether_a_block_is_there_as_in_opentofu(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        variable "on" {
          default = true
        }
        data "aws_region" "here" {}
        resource "aws_vpc" "on" {
          cidr_block = "10.0.0.0/16"
          lifecycle { enabled = var.on }
        }
        resource "aws_vpc" "off" {
          lifecycle { enabled = !var.on }
        }
        resource "aws_vpc" "perhaps" {
          lifecycle { enabled = data.aws_region.here.description == "x" }
        }
        resource "aws_subnet" "a" {
          vpc_id     = aws_vpc.on.id
          cidr_block = aws_vpc.off == null ? "10.0.1.0/24" : "10.9.9.0/24"
        }
        module "off" {
          source = "./inner"
          lifecycle { enabled = false }
        }
        """,
        inner__main='resource "aws_vpc" "x" {}',
    )
    assert {address: one.exists_if for address, one in found.by_address.items()} == {
        "data.aws_region.here": (),
        "aws_vpc.on": (),
        "aws_vpc.perhaps": ("data.aws_region.here.description",),
        "aws_subnet.a": (),
    }
    subnet = found.by_address["aws_subnet.a"]
    assert subnet.get("cidr_block") == "10.0.1.0/24"
    assert subnet.get("vpc_id") == Reference("aws_vpc.on", "id", Certainty.CERTAIN)
    assert not found.diagnostics


def test_a_source_that_is_worked_out_is_told_with_the_way_out(evaluate: Evaluate) -> None:
    found = evaluate(main='module "a" {\n  source = "./${var.x}"\n}')
    assert "its source is no text: where OpenTofu works it out, run `tofu init`" in str(
        found.diagnostics
    )


def test_a_block_of_an_impossible_name_hides_no_other(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        resource "aws_vpc" "v[31m" {}
        output "a b" { value = 1 }
        resource "aws_vpc" "a" {}
        """
    )
    assert list(found.by_address) == ["aws_vpc.a"]
    assert [(one.code, one.line) for one in found.diagnostics] == [
        ("hcl-syntax", 2),
        ("hcl-syntax", 3),
    ]
    assert not found.complete


def test_which_of_two_blocks_of_one_name_is_meant_is_not_known(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        resource "aws_vpc" "a" { cidr_block = "10.0.0.0/16" }
        resource "aws_vpc" "b" { cidr_block = "10.1.0.0/16" }
        """,
        other="""
        resource "aws_vpc" "a" { cidr_block = "10.2.0.0/16" }
        """,
        a_override="""
        resource "aws_vpc" "b" { cidr_block = "10.3.0.0/16" }
        """,
    )
    assert found.by_address["aws_vpc.a"].exists_if == ("which block counts as aws_vpc.a",)
    assert found.by_address["aws_vpc.b"].exists_if == ()
    (told,) = found.diagnostics
    assert told.message == "aws_vpc.a is declared more than once, which Terraform refuses"
    assert not found.complete


@pytest.mark.parametrize(
    ("region", "argument", "name"),
    [
        ("eu-west-1", 'service = "ecr.api"', "com.amazonaws.eu-west-1.ecr.api"),
        ("eu-west-1", 'service_name = "com.amazonaws.vpce.x"', "com.amazonaws.vpce.x"),
        ("eu-west-1", 'filter {\n name = "x"\n values = ["y"]\n }', None),
        ("cn-north-1", 'service = "s3"', None),
    ],
)
def test_the_name_of_an_endpoint_service_says_the_region(
    evaluate: Evaluate, region: str, argument: str, name: str | None
) -> None:
    found = evaluate(
        main=f"""
        provider "aws" {{ region = "{region}" }}
        data "aws_vpc_endpoint_service" "a" {{
          {argument}
        }}
        resource "aws_vpc_endpoint" "e" {{
          service_name = data.aws_vpc_endpoint_service.a.service_name
        }}
        """
    )
    told = found.by_address["aws_vpc_endpoint.e"].get("service_name")
    assert (told if isinstance(told, str) else None) == name

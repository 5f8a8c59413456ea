"""What the arguments of an instance are: blocks, defaults, types, providers, marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from netplan_audit.terraform.value import Certainty, Reference, SomeOf, Unknown

if TYPE_CHECKING:
    from tests.terraform.configuration.conftest import Evaluate

COMPUTED = Unknown(configured=False)


def test_blocks_for_an_attribute_are_filled_as_the_provider_does(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        variable "ports" { default = [80, "443"] }
        resource "aws_security_group" "a" {
          dynamic "ingress" {
            for_each = var.ports
            iterator = port
            content {
              protocol    = "tcp"
              from_port   = port.value
              to_port     = port.value
              cidr_blocks = ["0.0.0.0/0"]
            }
          }
          egress = []
        }
        resource "aws_security_group" "b" {}
        """
    )
    one = found.by_address["aws_security_group.a"]
    ingress = one.get("ingress")
    assert isinstance(ingress, list)
    assert {rule["to_port"] for rule in ingress if isinstance(rule, dict)} == {80, 443}
    assert {
        "cidr_blocks": ["0.0.0.0/0"],
        "description": "",
        "from_port": 80,
        "ipv6_cidr_blocks": [],
        "prefix_list_ids": [],
        "protocol": "tcp",
        "security_groups": [],
        "self": False,
        "to_port": 80,
    } in ingress
    assert one.get("egress") == []
    assert one.body.configured("egress") is True
    other = found.by_address["aws_security_group.b"]
    assert other.get("ingress") == COMPUTED
    assert other.body.configured("ingress") is False
    assert other.get("description") == "Managed by Terraform"


@pytest.mark.parametrize("kind", ["aws_security_group", "aws_default_network_acl"])
def test_rules_beside_those_of_a_collection_that_is_not_known_are_known(
    evaluate: Evaluate, kind: str
) -> None:
    found = evaluate(
        main=f"""
        variable "ports" {{}}
        resource "{kind}" "a" {{
          dynamic "ingress" {{
            for_each = var.ports
            content {{
              protocol  = "tcp"
              from_port = ingress.value
              to_port   = ingress.value
            }}
          }}
          ingress {{
            protocol  = "tcp"
            from_port = 22
            to_port   = 22
          }}
        }}
        """
    )
    ingress = found.by_address[f"{kind}.a"].get("ingress")
    assert isinstance(ingress, list)
    assert [rule["to_port"] for rule in ingress if isinstance(rule, dict)] == [22]
    assert [rule.waits_for for rule in ingress if isinstance(rule, Unknown)] == [("var.ports",)]


def test_what_an_older_provider_took_in_a_block_is_kept(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        resource "aws_route_table" "a" {
          route {
            cidr_block  = "0.0.0.0/0"
            instance_id = aws_instance.nat.id
          }
          route {
            cidr_block = "10.1.0.0/16"
            gateway_id = "vgw-1"
          }
        }
        resource "aws_instance" "nat" {}
        """
    )
    routes = found.by_address["aws_route_table.a"].get("route")
    assert isinstance(routes, list)
    by_block = {route["cidr_block"]: route for route in routes if isinstance(route, dict)}
    first, second = by_block["0.0.0.0/0"], by_block["10.1.0.0/16"]
    assert first["instance_id"] == Reference("aws_instance.nat", "id", Certainty.CERTAIN)
    assert (second["gateway_id"], second["instance_id"]) == ("vgw-1", "")


def test_protocols_of_groups_are_named_as_the_provider_does(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        resource "aws_security_group" "a" {
          ingress {
            protocol    = 17
            from_port   = 53
            to_port     = 53
            cidr_blocks = ["10.0.0.0/8"]
          }
        }
        resource "aws_security_group_rule" "all" {
          type     = "egress"
          protocol = "ALL"
        }
        resource "aws_network_acl_rule" "kept" { protocol = "6" }
        """
    )
    ingress = found.by_address["aws_security_group.a"].get("ingress")
    assert isinstance(ingress, list)
    assert [rule["protocol"] for rule in ingress if isinstance(rule, dict)] == ["udp"]
    assert found.by_address["aws_security_group_rule.all"].get("protocol") == "-1"
    assert found.by_address["aws_network_acl_rule.kept"].get("protocol") == "6"


def test_what_the_provider_rewrites_is_seen_so_everywhere(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        resource "aws_route53_zone" "a" { name = "Example.COM." }
        resource "aws_route53_record" "a" { name = "www.${aws_route53_zone.a.name}" }
        resource "aws_db_instance" "a" { maintenance_window = "Mon:00:00-Mon:03:00" }
        resource "aws_lb_target_group" "a" { protocol_version = sensitive("grpc") }
        data "aws_route53_zone" "a" { name = "Example.COM." }
        """
    )
    resources = found.by_address
    assert resources["aws_route53_zone.a"].get("name") == "example.com"
    assert resources["aws_route53_record.a"].get("name") == "www.example.com"
    assert resources["aws_db_instance.a"].get("maintenance_window") == "mon:00:00-mon:03:00"
    assert resources["aws_lb_target_group.a"].get("protocol_version") == "GRPC"
    assert resources["aws_lb_target_group.a"].body.mask("protocol_version") is True
    assert resources["data.aws_route53_zone.a"].get("name") == "Example.COM."


def test_the_provider_fills_in_what_nobody_sets(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        resource "aws_lb_target_group" "a" {
          target_type = null
          health_check { path = "/" }
        }
        resource "aws_instance" "a" { source_dest_check = null }
        """
    )
    group = found.by_address["aws_lb_target_group.a"]
    assert group.get("target_type") == "instance"
    checks = group.get("health_check")
    assert isinstance(checks, list)
    assert isinstance(checks[0], dict)
    assert checks[0]["interval"] == 30
    assert checks[0]["timeout"] == COMPUTED
    assert found.by_address["aws_instance.a"].get("source_dest_check") is True


def test_a_null_argument_is_an_unset_one(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        resource "aws_instance" "a" {
          subnet_id         = null
          source_dest_check = null
        }
        """
    )
    one = found.by_address["aws_instance.a"]
    assert one.get("subnet_id") == COMPUTED
    assert one.body.configured("subnet_id") is False
    assert one.get("ebs_block_device") == []


def test_a_computed_part_of_a_nested_block_is_symbolic(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        resource "aws_eks_cluster" "a" {
          name = "a"
          vpc_config { subnet_ids = ["subnet-1"] }
        }
        resource "aws_instance" "b" {
          vpc_security_group_ids = [aws_eks_cluster.a.vpc_config[0].cluster_security_group_id]
        }
        """
    )
    attribute = "vpc_config[0].cluster_security_group_id"
    assert found.by_address["aws_instance.b"].get("vpc_security_group_ids") == [
        Reference("aws_eks_cluster.a", attribute, Certainty.CERTAIN)
    ]
    blocks = found.by_address["aws_eks_cluster.a"].get("vpc_config")
    assert isinstance(blocks, list)
    assert isinstance(blocks[0], dict)
    assert blocks[0]["subnet_ids"] == ["subnet-1"]
    assert blocks[0]["cluster_security_group_id"] == COMPUTED


def test_regions_and_default_tags_follow_the_providers(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        locals { here = "eu-west-1" }
        provider "aws" {
          region = local.here
          default_tags { tags = { Environment = "prod" } }
        }
        provider "aws" {
          alias  = "west"
          region = "us-west-2"
        }
        resource "aws_vpc" "a" { tags = { Name = "a" } }
        module "west" {
          source    = "./west"
          providers = { aws = aws.west }
        }
        module "same" { source = "./west" }
        """,
        west__main="""
        data "aws_region" "now" {}
        resource "aws_vpc" "b" { tags = { Name = data.aws_region.now.name } }
        """,
    )
    one = found.by_address["aws_vpc.a"]
    assert (one.region, one.provider) == ("eu-west-1", "registry.terraform.io/hashicorp/aws")
    assert one.get("tags_all") == {"Environment": "prod", "Name": "a"}
    west = found.by_address["module.west.aws_vpc.b"]
    assert (west.region, west.get("tags")) == ("us-west-2", {"Name": "us-west-2"})
    assert found.by_address["module.same.aws_vpc.b"].region == "eu-west-1"


def test_a_reference_may_say_that_it_is_one_to_a_resource(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        resource "aws_vpc" "a" { cidr_block = "10.0.0.0/16" }
        resource "aws_subnet" "a" {
          count      = 2
          vpc_id     = resource.aws_vpc.a.id
          cidr_block = cidrsubnet(resource.aws_vpc.a.cidr_block, 8, count.index)
        }
        resource "aws_instance" "a" { subnet_id = resource.aws_subnet.a[1].id }
        """
    )
    subnet = found.by_address["aws_subnet.a[1]"]
    assert subnet.get("vpc_id") == Reference("aws_vpc.a", "id", Certainty.CERTAIN)
    assert subnet.get("cidr_block") == "10.0.1.0/24"
    host = found.by_address["aws_instance.a"]
    assert host.get("subnet_id") == Reference("aws_subnet.a[1]", "id", Certainty.CERTAIN)


def test_override_files_change_arguments_and_replace_blocks(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        resource "aws_security_group" "a" {
          name = "a"
          ingress {
            protocol  = "tcp"
            from_port = 22
            to_port   = 22
          }
        }
        """,
        override="""
        resource "aws_security_group" "a" {
          description = "changed"
          ingress {
            protocol  = "tcp"
            from_port = 443
            to_port   = 443
          }
        }
        """,
    )
    one = found.by_address["aws_security_group.a"]
    assert (one.get("name"), one.get("description")) == ("a", "changed")
    ingress = one.get("ingress")
    assert isinstance(ingress, list)
    assert [rule["from_port"] for rule in ingress if isinstance(rule, dict)] == [443]


def test_sensitive_values_are_masked(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        variable "cidr" {
          sensitive = true
          default   = "10.0.0.0/16"
        }
        resource "aws_vpc" "a" { cidr_block = var.cidr }
        resource "aws_db_instance" "b" { password = "hunter2" }
        """
    )
    assert found.by_address["aws_vpc.a"].is_sensitive("cidr_block")
    assert not found.by_address["aws_vpc.a"].is_sensitive("tags")
    assert found.by_address["aws_db_instance.b"].is_sensitive("password")


def test_what_cannot_be_evaluated_is_unknown_and_told_with_its_line(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        locals {
          sizes = { a = 1 }
        }
        resource "aws_vpc" "a" {
          cidr_block = local.sizes["b"]
          tags       = { Name = try(local.sizes["b"], "fallback") }
        }
        """
    )
    one = found.by_address["aws_vpc.a"]
    assert isinstance(one.get("cidr_block"), Unknown)
    assert one.get("tags") == {"Name": "fallback"}
    (note,) = found.diagnostics
    assert (note.code, note.source, note.line) == ("evaluation", "main.tf", 6)


def test_files_outside_the_boundary_are_not_read(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        resource "aws_vpc" "a" { cidr_block = file("../../../../../../etc/hostname") }
        resource "aws_vpc" "b" { cidr_block = trimspace(file("${path.module}/cidr.txt")) }
        """,
        **{"cidr.txt": "10.0.0.0/16\n"},
    )
    assert isinstance(found.by_address["aws_vpc.a"].get("cidr_block"), Unknown)
    assert found.by_address["aws_vpc.b"].get("cidr_block") == "10.0.0.0/16"
    assert "outside" in found.diagnostics[0].message


def test_a_nested_block_of_any_type_has_more_than_it_sets(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        resource "x_thing" "a" {
          part {
            size = 1
            piece { size = 2 }
          }
        }
        resource "aws_vpc" "b" {
          tags = { Name = x_thing.a.part[0].name, Piece = x_thing.a.part[0].piece[0].name }
        }
        """
    )
    name = Reference("x_thing.a", "part[0].name", Certainty.CERTAIN)
    piece = Reference("x_thing.a", "part[0].piece[0].name", Certainty.CERTAIN)
    assert found.by_address["aws_vpc.b"].get("tags") == {"Name": name, "Piece": piece}
    assert not found.diagnostics


def test_a_value_of_the_wrong_type_is_unknown(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        resource "aws_route" "a" { gateway_id = ["igw-1"] }
        resource "aws_lb" "b" { subnets = "subnet-1" }
        """
    )
    assert isinstance(found.by_address["aws_route.a"].get("gateway_id"), Unknown)
    assert isinstance(found.by_address["aws_lb.b"].get("subnets"), Unknown)


def test_timeouts_are_one_object_as_in_a_plan(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        resource "aws_route_table" "a" {
          dynamic "timeouts" {
            for_each = ["5m"]
            content { create = timeouts.value }
          }
        }
        """
    )
    assert found.by_address["aws_route_table.a"].get("timeouts") == {"create": "5m"}


def test_a_list_in_a_list_is_one_list_as_in_terraform_0_11(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        variable "offices" { default = ["192.0.2.0/24", "198.51.100.0/24"] }
        resource "aws_subnet" "a" { count = 2 }
        resource "aws_lb" "a" { subnets = ["${aws_subnet.a.*.id}", "subnet-1"] }
        resource "aws_security_group" "a" {
          ingress { cidr_blocks = ["10.0.0.0/8", "${var.offices}"] }
        }
        resource "aws_lb" "deep" { subnets = [[["subnet-1"]]] }
        """
    ).by_address
    first, second = (Reference(f"aws_subnet.a[{at}]", "id", Certainty.CERTAIN) for at in range(2))
    assert found["aws_lb.a"].get("subnets") == ["subnet-1", first, second]
    blocks = found["aws_security_group.a"].get("ingress")
    assert isinstance(blocks, list)
    assert isinstance(blocks[0], dict)
    assert blocks[0]["cidr_blocks"] == ["10.0.0.0/8", "192.0.2.0/24", "198.51.100.0/24"]
    assert found["aws_lb.deep"].get("subnets") == ["subnet-1"]


def test_what_may_be_a_list_in_a_list_leaves_its_length_open(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        resource "aws_subnet" "a" {}
        data "aws_subnet_ids" "all" {}
        data "terraform_remote_state" "net" {}
        resource "aws_lb" "all" { subnets = ["${data.aws_subnet_ids.all.ids}"] }
        resource "aws_lb" "some" {
          subnets = ["${data.terraform_remote_state.net.more}", aws_subnet.a.id]
        }
        resource "aws_lb" "new" { subnets = [data.terraform_remote_state.net.outputs.one] }
        """
    ).by_address
    state, one, sure = "data.terraform_remote_state.net", "outputs.one", Certainty.CERTAIN
    all_of = ("data.aws_subnet_ids.all.ids",)
    assert found["aws_lb.all"].get("subnets") == Unknown(all_of, configured=True)
    subnet = Reference("aws_subnet.a", "id", sure)
    assert found["aws_lb.some"].get("subnets") == SomeOf(
        (subnet, Reference(state, "more", Certainty.ONE_OF)),
        complete=False,
        waits_for=(f"{state}.more",),
    )
    assert found["aws_lb.new"].get("subnets") == [Reference(state, one, sure)]


def test_blocks_without_end_are_a_diagnostic(evaluate: Evaluate) -> None:
    opening = 'dynamic "d" {\nfor_each = range(999)\ncontent {\n'
    nested = opening * 9 + "}\n" * 18
    found = evaluate(main=f'resource "aws_t" "t" {{\n{nested}}}')
    assert found.by_address["aws_t.t"].get("d") == Unknown(("aws_t.t.d",), configured=True)
    assert {one.code for one in found.diagnostics} == {"evaluation-limit"}


def test_a_list_in_a_list_that_is_not_known_says_what_it_waits_for(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        variable "ips" {}
        resource "aws_security_group" "a" {
          ingress {
            protocol    = "tcp"
            from_port   = 22
            to_port     = 22
            cidr_blocks = ["${split(",", var.ips)}"]
          }
        }
        """
    )
    ingress = found.by_address["aws_security_group.a"].get("ingress")
    assert isinstance(ingress, list)
    (rule,) = ingress
    assert isinstance(rule, dict)
    assert rule["cidr_blocks"] == Unknown(("var.ips",), configured=True)

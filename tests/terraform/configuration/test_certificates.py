"""Names of certificates, and the DNS records that prove them, as plans show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from netplan_audit.terraform.value import Certainty, Reference

if TYPE_CHECKING:
    from tests.terraform.configuration.conftest import Evaluate

RECORDS = """
    resource "aws_route53_record" "r" {
      for_each = {
        for option in aws_acm_certificate.c.domain_validation_options :
        option.domain_name => option.resource_record_name
      }
      name = each.value
    }
    """


def certificate(more: str, name: str = '"example.com"') -> str:
    return f'resource "aws_acm_certificate" "c" {{\n domain_name = {name}\n {more}\n}}\n{RECORDS}'


def test_a_record_is_made_for_each_name(evaluate: Evaluate) -> None:
    found = evaluate(
        main=certificate(
            """
            subject_alternative_names = ["*.example.com"]
            validation_method = "DNS"
            private_key = null
            """
        )
    ).by_address
    names = ["*.example.com", "example.com"]
    assert found["aws_acm_certificate.c"].get("subject_alternative_names") == names
    assert {address for address in found if "record" in address} == {
        f'aws_route53_record.r["{name}"]' for name in names
    }
    assert found['aws_route53_record.r["example.com"]'].get("name") == Reference(
        "aws_acm_certificate.c",
        "domain_validation_options[1].resource_record_name",
        Certainty.CERTAIN,
    )


@pytest.mark.parametrize(
    "text",
    [
        certificate('validation_method = "EMAIL"'),
        certificate('validation_method = "DNS"', "terraform_data.unknown.output"),
        certificate('validation_method = "DNS"\n subject_alternative_names = [aws_lb.x.dns_name]'),
        certificate('validation_method = "DNS"\n certificate_authority_arn = "arn:aws:acm-pca:x"'),
    ],
)
def test_which_records_there_are_is_not_known(evaluate: Evaluate, text: str) -> None:
    found = evaluate(main=text + 'resource "aws_lb" "x" {}\nresource "terraform_data" "unknown" {}')
    assert [address for address in found.by_address if "record" in address] == [
        "aws_route53_record.r[*]"
    ]


def test_a_list_of_the_options_has_no_known_order(evaluate: Evaluate) -> None:
    found = evaluate(
        main="""
        resource "aws_acm_certificate" "c" {
          domain_name               = "example.com"
          subject_alternative_names = ["*.example.com"]
          validation_method         = "DNS"
        }
        resource "aws_route53_zone" "first" {
          name = tolist(aws_acm_certificate.c.domain_validation_options)[0].domain_name
        }
        """
    )
    assert not isinstance(found.by_address["aws_route53_zone.first"].get("name"), str)

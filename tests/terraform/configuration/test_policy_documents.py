"""Policy documents as the provider writes them; the texts are those of provider 5.100."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from netplan_audit.terraform.value import is_symbolic

if TYPE_CHECKING:
    from tests.terraform.configuration.conftest import Evaluate

DOCUMENT = """
    data "aws_iam_policy_document" "a" {
      statement {
        actions   = ["s3:Get*", "s3:Put*", "ec2:*", "ec2:*"]
        resources = ["b", "c&<>{aws}", "&{aws:username}/x"]
        principals {
          type        = "Service"
          identifiers = ["ec2.amazonaws.com"]
        }
        principals {
          type        = "AWS"
          identifiers = ["b", "z", "é"]
        }
        condition {
          test     = "StringLike"
          variable = "y"
          values   = ["&{aws:username}"]
        }
        condition {
          test     = "StringLike"
          variable = "x"
          values   = ["a", "b", "a"]
        }
        condition {
          test     = "ArnLike"
          variable = "x"
          values   = ["1"]
        }
      }
      statement {
        sid           = "Two"
        effect        = "Deny"
        not_actions   = ["a", "b"]
        not_resources = ["*"]
        not_principals {
          type        = "*"
          identifiers = ["*"]
        }
      }
    }
"""
MINIFIED = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Put*","s3:Get*","ec2:*"],'
    '"Resource":["c\\u0026\\u003c\\u003e{aws}","b","${aws:username}/x"],"Principal":{"AWS":["é","z",'
    '"b"],"Service":"ec2.amazonaws.com"},"Condition":{"ArnLike":{"x":"1"},"StringLike":{"x":["a","b",'
    '"a"],"y":"${aws:username}"}}},{"Sid":"Two","Effect":"Deny","NotAction":["b","a"],"NotResource":'
    '"*","NotPrincipal":"*"}]}'
)


def test_a_document_is_the_text_that_the_provider_writes(evaluate: Evaluate) -> None:
    read = evaluate(
        main=DOCUMENT
        + """
        resource "aws_vpc_endpoint" "e" { policy = data.aws_iam_policy_document.a.json }
        resource "aws_vpc_endpoint" "m" { policy = data.aws_iam_policy_document.a.minified_json }
        """
    )
    assert read.by_address["aws_vpc_endpoint.m"].get("policy") == MINIFIED
    text = read.by_address["aws_vpc_endpoint.e"].get("policy")
    assert isinstance(text, str)
    assert json.loads(text) == json.loads(MINIFIED)
    lines = text.splitlines()
    assert lines[:5] == [
        "{",
        '  "Version": "2012-10-17",',
        '  "Statement": [',
        "    {",
        '      "Effect": "Allow",',
    ]


def test_a_document_without_statements_has_a_version(evaluate: Evaluate) -> None:
    read = evaluate(
        main="""
        data "aws_iam_policy_document" "a" { policy_id = "p" }
        resource "aws_vpc_endpoint" "e" { policy = data.aws_iam_policy_document.a.minified_json }
        """
    )
    policy = read.by_address["aws_vpc_endpoint.e"].get("policy")
    assert policy == '{"Version":"2012-10-17","Id":"p"}'


def test_a_document_into_which_nothing_is_merged_is_its_own(evaluate: Evaluate) -> None:
    read = evaluate(
        main="""
        variable "more" { default = [] }
        data "aws_iam_policy_document" "a" {
          policy_id                 = "p"
          source_policy_documents   = var.more
          override_policy_documents = null
        }
        resource "aws_vpc_endpoint" "e" { policy = data.aws_iam_policy_document.a.minified_json }
        """
    )
    policy = read.by_address["aws_vpc_endpoint.e"].get("policy")
    assert policy == '{"Version":"2012-10-17","Id":"p"}'


def test_a_block_may_be_an_argument_as_in_terraform_0_11(evaluate: Evaluate) -> None:
    read = evaluate(
        main="""
        data "aws_iam_policy_document" "a" {
          statement {
            principals = {
              type        = "AWS"
              identifiers = ["a"]
            }
          }
        }
        resource "aws_vpc_endpoint" "e" { policy = data.aws_iam_policy_document.a.minified_json }
        """
    )
    policy = read.by_address["aws_vpc_endpoint.e"].get("policy")
    assert policy == (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"a"}}]}'
    )


@pytest.mark.parametrize(
    "inner",
    [
        'source_policy_documents = ["{}"]',
        "statement { actions = [aws_vpc.v.arn] }",
        (
            'statement {\n principals {\n type = "AWS"\n identifiers = ["a"]\n }\n'
            'principals {\n type = "AWS"\n identifiers = ["b"]\n }\n }'
        ),
        (
            'statement {\n condition {\n test = "t"\n variable = "v"\n values = ["a"]\n }\n'
            'condition {\n test = "t"\n variable = "v"\n values = ["b"]\n }\n }'
        ),
        'version = "2008-10-17"\n statement { resources = ["&{aws:username}"] }',
        "statement { actions = [var.secret] }",
        'statement { actions = "s3:*" }',
        'statement = "none"',
        'statement { principals = "*" }',
        'statement { principals = ["*"] }',
        'statement {\n condition {\n test = "t"\n variable = ["v"]\n }\n }',
    ],
)
def test_what_cannot_be_told_stays_unknown(evaluate: Evaluate, inner: str) -> None:
    read = evaluate(
        main=f"""
variable "secret" {{
  default   = "s3:*"
  sensitive = true
}}
resource "aws_vpc" "v" {{ cidr_block = "10.0.0.0/16" }}
data "aws_iam_policy_document" "a" {{
  {inner}
}}
resource "aws_vpc_endpoint" "e" {{ policy = data.aws_iam_policy_document.a.json }}
"""
    )
    assert not [each for each in read.diagnostics if each.severity == "error"]
    assert is_symbolic(read.by_address["aws_vpc_endpoint.e"].get("policy"))

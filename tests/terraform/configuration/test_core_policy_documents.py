"""Policy documents of core networks as the provider writes them; those here are of 5.100."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from netplan_audit.terraform.value import is_symbolic

if TYPE_CHECKING:
    from netplan_audit.terraform.resource import Resources
    from tests.terraform.configuration.conftest import Evaluate

TYPE = "aws_networkmanager_core_network_policy_document"
DOCUMENT = """
    data "aws_networkmanager_core_network_policy_document" "a" {
      core_network_configuration {
        asn_ranges = ["64512-64555"]
        edge_locations { location = "eu-west-1" }
        edge_locations {
          location           = "us-east-1"
          asn                = "64513"
          inside_cidr_blocks = ["10.0.0.0/24"]
        }
      }
      segments {
        name = "shared"
      }
      segments {
        name                          = "prod"
        description                   = "d"
        isolate_attachments           = true
        require_attachment_acceptance = false
        edge_locations                = ["us-east-1", "eu-west-1"]
        allow_filter                  = ["shared", "dev"]
      }
      segments {
        name                          = "dev"
        require_attachment_acceptance = false
        deny_filter                   = ["prod"]
      }
      segment_actions {
        action     = "share"
        mode       = "attachment-route"
        segment    = "shared"
        share_with = ["*", "prod"]
      }
      segment_actions {
        action            = "share"
        mode              = "attachment-route"
        segment           = "dev"
        share_with_except = ["prod"]
      }
      segment_actions {
        action     = "share"
        mode       = "attachment-route"
        segment    = "dev"
        share_with = ["prod", "shared"]
      }
      segment_actions {
        action                  = "create-route"
        segment                 = "dev"
        destination_cidr_blocks = ["10.1.0.0/16", "0.0.0.0/0"]
        destinations            = ["attachment-12355678901234567"]
      }
      segment_actions {
        action  = "send-via"
        segment = "dev"
        mode    = "single-hop"
        when_sent_to { segments = ["prod", "shared"] }
        via {
          network_function_groups = ["nfg"]
          with_edge_override {
            edge_sets         = [["us-east-1"]]
            use_edge_location = "eu-west-1"
          }
        }
      }
      segment_actions {
        action  = "send-to"
        segment = "dev"
        when_sent_to { segments = ["*"] }
        via { network_function_groups = ["nfg"] }
      }
      network_function_groups {
        name                          = "nfg"
        require_attachment_acceptance = true
      }
      attachment_policies {
        rule_number     = 100
        description     = "x"
        condition_logic = "or"
        conditions {
          type     = "tag-value"
          operator = "equals"
          key      = "segment"
          value    = "prod"
        }
        conditions {
          type     = "attachment-type"
          operator = "equals"
          value    = "vpc"
        }
        action {
          association_method = "constant"
          segment            = "prod"
        }
      }
      attachment_policies {
        rule_number = 200
        conditions {
          type = "tag-exists"
          key  = "seg"
        }
        action {
          association_method = "tag"
          tag_value_of_key   = "seg"
          require_acceptance = true
        }
      }
      attachment_policies {
        rule_number = 300
        conditions {
          type = "tag-exists"
          key  = "nf"
        }
        action {
          add_to_network_function_group = "nfg"
        }
      }
    }
"""
WRITTEN: dict[str, Any] = {
    "version": "2021.12",
    "core-network-configuration": {
        "asn-ranges": ["64512-64555"],
        "vpn-ecmp-support": True,
        "edge-locations": [
            {"location": "eu-west-1"},
            {"location": "us-east-1", "asn": 64513, "inside-cidr-blocks": ["10.0.0.0/24"]},
        ],
    },
    "segments": [
        {"name": "shared", "isolate-attachments": False, "require-attachment-acceptance": True},
        {
            "name": "prod",
            "description": "d",
            "edge-locations": ["us-east-1", "eu-west-1"],
            "isolate-attachments": True,
            "require-attachment-acceptance": False,
            "allow-filter": ["shared", "dev"],
        },
        {
            "name": "dev",
            "isolate-attachments": False,
            "require-attachment-acceptance": False,
            "deny-filter": ["prod"],
        },
    ],
    "network-function-groups": [{"name": "nfg", "require-attachment-acceptance": True}],
    "segment-actions": [
        {
            "action": "share",
            "segment": "shared",
            "mode": "attachment-route",
            "share-with": ["prod", "*"],
        },
        {
            "action": "share",
            "segment": "dev",
            "mode": "attachment-route",
            "share-with": {"except": ["prod"]},
        },
        {
            "action": "share",
            "segment": "dev",
            "mode": "attachment-route",
            "share-with": ["shared", "prod"],
        },
        {
            "action": "create-route",
            "segment": "dev",
            "destination-cidr-blocks": ["10.1.0.0/16", "0.0.0.0/0"],
            "destinations": ["attachment-12355678901234567"],
        },
        {
            "action": "send-via",
            "segment": "dev",
            "mode": "single-hop",
            "when-sent-to": {"segments": ["shared", "prod"]},
            "via": {
                "network-function-groups": ["nfg"],
                "with-edge-overrides": [
                    {"edge-sets": [["us-east-1"]], "use-edge-location": "eu-west-1"}
                ],
            },
        },
        {
            "action": "send-to",
            "segment": "dev",
            "when-sent-to": {"segments": "*"},
            "via": {"network-function-groups": ["nfg"]},
        },
    ],
    "attachment-policies": [
        {
            "rule-number": 100,
            "description": "x",
            "condition-logic": "or",
            "conditions": [
                {"type": "tag-value", "operator": "equals", "key": "segment", "value": "prod"},
                {"type": "attachment-type", "operator": "equals", "value": "vpc"},
            ],
            "action": {"association-method": "constant", "segment": "prod"},
        },
        {
            "rule-number": 200,
            "conditions": [{"type": "tag-exists", "key": "seg"}],
            "action": {
                "association-method": "tag",
                "tag-value-of-key": "seg",
                "require-acceptance": True,
            },
        },
        {
            "rule-number": 300,
            "conditions": [{"type": "tag-exists", "key": "nf"}],
            "action": {"add-to-network-function-group": "nfg"},
        },
    ],
}
USE = f"""
    resource "aws_networkmanager_core_network_policy_attachment" "a" {{
      core_network_id = "core-network-1"
      policy_document = data.{TYPE}.a.json
    }}
"""
GENERAL = """
core_network_configuration {
  asn_ranges = ["64512-64555"]
  edge_locations { location = "eu-west-1" }
}
"""
SEGMENT = 'segments { name = "a" }'


def written(read: Resources) -> object:
    attachment = read.by_address["aws_networkmanager_core_network_policy_attachment.a"]
    return attachment.get("policy_document")


def in_order(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Sort what is a set to the provider, which has an order of its own for these."""
    if isinstance(value, dict):
        return {name: in_order(item) for name, item in value.items()}
    if isinstance(value, list):
        items = [in_order(item) for item in value]
        return items if any(isinstance(item, dict) for item in items) else sorted(items)
    return value


def test_a_document_says_what_the_provider_writes(evaluate: Evaluate) -> None:
    text = written(evaluate(main=DOCUMENT + USE))
    assert isinstance(text, str)
    assert in_order(json.loads(text)) == in_order(WRITTEN)
    assert text.startswith('{\n  "version": "2021.12",\n  "core-network-configuration": {\n')


@pytest.mark.parametrize(
    "inner",
    [
        GENERAL,
        SEGMENT,
        f'{GENERAL} segments = "none"',
        f'{GENERAL} {SEGMENT}\n routing_policies {{ routing_policy_name = "x" }}',
        f"{GENERAL} {SEGMENT}\n segments {{ name = var.unset }}",
        f"{GENERAL} {SEGMENT}\n segments {{ name = var.secret }}",
        GENERAL.replace('location = "eu-west-1"', '\nlocation = "eu-west-1"\n asn = "none"\n')
        + SEGMENT,
        f"""{GENERAL} {SEGMENT}
        segment_actions {{
          action                  = "create-route"
          segment                 = "a"
          destination_cidr_blocks = ["10.0.0.0/8"]
          destinations            = [aws_networkmanager_vpc_attachment.v.id]
        }}""",
    ],
)
def test_what_cannot_be_told_stays_unknown(evaluate: Evaluate, inner: str) -> None:
    read = evaluate(
        main=f"""
variable "unset" {{}}
variable "secret" {{
  default   = "b"
  sensitive = true
}}
resource "aws_networkmanager_vpc_attachment" "v" {{
  core_network_id = "core-network-1"
  vpc_arn         = "arn:aws:ec2:eu-west-1:1:vpc/vpc-1"
  subnet_arns     = ["arn:aws:ec2:eu-west-1:1:subnet/subnet-1"]
}}
data "{TYPE}" "a" {{
{inner}
}}
{USE}"""
    )
    assert not [each for each in read.diagnostics if each.severity == "error"]
    assert is_symbolic(written(read))

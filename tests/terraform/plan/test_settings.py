"""The region of a resource's provider, and the variables that name an environment."""

from __future__ import annotations

from typing import Any

import pytest

from tests.terraform.plan.plans import change, read


def region(
    expression: object,
    *,
    key: str = "aws",
    module: str = "",
    **more: Any,  # noqa: ANN401
) -> str | None:
    """Return the region of `aws_vpc.a` where the provider's `region` has this expression.

    `module` is the address of the module whose provider block it is, and where the VPC is.
    """
    block = {"address": "aws_vpc.a", "provider_config_key": key}
    variables = {"region": {"default": "eu-south-2"}}
    root: dict[str, Any] = {"resources": [block], "variables": variables}
    if module:
        call = {"module": root, "expressions": more.pop("inputs", {})}
        root = {"module_calls": {"net": call}}
    provider: dict[str, Any] = {"name": "aws", "expressions": {"region": expression}}
    if module:
        provider["module_address"] = module
    configuration = {
        "root_module": root,
        "provider_config": more.pop("providers", {key: provider}),
    }
    vpc = change("module.net.aws_vpc.a" if module else "aws_vpc.a", "create")
    return next(iter(read(vpc, configuration=configuration, **more))).region


CONSTANT = {"constant_value": "eu-west-1"}
VARIABLE = {"references": ["var.region"]}
GIVEN = {"region": {"value": "us-east-2"}}


@pytest.mark.parametrize(
    ("expression", "given", "expected"),
    [
        (CONSTANT, {}, "eu-west-1"),
        ({"constant_value": "us-gov-west-1"}, {}, "us-gov-west-1"),
        (VARIABLE, {"variables": GIVEN}, "us-east-2"),
        (VARIABLE, {}, "eu-south-2"),
        (VARIABLE, {"variables": {"region": {}}}, "eu-south-2"),
        ({"references": ["var.region", "var.other"]}, {"variables": GIVEN}, None),
        ({"references": ["var.region.name", "var.region"]}, {"variables": GIVEN}, None),
        ({"references": ["local.region"]}, {}, None),
        ({"references": []}, {}, None),
        (VARIABLE, {"variables": {"region": {"value": "eu"}}}, None),
        ({"constant_value": 5}, {}, None),
        (None, {}, None),
    ],
)
def test_the_region_of_a_provider_of_the_root(
    expression: object, given: dict[str, Any], expected: str | None
) -> None:
    assert region(expression, **given) == expected


@pytest.mark.parametrize(
    ("inputs", "given", "expected"),
    [
        ({"region": {"constant_value": "us-west-1"}}, {}, "us-west-1"),
        ({"region": {"references": ["var.where"]}}, {"where": {"value": "us-west-2"}}, "us-west-2"),
        ({"region": {"references": ["local.where"]}}, {"region": {"value": "us-west-2"}}, None),
        ({}, {"region": {"value": "us-west-2"}}, "eu-south-2"),
    ],
)
def test_a_provider_of_a_module_reads_that_modules_variables(
    inputs: dict[str, Any], given: dict[str, Any], expected: str | None
) -> None:
    found = region(
        VARIABLE, key="module.net:aws", module="module.net", inputs=inputs, variables=given
    )
    assert found == expected


def test_an_alias_has_its_own_region() -> None:
    providers = {
        "aws": {"name": "aws", "expressions": {"region": CONSTANT}},
        "aws.west": {"alias": "west", "expressions": {"region": {"constant_value": "us-west-2"}}},
    }
    assert region(None, key="aws.west", providers=providers) == "us-west-2"
    assert region(None, key="aws", providers=providers) == "eu-west-1"


def test_before_terraform_1_1_a_module_inherits_the_only_configuration() -> None:
    only = {"aws": {"name": "aws", "expressions": {"region": CONSTANT}}}
    several = {**only, "aws.west": {"alias": "west", "expressions": {}}}
    assert region(None, key="net:aws", providers=only) == "eu-west-1"
    assert region(None, key="net:aws", providers=several) is None
    assert region(None, key="net:google", providers=only) is None
    assert region(None, key="aws.gone", providers=only) is None


def test_variables_that_name_an_environment_are_hints() -> None:
    variables = {"env": {"value": "prod"}, "stage": {"value": 3}, "region": {"value": "eu-west-1"}}
    assert read(variables=variables).workspace_hints == ("prod",)

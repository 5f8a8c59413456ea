"""Services that place interfaces: each type is read where the provider keeps its arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
import pytest

from netplan_audit.pipeline import Input, understand
from netplan_audit.unknown import Truth
from tests.plans import Plan

if TYPE_CHECKING:
    from netplan_audit.network.network import Network

SUBNET: Final = "subnet-0123456789abcdef0"
GROUP: Final = "sg-0123456789abcdef0"

# Type, where subnets are ('*' for a list), where groups are; '' for no such argument.
PLACES: Final = [
    ("aws_apigatewayv2_vpc_link", "subnet_ids*", "security_group_ids*"),
    ("aws_codebuild_project", "vpc_config.subnets*", "vpc_config.security_group_ids*"),
    ("aws_db_proxy", "vpc_subnet_ids*", "vpc_security_group_ids*"),
    ("aws_directory_service_directory", "vpc_settings.subnet_ids*", ""),
    ("aws_ec2_instance_connect_endpoint", "subnet_id", "security_group_ids*"),
    ("aws_ecs_service", "network_configuration.subnets*", "network_configuration.security_groups*"),
    ("aws_efs_mount_target", "subnet_id", "security_groups*"),
    ("aws_eks_cluster", "vpc_config.subnet_ids*", "vpc_config.security_group_ids*"),
    ("aws_eks_fargate_profile", "subnet_ids*", ""),
    ("aws_elasticache_serverless_cache", "subnet_ids*", "security_group_ids*"),
    ("aws_elasticsearch_domain", "vpc_options.subnet_ids*", "vpc_options.security_group_ids*"),
    ("aws_emr_cluster", "ec2_attributes.subnet_id", "ec2_attributes.service_access_security_group"),
    ("aws_fsx_lustre_file_system", "subnet_ids*", "security_group_ids*"),
    (
        "aws_glue_connection",
        "physical_connection_requirements.subnet_id",
        "physical_connection_requirements.security_group_id_list*",
    ),
    ("aws_lambda_function", "vpc_config.subnet_ids*", "vpc_config.security_group_ids*"),
    ("aws_mq_broker", "subnet_ids*", "security_groups*"),
    (
        "aws_msk_cluster",
        "broker_node_group_info.client_subnets*",
        "broker_node_group_info.security_groups*",
    ),
    ("aws_opensearch_domain", "vpc_options.subnet_ids*", "vpc_options.security_group_ids*"),
    ("aws_redshiftserverless_workgroup", "subnet_ids*", "security_group_ids*"),
    ("aws_route53_resolver_endpoint", "ip_address.subnet_id", "security_group_ids*"),
    ("aws_sagemaker_notebook_instance", "subnet_id", "security_groups*"),
    ("aws_transfer_server", "endpoint_details.subnet_ids*", "endpoint_details.security_group_ids*"),
    ("aws_workspaces_directory", "subnet_ids*", ""),
]
# Type, the argument for its subnet group, and the type of that.
WITHIN: Final = [
    ("aws_docdb_cluster", "db_subnet_group_name", "aws_docdb_subnet_group"),
    ("aws_memorydb_cluster", "subnet_group_name", "aws_memorydb_subnet_group"),
    ("aws_neptune_cluster", "neptune_subnet_group_name", "aws_neptune_subnet_group"),
    ("aws_elasticache_cluster", "subnet_group_name", "aws_elasticache_subnet_group"),
    (
        "aws_dms_replication_instance",
        "replication_subnet_group_id",
        "aws_dms_replication_subnet_group",
    ),
]


def network(plan: Plan) -> Network:
    return understand(Input("plan", "plan.json", msgspec.json.encode(plan.document())))[1]


def put(values: dict[str, Any], path: str, one: str) -> None:
    """Set the argument at a path, in a block where the path has two parts."""
    *blocks, name = path.removesuffix("*").split(".")
    for block in blocks:
        values = values.setdefault(block, [{}])[0]
    values[name] = [one] if path.endswith("*") else one


@pytest.mark.parametrize(("kind", "subnets", "groups"), PLACES)
def test_a_service_is_placed_as_its_arguments_say(kind: str, subnets: str, groups: str) -> None:
    values: dict[str, Any] = {}
    put(values, subnets, SUBNET)
    if groups:
        put(values, groups, GROUP)
    plan = Plan()
    plan.create(f"{kind}.main", values)
    workload = network(plan).workloads[f"{kind}.main"]
    assert tuple(workload.subnets) == (SUBNET,)
    if groups:
        assert GROUP in tuple(workload.groups)


@pytest.mark.parametrize(("kind", "argument", "group_type"), WITHIN)
@pytest.mark.parametrize("attribute", ["id", "name"])
def test_a_store_is_in_the_subnets_of_its_group(
    kind: str, argument: str, group_type: str, attribute: str
) -> None:
    plan = Plan()
    plan.create(f"{group_type}.all", {"subnet_ids": [SUBNET]}, unknown=("name",))
    plan.create(f"{kind}.main", refers={argument: f"{group_type}.all.{attribute}"})
    assert tuple(network(plan).workloads[f"{kind}.main"].subnets) == (SUBNET,)


def test_a_type_that_is_not_known_is_read_by_the_names_of_its_arguments() -> None:
    plan = Plan()
    plan.create("aws_security_group.own", {"name": "own", "vpc_id": "vpc-1"})
    plan.create(
        "aws_appstream_fleet.main",
        {"vpc_config": [{"subnet_ids": [SUBNET]}]},
        refers={"security_group_ids": ["aws_security_group.own.id"]},
    )
    workload = network(plan).workloads["aws_appstream_fleet.main"]
    assert workload.is_guess
    assert tuple(workload.subnets) == (SUBNET,)
    assert tuple(workload.groups) == ("aws_security_group.own",)


def test_a_function_has_no_public_address_and_takes_no_connections() -> None:
    plan = Plan()
    config = {"subnet_ids": [SUBNET], "security_group_ids": [GROUP]}
    plan.create("aws_lambda_function.main", {"vpc_config": [config]})
    workload = network(plan).workloads["aws_lambda_function.main"]
    assert workload.public_ipv4 is Truth.NO
    assert not workload.accepts_connections

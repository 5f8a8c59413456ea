"""Which id arguments the provider computes where they are unset, so that null is unknown too."""

from __future__ import annotations

from typing import Final

from netplan_audit.terraform.plan import identity

# argument -> types that compute it, at the top or in a nested block. Read off the schema of
# provider 5.100.
_COMPUTED_WHEN_UNSET: Final[dict[str, frozenset[str]]] = {
    "allocation_id": frozenset({"aws_eip_association"}),
    "iam_role_arn": frozenset({"aws_appstream_fleet", "aws_appstream_image_builder"}),
    "launch_template_id": frozenset({"aws_autoscaling_group"}),
    "log_destination": frozenset({"aws_flow_log"}),
    "network_interface_id": frozenset({"aws_eip_association", "aws_route"}),
    "propagating_vgws": frozenset({"aws_route_table"}),
    "role_arn": frozenset(
        {
            "aws_appautoscaling_target",
            "aws_cloudwatch_log_subscription_filter",
            "aws_cognito_managed_user_pool_client",
            "aws_cognito_user_pool_client",
            "aws_lakeformation_resource",
            "aws_medialive_input",
        }
    ),
    "route_table_ids": frozenset(
        {"aws_fsx_ontap_file_system", "aws_fsx_openzfs_file_system", "aws_vpc_endpoint"}
    ),
    "security_group_ids": frozenset(
        {
            "aws_appstream_fleet",
            "aws_appstream_image_builder",
            "aws_dax_cluster",
            "aws_ec2_client_vpn_endpoint",
            "aws_ec2_instance_connect_endpoint",
            "aws_elasticache_cluster",
            "aws_elasticache_replication_group",
            "aws_elasticache_serverless_cache",
            "aws_elasticsearch_vpc_endpoint",
            "aws_m2_environment",
            "aws_medialive_channel",
            "aws_msk_serverless_cluster",
            "aws_opensearch_vpc_endpoint",
            "aws_opensearchserverless_vpc_endpoint",
            "aws_opsworks_instance",
            "aws_prometheus_scraper",
            "aws_redshiftserverless_workgroup",
            "aws_transfer_server",
            "aws_vpc_endpoint",
            "aws_vpclattice_resource_gateway",
        }
    ),
    "security_groups": frozenset(
        {
            "aws_alb",
            "aws_efs_mount_target",
            "aws_elb",
            "aws_instance",
            "aws_lb",
            "aws_network_interface",
            "aws_sagemaker_notebook_instance",
            "aws_spot_instance_request",
        }
    ),
    "source_security_group_id": frozenset({"aws_security_group_rule"}),
    "subnet_id": frozenset(
        {
            "aws_cloudhsm_v2_hsm",
            "aws_emr_cluster",
            "aws_instance",
            "aws_opsworks_instance",
            "aws_spot_fleet_request",
            "aws_spot_instance_request",
        }
    ),
    "subnet_ids": frozenset(
        {
            "aws_appstream_fleet",
            "aws_appstream_image_builder",
            "aws_docdbelastic_cluster",
            "aws_elasticache_serverless_cache",
            "aws_emr_cluster",
            "aws_m2_environment",
            "aws_mq_broker",
            "aws_network_acl",
            "aws_redshiftserverless_workgroup",
            "aws_vpc_endpoint",
            "aws_workspaces_directory",
        }
    ),
    "subnets": frozenset({"aws_alb", "aws_elb", "aws_lb"}),
    "target_group_arns": frozenset({"aws_autoscaling_group", "aws_spot_fleet_request"}),
    "vpc_endpoint_id": frozenset({"aws_transfer_server"}),
    "vpc_id": frozenset(
        {
            "aws_default_security_group",
            "aws_ec2_client_vpn_endpoint",
            "aws_internet_gateway",
            "aws_opsworks_stack",
            "aws_security_group",
            "aws_vpn_gateway",
        }
    ),
    "vpc_security_group_ids": frozenset(
        {
            "aws_db_instance",
            "aws_db_proxy",
            "aws_db_proxy_endpoint",
            "aws_dms_replication_config",
            "aws_dms_replication_instance",
            "aws_docdb_cluster",
            "aws_docdbelastic_cluster",
            "aws_instance",
            "aws_neptune_cluster",
            "aws_rds_cluster",
            "aws_redshift_cluster",
            "aws_redshift_endpoint_access",
            "aws_redshiftserverless_endpoint_access",
            "aws_spot_fleet_request",
            "aws_spot_instance_request",
        }
    ),
    "vpc_zone_identifier": frozenset({"aws_autoscaling_group"}),
}


def may_be_computed(block_type: str, argument: str) -> bool:
    """Tell whether an unknown value may be the provider's own, the expression giving null."""
    if identity.kind_of(argument) is None:
        return True
    return block_type in _COMPUTED_WHEN_UNSET.get(argument, ())

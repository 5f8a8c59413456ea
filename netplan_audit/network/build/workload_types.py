"""The resource types that place network interfaces, and where each keeps subnets and groups."""

from __future__ import annotations

from typing import Final, NamedTuple


class Shape(NamedTuple):
    """Where a resource type keeps its subnets and groups, and what it is."""

    kind: str
    subnets: tuple[str, ...]
    groups: tuple[str, ...]
    data_store: bool = False
    public: str = ""
    """The argument that asks for a public address; '' where there can be none."""


SHAPES: Final[dict[str, Shape]] = {
    "aws_instance": Shape("instance", ("subnet_id",), ("vpc_security_group_ids",), public="launch"),
    "aws_spot_instance_request": Shape(
        "instance", ("subnet_id",), ("vpc_security_group_ids",), public="launch"
    ),
    "aws_network_interface": Shape("network interface", ("subnet_id",), ("security_groups",)),
    "aws_autoscaling_group": Shape(
        "Auto Scaling group", ("vpc_zone_identifier",), (), public="template"
    ),
    "aws_eks_cluster": Shape(
        "EKS control plane", ("vpc_config.subnet_ids",), ("vpc_config.security_group_ids",)
    ),
    "aws_eks_node_group": Shape("EKS node group", ("subnet_ids",), (), public="template"),
    "aws_eks_fargate_profile": Shape("EKS Fargate profile", ("subnet_ids",), ()),
    "aws_lb": Shape(
        "load balancer",
        ("subnets", "subnet_mapping.subnet_id"),
        ("security_groups",),
        public="internal",
    ),
    "aws_alb": Shape(
        "load balancer",
        ("subnets", "subnet_mapping.subnet_id"),
        ("security_groups",),
        public="internal",
    ),
    "aws_elb": Shape("load balancer", ("subnets",), ("security_groups",), public="internal"),
    "aws_db_instance": Shape(
        "RDS instance",
        ("db_subnet_group_name",),
        ("vpc_security_group_ids",),
        data_store=True,
        public="publicly_accessible",
    ),
    "aws_rds_cluster": Shape(
        "RDS cluster", ("db_subnet_group_name",), ("vpc_security_group_ids",), data_store=True
    ),
    "aws_docdb_cluster": Shape(
        "DocumentDB cluster",
        ("db_subnet_group_name",),
        ("vpc_security_group_ids",),
        data_store=True,
    ),
    "aws_neptune_cluster": Shape(
        "Neptune cluster",
        ("neptune_subnet_group_name",),
        ("vpc_security_group_ids",),
        data_store=True,
    ),
    "aws_redshift_cluster": Shape(
        "Redshift cluster",
        ("cluster_subnet_group_name",),
        ("vpc_security_group_ids",),
        data_store=True,
        public="publicly_accessible",
    ),
    "aws_redshiftserverless_workgroup": Shape(
        "Redshift workgroup",
        ("subnet_ids",),
        ("security_group_ids",),
        data_store=True,
        public="publicly_accessible",
    ),
    "aws_elasticache_cluster": Shape(
        "ElastiCache cluster", ("subnet_group_name",), ("security_group_ids",), data_store=True
    ),
    "aws_elasticache_replication_group": Shape(
        "ElastiCache replication group",
        ("subnet_group_name",),
        ("security_group_ids",),
        data_store=True,
    ),
    "aws_elasticache_serverless_cache": Shape(
        "ElastiCache cache", ("subnet_ids",), ("security_group_ids",), data_store=True
    ),
    "aws_memorydb_cluster": Shape(
        "MemoryDB cluster", ("subnet_group_name",), ("security_group_ids",), data_store=True
    ),
    "aws_dax_cluster": Shape(
        "DAX cluster", ("subnet_group_name",), ("security_group_ids",), data_store=True
    ),
    "aws_msk_cluster": Shape(
        "MSK cluster",
        ("broker_node_group_info.client_subnets",),
        ("broker_node_group_info.security_groups",),
        data_store=True,
    ),
    "aws_opensearch_domain": Shape(
        "OpenSearch domain",
        ("vpc_options.subnet_ids",),
        ("vpc_options.security_group_ids",),
        data_store=True,
    ),
    "aws_elasticsearch_domain": Shape(
        "OpenSearch domain",
        ("vpc_options.subnet_ids",),
        ("vpc_options.security_group_ids",),
        data_store=True,
    ),
    "aws_lambda_function": Shape(
        "Lambda function", ("vpc_config.subnet_ids",), ("vpc_config.security_group_ids",)
    ),
    "aws_ecs_service": Shape(
        "ECS service",
        ("network_configuration.subnets",),
        ("network_configuration.security_groups",),
        public="assign_public_ip",
    ),
    "aws_vpc_endpoint": Shape("VPC endpoint", ("subnet_ids",), ("security_group_ids",)),
    "aws_route53_resolver_endpoint": Shape(
        "Route 53 Resolver endpoint", ("ip_address.subnet_id",), ("security_group_ids",)
    ),
    "aws_efs_mount_target": Shape(
        "EFS mount target", ("subnet_id",), ("security_groups",), data_store=True
    ),
    "aws_fsx_lustre_file_system": Shape(
        "FSx file system", ("subnet_ids",), ("security_group_ids",), data_store=True
    ),
    "aws_fsx_windows_file_system": Shape(
        "FSx file system", ("subnet_ids",), ("security_group_ids",), data_store=True
    ),
    "aws_directory_service_directory": Shape(
        "directory", ("vpc_settings.subnet_ids",), ("security_group_id",)
    ),
    "aws_dms_replication_instance": Shape(
        "DMS replication instance",
        ("replication_subnet_group_id",),
        ("vpc_security_group_ids",),
        public="publicly_accessible",
    ),
    "aws_mq_broker": Shape(
        "MQ broker", ("subnet_ids",), ("security_groups",), public="publicly_accessible"
    ),
    "aws_apigatewayv2_vpc_link": Shape("VPC link", ("subnet_ids",), ("security_group_ids",)),
    "aws_codebuild_project": Shape(
        "CodeBuild project", ("vpc_config.subnets",), ("vpc_config.security_group_ids",)
    ),
    "aws_ec2_client_vpn_endpoint": Shape("Client VPN endpoint", (), ("security_group_ids",)),
}
SUBNET_GROUPS: Final = {
    "db_subnet_group_name": "aws_db_subnet_group",
    "neptune_subnet_group_name": "aws_neptune_subnet_group",
    "cluster_subnet_group_name": "aws_redshift_subnet_group",
    "subnet_group_name": "aws_elasticache_subnet_group",
    "replication_subnet_group_id": "aws_dms_replication_subnet_group",
}

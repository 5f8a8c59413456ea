"""The resource types that place network interfaces, and where each keeps subnets and groups."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.structs import replace


class Shape(Struct, frozen=True):
    """Where a resource type keeps its subnets and groups, and what it is.

    Paths name an argument, or arguments of nested blocks (`vpc_config.subnet_ids`). `within` is
    the argument that names a subnet group, and the type of that group. `public` is the argument
    that asks for a public address, or a word for how one comes about; '' where there can be none.
    `default_group` tells that AWS gives the VPC's default security group where none is named.
    """

    kind: str
    subnets: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    within: tuple[str, str] = ("", "")
    public: str = ""
    data_store: bool = False
    default_group: bool = False


LAUNCHED: Final = "as the launch arguments or the subnet say"
FACING: Final = "unless it is internal"
LISTED: Final = "publicly_accessible"

_RDS_GROUP: Final = ("db_subnet_group_name", "aws_db_subnet_group")
_CACHE_GROUP: Final = ("subnet_group_name", "aws_elasticache_subnet_group")
_VPC: Final = "vpc_security_group_ids"
_IDS: Final = "security_group_ids"
_NAMED: Final = "security_groups"


def _instance() -> Shape:
    return Shape("instance", ("subnet_id",), (_VPC, _NAMED), public=LAUNCHED, default_group=True)


def _balancer(*subnets: str) -> Shape:
    return Shape("load balancer", subnets, (_NAMED,), public=FACING, default_group=True)


def _store(kind: str, within: tuple[str, str], groups: str = _IDS, public: str = "") -> Shape:
    return Shape(kind, (), (groups,), within, public, data_store=True)


def _in_default(shape: Shape) -> Shape:
    """Return the shape of a type that has the default group where it names none.

    So the API references: CreateDBInstance, CreateCluster of Redshift and DAX, CreateMountTarget.
    """
    return replace(shape, default_group=True)


def _volume(subnets: str, groups: str = _IDS, kind: str = "FSx file system") -> Shape:
    return Shape(kind, (subnets,), (groups,), data_store=True)


def _in_block(kind: str, block: str, subnets: str = "subnet_ids", groups: str = _IDS) -> Shape:
    return Shape(kind, (f"{block}.{subnets}",), (f"{block}.{groups}",))


_BALANCER: Final = _balancer("subnets", "subnet_mapping.subnet_id")
_SEARCH: Final = replace(
    _in_block("OpenSearch domain", "vpc_options"), data_store=True, default_group=True
)

SHAPES: Final[dict[str, Shape]] = {
    "aws_instance": _instance(),
    "aws_spot_instance_request": _instance(),
    "aws_network_interface": Shape(
        "network interface", ("subnet_id",), (_NAMED,), default_group=True
    ),
    "aws_autoscaling_group": Shape(
        "Auto Scaling group", ("vpc_zone_identifier",), public=LAUNCHED, default_group=True
    ),
    "aws_eks_cluster": _in_block("EKS control plane", "vpc_config"),
    "aws_eks_node_group": Shape("EKS node group", ("subnet_ids",), public=LAUNCHED),
    "aws_eks_fargate_profile": Shape("EKS Fargate profile", ("subnet_ids",)),
    "aws_lb": _BALANCER,
    "aws_alb": _BALANCER,
    "aws_elb": _balancer("subnets"),
    "aws_db_instance": _in_default(_store("RDS instance", _RDS_GROUP, _VPC, LISTED)),
    "aws_rds_cluster": _in_default(
        _store("RDS cluster", _RDS_GROUP, _VPC, "aws_rds_cluster_instance")
    ),
    "aws_db_proxy": Shape("RDS proxy", ("vpc_subnet_ids",), (_VPC,), data_store=True),
    "aws_docdb_cluster": _store(
        "DocumentDB cluster", ("db_subnet_group_name", "aws_docdb_subnet_group"), _VPC
    ),
    "aws_docdbelastic_cluster": Shape(
        "DocumentDB cluster", ("subnet_ids",), (_VPC,), data_store=True
    ),
    "aws_neptune_cluster": _store(
        "Neptune cluster", ("neptune_subnet_group_name", "aws_neptune_subnet_group"), _VPC
    ),
    "aws_redshift_cluster": _in_default(
        _store(
            "Redshift cluster",
            ("cluster_subnet_group_name", "aws_redshift_subnet_group"),
            _VPC,
            LISTED,
        )
    ),
    "aws_redshiftserverless_workgroup": Shape(
        "Redshift workgroup", ("subnet_ids",), (_IDS,), public=LISTED, data_store=True
    ),
    "aws_elasticache_cluster": _store("ElastiCache cluster", _CACHE_GROUP),
    "aws_elasticache_replication_group": _store("ElastiCache replication group", _CACHE_GROUP),
    "aws_elasticache_serverless_cache": Shape(
        "ElastiCache cache", ("subnet_ids",), (_IDS,), data_store=True
    ),
    "aws_memorydb_cluster": _store(
        "MemoryDB cluster", ("subnet_group_name", "aws_memorydb_subnet_group")
    ),
    "aws_dax_cluster": _in_default(
        _store("DAX cluster", ("subnet_group_name", "aws_dax_subnet_group"))
    ),
    "aws_msk_cluster": replace(
        _in_block("MSK cluster", "broker_node_group_info", "client_subnets", _NAMED),
        data_store=True,
        public="broker_node_group_info",
    ),
    "aws_msk_serverless_cluster": replace(_in_block("MSK cluster", "vpc_config"), data_store=True),
    "aws_opensearch_domain": _SEARCH,
    "aws_elasticsearch_domain": _SEARCH,
    "aws_opensearchserverless_vpc_endpoint": Shape(
        "OpenSearch endpoint", ("subnet_ids",), (_IDS,), default_group=True
    ),
    "aws_lambda_function": _in_block("Lambda function", "vpc_config"),
    "aws_ecs_service": replace(
        _in_block("ECS service", "network_configuration", "subnets", _NAMED),
        public="network_configuration.assign_public_ip",
        default_group=True,
    ),
    "aws_vpc_endpoint": Shape("VPC endpoint", ("subnet_ids",), (_IDS,), default_group=True),
    "aws_ec2_instance_connect_endpoint": Shape(
        "EC2 Instance Connect endpoint", ("subnet_id",), (_IDS,), default_group=True
    ),
    "aws_route53_resolver_endpoint": Shape(
        "Route 53 Resolver endpoint", ("ip_address.subnet_id",), (_IDS,)
    ),
    "aws_efs_mount_target": _in_default(_volume("subnet_id", _NAMED, "EFS mount target")),
    "aws_fsx_lustre_file_system": _volume("subnet_ids"),
    "aws_fsx_windows_file_system": _volume("subnet_ids"),
    "aws_fsx_ontap_file_system": _volume("subnet_ids"),
    "aws_fsx_openzfs_file_system": _volume("subnet_ids"),
    "aws_directory_service_directory": Shape(
        "directory", ("vpc_settings.subnet_ids",), ("security_group_id",)
    ),
    "aws_dms_replication_instance": Shape(
        "DMS replication instance",
        groups=(_VPC,),
        within=("replication_subnet_group_id", "aws_dms_replication_subnet_group"),
        public=LISTED,
    ),
    "aws_mq_broker": Shape("MQ broker", ("subnet_ids",), (_NAMED,), public=LISTED),
    "aws_emr_cluster": Shape(
        "EMR cluster",
        ("ec2_attributes.subnet_id", "ec2_attributes.subnet_ids"),
        (
            "ec2_attributes.emr_managed_master_security_group",
            "ec2_attributes.emr_managed_slave_security_group",
            "ec2_attributes.service_access_security_group",
        ),
    ),
    "aws_apigatewayv2_vpc_link": Shape("VPC link", ("subnet_ids",), (_IDS,)),
    "aws_apprunner_vpc_connector": Shape("App Runner connector", ("subnets",), (_NAMED,)),
    "aws_codebuild_project": _in_block("CodeBuild project", "vpc_config", "subnets"),
    "aws_sagemaker_notebook_instance": Shape("notebook", ("subnet_id",), (_NAMED,)),
    "aws_workspaces_directory": Shape("WorkSpaces directory", ("subnet_ids",)),
    "aws_glue_connection": _in_block(
        "Glue connection", "physical_connection_requirements", "subnet_id", "security_group_id_list"
    ),
    "aws_transfer_server": _in_block("Transfer server", "endpoint_details"),
    "aws_batch_compute_environment": _in_block(
        "Batch compute environment", "compute_resources", "subnets"
    ),
    "aws_mwaa_environment": _in_block("MWAA environment", "network_configuration"),
    "aws_ec2_client_vpn_endpoint": Shape("Client VPN endpoint", (), (_IDS,)),
}
IN_ONE: Final = frozenset(
    {"aws_mq_broker", "aws_docdbelastic_cluster", "aws_redshiftserverless_workgroup"}
)
"""Types that stand in some of their subnets, as those with a subnet group do."""
ZONED: Final = frozenset({"aws_elb"})
"""Types that may name zones instead of subnets, which are then the default VPC's (API reference,
CreateLoadBalancer of Classic Load Balancers)."""
NOT_LISTENING: Final = frozenset(
    {
        "aws_lambda_function",
        "aws_codebuild_project",
        "aws_glue_connection",
        "aws_apprunner_vpc_connector",
        "aws_ec2_client_vpn_endpoint",
        "aws_ec2_instance_connect_endpoint",
    }
)
"""Types that open connections and accept none (Lambda: "Giving functions access to a VPC")."""

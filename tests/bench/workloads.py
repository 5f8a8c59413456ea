"""The module of what runs in a VPC: a cluster, a balancer, a database, and unrelated buckets."""

from __future__ import annotations

from typing import Final

from tests.bench.configuration import (
    Argument,
    Block,
    Expression,
    Module,
    const,
    named,
    of,
    tagged,
    var,
)
from tests.bench.networks import role


def platform() -> Module:
    """Write a cluster, a load balancer, a database, and buckets that no network check reads."""
    inputs = (
        "name", "vpc_id", "public_subnet_ids", "private_subnet_ids", "data_subnet_ids",
        "node_groups", "node_group_ids", "database_group_ids", "balancer_group_ids",
        "cluster_group_ids", "buckets", "tags",
    )  # fmt: skip
    blocks = (*_cluster(), *_balancer(), *_database(), *_buckets())
    outputs = {"cluster_name": ("aws_eks_cluster.this.name", "aws_eks_cluster.this")}
    return Module("../platform", blocks, inputs, outputs)


def _cluster() -> tuple[Block, ...]:
    cluster: dict[str, Argument] = {
        "name": named("main"),
        "role_arn": of("aws_iam_role.cluster", "arn"),
        "version": const("1.31"),
        "enabled_cluster_log_types": const(["api", "audit"]),
        "vpc_config": (
            {
                "endpoint_private_access": const(value=True),
                "endpoint_public_access": const(value=False),
                "security_group_ids": var("cluster_group_ids"),
                "subnet_ids": var("private_subnet_ids"),
            },
        ),
        "tags": tagged("main"),
    }
    template: dict[str, Argument] = {
        "name_prefix": named("nodes"),
        "vpc_security_group_ids": var("node_group_ids"),
        "metadata_options": ({"http_tokens": const("required")},),
        "tags": tagged("nodes"),
    }
    return (
        role("cluster", "eks"),
        role("node", "ec2"),
        *(_attached(r, p) for r, p in _POLICIES),
        Block("aws_launch_template", "nodes", template),
        Block("aws_eks_cluster", "this", cluster),
        _nodes(),
    )


_POLICIES: Final = (
    ("cluster", "AmazonEKSClusterPolicy"),
    ("node", "AmazonEKSWorkerNodePolicy"),
    ("node", "AmazonEKS_CNI_Policy"),
)


def _attached(who: str, policy: str) -> Block:
    arguments = {
        "role": _name_of(f"aws_iam_role.{who}", who),
        "policy_arn": const(f"arn:aws:iam::aws:policy/{policy}"),
    }
    return Block("aws_iam_role_policy_attachment", policy.lower(), arguments)


def _name_of(block: str, suffix: str) -> Expression:
    """Read the name of another block, which is known before apply."""
    return Expression(named(suffix).value, of(block, "name").references)


def _nodes() -> Block:
    pool = Expression(lambda place: place.key, ("each.key",))
    arguments: dict[str, Argument] = {
        "cluster_name": named("main"),
        "node_group_name": pool,
        "node_role_arn": of("aws_iam_role.node", "arn"),
        "subnet_ids": var("private_subnet_ids"),
        "launch_template": (
            {
                "id": of("aws_launch_template.nodes"),
                "version": of("aws_launch_template.nodes", "latest_version"),
            },
        ),
        "scaling_config": ({"desired_size": const(3), "max_size": const(9), "min_size": const(3)},),
        "tags": tagged("nodes"),
    }
    each = ("var.node_groups",)
    return Block("aws_eks_node_group", "this", arguments, lambda p: p.inputs["node_groups"], each)


def _balancer() -> tuple[Block, ...]:
    balancer = {
        "name": named("web"),
        "internal": const(value=False),
        "subnets": var("public_subnet_ids"),
        "security_groups": var("balancer_group_ids"),
        "tags": tagged("web"),
    }
    targets = {"name": named("web"), "vpc_id": var("vpc_id"), "tags": tagged("web")}
    forward = {
        "type": const("forward"),
        "target_group_arn": of("aws_lb_target_group.web", "arn"),
    }
    listener: dict[str, Argument] = {
        "load_balancer_arn": of("aws_lb.web", "arn"),
        "default_action": (forward,),
        "tags": tagged("web"),
    }
    return (
        Block("aws_lb", "web", balancer),
        Block("aws_lb_target_group", "web", targets),
        Block("aws_lb_listener", "web", listener),
    )


def _database() -> tuple[Block, ...]:
    password = of("random_password.database", "result")
    database = {
        "identifier": named("orders"),
        "username": const("orders"),
        "password": password,
        "db_subnet_group_name": _name_of("aws_db_subnet_group.data", "data"),
        "vpc_security_group_ids": var("database_group_ids"),
        "kms_key_id": of("aws_kms_key.data", "arn"),
        "tags": tagged("orders"),
    }
    subnets = {
        "name": named("data"),
        "subnet_ids": var("data_subnet_ids"),
        "tags": tagged("data"),
    }
    key = {"description": named("data"), "tags": tagged("data")}
    return (
        Block("random_password", "database", {"length": const(32)}, provider="random"),
        Block("aws_kms_key", "data", key),
        Block("aws_db_subnet_group", "data", subnets),
        Block("aws_db_instance", "orders", database, sensitive=("password", "username")),
    )


def _buckets() -> tuple[Block, ...]:
    each = (lambda place: place.inputs["buckets"], ("var.buckets",))
    name = Expression(lambda place: f"{place.inputs['name']}-{place.key}", ("var.name", "each.key"))
    closed = {
        "bucket": Expression(
            lambda place: place.computed("aws_s3_bucket.this", place.key, "id"),
            ("aws_s3_bucket.this", "each.key"),
        )
    }
    policy = {"name": name, "policy": const(_READ), "path": const("/")}
    return (
        Block("aws_s3_bucket", "this", {"bucket": name, "tags": tagged("data")}, *each),
        Block("aws_s3_bucket_public_access_block", "this", closed, *each),
        Block("aws_iam_policy", "read", policy, *each),
    )


_READ: Final = (
    '{"Statement":[{"Action":["s3:GetObject","s3:ListBucket"],"Effect":"Allow","Resource":"*",'
    '"Condition":{"Bool":{"aws:SecureTransport":"true"}}}],"Version":"2012-10-17"}'
)

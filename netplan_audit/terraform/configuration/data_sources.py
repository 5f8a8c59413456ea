"""Data sources whose attributes are known without asking a cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.configuration import manifest_documents, policy_documents

if TYPE_CHECKING:
    from netplan_audit.terraform.configuration.objects import ResourceInstance
    from netplan_audit.terraform.hcl.values import Value

_REGION: Final = frozenset({"name", "id", "region"})
_PARTITIONS: Final = {
    "cn-": ("aws-cn", "amazonaws.com.cn"),
    "us-gov-": ("aws-us-gov", "amazonaws.com"),
}
_STANDARD: Final = ("aws", "amazonaws.com")


def attribute(instance: ResourceInstance, name: str) -> Value | None:
    """Return an attribute of a data source that needs no answer of a cloud; None for others."""
    if instance.type == "aws_iam_policy_document":
        is_text = name in {"json", "minified_json"}
        return policy_documents.text(instance, minified=name != "json") if is_text else None
    if instance.type in {manifest_documents.PATHS, manifest_documents.TEXT}:
        return manifest_documents.documents(instance, name)
    if instance.type not in {"aws_region", "aws_partition"}:
        return None
    region = instance.module.region(instance.provider)
    if region is None or instance.configured:
        return None
    if instance.type == "aws_region":
        return region if name in _REGION else None
    found = (known for start, known in _PARTITIONS.items() if region.startswith(start))
    partition, suffix = next(found, _STANDARD)
    return {"partition": partition, "id": partition, "dns_suffix": suffix}.get(name)

"""Tells which workloads are Kubernetes nodes, and by what sign."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values

if TYPE_CHECKING:
    from netplan_audit.terraform.resource import Resource

_BOOTSTRAP: Final = re.compile(r"bootstrap\.sh|nodeadm|kubeadm join|k3s|rke2")


def node_reason(resource: Resource, template: Resource | None) -> str:
    """Say what makes a workload a Kubernetes node; '' where nothing does."""
    if resource.type == "aws_eks_node_group":
        return "it is an EKS node group"
    if resource.type not in {"aws_instance", "aws_autoscaling_group"}:
        return ""
    for source in (resource, template):
        tag = _cluster_tag(source)
        if tag:
            return f"it carries the tag {tag}"
        if source is not None and _bootstraps(source):
            return "its user data joins a Kubernetes cluster"
    return ""


def _cluster_tag(resource: Resource | None) -> str:
    if resource is None:
        return ""
    keys: list[str] = []
    for name in ("tags", "tags_all"):
        tags = resource.get(name)
        keys += tags if isinstance(tags, dict) else []
    for block in values.blocks(resource.get("tag")):
        keys.append(values.text(block.get("key")) or "")
    for block in values.blocks(resource.get("tag_specifications")):
        tags = block.get("tags")
        keys += tags if isinstance(tags, dict) else []
    prefix = "kubernetes.io/cluster/"
    return next((key for key in keys if key.startswith(prefix)), "")


def _bootstraps(resource: Resource) -> bool:
    for name in ("user_data", "user_data_base64"):
        data = values.text(resource.get(name))
        if not data:
            continue
        if _BOOTSTRAP.search(data):
            return True
        try:
            decoded = base64.b64decode(data, validate=True).decode(errors="replace")
        except (binascii.Error, ValueError):
            continue
        if _BOOTSTRAP.search(decoded):
            return True
    return False

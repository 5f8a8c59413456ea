"""Tells which workloads are Kubernetes nodes or container instances of ECS, and by what sign."""

from __future__ import annotations

import contextlib
import re
import zlib
from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.terraform.value import Reference, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from netplan_audit.terraform.resource import Resource
    from netplan_audit.terraform.value import Value

# Patterns are compiled when they are first asked for: most inputs have no user data.
_BOOTSTRAP: Final = (
    r"/etc/eks/bootstrap|Start-EKSBootstrap|\bnodeadm\b|node\.eks\.aws|settings\.kubernetes"
    r"|\bkubeadm\s+(join|init)\b|\bk3s\b|\bget\.k3s\.io\b|\brke2\b|\bnodeup\b"
)
_ECS: Final = r"\bECS_CLUSTER\s*=|\[settings\.ecs\]|Initialize-ECSAgent"
_CLUSTER_TAG: Final = "kubernetes.io/cluster/"
_BASTION: Final = "k8s.io/role/bastion"
_GROUP_TAGS: Final = (_CLUSTER_TAG, "karpenter.sh/discovery")
_USER_DATA: Final = ("user_data", "user_data_base64")
_RENDERED: Final = ("content", "template")
"""What `template_file`, and each part of `cloudinit_config`, render user data from."""
_DEEPEST: Final = 3
_CLUSTER: Final = "aws_eks_cluster."
_LAUNCHED: Final = frozenset(
    {"aws_instance", "aws_spot_instance_request", "aws_autoscaling_group", "aws_spot_fleet_request"}
)
_WITH_USER_DATA: Final = _LAUNCHED | {"aws_eks_node_group"}
_MTU: Final = (
    r"\bip\s+link\s+set\s+(?:dev\s+)?\S+\s+mtu\s+(\d{3,5})\b|\bMTU=\"?(\d{3,5})\b"
    r"|\binterface-mtu\s+(\d{3,5})\b"
)
_GZIP: Final = 31
"""The window bits that make zlib read a gzip header."""
_MOST: Final = 1 << 20
"""Most bytes of user data that are unpacked: EC2 takes 16 KB, before it unpacks them."""


def node_reason(
    resource: Resource, templates: Iterable[Resource], beside: Mapping[str, Resource]
) -> tuple[str, bool]:
    """Say what makes a workload a Kubernetes node, and whether that is more than a convention.

    `beside` are all resources by address, for data sources that user data is rendered by.
    """
    if resource.type == "aws_eks_node_group":
        return "it is an EKS node group", True
    if resource.type not in _LAUNCHED:
        return "", False
    sources = (resource, *templates)
    if any(_BASTION in _tag_keys(source) for source in sources):
        return "", False  # kops tags all that it makes as the cluster's
    return _sign(sources, beside), False


def _sign(sources: Iterable[Resource], beside: Mapping[str, Resource]) -> str:
    """Return by what sign instances are nodes, '' where there is none."""
    tag = next((tag for source in sources if (tag := _cluster_tag(source))), "")
    if tag:
        return f"it carries the tag {tag}"
    if any(_is_of_a_cluster(source.get("tag")) for source in sources):
        return "its tags are made of the name of an EKS cluster"
    if any(_bootstraps(source, beside) for source in sources):
        return "its user data joins a Kubernetes cluster"
    return ""


def pinned_mtu(resource: Resource, templates: Iterable[Resource]) -> int | None:
    """Return the MTU that user data gives to the interfaces; None where it gives none."""
    for source in (resource, *templates) if resource.type in _WITH_USER_DATA else ():
        for text in _user_data(source, {}):
            found = re.search(_MTU, text)
            if found is not None:
                return int(found[1] or found[2] or found[3])
    return None


def joins_ecs(
    resource: Resource, templates: Iterable[Resource], beside: Mapping[str, Resource]
) -> bool:
    """Tell whether the user data of instances makes them container instances of ECS."""
    if resource.type not in _LAUNCHED:
        return False
    texts = (text for each in (resource, *templates) for text in _user_data(each, beside))
    return any(re.search(_ECS, text) for text in texts)


def node_group_tag(group: Resource) -> str:
    """Return the tag that says a security group is one for nodes, '' where there is none."""
    own = (group.get("tags"), group.get("tags_all"))
    return next((k for tags in own for k in _keys(tags) if k.startswith(_GROUP_TAGS)), "")


def _cluster_tag(resource: Resource) -> str:
    return next((key for key in _tag_keys(resource) if key.startswith(_CLUSTER_TAG)), "")


def _tag_keys(resource: Resource) -> Iterator[str]:
    for name in ("tags", "tags_all"):
        yield from _keys(resource.get(name))
    for block in values.blocks(resource.get("tag")):
        yield values.text(block.get("key")) or ""
    for block in values.blocks(resource.get("tag_specifications")):
        yield from _keys(block.get("tags"))


def _keys(tags: Value) -> Iterator[str]:
    return iter(tags) if isinstance(tags, dict) else iter(())


def _bootstraps(resource: Resource, beside: Mapping[str, Resource]) -> bool:
    if any(_is_of_a_cluster(resource.get(name)) for name in _USER_DATA):
        return True  # user data made of a cluster's endpoint and certificate
    return any(re.search(_BOOTSTRAP, text) for text in _user_data(resource, beside))


def _is_of_a_cluster(value: Value) -> bool:
    """Tell whether a value is not known because it is made of an EKS cluster."""
    return isinstance(value, Unknown) and any(_CLUSTER in text for text in value.waits_for)


def _user_data(resource: Resource, beside: Mapping[str, Resource]) -> Iterator[str]:
    """Yield every reading of a resource's user data, or of what a data source renders it from."""
    for name in _USER_DATA:
        for text in _texts(resource.get(name), beside, _DEEPEST):
            yield from _readings(text)


def _texts(value: Value, beside: Mapping[str, Resource], depth: int) -> Iterator[str]:
    text = values.text(value)
    if text:
        yield text
    source = beside.get(value.address) if isinstance(value, Reference) and depth else None
    if source is None or source.mode != "data":
        return
    for name in _RENDERED:
        yield from _texts(source.get(name), beside, depth - 1)
    for part in values.blocks(source.get("part")):
        yield from _texts(part.get("content"), beside, depth - 1)


def _readings(data: str) -> Iterator[str]:
    """Yield user data as it is or, where it is base64, what it holds, unpacked if it is gzip."""
    if not data:
        return
    import base64  # noqa: PLC0415 - as the patterns

    try:
        raw = base64.b64decode("".join(data.split()), validate=True)
    except ValueError:
        yield data
        return
    with contextlib.suppress(zlib.error):
        raw = zlib.decompressobj(_GZIP).decompress(raw, _MOST)
    yield raw.decode(errors="replace")

"""Finds the objects of Kubernetes that resources declare, as blocks, as values or as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.network.build import values
from netplan_audit.network.build.kubernetes_fields import (
    MANIFEST,
    annotations_of,
    block,
    field,
    is_unknown,
    labels_of,
    name_of,
    namespace_of,
)
from netplan_audit.network.kubernetes.meta import Meta
from netplan_audit.terraform.value import is_symbolic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.kubernetes_fields import Fields
    from netplan_audit.terraform.resource import Resource, Resources
    from netplan_audit.terraform.value import Value

_KINDS: Final = {
    "deployment": "Deployment",
    "stateful_set": "StatefulSet",
    "daemonset": "DaemonSet",
    "daemon_set": "DaemonSet",
    "replication_controller": "ReplicationController",
    "job": "Job",
    "cron_job": "CronJob",
    "pod": "Pod",
    "service": "Service",
    "ingress": "Ingress",
    "ingress_class": "IngressClass",
    "horizontal_pod_autoscaler": "HorizontalPodAutoscaler",
    "namespace": "Namespace",
    "config_map": "ConfigMap",
    "network_policy": "NetworkPolicy",
    "pod_disruption_budget": "PodDisruptionBudget",
}
_VERSIONS: Final = ("", "_v1", "_v2", "_v2beta2", "_v1beta1")
BLOCK_TYPES: Final = {
    f"kubernetes_{word}{version}": kind for word, kind in _KINDS.items() for version in _VERSIONS
}
"""The kind of object that a resource type of the provider declares."""
TEXT_TYPE: Final = "kubectl_manifest"
MANIFEST_TYPES: Final = (MANIFEST, TEXT_TYPE)
"""The types of resources that take a manifest, as a value or as text."""
TEXT: Final = "yaml_body"
_ARGUMENTS: Final = ("metadata", "spec", "data")
_GROUPS: Final = {"NetworkPolicy": "networking.k8s.io/v1", "Ingress": "networking.k8s.io/v1"}
"""Groups of the kinds that other groups have too."""


class Declared(Struct, frozen=True):
    """One object and the resource that declares it; fields are named as blocks or as manifests."""

    resource: Resource
    kind: str
    version: str
    fields: Fields

    @property
    def address(self) -> str:
        """The address of its resource."""
        return self.resource.address

    def meta(self) -> Meta:
        """Return its identity."""
        return Meta(
            self.address,
            self.kind,
            name_of(self.fields),
            "" if self.kind == "Namespace" else namespace_of(self.fields),
            labels_of(self.fields),
            annotations_of(self.fields),
        )

    def spec(self) -> Fields:
        """Return its specification, empty where that is unset or unknown."""
        return block(self.fields, "spec") or {}

    @property
    def is_known(self) -> bool:
        """Whether its specification can be read."""
        return not is_unknown(field(self.fields, "spec"))

    @property
    def is_sensitive(self) -> bool:
        """Whether any of its values is marked sensitive."""
        return self.resource.is_sensitive(*_ARGUMENTS, "manifest", TEXT)


def declared(resources: Resources) -> Iterator[Declared]:
    """Yield every known object, in the order of types and then of the input."""
    for name, kind in BLOCK_TYPES.items():
        for resource in resources.of_type(name):
            arguments = {each: resource.get(each) for each in _ARGUMENTS}
            yield Declared(resource, kind, _GROUPS.get(kind, ""), arguments)
    yield from filter(None, map(object_of, resources.of_type(MANIFEST, TEXT_TYPE)))


def object_of(resource: Resource) -> Declared | None:
    """Return the object of a resource that takes a manifest; None where its kind is not known."""
    manifest = manifest_of(resource)
    named = values.text(manifest.get("kind")) if manifest is not None else None
    if manifest is None or named is None:
        return None
    return Declared(resource, named, values.text(manifest.get("apiVersion")) or "", manifest)


def manifest_of(resource: Resource) -> Fields | None:
    """Return the object of a resource that takes a manifest; None where it cannot be read."""
    if resource.type == MANIFEST:
        manifest = resource.get("manifest")
        return manifest if isinstance(manifest, dict) else None
    if resource.type != TEXT_TYPE:
        return None
    manifest = _parsed(resource.get(TEXT))
    where = values.text(resource.get("override_namespace"))
    if manifest is None or where is None:
        return manifest
    metadata = block(manifest, "metadata") or {}
    return {**manifest, "metadata": {**metadata, "namespace": where}}


def _parsed(text: Value) -> Fields | None:
    """Return the one object of a text; None where it is no YAML or more than one."""
    if not isinstance(text, str) or is_symbolic(text):
        return None
    from netplan_audit.kubernetes import documents  # noqa: PLC0415 - nobody else waits for YAML

    try:
        found = [each.value for each in documents.read_documents(text.encode())]
    except documents.DocumentError:
        return None
    one = found[0] if len(found) == 1 else None
    return one if isinstance(one, dict) else None

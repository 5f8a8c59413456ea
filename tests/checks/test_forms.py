"""Objects of Kubernetes get the same verdict as manifests, as values and as Terraform's blocks."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

import pytest

from netplan_audit.network.build import build_network
from netplan_audit.terraform.address import block_address
from netplan_audit.terraform.configuration.read import read_configuration
from netplan_audit.terraform.source import ModuleText
from netplan_audit.terraform.tree import ModuleTree
from tests.cases import Case, asked, cases

if TYPE_CHECKING:
    from collections.abc import Callable

OWN: Final = (
    "patch-",
    "unknown-namespace-of-its-folder",
    "unknown-type-of-a-manifest",
    "unknown-encrypted-",
)
"""Begin the names of cases that are others in Terraform: what is a patch as a manifest is an object
of its own there, its provider fills in namespaces and types of paths, and decrypts nothing."""
CASES: Final = [case for case in cases() if case.is_manifest and not case.name.startswith(OWN)]
TYPES: Final = {
    "Deployment": "deployment_v1",
    "StatefulSet": "stateful_set_v1",
    "DaemonSet": "daemon_set_v1",
    "Job": "job_v1",
    "CronJob": "cron_job_v1",
    "Pod": "pod_v1",
    "Service": "service_v1",
    "Ingress": "ingress_v1",
    "HorizontalPodAutoscaler": "horizontal_pod_autoscaler_v2",
    "Namespace": "namespace_v1",
    "ConfigMap": "config_map_v1",
    "NetworkPolicy": "network_policy_v1",
    "PodDisruptionBudget": "pod_disruption_budget_v1",
}
BLOCKS: Final = {"containers", "initContainers", "volumes", "options", "rules", "paths"}
MAPS: Final = {"labels", "annotations", "matchLabels", "data", "nodeSelector"}


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _blocks(value: Any, kind: str) -> Any:  # noqa: ANN401 - any field of any object
    """Rename the fields of an object as the provider does."""
    if isinstance(value, list):
        return [_blocks(item, kind) for item in value]
    if not isinstance(value, dict):
        return value
    made = {}
    for key, item in value.items():
        is_block = key in BLOCKS or (key == "ports" and kind != "NetworkPolicy")
        is_map = key in MAPS or (key == "selector" and kind == "Service")
        name = _snake(key[:-1] if is_block else key)
        made[name] = item if is_map else _blocks(item, kind)
    return made


def _as_blocks(manifest: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return an object as a resource of its own type; one that has none as a value."""
    kind = TYPES.get(manifest["kind"])
    groups = {"v1", "apps/v1", "batch/v1", "networking.k8s.io/v1", "autoscaling/v2", "policy/v1"}
    if kind is None or manifest["apiVersion"] not in groups or '"sleep": {' in json.dumps(manifest):
        return _as_value(manifest)
    body = {key: item for key, item in manifest.items() if key not in {"apiVersion", "kind"}}
    return f"kubernetes_{kind}", _blocks(body, manifest["kind"])


def _as_value(manifest: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return "kubernetes_manifest", {"manifest": manifest}


@pytest.mark.parametrize("form", [_as_value, _as_blocks])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_terraform_forms_get_the_verdicts_of_the_manifests(
    case: Case, form: Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]
) -> None:
    written: dict[str, dict[str, Any]] = {}
    manifests = {}
    for number, one in enumerate(case.manifests()):
        value = json.loads(json.dumps(one.value))
        if value["metadata"]["namespace"].startswith("that of"):
            del value["metadata"]["namespace"]
        kind, body = form(value)
        written.setdefault(kind, {})[f"o{number}"] = body
        manifests[f"{kind}.o{number}"] = one.address
    text = json.dumps({"resource": written}).replace("${", "$${").replace("%{", "%%{")
    tree = ModuleTree({(): ModuleText(".", {"main.tf.json": text.encode()})})
    network = build_network(read_configuration(tree, case.id))
    judges = case.judges | {each.check for each in case.expectations()}
    found = [
        (manifests[block_address(o.subject)], o.check, o.verdict, o.severity, o.confidence)
        for o in asked(network, judges)
    ]
    expected = [
        (o.subject, o.check, o.verdict, o.severity, o.confidence) for o, _ in case.outcomes(judges)
    ]
    assert sorted(found) == sorted(expected)

"""NetworkPolicies let through what Kubernetes says; np_guard.py compares with another analyser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from netplan_audit.kubernetes.read import Manifests
from netplan_audit.network.build import build_network
from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.kubernetes.connectivity import Connection, PodEnd, allows
from netplan_audit.network.kubernetes.selectors import Labels
from netplan_audit.unknown import Truth
from tests import np_guard

if TYPE_CHECKING:
    from pathlib import Path

POLICY: Final = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: p, namespace: app}}
spec: {}
"""
WEB: Final = PodEnd("app", Labels({"team": "a"}), Labels({"app": "web"}), {("http", "TCP"): 8080})
DB: Final = PodEnd("data", Labels({"team": "b"}), Labels({"app": "db"}), {})
OTHER: Final = "podSelector: {matchLabels: {app: x}}"
OUTSIDE: Final = AddressSet.parse("198.51.100.7/32")


def _answer(spec: str, source: PodEnd | AddressSet, target: PodEnd | AddressSet) -> Truth:
    text = POLICY.format(spec).encode()
    policies = build_network(Manifests({"p.yaml": text}, ".").resources("x")).pods.policies
    return allows(policies, Connection(source, target, "TCP", 8080))


@pytest.mark.parametrize(
    ("spec", "answer"),
    [
        ("{podSelector: {}}", Truth.NO),
        ("{podSelector: {}, policyTypes: [Egress]}", Truth.YES),
        ("{podSelector: {matchLabels: {app: other}}}", Truth.YES),
        ("{podSelector: {}, ingress: [{}]}", Truth.YES),
        ("{podSelector: {}, ingress: [{ports: [{port: http}]}]}", Truth.YES),
        ("{podSelector: {}, ingress: [{ports: [{port: http, protocol: UDP}]}]}", Truth.NO),
        ("{podSelector: {}, ingress: [{ports: [{port: 8000, endPort: 8080}]}]}", Truth.YES),
        ("{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}", Truth.NO),
        ("{podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}", Truth.YES),
        (
            "{podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {}}]}]}",
            Truth.YES,
        ),
        (
            f"{{podSelector: {{}}, ingress: [{{from: [{{namespaceSelector: {{}}, {OTHER}}}]}}]}}",
            Truth.NO,
        ),
        ("{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}", Truth.UNKNOWN),
    ],
)
def test_ingress_counts_at_the_target(spec: str, answer: Truth) -> None:
    assert _answer(spec, DB, WEB) is answer


@pytest.mark.parametrize(
    ("block", "answer"),
    [
        ("{cidr: 0.0.0.0/0}", Truth.YES),
        ("{cidr: 0.0.0.0/0, except: [198.51.100.0/24]}", Truth.NO),
        ("{cidr: 203.0.113.0/24}", Truth.NO),
        ("{cidr: nonsense}", Truth.UNKNOWN),
    ],
)
def test_blocks_cover_addresses_outside_but_for_their_exceptions(block: str, answer: Truth) -> None:
    spec = f"{{podSelector: {{}}, policyTypes: [Egress], egress: [{{to: [{{ipBlock: {block}}}]}}]}}"
    assert _answer(spec, WEB, OUTSIDE) is answer
    assert _answer(spec, OUTSIDE, WEB) is Truth.YES


def test_a_connection_needs_both_ends() -> None:
    closed = "{podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{}]}"
    assert _answer(closed, DB, WEB) is Truth.YES
    assert _answer(closed, WEB, DB) is Truth.NO


def test_the_comparison_reads_what_the_other_analyser_writes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "tests" / "one"
    folder.mkdir(parents=True)
    pods = "".join(
        f"---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {n}, namespace: app}}\n"
        f"spec: {{containers: [{{name: {n}, image: {n}}}]}}\n"
        for n in "ab"
    )
    spec = "{podSelector: {}, ingress: [{ports: [{port: 80}, {port: 53, protocol: UDP}]}]}"
    (folder / "all.yaml").write_text(POLICY.format(spec) + pods)
    outputs = tmp_path / "test_outputs" / "connlist"
    outputs.mkdir(parents=True)
    lines = [
        "0.0.0.0-255.255.255.255[External] => app/a[Pod] : TCP 80,UDP 53",
        "0.0.0.0-255.255.255.255[External] => app/b[Pod] : TCP 80,UDP 53",
        "app/a[Pod] => 0.0.0.0-255.255.255.255[External] : All Connections",
        "app/a[Pod] => app/b[Pod] : TCP 80,UDP 53",
        "app/b[Pod] => 0.0.0.0-255.255.255.255[External] : All Connections",
        "app/b[Pod] => app/a[Pod] : TCP 80,UDP 53",
    ]
    expected = outputs / "one_connlist_output.txt"
    expected.write_text("\n".join(lines))
    assert np_guard.main(tmp_path) == 0
    expected.write_text("\n".join(lines[:-1]))
    assert np_guard.main(tmp_path) == 1
    assert "app/b[Pod] to app/a[Pod], yes for False" in capsys.readouterr().out

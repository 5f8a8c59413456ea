"""Manifests are read as resources, with their lines, and nothing hostile gets through."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

from netplan_audit.cli.app import application
from netplan_audit.kubernetes.documents import DocumentError, read_documents
from netplan_audit.kubernetes.files import has_manifests, read_files
from netplan_audit.kubernetes.read import Manifests
from netplan_audit.network.build import build_network

POLICY: Final = b"""\
apiVersion: v1
kind: List
items:
  - apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: deny, namespace: app}
    spec: {podSelector: {}, policyTypes: [Egress]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: app}
spec:
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web}]}
"""
HEAD: Final = b"apiVersion: v1\nkind: X\nmetadata: {name: a}\n"


def test_documents_and_members_of_lists_are_objects_with_lines() -> None:
    read = Manifests({"deploy/app.yaml": POLICY}, ".")
    assert [(one.address, str(one.location)) for one in read] == [
        ("NetworkPolicy/app/deny", "deploy/app.yaml:4"),
        ("Deployment/app/web", "deploy/app.yaml:9"),
    ]
    assert read.holds("Deployment/app/web")
    assert not read.holds("Deployment/app/api")


def test_definitions_of_custom_resources_are_left_out_and_lines_stay() -> None:
    text = (
        b"---\nkind: CustomResourceDefinition # theirs\nmetadata: {name: kept}\n"
        b"---\napiVersion: v1\nkind: 'CustomResourceDefinition'\nspec: {{ .Values.spec }}\n---\n"
        b"kind: ConfigMap\nmetadata: {name: a}\ndata: {a: 'kind: CustomResourceDefinition'}\n"
    )
    read = Manifests({"crds.yaml": text}, ".")
    assert [(one.address, str(one.location)) for one in read] == [
        ("CustomResourceDefinition/kept", "crds.yaml:2"),
        ("ConfigMap/a", "crds.yaml:9"),
    ]
    assert read.resources("x").diagnostics == ()


def test_objects_without_a_namespace_are_apart_by_folder() -> None:
    text = POLICY.replace(b", namespace: app", b"")
    policy, _, deployment = text.partition(b"---\n")
    one = Manifests({"a/p.yaml": policy, "b/d.yaml": deployment}, ".").resources("x")
    pods = build_network(one).pods
    assert [policy.namespace for policy in pods.policies] == ["that of a/"]
    assert [template.namespace for template in pods.templates] == ["that of b/"]


def test_the_same_object_in_two_files_is_two() -> None:
    read = Manifests({"a.yaml": POLICY, "b.yaml": POLICY}, ".")
    assert [one.address for one in read][2:] == [
        "NetworkPolicy/app/deny (b.yaml:4)",
        "Deployment/app/web (b.yaml:9)",
    ]


@pytest.mark.parametrize("mark", [b"name: {{ .Values.name }}", b"{{- if .Values.on }}"])
def test_a_template_may_hold_policies_and_is_told_about(mark: bytes) -> None:
    template = b"apiVersion: v1\nkind: NetworkPolicy\n" + mark + b"\n"
    read = Manifests({"app.yaml": POLICY, "t/one.yaml": template, "t/two.yaml": template}, ".")
    resources = read.resources("x")
    assert [(d.code, d.source) for d in resources.diagnostics] == [
        ("template-not-rendered", "t/one.yaml")
    ]
    assert "1 more file" in resources.diagnostics[0].message
    assert build_network(resources).pods.space("app").unseen == ("t/one.yaml", "t/two.yaml")


def test_what_sops_encrypts_may_be_policies_of_its_kustomization() -> None:
    sealed = b"ENC[AES256_GCM,data:zWmS6Q==,iv:1A==,tag:Aj==,type:str]"
    hidden = b"apiVersion: %b\nkind: %b\nmetadata:\n  name: %b\n" % ((sealed,) * 3)
    secret = b"apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata:\n  key: %b\n" % sealed
    files = {
        "app/kustomization.yaml": b"namespace: app\nresources: [app.yaml]\ngenerators: [k.yaml]\n",
        "app/app.yaml": POLICY,
        "app/hidden.sops.yaml": hidden,
        "app/secret.sops.yaml": secret,
        "more/hidden.sops.yaml": hidden,
    }
    resources = Manifests(files, ".").resources("x")
    first = resources.diagnostics[0]
    assert (first.code, first.source) == ("objects-encrypted", "app/hidden.sops.yaml")
    assert "1 more file" in first.message
    pods = build_network(resources).pods
    assert pods.space("app").unseen == ("app/hidden.sops.yaml", "more/hidden.sops.yaml")
    assert pods.space("shop").unseen == ("more/hidden.sops.yaml",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"a: &a [1, 2]\n" + b"".join(
            b"%c: &%c [%s]\n" % (at, at, b",".join([b"*%c" % (at - 1)] * 9))
            for at in range(ord("b"), ord("m"))
        ), "too many values"),
        (b"a: " + b"[" * 100 + b"]" * 100, "nested too deeply"),
        (b"a: " + b"[" * 50_000, ""),
        (b"a: &a [*a]", ""),
        (b"a: \x00", ""),
        (b"a: *nowhere", "undefined alias"),
    ],
)  # fmt: skip
def test_hostile_files_are_refused(text: bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=message or None):
        list(read_documents(HEAD + text))


def told(text: bytes) -> list[tuple[str, int, str]]:
    resources = Manifests({"k8s/a.yaml": text}, ".").resources("x")
    return [(note.place, note.line, note.message.split()[0]) for note in resources.diagnostics]


def test_a_key_that_a_mapping_has_twice_is_told_at_its_line_and_the_last_value_read() -> None:
    text = HEAD + b"spec:\n  egress: [1]\n  ingress: []\n  egress: [2]\n---\n" + HEAD
    read = Manifests({"k8s/a.yaml": text}, ".")
    (note,) = read.resources("x").diagnostics
    assert (note.severity, note.code, note.place) == ("warning", "repeated-key", "k8s/a.yaml:7")
    assert "egress stands in line 5 of the same mapping already" in note.message
    assert [one.value.get("spec") for one in read] == [{"egress": [2], "ingress": []}, None]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"a: {b: 1}\nc: {b: 1}\n", []),
        (b"a: &a {b: 1, b: 2}\nc: *a\nd: *a\n", [("k8s/a.yaml:4", 4, "b")]),
        (b"a: &a {b: 1}\nc:\n  <<: *a\n  <<: *a\n", []),
        (b"items:\n- x: 1\n  x: 2\n", [("k8s/a.yaml:6", 6, "x")]),
        (b"---\nno: 1\nno: 2\n", []),
        (b"a: 1\n" * 6, [(f"k8s/a.yaml:{line}", line, "a") for line in (5, 6, 7)]),
    ],
)
def test_keys_that_are_told(text: bytes, found: list[tuple[str, int, str]]) -> None:
    assert told(HEAD + text) == found


def test_the_last_key_that_is_told_counts_the_others() -> None:
    *_, last = Manifests({"a.yaml": HEAD + b"a: 1\n" * 6}, ".").resources("x").diagnostics
    assert last.message.endswith(", like 2 more of the file")


def test_an_object_in_json_may_have_a_key_twice_too() -> None:
    text = b'{"apiVersion": "v1", "kind": "X",\n"metadata": {"name": "a"},\n"kind": "Y"}'
    assert told(text) == [("k8s/a.yaml:3", 3, "kind")]


def test_no_type_of_the_language_is_made_of_a_tag() -> None:
    (one,) = read_documents(HEAD + b"a: !!python/object/apply:os.system [ls]\n")
    assert isinstance(one.value, dict)
    assert one.value["a"] == ["ls"]


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_bytes(POLICY)
    top = tmp_path / "top"
    top.mkdir()
    (top / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (top / "loop.yaml").symlink_to(top / "loop.yaml")
    assert not has_manifests(top)
    files, notes = read_files(top)
    assert files == {}
    assert {note.code for note in notes} == {"unreadable"}


def test_folders_that_are_nested_too_deeply_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(300):
        Path("a").mkdir()
        monkeypatch.chdir("a")
    Path("x.yaml").write_bytes(POLICY)
    with pytest.raises(OSError, match="nested too deeply"):
        read_files(tmp_path)


def test_scan_finds_both_and_options_choose(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_vpc" "a" {\n  cidr_block = "10.0.0.0/16"\n}\n')
    (tmp_path / "k8s").mkdir()
    (tmp_path / "k8s" / "app.yaml").write_bytes(POLICY)
    run = CliRunner().invoke
    both = run(application(), ["scan", str(tmp_path)])
    assert both.exit_code == 1
    assert "NetworkPolicy/app/deny" in both.output
    assert run(application(), ["scan", str(tmp_path), "--no-kubernetes"]).exit_code == 0
    assert run(application(), ["scan", str(tmp_path), "--kubernetes-only"]).exit_code == 1
    assert run(application(), ["scan", str(tmp_path / "k8s" / "app.yaml")]).exit_code == 1


def test_a_comment_in_a_manifest_suppresses(tmp_path: Path) -> None:
    mark = b'    # netplan-audit: ignore[networkpolicy-egress-blocks-dns] reason="no names"\n'
    text = POLICY.replace(b"    spec: {podSelector", mark + b"    spec: {podSelector")
    (tmp_path / "app.yaml").write_bytes(text)
    assert CliRunner().invoke(application(), ["scan", str(tmp_path)]).exit_code == 0


def test_json_is_read_where_it_is_an_object_itself(tmp_path: Path) -> None:
    policy = (
        '{\n\t"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",\n'
        '\t"metadata": {"name": "deny", "namespace": "app"},\n'
        '\t"spec": {"podSelector": {}, "policyTypes": ["Egress"]}}'
    )
    (tmp_path / "policy.json").write_text(policy)
    (tmp_path / "plan.json").write_text('{"format_version": "1.2", "planned": ' + policy + "}")
    (tmp_path / "broken.json").write_text('{"apiVersion": 1, "kind"')
    files, notes = read_files(tmp_path)
    assert (list(files), notes) == (["policy.json"], ())
    alone = CliRunner().invoke(application(), ["scan", str(tmp_path / "policy.json")])
    assert "NetworkPolicy/app/deny" in alone.output


def test_the_members_of_a_typed_list_need_no_kind() -> None:
    text = b"apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a}\n- metadata: {name: b}\n"
    read = Manifests({"a.yaml": text}, ".")
    assert [one.address for one in read] == ["Pod/a", "Pod/b"]
    assert [one.value["apiVersion"] for one in read] == ["v1", "v1"]


def test_names_that_no_cluster_takes_cost_nobody_else_their_results(tmp_path: Path) -> None:
    odd = b'---\napiVersion: v1\nkind: Service\nmetadata: {name: "a\\e[31m\\nb", namespace: x}\n'
    (tmp_path / "a[b.yaml").write_bytes(POLICY + odd + odd)
    (tmp_path / "t[.yaml").write_bytes(b"apiVersion: v1\nkind: {{ x }}\n")
    told = CliRunner().invoke(application(), ["scan", str(tmp_path)])
    assert "NetworkPolicy/app/deny" in told.output
    assert "4 of 5 resources analysed" in told.output


@pytest.mark.parametrize(("folder", "found"), [("k8s/dns", 0), ("dns", 1), ("k8s-dns", 1)])
def test_a_folder_may_be_applied_with_those_in_it(tmp_path: Path, folder: str, found: int) -> None:
    rule = "[{ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]}]"
    told = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: %s}\n"
    spec = "spec: {podSelector: {}, policyTypes: [Egress], egress: %s}\n"
    for place, name, rules in (("k8s", "deny", "[]"), (folder, "dns", rule)):
        (tmp_path / place).mkdir(exist_ok=True)
        (tmp_path / place / f"{name}.yaml").write_text(told % name + spec % rules)
    assert (
        CliRunner().invoke(application(), ["scan", str(tmp_path), "--fail-on", "medium"]).exit_code
        == found
    )


BASE: Final = b"resources: [web.yaml]\n"
WEB: Final = b"apiVersion: v1\nkind: Service\nmetadata: {name: web}\n"


@pytest.mark.parametrize(
    ("overlays", "found"),
    [
        ({"prod": b"namespace: shop\nresources: [../base]\n"}, "Service/shop/web"),
        ({"prod": b"nameSpace: shop\nresources: [../base, ../base/]\n"}, "Service/shop/web"),
        ({"prod": b"resources: [../base]\n"}, "Service/web"),
        ({"base": b"namespace: inner\nresources: [web.yaml]\n"}, "Service/inner/web"),
        (
            {
                "base": b"namespace: inner\nresources: [web.yaml]\n",
                "prod": b"namespace: shop\nresources: [../base]\n",
            },
            "Service/shop/web",
        ),
        (
            {
                "dev": b"namespace: dev\nresources: [../base]\n",
                "prod": b"namespace: shop\nresources: [../base]\n",
            },
            "Service/web",
        ),
        (
            {"prod": b"namespace: shop\nresources: [../base, .., '[', 'https://x']\n"},
            "Service/shop/web",
        ),
        ({"prod": b"namespace: shop\nresources: {\n"}, "Service/web"),
        ({"prod": b"namespace: [shop]\nresources: [../base]\n"}, "Service/shop/web"),
    ],
)
def test_a_kustomization_puts_objects_into_its_namespace(
    overlays: dict[str, bytes], found: str
) -> None:
    files = {"base/kustomization.yaml": BASE, "base/web.yaml": WEB}
    files |= {f"{name}/kustomization.yaml": text for name, text in overlays.items()}
    assert [one.address for one in Manifests(files, ".")] == [found]

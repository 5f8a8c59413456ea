"""Kustomizations and charts are rendered where that is asked for, by programs within limits."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from netplan_audit.cli.app import run
from netplan_audit.errors import UsageError
from netplan_audit.kubernetes.documents import DocumentError
from netplan_audit.kubernetes.kustomize import read_kustomization
from netplan_audit.opening import rendering

if TYPE_CHECKING:
    from collections.abc import Callable

    Program = Callable[..., None]
    Report = Callable[..., dict[str, Any]]

SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: %s}\nspec: {type: %s}\n"
BUILT = SERVICE % ("made", "NodePort")
CHECKED = ("--select", "service-type-nodeport")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository, which is the working directory, and no program on the path."""
    top = tmp_path / "repository"
    (top / ".git").mkdir(parents=True)
    monkeypatch.chdir(top)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return top


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., None]:
    """Return a function that writes a stand-in for a renderer."""

    def put(name: str, body: str, at: str = "bin") -> None:
        path = tmp_path / at / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!{sys.executable}\nimport json, os, sys, time\n{body}")
        path.chmod(0o755)

    return put


@pytest.fixture
def scan(folder: Path, capfd: pytest.CaptureFixture[str]) -> Report:
    """Return a function that scans the repository with options."""
    assert folder.is_dir()

    def call(*words: str) -> dict[str, Any]:
        status = run(["scan", ".", *CHECKED, *words, "-f", "json"])
        captured = capfd.readouterr()
        assert status == 0, captured.err
        found: dict[str, Any] = json.loads(captured.out)
        return found

    return call


def write(name: str, text: str) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def overlay() -> None:
    """Write a base, an overlay of it, and a Service that belongs to neither."""
    write("base/service.yaml", SERVICE % ("raw", "NodePort"))
    write("base/kustomization.yaml", "resources: [service.yaml]\n")
    write("prod/kustomization.yaml", "resources: [../base]\npatches: [{path: p.yaml}]\n")
    write("prod/p.yaml", SERVICE % ("raw", "NodePort"))
    write("other.yaml", SERVICE % ("other", "NodePort"))


def subjects(found: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted((f["resources"][0]["address"], f["location"]["file"]) for f in found["findings"])


def told(found: dict[str, Any], code: str) -> list[str]:
    return [note["message"] for note in found["diagnostics"] if note["code"] == code]


PRINTS = f"print({BUILT!r})\n"


def test_an_overlay_stands_for_what_it_is_built_of(scan: Report, program: Program) -> None:
    overlay()
    program("kustomize", "open('/dev/stderr', 'w').write('warning')\n" + PRINTS)
    found = scan("--render", "kustomize")
    assert subjects(found) == [
        ("Service/made", "prod/kustomization.yaml"),
        ("Service/other", "other.yaml"),
    ]
    assert told(found, "rendered") == ["1 kustomization rendered, with the values that they bring"]
    assert told(found, "kustomization-not-built") == []


def test_nothing_is_rendered_unless_it_is_asked_for(scan: Report, program: Program) -> None:
    overlay()
    program("kustomize", PRINTS)
    found = scan()
    assert [name for name, _ in subjects(found)] == ["Service/other", "Service/raw"]
    (message,) = told(found, "kustomization-not-built")
    assert message.startswith("it is not built: but for namespace, names and patches its files ")
    assert message.endswith(", like 1 more")


def test_without_the_program_all_is_read_as_it_is(scan: Report) -> None:
    overlay()
    write("chart/Chart.yaml", "name: chart\n")
    found = scan("--render", "kustomize,helm")
    assert [name for name, _ in subjects(found)] == ["Service/other", "Service/raw"]
    assert told(found, "no-renderer") == [
        "2 folders are read as they are: there is no kustomize here",
        "1 folder is read as it is: there is no helm here",
    ]


def test_a_baseline_is_made_of_what_is_rendered(
    scan: Report, program: Program, capfd: pytest.CaptureFixture[str]
) -> None:
    overlay()
    program("kustomize", PRINTS)
    made = ("baseline", "create", ".", *CHECKED, "--render", "kustomize", "--baseline", "b.json")
    assert run(list(made)) == 0
    assert "2 entries" in capfd.readouterr().out
    assert subjects(scan("--render", "kustomize", "--baseline", "b.json")) == []


def test_kubectl_builds_too(scan: Report, program: Program) -> None:
    overlay()
    program("kubectl", "assert sys.argv[1] == 'kustomize'\n" + PRINTS)
    assert ("Service/made", "prod/kustomization.yaml") in subjects(scan("--render", "kustomize"))


def test_a_chart_is_rendered_with_its_own_values(scan: Report, program: Program) -> None:
    write("charts/shop/Chart.yaml", "name: shop\n")
    write("charts/shop/charts/db/Chart.yaml", "name: db\n")
    write("charts/lib/Chart.yaml", "name: lib\ntype: library\n")
    write("charts/shop/templates/s.yaml", SERVICE % ("{{ .Values.name }}", "NodePort"))
    program("helm", f"if sys.argv[3].endswith('shop'): {PRINTS}")
    found = scan("--render", "helm")
    assert subjects(found) == [("Service/made", "charts/shop/Chart.yaml")]
    assert told(found, "template-not-rendered") == []
    assert told(found, "rendered") == ["1 chart rendered, with the values that they bring"]


def test_a_renderer_gets_no_network_no_programs_and_no_credentials(
    scan: Report, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    overlay()
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    monkeypatch.setenv("KUBECONFIG", "/root/.kube/config")
    program(
        "kustomize",
        "kept = {k: v for k, v in os.environ.items()}\n"
        "assert 'AWS_SECRET_ACCESS_KEY' not in kept\n"
        "assert kept['KUBECONFIG'] == os.devnull\n"
        "assert kept['HTTPS_PROXY'] == 'http://127.0.0.1:9'\n"
        "assert os.listdir(kept['PATH']) == []\n"
        "assert os.getcwd() == sys.argv[-1]\n"
        "assert 'LoadRestrictionsRootOnly' in sys.argv\n"
        "assert sys.stdin.read() == ''\n" + PRINTS,
    )
    assert told(scan("--render", "kustomize"), "not-rendered") == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("sys.exit('Error: no such file')", "kustomize says: Error: no such file"),
        ("sys.exit(3)", "kustomize says: exit code 3"),
        ("time.sleep(60)", "it did not end within 1 seconds"),
        (
            "print('x' * (2 << 20), flush=True)\ntime.sleep(60)",
            "it printed more than 1 MiB",
        ),
        (
            "print('x' * (2 << 20), flush=True, file=sys.stderr)\ntime.sleep(60)",
            "it printed more than 1 MiB",
        ),
        ("print('x' * (2 << 20))", "it printed more than 1 MiB"),
    ],
)
def test_a_renderer_that_fails_leaves_the_files_as_they_are(
    scan: Report, program: Program, monkeypatch: pytest.MonkeyPatch, body: str, reason: str
) -> None:
    overlay()
    monkeypatch.setattr(rendering, "SECONDS", 1.0)
    monkeypatch.setattr(rendering, "MOST", 1 << 20)
    program("kustomize", body)
    found = scan("--render", "kustomize")
    assert [name for name, _ in subjects(found)] == ["Service/other", "Service/raw"]
    assert told(found, "not-rendered") == [f"it is read as it is: {reason}"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("resources: [github.com/a/b//c?ref=v1]", "it names github.com/a/b//c?ref=v1"),
        ("resources: [https://a.example/x.yaml]", "it names https://a.example/x.yaml"),
        ("patches: [{path: 'https://a.example/x.yaml'}]", "it names https://a.example/x.yaml"),
        ("resources: [../../secret.yaml]", "which is outside the repository"),
        ("components: [link]", "which is outside the repository"),
        ("configMapGenerator: [{name: a, files: [k=../../secret.yaml]}]", "outside the repository"),
        ("resources: [gone.yaml]", "it names gone.yaml, which is not here"),
        ("helmCharts: [{name: a, repo: 'https://a.example'}]", "it has charts"),
        ("- a", "cannot be read: it is no kustomization"),
        ("Re\u017fources: ['https://a.example/x.yaml']", "it names https://a.example/x.yaml"),
        ("resources: [s.yaml]\nResources: ['https://a.example']", "it names https://a.example"),
        ("patches: [{PATH: 'https://a.example/x.yaml'}]", "it names https://a.example/x.yaml"),
        ("HelmCharts: [{name: a}]", "it has charts"),
        ("<<: {resources: ['https://a.example/x.yaml']}", "it merges keys with <<"),
        ("patches:\n- &a {path: s.yaml}\n- {<<: *a}", "it merges keys with <<"),
        ("generators:\n- |-\n  kind: X\n  files: ['a=https://a.example']", "a generator or"),
        ("transformers: [far.yaml]", "a generator or transformer of it names something"),
        (f"resources: [s.yaml]{' ' * (1 << 20)}\nbases: [../..]", "is larger than 1 MiB"),
    ],
)
def test_what_leads_elsewhere_is_not_rendered(
    scan: Report, program: Program, folder: Path, text: str, reason: str
) -> None:
    write("app/kustomization.yaml", text + "\n")
    write("other.yaml", SERVICE % ("other", "NodePort"))
    (folder.parent / "secret.yaml").write_text(BUILT)
    write("app/s.yaml", "a: 1\n")
    write("app/far.yaml", "kind: X\nfiles: ['a=https://a.example']\n")
    Path("app/link").symlink_to(folder.parent)
    program("kustomize", PRINTS)
    found = scan("--render", "kustomize")
    assert subjects(found) == [("Service/other", "other.yaml")]
    (message,) = told(found, "not-rendered")
    assert reason in message


def test_a_chart_with_a_link_out_of_the_repository_is_not_rendered(
    scan: Report, program: Program, folder: Path
) -> None:
    write("chart/Chart.yaml", "name: chart\n")
    write("other.yaml", SERVICE % ("other", "NodePort"))
    Path("chart/templates").symlink_to(folder.parent)
    program("helm", PRINTS)
    (message,) = told(scan("--render", "helm"), "not-rendered")
    assert message == "it is read as it is: it names templates, which is outside the repository"


def test_files_that_lead_elsewhere_are_not_even_read(
    scan: Report, program: Program, folder: Path
) -> None:
    (folder.parent / "chart").write_text("name: x\n")
    for name in ("a/kustomization.yaml", "b/Chart.yaml"):
        Path(name).parent.mkdir()
        Path(name).symlink_to(folder.parent / "chart")
    Path("c").mkdir()
    os.mkfifo("c/kustomization.yaml")
    write("d/kustomization.yaml", 'resources: ["a\\0b", "loop"]\n')
    Path("d/loop").symlink_to("loop")
    write("other.yaml", SERVICE % ("other", "NodePort"))
    program("kustomize", PRINTS)
    program("helm", PRINTS)
    found = scan("--render", "kustomize,helm")
    assert subjects(found) == [("Service/other", "other.yaml")]
    assert len(told(found, "not-rendered")) == 4


def test_folders_of_generators_are_not_followed(scan: Report, program: Program) -> None:
    write("other.yaml", SERVICE % ("other", "NodePort"))
    write("app/kustomization.yaml", "generators: [made]\n")
    write("app/made/kustomization.yaml", "resources: [far.yaml]\n")
    write("app/made/far.yaml", "kind: X\nfiles: ['a=https://a.example']\n")
    program("kustomize", PRINTS)
    (message,) = told(scan("--render", "kustomize"), "not-rendered")
    assert "a generator or transformer of it" in message


def test_links_in_folders_that_a_chart_links_to_are_seen(
    scan: Report, program: Program, folder: Path
) -> None:
    write("chart/Chart.yaml", "name: chart\n")
    write("shared/s.yaml", SERVICE % ("other", "NodePort"))
    Path("chart/templates").symlink_to("../shared")
    Path("shared/back").symlink_to("../chart")
    program("helm", PRINTS)
    assert told(scan("--render", "helm"), "not-rendered") == []
    Path("shared/far").symlink_to(folder.parent)
    (message,) = told(scan("--render", "helm"), "not-rendered")
    assert message == "it is read as it is: it names far, which is outside the repository"


@pytest.mark.parametrize("entry", ["", ".", "bin"])
def test_a_program_that_the_path_finds_from_the_working_directory_is_not_run(
    scan: Report, program: Program, folder: Path, monkeypatch: pytest.MonkeyPatch, entry: str
) -> None:
    (folder / "part" / ".git").mkdir(parents=True)
    overlay()
    program("kustomize", PRINTS, at=f"repository/{entry}")
    monkeypatch.setenv("PATH", f"{entry}:/nowhere")
    found = run(["scan", "part", "--render", "kustomize"]), scan("--render", "kustomize")
    assert told(found[1], "no-renderer") != []


def test_a_program_of_the_repository_is_not_run(
    scan: Report, program: Program, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    overlay()
    program("kustomize", PRINTS, at="repository/bin")
    monkeypatch.setenv("PATH", str(folder / "bin"))
    assert told(scan("--render", "kustomize"), "no-renderer") != []


def test_what_is_beyond_the_limit_is_told(
    scan: Report, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "_FOLDERS", 2)
    program("kustomize", f"print({BUILT!r})")
    overlay()
    write("live/kustomization.yaml", "resources: [../base]\n")
    found = scan("--render", "kustomize")
    assert told(found, "rendered") == ["2 kustomizations rendered, with the values that they bring"]
    assert told(found, "not-rendered") == []
    write("dev/kustomization.yaml", "resources: [../base]\n")
    found = scan("--render", "kustomize")
    assert told(found, "not-rendered") == ["beyond the limit of 2, 1 kustomization is not rendered"]


def test_the_error_of_kubectl_is_told_without_its_place(scan: Report, program: Program) -> None:
    log = 'E1130 19:46:03.692076   15956 run.go:72] "command failed" err="no \\"base\\" here"'
    program("kubectl", f"print({log!r}, file=sys.stderr)\nsys.exit(1)")
    overlay()
    assert told(scan("--render", "kustomize"), "not-rendered") == [
        'it is read as it is: kubectl says: no "base" here'
    ]


def test_kustomizations_that_name_each_other_end(scan: Report, program: Program) -> None:
    write("a/kustomization.yaml", "resources: [../b]\n")
    write("b/kustomization.yaml", "resources: [../a]\n")
    write("other.yaml", SERVICE % ("other", "NodePort"))
    program("kustomize", PRINTS)
    assert subjects(scan("--render", "kustomize")) == [("Service/other", "other.yaml")]


def test_other_programs_are_refused() -> None:
    assert rendering.wanted(["helm, kustomize"]) == ("kustomize", "helm")
    with pytest.raises(UsageError, match="'jsonnet' renders nothing"):
        rendering.wanted(["jsonnet"])


def test_a_kustomization_has_to_be_one() -> None:
    with pytest.raises(DocumentError, match="it is no kustomization"):
        read_kustomization(b"a: 1\n---\nb: 2\n")


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="there is no kubectl")
def test_the_real_program_builds_an_overlay(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert folder.is_dir()
    monkeypatch.undo()
    monkeypatch.chdir(folder)
    overlay()
    write("base/service.yaml", SERVICE % ("raw", "ClusterIP"))
    assert run(["scan", ".", *CHECKED, "--render", "kustomize"]) == 0
    assert "1 kustomization rendered" in capfd.readouterr().out

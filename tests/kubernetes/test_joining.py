"""Manifests beside Terraform are joined with its cluster, never with one of several by a guess."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from netplan_audit.auditing.applied import applied_by, without_applied
from netplan_audit.cli.app import run
from netplan_audit.kubernetes.read import Manifests
from tests.checks.test_rules_of_groups import reachable_nodes

if TYPE_CHECKING:
    from collections.abc import Callable

    Report = Callable[..., dict[str, Any]]
    Told = Callable[..., tuple[int, str, str]]

INFRA: Final = (
    Path(__file__).parents[2] / "examples" / "kubernetes" / "infra" / "main.tf"
).read_text()
SERVICE: Final = """\
apiVersion: v1
kind: Service
metadata: {name: %s, namespace: shop}
spec:
  type: NodePort
  selector: {app: shop}
  ports: [{port: 80, nodePort: %d}]
"""
SERVICE_BLOCK: Final = """
resource "kubernetes_service_v1" "web" {
  metadata { name = "web" }
  spec {
    type     = "NodePort"
    selector = { app = "web" }
    port {
      port      = 80
      node_port = %d
    }
  }
}
"""
NETWORK: Final = 'resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n}\n'
NODES: Final = "nodeport-range-open-to-internet"


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a root module and manifests, which is the working directory."""
    monkeypatch.chdir(tmp_path)
    write("infra/main.tf", INFRA)
    write("k8s/shop.yaml", SERVICE % ("shop", 30080))
    return tmp_path


def write(name: str, text: str) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.fixture
def report(top: Path, capfd: pytest.CaptureFixture[str]) -> Report:
    """Return a function that scans and gives the report; the folder is there."""
    assert top.is_dir()

    def scanned(*words: str) -> dict[str, Any]:
        status = run(["scan", *words, "-f", "json"])
        captured = capfd.readouterr()
        assert status in {0, 1} or captured.out, captured.err
        found: dict[str, Any] = json.loads(captured.out)
        return found

    return scanned


def nodes(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (f["resources"][0]["input"], f["severity"])
        for f in found["findings"]
        if f["check"]["id"] == NODES
    ]


def remarks(found: dict[str, Any]) -> list[tuple[str, str]]:
    words = ("manifests-", "cluster-")
    return [(n["code"], n["message"]) for n in found["diagnostics"] if n["code"].startswith(words)]


def test_a_service_beside_the_only_cluster_answers_on_its_nodes(report: Report) -> None:
    found = report(".")
    assert nodes(found) == [("infra", "critical")]
    (one,) = (f for f in found["findings"] if f["check"]["id"] == NODES)
    hops = [step["to"] for step in one["path"]]
    assert hops == [
        "aws_internet_gateway.main",
        "aws_subnet.nodes[0]",
        "the default network ACL",
        "aws_vpc_security_group_ingress_rule.nodeports",
        "aws_security_group.nodes",
        "aws_eks_node_group.main",
        "aws_subnet.nodes[0]",
        "Service/shop/shop",
    ]
    assert remarks(found) == [
        (
            "manifests-joined",
            "1 object is joined with aws_eks_cluster.main of infra, the only cluster",
        )
    ]


def test_results_of_manifests_keep_their_input_line_and_fingerprint(report: Report) -> None:
    chosen = ("--select", "service-type-nodeport")
    (joined,) = report(".", *chosen)["findings"]
    (alone,) = report(".", "--kubernetes-only", *chosen)["findings"]
    assert joined == alone
    assert (joined["resources"][0]["input"], joined["location"]["file"]) == (
        "**/*.yaml",
        "k8s/shop.yaml",
    )


def test_a_comment_in_a_manifest_holds_where_it_is_joined(report: Report) -> None:
    mark = '# netplan-audit: ignore[service-type-nodeport] reason="a lab"\n'
    write("k8s/shop.yaml", mark + SERVICE % ("shop", 30080))
    found = report(".", "--select", "service-type-nodeport")
    assert (found["findings"], len(found["suppressed"])) == ([], 1)


def test_a_port_that_is_not_open_leaves_it_high(report: Report) -> None:
    write("k8s/shop.yaml", SERVICE % ("shop", 8080))
    assert nodes(report(".")) == [("infra", "high")]


def test_one_of_several_clusters_is_not_guessed(report: Report) -> None:
    write("other/main.tf", INFRA)
    found = report(".")
    assert nodes(found) == [("infra", "high"), ("other", "high")]
    (one, _) = (f for f in found["findings"] if f["check"]["id"] == NODES)
    assert one["unknowns"] == ["the cluster of Service/shop/shop"]
    assert remarks(found) == [
        (
            "manifests-not-joined",
            (
                "1 object is joined with no cluster: it may be aws_eks_cluster.main of infra or "
                "aws_eks_cluster.main of other"
            ),
        )
    ]


def test_of_several_clusters_the_nearest_are_told(report: Report) -> None:
    write("one/infra/main.tf", INFRA)
    write("one/k8s/near.yaml", SERVICE % ("near", 30081))
    found = report(".")
    unknown = {
        f["resources"][0]["input"]: f["unknowns"]
        for f in found["findings"]
        if f["check"]["id"] == NODES
    }
    far = ["the cluster of Service/shop/shop"]
    assert unknown == {"infra": far, "one/infra": [*far, "the cluster of Service/shop/near"]}


CONFIG: Final = """\
version: 1
clusters:
  - manifests: %s
    root: other
"""


@pytest.mark.parametrize("glob", ["k8s", "k8s/**", "'*/shop.yaml'", "[k8s/shop.yaml, more]"])
def test_a_configuration_says_which_cluster_it_is(report: Report, glob: str) -> None:
    write("other/main.tf", INFRA)
    write(".netplan-audit.yaml", CONFIG % glob)
    found = report(".")
    assert nodes(found) == [("other", "critical"), ("infra", "high")]
    assert remarks(found) == [
        (
            "manifests-joined",
            "1 object is joined with aws_eks_cluster.main of other, as .netplan-audit.yaml:3 says",
        )
    ]


def test_paths_of_a_configuration_hold_however_inputs_are_named(report: Report, top: Path) -> None:
    write("other/main.tf", INFRA)
    write(".netplan-audit.yaml", CONFIG % "k8s")
    ((code, _),) = remarks(report(str(top)))
    assert code == "manifests-joined"


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("root: nowhere", "nowhere is not among the inputs"),
        (
            "root: infra\n    cluster: aws_eks_cluster.b",
            "infra has no cluster aws_eks_cluster.b",
        ),
        ("root: two", "two has 2 clusters; name one"),
    ],
)
def test_a_configuration_that_names_no_cluster_is_told_about(
    report: Report, entry: str, told: str
) -> None:
    write("two/main.tf", two_clusters())
    write(".netplan-audit.yaml", f"clusters:\n  - manifests: k8s\n    {entry}\n")
    found = report(".")
    assert ("cluster-not-found", told) in remarks(found)
    assert "manifests-joined" not in dict(remarks(found))


def two_clusters() -> str:
    """Return a root with a second cluster, which has no nodes."""
    second = INFRA[INFRA.index('resource "aws_eks_cluster"') :].partition("\nresource")[0]
    return INFRA + second.replace('"main"', '"second"')


@pytest.mark.parametrize(("name", "severity"), [("main", "critical"), ("second", "high")])
def test_a_configuration_names_one_of_the_clusters_of_a_root(
    report: Report, name: str, severity: str
) -> None:
    write("infra/main.tf", two_clusters())
    assert nodes(report(".")) == [("infra", "high")]
    cluster = f"root: infra\n    cluster: aws_eks_cluster.{name}"
    write(".netplan-audit.yaml", f"clusters:\n  - manifests: k8s\n    {cluster}\n")
    assert nodes(report(".")) == [("infra", severity)]


def test_an_entry_without_manifests_is_refused(
    top: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert top.is_dir()
    write(".netplan-audit.yaml", "clusters:\n  - manifests: []\n    root: infra\n")
    assert run(["scan", "."]) == 2
    assert "line 2: manifests: it names nothing" in capfd.readouterr().err


def test_a_module_that_is_not_here_may_make_the_cluster(report: Report) -> None:
    write("infra/main.tf", 'module "eks" {\n  source = "terraform-aws-modules/eks/aws"\n}\n')
    (_, told), *_ = remarks(report("."))
    assert told == (
        "1 object is joined with no cluster: it may be in module.eks of infra, which is not read"
    )


def test_a_module_that_adds_to_a_cluster_makes_none(report: Report) -> None:
    write(
        "extras/main.tf", 'module "kube_prometheus_stack_iam" {\n  source = "example/iam/aws"\n}\n'
    )
    ((code, _),) = remarks(report("."))
    assert code == "manifests-joined"


def test_an_input_that_cannot_be_read_may_have_a_cluster(report: Report) -> None:
    write("broken.json", "{")
    assert nodes(report(".", "broken.json")) == [("infra", "high")]


def test_a_root_without_a_cluster_is_told_too(report: Report) -> None:
    write("infra/main.tf", 'resource "aws_vpc" "a" {\n  cidr_block = "10.0.0.0/16"\n}\n')
    assert remarks(report(".")) == [
        (
            "manifests-not-joined",
            "1 object is joined with no cluster: there is none among the inputs",
        )
    ]


def test_nodes_without_a_control_plane_are_a_cluster(report: Report) -> None:
    start = INFRA.index('resource "aws_eks_cluster"')
    end = INFRA.index('resource "aws_security_group" "nodes"')
    groups = INFRA.index('resource "aws_launch_template"')
    node = """
resource "aws_instance" "node" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.nodes[0].id
  vpc_security_group_ids = [aws_security_group.nodes.id]
  tags                   = { "kubernetes.io/cluster/demo" = "owned" }
}
"""
    write("infra/main.tf", INFRA[:start] + INFRA[end:groups] + node)
    found = report(".")
    assert nodes(found) == [("infra", "critical")]
    assert "joined with kubernetes.io/cluster/demo of infra" in remarks(found)[0][1]


def test_one_side_alone_is_joined_with_nothing(report: Report) -> None:
    assert nodes(report(".", "--no-kubernetes")) == [("infra", "high")]
    alone = report(".", "--kubernetes-only")
    assert (nodes(alone), remarks(alone)) == ([], [])


def test_environments_beside_one_cluster_are_not_guessed(report: Report) -> None:
    write("k8s/prod/shop.yaml", SERVICE % ("shop", 30080))
    write("k8s/common/mail.yaml", SERVICE % ("mail", 80))
    Path("k8s/shop.yaml").rename("k8s/dev.yaml")
    found = report(".")
    assert nodes(found) == [("infra", "high")]
    assert remarks(found) == [
        (
            "manifests-joined",
            (
                "1 object is joined with aws_eks_cluster.main of infra, the only cluster; "
                "2 in folders of which it runs one are not"
            ),
        ),
        (
            "manifests-apart",
            (
                "2 folders declare objects of the same names, so that they cannot be in one "
                "cluster: k8s and k8s/prod; each is audited with what is in none of them"
            ),
        ),
    ]
    low = [
        f
        for f in report(".", "--policy", "all")["findings"]
        if f["check"]["id"] == "service-type-nodeport"
    ]
    assert len(low) == 3
    write(
        ".netplan-audit.yaml",
        "clusters:\n  - {manifests: [k8s/prod, k8s/common], root: infra}\n",
    )
    placed = report(".")
    assert nodes(placed) == [("infra", "critical")]


def test_what_is_common_is_for_several_clusters(report: Report) -> None:
    write("other/main.tf", INFRA)
    write("common/shop.yaml", SERVICE % ("mail", 30081))
    write(
        ".netplan-audit.yaml",
        "clusters:\n  - {manifests: [k8s, common], root: infra}\n"
        "  - {manifests: common, root: other}\n",
    )
    found = report(".")
    assert nodes(found) == [("infra", "critical"), ("other", "critical")]
    low = [f["resources"][0]["address"] for f in report(".", "--policy", "all")["findings"]
           if f["check"]["id"] == "service-type-nodeport"]  # fmt: skip
    assert sorted(low) == ["Service/shop/mail", "Service/shop/shop"]


def test_what_terraform_applies_is_told_once(report: Report) -> None:
    write("k8s/own.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: own}\n")
    apply = """
resource "kubectl_manifest" "shop" {
  for_each  = fileset("${path.module}/../k8s", "*.yaml")
  yaml_body = file("${path.module}/../k8s/${each.value}")
}
"""
    Path(".git").mkdir()
    write("infra/main.tf", INFRA + apply)
    found = report(".", "--policy", "all")
    low = [f for f in found["findings"] if f["check"]["id"] == "service-type-nodeport"]
    assert [f["resources"][0]["address"] for f in low] == ['kubectl_manifest.shop["shop.yaml"]']
    assert remarks(found) == [
        (
            "manifests-applied",
            "2 objects are applied by resources of Terraform, and audited there",
        )
    ]
    assert nodes(found) == [("infra", "critical")]


def test_a_template_that_terraform_fills_and_applies_is_told_once(report: Report) -> None:
    service = Path("k8s/shop.yaml").read_text()
    write("k8s/shop.yaml", service.replace("namespace: shop", "namespace: '${space}'"))
    apply = """
resource "kubectl_manifest" "shop" {
  yaml_body = templatefile("${path.module}/../k8s/shop.yaml", { space = "shop" })
}
"""
    Path(".git").mkdir()
    write("infra/main.tf", INFRA + apply)
    found = report(".", "--policy", "all")
    low = [f for f in found["findings"] if f["check"]["id"] == "service-type-nodeport"]
    assert [f["resources"][0]["address"] for f in low] == ["kubectl_manifest.shop"]
    assert remarks(found)[0][0] == "manifests-applied"


@pytest.mark.parametrize(
    ("template", "filled", "fits"),
    [
        ("${space}", "shop", True),
        ("a-${x}-b-${y}-c", "a-1-b-2-c", True),
        ("a-${x}", "b-1", False),
        ("${x}-a", "1-b", False),
        ("a${x}b${y}c", "abxc", True),
        ("ab${x}ba", "aba", False),
        ("${x}-b-${y}", "1-c-2", False),
    ],
)
def test_what_a_template_says_beside_what_is_filled_in_tells_objects_apart(
    template: str, filled: str, *, fits: bool
) -> None:
    head = "apiVersion: v1\nkind: Service\nmetadata: {name: '%s'}\nspec: {ports: [{port: 80}]}\n"
    made = Manifests({"a.yaml": (head % filled).encode()}, ".").resources("a")
    raw = Manifests({"b.yaml": (head % template).encode()}, ".").resources("b")
    assert (len(without_applied(raw, applied_by(made))) == 0) is fits


def test_a_plan_is_joined_and_what_needs_a_manifest_is_not_called_existing(
    report: Report,
) -> None:
    plan = reachable_nodes(None).document()
    Path("infra/main.tf").unlink()
    write("infra/tfplan.json", json.dumps(plan))
    write(".netplan-audit.yaml", "clusters:\n  - {manifests: k8s, root: infra}\n")
    found = report(".", "--policy", "all")
    assert nodes(found) == [("infra/tfplan.json", "critical")]
    changes = {f["check"]["id"]: f["change"] for f in found["findings"]}
    assert changes["service-type-nodeport"] is None
    assert changes[NODES] is None
    assert nodes(report(".", "--new-only")) == [("infra/tfplan.json", "critical")]
    assert remarks(found)[0][1] == (
        "1 object is joined with aws_eks_cluster.main of infra/tfplan.json, "
        "as .netplan-audit.yaml:2 says"
    )


def test_what_needs_no_manifest_stays_existing(report: Report) -> None:
    plan = reachable_nodes(None).document()
    Path("infra/main.tf").unlink()
    write("infra/tfplan.json", json.dumps(plan))
    write("k8s/shop.yaml", SERVICE.replace("NodePort", "ClusterIP") % ("shop", 0))
    (one,) = (f for f in report(".")["findings"] if f["check"]["id"] == NODES)
    assert (one["severity"], one["change"]) == ("high", "existing")
    assert nodes(report(".", "--new-only")) == []


# ---- commands that look into one input

KEYS: Final = """\
apiVersion: v1
kind: Secret
metadata: {name: keys, namespace: shop}
data: {key: aHVudGVyMg==}
stringData: {word: hunter2}
"""


@pytest.fixture
def told(top: Path, capfd: pytest.CaptureFixture[str]) -> Told:
    """Return a function that runs a command and gives its status, output and errors."""
    assert top.is_dir()

    def call(*words: str) -> tuple[int, str, str]:
        status = run(list(words))
        captured = capfd.readouterr()
        return status, captured.out, captured.err

    return call


@pytest.mark.parametrize("folder", [".", "infra"])
def test_the_graph_shows_manifests_in_their_cluster(told: Told, folder: str) -> None:
    write("infra/k8s/mail.yaml", SERVICE % ("mail", 30081))
    graph = json.loads(told("graph", folder)[1])
    edges = {(e["source"], e["kind"], e["target"]) for e in graph["edges"]}
    cluster = "aws_eks_cluster.main"
    assert ("Service/shop/mail", "in cluster", cluster) in edges
    assert ("aws_eks_node_group.main", "in cluster", cluster) in edges
    assert (("Service/shop/shop", "in cluster", cluster) in edges) is (folder == ".")


def test_the_graph_of_a_folder_of_manifests_is_theirs(told: Told) -> None:
    graph = json.loads(told("graph", "k8s")[1])
    assert [node["address"] for node in graph["nodes"]] == ["Service/shop/shop"]


def test_resources_lists_both_and_hides_what_secrets_hold(told: Told) -> None:
    write("k8s/keys.yaml", KEYS)
    status, out, _ = told("resources", ".", "-f", "json")
    addresses = [one["address"] for one in json.loads(out)["resources"]]
    assert (status, addresses[0]) == (0, "aws_eks_cluster.main")
    assert {"Secret/shop/keys", "Service/shop/shop"} <= set(addresses)
    assert "hunter2" not in out
    assert "aHVudGVyMg" not in out


def test_alternatives_are_left_out_of_a_graph_and_told(told: Told) -> None:
    write("k8s/prod/shop.yaml", SERVICE % ("shop", 30080))
    _, out, error = told("graph", ".")
    assert "Service/shop/shop" not in out
    assert error == "./**/*.yaml: 2 objects of alternatives are left out; name one folder\n"


def test_several_roots_are_not_one_graph(told: Told) -> None:
    write("other/main.tf", INFRA)
    status, _, error = told("graph", ".")
    assert status == 2
    assert error.startswith(".: there are 2 root modules in it, and this command looks at one\n")


GROUP: Final = """
resource "aws_lb_target_group" "web" {
  port     = %s
  protocol = "TCP"
  vpc_id   = "vpc-1"
}
"""
OPEN: Final = "every node answers for it on port 30080, and no "
APART: Final = ": its targets may be nodes of the same cluster, or of none"


def told_of_node_ports(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (kind, one["resources"][0]["address"], one["message"])
        for kind in ("findings", "undecided")
        for one in found[kind]
    ]


@pytest.mark.parametrize(
    ("roots", "expected"),
    [
        ({"a": GROUP % 30080}, ("undecided", f"cannot tell whether {{}} of a leads to it{APART}")),
        (
            {"a": GROUP % 443, "b": GROUP % 30080},
            ("undecided", f"cannot tell whether {{}} of b leads to it{APART}"),
        ),
        (
            {"infra": INFRA, "b": GROUP % 30080},
            ("undecided", f"cannot tell whether {{}} of b leads to it{APART}"),
        ),
        (
            {"a": 'variable "port" {}' + GROUP % "var.port"},
            ("undecided", f"cannot tell whether {{}} of a leads to it{APART}"),
        ),
        (
            {"a": GROUP % 443},
            ("findings", OPEN + "Ingress or load balancer of these inputs leads to it"),
        ),
        ({"a": NETWORK}, ("findings", OPEN + "Ingress of this input leads to it")),
        ({}, ("findings", OPEN + "Ingress of this input leads to it")),
    ],
)
def test_target_groups_of_other_inputs_may_lead_to_a_service(
    report: Report, roots: dict[str, str], expected: tuple[str, str]
) -> None:
    Path("infra/main.tf").unlink()
    for name, text in roots.items():
        write(f"{name}/main.tf", text)
    (one,) = told_of_node_ports(report(".", "--select", "service-type-nodeport"))
    kind, message = expected
    assert one == (kind, "Service/shop/shop", message.format("aws_lb_target_group.web"))


CLASSIC: Final = """
resource "aws_elb" "web" {
  availability_zones = ["eu-west-1a"]
  listener {
    instance_port     = 30080
    instance_protocol = "http"
    lb_port           = 80
    lb_protocol       = "http"
  }
}
"""


def test_a_classic_load_balancer_of_another_input_may_lead_to_a_service(report: Report) -> None:
    write("infra/main.tf", CLASSIC)
    assert told_of_node_ports(report(".", "--select", "service-type-nodeport")) == [
        (
            "undecided",
            "Service/shop/shop",
            f"cannot tell whether aws_elb.web of infra leads to it{APART}",
        )
    ]
    write("infra/main.tf", CLASSIC + SERVICE_BLOCK % 30080)
    Path("k8s/shop.yaml").unlink()
    assert told_of_node_ports(report(".", "--select", "service-type-nodeport")) == []
    write(
        "infra/main.tf",
        'variable "p" {}' + CLASSIC.replace("30080", "var.p") + SERVICE_BLOCK % 30080,
    )
    (one,) = report(".", "--select", "service-type-nodeport")["undecided"]
    assert one["unknowns"] == ["aws_elb.web.listener"]


def test_services_of_terraform_know_the_target_groups_of_other_roots(report: Report) -> None:
    Path("k8s/shop.yaml").unlink()
    write("b/main.tf", GROUP % 30080)
    write("a/main.tf", SERVICE_BLOCK % 30080)
    write("c/main.tf", GROUP % 30081 + SERVICE_BLOCK % 30081)
    assert told_of_node_ports(report(".", "--select", "service-type-nodeport")) == [
        (
            "undecided",
            "kubernetes_service_v1.web",
            f"cannot tell whether aws_lb_target_group.web of b leads to it{APART}",
        )
    ]

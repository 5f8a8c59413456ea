"""Services of manifests beside Terraform are reached by way of the nodes of their cluster."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from netplan_audit.cli.app import run

if TYPE_CHECKING:
    from collections.abc import Callable

    Told = Callable[..., str]

EXAMPLE: Final = Path(__file__).parents[2] / "examples" / "kubernetes"
SHOP: Final = "service/shop/shop"
TO_SHOP: Final = ("--from", "internet", "--to", SHOP)


@pytest.fixture
def told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Told:
    """Return a function that asks about the example and gives what is printed."""
    for name in ("infra", "k8s"):
        shutil.copytree(EXAMPLE / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)

    def reach(*words: str, status: int = 0) -> str:
        assert run(["reach", ".", *words]) == status
        captured = capfd.readouterr()
        return captured.out if status == 0 else captured.err

    return reach


def changed(old: str, new: str) -> None:
    path = Path("k8s/shop/shop.yaml")
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_what_the_internet_reaches_holds_services_and_their_nodes(told: Told) -> None:
    (line,) = (line for line in told("--all-exposed").splitlines() if "Service" in line)
    assert line.split() == [
        *("yes", "Service/shop/shop", "tcp", "30080"),
        *("the", "internet", "aws_eks_node_group.main"),
    ]


@pytest.mark.parametrize("port", ["30080", "80"])
def test_the_way_to_a_service_ends_at_its_nodes(told: Told, port: str) -> None:
    found = told(*TO_SHOP, "--port", port).splitlines()
    assert found[0] == f"yes: internet to {SHOP}, tcp {port}"
    assert found[2].strip() == "2 aws_internet_gateway.main: it comes in"
    last = "9 aws_eks_node_group.main: it answers for Service/shop/shop on port 30080"
    assert found[-1].strip() == last


def test_without_a_port_all_ports_of_the_nodes_are_told(told: Told) -> None:
    assert "yes: port 30080 via aws_eks_node_group.main" in told(*TO_SHOP)


def test_a_port_that_is_not_the_services_leads_nowhere(told: Told) -> None:
    assert told(*TO_SHOP, "--port", "31000").startswith("no: ")
    changed("nodePort: 30080", "nodePort: 8080")
    assert told(*TO_SHOP, "--port", "80").startswith("unknown: ")


def test_a_port_that_the_cluster_chooses_is_not_guessed(told: Told) -> None:
    changed("nodePort: 30080", "name: web")
    assert "unknown: the node port of Service/shop/shop" in told(*TO_SHOP, "--port", "80")
    assert "Service/shop/shop        tcp 30000-32767" in told("--all-exposed")


def test_a_service_without_node_ports_is_refused(told: Told) -> None:
    changed("type: NodePort", "type: ClusterIP")
    changed("nodePort: 30080", "name: web")
    for words in ((), ("--port", "80")):
        assert "no node answers for Service/shop/shop" in told(*TO_SHOP, *words, status=2)


def test_a_service_of_one_of_two_clusters_is_not_guessed(told: Told) -> None:
    main = Path("infra/main.tf").read_text()
    start = main.index('resource "aws_eks_cluster"')
    second = main[start:].partition("\nresource")[0].replace('"main"', '"second"')
    Path("infra/main.tf").write_text(main + second)
    assert "Service" not in told("--all-exposed")


@pytest.mark.usefixtures("told")
def test_a_finding_of_the_join_is_explained_with_its_way(
    capfd: pytest.CaptureFixture[str],
) -> None:
    for wanted in ("nodeport-range-open-to-internet", "service-type-nodeport"):
        assert run(["explain", ".", "--for", wanted]) == 0
    printed = capfd.readouterr().out
    assert "aws_eks_node_group.main --answers for--> Service/shop/shop" in printed
    assert "k8s/shop/shop.yaml:36" in printed

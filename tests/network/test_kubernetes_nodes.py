"""By what sign instances are nodes of a cluster, where their text does not say it in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from netplan_audit.opening.configurations import Options, opened
from netplan_audit.pipeline import understand

if TYPE_CHECKING:
    from pathlib import Path

GROUP = """
resource "aws_launch_template" "node" {
  image_id  = "ami-0a1b2c3d4e5f60718"
  user_data = %s
}
resource "aws_autoscaling_group" "node" {
  min_size = 1
  max_size = 2
  launch_template { id = aws_launch_template.node.id }
  %s
}
"""
CLUSTER = """
resource "aws_eks_cluster" "main" {
  name = "main"
  vpc_config { subnet_ids = ["subnet-1", "subnet-2"] }
}
"""
RENDERED = """
data "template_file" "join" {
  template = "exec /etc/eks/bootstrap.sh main"
}
data "cloudinit_config" "node" {
  base64_encode = true
  part {
    content_type = "text/cloud-config"
    content      = "packages: [jq]"
  }
  part {
    content_type = "text/x-shellscript"
    content      = data.template_file.join.rendered
  }
}
"""
TAGS = """
  dynamic "tag" {
    for_each = { "kubernetes.io/cluster/${aws_eks_cluster.main.id}" = "owned" }
    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }
"""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (GROUP % ("null", ""), ""),
        (GROUP % ("null", TAGS) + CLUSTER, "its tags are made of the name of an EKS cluster"),
        (
            GROUP % ("data.cloudinit_config.node.rendered", "") + RENDERED,
            "its user data joins a Kubernetes cluster",
        ),
        (GROUP % ("data.cloudinit_config.other.rendered", ""), ""),
    ],
)
def test_the_sign_of_nodes(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    network = understand(opened("net", str(tmp_path), Options(None, None, None, {})))[1]
    assert network.workloads["aws_autoscaling_group.node"].node_reason == reason

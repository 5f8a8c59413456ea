"""Pods may send larger packets than the network interface of their node.

What it finds
-------------
The Amazon VPC CNI plugin with a `POD_MTU` above its `AWS_VPC_ENI_MTU`, which is 9001 by default: in
the add-on of EKS, the chart `aws-vpc-cni`, or the environment of the DaemonSet `aws-node`. It is
undecided where either is known only after apply.

Why it matters
--------------
Packets between the two sizes leave the pod and do not fit through the interface. Small answers
pass, large ones hang.

Bad
---
```hcl
resource "aws_eks_addon" "vpc_cni" {
  cluster_name = "main"
  addon_name   = "vpc-cni"

  configuration_values = jsonencode({
    env = {
      AWS_VPC_ENI_MTU = "1500"
      POD_MTU = "9001"
    }
  })
}
```

Good
----
```hcl
resource "aws_eks_addon" "vpc_cni" {
  cluster_name = "main"
  addon_name   = "vpc-cni"

  configuration_values = jsonencode({
    env = {
      AWS_VPC_ENI_MTU = "9001"
      POD_MTU = "1500"
    }
  })
}
```

References
----------
- <https://github.com/aws/amazon-vpc-cni-k8s#pod_mtu-v1164>
- <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.network.kubernetes.cni import NODE_MTU

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


@check(
    severity=Severity.HIGH,
    code="MTU009",
    no_fix="the size stands in the values of a chart or an add-on, which are one text",
    needs=("cnis.vpc",),
)
def pod_mtu_gt_eni_mtu(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the two sizes of each plugin."""
    for plugin in network.cnis.vpc:
        if plugin.settles:
            yield Undecided(
                subject=plugin.address,
                message="cannot tell whether pods may send more than the interface of their node",
                severity=Severity.MEDIUM,
                unknowns=(plugin.settles,),
            )
            continue
        interface = plugin.interface or NODE_MTU
        if plugin.pod is not None and plugin.pod > interface:
            yield Finding(
                subject=plugin.address,
                message=f"pods may send {plugin.pod} bytes (POD_MTU), and the interfaces of the "
                f"nodes carry {interface} (AWS_VPC_ENI_MTU)",
                severity=Severity.HIGH,
                evidence={"pod_mtu": plugin.pod, "interface_mtu": interface},
                remediation="leave POD_MTU out: it follows AWS_VPC_ENI_MTU",
            )

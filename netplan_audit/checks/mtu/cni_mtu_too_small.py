"""The network plugin keeps pods to small packets on nodes that carry large ones.

What it finds
-------------
Network plugins with an MTU of 1450 or less in an input with nodes of AWS, whose interfaces carry
9001 bytes unless their user data says otherwise.

Why it matters
--------------
Everything works. Between nodes, each packet carries a sixth of what it could: more packets, more
work for processors, less throughput.

Bad
---
```hcl
resource "aws_instance" "node" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "m7i.large"
  tags          = { "kubernetes.io/cluster/main" = "owned" }
}

resource "helm_release" "calico" {
  name       = "calico"
  repository = "https://docs.tigera.io/calico/charts"
  chart      = "tigera-operator"

  values = [yamlencode({
    installation = {
      calicoNetwork = {
        mtu     = 1440
        ipPools = [{ cidr = "192.168.0.0/16", encapsulation = "VXLAN" }]
      }
    }
  })]
}
```

Good
----
```hcl
resource "aws_instance" "node" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "m7i.large"
  tags          = { "kubernetes.io/cluster/main" = "owned" }
}

resource "helm_release" "calico" {
  name       = "calico"
  repository = "https://docs.tigera.io/calico/charts"
  chart      = "tigera-operator"

  values = [yamlencode({
    installation = {
      calicoNetwork = {
        mtu     = 8951
        ipPools = [{ cidr = "192.168.0.0/16", encapsulation = "VXLAN" }]
      }
    }
  })]
}
```

References
----------
- <https://docs.tigera.io/calico/latest/networking/configuring/mtu>
- <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity
from netplan_audit.network.kubernetes.cni import NODE_MTU, node_mtu

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network

_SMALL: Final = 1450
"""What is left of 1500 bytes behind VXLAN."""


@check(
    severity=Severity.INFO,
    code="MTU006",
    pack="hygiene",
    no_fix="the size stands in the values of a chart or an add-on, which are one text",
    needs=("cnis.overlays",),
)
def cni_mtu_too_small(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look at the MTU of each plugin where nodes carry more."""
    most, has_nodes = node_mtu(network)
    for overlay in network.cnis.overlays if has_nodes and most >= NODE_MTU else ():
        if overlay.mtu is not None and overlay.mtu <= _SMALL:
            yield Finding(
                subject=overlay.address,
                message=f"{overlay.name} keeps pods to {overlay.mtu} bytes; nodes carry {most}",
                severity=Severity.INFO,
                confidence=Confidence.LIKELY,
                evidence={"mtu": overlay.mtu, "node_mtu": most},
                remediation="leave the MTU out, so that the plugin finds it",
            )

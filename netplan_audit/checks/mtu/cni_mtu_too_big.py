"""The network plugin lets pods send more than nodes can carry.

What it finds
-------------
Network plugins whose MTU, with what they put around each packet, is larger than that of the nodes:

- Calico with VXLAN (50 bytes) or IP in IP (20), given by the chart or the operator's Installation,
  and by `calico-config`; with WireGuard (60, over IPv6 80) where a FelixConfiguration says so.
- Antrea with Geneve or VXLAN (50), GRE (42), IPsec (38 more) or WireGuard (60), given by the chart
  or by `antrea-config`.
- Cilium and Flannel, whose MTU is that of the network beneath: they take off what they add.

Nodes carry 9001 bytes, or what their user data sets.

High where the input has nodes; medium and likely without, as they may be elsewhere. It is undecided
where values or the encapsulation are not known.

Why it matters
--------------
The plugin tells pods that large packets fit. They do between pods of one node; between nodes they
are dropped or fragmented, and connections hang once they send something large.

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
        mtu     = 9001
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
- <https://github.com/antrea-io/antrea/blob/main/pkg/agent/config/node_config.go>
- <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.network.kubernetes.cni import node_mtu
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.kubernetes.cni import Overlay
    from netplan_audit.network.network import Network


@check(
    severity=Severity.HIGH,
    code="MTU005",
    no_fix="the size stands in the values of a chart or an add-on, which are one text",
    needs=("cnis.overlays",),
)
def cni_mtu_too_big(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare the MTU of each plugin with that of the nodes."""
    most, has_nodes = node_mtu(network)
    for overlay in network.cnis.overlays:
        answer = overlay.exceeds(most)
        if answer is Truth.YES:
            yield _finding(overlay, most, has_nodes=has_nodes)
        elif answer is Truth.UNKNOWN:
            yield Undecided(
                subject=overlay.address,
                message=f"cannot tell whether the packets of {overlay.name} fit the {most} bytes "
                f"of {_nodes(has_nodes=has_nodes)}",
                severity=Severity.MEDIUM if has_nodes else Severity.LOW,
                unknowns=(overlay.settles,),
            )


def _finding(overlay: Overlay, most: int, *, has_nodes: bool) -> Finding:
    around = f" and {overlay.overhead} of {overlay.wraps} around them" if overlay.overhead else ""
    nodes = _nodes(has_nodes=has_nodes)
    evidence: dict[str, str | int] = {"mtu": overlay.mtu or 0, "node_mtu": most}
    if overlay.overhead:
        evidence |= {"overhead": overlay.overhead, "encapsulation": overlay.wraps}
    return Finding(
        subject=overlay.address,
        message=f"{overlay.name} lets pods send {overlay.mtu} bytes{around}; {nodes} carry {most}",
        severity=Severity.HIGH if has_nodes else Severity.MEDIUM,
        confidence=Confidence.CERTAIN if has_nodes else Confidence.LIKELY,
        evidence=evidence,
        remediation=f"set the MTU to {most - (overlay.overhead or 0)} at most, or leave it out",
    )


def _nodes(*, has_nodes: bool) -> str:
    """Name the nodes, which may be elsewhere than in AWS where the input has none."""
    return "the nodes" if has_nodes else "nodes of EC2"

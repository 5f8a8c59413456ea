"""kube-proxy in the mode that Kubernetes gives up.

What it finds
-------------
kube-proxy set to the mode `ipvs`: in a `KubeProxyConfiguration`, in the ConfigMap `kube-proxy`, or
in `configuration_values` of the add-on of EKS. It is undecided where these are known only after
apply.

Why it matters
--------------
The mode is deprecated since Kubernetes 1.35; the successor of `iptables` is `nftables`. It balances
connections as the others do, so it mends no uneven load of clients that keep theirs.

Bad
---
```hcl
resource "aws_eks_addon" "proxy" {
  cluster_name         = "main"
  addon_name           = "kube-proxy"
  configuration_values = jsonencode({ mode = "ipvs", ipvs = { scheduler = "rr" } })
}
```

Good
----
```hcl
resource "aws_eks_addon" "proxy" {
  cluster_name         = "main"
  addon_name           = "kube-proxy"
  configuration_values = jsonencode({ mode = "nftables" })
}
```

References
----------
- <https://kubernetes.io/docs/reference/networking/virtual-ips/#proxy-modes>
- <https://docs.aws.amazon.com/eks/latest/best-practices/ipvs.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network

_REMEDIATION: Final = "set the mode to nftables where the nodes' kernel has it, else to iptables"


@check(
    severity=Severity.INFO,
    code="SVC005",
    pack="hygiene",
    no_fix="the mode stands in a configuration file, which is one text",
    needs=("kubernetes.proxies",),
)
def kube_proxy_ipvs_deprecated(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge every mode of kube-proxy that is set."""
    for proxy in network.kubernetes.proxies:
        if proxy.mode == "ipvs":
            yield Finding(
                subject=proxy.address,
                message="kube-proxy runs in the mode ipvs",
                severity=Severity.INFO,
                remediation=_REMEDIATION,
            )
        elif proxy.mode is None:
            yield Undecided(
                subject=proxy.address,
                message="cannot tell the mode of kube-proxy",
                severity=Severity.INFO,
                unknowns=(f"{proxy.address} mode",),
                remediation=_REMEDIATION,
            )

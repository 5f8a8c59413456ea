"""The cluster's DNS lets resolvers keep addresses of pods for long.

What it finds
-------------
A Corefile, in a ConfigMap, in `configuration_values` of the add-on of EKS or in the `servers` of a
release of its chart, whose plugin
`kubernetes` gives records a `ttl` of more than 30 seconds, or whose `cache` keeps every answer of
the cluster's zone for more than 60 seconds at least. It is undecided where the Corefile is known
only after apply.

The most that `cache` keeps an answer (`cache 300`) is no longer than its record allows, so it is no
reason.

Why it matters
--------------
The records of a headless Service are the addresses of its pods. For as long as they may be kept,
clients connect to pods that are gone, and do not see new ones.

Bad
---
```yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: coredns
  namespace: kube-system
data:
  Corefile: |
    .:53 {
        kubernetes cluster.local in-addr.arpa ip6.arpa {
            ttl 300
        }
        forward . /etc/resolv.conf
        cache 30
    }
```

Good
----
```yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: coredns
  namespace: kube-system
data:
  Corefile: |
    .:53 {
        kubernetes cluster.local in-addr.arpa ip6.arpa {
            ttl 30
        }
        forward . /etc/resolv.conf
        cache 30
    }
```

References
----------
- <https://coredns.io/plugins/kubernetes/>
- <https://coredns.io/plugins/cache/>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network

_MOST: Final = {"ttl": 30, "cache success": 60}
_REMEDIATION: Final = "lower the ttl to 30 seconds or less"


@check(
    severity=Severity.LOW,
    code="SVC013",
    pack="strict",
    place=("data", "Corefile"),
    no_fix="the time stands in a configuration file, which is one text",
    needs=("kubernetes.corefiles",),
)
def coredns_ttl_high(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Judge every Corefile of the input."""
    for corefile in network.kubernetes.corefiles:
        long = [(name, each) for name, each in corefile.seconds() if each > _MOST[name]]
        if long:
            name, seconds = max(long, key=lambda pair: pair[1])
            yield Finding(
                subject=corefile.address,
                message=f"records of the cluster are kept for {seconds} seconds ({name})",
                severity=Severity.LOW,
                remediation=_REMEDIATION,
            )
        elif corefile.text is None:
            yield Undecided(
                subject=corefile.address,
                message="cannot tell how long records of the cluster are kept",
                severity=Severity.INFO,
                unknowns=(f"{corefile.address} Corefile",),
                remediation=_REMEDIATION,
            )

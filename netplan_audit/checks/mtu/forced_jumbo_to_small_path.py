"""A sender is told to send large packets over a path that carries small ones.

What it finds
-------------
Instances and Auto Scaling groups whose user data sets an MTU above what a route of their subnet
carries, over a virtual private gateway (1446 bytes) or a peering connection to another region
(8500), while the network ACL lets no message about packets too big in: ICMP of type 3, code 4.
Nodes count too where the Amazon VPC CNI plugin is given the size (`AWS_VPC_ENI_MTU`).

Transit gateways are left out: they lower the segment size of TCP. It is undecided where the network
ACL is not known. User data of which a plan keeps only the hash is not read.

Why it matters
--------------
The sender relies on Path MTU Discovery, and the answers do not arrive. Small packets pass, large
ones vanish: a connection opens and hangs at the first large answer.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "192.168.0.0/16"
    gateway_id = aws_vpn_gateway.main.id
  }
}

resource "aws_route_table_association" "app" {
  subnet_id      = aws_subnet.app.id
  route_table_id = aws_route_table.app.id
}

resource "aws_network_acl" "app" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.app.id]

  ingress {
    rule_no    = 100
    protocol   = "tcp"
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 65535
  }

  egress {
    rule_no    = 100
    protocol   = "tcp"
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 65535
  }
}

resource "aws_instance" "app" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "m7i.large"
  subnet_id     = aws_subnet.app.id

  user_data_base64 = base64encode(<<-EOT
    #!/bin/sh
    ip link set dev eth0 mtu 9001
  EOT
  )
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "192.168.0.0/16"
    gateway_id = aws_vpn_gateway.main.id
  }
}

resource "aws_route_table_association" "app" {
  subnet_id      = aws_subnet.app.id
  route_table_id = aws_route_table.app.id
}

resource "aws_network_acl" "app" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.app.id]

  ingress {
    rule_no    = 90
    protocol   = "icmp"
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    icmp_type  = 3
    icmp_code  = 4
    from_port  = 0
    to_port    = 0
  }

  egress {
    rule_no    = 100
    protocol   = "-1"
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }
}

resource "aws_instance" "app" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "m7i.large"
  subnet_id     = aws_subnet.app.id

  user_data_base64 = base64encode(<<-EOT
    #!/bin/sh
    ip link set dev eth0 mtu 9001
  EOT
  )
}
```

References
----------
- <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html>
- <https://docs.aws.amazon.com/vpc/latest/userguide/path_mtu_discovery.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Step, Undecided
from netplan_audit.network.small_paths import admits_too_big, paths_of
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.network_acls import NetworkAcl
    from netplan_audit.network.small_paths import SmallPath
    from netplan_audit.network.workloads import Workload


@check(severity=Severity.MEDIUM, code="MTU007", pack="strict")
def forced_jumbo_to_small_path(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Compare what senders are set to with the paths of their subnets."""
    given = [plugin for plugin in network.cnis.vpc if plugin.interface is not None]
    for workload in network.workloads.values():
        mtu, origin = workload.mtu, workload.address
        if mtu is None and workload.is_node and len(given) == 1:
            mtu, origin = given[0].interface, given[0].address
        if mtu is not None:
            yield from _judged(network, workload, mtu, origin)


def _judged(network: Network, workload: Workload, mtu: int, origin: str) -> Iterator[Outcome]:
    subnets = [network.subnets[each] for each in workload.subnets if each in network.subnets]
    for path in paths_of(network, subnets):
        if path.clamps or mtu <= path.mtu:
            continue
        acl, settles = network.borders.acl_of(path.subnet)
        if acl is None and not settles:
            continue  # AWS's default ACL lets everything in
        admits = Truth.UNKNOWN if acl is None else admits_too_big(acl)
        if admits is not Truth.YES:
            yield _outcome(workload, (mtu, origin), path, acl, settles)
            return


def _outcome(
    workload: Workload, sent: tuple[int, str], path: SmallPath, acl: NetworkAcl | None, settles: str
) -> Outcome:
    mtu, origin = sent
    related = [(path.subnet.address, "subnet"), (path.address, "smaller path")]
    related += [(origin, "sets the MTU")] if origin != workload.address else []
    if acl is None or admits_too_big(acl) is Truth.UNKNOWN:
        return Undecided(
            subject=workload.address,
            message=f"cannot tell whether it learns that its {mtu} bytes do not fit over the "
            f"{path.kind}",
            severity=Severity.LOW,
            unknowns=(settles,) if acl is None else (acl.unknowns or (acl.address,)),
            related=tuple(related),
        )
    return Finding(
        subject=workload.address,
        message=f"is set to send {mtu} bytes, the {path.kind} carries {path.mtu}, and "
        f"{acl.address} keeps the messages that say so away",
        severity=Severity.MEDIUM,
        related=(*related, (acl.address, "network ACL")),
        path=(Step(path.subnet.address, path.address, f"routes over a {path.kind}"),),
        evidence={"mtu": mtu, "path_mtu": path.mtu, "path": path.kind},
        remediation="allow ICMP of type 3, code 4 in from 0.0.0.0/0, or send "
        f"{path.mtu} bytes at most",
    )

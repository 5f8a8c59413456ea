"""An instance or template for a subnet has its security groups in the argument for names.

What it finds
-------------
`security_groups` on an instance or spot request with `subnet_id`, and `security_group_names` of a
launch template from which an Auto Scaling group or an instance is launched into a subnet, where the
subnet is not in a default VPC. Undecided where the VPC of the subnet cannot be told. An instance
without a subnet stands in the default VPC, where groups go by name.

Why it matters
--------------
Outside a default VPC the provider reads the groups back into `vpc_security_group_ids`. So
`security_groups` differs from what was read in every plan, and as it cannot be changed in place,
each apply destroys the instance and makes a new one. EC2 starts no instance from a template that
names groups there.

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

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "app" {
  ami             = "ami-0a1b2c3d4e5f60718"
  instance_type   = "m7g.large"
  subnet_id       = aws_subnet.app.id
  security_groups = [aws_security_group.app.id]
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

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "app" {
  ami                    = "ami-0a1b2c3d4e5f60718"
  instance_type          = "m7g.large"
  subnet_id              = aws_subnet.app.id
  vpc_security_group_ids = [aws_security_group.app.id]
}
```

References
----------
- <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html>
- <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/instance>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit import fixes
from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.unknown import Truth, all_of, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.two_ways import NamedGroups


@check(severity=Severity.MEDIUM, code="TF006", needs=("named_groups",))
def ec2classic_sg_names(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Look at the VPC of each instance whose groups stand in the argument for names."""
    for named in network.named_groups:
        ordinary = all_of(
            (_is_ordinary(network, target) for target in named.subnet.targets),
            closed=named.subnet.complete and bool(named.subnet.targets),
        )
        if ordinary is Truth.YES:
            yield _finding(network, named)
        elif ordinary is Truth.UNKNOWN:
            yield _undecided(named)


def _is_ordinary(network: Network, subnet: str) -> Truth:
    """Tell whether a subnet is in a VPC that is no default VPC."""
    known = network.subnets.get(subnet)
    vpc = None if known is None else network.vpcs.get(known.vpc.only or "")
    return Truth.UNKNOWN if vpc is None else truth(not vpc.is_default)


def _finding(network: Network, named: NamedGroups) -> Finding:
    of_template = f"no instance starts, as {named.user} launches it there"
    effect = of_template if named.user else "each apply replaces it"
    return Finding(
        subject=named.owner,
        message=f"names its groups by `{named.argument}` in {_subnets(named)}, which is not in a "
        f"default VPC: {effect}",
        severity=Severity.MEDIUM,
        related=(
            *((subnet, "subnet") for subnet in named.subnet.targets),
            *(((named.user, "launches it"),) if named.user else ()),
        ),
        evidence={"argument": named.argument},
        remediation="move the ids to vpc_security_group_ids",
        fix=Fix(lambda: fixes.apart.groups_by_id(network, named)),
    )


def _undecided(named: NamedGroups) -> Undecided:
    return Undecided(
        subject=named.owner,
        message=f"names its groups by `{named.argument}`, which works in a default VPC only; "
        f"cannot tell in which VPC {_subnets(named)} is",
        severity=Severity.LOW,
        unknowns=(named.subnet.settles or f"the VPC of {_subnets(named)}",),
    )


def _subnets(named: NamedGroups) -> str:
    return " or ".join(named.subnet.targets) or "its subnet"

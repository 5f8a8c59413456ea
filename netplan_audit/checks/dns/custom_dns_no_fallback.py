"""A VPC has one name server of its own, and no other.

What it finds
-------------
DHCP options that name exactly one name server which is not that of Amazon: neither
`AmazonProvidedDNS`, nor 169.254.169.253, nor the address plus two of a VPC of the input.

Why it matters
--------------
While that server is away, for a patch or with its zone, nothing in the VPC resolves a name.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_dhcp_options" "main" {
  domain_name_servers = ["10.0.0.53"]
}

resource "aws_vpc_dhcp_options_association" "main" {
  vpc_id          = aws_vpc.main.id
  dhcp_options_id = aws_vpc_dhcp_options.main.id
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_dhcp_options" "main" {
  domain_name_servers = ["10.0.0.53", "10.0.1.53"]
}

resource "aws_vpc_dhcp_options_association" "main" {
  vpc_id          = aws_vpc.main.id
  dhcp_options_id = aws_vpc_dhcp_options.main.id
}
```

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/VPC_DHCP_Options.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Finding, Severity
from netplan_audit.network.cidr import parse_cidr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


_AMAZON: Final = frozenset({"AmazonProvidedDNS", "169.254.169.253", "fd00:ec2::253"})
_RESOLVER: Final = 2
"""Where in a VPC's block Amazon's name server is (VPC user guide, "DNS attributes")."""


@check(
    severity=Severity.LOW,
    code="DNS031",
    pack="strict",
    no_fix="the address of a second name server is for those who run the first to say",
    needs=("name_service.options",),
)
def custom_dns_no_fallback(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Count the name servers of each set of DHCP options."""
    for options in network.name_service.options:
        if options.servers is None or len(options.servers) != 1:
            continue
        server = options.servers[0]
        if server not in _AMAZON and not _is_resolver(network, server):
            yield Finding(
                subject=options.address,
                message=f"names one name server, {server}",
                severity=Severity.LOW,
                related=tuple((t, "VPC") for link in options.vpcs for t in link.targets),
                evidence={"server": server},
                remediation="name a second one in another zone, or AmazonProvidedDNS with rules "
                "that forward what the other knows",
            )


def _is_resolver(network: Network, server: str) -> bool:
    """Tell whether an address is that of Amazon's name server in some VPC."""
    try:
        address = parse_cidr(server).lo
    except ValueError:
        return False
    return any(
        address == block.cidr.lo + _RESOLVER
        for vpc in network.vpcs.values()
        for block in vpc.blocks
    )

"""Nothing uses an Elastic IP address.

What it finds
-------------
An Elastic IP address that is associated with nothing, and to which no argument of another resource
and no output of the root module refers. Undecided where something that is known only after apply
may be made of it, and where a module is missing that may use it.

Why it matters
--------------
AWS charges for every public IPv4 address, used or not.

Bad
---
```hcl
resource "aws_eip" "spare" {
  domain = "vpc"
}
```

Good
----
```hcl
resource "aws_eip" "web" {
  domain = "vpc"
}

resource "aws_instance" "web" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "m7g.large"
}

resource "aws_eip_association" "web" {
  allocation_id = aws_eip.web.id
  instance_id   = aws_instance.web.id
}
```

References
----------
- <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html>

"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netplan_audit.check import NoParams, check
from netplan_audit.finding import Confidence, Finding, Severity, Undecided
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network


@check(
    severity=Severity.LOW,
    code="COST004",
    pack="cost",
    no_fix="whether to use the address or to give it back is for its owner to say",
    standards=("AWS Security Hub EC2.12",),
    needs=("idle_addresses",),
)
def eip_unassociated(network: Network, params: NoParams) -> Iterator[Outcome]:  # noqa: ARG001 - the signature of every check
    """Tell each idle address."""
    missing = tuple(f"the module {name}" for name in network.coverage.missing_modules)
    for address in network.idle_addresses:
        if address.is_idle is Truth.YES and not missing:
            yield Finding(
                subject=address.address,
                message="is associated with nothing, and nothing refers to it",
                severity=Severity.LOW,
                confidence=Confidence.LIKELY,
                remediation="associate it, or release it",
            )
        else:
            yield Undecided(
                subject=address.address,
                message="cannot tell whether anything uses it",
                severity=Severity.INFO,
                unknowns=missing or (address.settles or f"{address.address}.association_id",),
            )

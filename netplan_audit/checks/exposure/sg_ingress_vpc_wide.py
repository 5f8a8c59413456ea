"""A security group admits the whole VPC, or more, on many or sensitive ports.

What it finds
-------------
Ingress rules whose private sources cover a whole CIDR of the group's VPC (or half of its addresses,
one level lower), judged by what they open: all traffic; a range wider than `wide_ports`; several or
single sensitive ports. Rules that list every subnet, and sources larger than the VPC such as
10.0.0.0/8, count. Sources on the internet are other checks' business. It is undecided where the
VPC's CIDR, the sources or the ports are known only after apply.

A few ordinary ports from the VPC are documented practice and silent: listener and health-check
ports of load balancers and their targets, interface endpoints, EFS, ICMP, references to groups.

Why it matters
--------------
One compromised workload reaches everything behind such a group: the group stops nothing inside the
VPC. A source larger than the VPC trusts peers, on-premises networks and every VPC to come as well.

Bad
---
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "db" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_db_subnet_group" "db" {
  name       = "db"
  subnet_ids = aws_subnet.db[*].id
}

resource "aws_security_group" "db" {
  name   = "db"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = [aws_vpc.main.cidr_block]
  }
}

resource "aws_db_instance" "db" {
  identifier             = "db"
  engine                 = "postgres"
  instance_class         = "db.t3.micro"
  allocated_storage      = 20
  username               = "app"
  password               = "example-only"
  skip_final_snapshot    = true
  db_subnet_group_name   = aws_db_subnet_group.db.name
  vpc_security_group_ids = [aws_security_group.db.id]
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "db" {
  name   = "db"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "db_from_app" {
  security_group_id            = aws_security_group.db.id
  referenced_security_group_id = aws_security_group.app.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}
```

Parameters
----------
- `wide_ports` (default 100): a range of more ports than this is wide
- `few_ports` (default 10): up to so many ordinary ports from the VPC are no finding

References
----------
- <https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html>
- <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html>

"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from netplan_audit.check import check
from netplan_audit.finding import Confidence, Finding, Severity, Step, Undecided
from netplan_audit.network.exposure import is_entry_point
from netplan_audit.network.ports import NO_PORTS, PortSet
from netplan_audit.network.vpc_wide import ALL_WIDTH, Opening, openings
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network

_ADMIN: Final = PortSet.of((22, 23, 2375, 3389, 5985, 5986, 10250))
_DATABASES: Final = PortSet.of((1433, 1521, 3306, 5432, 6379, 9042, 11211, 27017, 27018))
_OTHERS: Final = PortSet.of((135, 139, 445, 2049, 2379, 2380, 5601, 6443, 9092, 9200, 9300, 50070))
_SENSITIVE: Final = _ADMIN | _DATABASES | _OTHERS
_NFS: Final = PortSet.of((2049,))
_MANY: Final = 2
_SHOWN: Final = 5
"""Most workloads named in one finding; the evidence counts them all."""


@dataclass(frozen=True, slots=True)
class Params:
    """Port counts that draw the lines."""

    wide_ports: int = 100
    few_ports: int = 10


@check(severity=Severity.HIGH, code="SG010", params=Params)
def sg_ingress_vpc_wide(network: Network, params: Params) -> Iterator[Outcome]:
    """Judge each group's ingress rules against the CIDRs of its VPC."""
    judge = _Judge(network, params)
    for group in network.security_groups.values():
        for possible in openings(network, group):
            yield from judge.outcomes(possible)


class _Judge:
    """Grades openings; whether a VPC has an entry point is asked once."""

    def __init__(self, network: Network, params: Params) -> None:
        self._network = network
        self._params = params
        self._pivots: dict[str, str] = {}

    def outcomes(self, possible: tuple[Opening, ...]) -> Iterator[Outcome]:
        """Judge one opening in every VPC that its group may be in."""
        graded = [(opening, self._severity(opening)) for opening in possible]
        wide = [(o, severity) for o, severity in graded if severity is not None and o.is_wide]
        if wide and len(wide) == len(graded):
            yield self._finding(*wide[0])
        elif wide:
            opening, severity = wide[0]
            vpc = opening.group.vpc
            yield _undecided(opening, severity, () if vpc is None else (vpc.settles,))
        else:
            yield from _unknown_parts(graded)

    def _severity(self, opening: Opening) -> Severity | None:
        """Return how bad it is once it is VPC-wide, None where it is accepted practice."""
        if self._is_accepted(opening):
            return None
        severity = self._by_width(opening)
        if severity is None:
            return None
        if not opening.workloads and not opening.maybe_attached:
            all_ports = len(opening.ports) >= ALL_WIDTH
            severity = Severity.LOW if all_ports else severity.lower()
        if opening.is_wide and not opening.is_whole:
            severity = severity.lower()
        if opening.workloads and all(w.kind == "directory" for w in opening.workloads):
            return Severity.INFO
        return severity

    def _by_width(self, opening: Opening) -> Severity | None:
        ports = opening.ports
        if len(ports) >= ALL_WIDTH:
            data = any(w.is_data_store for w in opening.workloads)
            pivot = data or opening.is_supernet or self._pivot(opening.vpc.address)
            return Severity.HIGH if pivot else Severity.MEDIUM
        sensitive = ports & _SENSITIVE
        if len(ports) > self._params.wide_ports or len(sensitive) >= _MANY:
            return Severity.MEDIUM
        if sensitive:
            return Severity.MEDIUM if opening.is_supernet else Severity.LOW
        return Severity.LOW if len(ports) > self._params.few_ports else None

    def _pivot(self, vpc: str) -> str:
        """Return a workload of the VPC that the internet reaches, '' where none is sure."""
        if vpc not in self._pivots:
            workloads = self._network.workloads_by_vpc.get(vpc, ())
            found = (w for w in workloads if is_entry_point(self._network, w) is Truth.YES)
            self._pivots[vpc] = next((w.address for w in found), "")
        return self._pivots[vpc]

    def _is_accepted(self, opening: Opening) -> bool:
        """Tell whether the ports are those that documented practice opens to the VPC."""
        if opening.ports == _NFS:
            return True
        if opening.group.address.endswith(".cluster_security_group_id"):
            return True
        if len(opening.ports) >= ALL_WIDTH:
            return False
        targets = self._network.target_ports.get(opening.vpc.address, NO_PORTS)
        return bool(targets) and targets.covers(opening.ports)

    def _finding(self, opening: Opening, severity: Severity) -> Finding:
        rule, group, vpc = opening.rules[0], opening.group, opening.vpc
        hidden = any(r.sensitive for r in opening.rules)
        blocks = "" if hidden else f" ({', '.join(str(block) for block in vpc.blocks)})"
        what = "more than the whole VPC" if opening.is_supernet else f"{opening.share} % of the VPC"
        others = dict.fromkeys(r.origin for r in opening.rules[1:] if r.origin != rule.origin)
        sure = rule.group.proven and group.vpc is not None and group.vpc.proven
        return Finding(
            subject=rule.origin,
            message=f"admits {rule.traffic} from {opening.described}: {what} {vpc.address}{blocks}",
            severity=severity,
            confidence=Confidence.CERTAIN if sure else Confidence.LIKELY,
            related=(
                *(((group.address, "security group"),) if rule.origin != group.address else ()),
                (vpc.address, "VPC"),
                *((origin, "rule") for origin in others),
                *((w.address, w.kind) for w in opening.workloads[:_SHOWN]),
            ),
            path=_path(opening),
            evidence=self._evidence(opening),
            identity=(str(rule.traffic), opening.described),
            remediation="admit the security groups of the callers, on the ports they need",
        )

    def _evidence(self, opening: Opening) -> dict[str, str | int | bool | tuple[str, ...]]:
        found: dict[str, str | int | bool | tuple[str, ...]] = {
            "traffic": str(opening.rules[0].traffic),
            "sources": opening.described,
            "percent_of_vpc": opening.share,
            "workloads": len(opening.workloads),
            "data_stores": sum(w.is_data_store for w in opening.workloads),
        }
        connection = self._network.connected_vpcs.get(opening.vpc.address)
        if connection and opening.is_supernet:
            found["also_admits_over"] = connection
        return found


def _path(opening: Opening) -> tuple[Step, ...]:
    rule, group = opening.rules[0], opening.group
    steps = [Step(rule.origin, group.address, "rule of", rule.group.certainty.label)]
    if group.vpc is not None:
        steps.append(Step(group.address, opening.vpc.address, "in VPC", group.vpc.certainty.label))
    protected = (Step(group.address, w.address, "protects") for w in opening.workloads[:_SHOWN])
    return (*steps, *protected)


def _undecided(opening: Opening, severity: Severity | None, unknowns: tuple[str, ...]) -> Undecided:
    rule = opening.rules[0]
    named = tuple(dict.fromkeys(text for text in unknowns if text))
    return Undecided(
        subject=rule.origin,
        message=f"cannot tell whether {rule.traffic or 'traffic'} is admitted from the whole VPC",
        severity=(severity or Severity.LOW).lower(),
        unknowns=named or (f"{opening.group.address}.vpc_id",),
        related=((opening.group.address, "security group"), (opening.vpc.address, "VPC")),
        identity=(str(rule.traffic), opening.described),
    )


def _unknown_parts(graded: list[tuple[Opening, Severity | None]]) -> Iterator[Undecided]:
    """Say what is unknown where it could make the rule VPC-wide and that would matter."""
    for opening, severity in graded[:1]:
        unknowns = [text for rule in opening.rules for text in rule.unknown]
        if opening.sources and opening.vpc.unknown:
            unknowns += opening.vpc.unknown
        if unknowns and severity is not None and severity >= Severity.MEDIUM:
            yield _undecided(opening, severity, tuple(unknowns))

"""A security group admits the whole VPC, or more, on many or sensitive ports.

What it finds
-------------
Ingress rules whose private sources cover a whole CIDR of the group's VPC (or half of its addresses,
one level lower), judged by what they open: all traffic; a range wider than `wide_ports`; several or
single sensitive ports. Rules that list every subnet, and sources larger than the VPC such as
10.0.0.0/8, count. Sources on the internet are other checks' business. It is undecided where the
VPC's CIDR, the sources or the ports are known only after apply, unless it would be low at most, or
neither sources nor ports nor users are known.

All traffic is high where a data store has the group, where the internet reaches a workload of the
VPC, or where the source is larger than the VPC; else medium. A group of nothing, or of endpoints of
AWS's services alone, is low at most; where users are not all in the input it is one level lower.

Documented practice is silent: listener ports of an internal load balancer, target and health-check
ports of its targets, interface endpoints on 443, Resolver endpoints, EFS on 2049, ICMP, the UDP
ports of traceroute, a few ordinary ports, references to groups. It is info for directories, for NAT
instances and others that forward packets, and in a VPC where all workloads share this one group.

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
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_security_group" "db" {
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_elasticache_serverless_cache" "db" {
  name               = "db"
  engine             = "valkey"
  subnet_ids         = [aws_subnet.db.id]
  security_group_ids = [aws_security_group.db.id]
}
```

Good
----
```hcl
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "app" {
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "db" {
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

"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit import fixes
from netplan_audit.check import check
from netplan_audit.finding import Confidence, Finding, Severity, Step, Undecided
from netplan_audit.fixes.edits import Fix
from netplan_audit.network.exposure.entry_points import EntryPoints
from netplan_audit.network.exposure.node_ports import NODE_PORTS
from netplan_audit.network.filtering import practice
from netplan_audit.network.filtering.security_groups import shortened
from netplan_audit.network.filtering.vpc_wide import openings
from netplan_audit.network.ports import LAST_PORT
from netplan_audit.network.witness import rule_of
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Evidence, Outcome
    from netplan_audit.network.filtering.vpc_wide import Opening
    from netplan_audit.network.network import Network

_SHOWN: Final = 5  # of the workloads; the evidence counts them all


@dataclass(frozen=True, slots=True)
class Params:
    """Port counts that draw the lines."""

    wide_ports: int = 100
    few_ports: int = 10


class _Grade(Struct, frozen=True):
    """How bad an opening is, and what made it worse or better, in words."""

    severity: Severity
    reasons: tuple[str, ...] = ()
    is_guess: bool = False


@check(
    severity=Severity.HIGH,
    code="SG010",
    params=Params,
    standards=("AWS Well-Architected SEC05-BP02",),
    needs=("security_groups",),
)
def sg_ingress_vpc_wide(network: Network, params: Params) -> Iterator[Outcome]:
    """Judge each group's ingress rules against the CIDRs of its VPC."""
    judge = _Judge(network, params)
    for possible in openings(network):
        yield from judge.outcomes(possible)


class _Judge:
    """Grades openings."""

    def __init__(self, network: Network, params: Params) -> None:
        self._network = network
        self._params = params

    def outcomes(self, possible: tuple[Opening, ...]) -> Iterator[Outcome]:
        """Judge one opening in every VPC that its group may be in."""
        if all(opening.is_wide is Truth.NO for opening in possible):
            return
        graded = [(opening, self._grade(opening)) for opening in possible]
        wide = [(o, g) for o, g in graded if g is not None and o.is_wide is Truth.YES]
        if wide and len(wide) == len(graded):
            yield self._finding(*wide[0])
            return
        maybe = [(o, g) for o, g in graded if g is not None and self._matters(o, g)]
        for opening, grade in (*wide, *maybe)[:1]:
            link = opening.group.vpc
            yield _undecided(opening, grade, (link.settles,) if link and wide else opening.doubts)

    def _matters(self, opening: Opening, grade: _Grade) -> bool:
        """Tell whether it may be worse than low, and something of the rule or its use is known."""
        unsure = opening.is_wide is Truth.UNKNOWN and opening.use.is_attached is not Truth.NO
        is_told = grade.severity > Severity.LOW or opening.traffic is not None
        return unsure and is_told and self._by_width(opening)[0] is not Severity.LOW

    def _grade(self, opening: Opening) -> _Grade | None:
        """Say how bad it is once it is VPC-wide, None where it is accepted practice."""
        group, use = opening.group, opening.use
        accepted, why = practice.accepted_use(self._network, group, opening.ports, use)
        severity, reasons = self._by_width(opening)
        traced = opening.traffic is not None and practice.is_traceroute(opening.traffic)
        if traced or accepted is Truth.YES or severity is None:
            return None
        if opening.is_wide is Truth.YES and not opening.is_whole:
            severity = severity.lower()
        if accepted is Truth.UNKNOWN:
            severity, reasons = severity.lower(), [*reasons, why]
        attached = use.is_attached
        if idle := use.serves_nobody:
            severity, reasons = min(severity, Severity.LOW), [*reasons, idle]
        elif attached is Truth.UNKNOWN and accepted is not Truth.UNKNOWN:
            severity = max(severity.lower(), min(severity, Severity.LOW))
            reasons = [*reasons, f"not known: {use.others}"]
        if practice.is_directory(group, use):
            return _Grade(Severity.INFO, (*reasons, "directories open many ports"), is_guess=True)
        vpc, more = opening.place.address, opening.is_supernet
        if needed := practice.needs_all(self._network, vpc, use, and_more=more):
            return _Grade(Severity.INFO, (*reasons, needed))
        return _Grade(severity, tuple(reasons))

    def _by_width(self, opening: Opening) -> tuple[Severity | None, list[str]]:
        ports = opening.ports
        if len(ports) >= LAST_PORT:  # 1-65535 leaves out only port 0
            return self._of_all_ports(opening)
        sensitive = opening.sensitive
        is_wide = len(ports) > self._params.wide_ports
        if is_wide or len(sensitive) > 1 or (sensitive and opening.is_supernet):
            return Severity.MEDIUM, []
        return (Severity.LOW if sensitive or len(ports) > self._params.few_ports else None), []

    def _of_all_ports(self, opening: Opening) -> tuple[Severity, list[str]]:
        store = next((w.address for w in opening.use.workloads if w.is_data_store), "")
        if store:
            return Severity.HIGH, [f"{store} is a data store"]
        if opening.is_supernet:
            return Severity.HIGH, []
        reached = self._network.once(EntryPoints).of(opening.place.address)
        way = [f"the internet reaches {reached}"] if reached else []
        return Severity.HIGH if way else Severity.MEDIUM, way

    def _finding(self, opening: Opening, grade: _Grade) -> Finding:
        rule, vpc = opening.rules[0], opening.place.vpc
        known = () if vpc is None or any(r.sensitive for r in opening.rules) else vpc.blocks
        blocks = f" ({', '.join(map(str, known))})" if known else ""
        what = "more than the whole VPC" if opening.is_supernet else f"{opening.share} % of the VPC"
        where = "" if vpc is None else f" {vpc.address}{blocks}"
        return Finding(
            subject=rule.origin,
            message=f"admits {rule.traffic} from {shortened(opening.peers)}: {what}{where}",
            severity=grade.severity,
            confidence=_confidence(opening, grade),
            related=_related(opening),
            path=_path(opening),
            evidence=self._evidence(opening, grade),
            identity=(str(rule.traffic), *opening.peers),
            remediation="admit the security groups of the callers, on the ports they need",
            fix=Fix(lambda: fixes.callers.from_neighbours(self._network, opening, vpc)),
        )

    def _evidence(self, opening: Opening, grade: _Grade) -> Evidence:
        workloads = opening.use.workloads
        found: dict[str, str | int | bool | tuple[str, ...]] = {
            "traffic": str(opening.traffic),
            "sources": opening.peers,
            "percent_of_vpc": opening.share,
            "workloads": len(workloads),
            "data_stores": sum(w.is_data_store for w in workloads),
        }
        if grade.reasons:
            found["because"] = grade.reasons
        if opening.is_supernet and (by := self._network.connected_vpcs.get(opening.place.address)):
            found["also_admits_over"] = by
        if any(w.is_node for w in workloads) and opening.ports.overlaps(NODE_PORTS):
            found["node_ports"] = str(opening.ports & NODE_PORTS)
        return found


def _confidence(opening: Opening, grade: _Grade) -> Confidence:
    vpc = opening.group.vpc
    proven = vpc is not None and vpc.proven and all(r.group.proven for r in opening.rules)
    guessed = grade.is_guess or any(w.is_guess for w in opening.use.workloads)
    if opening.use.is_attached is Truth.UNKNOWN:
        return Confidence.POSSIBLE
    return Confidence.CERTAIN if proven and not guessed else Confidence.LIKELY


def _related(opening: Opening) -> tuple[tuple[str, str], ...]:
    rule, group, vpc = opening.rules[0], opening.group, opening.place.vpc
    others = dict.fromkeys(r.origin for r in opening.rules[1:] if r.origin != rule.origin)
    return (
        *(((group.address, "security group"),) if rule.origin != group.address else ()),
        *(((vpc.address, "VPC"),) if vpc is not None else ()),
        *((origin, "rule") for origin in others),
        *((w.address, w.kind) for w in opening.use.workloads[:_SHOWN]),
    )


def _path(opening: Opening) -> tuple[Step, ...]:
    rule, group, vpc = opening.rules[0], opening.group, opening.place.vpc
    sure = "likely" if group.vpc is None else group.vpc.certainty.label
    placed = () if vpc is None else (Step(group.address, vpc.address, "in VPC", sure),)
    users = (Step(group.address, w.address, "protects") for w in opening.use.workloads[:_SHOWN])
    return (*rule_of(rule.origin, group.address, rule.group.certainty.label), *placed, *users)


def _undecided(opening: Opening, grade: _Grade, unknowns: tuple[str, ...]) -> Undecided:
    rule = opening.rules[0]
    named = tuple(dict.fromkeys(text for text in unknowns if text))
    return Undecided(
        subject=rule.origin,
        message=f"cannot tell if {opening.traffic or 'traffic'} is admitted from the whole VPC",
        severity=grade.severity.lower(),
        unknowns=named or (f"{opening.group.address}.vpc_id",),
        related=_related(opening),
        evidence={"sources": opening.peers} if rule.texts else {},
        identity=(str(rule.traffic), *opening.peers),
    )

"""A security group admits the whole VPC, or more, on many or sensitive ports.

What it finds
-------------
Ingress rules whose private sources cover a whole CIDR of the group's VPC (or half of its addresses,
one level lower), judged by what they open: all traffic; a range wider than `wide_ports`; several or
single sensitive ports. Rules that list every subnet, and sources larger than the VPC such as
10.0.0.0/8, count. Sources on the internet are other checks' business. It is undecided where the
VPC's CIDR, the sources or the ports are known only after apply.

A few ordinary ports from the VPC are documented practice and silent: listener and health-check ports
of load balancers and their targets, interface endpoints, EFS, ICMP, references to groups.

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
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from netplan_audit.check import check
from netplan_audit.finding import Confidence, Finding, Severity, Step, Undecided
from netplan_audit.network.cidr import AddressSet, is_internet
from netplan_audit.network.exposure import is_entry_point
from netplan_audit.network.ports import ALL_PORTS, NO_PORTS, PortSet
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network
    from netplan_audit.network.security_groups import Rule, SecurityGroup
    from netplan_audit.network.vpcs import Vpc
    from netplan_audit.network.workloads import Workload

_ADMIN: Final = PortSet.of((22, 23, 2375, 3389, 5985, 5986, 10250))
_SENSITIVE: Final = _ADMIN | PortSet.of(
    (135, 139, 445, 1433, 1521, 2049, 2379, 2380, 3306, 5432, 5601, 6379, 6443, 9042, 9092)
    + (9200, 9300, 11211, 27017, 27018, 50070)
)
_NFS: Final = PortSet.of((2049,))
_ALL_WIDTH: Final = 65535
_MANY: Final = 2


@dataclass(frozen=True, slots=True)
class Params:
    """Port counts that draw the lines."""

    wide_ports: int = 100
    few_ports: int = 10


@dataclass(frozen=True, slots=True)
class _Opening:
    """Rules of one group with equal protocol and ports, judged together: peers are a union."""

    group: SecurityGroup
    vpc: Vpc
    rules: tuple[Rule, ...]
    sources: AddressSet
    workloads: tuple[Workload, ...]
    maybe_attached: bool


@check(severity=Severity.HIGH, code="SG010", params=Params)
def sg_ingress_vpc_wide(network: Network, params: Params) -> Iterator[Outcome]:
    """Judge each group's ingress rules against the CIDRs of its VPC."""
    pivots: dict[str, str] = {}
    for group in network.security_groups.values():
        vpcs = _vpcs_of(network, group)
        for traffic, rules in _by_traffic(group).items():
            ports = _tcp_udp(rules[0])
            if traffic and not ports:
                continue  # ICMP and the like
            yield from _judge(network, params, group, vpcs, rules, pivots)


def _vpcs_of(network: Network, group: SecurityGroup) -> list[Vpc]:
    """Return the VPCs that a group may be in; a group known only by its rules follows its users."""
    if group.vpc is not None:
        return [network.vpcs[t] for t in group.vpc.targets if t in network.vpcs]
    users = network.workloads_by_group.get(group.address, ())
    found = {vpc for workload, _ in users for vpc in network.vpcs_of(workload)}
    return [network.vpcs[vpc] for vpc in sorted(found) if vpc in network.vpcs]


def _by_traffic(group: SecurityGroup) -> dict[str, list[Rule]]:
    """Group ingress rules with private or unknown sources by protocol and ports."""
    found: dict[str, list[Rule]] = {}
    for rule in group.rules:
        if rule.direction != "ingress":
            continue
        if rule.unknown or (rule.addresses and not is_internet(rule.addresses)):
            found.setdefault("" if rule.traffic is None else str(rule.traffic), []).append(rule)
        elif rule.addresses and _private_part(rule.addresses):
            found.setdefault(str(rule.traffic), []).append(rule)
    return found


@lru_cache(maxsize=8192)
def _private_part(addresses: AddressSet) -> AddressSet:
    """Return the sources of a rule without those that are the internet."""
    kept = [cidr for cidr in addresses.cidrs() if not is_internet(AddressSet.of((cidr,)))]
    return AddressSet.of(kept)


def _tcp_udp(rule: Rule) -> PortSet:
    if rule.traffic is None:
        return ALL_PORTS
    return rule.traffic.tcp_udp_ports("tcp") | rule.traffic.tcp_udp_ports("udp")


def _judge(  # noqa: PLR0913 - one group, its surroundings
    network: Network,
    params: Params,
    group: SecurityGroup,
    vpcs: list[Vpc],
    rules: list[Rule],
    pivots: dict[str, str],
) -> Iterator[Outcome]:
    sources = AddressSet.of(())
    for rule in rules:
        sources |= _private_part(rule.addresses)
    verdicts = []
    for vpc in vpcs:
        users = network.workloads_by_group.get(group.address, [])
        workloads = tuple(w for w, sure in users if sure)
        opening = _Opening(
            group, vpc, tuple(rules), sources, workloads, len(users) > len(workloads)
        )
        severity = _severity(network, params, opening, pivots)
        verdicts.append((opening, severity, _coverage(opening)))
    wide = [v for v in verdicts if v[2] is not None and v[1] is not None]
    if wide and len(wide) == len(verdicts):
        opening, severity, share = wide[0]
        if severity is not None and share is not None:
            yield _finding(network, opening, severity, share)
    elif wide:
        yield _unsure(wide[0][0], wide[0][1], (group.vpc.settles,) if group.vpc else ())
    else:
        yield from _unknown_parts(network, params, verdicts)


def _coverage(opening: _Opening) -> int | None:
    """Return the percentage of the VPC's IPv4 addresses admitted, None where too few."""
    if _is_own_cidr(opening):
        return 100
    blocks = [block.cidr for block in opening.vpc.blocks if block.cidr.family == 4]  # noqa: PLR2004
    space = AddressSet.of(blocks)
    total = space.size(4)
    if not total:
        return None
    share = (opening.sources & space).size(4) * 100 // total
    if any(opening.sources.covers(cidr) for cidr in blocks):
        return max(share, 50)
    return share if share >= 50 else None  # noqa: PLR2004 - half of the VPC


def _is_own_cidr(opening: _Opening) -> bool:
    """Tell whether an unknown source is the VPC's own CIDR, whatever it will be."""
    own = f"{opening.vpc.address}.cidr_block"
    return any(own in rule.unknown for rule in opening.rules)


def _is_whole(opening: _Opening) -> bool:
    blocks = [block.cidr for block in opening.vpc.blocks if block.cidr.family == 4]  # noqa: PLR2004
    return _is_own_cidr(opening) or any(opening.sources.covers(cidr) for cidr in blocks)


def _is_supernet(opening: _Opening) -> bool:
    """Tell whether a source is larger than a CIDR of the VPC that it contains."""
    return any(
        source.contains(block.cidr) and source.size > block.cidr.size
        for source in opening.sources.cidrs()
        for block in opening.vpc.blocks
    )


def _severity(
    network: Network, params: Params, opening: _Opening, pivots: dict[str, str]
) -> Severity | None:
    """Return how bad the opening is once it is VPC-wide, None where it is accepted practice."""
    ports = _tcp_udp(opening.rules[0])
    if _is_accepted(network, opening, ports):
        return None
    unattached = not opening.workloads and not opening.maybe_attached
    severity = _by_width(network, params, opening, ports, pivots)
    if severity is None:
        return None
    if unattached:
        severity = Severity.LOW if len(ports) >= _ALL_WIDTH else severity.lower()
    if not _is_whole(opening):
        severity = severity.lower()
    if opening.workloads and all(w.kind == "directory" for w in opening.workloads):
        return Severity.INFO
    return severity


def _by_width(
    network: Network,
    params: Params,
    opening: _Opening,
    ports: PortSet,
    pivots: dict[str, str],
) -> Severity | None:
    supernet = _is_supernet(opening)
    if len(ports) >= _ALL_WIDTH:
        data = any(w.is_data_store for w in opening.workloads)
        if data or supernet or _pivot(network, opening.vpc.address, pivots):
            return Severity.HIGH
        return Severity.MEDIUM
    sensitive = ports & _SENSITIVE
    if len(ports) > params.wide_ports or len(sensitive) >= _MANY:
        return Severity.MEDIUM
    if sensitive:
        return Severity.MEDIUM if supernet else Severity.LOW
    return Severity.LOW if len(ports) > params.few_ports else None


def _pivot(network: Network, vpc: str, pivots: dict[str, str]) -> str:
    """Return a workload of the VPC that the internet reaches, '' where there is none for sure."""
    if vpc not in pivots:
        workloads = network.workloads_by_vpc.get(vpc, ())
        found = (w.address for w in workloads if is_entry_point(network, w) is Truth.YES)
        pivots[vpc] = next(found, "")
    return pivots[vpc]


def _is_accepted(network: Network, opening: _Opening, ports: PortSet) -> bool:
    """Tell whether the ports are those that documented practice opens to the VPC."""
    if ports == _NFS:
        return True
    if opening.group.address.endswith(".cluster_security_group_id"):
        return True
    if len(ports) >= _ALL_WIDTH:
        return False
    targets = network.target_ports.get(opening.vpc.address, NO_PORTS)
    return bool(targets) and targets.covers(ports)


def _finding(network: Network, opening: _Opening, severity: Severity, share: int) -> Finding:
    rule = opening.rules[0]
    sensitive = any(r.sensitive for r in opening.rules)
    sources = (
        ", ".join(dict.fromkeys(r.peers for r in opening.rules if r.texts)) or "its VPC's CIDR"
    )
    blocks = ", ".join(str(block) for block in opening.vpc.blocks)
    link = rule.group
    sure = link.proven and opening.group.vpc is not None and opening.group.vpc.proven
    supernet = _is_supernet(opening)
    what = "more than the whole VPC" if supernet else f"{share} % of the VPC"
    others = [r.origin for r in opening.rules[1:] if r.origin != rule.origin]
    steps = [Step(rule.origin, opening.group.address, "rule of", link.certainty.label)]
    if opening.group.vpc is not None:
        certainty = opening.group.vpc.certainty.label
        steps.append(Step(opening.group.address, opening.vpc.address, "in VPC", certainty))
    steps += [Step(opening.group.address, w.address, "protects") for w in opening.workloads[:5]]
    return Finding(
        subject=rule.origin,
        message=f"admits {rule.traffic} from {sources}: {what} {opening.vpc.address}"
        + ("" if sensitive else f" ({blocks})"),
        severity=severity,
        confidence=Confidence.CERTAIN if sure else Confidence.LIKELY,
        related=(
            *(
                ((opening.group.address, "security group"),)
                if rule.origin != opening.group.address
                else ()
            ),
            (opening.vpc.address, "VPC"),
            *((origin, "rule") for origin in dict.fromkeys(others)),
            *((w.address, w.kind) for w in opening.workloads[:5]),
        ),
        path=tuple(steps),
        evidence=_evidence(network, opening, share, sources),
        remediation="admit the security groups of the callers, on the ports they need",
    )


def _evidence(
    network: Network, opening: _Opening, share: int, sources: str
) -> dict[str, str | int | bool | tuple[str, ...]]:
    found: dict[str, str | int | bool | tuple[str, ...]] = {
        "traffic": str(opening.rules[0].traffic),
        "sources": sources,
        "percent_of_vpc": share,
        "workloads": len(opening.workloads),
        "data_stores": sum(w.is_data_store for w in opening.workloads),
    }
    connection = network.connected_vpcs.get(opening.vpc.address)
    if connection and _is_supernet(opening):
        found["also_admits_over"] = connection
    return found


def _unsure(opening: _Opening, severity: Severity | None, unknowns: tuple[str, ...]) -> Undecided:
    rule = opening.rules[0]
    named = tuple(dict.fromkeys(text for text in unknowns if text))
    return Undecided(
        subject=rule.origin,
        message=f"cannot tell whether {rule.traffic or 'traffic'} is admitted from the whole VPC",
        severity=(severity or Severity.LOW).lower(),
        unknowns=named or (f"{opening.group.address}.vpc_id",),
        related=((opening.group.address, "security group"), (opening.vpc.address, "VPC")),
    )


def _unknown_parts(
    network: Network,
    params: Params,
    verdicts: list[tuple[_Opening, Severity | None, int | None]],
) -> Iterator[Undecided]:
    """Say what is unknown where it could make the rule VPC-wide and that would matter."""
    for opening, severity, _ in verdicts[:1]:
        unknowns = [text for rule in opening.rules for text in rule.unknown]
        if opening.sources and opening.vpc.unknown:
            unknowns += opening.vpc.unknown
        if unknowns and severity is not None and severity >= Severity.MEDIUM:
            yield _unsure(opening, severity, tuple(unknowns))

"""Target groups: how their targets are checked, who registers with them, who reacts to failures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from netplan_audit.network.environment import Environment
    from netplan_audit.network.link import Link
    from netplan_audit.unknown import Truth


class HealthCheck(Struct, frozen=True):
    """How targets are checked; a number or word is None where it is not known.

    `port` is None where the check goes to the port that takes the traffic (`to_traffic_port`) or
    where it is not known. `timeout` is None where nobody sets it, too.
    """

    is_enabled: Truth
    protocol: str | None
    port: int | None
    to_traffic_port: bool
    interval: int | None
    timeout: int | None
    unhealthy_threshold: int | None
    matcher: str | None
    unknown: tuple[str, ...] = ()

    @property
    def detection(self) -> int | None:
        """Seconds until a target that fails every check is unhealthy, None where not known."""
        if self.interval is None or self.unhealthy_threshold is None:
            return None
        return self.interval * self.unhealthy_threshold


class Registration(Struct, frozen=True):
    """A workload registered with a target group, on the port that takes the traffic."""

    workload: str
    port: int | None


class Possible(Struct, frozen=True):
    """What a target group may have to do with: a load balancer, or a workload on a port.

    `settles` names what would tell whether it has.
    """

    address: str
    settles: str
    port: int | None = None


class TargetGroup(Struct, frozen=True):
    """A target group.

    `kind` is `instance`, `ip`, `lambda` or `alb`; `version` the HTTP version, `GRPC` among them.
    `balancers` are the load balancers that certainly forward to it, `may_balance` those that may;
    `targets` and `may_be_targets` are the same of workloads. `delay` are the seconds for
    deregistration; `delay_is_set` tells whether the configuration says so.
    """

    address: str
    vpc: Link | None
    kind: str | None
    protocol: str | None
    port: int | None
    version: str | None
    check: HealthCheck
    delay: int | None
    delay_is_set: bool
    environment: Environment
    balancers: tuple[str, ...] = ()
    targets: tuple[Registration, ...] = ()
    may_balance: tuple[Possible, ...] = ()
    may_be_targets: tuple[Possible, ...] = ()


class Replacer(Struct, frozen=True):
    """What replaces workloads that a load balancer calls unhealthy: an Auto Scaling group or ECS.

    `reacts` tells whether it does. `grace` are the seconds that it waits with that, `startup` the
    seconds that the workload says it needs to start; None where not known.
    """

    address: str
    kind: str
    reacts: Truth
    grace: int | None
    startup: int | None
    groups: tuple[str, ...]
    unknown: tuple[str, ...] = ()


class Targets(Struct, frozen=True):
    """Every target group of one input, and what replaces targets."""

    groups: dict[str, TargetGroup]
    replacers: tuple[Replacer, ...]


NO_TARGETS = Targets({}, ())


def statuses(matcher: str) -> tuple[tuple[int, int], ...]:
    """Return the ranges of a matcher such as `200-299,404`, without parts that are no numbers."""
    found = []
    for part in matcher.split(","):
        low, _, high = part.strip().partition("-")
        if low.isdecimal() and (high.isdecimal() or not high):
            found.append((int(low), int(high or low)))
    return tuple(found)

"""Builds target groups with their health checks, and what replaces targets that fail them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from netplan_audit.network.balancing.target_groups import (
    HealthCheck,
    Possible,
    Registration,
    Replacer,
    TargetGroup,
    Targets,
)
from netplan_audit.network.build import launch, values
from netplan_audit.network.build.load_balancers import (
    LISTENERS,
    REGISTERING,
    TARGET_GROUPS,
    BalancingReader,
)
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources
    from netplan_audit.terraform.value import Value

_RULES: Final = ("aws_lb_listener_rule", "aws_alb_listener_rule")
_FEW: Final = 16
"""Of more target groups or workloads that an attachment may mean, nothing is told."""
_INTERVAL: Final = 30
_THRESHOLD: Final = 3
_DELAY: Final = 300
_GRACE: Final = 300
"""What the provider takes where a target group or an Auto Scaling group says nothing."""


def build_targets(resources: Resources, linker: Linker) -> Targets:
    """Build every target group, and every Auto Scaling group and ECS service that uses one."""
    reader = BalancingReader(resources, linker)
    registered: dict[str, list[Registration]] = {}
    owners: dict[str, list[str]] = {}
    for group, owner, port in reader.registrations():
        registered.setdefault(group, []).append(Registration(owner, _number(port)))
        owners.setdefault(owner, []).append(group)
    doors, perhaps = _Doors(resources, linker, reader), _may_register(resources, linker)
    groups = {}
    for one in resources.of_type(*TARGET_GROUPS):
        name = one.address
        groups[name] = replace(
            _group(one, resources, linker),
            balancers=tuple(doors.sure.get(name, ())),
            targets=tuple(dict.fromkeys(registered.get(name, ()))),
            may_balance=tuple(doors.may.get(name, {}).values()),
            may_be_targets=tuple(dict.fromkeys(perhaps.get(name, ()))),
        )
    return Targets(groups, tuple(_replacers(resources, linker, owners)))


class _Doors:
    """The load balancers that forward to target groups, and those that may."""

    def __init__(self, resources: Resources, linker: Linker, reader: BalancingReader) -> None:
        self.sure: dict[str, dict[str, None]] = {}
        self.may: dict[str, dict[str, Possible]] = {}
        self._reader = reader
        by_listener: dict[str, str] = {}
        for listener in resources.of_type(*LISTENERS):
            link = linker.link(listener, "load_balancer_arn")
            if link is not None and link.only is not None:
                by_listener[listener.address] = link.only
                self._add(listener, "default_action", link.only)
        for rule in resources.of_type(*_RULES):
            link = linker.link(rule, "listener_arn")
            balancer = by_listener.get("" if link is None else link.only or "")
            if balancer is not None:
                self._add(rule, "action", balancer)

    def _add(self, listener: Resource, argument: str, balancer: str) -> None:
        for links in self._reader.forwards(listener, argument):
            for group in links:
                self.sure.setdefault(group, {})[balancer] = None
            for group in links.candidates:
                possible = Possible(balancer, links.settles)
                self.may.setdefault(group, {}).setdefault(balancer, possible)


def _may_register(resources: Resources, linker: Linker) -> dict[str, list[Possible]]:
    """Return, by target group, what attachments may register with it."""
    found: dict[str, list[Possible]] = {}
    for kind, group, owner in REGISTERING:
        for one in resources.of_type(kind):
            owners, groups = linker.links(one, owner), linker.links(one, group)
            settles = owners.settles or groups.settles
            sure = [] if groups.candidates or owners.candidates else [*groups]
            for name in groups.everything if len(groups.everything) <= _FEW else ():
                if name not in sure and len(owners.everything) <= _FEW:
                    port = _number(one.get("port"))
                    every = (Possible(each, settles, port) for each in owners.everything)
                    found.setdefault(name, []).extend(every)
    return found


def _group(resource: Resource, resources: Resources, linker: Linker) -> TargetGroup:
    vpc = linker.link(resource, "vpc_id")
    place = None if vpc is None else resources.by_address.get(vpc.only or "")
    around = (resource,) if place is None else (resource, place)
    delay = resource.get("deregistration_delay")
    return TargetGroup(
        address=resource.address,
        vpc=vpc,
        kind=_word(resource.get("target_type"), "instance"),
        protocol=_word(resource.get("protocol"), ""),
        port=_number(resource.get("port")),
        version=_word(resource.get("protocol_version"), ""),
        check=_check(resource),
        delay=_number(delay, _DELAY),
        delay_is_set=resource.body.configured("deregistration_delay") is not False,
        environment=values.environment(around, resources.workspace_hints),
    )


def _check(resource: Resource) -> HealthCheck:
    value = resource.get("health_check")
    listed = values.blocks(value)
    told = listed[0] if len(listed) == 1 else {}
    where = f"{resource.address}.health_check"
    port = told.get("port")
    unset = launch.unset(value)
    open_ = [name for name, one in told.items() if not launch.unset(one) and _is_open(one)]
    return HealthCheck(
        is_enabled=values.flag(told.get("enabled"), default=True),
        protocol=_word(told.get("protocol"), ""),
        port=_number(port),
        to_traffic_port=(unset or bool(told)) and (launch.unset(port) or port == "traffic-port"),
        interval=_number(told.get("interval"), _INTERVAL) if told or unset else None,
        timeout=_number(told.get("timeout")),
        unhealthy_threshold=_number(told.get("unhealthy_threshold"), _THRESHOLD)
        if told or unset
        else None,
        matcher=values.text(told.get("matcher")),
        unknown=tuple(f"{where}.{name}" for name in open_) if told or unset else (where,),
    )


def _is_open(value: Value) -> bool:
    return not isinstance(value, (str, int, float, bool, list, dict))


def _word(value: Value, default: str) -> str | None:
    if launch.unset(value):
        return default
    return value if isinstance(value, str) else None


def _number(value: Value, default: int | None = None) -> int | None:
    """Return a number, which the provider also keeps as text; None where it is not known."""
    if launch.unset(value):
        return default
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    text = str(value)
    return int(text) if text.isdecimal() else None


def _replacers(
    resources: Resources, linker: Linker, owners: dict[str, list[str]]
) -> Iterator[Replacer]:
    for one in resources.of_type("aws_autoscaling_group"):
        kind = one.get("health_check_type")
        reacts = Truth.NO if launch.unset(kind) else Truth.UNKNOWN
        where = f"{one.address}.health_check_grace_period"
        grace = _number(one.get("health_check_grace_period"), _GRACE)
        yield Replacer(
            address=one.address,
            kind="Auto Scaling group",
            reacts=truth(kind == "ELB") if isinstance(kind, str) and kind else reacts,
            grace=grace,
            startup=_number(one.get("default_instance_warmup")),
            groups=tuple(dict.fromkeys(owners.get(one.address, ()))),
            unknown=() if grace is not None else (where,),
        )
    for one in resources.of_type("aws_ecs_service"):
        if one.address in owners:
            yield _service(one, resources, linker, owners[one.address])


def _service(one: Resource, resources: Resources, linker: Linker, groups: list[str]) -> Replacer:
    grace = _number(one.get("health_check_grace_period_seconds"), 0)
    task = linker.link(one, "task_definition")
    definition = None if task is None else resources.by_address.get(task.only or "")
    return Replacer(
        address=one.address,
        kind="ECS service",
        reacts=Truth.YES,
        grace=grace,
        startup=None if definition is None else _start_period(definition),
        groups=tuple(dict.fromkeys(groups)),
        unknown=() if grace is not None else (f"{one.address}.health_check_grace_period_seconds",),
    )


def _start_period(definition: Resource) -> int | None:
    """Return the longest start period that the containers of a task declare."""
    written = values.text(definition.get("container_definitions"))
    try:
        containers = json.loads(written) if written else None
    except ValueError:
        return None
    checks = [c.get("healthCheck") for c in containers or () if isinstance(c, dict)]
    periods = [c.get("startPeriod") for c in checks if isinstance(c, dict)]
    known = [int(one) for one in periods if isinstance(one, int) and not isinstance(one, bool)]
    return max(known, default=None)

"""What the call of a module has an argument for, found by trying it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.fixes.edits import Call, Name
from netplan_audit.fixes.modules import called
from netplan_audit.network.routing.nat_use import nat_usage
from netplan_audit.terraform.address import split_module

if TYPE_CHECKING:
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.nat_use import NatUsage
    from netplan_audit.terraform.passing import Trial
    from netplan_audit.terraform.resource import Resources

_MOST: Final = 3
"""So many calls are looked at in full."""
_MOST_RESOURCES: Final = 60_000
"""So many resources are evaluated once more, of all findings together; each may need them all."""


def more_gateways(network: Network, usage: NatUsage) -> Call | None:
    """Return the arguments that give each zone of a VPC a NAT gateway, as few as do.

    The module is the outermost one that nobody changes here, and else the gateway's own.
    """
    gateway = usage.gateways[0].address
    module = called(split_module(gateway)[0], network.modules)
    zones = {use.subnet.zone.text for use in usage.sure}
    if not module:
        return None
    tried = network.modules.trials(module, gateway, len(zones))
    enough = [trial for trial in tried if trial.instances >= len(zones)]
    involved = (usage.vpc, *(use.subnet.address for use in usage.sure))
    alone = all(address.startswith(f"{module}.") for address in involved)
    for trial in sorted(enough, key=lambda one: (one.instances, len(one.arguments)))[:_MOST]:
        resources = trial.alone() if alone else _whole(network, trial)
        if resources is not None and _is_mended(resources, usage):
            return Call(module, tuple((name, Name(text)) for name, text in trial.arguments))
    return None


def _whole(network: Network, trial: Trial) -> Resources | None:
    """Evaluate the whole configuration; None where that was done often enough."""
    evaluated = network.once(_evaluated)
    if sum(evaluated) > _MOST_RESOURCES:
        return None
    resources = trial.resources()
    evaluated.append(len(resources))
    return resources


def _evaluated(_: Network) -> list[int]:
    """Return how many resources each evaluation of the whole configuration had so far."""
    return []


def _is_mended(resources: Resources, usage: NatUsage) -> bool:
    """Tell whether all subnets still leave through NAT gateways, and through several."""
    # Here and not above: `explain` and `checks` must not wait for the builders of networks.
    from netplan_audit.network.build import build_network  # noqa: PLC0415

    found = [each for each in nat_usage(build_network(resources)) if each.vpc == usage.vpc]
    subnets = {use.subnet.address for each in found for use in each.sure}
    served = {use.subnet.address for use in usage.sure}
    return served <= subnets and all(len(each.gateways) > 1 for each in found)

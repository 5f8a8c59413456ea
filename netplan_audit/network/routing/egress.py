"""How workloads without public addresses get out of their VPC."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.link import Certainty

if TYPE_CHECKING:
    from netplan_audit.network.network import Network
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.witness import Step
    from netplan_audit.network.workloads import Workload

_ROUTED: Final = frozenset({"Gateway", "GatewayLoadBalancer"})


def has_endpoints(network: Network, workload: Workload) -> bool:
    """Tell whether a VPC of a workload has, or may have, interface endpoints of services.

    A VPC that was there before may have them made elsewhere.
    """
    vpcs = network.vpcs_of(workload)
    every, anywhere = network.once(_vpcs_with_endpoints)
    known = [network.vpcs.get(vpc) for vpc in vpcs]
    elsewhere = any(vpc is None or not vpc.is_new for vpc in known)
    return not vpcs or anywhere or bool(vpcs & every) or elsewhere


def _vpcs_with_endpoints(network: Network) -> tuple[frozenset[str], bool]:
    """Return the VPCs that may have interface endpoints, and whether any VPC may."""
    links = [each.vpc for each in network.endpoints if each.kind not in _ROUTED]
    known = [link for link in links if link is not None]
    targets = frozenset(target for link in known for target in link.targets)
    return targets, any(not link.complete for link in known)


def public_subnets(network: Network, workload: Workload) -> tuple[list[Subnet], list[Subnet]]:
    """Return the public subnets of a workload, and those that may be public.

    Public is here what has its default route to an internet gateway. Where the input leaves open
    which subnets it has, they may be public if all are that it may have.
    """
    public: list[Subnet] = []
    doubtful: list[Subnet] = []
    private = False
    for address in workload.subnets:
        subnet = network.subnets.get(address)
        if subnet is None:
            continue
        default = network.routing.default_route(subnet)
        kinds = {None if route is None else route.target_kind for _, route in default.ways}
        if "internet gateway" not in kinds:
            private = True
            continue
        (public if default.decided and len(kinds) == 1 else doubtful).append(subnet)
    if workload.subnets.settled and not (private and is_likely(workload)):
        return public, doubtful
    return [], [] if private else [*public, *doubtful]


def is_likely(workload: Workload) -> bool:
    """Tell whether only a convention says which subnets a workload has.

    Outputs of modules that are passed on as a whole lose their names: what is said of some of the
    subnets then, and not of all, may be said of none.
    """
    return workload.subnets.certainty is not Certainty.CERTAIN


def ways_out(
    network: Network, workload: Workload, subnets: list[Subnet]
) -> tuple[Certainty, tuple[Step, ...]]:
    """Return the default routes of some of a workload's subnets, and how sure all that is."""
    defaults = [network.routing.default_route(subnet) for subnet in subnets]
    hops = (each.choice.hop_from(s) for s, each in zip(subnets, defaults, strict=True))
    return min(workload.subnets.certainty, *(each.certainty for each in defaults)), tuple(hops)


def unknowns(network: Network, workload: Workload, subnets: list[Subnet]) -> tuple[str, ...]:
    """Name what would tell the subnets of a workload, and their default routes."""
    own = "" if workload.subnets.settled else workload.subnets.settles
    settles = [network.routing.default_route(subnet).settles for subnet in subnets]
    return tuple(dict.fromkeys(text for text in (own, *settles) if text))

"""Finds the machines of the input that VPN connections end at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build.interfaces import ELASTIC

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources

_EIP: Final = "aws_eip"
_ASSOCIATION: Final = "aws_eip_association"


def far_ends(resources: Resources, linker: Linker) -> dict[str, tuple[str, ...]]:
    """Return who has the address of a VPN connection's customer gateway, by the connection.

    That is an Elastic IP address itself where the input does not tell who has it. Connections
    whose customer gateway has an address from elsewhere are left out.
    """
    found: dict[str, tuple[str, ...]] = {}
    given: dict[str, list[Resource]] | None = None
    for vpn in resources.of_type("aws_vpn_connection"):
        gateway = _named(vpn, "customer_gateway_id", resources, linker)
        owner = None if gateway is None else _named(gateway, "ip_address", resources, linker)
        if owner is not None and owner.type == _EIP:
            given = _associations(resources, linker) if given is None else given
            ways = (owner, *given.get(owner.address, ()))
            found[vpn.address] = tuple(_holders(ways, linker)) or (owner.address,)
        elif owner is not None:
            found[vpn.address] = (owner.address,)
    return found


def _named(
    resource: Resource, argument: str, resources: Resources, linker: Linker
) -> Resource | None:
    """Return the one resource that an argument names."""
    link = linker.link(resource, argument)
    return None if link is None or link.only is None else resources.by_address.get(link.only)


def _associations(resources: Resources, linker: Linker) -> dict[str, list[Resource]]:
    """Return what associates each Elastic IP address."""
    found: dict[str, list[Resource]] = {}
    for each in resources.of_type(_ASSOCIATION):
        eip = linker.link(each, "allocation_id")
        if eip is not None and eip.only is not None:
            found.setdefault(eip.only, []).append(each)
    return found


def _holders(ways: Iterable[Resource], linker: Linker) -> Iterator[str]:
    """Yield who has an Elastic IP address, by what may give it away."""
    for each in ways:
        for kind, argument in ELASTIC:
            link = linker.link(each, argument) if kind == each.type else None
            yield from () if link is None else link.targets

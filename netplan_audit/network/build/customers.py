"""Finds the machines of the input that VPN connections end at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources

_EIP: Final = "aws_eip"
_HOLDERS: Final = {
    _EIP: ("instance", "network_interface"),
    "aws_eip_association": ("instance_id", "network_interface_id"),
}
"""The arguments that tell who has an Elastic IP address."""


def far_ends(resources: Resources, linker: Linker) -> dict[str, tuple[str, ...]]:
    """Return who has the address of a VPN connection's customer gateway, by the connection.

    That is an Elastic IP address itself where the input does not tell who has it. Connections
    whose customer gateway has an address from elsewhere are left out.
    """
    found: dict[str, tuple[str, ...]] = {}
    for vpn in resources.of_type("aws_vpn_connection"):
        gateway = _named(vpn, "customer_gateway_id", resources, linker)
        owner = None if gateway is None else _named(gateway, "ip_address", resources, linker)
        if owner is not None and owner.type == _EIP:
            found[vpn.address] = tuple(_holders(owner, resources, linker)) or (owner.address,)
        elif owner is not None:
            found[vpn.address] = (owner.address,)
    return found


def _named(
    resource: Resource, argument: str, resources: Resources, linker: Linker
) -> Resource | None:
    """Return the one resource that an argument names."""
    link = linker.link(resource, argument)
    return None if link is None or link.only is None else resources.by_address.get(link.only)


def _holders(address: Resource, resources: Resources, linker: Linker) -> Iterator[str]:
    given = [
        each
        for each in resources.of_type("aws_eip_association")
        if (eip := linker.link(each, "allocation_id")) is not None and eip.only == address.address
    ]
    for each in (address, *given):
        for argument in _HOLDERS[each.type]:
            link = linker.link(each, argument)
            yield from () if link is None else link.targets

"""What stands at the borders of subnets and VPCs: network ACLs and internet gateways."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Final

from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.filtering.network_acls import NetworkAcl
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.gateways import Gateway
    from netplan_audit.network.vpcs import Subnet

_INTERNET: Final = "internet gateway"


class Borders:
    """Answers questions about the borders of one network; answers are kept."""

    def __init__(self, network: Network) -> None:
        """Index nothing yet."""
        self._network = network
        self._acls: dict[str, tuple[NetworkAcl | None, str]] = {}

    # ---- network ACLs

    @cached_property
    def _by_subnet(self) -> dict[str, dict[str, NetworkAcl]]:
        """The network ACLs that name a subnet; a default one only where no other does.

        Of a default one, a state tells the subnets that it was left with when it was last read.
        """
        found: dict[str, dict[str, NetworkAcl]] = {}
        for acl in sorted(self._network.network_acls.values(), key=lambda acl: acl.is_default):
            for subnet in acl.subnets:
                if not (acl.is_default and subnet in found):
                    found.setdefault(subnet, {})[acl.address] = acl
        return found

    @cached_property
    def _defaults(self) -> dict[str, NetworkAcl]:
        """The managed default network ACLs by their VPC, which take the subnets that are left."""
        acls = self._network.network_acls.values()
        placed = ((acl.vpc.only, acl) for acl in acls if acl.is_default and acl.vpc is not None)
        return {vpc: acl for vpc, acl in placed if vpc}

    @cached_property
    def _open(self) -> list[NetworkAcl]:
        """Network ACLs that may have subnets besides those they certainly have."""
        acls = self._network.network_acls.values()
        return [acl for acl in acls if not acl.is_default and not acl.subnets.settled]

    def acl_of(self, subnet: Subnet) -> tuple[NetworkAcl | None, str]:
        """Return the network ACL of a subnet, or what would tell.

        None is AWS's default ACL, which allows everything ("Default network ACL", VPC user guide).
        """
        if subnet.address not in self._acls:
            self._acls[subnet.address] = self._acl_of(subnet)
        return self._acls[subnet.address]

    def _acl_of(self, subnet: Subnet) -> tuple[NetworkAcl | None, str]:
        known = list(self._by_subnet.get(subnet.address, {}).values())
        if len(known) > 1:
            return None, f"which of {known[0].address} and {known[1].address} it has"
        if known:
            return known[0], ""
        vpc = subnet.vpc.only
        for acl in self._open:
            of_acl = None if acl.vpc is None else acl.vpc.only
            may_be_any = not acl.subnets.complete and (vpc is None or of_acl in {None, vpc})
            if may_be_any or subnet.address in acl.subnets.candidates:
                return None, acl.subnets.settles or f"{acl.address}.subnet_ids"
        return self._defaults.get(vpc or ""), ""

    # ---- internet gateways

    @cached_property
    def _gateways(self) -> dict[str, list[Gateway]]:
        """The internet gateways by the VPC they are attached to, '' where that is not known."""
        found: dict[str, list[Gateway]] = defaultdict(list)
        for gateway in self._network.gateways.values():
            if gateway.kind == _INTERNET and gateway.vpc is not None:
                found[gateway.vpc.only or ""].append(gateway)
        return found

    def gateway_of(self, vpc: str | None) -> tuple[str, str]:
        """Return the internet gateway of a VPC, '' for none, or what would tell which it is."""
        known = self._gateways.get(vpc or "", ())
        if vpc and known:
            return known[0].address, ""
        doubted = next(iter(self._gateways.get("", ())), None)
        if doubted is not None:
            return "", f"{doubted.address}.vpc_id"
        found = self._network.vpcs.get(vpc or "")
        closed = found is not None and found.is_new and not found.is_default
        return "", "" if closed else f"the internet gateway of {vpc or 'the VPC'}"

    def attached(self, gateway: str, vpc: str | None) -> tuple[Truth, str]:
        """Tell whether a gateway is attached to a VPC, and what would tell; AWS routes to no other.

        A gateway that the input does not hold may be attached to any.
        """
        known = self._network.gateways.get(gateway)
        if known is None:
            return Truth.UNKNOWN, f"the VPC of {gateway}"
        if known.vpc is None:
            return Truth.NO, ""
        if known.vpc.only is None or vpc is None:
            return Truth.UNKNOWN, known.vpc.settles or f"the VPC of {gateway}"
        return (Truth.YES, "") if known.vpc.only == vpc else (Truth.NO, "")

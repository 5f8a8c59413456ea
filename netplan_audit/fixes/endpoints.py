"""VPC endpoints, VPN routes and virtual interfaces; tags by which load balancers find subnets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.fixes.admissions import added, names_back
from netplan_audit.fixes.edits import Add, Asked, Name, OutOfSightError
from netplan_audit.fixes.names import fresh, module_of, name_of, reference
from netplan_audit.fixes.places import put_into
from netplan_audit.fixes.routes import IMPLICIT, flat, id_of, without
from netplan_audit.network.exposure.public_subnets import is_public
from netplan_audit.network.ports import Traffic
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.fixes.edits import Edit, Written
    from netplan_audit.network.balancing.health_access import Pairing
    from netplan_audit.network.endpoints import Endpoint
    from netplan_audit.network.filtering.security_groups import Direction
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import Route
    from netplan_audit.network.vpcs import Subnet
    from netplan_audit.network.workloads import Workload
    from netplan_audit.network.zones import Zone

_PROPAGATION: Final = "aws_vpn_gateway_route_propagation"
_CONTROL_PLANE: Final = (443, 10250)


def for_s3(network: Network, vpc: str, tables: list[str]) -> list[Edit]:
    """Add a gateway endpoint for Amazon S3 to route tables."""
    module = module_of(vpc)
    known = network.vpcs[vpc]
    edits: list[Edit] = []
    service: Written = f"com.amazonaws.{known.region}.s3"
    if known.region is None:
        own = fresh(network, module, "data.aws_region", "current")
        edits.append(Add(module, "data.aws_region", own, ()))
        service = Name(f'"com.amazonaws.${{data.aws_region.{own}.name}}.s3"')
    kind = "aws_vpc_endpoint"
    arguments = (
        ("vpc_id", reference(vpc, module)),
        ("service_name", service),
        ("vpc_endpoint_type", "Gateway"),
        ("route_table_ids", tuple(id_of(table, module) for table in tables)),
    )
    return [*edits, Add(module, kind, fresh(network, module, kind, "s3"), arguments)]


def only_where_used(network: Network, endpoint: Endpoint, alone: Iterable[Zone]) -> list[Edit]:
    """Keep the subnets of an endpoint that are in other zones than some."""
    apart = list(alone)
    kept = [
        address
        for address in endpoint.subnets
        if (subnet := network.subnets.get(address)) is not None
        and not any(subnet.zone.same_as(zone) is Truth.YES for zone in apart)
    ]
    return [put_into(endpoint.address, kept)]


def static_routes(network: Network, connection: str) -> list[Edit]:
    """Add routes of a VPN connection for the networks that the owner names."""
    module = module_of(connection)
    kind, name = "aws_vpn_connection_route", flat(connection) or name_of(connection)
    who = Asked(f"{name}_cidrs", "set(string)", "Networks on the other side of the VPN.")
    arguments = (
        ("for_each", who),
        ("vpn_connection_id", reference(connection, module)),
        ("destination_cidr_block", Name("each.value")),
    )
    return [Add(module, kind, fresh(network, module, kind, name), arguments)]


def propagated_instead(network: Network, gateway: str, routes: list[Route]) -> list[Edit]:
    """Let tables take over a gateway's routes in place of static ones."""
    edits: list[Edit] = [without(route) for route in routes]
    for table in dict.fromkeys(route.table.only or "" for route in routes):
        learns = any(
            each.table.only == table and each.gateway.only == gateway
            for each in network.propagations
        )
        if not table or learns:
            continue
        module = module_of(table)
        arguments = (
            ("vpn_gateway_id", reference(gateway, module)),
            ("route_table_id", id_of(table, module)),
        )
        address = table.removesuffix(IMPLICIT)
        name = fresh(network, module, _PROPAGATION, flat(address) or name_of(address))
        edits.append(Add(module, _PROPAGATION, name, arguments))
    return edits


def tagged(network: Network, subnets: list[Subnet], roles: dict[Truth, str]) -> list[Edit]:
    """Tag subnets with the roles for load balancers, by whether they are public."""
    edits: list[Edit] = []
    for subnet in subnets:
        role = roles.get(is_public(network, subnet))
        if role is None:
            continue
        module = module_of(subnet.address)
        suffix = role.replace("-", "_")
        name = fresh(network, module, "aws_ec2_tag", f"{flat(subnet.address)}_{suffix}")
        arguments = (
            ("resource_id", reference(subnet.address, module)),
            ("key", f"kubernetes.io/role/{role}"),
            ("value", "1"),
        )
        edits.append(Add(module, "aws_ec2_tag", name, arguments))
    return edits


def checked(network: Network, pair: Pairing, port: int, *, is_inbound: bool) -> list[Edit]:
    """Let the checks of a load balancer into a target, or out of its own group."""
    inside, outside = (pair.target, pair.balancer)
    own, other = (inside, outside) if is_inbound else (outside, inside)
    direction: Direction = "ingress" if is_inbound else "egress"
    traffic = Traffic.of_rule("tcp", port, port)
    return [_between(network, own, other, direction, traffic)]


def _between(
    network: Network, own: Workload, other: Workload, direction: Direction, traffic: Traffic
) -> Edit:
    """Return the rule of the first group of one workload for the first group of another."""
    groups = [network.security_groups.get(address) for address in own.groups]
    group = next((each for each in groups if each is not None and each.is_managed), None)
    peers = tuple(other.groups)
    if group is None:
        raise OutOfSightError(own.address)
    if peers and names_back(network, group.address, peers[0]):
        raise OutOfSightError(group.address)
    if peers:
        peer = reference(peers[0], module_of(group.address))
        return added(network, group, direction, traffic, ("referenced_security_group_id", peer))
    vpc, *several = network.vpcs_of(other) or ("",)
    blocks = () if several or vpc not in network.vpcs else network.vpcs[vpc].blocks
    if len(blocks) != 1 or blocks[0].sensitive:
        raise OutOfSightError(other.address)
    return added(network, group, direction, traffic, ("cidr_ipv4", str(blocks[0])))


def from_control_plane(network: Network, nodes: Workload, cluster: str) -> list[Edit]:
    """Admit the group that EKS makes for a cluster to its nodes."""
    groups = [network.security_groups.get(address) for address in nodes.groups]
    group = next((each for each in groups if each is not None and each.is_managed), None)
    if group is None:
        raise OutOfSightError(nodes.address)
    own = reference(cluster, module_of(group.address), "vpc_config[0].cluster_security_group_id")
    peer = ("referenced_security_group_id", own)
    return [
        added(network, group, "ingress", Traffic.of_rule("tcp", port, port), peer)
        for port in _CONTROL_PLANE
    ]

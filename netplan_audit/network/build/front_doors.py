"""Builds what takes connections from the internet outside of every VPC, and what it leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from netplan_audit.network.build import launch, values
from netplan_audit.network.ports import LAST_PORT, PortSet
from netplan_audit.network.reach.front_doors import PublicEndpoint
from netplan_audit.network.routing.lookup import INTERNET
from netplan_audit.terraform.value import is_symbolic
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.network.build.links import Linker
    from netplan_audit.network.clusters import Cluster
    from netplan_audit.terraform.resource import Resource, Resources
    from netplan_audit.terraform.value import Value

_HTTPS: Final = PortSet.of((443,))
_HTTP: Final = PortSet.of((80, 443))
_EVERYONE: Final = INTERNET[4]
_BOTH: Final = INTERNET[4] | INTERNET[6]
_PROTOCOLS: Final = {"SFTP": 22, "FTPS": 21, "FTP": 21, "AS2": 5080}
"""The ports of Transfer servers: the control connection of FTP and FTPS."""


class _Door(Struct, frozen=True):
    """Where a type of resource says whether it takes connections, and what it is.

    `open_if` is the value that opens it, which is the default.
    """

    words: str
    argument: str = ""
    open_if: Value = True
    ports: PortSet = _HTTPS


_DOORS: Final[dict[str, _Door]] = {
    "aws_cloudfront_distribution": _Door("the distribution", "enabled", ports=_HTTP),
    "aws_lambda_function_url": _Door("the function's URL"),
    "aws_apigatewayv2_api": _Door(
        "the API's endpoint", "disable_execute_api_endpoint", open_if=False
    ),
    "aws_api_gateway_rest_api": _Door(
        "the API's endpoint", "disable_execute_api_endpoint", open_if=False
    ),
    "aws_apprunner_service": _Door(
        "the service's endpoint",
        "network_configuration.ingress_configuration.is_publicly_accessible",
    ),
    "aws_opensearch_domain": _Door("the domain's endpoint", "vpc_options", None),
    "aws_elasticsearch_domain": _Door("the domain's endpoint", "vpc_options", None),
}
_LEADING: Final = (
    ("aws_globalaccelerator_endpoint_group", "endpoint_configuration.endpoint_id"),
    ("aws_cloudfront_vpc_origin", "vpc_origin_endpoint_config.arn"),
    ("aws_api_gateway_vpc_link", "target_arns"),
    ("aws_apigatewayv2_integration", "integration_uri"),
    ("aws_verifiedaccess_endpoint", "load_balancer_options.load_balancer_arn"),
    ("aws_verifiedaccess_endpoint", "network_interface_options.network_interface_id"),
)


def build_public_endpoints(
    resources: Resources, linker: Linker, clusters: Mapping[str, Cluster]
) -> dict[str, PublicEndpoint]:
    """Build the endpoints that AWS puts on the internet, by the resource that has each."""
    found = {one.address: one for one in map(_of_cluster, clusters.values())}
    for kind, door in _DOORS.items():
        for one in resources.of_type(kind):
            found[one.address] = _of_door(one, door)
    for one in resources.of_type("aws_transfer_server"):
        found[one.address] = _of_transfer(one)
    for one in resources.of_type("aws_ec2_client_vpn_endpoint"):
        found[one.address] = _of_client_vpn(one)
    listeners = _accelerated(resources, linker)
    for one in resources.of_type("aws_globalaccelerator_accelerator"):
        enabled = values.flag(one.get("enabled"), default=True)
        ports = listeners.get(one.address, PortSet.of(()))
        where = f"{one.address}.enabled"
        found[one.address] = PublicEndpoint(
            one.address, "the accelerator", enabled, ports, _BOTH, where
        )
    return found


def _of_cluster(cluster: Cluster) -> PublicEndpoint:
    """Return the public endpoint of an EKS cluster's API; it has IPv6 where its pods do."""
    where = f"{cluster.address}.vpc_config.endpoint_public_access"
    exists, sources = cluster.public_endpoint, cluster.public_cidrs
    if sources is None:
        exists &= Truth.UNKNOWN
        where = cluster.settles or f"{cluster.address}.vpc_config.public_access_cidrs"
    return PublicEndpoint(
        cluster.address, "the endpoint of its API", exists, _HTTPS, sources or _EVERYONE, where
    )


def _of_door(resource: Resource, door: _Door) -> PublicEndpoint:
    exists = _is_open(resource, door)
    if resource.type == "aws_api_gateway_rest_api":
        exists &= ~_is_private(resource)
    where = f"{resource.address}.{door.argument}" if door.argument else resource.address
    return PublicEndpoint(resource.address, door.words, exists, door.ports, _EVERYONE, where)


def _is_open(resource: Resource, door: _Door) -> Truth:
    if not door.argument:
        return Truth.YES
    first, *inner = door.argument.split(".")
    value = resource.get(first)
    if door.open_if is None:
        if launch.unset(value):
            return Truth.YES
        return Truth.UNKNOWN if is_symbolic(value) else Truth.NO
    for name in inner:
        if is_symbolic(value):
            break
        value = next((block.get(name) for block in values.blocks(value)), None)
    told = values.flag(value, default=bool(door.open_if))
    return told if door.open_if else ~told


def _is_private(resource: Resource) -> Truth:
    """Tell whether a REST API is reached by VPC endpoints only."""
    for block in values.blocks(resource.get("endpoint_configuration")):
        kinds = block.get("types")
        if is_symbolic(kinds):
            return Truth.UNKNOWN
        return truth(isinstance(kinds, list) and "PRIVATE" in kinds)
    return Truth.NO


def _of_transfer(server: Resource) -> PublicEndpoint:
    """Return the endpoint of a Transfer server, which is public unless it says otherwise."""
    kind = server.get("endpoint_type")
    public = Truth.YES if launch.unset(kind) else truth(kind == "PUBLIC")
    if is_symbolic(kind) and not launch.unset(kind):
        public = Truth.UNKNOWN
    listed = server.get("protocols")
    named = [_PROTOCOLS.get(str(one)) for one in listed] if isinstance(listed, list) else [22]
    ports = PortSet.of(port for port in named if port is not None)
    where = f"{server.address}.endpoint_type"
    return PublicEndpoint(server.address, "the server's endpoint", public, ports, _EVERYONE, where)


def _of_client_vpn(endpoint: Resource) -> PublicEndpoint:
    """Return where the clients of a Client VPN endpoint connect to: UDP 443 by default."""
    port, protocol = endpoint.get("vpn_port"), values.text(endpoint.get("transport_protocol"))
    ports = PortSet.of((port if isinstance(port, int) and 0 <= port <= LAST_PORT else 443,))
    where = f"{endpoint.address}.vpn_port"
    exists = Truth.UNKNOWN if is_symbolic(port) and not launch.unset(port) else Truth.YES
    return PublicEndpoint(
        endpoint.address, "the endpoint of its clients", exists, ports, _EVERYONE, where,
        protocol or "udp",
    )  # fmt: skip


def _accelerated(resources: Resources, linker: Linker) -> dict[str, PortSet]:
    found: dict[str, PortSet] = {}
    for one in resources.of_type("aws_globalaccelerator_listener"):
        link = linker.link(one, "accelerator_arn")
        if link is None or link.only is None or one.get("protocol") == "UDP":
            continue
        for block in values.blocks(one.get("port_range")):
            first, last = block.get("from_port"), block.get("to_port")
            if isinstance(first, int) and isinstance(last, int) and 0 <= first <= last <= LAST_PORT:
                ports = found.get(link.only, PortSet.of(()))
                found[link.only] = ports | PortSet.span(first, last)
    return found


def build_fronts(resources: Resources, linker: Linker) -> dict[str, str]:
    """Return what lies before load balancers and interfaces, by their addresses.

    It brings clients of the internet to those that have no public address, too.
    """
    found: dict[str, str] = {}
    for kind, path in _LEADING:
        for one in resources.of_type(kind):
            for target in launch.at(one, path, linker).everything:
                for address in _owners(target, resources, linker):
                    found[address] = one.address
    return found


def _owners(target: str, resources: Resources, linker: Linker) -> Iterator[str]:
    """Yield the load balancers of a listener, else what is named itself."""
    resource = resources.by_address.get(target)
    if resource is not None and resource.type in {"aws_lb_listener", "aws_alb_listener"}:
        yield from linker.links(resource, "load_balancer_arn")
    elif resource is not None:
        yield target

"""The quick question about direct exposure and the walk of packets give the same answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from netplan_audit.network.exposure.entry_points import is_entry_point
from netplan_audit.unknown import Truth, any_of
from tests.states import State, rule, tcp

if TYPE_CHECKING:
    from netplan_audit.network.reach.exposed import Exposures

HOST: Final = "aws_instance.a"
_PEERS: Final = ("0.0.0.0/0", "0.0.0.0/1", "203.0.113.0/24", "10.0.0.0/8", "16.0.0.0/8")
_ROUTES: Final = {
    "all": ("0.0.0.0/0",),
    "halves": ("0.0.0.0/1", "128.0.0.0/1"),
    "half": ("0.0.0.0/1",),
    "part": ("16.0.0.0/8",),
    "site": ("203.0.113.0/24",),
    "none": (),
}

_OFTEN: Final = st.sampled_from((True, True, True, False))
_RARELY: Final = st.sampled_from((False, False, False, True))
_SENDERS: Final = st.sampled_from((_PEERS[0], *_PEERS))

# The first of each is what lets packets through, and comes often enough to be seen alone.
networks = st.fixed_dictionaries(
    {
        "gateway": st.sampled_from(("attached",) * 6 + ("detached", "elsewhere", "outside")),
        "routes": st.sampled_from(("all", "all", *sorted(_ROUTES))),
        "target": st.sampled_from(("gateway_id",) * 6 + ("nat_gateway_id", "network_interface_id")),
        "table": st.sampled_from(("explicit", "explicit", "main", "outside")),
        "public": _OFTEN,
        "rules": st.lists(st.tuples(_SENDERS, st.integers(443, 444)), min_size=1, max_size=3),
        "unknown_group": _RARELY,
        "inwards": st.none() | st.lists(st.tuples(_OFTEN, _SENDERS, _RARELY), max_size=3),
        "outwards": st.lists(st.tuples(_OFTEN, _SENDERS), min_size=1, max_size=2),
        "blocked": st.sampled_from(("",) * 6 + ("near", "far", "somewhere")),
        "excluded": st.booleans(),
        "edge": _RARELY,
    }
)


def built(chosen: dict[str, Any]) -> State:
    """Return a host in one subnet, with everything around it as chosen."""
    state = State()
    vpc = state.add("aws_vpc", "v", cidr_block="10.0.0.0/16", arn="arn:aws:ec2:eu-west-1:1:vpc/v")
    other = state.vpc("other", "10.9.0.0/16")
    subnet = state.subnet("s", vpc, "10.0.1.0/24")
    owner = {"attached": vpc, "detached": "", "elsewhere": other}
    gateway = "igw-0123456789abcdef0"
    if chosen["gateway"] in owner:
        gateway = state.add("aws_internet_gateway", "i", vpc_id=owner[chosen["gateway"]])
    targets = {
        "gateway_id": gateway,
        "nat_gateway_id": "nat-0123456789abcdef0",
        "network_interface_id": "eni-0123456789abcdef0",
    }
    way = {chosen["target"]: targets[chosen["target"]]}
    routes = [{"cidr_block": cidr} | way for cidr in _ROUTES[chosen["routes"]]]
    table = state.routed("t", vpc, (subnet,) if chosen["table"] == "explicit" else (), *routes)
    if chosen["table"] == "main":  # else it is that of the VPC, which the input does not show
        state.set("aws_vpc.v", main_route_table_id=table)
    group = state.group("g", vpc, *(tcp(port, peer) for peer, port in chosen["rules"]))
    more = ("sg-0123456789abcdef0",) if chosen["unknown_group"] else ()
    state.host(
        "a", subnet, "10.0.1.10", group, *more, public="52.0.0.1" if chosen["public"] else ""
    )
    if chosen["inwards"] is not None:
        state.acl(
            "n", vpc, subnet,
            [
                rule(n, "allow" if ok else "deny", cidr, *((443, 443) if narrow else ()))
                for n, (ok, cidr, narrow) in enumerate(chosen["inwards"], 1)
            ],
            [
                rule(n, "allow" if ok else "deny", cidr)
                for n, (ok, cidr) in enumerate(chosen["outwards"], 1)
            ],
        )  # fmt: skip
    if chosen["blocked"]:
        regions = {"near": "eu-west-1", "far": "us-east-1", "somewhere": ""}
        options = {"internet_gateway_block_mode": "block-ingress"}
        region = regions[chosen["blocked"]]
        state.add("aws_vpc_block_public_access_options", "b", aws_region=region, **options)
    if chosen["excluded"]:
        mode = {"internet_gateway_exclusion_mode": "allow-bidirectional"}
        state.add("aws_vpc_block_public_access_exclusion", "x", vpc_id=vpc, **mode)
    if chosen["edge"]:
        state.add("aws_route_table_association", "e", gateway_id=gateway, route_table_id=table)
    return state


def _walked(exposures: Exposures) -> Truth:
    """Return the best answer for many senders at once."""
    found = [
        each.trail.verdict
        for family in (4, 6)
        for protocol in ("tcp", "udp")
        for each in exposures.of(HOST, protocol, family=6 if family == 6 else 4)
        if each.from_internet()
    ]
    return any_of(found)


@settings(max_examples=150, deadline=None)
@given(networks)
def test_an_entry_point_is_what_packets_of_many_senders_reach(chosen: dict[str, Any]) -> None:
    exposures = built(chosen).exposures()
    network = exposures.network
    assert is_entry_point(network, network.workloads[HOST]) is _walked(exposures)

"""Random networks of many VPCs of few kinds, where much is alike; and the answers for all pairs."""

from __future__ import annotations

from collections import defaultdict
from itertools import permutations, product
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from netplan_audit.network.ports import PortSet
from netplan_audit.network.reach.ask import Asker, Question
from netplan_audit.network.reach.ends import Ports
from netplan_audit.network.reach.pairs import Pairs
from netplan_audit.network.reach.query import Query, Reachability
from netplan_audit.unknown import Truth
from tests.states import ANY, State, rule, tcp

if TYPE_CHECKING:
    from netplan_audit.network.reach.model import ReachModel
    from netplan_audit.network.reach.pair import Answer

PORTS: Final = (22, 80, 443)
_HTTPS: Final = PortSet.of((443,))
_PEERS: Final = ("0.0.0.0/0", "10.0.0.0/8", "own", "own", "other", "10.1.0.0/16", "10.2.1.0/24")

peers = st.sampled_from(_PEERS)
rules = st.lists(
    st.tuples(
        st.sampled_from(("cidr", "cidr", "group", "self", "list")), peers, st.sampled_from(PORTS)
    ),
    max_size=2,
)
acls = st.none() | st.lists(
    st.tuples(st.booleans(), peers, st.sampled_from((0, 443))), min_size=1, max_size=2
)
kinds = st.fixed_dictionaries(
    {
        "way": st.sampled_from(("internet", "nat", "hub", "hub", "inside", "other")),
        "groups": st.lists(rules, min_size=2, max_size=2),
        "acl": acls,
        "public": st.booleans(),
        "ipv6": st.sampled_from(("", "", "::/0", "2600::/40", "2600:0:1::/56")),
        "balancer": st.sampled_from(("", "", "network", "application")),
        "more": st.sampled_from(
            ("", "", "twin", "peered", "static", "dropped", "apart", "appliance", "unknown")
        ),
        "by": st.sampled_from(("gateway_id", "gateway_id", "egress_only_gateway_id")),
    }
)
networks = st.fixed_dictionaries(
    {
        "kinds": st.lists(kinds, min_size=1, max_size=3),
        "of": st.lists(st.integers(0, 2), min_size=5, max_size=7),
    }
)


_ANY6: Final = ANY | {"cidr_blocks": [], "ipv6_cidr_blocks": ["::/0"]}


def built(chosen: dict[str, Any]) -> State:
    """Return VPCs with two hosts each, all on one transit gateway."""
    state = State()
    hub = state.add(
        "aws_ec2_transit_gateway", "h", default_route_table_association="enable",
        default_route_table_propagation="enable", security_group_referencing_support="enable",
    )  # fmt: skip
    made: list[dict[str, Any]] = []
    for number, of in enumerate(chosen["of"], 1):
        kind = chosen["kinds"][of % len(chosen["kinds"])]
        twin = kind["more"] == "twin" and bool(made)
        made.append({"block": made[-1]["block"] if twin else number, "kind": kind})
        _vpc(state, number, made[-1], hub)
    for number, one in enumerate(made, 1):
        _joined(state, number, one, made, hub)
    return state


def _vpc(state: State, number: int, one: dict[str, Any], hub: str) -> None:
    kind, prefix = one["kind"], f"10.{one['block']}"
    one["vpc"] = vpc = state.vpc(f"v{number}", f"{prefix}.0.0/16")
    one["ipv6"] = f"2600:0:{one['block']}::" if kind["ipv6"] else ""
    if one["ipv6"]:
        state.set(f"aws_vpc.v{number}", ipv6_cidr_block=f"{one['ipv6']}/56")
    one["igw"] = state.add("aws_internet_gateway", f"v{number}", vpc_id=vpc)
    one["eigw"] = state.add("aws_egress_only_internet_gateway", f"v{number}", vpc_id=vpc)
    one["subnets"] = [
        state.subnet(
            f"v{number}s{at}",
            vpc,
            f"{prefix}.{at}.0/24",
            zone,
            **({"ipv6_cidr_block": f"{_ipv6(one, at, '')}/64"} if one["ipv6"] else {}),
        )
        for at, zone in enumerate("ab")
    ]
    place = state.subnet(f"v{number}n", vpc, f"{prefix}.9.0/24")
    state.table(f"v{number}n", vpc, place, gateway_id=one["igw"])
    one["nat"] = state.add(
        "aws_nat_gateway", f"v{number}", subnet_id=place, private_ip=f"{prefix}.9.9",
        public_ip=f"52.0.1.{number}", connectivity_type="public",
    )  # fmt: skip
    if kind["more"] != "apart":
        one["door"] = state.add(
            "aws_ec2_transit_gateway_vpc_attachment", f"v{number}", transit_gateway_id=hub,
            vpc_id=vpc, subnet_ids=one["subnets"][: 1 + (kind["more"] in {"static", "appliance"})],
            appliance_mode_support="enable" if kind["more"] == "appliance" else "disable",
            transit_gateway_default_route_table_association=True,
            transit_gateway_default_route_table_propagation=kind["more"] != "dropped",
            security_group_referencing_support="enable",
        )  # fmt: skip
    one["groups"] = [state.group(f"v{number}g{at}", vpc, egress=(ANY, _ANY6)) for at in range(2)]
    for at, subnet in enumerate(one["subnets"]):
        public = f"52.0.{number}.{at + 1}" if kind["public"] else ""
        more = {"ipv6_addresses": [_ipv6(one, at, "10")]} if one["ipv6"] else {}
        groups = one["groups"][at : at + 1]
        groups += ["sg-0123456789abcdef0"] if at and kind["more"] == "unknown" else []
        state.host(f"v{number}h{at}", subnet, f"{prefix}.{at}.10", *groups, public=public, **more)
    if kind["balancer"]:
        _balancer(state, number, one)


def _ipv6(one: dict[str, Any], subnet: int, host: str) -> str:
    """Write an address of a subnet of a VPC, or the first one."""
    return f"2600:0:{one['block']}:{subnet}::{host}"


def _balancer(state: State, number: int, one: dict[str, Any]) -> None:
    """Put a load balancer before the hosts of a VPC."""
    kind, name = one["kind"]["balancer"], f"v{number}"
    balancer = state.add(
        "aws_lb", name, load_balancer_type=kind, internal=not one["kind"]["public"],
        subnets=one["subnets"], subnet_mapping=[], enable_cross_zone_load_balancing=False,
        security_groups=one["groups"][:1] if kind == "application" else [],
    )  # fmt: skip
    protocol = "TCP" if kind == "network" else "HTTP"
    group = state.add(
        "aws_lb_target_group", name, target_type="instance", protocol=protocol, port=443,
        vpc_id=one["vpc"],
    )  # fmt: skip
    state.add(
        "aws_lb_listener", name, load_balancer_arn=balancer, port=80, protocol=protocol,
        default_action=[{"type": "forward", "target_group_arn": group}],
    )  # fmt: skip
    host = state.values_of(f"aws_instance.v{number}h1")["id"]
    state.add(
        "aws_lb_target_group_attachment", name, target_group_arn=group, target_id=host, port=443
    )


def _joined(
    state: State, number: int, one: dict[str, Any], made: list[dict[str, Any]], hub: str
) -> None:
    kind, other = one["kind"], made[number % len(made)]
    cidrs = {"own": f"10.{one['block']}.0.0/16", "other": f"10.{other['block']}.0.0/16"}
    ways = {
        "internet": [{"cidr_block": "0.0.0.0/0", "gateway_id": one["igw"]}],
        "nat": [{"cidr_block": "0.0.0.0/0", "nat_gateway_id": one["nat"]}],
        "hub": [
            {"cidr_block": "10.0.0.0/8", "transit_gateway_id": hub},
            {"cidr_block": "0.0.0.0/0", "nat_gateway_id": one["nat"]},
        ],
        "other": [{"cidr_block": cidrs["other"], "transit_gateway_id": hub}],
        "inside": [],
    }
    routes = list(ways[kind["way"]])
    if kind["more"] == "peered" and other is not one:
        joint = state.add(
            "aws_vpc_peering_connection", f"p{number}", vpc_id=one["vpc"],
            peer_vpc_id=other["vpc"], accept_status="active",
        )  # fmt: skip
        if all(route["cidr_block"] != cidrs["other"] for route in routes):
            routes.append({"cidr_block": cidrs["other"], "vpc_peering_connection_id": joint})
    if one["ipv6"]:
        by = kind["by"]
        routes.append(
            {"ipv6_cidr_block": kind["ipv6"], by: one["igw" if by == "gateway_id" else "eigw"]}
        )
    state.routed(f"t{number}", one["vpc"], tuple(one["subnets"]), *routes)
    for at, chosen in enumerate(kind["groups"]):
        ingress = [
            _rule(
                what, cidrs.get(peer, peer), port, (one if peer != "other" else other)["groups"][0]
            )
            if what != "list"
            else tcp(port, prefix_list_ids=[_prefixes(state, cidrs.get(peer, peer))])
            for what, peer, port in chosen
        ]
        if one["ipv6"]:
            ingress.append(tcp(443) | {"ipv6_cidr_blocks": [("::/0", "2600::/40")[at]]})
        state.set(f"aws_security_group.v{number}g{at}", ingress=ingress)
    if kind["acl"] is not None:
        made_of = [
            rule(
                place,
                "allow" if ok else "deny",
                cidrs.get(peer, peer),
                *((port, port) if port else ()),
            )
            for place, (ok, peer, port) in enumerate(kind["acl"], 1)
        ]
        open_ = [rule(100, "allow", "0.0.0.0/0")]
        state.acl(f"n{number}", one["vpc"], one["subnets"][1], [*made_of, *open_], open_)
    if kind["more"] == "static" and number == 1:
        state.add(
            "aws_ec2_transit_gateway_route", f"r{number}", destination_cidr_block="0.0.0.0/0",
            transit_gateway_attachment_id=one["door"],
            transit_gateway_route_table_id="aws_ec2_transit_gateway.h.association_default_route_table_id",
        )  # fmt: skip


def _prefixes(state: State, cidr: str) -> str:
    """Return a prefix list of one CIDR."""
    name = f"p{len(state.resources)}"
    return state.add("aws_ec2_managed_prefix_list", name, entry=[{"cidr": cidr, "description": ""}])


def _rule(kind: str, peer: str, port: int, group: str) -> dict[str, Any]:
    named: dict[str, dict[str, Any]] = {
        "group": {"security_groups": [group]},
        "self": {"self": True},
    }
    return tcp(port, *((peer,) if kind == "cidr" else ()), **named.get(kind, {}))


def expanded(pairs: Pairs) -> dict[tuple[str, str], list[Answer]]:
    """Return the answers of every pair of workloads that has any."""
    rows = list(pairs.found())
    found: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    listed: set[tuple[str, str]] = set()
    for row in rows:
        for source, target in row.kin or ():
            for pair in product(source.members, target.members):
                listed.add(pair)
                found[pair] += row.answers
    for row in rows:
        if row.kin is None:
            every = product(pairs.senders[row.source], pairs.receivers[row.target])
            others = [p for a, b in every for p in product(a.members, b.members)]
            left = [p for p in others if p not in listed and p[0] != p[1]]
            assert len(left) == row.pairs, row
            for pair in left:
                found[pair] += row.answers
    return found


def verdict(answers: list[Answer], protocol: str, port: int, family: int = 4) -> Truth:
    """Return the answer for one port."""
    fitting = (a for a in answers if a.protocol == protocol and a.family == family)
    return next((a.verdict for a in fitting if not a.ports or port in a.ports), Truth.NO)


def assert_same(model: ReachModel) -> None:
    """Compare the answers for all pairs with those for each of them, asked by itself."""
    found, asked = expanded(Pairs(model)), Reachability(model)
    for source, target in permutations(model.objects(), 2):
        answers = found.get((source, target), [])
        for port in (*PORTS, 5000):
            alone = asked.answer(Query(source, target, "tcp", port)).verdict
            assert verdict(answers, "tcp", port) is alone, (source, target, port)
        senders, receivers = (list(model.ends.ends_of(each)) for each in (source, target))
        if all(end.has_ipv6 is not Truth.NO for end in (*senders, *receivers)):
            question = Question("tcp", 6, Ports(_HTTPS, _HTTPS))
            alone = Asker(model).ask_any(senders, receivers, question).verdict
            assert verdict(answers, "tcp", 443, 6) is alone, (source, target)
        alone = asked.answer(Query(source, target, "icmp")).verdict
        assert verdict(answers, "icmp", 0) is alone, (source, target)

"""Longest prefix match: which route takes which part of the destinations."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netplan_audit.network.cidr import AddressSet, Cidr, parse_cidr
from netplan_audit.network.link import Certainty, Link
from netplan_audit.network.routing.lookup import INTERNET, default_of, lookup
from netplan_audit.network.routing.route_tables import Route

if TYPE_CHECKING:
    from collections.abc import Sequence

TABLE = Link(("aws_route_table.t",), Certainty.CERTAIN)


def route(destination: str, target: str = "nat", *, kind: str = "NAT gateway") -> Route:
    cidr = parse_cidr(destination)
    return Route(
        origin=f"aws_route.{target}_{destination}",
        table=TABLE,
        destination=AddressSet.of((cidr,)),
        destination_text=str(cidr),
        target=Link((target,), Certainty.CERTAIN),
        target_kind=kind,
    )


def listed(target: str, *cidrs: str) -> Route:
    link = Link((target,), Certainty.CERTAIN)
    entries = AddressSet.parse(*cidrs)
    return Route(f"aws_route.{target}", TABLE, entries, "pl-1", link, "NAT gateway")


def targets(routes: Sequence[Route], wanted: str) -> dict[str, str]:
    shares = lookup(routes, AddressSet.parse(wanted))
    return {str(s.addresses): s.route.target.targets[0] if s.route else "" for s in shares}


def test_the_longest_prefix_takes_its_part_and_leaves_the_rest() -> None:
    routes = [route("0.0.0.0/0", "nat"), route("10.0.0.0/8", "tgw"), route("10.1.0.0/16", "pcx")]
    assert targets(routes, "10.1.0.0/15") == {"10.1.0.0/16": "pcx", "10.0.0.0/16": "tgw"}
    assert targets(routes, "192.0.2.0/24") == {"192.0.2.0/24": "nat"}


def test_what_no_route_takes_is_told() -> None:
    assert targets([route("10.0.0.0/9", "tgw")], "10.0.0.0/8") == {
        "10.0.0.0/9": "tgw",
        "10.128.0.0/9": "",
    }


def test_families_do_not_mix() -> None:
    assert targets([route("0.0.0.0/0")], "2001:db8::/32") == {"2001:db8::/32": ""}


def test_a_cidr_wins_over_a_prefix_list_with_the_same_destination() -> None:
    routes = [listed("list", "10.0.0.0/8"), route("10.0.0.0/8", "zz-cidr")]
    assert targets(routes, "10.2.3.4/32") == {"10.2.3.4/32": "zz-cidr"}


def test_a_longer_prefix_of_a_prefix_list_wins_over_a_cidr() -> None:
    routes = [listed("list", "10.2.0.0/16"), route("10.0.0.0/8", "cidr")]
    assert targets(routes, "10.2.3.4/32") == {"10.2.3.4/32": "list"}


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        ([], None),
        ([route("0.0.0.0/0")], "nat"),
        ([route("0.0.0.0/0"), route("10.0.0.0/8", "tgw")], "nat"),
        ([route("0.0.0.0/0"), route("52.0.0.0/8", "vpce")], "nat"),
        ([route("0.0.0.0/1"), route("128.0.0.0/1")], "nat"),
        ([route("0.0.0.0/0"), route("0.0.0.0/1", "fw"), route("128.0.0.0/1", "fw")], "fw"),
        ([route("203.0.113.0/24")], None),
        ([route("10.0.0.0/8")], None),
        ([route("::/0")], None),
        ([listed("list", "0.0.0.0/1", "128.0.0.0/1")], "list"),
    ],
)
def test_the_default_is_where_most_internet_traffic_goes(
    routes: list[Route], expected: str | None
) -> None:
    found = default_of(routes, 4)
    assert (found and found.target.only) == expected


def test_the_default_of_one_family_says_nothing_of_the_other() -> None:
    routes = [route("0.0.0.0/0", "nat"), route("::/0", "eigw")]
    found = default_of(routes, 6)
    assert found is not None
    assert found.target.only == "eigw"


# ---- properties

_CIDRS = st.builds(
    lambda number, length: Cidr.parse(
        str(ip_network((number << (32 - length) & 0xFFFFFFFF, length)))
    ),
    st.integers(0, 255),
    st.integers(0, 8),
) | st.builds(
    lambda number, length: Cidr.parse(str(ip_network((10 << 24 | number << 8, length), False))),  # noqa: FBT003
    st.integers(0, 0xFFFF),
    st.integers(8, 32),
)
_ROUTES = st.lists(_CIDRS, max_size=8, unique=True).map(
    lambda cidrs: [route(str(cidr), f"t{index % 3}") for index, cidr in enumerate(cidrs)]
)
_HOSTS = st.integers(0, 0xFFFFFFFF).map(lambda number: Cidr(4, number, number)) | st.integers(
    10 << 24, (10 << 24) + 0xFFFFFF
).map(lambda number: Cidr(4, number, number))


def next_hop(routes: Sequence[Route], host: Cidr) -> Route | None:
    (share,) = lookup(routes, AddressSet.of((host,)))
    return share.route


@given(_ROUTES, _CIDRS, _HOSTS)
def test_a_route_changes_nothing_for_destinations_it_does_not_hold(
    routes: list[Route], cidr: Cidr, host: Cidr
) -> None:
    before = next_hop(routes, host)
    after = next_hop([*routes, route(str(cidr), "new")], host)
    assert after == before or cidr.contains(host)


@given(_ROUTES.flatmap(lambda routes: st.tuples(st.just(routes), st.permutations(routes))))
def test_the_order_of_routes_is_irrelevant(pair: tuple[list[Route], list[Route]]) -> None:
    first, second = pair
    assert set(lookup(first, INTERNET[4])) == set(lookup(second, INTERNET[4]))
    assert default_of(first, 4) == default_of(second, 4)


@given(_ROUTES, _HOSTS)
def test_the_next_hop_is_the_longest_prefix_that_holds_the_host(
    routes: list[Route], host: Cidr
) -> None:
    holding = [r for r in routes if r.destination is not None and r.destination.covers(host)]
    longest = max(holding, key=lambda r: parse_cidr(r.destination_text).prefix_length, default=None)
    assert next_hop(routes, host) == longest


@given(_ROUTES, _CIDRS)
def test_shares_are_a_partition(routes: list[Route], wanted: Cidr) -> None:
    shares = [share.addresses for share in lookup(routes, AddressSet.of((wanted,)))]
    assert sum(share.size(4) for share in shares) == wanted.size
    together = AddressSet.of(())
    for share in shares:
        assert not together.overlaps(share)
        together |= share
    assert together == AddressSet.of((wanted,))

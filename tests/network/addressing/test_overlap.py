"""Overlaps between VPCs: symmetric, within a family, unknown where blocks are unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netplan_audit.network.addressing.overlap import (
    common_blocks,
    described,
    overlap,
    overlapping_vpcs,
    shared_addresses,
    shared_space,
)
from netplan_audit.network.cidr import parse_cidr
from netplan_audit.network.vpcs import AddressBlock, Vpc
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Sequence


def vpc(name: str, *cidrs: str, unknown: Sequence[str] = (), sensitive: bool = False) -> Vpc:
    blocks = tuple(AddressBlock(parse_cidr(cidr), f"aws_vpc.{name}", sensitive) for cidr in cidrs)
    return Vpc(
        address=f"aws_vpc.{name}",
        block=f"aws_vpc.{name}",
        module="",
        blocks=blocks,
        unknown=tuple(unknown),
        region=None,
        environment="unknown",
        is_default=False,
        has_ipv6=False,
    )


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (vpc("a", "10.0.0.0/16"), vpc("b", "10.0.128.0/17"), Truth.YES),
        (vpc("a", "10.0.0.0/16"), vpc("b", "10.1.0.0/16"), Truth.NO),
        (vpc("a", "10.0.0.0/16", "10.1.0.0/16"), vpc("b", "10.1.2.0/24"), Truth.YES),
        (vpc("a", "10.0.0.0/16"), vpc("b", "2001:db8::/56"), Truth.NO),
        (vpc("a"), vpc("b", "10.0.0.0/16"), Truth.NO),
        (vpc("a", unknown=["x"]), vpc("b", "10.0.0.0/16"), Truth.UNKNOWN),
        (vpc("a", "10.0.0.0/8", unknown=["x"]), vpc("b", "10.0.0.0/16"), Truth.YES),
    ],
)
def test_whether_two_vpcs_overlap(first: Vpc, second: Vpc, expected: Truth) -> None:
    assert overlap(first, second) is expected
    assert overlap(second, first) is expected


def test_each_pair_is_told_once_however_many_blocks_it_shares() -> None:
    one, other = vpc("a", "10.0.0.0/16", "10.1.0.0/16"), vpc("b", "10.0.0.0/15", "10.0.9.0/24")
    pairs = list(overlapping_vpcs([other, one]))
    assert [(a.address, b.address) for a, b in pairs] == [("aws_vpc.a", "aws_vpc.b")]


def test_what_is_shared_is_described() -> None:
    pairs = common_blocks(vpc("a", "10.0.0.0/16"), vpc("b", "10.0.128.0/17", "10.0.0.0/24"))
    assert described(pairs) == "10.0.0.0/16 and 10.0.128.0/17; 10.0.0.0/16 and 10.0.0.0/24"
    assert shared_space(pairs) == ("10.0.128.0/17", "10.0.0.0/24")
    assert shared_addresses(pairs) == 32768 + 256


def test_sensitive_blocks_are_compared_and_not_shown() -> None:
    pairs = common_blocks(vpc("a", "10.0.0.0/16", sensitive=True), vpc("b", "10.0.0.0/24"))
    assert described(pairs) == "(sensitive value) and 10.0.0.0/24"
    assert (shared_space(pairs), shared_addresses(pairs)) == (("(sensitive value)",), 0)


_CIDRS = st.builds(
    lambda a, b, n: f"10.{a}.{b}.0/{n}", st.integers(0, 3), st.just(0), st.integers(12, 24)
)
_VPCS = st.lists(st.lists(_CIDRS, max_size=3), max_size=6).map(
    lambda every: [vpc(f"v{index}", *cidrs) for index, cidrs in enumerate(every)]
)


@given(_VPCS)
def test_the_sweep_finds_what_comparing_every_pair_finds(vpcs: list[Vpc]) -> None:
    swept = {(a.address, b.address) for a, b in overlapping_vpcs(vpcs)}
    compared = {
        (a.address, b.address)
        for index, a in enumerate(vpcs)
        for b in vpcs[index + 1 :]
        if overlap(a, b) is Truth.YES
    }
    assert swept == compared


@given(_VPCS)
def test_a_vpc_with_a_block_overlaps_itself(vpcs: list[Vpc]) -> None:
    for each in vpcs:
        assert overlap(each, each) is (Truth.YES if each.blocks else Truth.NO)

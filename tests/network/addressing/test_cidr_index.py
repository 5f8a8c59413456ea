"""CIDRs that overlap one are found among many, as comparing each would."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from netplan_audit.network.addressing.cidr_index import CidrIndex
from netplan_audit.network.cidr import Cidr, parse_cidr

_LENGTHS = {4: 32, 6: 128}


@st.composite
def cidrs(draw: st.DrawFn) -> Cidr:
    # Few bits are drawn, so that many CIDRs are equal or hold each other.
    family = draw(st.sampled_from((4, 6)))
    length = draw(st.integers(0, 5))
    number = draw(st.integers(0, (1 << length) - 1)) << (_LENGTHS[family] - length)
    text = f"{number >> 112:x}::" if family == 6 else f"{number >> 24}.0.0.0"
    return parse_cidr(f"{text}/{length}")


@given(st.lists(cidrs()), cidrs())
def test_those_that_overlap_are_found_once_for_each_cidr(many: list[Cidr], one: Cidr) -> None:
    found = CidrIndex((cidr, number) for number, cidr in enumerate(many)).overlapping(one)
    assert sorted(found) == [at for at, cidr in enumerate(many) if cidr.overlaps(one)]

"""Zones are compared by name, by id, and as elements of a data source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netplan_audit.network.zones import UNKNOWN_ZONE, Zone, spread, zone_names
from netplan_audit.unknown import Truth

A, B = Zone(name="eu-west-1a"), Zone(name="eu-west-1b")
SOURCE = "data.aws_availability_zones.all"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (A, A, Truth.YES),
        (A, B, Truth.NO),
        (Zone(id="euw1-az1"), Zone(id="euw1-az1"), Truth.YES),
        (Zone(id="euw1-az1"), Zone(id="euw1-az2"), Truth.NO),
        (A, Zone(id="euw1-az1"), Truth.UNKNOWN),
        (Zone("eu-west-1a", "euw1-az3"), Zone(id="euw1-az3"), Truth.YES),
        (Zone(symbol=f"{SOURCE}[0]"), Zone(symbol=f"{SOURCE}[0]"), Truth.YES),
        (Zone(symbol=f"{SOURCE}[0]"), Zone(symbol=f"{SOURCE}[1]"), Truth.NO),
        (Zone(symbol=f"{SOURCE}[0]"), Zone(symbol=f"{SOURCE}[2]", wraps=True), Truth.NO),
        (Zone(symbol=f"{SOURCE}[2]"), Zone(symbol=f"{SOURCE}[3]", wraps=True), Truth.NO),
        (Zone(symbol=f"{SOURCE}[0]"), Zone(symbol=f"{SOURCE}[3]", wraps=True), Truth.UNKNOWN),
        (Zone(symbol=f"{SOURCE}[0]"), Zone(symbol=f"{SOURCE}[3]"), Truth.NO),
        (Zone(symbol=f"{SOURCE}[0]"), Zone(symbol="data.other.x[1]"), Truth.UNKNOWN),
        (A, Zone(symbol=f"{SOURCE}[0]"), Truth.UNKNOWN),
        (A, UNKNOWN_ZONE, Truth.UNKNOWN),
        (UNKNOWN_ZONE, UNKNOWN_ZONE, Truth.UNKNOWN),
    ],
)
def test_two_zones(first: Zone, second: Zone, expected: Truth) -> None:
    assert first.same_as(second) is expected
    assert second.same_as(first) is expected


@pytest.mark.parametrize(
    ("zones", "expected"),
    [
        ([], Truth.NO),
        ([UNKNOWN_ZONE], Truth.NO),
        ([A, A], Truth.NO),
        ([A, B], Truth.YES),
        ([UNKNOWN_ZONE, UNKNOWN_ZONE], Truth.UNKNOWN),
        ([A, UNKNOWN_ZONE], Truth.UNKNOWN),
        ([A, UNKNOWN_ZONE, B], Truth.YES),
        ([A, Zone(id="euw1-az1")], Truth.UNKNOWN),
    ],
)
def test_whether_objects_stand_in_several_zones(zones: list[Zone], expected: Truth) -> None:
    assert spread(zones) is expected


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        (A, True),
        (Zone(name="us-gov-west-1b"), True),
        (Zone(name="ap-southeast-2c"), True),
        (Zone(name="us-west-2-lax-1a"), False),
        (Zone(name="us-east-1-wl1-bos-wlz-1"), False),
        (Zone(id="usw2-az1"), True),
        (Zone(id="usw2-lax1-az1"), False),
        (Zone(id="use1-wl1-bos-wlz1"), False),
        (UNKNOWN_ZONE, True),
    ],
)
def test_local_and_wavelength_zones_are_told_apart(zone: Zone, expected: object) -> None:
    assert zone.is_regional is expected


def test_zones_are_named_once_and_in_order() -> None:
    assert zone_names([B, A, B, UNKNOWN_ZONE]) == "eu-west-1a, eu-west-1b, unknown zone"


_ZONES = st.builds(
    Zone,
    st.sampled_from([None, "eu-west-1a", "eu-west-1b"]),
    st.sampled_from([None, "euw1-az1", "euw1-az2"]),
    st.sampled_from([None, f"{SOURCE}[0]", f"{SOURCE}[1]"]),
)


@given(st.lists(_ZONES, max_size=5).flatmap(lambda z: st.tuples(st.just(z), st.permutations(z))))
def test_the_order_of_objects_is_irrelevant(pair: tuple[list[Zone], list[Zone]]) -> None:
    assert spread(pair[0]) is spread(pair[1])


@given(st.lists(st.sampled_from([A, B, UNKNOWN_ZONE]), max_size=5), st.sampled_from([A, B]))
def test_learning_a_zone_never_turns_a_verdict_around(zones: list[Zone], learnt: Zone) -> None:
    before = spread(zones)
    after = spread(learnt if zone is UNKNOWN_ZONE else zone for zone in zones)
    assert before in {Truth.UNKNOWN, after}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("${var.region}a", "${var.region}a", Truth.YES),
        ("${var.region}a", "${var.region}b", Truth.NO),
        ("${var.region}a", "${var.other}b", Truth.UNKNOWN),
        ("${var.region}${var.a}", "${var.region}${var.b}", Truth.UNKNOWN),
        ("data.aws_availability_zones.x[0][1]", "data.aws_availability_zones.x[0][2]", Truth.NO),
    ],
)
def test_zones_of_a_region_that_is_not_known_differ_by_their_letter(
    first: str, second: str, expected: Truth
) -> None:
    assert Zone(symbol=first).same_as(Zone(symbol=second)) is expected

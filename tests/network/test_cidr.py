"""CIDRs agree with `ipaddress`, sets of addresses with sets of integers."""

from __future__ import annotations

import ipaddress
from collections import Counter
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netplan_audit.network.cidr import (
    ALL_IPV4,
    ALL_IPV6,
    EMPTY,
    PRIVATE,
    RFC1918,
    AddressSet,
    Cidr,
    Family,
    internet_part,
    is_internet,
    overlapping_pairs,
    parse_cidr,
)

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
Members: TypeAlias = frozenset[tuple[Family, int]]

WIDTH: dict[Family, int] = {4: 32, 6: 128}
FAMILIES: st.SearchStrategy[Family] = st.sampled_from((4, 6))


def block(family: Family, number: int, length: int) -> Cidr:
    """Return the CIDR of this length around an address."""
    size = 1 << (WIDTH[family] - length)
    lo = number // size * size
    return Cidr(family, lo, lo + size - 1)


def network(cidr: Cidr) -> Network:
    """Return what `ipaddress` calls this CIDR."""
    if cidr.family == 4:
        return ipaddress.IPv4Network((cidr.lo, cidr.prefix_length))
    return ipaddress.IPv6Network((cidr.lo, cidr.prefix_length))


def is_subnet(inner: Network, outer: Network) -> bool:
    """Ask `ipaddress`, which refuses to compare families."""
    if isinstance(inner, ipaddress.IPv4Network):
        return isinstance(outer, ipaddress.IPv4Network) and inner.subnet_of(outer)
    return isinstance(outer, ipaddress.IPv6Network) and inner.subnet_of(outer)


@st.composite
def any_cidrs(draw: st.DrawFn) -> Cidr:
    """Draw from the whole of both families."""
    family = draw(FAMILIES)
    number = draw(st.integers(0, (1 << WIDTH[family]) - 1))
    return block(family, number, draw(st.integers(0, WIDTH[family])))


# 32 addresses at either end of either family: few enough for CIDRs to overlap, nest and touch.
NEAR = 32


@st.composite
def near_cidrs(draw: st.DrawFn) -> Cidr:
    family = draw(FAMILIES)
    end = draw(st.sampled_from((0, (1 << WIDTH[family]) - NEAR)))
    number = end + draw(st.integers(0, NEAR - 1))
    return block(family, number, draw(st.integers(WIDTH[family] - 5, WIDTH[family])))


ANY = any_cidrs()
CLOSE = near_cidrs()
LISTS = st.lists(CLOSE, max_size=8)
SETS = LISTS.map(AddressSet.of)


def addresses(cidrs: list[Cidr]) -> Members:
    return frozenset((each.family, at) for each in cidrs for at in range(each.lo, each.hi + 1))


def members(chosen: AddressSet) -> Members:
    families: tuple[Family, Family] = (4, 6)
    pairs = zip(families, (chosen.ipv4, chosen.ipv6), strict=True)
    return frozenset(
        (family, at)
        for family, intervals in pairs
        for lo, hi in intervals
        for at in range(lo, hi + 1)
    )


# ---- reading and writing


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.0.0.0/8", "10.0.0.0/8"),
        ("10.1.2.3/8", "10.0.0.0/8"),
        ("192.0.2.129/25", "192.0.2.128/25"),
        ("0.0.0.0/0", "0.0.0.0/0"),
        ("255.255.255.255", "255.255.255.255/32"),
        ("::/0", "::/0"),
        ("::0/0", "::/0"),
        ("0:0:0:0:0:0:0:0/0", "::/0"),
        ("2001:0DB8:0000::0001/32", "2001:db8::/32"),
        ("2001:db8::1", "2001:db8::1/128"),
        ("::ffff:10.0.0.1", "::ffff:10.0.0.1/128"),
        ("::ffff:a00:1/120", "::ffff:10.0.0.0/120"),
        ("::ffff:0:0/96", "::ffff:0.0.0.0/96"),
        ("::ffff:0:0/95", "::fffe:0:0/95"),
    ],
)
def test_every_spelling_is_read_and_one_is_written(text: str, expected: str) -> None:
    assert str(Cidr.parse(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/08",
        "10.0.0.0/8/8",
        "10.0.0.0/255.0.0.0",
        "10.0.0.0 /8",
        " 10.0.0.0/8",
        "10.0.0.0/8\n",
        "10.0.0/8",
        "10.0.0.0.0/8",
        "10.0.0.256/32",
        "010.0.0.0/8",
        "10.00.0.0/8",
        "0x0a.0.0.0/8",
        "1_0.0.0.0/8",
        "\N{ARABIC-INDIC DIGIT ONE}.0.0.0/8",
        "167772160",
        "::/129",
        "::/00",
        "::/ffff::",
        ":/0",
        ":::/0",
        "1::2::3/64",
        "12345::/16",
        "2001:db8::g/64",
        "::ffff:010.0.0.1",
        "fe80::1%eth0",
        "fe80::1%eth0/64",
        "fe80::1/64%eth0",
        "sg-0123456789abcdef0",
        "${var.cidr}",
    ],
)
def test_what_is_no_cidr_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match="is not a CIDR") as raised:
        parse_cidr(text)
    assert repr(text) in str(raised.value)


@given(FAMILIES, st.data())
def test_host_bits_are_dropped_as_ipaddress_drops_them(family: Family, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, (1 << WIDTH[family]) - 1))
    length = data.draw(st.integers(0, WIDTH[family]))
    address = ipaddress.IPv4Address(number) if family == 4 else ipaddress.IPv6Address(number)
    text = f"{address}/{length}"
    actual = parse_cidr(text)
    assert (actual, network(actual)) == (
        block(family, number, length),
        ipaddress.ip_network(text, strict=False),
    )


@given(st.text("0123456789abf.:/%", max_size=20) | st.from_regex(r"[0-9.]{7,15}/[0-9]{1,3}"))
def test_no_text_is_read_otherwise_than_by_ipaddress(text: str) -> None:
    try:
        actual = parse_cidr(text)
    except ValueError:
        return
    assert network(actual) == ipaddress.ip_network(text, strict=False)


@given(ANY)
def test_the_written_text_reads_back(cidr: Cidr) -> None:
    assert parse_cidr(str(cidr)) == cidr
    assert ipaddress.ip_network(str(cidr)) == network(cidr)


@given(ANY)
def test_size_and_prefix_length_agree_with_ipaddress(cidr: Cidr) -> None:
    first, last = int(network(cidr).network_address), int(network(cidr).broadcast_address)
    assert (cidr.lo, cidr.hi, cidr.size) == (first, last, network(cidr).num_addresses)
    assert cidr.size == 1 << (WIDTH[cidr.family] - cidr.prefix_length)


# ---- two CIDRs


@given(CLOSE, CLOSE)
def test_overlap_and_containment_agree_with_ipaddress(left: Cidr, right: Cidr) -> None:
    one, other = network(left), network(right)
    actual = (left.overlaps(right), left.contains(right))
    assert actual == (one.overlaps(other), is_subnet(other, one))


@given(CLOSE, CLOSE)
def test_overlap_is_mutual_and_with_oneself(left: Cidr, right: Cidr) -> None:
    assert left.overlaps(right) == right.overlaps(left)
    assert left.overlaps(left)


@given(CLOSE, CLOSE)
def test_the_intersection_holds_the_shared_addresses(left: Cidr, right: Cidr) -> None:
    shared = left.intersection(right)
    assert addresses([shared] if shared else []) == addresses([left]) & addresses([right])


@pytest.mark.parametrize("text", ["0.0.0.0/0", "10.0.0.1", "0.0.0.0/1"])
def test_families_never_overlap_where_their_numbers_do(text: str) -> None:
    ipv4 = Cidr.parse(text)
    ipv6 = Cidr(6, ipv4.lo, ipv4.hi)
    assert (ipv4.overlaps(ipv6), ipv6.contains(ipv4), ipv4.intersection(ipv6)) == (
        False,
        False,
        None,
    )


def test_an_ipv4_mapped_address_is_not_the_ipv4_address() -> None:
    assert not Cidr.parse("::ffff:10.0.0.1").overlaps(Cidr.parse("10.0.0.1"))


@given(st.lists(CLOSE))
def test_cidrs_sort_by_family_then_address(cidrs: list[Cidr]) -> None:
    assert sorted(cidrs) == sorted(cidrs, key=lambda each: (each.family, each.lo, each.hi))


def test_equal_cidrs_are_one_key_and_nothing_changes_them() -> None:
    cidr = Cidr.parse("10.0.0.0/8")
    assert {cidr: "ten"}[Cidr.parse("10.9.9.9/8")] == "ten"
    with pytest.raises(AttributeError):
        cidr.lo = 0  # type: ignore[misc]


# ---- sets of addresses


@given(LISTS)
def test_a_set_holds_the_addresses_of_its_cidrs(cidrs: list[Cidr]) -> None:
    actual, expected = AddressSet.of(cidrs), addresses(cidrs)
    assert members(actual) == expected
    assert (actual.size(4), actual.size(6)) == tuple(
        sum(each == family for each, _ in expected) for family in (4, 6)
    )
    assert (actual.is_empty, bool(actual)) == (not expected, bool(expected))


@given(LISTS, LISTS)
def test_set_operations_agree_with_sets_of_integers(left: list[Cidr], right: list[Cidr]) -> None:
    first, second = AddressSet.of(left), AddressSet.of(right)
    one, other = addresses(left), addresses(right)
    assert members(first | second) == one | other
    assert members(first & second) == one & other
    assert members(first - second) == one - other


@given(SETS, SETS)
def test_set_questions_agree_with_sets_of_integers(first: AddressSet, second: AddressSet) -> None:
    one, other = members(first), members(second)
    actual = (first.covers(second), first.overlaps(second), first == second)
    assert actual == (one >= other, not one.isdisjoint(other), one == other)


@given(SETS, CLOSE)
def test_a_cidr_is_asked_about_like_the_set_of_it(chosen: AddressSet, cidr: Cidr) -> None:
    alone = AddressSet.of([cidr])
    actual = (chosen.covers(cidr), chosen.overlaps(cidr))
    assert actual == (chosen.covers(alone), chosen.overlaps(alone))


@given(SETS, SETS)
def test_every_operation_leaves_intervals_sorted_and_apart(
    first: AddressSet, second: AddressSet
) -> None:
    for result in (first, first | second, first & second, first - second):
        for intervals in (result.ipv4, result.ipv6):
            flat = [end for interval in intervals for end in interval]
            assert flat == sorted(flat)
            assert all(lo - hi > 1 for hi, lo in zip(flat[1::2], flat[2::2], strict=False))


@given(SETS, SETS)
def test_equal_addresses_make_equal_sets(first: AddressSet, second: AddressSet) -> None:
    again = (first - second) | (first & second)
    assert (again, hash(again)) == (first, hash(first))


@given(LISTS)
def test_the_cover_is_the_one_that_ipaddress_collapses_to(cidrs: list[Cidr]) -> None:
    networks = [network(each) for each in cidrs]
    ipv4 = [each for each in networks if isinstance(each, ipaddress.IPv4Network)]
    ipv6 = [each for each in networks if isinstance(each, ipaddress.IPv6Network)]
    expected = [*ipaddress.collapse_addresses(ipv4), *ipaddress.collapse_addresses(ipv6)]
    assert [network(each) for each in AddressSet.of(cidrs).cidrs()] == expected


@given(st.lists(ANY, max_size=6), st.lists(ANY, max_size=6))
def test_the_cover_of_any_set_makes_the_same_set(left: list[Cidr], right: list[Cidr]) -> None:
    chosen = AddressSet.of(left) - AddressSet.of(right)
    cover = chosen.cidrs()
    assert AddressSet.of(cover) == chosen
    assert [network(each).num_addresses for each in cover] == [each.size for each in cover]
    assert list(cover) == sorted(cover)


@given(SETS)
def test_no_address_overlaps_nothing_and_is_covered_by_all(chosen: AddressSet) -> None:
    actual = (chosen.overlaps(EMPTY), EMPTY.overlaps(chosen), chosen.covers(EMPTY))
    assert actual == (False, False, True)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((), ""),
        (("0.0.0.0/1", "128.0.0.0/1"), "0.0.0.0/0"),
        (("10.0.1.0/24", "10.0.0.7/24"), "10.0.0.0/23"),
        (("10.0.1.0/24", "10.0.2.0/24"), "10.0.1.0/24, 10.0.2.0/24"),
        (("10.0.0.0/8", "10.1.0.0/16"), "10.0.0.0/8"),
        (("fd00::/9", "10.0.0.1", "fd80::/9"), "10.0.0.1/32, fd00::/8"),
    ],
)
def test_a_set_reads_as_its_fewest_cidrs(texts: tuple[str, ...], expected: str) -> None:
    assert str(AddressSet.parse(*texts)) == expected


def test_all_addresses_but_one_take_a_cidr_for_each_bit() -> None:
    cover = (ALL_IPV6 - AddressSet.parse("::1")).cidrs()
    assert sorted(each.prefix_length for each in cover) == list(range(1, 129))


# ---- the internet


@pytest.mark.parametrize(
    "texts",
    [
        ("0.0.0.0/0",),
        ("::/0",),
        ("::0/0",),
        ("0.0.0.0/1", "128.0.0.0/1"),
        ("0.0.0.0/1",),
        ("8.0.0.0/8",),
        ("8.0.0.0/9", "8.128.0.0/9"),
        ("11.128.0.0/9", "12.0.0.0/8"),
        ("8000::/1",),
        ("2600::/16",),
        ("10.0.0.0/8", "203.0.113.0/24", "::/0"),
        # Three quarters of every /8: no /8 is whole, but together they are most of the space.
        tuple(f"{first}.{rest}" for first in range(256) for rest in ("0.0.0/9", "128.0.0/10")),
    ],
)
def test_half_the_world_or_a_wide_public_cidr_is_the_internet(texts: tuple[str, ...]) -> None:
    assert is_internet(AddressSet.parse(*texts))


@pytest.mark.parametrize(
    "texts",
    [
        (),
        ("10.0.0.0/8",),
        ("10.0.0.0/8", "127.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"),
        ("172.0.0.0/8",),
        ("fc00::/7", "fe80::/10", "::1"),
        ("203.0.113.0/24",),
        ("8.0.0.0/9",),
        # As many addresses as a /8, but not one.
        ("8.128.0.0/9", "9.0.0.0/9"),
        ("2600::/17",),
        # Half of every /8 is half the space, less what of it is private.
        tuple(f"{first}.0.0.0/9" for first in range(256)),
    ],
)
def test_private_and_narrow_addresses_are_not_the_internet(texts: tuple[str, ...]) -> None:
    assert not is_internet(AddressSet.parse(*texts))


def test_half_of_the_addresses_is_counted_to_the_last_one() -> None:
    # No /8 is whole here, so that counting alone decides.
    halves = (f"{first}.{second}.0.0/10" for first in range(256) for second in (0, 128))
    public = internet_part(AddressSet.parse(*halves))
    missing = (1 << 31) - public.size(4)
    spare = AddressSet.parse(*(f"{first}.64.0.0/11" for first in range(20, 29)))
    start = Cidr.parse("20.64.0.0").lo
    surplus = AddressSet(((start, start + spare.size(4) - missing - 1),), ())
    enough = public | (spare - surplus)
    assert enough.size(4) == 1 << 31
    assert (is_internet(enough), is_internet(enough - AddressSet.parse("1.0.0.0"))) == (True, False)


WIDE = st.builds(block, st.just(4), st.integers(0, (1 << 32) - 1), st.integers(1, 12)) | st.builds(
    block, st.just(6), st.integers(0, (1 << 128) - 1), st.integers(1, 20)
)
WIDE_SETS = st.lists(WIDE, max_size=5).map(AddressSet.of)


@given(WIDE_SETS)
def test_the_internet_is_told_by_the_public_cidrs_alone(chosen: AddressSet) -> None:
    public = (chosen - PRIVATE).cidrs()
    wide = any(each.prefix_length <= {4: 8, 6: 16}[each.family] for each in public)
    half = any(
        2 * sum(each.size for each in public if each.family == family) >= 1 << WIDTH[family]
        for family in WIDTH
    )
    assert is_internet(chosen) == (wide or half)


@given(WIDE_SETS, WIDE_SETS)
def test_more_addresses_never_take_the_internet_away(first: AddressSet, second: AddressSet) -> None:
    assert is_internet(first | second) or not is_internet(first)


@given(WIDE_SETS)
def test_private_addresses_are_never_the_internet(chosen: AddressSet) -> None:
    assert not is_internet(chosen & PRIVATE)


@given(st.lists(ANY, max_size=5).map(AddressSet.of))
def test_the_internet_part_is_what_is_not_private(chosen: AddressSet) -> None:
    part = internet_part(chosen)
    assert not part.overlaps(PRIVATE)
    assert part | (chosen & PRIVATE) == chosen


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9.255.255.255", False),
        ("10.0.0.0", True),
        ("10.255.255.255", True),
        ("11.0.0.0", False),
        ("100.63.255.255", False),
        ("100.64.0.0", True),
        ("100.127.255.255", True),
        ("127.0.0.1", True),
        ("169.254.169.254", True),
        ("172.15.255.255", False),
        ("172.31.255.255", True),
        ("172.32.0.0", False),
        ("192.168.255.255", True),
        ("192.169.0.0", False),
        ("::", False),
        ("::1", True),
        ("fdff::1", True),
        ("fe00::", False),
        ("fe80::1", True),
        ("fec0::", False),
        ("2001:db8::", False),
    ],
)
def test_private_addresses_end_where_the_rfcs_say(text: str, *, expected: bool) -> None:
    assert PRIVATE.covers(Cidr.parse(text)) == expected


def test_the_constants_hold_what_they_name() -> None:
    assert (str(ALL_IPV4), str(ALL_IPV6), str(EMPTY)) == ("0.0.0.0/0", "::/0", "")
    assert str(RFC1918) == "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16"


# ---- overlapping pairs


@given(st.lists(CLOSE, max_size=12))
def test_the_sweep_finds_every_pair_once(cidrs: list[Cidr]) -> None:
    items = [(cidr, at) for at, cidr in enumerate(cidrs)]
    actual = Counter(frozenset((one[1], two[1])) for one, two in overlapping_pairs(items))
    expected = Counter(
        frozenset((one, two))
        for two in range(len(cidrs))
        for one in range(two)
        if cidrs[one].overlaps(cidrs[two])
    )
    assert actual == expected


@given(st.lists(CLOSE, max_size=12))
def test_the_wider_cidr_comes_first(cidrs: list[Cidr]) -> None:
    pairs = list(overlapping_pairs((cidr, None) for cidr in cidrs))
    assert all(one[0].contains(two[0]) for one, two in pairs)


@given(st.lists(CLOSE, max_size=8, unique=True), st.data())
def test_the_order_of_the_items_does_not_show(cidrs: list[Cidr], data: st.DataObject) -> None:
    items = [(cidr, str(cidr)) for cidr in cidrs]
    shuffled = data.draw(st.permutations(items))
    assert list(overlapping_pairs(shuffled)) == list(overlapping_pairs(items))


def test_equal_cidrs_are_a_pair_in_the_order_given() -> None:
    cidr = Cidr.parse("10.0.0.0/16")
    pairs = overlapping_pairs([(cidr, "b"), (cidr, "a"), (Cidr.parse("10.1.0.0/16"), "c")])
    assert list(pairs) == [((cidr, "b"), (cidr, "a"))]


def test_of_very_many_equal_cidrs_each_comes_with_some() -> None:
    cidr = Cidr.parse("10.0.0.0/16")
    pairs = list(overlapping_pairs(((cidr, number) for number in range(30)), 10))
    assert len(pairs) < 30 * 10
    assert {two[1] for _, two in pairs} == set(range(1, 30))


def test_labels_need_no_order() -> None:
    wide, narrow, label = Cidr.parse("10.0.0.0/8"), Cidr.parse("10.1.0.0/16"), object()
    pairs = overlapping_pairs([(narrow, label), (wide, label)])
    assert list(pairs) == [((wide, label), (narrow, label))]

"""How large packets through a VPN may be, by what its tunnels may agree on."""

from __future__ import annotations

import pytest

from netplan_audit.network.balancing.target_groups import statuses
from netplan_audit.network.connections.tunnels import VpnTunnels, segment_size, smallest_mtu


@pytest.mark.parametrize(
    ("encryption", "integrity", "mtu"),
    [
        (None, None, 1406),
        (("AES256-GCM-16", "AES128-GCM-16"), None, 1438),
        (("AES256-GCM-16", "AES256"), ("SHA2-256",), 1422),
        (("AES128",), ("SHA1", "SHA2-512"), 1406),
        (("AES128",), ("SHA2-384",), 1422),
    ],
)
def test_the_smallest_of_what_may_be_agreed_on_counts(
    encryption: tuple[str, ...] | None, integrity: tuple[str, ...] | None, mtu: int
) -> None:
    assert smallest_mtu(VpnTunnels("aws_vpn_connection.a", encryption, integrity)) == mtu


def test_a_segment_is_a_packet_without_the_headers_of_ip_and_tcp() -> None:
    assert segment_size(1406) == 1366


@pytest.mark.parametrize(
    ("matcher", "ranges"),
    [
        ("200", ((200, 200),)),
        ("200,301-302", ((200, 200), (301, 302))),
        ("0-99", ((0, 99),)),
        ("200-", ((200, 200),)),
        ("ok", ()),
    ],
)
def test_a_matcher_is_a_list_of_ranges(matcher: str, ranges: tuple[tuple[int, int], ...]) -> None:
    assert statuses(matcher) == ranges

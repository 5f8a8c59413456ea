"""Which attachments meet in one transit gateway route table."""

from __future__ import annotations

from typing import Any

import pytest

from netplan_audit.network.connections.connections import TransitGatewayAttachment
from netplan_audit.network.connections.transit import meeting_of, propagate_together, routes_by
from netplan_audit.network.link import NO_LINKS, Certainty, Link, Links
from netplan_audit.unknown import Truth

HUB = Link(("tgw",), Certainty.CERTAIN)
OTHER = Link(("other",), Certainty.CERTAIN)
EITHER = Link(("tgw", "other"), Certainty.ONE_OF, complete=True, settles="var.hub")
ANY = Link((), Certainty.ONE_OF, complete=False, settles="local.hub")
DEFAULT = "tgw.association_default_route_table_id"


def to(*tables: str) -> Links:
    return Links(tuple(Link((table,), Certainty.CERTAIN) for table in tables))


def maybe(*tables: str, complete: bool = True) -> Links:
    return Links((), tables, complete, "p.transit_gateway_route_table_id")


def attachment(name: str, **changes: Any) -> TransitGatewayAttachment:  # noqa: ANN401
    values: dict[str, Any] = {
        "address": name,
        "gateway": HUB,
        "vpc": Link((f"vpc-{name}",), Certainty.CERTAIN),
        "subnets": NO_LINKS,
        "default_association": Truth.NO,
        "default_propagation": Truth.NO,
        "associated": NO_LINKS,
        "propagated": NO_LINKS,
    }
    return TransitGatewayAttachment(**{**values, **changes})


BY_DEFAULT = {"default_propagation": Truth.YES}
PERHAPS = {"default_propagation": Truth.UNKNOWN}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (BY_DEFAULT, BY_DEFAULT, (Truth.YES, DEFAULT)),
        (BY_DEFAULT, {}, (Truth.NO, "")),
        (BY_DEFAULT, PERHAPS, (Truth.UNKNOWN, "")),
        ({}, PERHAPS, (Truth.NO, "")),
        ({"propagated": to("rt")}, {"propagated": to("rt", "rt2")}, (Truth.YES, "rt")),
        ({"propagated": to("rt")}, {"propagated": to("rt2")}, (Truth.NO, "")),
        ({"propagated": to(DEFAULT)}, BY_DEFAULT, (Truth.YES, DEFAULT)),
        ({"propagated": to("rt")}, {"propagated": maybe("rt", "rt2")}, (Truth.UNKNOWN, "")),
        ({"propagated": to("rt")}, {"propagated": maybe("rt2", "rt3")}, (Truth.NO, "")),
        ({"propagated": to("rt")}, {"propagated": maybe(complete=False)}, (Truth.UNKNOWN, "")),
        (BY_DEFAULT, {"propagated": maybe(complete=False)}, (Truth.UNKNOWN, "")),
        ({}, {"propagated": maybe(complete=False)}, (Truth.NO, "")),
        (BY_DEFAULT, {**BY_DEFAULT, "gateway": OTHER}, (Truth.NO, "")),
        (BY_DEFAULT, {**BY_DEFAULT, "gateway": EITHER}, (Truth.UNKNOWN, DEFAULT)),
        ({"propagated": to("rt")}, {"propagated": to("rt"), "gateway": ANY}, (Truth.UNKNOWN, "rt")),
    ],
)
def test_two_attachments(
    first: dict[str, Any], second: dict[str, Any], expected: tuple[Truth, str]
) -> None:
    one, other = attachment("a", **first), attachment("b", **second)
    assert propagate_together(one, other)[:2] == expected
    assert propagate_together(other, one)[0] is expected[0]


def test_an_unknown_verdict_says_what_would_settle_it() -> None:
    one = attachment("a", **BY_DEFAULT)
    unsure = attachment("b", **PERHAPS)
    tables = attachment("b", propagated=maybe("rt"))
    elsewhere = attachment("b", gateway=ANY, **BY_DEFAULT)
    settles = [propagate_together(one, each)[2] for each in (unsure, elsewhere)]
    settles.append(propagate_together(attachment("a", propagated=to("rt")), tables)[2])
    assert settles == [
        "b.transit_gateway_default_route_table_propagation",
        "local.hub",
        "p.transit_gateway_route_table_id",
    ]


def test_the_attachment_that_exists_comes_first() -> None:
    new = attachment("a", is_new=True, **BY_DEFAULT)
    old = attachment("b", is_new=False, **BY_DEFAULT)
    met = meeting_of(new, old)
    assert met is not None
    assert (met.first.address, met.second.address, met.table) == ("b", "a", DEFAULT)
    assert meeting_of(new, attachment("c")) is None


@pytest.mark.parametrize(
    ("changes", "table", "expected"),
    [
        ({"default_association": Truth.YES}, DEFAULT, Truth.YES),
        ({"default_association": Truth.UNKNOWN}, DEFAULT, Truth.UNKNOWN),
        ({"default_association": Truth.YES}, "rt", Truth.NO),
        ({"associated": to("rt"), "default_association": Truth.YES}, "rt", Truth.YES),
        ({"associated": to("rt"), "default_association": Truth.YES}, DEFAULT, Truth.NO),
        ({"associated": maybe("rt", "rt2")}, "rt", Truth.UNKNOWN),
    ],
)
def test_which_table_routes_for_an_attachment(
    changes: dict[str, Any], table: str, expected: Truth
) -> None:
    assert routes_by(attachment("a", **changes), table) is expected

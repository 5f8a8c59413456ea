"""VPC endpoints, and Elastic IP addresses that nothing uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from netplan_audit.network.link import Link, Links
    from netplan_audit.unknown import Truth


class Endpoint(Struct, frozen=True):
    """A VPC endpoint.

    `service` is the last part of the service's name (`s3`), '' where it is not known. `kind` is
    `Gateway`, `Interface` or another of AWS's, `in subnets` where it is known only that it is not
    the first, '' where it may be any. `tables` are the route tables of one of the first kind,
    `subnets` those of the others. `private_dns` tells whether the service's own name leads to it.
    """

    address: str
    vpc: Link | None
    service: str
    kind: str
    tables: Links
    subnets: Links
    private_dns: Truth


class IdleAddress(Struct, frozen=True):
    """An Elastic IP address that nothing in the input uses; `is_idle` tells how sure that is."""

    address: str
    is_idle: Truth
    settles: str = ""

"""Routes: one more in a table, another target for one, one less; tables for subnets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.fixes.edits import Add, Insert, Name, OutOfSightError, Put, Remove
from netplan_audit.fixes.names import fresh, module_of, name_of, reference, single, word
from netplan_audit.network.connections.ways import is_default

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.fixes.edits import Arguments, ByKey, Edit
    from netplan_audit.network.network import Network
    from netplan_audit.network.routing.route_tables import Route
    from netplan_audit.network.vpcs import Subnet, Vpc

IMPLICIT: Final = ".default_route_table_id"
EVERYWHERE: Final = {4: "0.0.0.0/0", 6: "::/0"}
PEERING: Final = "vpc_peering_connection_id"
TRANSIT: Final = "transit_gateway_id"


def route(
    network: Network, table: str, destination: str, argument: str, target: Name | str
) -> Edit:
    """Return the change that adds a route to a table, as its other routes are written.

    `target` is an address, or an expression that means something in the table's module.
    """
    module = module_of(table)
    name = target if isinstance(target, Name) else reference(target, module)
    way = (_destination(destination), destination), (argument, name)
    known = network.route_tables.get(table)
    if known is not None and any(each.origin == table for each in known.routes):
        return Insert(table, "route", way)
    (kind, text), to = way
    block = f"{_named(table)}_{'default' if text in EVERYWHERE.values() else word(text)}"
    return Add(
        module,
        "aws_route",
        fresh(network, module, "aws_route", block),
        (("route_table_id", id_of(table, module)), (f"destination_{kind}", text), to),
    )


def id_of(table: str, module: str) -> Name:
    """Name the id of a route table, which may be the one that came with a VPC."""
    if table.endswith(IMPLICIT):
        return reference(table.removesuffix(IMPLICIT), module, IMPLICIT[1:])
    return reference(table, module)


def _destination(text: str) -> str:
    return "ipv6_cidr_block" if ":" in text else "cidr_block"


def _named(table: str) -> str:
    return name_of(table.removesuffix(IMPLICIT))


def retargeted(old: Route, argument: str, target: Name | str, note: str = "") -> Edit:
    """Return the change that leads a route elsewhere."""
    name = target if isinstance(target, Name) else reference(target, module_of(old.origin))
    drop = (old.argument,) if old.argument not in {"", argument} else ()
    put = ((argument, name),)
    if is_inline(old):
        return Put(old.origin, put, drop, "route", note, where=_where(old))
    return Put(single(old.origin), put, drop, note=note)


def block_retargeted(block: str, old: list[Route], argument: str, target: Name | ByKey) -> Edit:
    """Return the change that leads the routes of every instance of a block elsewhere."""
    put, drop = ((argument, target),), tuple(sorted({r.argument for r in old} - {"", argument}))
    if not is_inline(old[0]):
        return Put(block, put, drop)
    where = _where(old[0]) if len({r.destination_text for r in old}) == 1 else ()
    return Put(block, put, drop, "route", where=where)


def by_argument(old: Route, argument: str, target: str) -> list[Edit]:
    """Return the change that names the target of a route by another argument."""
    return [retargeted(old, argument, target)]


def without(old: Route) -> Edit:
    """Return the change that takes a route away."""
    if is_inline(old):
        return Remove(old.origin, "route", _where(old))
    return Remove(single(old.origin))


def without_all(routes: Iterable[Route]) -> list[Edit]:
    """Return the changes that take routes away."""
    return [without(each) for each in routes]


def is_inline(old: Route) -> bool:
    """Tell whether a route stands in the resource of its table."""
    return old.origin in old.table.targets


def _where(old: Route) -> Arguments:
    if "/" not in old.destination_text:
        raise OutOfSightError(old.origin)
    return ((_destination(old.destination_text), old.destination_text),)


def tables_of(network: Network, subnets: Iterable[Subnet]) -> list[str]:
    """Return the route tables of subnets, each once; raises where one cannot be told."""
    found: dict[str, None] = {}
    for subnet in subnets:
        table = network.routing.table_of(subnet).only
        if table is None or not (table in network.route_tables or table.endswith(IMPLICIT)):
            raise OutOfSightError(subnet.address)
        found[table] = None
    return list(found)


def tables_in(network: Network, vpc: str) -> list[str]:
    """Return the tables that the subnets of a VPC use; without subnets all of it, or its main."""
    subnets = network.subnets_by_vpc.get(vpc, ())
    if subnets:
        return tables_of(network, subnets)
    every = network.route_tables.values()
    own = [t.address for t in every if t.vpc is not None and t.vpc.only == vpc]
    return own or [f"{vpc}{IMPLICIT}"]


def to_vpc(
    network: Network, tables: Iterable[str], there: Vpc, argument: str, target: Name | str
) -> list[Edit]:
    """Return routes to the blocks of a VPC in tables, but where one is for such a block already."""
    if there.unknown or any(block.sensitive for block in there.blocks) or not there.blocks:
        raise OutOfSightError(there.address)
    return [
        route(network, table, str(block), argument, target)
        for table in tables
        for block in there.blocks
        if not _has(network, table, str(block))
    ]


def _has(network: Network, table: str, destination: str) -> bool:
    known = network.route_tables.get(table)
    return known is not None and any(r.destination_text == destination for r in known.routes)


def new_table(network: Network, subnet: Subnet, kind: str = "") -> tuple[str, list[Edit]]:
    """Return a route table of its own for a subnet, by its name, with the association."""
    module, vpc = module_of(subnet.address), subnet.vpc.only
    if vpc is None:
        raise OutOfSightError(subnet.address)
    own = of_kind(subnet.address, kind) if kind else flat(subnet.address)
    name = fresh(network, module, "aws_route_table", own)
    table = Add(module, "aws_route_table", name, (("vpc_id", reference(vpc, module)),))
    return name, [table, *associated(network, subnet, Name(f"aws_route_table.{name}.id"))]


def flat(address: str) -> str:
    """Make one name of a block's name and the key of an instance."""
    local = address.rpartition(".")[0] and address.removeprefix(f"{module_of(address)}.")
    return word(local.partition(".")[2])


def of_kind(address: str, kind: str) -> str:
    """Make a name for something public or private out of that of something else."""
    words = flat(address).split("_")
    if {"public", "private"}.isdisjoint(words):
        return "_".join((*words, kind))
    return "_".join(kind if each in {"public", "private"} else each for each in words)


def associated(network: Network, subnet: Subnet, table: Name) -> Iterator[Edit]:
    """Give a subnet a table: by its own association, or by a new one where it has none."""
    module = module_of(subnet.address)
    choice = network.routing.table_of(subnet)
    if not choice.is_main:
        put = Put(single(choice.via), (("route_table_id", table),))
        if module_of(choice.via) != module:
            raise OutOfSightError(subnet.address)
        yield put
        return
    name = fresh(network, module, "aws_route_table_association", flat(subnet.address))
    arguments = (("subnet_id", reference(subnet.address, module)), ("route_table_id", table))
    yield Add(module, "aws_route_table_association", name, arguments)


def default_routes(routes: Iterable[Route]) -> list[Route]:
    """Return those of some routes that take all internet traffic of a family."""
    return [each for each in routes if is_default(each)]

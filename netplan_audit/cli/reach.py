"""`reach`: tells whether packets get from one end of a network to another, and the replies back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from netplan_audit.cli import output as writing
from netplan_audit.cli import parameters
from netplan_audit.errors import InputError, UsageError
from netplan_audit.opening import inputs as reading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netplan_audit.network.reach.exposed import Exposed
    from netplan_audit.network.reach.model import ReachModel
    from netplan_audit.network.reach.query import Query, Reachability
    from netplan_audit.network.reach.trail import Trail

_KEYS: Final = frozenset({"id", "from", "to", "protocol", "port", "from_ip", "to_ip"})


def reach(  # noqa: PLR0913 - one parameter for each option
    *,
    input_: parameters.Input,
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="END", help="internet, a resource's address, or a CIDR."),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="END",
            help="The same, service:NAME, or service/NAMESPACE/NAME of Kubernetes.",
        ),
    ] = None,
    protocol: Annotated[
        Literal["tcp", "udp", "icmp"] | None,
        typer.Option(help="What to ask about; icmp is a ping. tcp, or all with --all-pairs."),
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="The port at the target.")
    ] = None,
    from_ip: Annotated[
        str | None, typer.Option(metavar="IP", help="Which address of --from.")
    ] = None,
    to_ip: Annotated[str | None, typer.Option(metavar="IP", help="Which address of --to.")] = None,
    all_exposed: Annotated[
        bool, typer.Option("--all-exposed", help="List everything that the internet reaches.")
    ] = False,
    all_pairs: Annotated[
        bool,
        typer.Option("--all-pairs", help="Ask about every workload and every other one."),
    ] = False,
    site: Annotated[
        int,
        typer.Option(
            min=1,
            max=32,
            help="Senders are the internet if more than one CIDR of this prefix length, "
            "or of twice that for IPv6.",
        ),
    ] = 16,
    queries: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            parser=parameters.path_of,
            help="Ask the queries of this file: a JSON object a line.",
        ),
    ] = None,
    format_: parameters.TextOrJson = "text",
    var: parameters.Var = None,
    var_file: parameters.VarFile = None,
    workspace: parameters.Workspace = None,
    planfile: parameters.Planfile = None,
    source: parameters.SourceFolder = None,
    terraform_bin: parameters.TerraformBin = None,
    debug: parameters.Debug = False,  # noqa: ARG001 - app.run looks for it
) -> None:
    """Tell whether packets get from one end to another, and why.

    The answer is yes, no or unknown. Exit codes are 0 whatever the answers are, and 2 where a
    question cannot be asked.
    """
    # Here and not above: help must not wait for the readers and the graph.
    from netplan_audit.network.reach.exposed import Exposures  # noqa: PLC0415
    from netplan_audit.network.reach.query import Query, Reachability  # noqa: PLC0415

    if all_exposed or all_pairs:
        if (queries, from_, to) != (None, None, None) or (all_exposed and all_pairs):
            message = "cannot be combined with --from, --to and --queries, nor with each other"
            raise UsageError(message, source="--all-exposed" if all_exposed else "--all-pairs")
        asked = []
    elif queries is not None:
        if from_ is not None or to is not None:
            message = "cannot be combined with --from and --to"
            raise UsageError(message, source="--queries")
        asked = _read(queries)
    elif from_ is None or to is None:
        message = "give --from and --to, or --queries, or --all-exposed, or --all-pairs"
        raise UsageError(message)
    else:
        asked = [Query(from_, to, protocol or "tcp", port, from_ip, to_ip)]
    given = parameters.Given(var, var_file, workspace, planfile, source, terraform_bin)
    model = _understood(input_, given)
    if all_pairs:
        _print_pairs(model, protocol, port, format_)
    elif all_exposed:
        _print_exposed(Exposures(model).all(), site, format_)
    elif len(asked) == 1 and queries is None and _is_open(asked[0]):
        _print_exposed(Exposures(model).between(asked[0]), site, format_, asked[0])
    else:
        reachability = Reachability(model)
        answers = [(query, _answer(reachability, query, queries)) for query in asked]
        _print(answers, "json" if queries is not None else format_)


def _is_open(query: Query) -> bool:
    """Tell whether a question leaves the ports open: the answer is a set then."""
    return query.port is None and query.protocol != "icmp"


def _understood(path: str, given: parameters.Given) -> ReachModel:
    from netplan_audit.network.build.reach import build_reach  # noqa: PLC0415
    from netplan_audit.pipeline import understand  # noqa: PLC0415 - see reach

    resources, network = understand(given.whole(path))
    return build_reach(resources, network)


def _answer(model: Reachability, query: Query, queries: str | None) -> Trail:
    try:
        return model.answer(query)
    except UsageError as error:
        if queries is not None:
            error.source = f"{queries}: query {query.id}"
        raise


def _print_exposed(
    found: Iterable[Exposed], site: int, chosen: str, query: Query | None = None
) -> None:
    from netplan_audit.formats import reach_json, reach_text  # noqa: PLC0415 - see reach

    if chosen == "json":
        writing.write(reach_json.exposed(found, site), encoding="utf-8")
    elif query is None:
        writing.write(reach_text.table(found, site))
    else:
        writing.write(reach_text.shares(query, found, site))


def _print_pairs(model: ReachModel, protocol: str | None, port: int | None, chosen: str) -> None:
    from netplan_audit.formats import reach_pairs  # noqa: PLC0415 - see reach
    from netplan_audit.network.reach.pairs import Pairs, asked_about  # noqa: PLC0415 - see reach

    pairs = Pairs(model, *asked_about(protocol, port))
    if chosen == "json":
        writing.write("".join(reach_pairs.lines(pairs)), encoding="utf-8")
    else:
        writing.write(reach_pairs.table(pairs))


def _print(answers: list[tuple[Query, Trail]], chosen: str) -> None:
    from netplan_audit.formats import reach_json, reach_text  # noqa: PLC0415 - see reach

    if chosen == "json":
        writing.write(reach_json.render(answers), encoding="utf-8")
    else:
        writing.write(reach_text.render(answers))


def _read(path: str) -> list[Query]:
    """Read JSON lines; each line without an id gets its number for one."""
    import msgspec  # noqa: PLC0415 - help must not wait for it

    found: list[Query] = []
    for number, line in enumerate(bytes(reading.read(path)).splitlines(), 1):
        if not line.strip():
            continue
        try:
            document = msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            message = f"line {number} is no JSON: {error}"
            raise InputError(message, source=path) from None
        found.append(_query(document, number, path))
    return found


def _query(document: object, number: int, path: str) -> Query:
    from netplan_audit.network.reach.query import Query  # noqa: PLC0415 - see reach

    hint = f"a query has the keys {', '.join(sorted(_KEYS))}; `from` and `to` are needed"
    if not isinstance(document, dict) or not {"from", "to"} <= document.keys() <= _KEYS:
        message = f"line {number} is no query"
        raise InputError(message, source=path, hint=hint)
    port = document.get("port")
    texts = {key: value for key, value in document.items() if key != "port" and value is not None}
    wrong = next((key for key, value in texts.items() if not isinstance(value, (str, int))), None)
    if wrong is not None or isinstance(port, bool) or not isinstance(port, (int, type(None))):
        message = f"line {number}: `{wrong or 'port'}` has a value of the wrong type"
        raise InputError(message, source=path, hint=hint)
    return Query(
        str(document["from"]),
        str(document["to"]),
        str(texts.get("protocol", "tcp")),
        port,
        None if "from_ip" not in texts else str(texts["from_ip"]),
        None if "to_ip" not in texts else str(texts["to_ip"]),
        str(texts.get("id", number)),
    )

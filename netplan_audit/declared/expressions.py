"""Expressions of CEL in declared policies; the language comes with the extra `cel`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from netplan_audit.declared.attributes import attribute, blocks_of
from netplan_audit.errors import UsageError
from netplan_audit.network.cidr import parse_cidr
from netplan_audit.unknown import Truth, truth

if TYPE_CHECKING:
    from netplan_audit.declared.conditions import Judge, Judged
    from netplan_audit.network.network import Network

LONGEST: Final = 1_000
MOST_LOOPS: Final = 2
"""The language ends always, but nothing else bounds its work: so do length and nesting."""
_LOOP: Final = re.compile(r"\.\s*(all|exists|exists_one|map|filter)\s*\(")
_INSTALL: Final = "install it: pip install 'netplan-audit[cel]'"


class Expression:
    """One compiled expression, which must be true of an object."""

    def __init__(self, text: str, source: str) -> None:
        """Compile it; raises ValueError where it is none, UsageError without the extra."""
        try:
            import cel  # noqa: PLC0415 - an extra
        except ImportError as error:
            message = f"`expr` needs the extra `cel`: {error}"
            raise UsageError(message, source=source, hint=_INSTALL) from None
        if len(text) > LONGEST or len(_LOOP.findall(text)) > MOST_LOOPS:
            message = f"at most {LONGEST} characters and {MOST_LOOPS} loops (all, exists, map, …)"
            raise ValueError(message)
        self._text, self._source = text, source
        self._program = cel.compile(text)
        self._context = cel.Context()
        for name, function in FUNCTIONS.items():
            self._context.add_function(name, function)

    def holds(self, judge: Judge, address: str, judged: Judged) -> Truth:
        """Tell whether it is true; unknown where it names something that is not known."""
        node, waits = _node(judge, address)
        open_ones = [
            what for word, what in waits if re.search(rf"\b{re.escape(word)}\b", self._text)
        ]
        if open_ones:
            return judged.waits_for(Truth.UNKNOWN, *open_ones)
        self._context.add_variable("node", node)
        try:
            answer = self._program.execute(self._context)
        except (ArithmeticError, KeyError, RuntimeError, TypeError, ValueError) as error:
            raise self._error(address, error) from None
        if not isinstance(answer, bool):
            message = f"`expr` gives {type(answer).__name__} at {address}, not true or false"
            raise UsageError(message, source=self._source)
        return truth(answer)

    def _error(self, address: str, error: Exception) -> UsageError:
        if isinstance(error, KeyError):
            message = f"`expr` asks for {error.args[0]!r}, which {address} does not have"
            return UsageError(
                message, source=self._source, hint="ask before: has(node.tags.X) && …"
            )
        reason = str(error).partition("\n")[0].partition(". ")[0]
        return UsageError(f"`expr` fails at {address}: {reason}", source=self._source)


def _node(judge: Judge, address: str) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Return an object as the expression sees it, and the words that are not known in it."""
    waits: list[tuple[str, str]] = []
    node = _plain(judge, address, waits)
    for name, through, kind in (
        ("subnets", "<in VPC", "subnet"),
        ("vpcs", "in VPC", "vpc"),
        ("route_tables", "uses route table", "route-table"),
        ("security_groups", "uses security group", "security-group"),
    ):
        reached = judge.graph.reached(address, [through])
        waits += [(name, where) for where in reached.settles]
        waits += [(name, end) for end, sure in reached.ends if sure is Truth.UNKNOWN]
        ends = [end for end, _ in reached.ends if judge.graph.kinds.get(end) == kind]
        inner: list[tuple[str, str]] = []
        node[name] = [_plain(judge, end, inner) for end in ends]
        waits += inner
    return node, waits


def _plain(judge: Judge, address: str, waits: list[tuple[str, str]]) -> dict[str, Any]:
    network: Network = judge.network
    blocks = blocks_of(network, address)
    waits += [("cidr", one) for one in blocks.waits] + [("cidrs", one) for one in blocks.waits]
    tags = network.tags(address)
    if tags.unknown or not tags.closed:
        waits.append(("tags", tags.settles))
    cidrs = list(map(str, blocks.cidrs))
    node: dict[str, Any] = {
        "address": address,
        "kind": judge.graph.kinds.get(address, ""),
        "cidrs": cidrs,
        "tags": dict(tags.known),
    }
    if cidrs:
        node["cidr"] = cidrs[0]
    for name in ("module", "zone", "region", "environment"):
        known = attribute(network, address, name)
        if known.values:
            node[name] = known.values[0]
        elif not known.closed:
            waits.append((name, known.settles))
    return node


def _is_cidr(text: str) -> bool:
    try:
        parse_cidr(text)
    except ValueError:
        return False
    return "/" in text


def _contains(outer: str, inner: str) -> bool:
    return parse_cidr(outer).contains(parse_cidr(inner))


def _masked(text: str) -> str:
    return str(parse_cidr(text))


FUNCTIONS: Final[dict[str, Any]] = {
    "cidr": _masked,
    "containsCIDR": _contains,
    "containsIP": _contains,
    "family": lambda text: parse_cidr(text).family,
    "ip": lambda text: text if not _is_cidr(text) else _no_ip(text),
    "isCIDR": _is_cidr,
    "masked": _masked,
    "overlaps": lambda one, other: parse_cidr(one).overlaps(parse_cidr(other)),
    "prefixLength": lambda text: parse_cidr(text).prefix_length,
}
"""Kubernetes' names for what can be asked of addresses, and `overlaps` of our own."""


def _no_ip(text: str) -> str:
    message = f"{text!r} is a CIDR, not an address"
    raise ValueError(message)

"""Who reaches whom, as a table and as JSON lines: by classes of senders and of receivers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from netplan_audit.formats import count, dumped, harmless
from netplan_audit.network.ports import NO_PORTS
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netplan_audit.network.ports import PortSet
    from netplan_audit.network.reach.kin import Kin
    from netplan_audit.network.reach.pair import Answer
    from netplan_audit.network.reach.pairs import Found, Pairs

    Class = tuple[Kin, ...]

_HEAD: Final = ("TO", "ANSWER", "WHERE", "PAIRS", "PORTS", "FROM")
_IPV4: Final = 4
_ORDER: Final = (Truth.YES, Truth.UNKNOWN, Truth.NO)


def lines(pairs: Pairs) -> Iterator[str]:
    """Render the classes, what was found of them, and what was covered, a JSON object a line."""
    for name, classes in (("senders", pairs.senders), ("receivers", pairs.receivers)):
        for number, members in enumerate(classes):
            yield _line({name: number, "members": _members(members)})
    found: list[Found] = []
    for one in pairs.found():
        found.append(one)
        yield _line(_document(one))
    yield _line(_covered(pairs, found))


def _line(document: dict[str, object]) -> str:
    return f"{dumped(document, indent=None)}\n"


def _members(kin: Iterable[Kin]) -> list[str]:
    return sorted(member for each in kin for member in each.members)


def _document(found: Found) -> dict[str, object]:
    near = None
    if found.kin is not None:
        near = [[sorted(a.members), sorted(b.members)] for a, b in found.kin]
    return {
        "from": found.source,
        "to": found.target,
        "near": near,
        "pairs": found.pairs,
        "example": list(found.example),
        "answers": [_answer(each) for each in found.answers],
    }


def _answer(answer: Answer) -> dict[str, object]:
    known: dict[str, object] = {
        "protocol": answer.protocol,
        "family": f"ipv{answer.family}",
        "ports": str(answer.ports) or None,
        "verdict": answer.verdict.value,
    }
    return known | ({"unknown": list(answer.unknown)} if answer.unknown else {})


def _covered(pairs: Pairs, found: list[Found]) -> dict[str, object]:
    verdicts = [(one.pairs, {each.verdict for each in one.answers}) for one in found]
    yes = sum(number for number, each in verdicts if Truth.YES in each)
    unknown = sum(number for number, each in verdicts if each == {Truth.UNKNOWN})
    return {
        "workloads": pairs.workloads,
        "pairs": pairs.total,
        "yes": yes,
        "unknown": unknown,
        "no": pairs.total - yes - unknown,
        "asked": pairs.asked,
    }


def table(pairs: Pairs) -> str:
    """Render one row for all senders that reach the same ports of a class of receivers."""
    found = list(pairs.found())
    rows = [_HEAD, *_rows(pairs, found)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEAD))]
    text = [_joined(row, widths) for row in rows] if len(rows) > 1 else []
    covered = _covered(pairs, found)
    parts = (f"{covered[key]} {key}" for key in ("yes", "unknown", "no"))
    asked = f"{pairs.asked} asked, for all that are alike"
    every = f"{count(pairs.total, 'pair')} of {count(pairs.workloads, 'workload')}"
    text.append(f"{every}: {', '.join(parts)} ({asked})")
    text += [*_legend("s", pairs.senders), *_legend("r", pairs.receivers)]
    return "".join(f"{line}\n" for line in text)


def _joined(row: tuple[str, ...], widths: list[int]) -> str:
    return "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip()


def _legend(letter: str, classes: list[Class]) -> Iterator[str]:
    for number, members in enumerate(classes):
        every = _members(members)
        if len(every) > 1:
            yield harmless(f"{letter}{number}: {every[0]} and {len(every) - 1} like it")


def _label(letter: str, number: int, classes: list[Class]) -> str:
    members = _members(classes[number])
    return members[0] if len(members) == 1 else f"{letter}{number}"


def _rows(pairs: Pairs, found: list[Found]) -> Iterator[tuple[str, ...]]:
    """Yield the rows by receiver, what is certain first."""
    alike: dict[_Row, list[tuple[Found, list[Answer]]]] = {}
    for one in found:
        for order, verdict in enumerate(_ORDER):
            answers = [each for each in one.answers if each.verdict is verdict]
            if answers or (verdict is Truth.NO and not one.answers):
                row = _Row(one.target, order, one.kin is None, _ports(answers))
                alike.setdefault(row, []).append((one, answers))
    for row in sorted(alike):
        every = alike[row]
        cells = (
            _label("r", row.target, pairs.receivers),
            _ORDER[row.order].value,
            "apart" if row.is_apart else "near",
            str(sum(each.pairs for each, _ in every)),
            row.ports,
            ", ".join(_label("s", each.source, pairs.senders) for each, _ in every),
        )
        yield tuple(map(harmless, cells))
        unknown = _unknown([answer for _, answers in every for answer in answers])
        if unknown:
            yield ("", "", "", "", "", harmless(f"unknown: {unknown}"))


class _Row(NamedTuple):
    target: int
    order: int
    is_apart: bool
    ports: str


def _ports(answers: list[Answer]) -> str:
    """Write protocols with their ports: `tcp 22, 443; icmp; tcp 80 over IPv6`."""
    found: dict[tuple[str, int], PortSet] = {}
    for each in answers:
        kind = (each.protocol, each.family)
        found[kind] = found.get(kind, NO_PORTS) | each.ports
    texts = (
        f"{protocol}{f' {ports}' if ports else ''}{'' if family == _IPV4 else ' over IPv6'}"
        for (protocol, family), ports in found.items()
    )
    return "; ".join(texts) or "nothing"


def _unknown(answers: list[Answer]) -> str:
    every = list(dict.fromkeys(text for each in answers for text in each.unknown))
    return f"{every[0]}{f' and {len(every) - 1} more' if len(every) > 1 else ''}" if every else ""

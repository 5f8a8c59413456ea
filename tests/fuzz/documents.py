"""Plans, states and manifests with mistakes, each read by whatever reads it in earnest.

    python -m tests.fuzz.documents --mutants 2000 --seed 1 FILE_OR_FOLDER...

Every mutant must be refused with an error or be read to the end, by every check, every format and
every question, within the seconds that `--slow` gives. One that is not is written to the folder
that `--keep` names.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import signal
import sys
import traceback
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

from netplan_audit.checks import CHECKS
from netplan_audit.config.words import Format
from netplan_audit.errors import AuditError
from netplan_audit.formats import graph_json, reach_json, reach_pairs, reach_text, resources_json
from netplan_audit.formats.text import Look, tell
from netplan_audit.kubernetes.read import Manifests
from netplan_audit.library import render
from netplan_audit.network import edges
from netplan_audit.network.build.reach import build_reach
from netplan_audit.network.reach.exposed import Exposures
from netplan_audit.network.reach.pairs import Pairs
from netplan_audit.pipeline import Input, audit, understand
from netplan_audit.policy.file import load_policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import FrameType

    Place = tuple[str | int, ...]

EVERY: Final = load_policy("all", CHECKS)
FORMATS: Final = tuple(name for name in get_args(Format) if name != "text")
SITE: Final = 16
ODD: Final[tuple[object, ...]] = (
    *(None, True, False, 0, -1, 1, 65536, 2.5, 10.0, 1e300, 1 << 70, "", " ", "x", "-1", "\x00"),
    *("0", "80", "0.0.0.0/0", "::/0", "10.0.0.0/33", "10.0.0.1/16", "::ffff:10.0.0.0/104", "0/0"),
    *("10.0.0.0/-1", "1.2.3.4", "fe80::1%eth0", "300.0.0.0/8", "010.0.0.0/8", "${a}", "%{b}", "\n"),
    *(
        "\ud800",
        "\u202e",
        "\x1b[2J",
        "arn:aws:",
        "a" * 5_000,
        "all",
        "*",
        "9" * 400,
        "-",
        "1-",
        "$",
    ),
    *(
        [],
        {},
        [None],
        [[]],
        [{}],
        {"": ""},
        {"a": None},
        ["a", 1, {}],
        [0],
        [True],
        "null",
        "<a>|`",
    ),
)

KINDS: Final[tuple[object, ...]] = (True, -1, 2.5, 1e300, "x", "0/0", [], {}, ["a", [], {"a": []}])
"""One of each kind of value."""


def mutants(documents: Sequence[Any], count: int, seed: int) -> Iterator[Any]:
    """Yield copies of documents with one to four mistakes; the same seed gives the same ones."""
    dice = random.Random(seed)  # noqa: S311 - nothing secret
    for _ in range(count):
        made = copy.deepcopy(dice.choice(documents))
        for _ in range(dice.choice((1, 1, 2, 4))):
            places = list(_places(made))
            if places:
                _change(made, dice.choice(places), places, dice)
        yield made


def systematic(documents: Iterable[Any]) -> Iterator[Any]:
    """Yield plans with a value of every kind in every argument, once for each type of resources."""
    seen: set[object] = set()
    for document in documents:
        changes = document.get("resource_changes") if isinstance(document, dict) else None
        for change in changes if isinstance(changes, list) else ():
            after = change["change"].get("after")
            for place in list(_places(after)):
                field = (change["type"], *(key for key in place if isinstance(key, str)))
                if field in seen:
                    continue
                seen.add(field)
                holder, old = _at(after, place[:-1]), _at(after, place)
                for holder[place[-1]] in KINDS:
                    yield document
                holder[place[-1]] = old


def _places(value: Any, path: Place = ()) -> Iterator[Place]:  # noqa: ANN401 - JSON
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, item in items:
        yield (*path, key)
        yield from _places(item, (*path, key))


def _at(value: Any, path: Place) -> Any:  # noqa: ANN401 - as above
    for key in path:
        value = value[key]
    return value


def _change(made: Any, place: Place, places: list[Place], dice: random.Random) -> None:  # noqa: ANN401
    holder, key = _at(made, place[:-1]), place[-1]
    old = holder[key]
    match dice.randrange(7):
        case 0:
            holder[key] = dice.choice(ODD)
        case 1:
            del holder[key]
        case 2:  # a value of another place
            holder[key] = copy.deepcopy(_at(made, dice.choice(places)))
        case 3:  # the same again, as with an address that stands twice
            if isinstance(holder, list):
                holder.append(copy.deepcopy(old))
            else:
                holder[key] = [copy.deepcopy(old)]
        case 4:  # the same mistake wherever the value stands
            _replace(made, old, dice.choice(ODD))
        case 5:  # in all objects with this key
            new = dice.choice(ODD)
            for other in places:
                if other[-1] == key and isinstance(key, str):
                    _put(made, other, new)
        case _:  # not known
            _replace(made, old, True)  # noqa: FBT003 - as plans mark it


def _replace(made: Any, old: object, new: object) -> None:  # noqa: ANN401 - as above
    if isinstance(old, (dict, list)) or old is None or isinstance(old, bool):
        return
    for place in list(_places(made)):
        if type(_at(made, place)) is type(old) and _at(made, place) == old:
            _put(made, place, new)


def _put(made: Any, place: Place, new: object) -> None:  # noqa: ANN401 - as above
    try:
        _at(made, place[:-1])[place[-1]] = copy.deepcopy(new)
    except (KeyError, IndexError, TypeError):  # it is gone with what held it
        return


def input_of(made: Any) -> Input:  # noqa: ANN401 - as above
    """Return a document as an input; a list is one of manifests."""
    data = json.dumps(made).encode()
    if not isinstance(made, list):
        return Input("mutant", "mutant.json", data)
    text = b"\n---\n".join(json.dumps(each).encode() for each in made)
    source = Manifests({"mutant.yaml": text}, ".")
    return Input(
        "mutant", ".", text, sources=lambda: (source,), configuration=lambda: source.resources("x")
    )


def read_all(one: Input) -> bool:
    """Ask everything about an input; tell whether it was refused."""
    return not all(list(map(partial(_asked, one), ASKED)))


def _asked(one: Input, ask: Callable[[Input], None]) -> bool:
    try:
        ask(one)
    except AuditError:
        return False
    return True


def _scan(one: Input) -> None:
    report = audit([one], EVERY, places=())
    for form in FORMATS:
        render(report, form).encode()
    render(report, "text").encode()
    tell(report, [*report.findings, *report.undecided], Look(verbose=True)).encode()


def _list(one: Input) -> None:
    resources, network = understand(one)
    resources_json.render(resources).encode()
    graph_json.render(edges.nodes(network), edges.edges(network)).encode()


def _exposed(one: Input) -> None:
    found = list(Exposures(build_reach(*understand(one))).all())
    reach_json.exposed(found, SITE).encode()
    reach_text.table(found, SITE).encode()


def _pairs(one: Input) -> None:
    pairs = Pairs(build_reach(*understand(one)))
    "".join(reach_pairs.lines(pairs)).encode()
    reach_pairs.table(pairs).encode()


ASKED: Final = (_scan, _list, _exposed, _pairs)


class SlowError(Exception):
    """A mutant took too long."""


def main() -> int:
    """Run it; 1 where a mutant did worse than being refused."""
    options = _options()
    documents = list(_documents(_files(options.paths), options.largest))
    number, refused, failures = 0, 0, Counter[str]()
    signal.signal(signal.SIGPROF, _stop)
    every = systematic(documents) if options.every else None
    for made in every or mutants(documents, options.mutants, options.seed):
        number += 1
        signal.setitimer(signal.ITIMER_PROF, options.slow)
        try:
            refused += read_all(input_of(made))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            where = _where(error)
            if not failures[where] and options.keep:
                name = f"mutant-{options.seed}-{number}.json"
                (options.keep / name).write_text(json.dumps(made))
                sys.stdout.write(f"{name}: {where}\n")
                sys.stdout.flush()
            failures[where] += 1
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    sys.stdout.writelines(f"{times} x {where}\n" for where, times in failures.most_common())
    sys.stdout.write(f"{len(documents)} documents, {number} mutants, {refused} refused, ")
    sys.stdout.write(f"{failures.total()} failures\n")
    return 1 if failures else 0


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SlowError


def _where(error: BaseException) -> str:
    while error.__cause__ is not None:
        error = error.__cause__
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(each.filename).name}:{each.lineno}" for each in frames]
    return f"{type(error).__name__} {str(error)[:100]!r} at {' < '.join(reversed(places[-4:]))}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--mutants", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", action="store_true", help="odd values in every argument")
    parser.add_argument("--slow", type=float, default=20.0)
    parser.add_argument("--largest", type=int, default=200_000, help="bytes of a file")
    parser.add_argument("--keep", type=Path)
    return parser.parse_args()


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.rglob("*")) if path.is_dir() else [path]


def _documents(files: Iterable[Path], largest: int) -> Iterator[Any]:
    for file in files:
        if not file.is_file() or file.stat().st_size > largest:
            continue
        if file.suffix in {".json", ".tfstate"}:
            try:
                made = json.loads(file.read_bytes())
            except ValueError:
                continue
            if isinstance(made, dict):
                yield made
        elif file.suffix in {".yaml", ".yml"}:
            objects = [one.value for one in Manifests({file.name: file.read_bytes()}, ".")]
            if objects:
                yield objects


if __name__ == "__main__":
    sys.exit(main())

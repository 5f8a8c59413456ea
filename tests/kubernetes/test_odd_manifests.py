"""Whatever stands in a manifest, every check answers, and what is unknown makes nothing worse."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netplan_audit.checks import CHECKS
from netplan_audit.finding import Severity
from netplan_audit.kubernetes.read import Manifests
from netplan_audit.network.build import build_network
from netplan_audit.terraform.configuration.read import read_configuration
from netplan_audit.terraform.source import ModuleText
from netplan_audit.terraform.tree import ModuleTree
from tests.cases import cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.terraform.value import Value

CASES: Final = [[one.value for one in case.manifests()] for case in cases() if case.is_manifest]
ODD: Final[tuple[object, ...]] = (
    None, True, -1, 0, 1 << 70, 1.5, "", "x", "None", "80", "{{", "0.0.0.0/0", [], {}, [None],
    [[]], [{}], {"x": None}, {"": ""}, [{"name": None}], ["a", 1, {}],
    "ENC[AES256_GCM,data:YQ==,type:str]", ["ENC[AES256_GCM,data:YQ==,type:str]"],
)  # fmt: skip


def _name(one: Any) -> str:  # noqa: ANN401 - an object of Kubernetes
    placed = one["metadata"]
    return f"{one['kind']} {placed.get('namespace')} {placed.get('name')}"


APART: Final = [one for one in CASES if len({_name(each) for each in one}) == len(one)]
"""Those in which no two objects have one name: there, a name that is not known would part them."""


def _places(value: Value, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, item in items:
        yield (*path, key)
        yield from _places(item, (*path, key))


def _replaced(value: Any, path: tuple[str | int, ...], new: object) -> Any:  # noqa: ANN401 - JSON
    made = copy.deepcopy(value)
    holder = made
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = new
    return made


def _written(objects: list[Any]) -> bytes:
    """Write objects as values of a configuration with one variable that is not set."""
    held = {f"o{number}": {"manifest": one} for number, one in enumerate(objects)}
    text = msgspec.json.encode({"variable": {"v": {}}, "resource": {"kubernetes_manifest": held}})
    return text.replace(b"${", b"$${").replace(b"%{", b"%%{").replace(b'"UNKNOWN"', b'"${var.v}"')


def _grave(text: bytes) -> set[str]:
    """Return the checks that find something high or critical in a configuration."""
    tree = ModuleTree({(): ModuleText(".", {"main.tf.json": text})})
    network = build_network(read_configuration(tree, "x"))
    return {
        outcome.check
        for check in CHECKS
        for outcome in check.run(network)
        if outcome.verdict == "finding" and outcome.severity >= Severity.HIGH
    }


@st.composite
def _case(draw: st.DrawFn) -> tuple[list[Any], list[Any]]:
    """Draw the objects of a case, and the same with one value that is not known."""
    objects: list[Any] = [copy.deepcopy(one) for one in draw(st.sampled_from(APART))]
    for one in objects:
        if str(one["metadata"]["namespace"]).startswith("that of"):
            del one["metadata"]["namespace"]
    chosen = draw(st.integers(0, len(objects) - 1))
    place = draw(st.sampled_from([p for p in _places(objects[chosen]) if p != ("kind",)]))
    vague = _replaced(objects[chosen], place, "UNKNOWN")
    return objects, [vague if n == chosen else one for n, one in enumerate(objects)]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_case())
def test_what_is_not_known_makes_no_grave_finding(pair: tuple[list[Any], list[Any]]) -> None:
    known, vague = pair
    assert _grave(_written(vague)) <= _grave(_written(known))


@st.composite
def _odd(draw: st.DrawFn) -> bytes:
    """Draw a case, one object of which has another value in one place."""
    objects = draw(st.sampled_from(CASES))
    chosen = draw(st.integers(0, len(objects) - 1))
    place = draw(st.sampled_from(list(_places(objects[chosen]))))
    odd = _replaced(objects[chosen], place, draw(st.sampled_from(ODD)))
    every = [odd if number == chosen else one for number, one in enumerate(objects)]
    return b"\n---\n".join(map(msgspec.json.encode, every))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_odd())
def test_every_check_answers_for_odd_manifests(text: bytes) -> None:
    network = build_network(Manifests({"a.yaml": text}, ".").resources("x"))
    for check in CHECKS:
        assert all(outcome.subject for outcome in check.run(network))


def test_every_field_may_be_missing_or_odd() -> None:
    seen = set()
    for one in (one for objects in CASES for one in objects):
        for place in _places(one):
            key = (one.get("kind"), tuple(k for k in place if isinstance(k, str)))
            if str(key) in seen:
                continue
            seen.add(str(key))
            for new in ODD:
                text = msgspec.json.encode(_replaced(one, place, new))
                network = build_network(Manifests({"a.yaml": text}, ".").resources("x"))
                for check in CHECKS:
                    list(check.run(network))
    assert len(seen) > 100

"""Plan JSON written by hand, for what Terraform cannot be asked to plan without an account.

Existing objects, data sources that AWS answers, and arguments of newer providers. What the builder
fills in is what `terraform show -json` was measured to give: an unknown attribute is absent from
`after` and true in `after_unknown`, `references` list the whole traversal before its parents,
configuration addresses have no instance keys.

    plan = Plan()
    plan.create("aws_vpc.main", {"cidr_block": "10.0.0.0/16"})
    plan.create("aws_subnet.a", {"cidr_block": "10.0.0.0/24"}, refers={"vpc_id": "aws_vpc.main.id"})
    plan.existing("aws_vpc.old", {"id": "vpc-1", "cidr_block": "10.1.0.0/16"})
    plan.data("data.aws_availability_zones.all", {"names": ["eu-west-1a", "eu-west-1b"]})
    found = plan.outcomes("subnets-overlap")
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec

from netplan_audit.terraform.address import block_address, module_path
from tests.cases import outcomes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from netplan_audit.finding import Outcome

PROVIDER: Final = "registry.terraform.io/hashicorp/aws"
_KEY: Final = re.compile(r"\[([^\]]*)\]$")
_SPLIT: Final = re.compile(r"((?:module\.[^.\[]+(?:\[[^\]]*\])?\.)*)(.+)")

Values = dict[str, Any]


class Plan:
    """A plan in the making; addresses are written as Terraform does, with modules and keys."""

    def __init__(self, region: str = "eu-west-1", **top: object) -> None:
        """Start empty; `top` sets or replaces top-level keys of the document."""
        self._top = top
        self._changes: list[Values] = []
        self._data: list[Values] = []
        self._root: Values = {}
        expressions = {"region": {"constant_value": region}}
        self._providers = {
            "aws": {"name": "aws", "full_name": PROVIDER, "expressions": expressions}
        }

    def create(
        self,
        address: str,
        values: Values | None = None,
        *,
        refers: Mapping[str, str | Sequence[str]] | None = None,
        unknown: Iterable[str] = (),
    ) -> None:
        """Add a resource that the plan creates.

        `refers` gives the traversal (or several) of each argument that is unknown for it;
        `unknown` names attributes that the provider computes, as `UNKNOWN` for a value does. The
        id always is.
        """
        masks = dict.fromkeys((*unknown, *(refers or {}), "id"), True) | _masks(values or {})
        after = _known(values or {})
        self._change(address, ["create"], None, after, masks)
        known = {k: v for k, v in (values or {}).items() if not isinstance(v, Unknown)}
        self._configure(address, known, refers or {})

    def existing(
        self,
        address: str,
        values: Values,
        *,
        refers: Mapping[str, str | Sequence[str]] | None = None,
        configured: Iterable[str] | None = None,
    ) -> None:
        """Add a resource that is there and stays; `configured` names the arguments of its block.

        By default these are all values but the id.
        """
        self._change(address, ["no-op"], values, values, {})
        names = values if configured is None else configured
        written = {name: values[name] for name in names if name != "id"}
        self._configure(address, written, refers or {})

    def update(self, address: str, before: Values, after: Values) -> None:
        """Add a resource that the plan changes in place; its block sets all but the id."""
        self._change(address, ["update"], before, after, {})
        written = {name: value for name, value in after.items() if name != "id"}
        self._configure(address, written, {})

    def delete(self, address: str, before: Values) -> None:
        """Add a resource that the plan deletes, and that the configuration has no more."""
        self._change(address, ["delete"], before, None, {})

    def data(self, address: str, values: Values) -> None:
        """Add a data source that was read while planning."""
        modules, block = _split(address)
        self._data.append(_entry(address, modules, block) | {"values": values})
        self._configure(address, {}, {})

    def module(
        self,
        address: str,
        source: str,
        inputs: Mapping[str, str | Sequence[str]] | None = None,
        outputs: Mapping[str, str | Sequence[str]] | None = None,
    ) -> None:
        """Give a module call its source, and the references of its inputs and outputs."""
        call = self._module(address)
        call["source"] = source
        call["expressions"] = {name: _references(text) for name, text in (inputs or {}).items()}
        call["module"]["outputs"] = {
            name: {"expression": _references(text)} for name, text in (outputs or {}).items()
        }

    def document(self) -> Values:
        """Return the whole plan."""
        plan: Values = {
            "format_version": "1.2",
            "terraform_version": "1.11.4",
            "resource_changes": self._changes,
            "configuration": {"provider_config": self._providers, "root_module": self._root},
            "timestamp": "2026-11-20T09:00:00Z",
            "applyable": True,
            "complete": True,
            "errored": False,
        }
        if self._data:
            values = {"root_module": {"resources": self._data}}
            plan["prior_state"] = {"format_version": "1.0", "values": values}
        return plan | self._top

    def outcomes(self, *checks: str) -> list[Outcome]:
        """Ask checks about it; the results are in the order of the checks."""
        found = outcomes(msgspec.json.encode(self.document()), checks)
        return sorted((outcome for outcome, _ in found), key=lambda one: checks.index(one.check))

    def told(self, *checks: str) -> list[tuple[str, str, str, str]]:
        """Ask checks about it; return subject, check, verdict and severity of each result."""
        return [
            (one.subject, one.check, one.verdict, one.severity.label)
            for one in self.outcomes(*checks)
        ]

    def _change(
        self, address: str, actions: list[str], before: object, after: object, masks: Values
    ) -> None:
        modules, block = _split(address)
        change = {"actions": actions, "before": before, "after": after, "after_unknown": masks}
        self._changes.append(_entry(address, modules, block) | {"change": change})

    def _configure(
        self, address: str, values: Values, refers: Mapping[str, str | Sequence[str]]
    ) -> None:
        modules, block = _split(address)
        body = self._root if not modules else self._module(modules)["module"]
        resources = body.setdefault("resources", [])
        name = block_address(block)
        if all(each["address"] != name for each in resources):
            plain = {k: {} if _mask(v) else {"constant_value": v} for k, v in values.items()}
            symbols = {key: _references(text) for key, text in refers.items()}
            entry = _entry(name, "", name) | {"provider_config_key": "aws"}
            resources.append(entry | {"expressions": plain | symbols})

    def _module(self, address: str) -> Values:
        body, call = self._root, self._root
        for name, _ in module_path(address):
            calls = body.setdefault("module_calls", {})
            call = calls.setdefault(name, {"source": f"./{name}", "module": {}})
            body = call["module"]
        return call


def _split(address: str) -> tuple[str, str]:
    """Part the address of a resource into module and block: neither ends in a dot."""
    found = _SPLIT.fullmatch(address)
    assert found is not None, address
    return found[1].removesuffix("."), found[2]


def _entry(address: str, modules: str, block: str) -> Values:
    words = block_address(block).split(".")
    mode = "data" if words[0] == "data" else "managed"
    entry: Values = {"address": address, "mode": mode, "type": words[-2], "name": words[-1]}
    if modules:
        entry["module_address"] = modules
    key = _KEY.search(block)
    if key is not None:
        entry["index"] = msgspec.json.decode(key[1])
    return entry | {"provider_name": PROVIDER}


def _references(text: str | Sequence[str]) -> Values:
    """Write an expression: each traversal, then its parents."""
    found: list[str] = []
    for traversal in (text,) if isinstance(text, str) else text:
        found += _parents(traversal)
    return {"references": found}


def _parents(traversal: str) -> list[str]:
    """Return `a.b[0].id`, `a.b[0]`, `a.b`; words of scope, such as `each.value`, stand alone."""
    words = traversal.split(".")
    least = {"module": 2, "data": 3, "each": 2, "count": 2, "var": 2, "local": 2}.get(words[0], 2)
    found = [".".join(words[:size]) for size in range(len(words), least - 1, -1)]
    return found + [bare for bare in [_KEY.sub("", found[-1])] if bare != found[-1]]


class Unknown:
    """Stands for an unknown value inside the values of `Plan.create`."""


UNKNOWN: Final = Unknown()


def _known(value: object) -> object:
    """Return a value as `after` shows it: unknown members of objects are left out."""
    if isinstance(value, dict):
        return {k: _known(v) for k, v in value.items() if not isinstance(v, Unknown)}
    if isinstance(value, list):
        return [_known(item) for item in value]
    return None if isinstance(value, Unknown) else value


def _masks(values: Values) -> Values:
    """Return the `after_unknown` of values."""
    return {name: mask for name, value in values.items() if (mask := _mask(value))}


def _mask(value: object) -> object:
    if isinstance(value, dict):
        return _masks(value)
    if isinstance(value, list):
        masks = [_mask(item) or False for item in value]
        return masks if any(masks) else False
    return isinstance(value, Unknown)

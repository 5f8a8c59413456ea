"""Reads policy files: YAML in, a Policy out, every mistake named with its line."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from netplan_audit.errors import UsageError
from netplan_audit.finding import Severity
from netplan_audit.policy import Policy, Setting, named, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from netplan_audit.check import Check

Place: TypeAlias = tuple[str | int, ...]
"""A path of keys into a policy file: `("checks", "nat-single-az", "severity")`."""


class _CheckEntry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    enabled: bool | None = None
    severity: Literal["critical", "high", "medium", "low", "info"] | None = None
    params: dict[str, Any] = {}


class _PolicyFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    version: Literal[1]
    extends: str | None = None
    checks: dict[str, _CheckEntry | None] = {}


def load_policy(name: str, checks: Iterable[Check]) -> Policy:
    """Load a policy pack by its name or a policy file by its path, with what it extends.

    Raises UsageError, with the file and the line, for everything that cannot be carried out.
    """
    policy = replace(Policy.default(checks), name=name)
    for source in reversed(_layers(name)):
        policy = source.applied_to(policy)
    return policy


def packs() -> Path:
    """Return the folder of the policy packs: in the wheel, or at the top of a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "_policies"
    return installed if installed.is_dir() else package.parent / "policies"


def _layers(name: str) -> list[_Source]:
    """Return the files that make up a policy, each before the one it extends."""
    layers = [_Source.read(_find(name))]
    while (base := layers[-1].content.extends) is not None:
        last = layers[-1]
        try:
            path = _find(base, last.path.parent)
        except UsageError as error:
            raise last.error(("extends",), error.message, error.hint) from None
        if any(layer.path.resolve() == path.resolve() for layer in layers):
            raise last.error(("extends",), f"{base!r} extends itself")
        layers.append(_Source.read(path))
    return layers


def _find(name: str, folder: Path = Path()) -> Path:
    """Return the file of a pack's name, or of a path relative to the folder."""
    if name.endswith((".yaml", ".yml")) or "/" in name or os.sep in name:
        return folder / name
    path = packs() / f"{name}.yaml"
    if path.is_file():
        return path
    names = sorted(pack.stem for pack in packs().glob("*.yaml"))
    message = f"no policy is named {name!r}"
    otherwise = f"give the path of a YAML file, or one of: {', '.join(names)}"
    raise UsageError(message, source="--policy", hint=nearest(name, names, otherwise))


@dataclass(frozen=True, slots=True)
class _Source:
    """One policy file with the YAML nodes that know its lines."""

    path: Path
    node: yaml.Node | None
    content: _PolicyFile

    @classmethod
    def read(cls, path: Path) -> _Source:
        """Read and validate one file, without what it extends."""
        try:
            text = path.read_text(encoding="utf-8")
            node = yaml.compose(text, Loader=yaml.SafeLoader)
            data = yaml.safe_load(text)
        except OSError as error:
            raise UsageError(error.strerror or str(error), source=str(path)) from None
        except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
            raise _not_yaml(path, error) from None
        for line, key in _repeated(node):
            message = f"{key!r} is given twice"
            raise UsageError(message, source=str(path), place=f"line {line}")
        try:
            return cls(path, node, _PolicyFile.model_validate(data))
        except ValidationError as error:
            raise _refused(path, node, error) from None

    def applied_to(self, policy: Policy) -> Policy:
        """Return the policy with what this file says of each check."""
        settings = {setting.check.id: setting for setting in policy.settings}
        for word, entry in self.content.checks.items():
            check = self._check(word, policy)
            settings[check.id] = self._changed(settings[check.id], word, entry or _CheckEntry())
        return replace(policy, settings=tuple(settings.values()))

    def _check(self, word: str, policy: Policy) -> Check:
        try:
            found = named(word, (setting.check for setting in policy.settings), globs=False)
        except UsageError as error:
            raise self.error(("checks", word), error.message, error.hint) from None
        return found[0]

    def _changed(self, setting: Setting, word: str, entry: _CheckEntry) -> Setting:
        if entry.enabled is not None:
            setting = replace(setting, enabled=entry.enabled)
        if entry.severity is not None:
            setting = replace(setting, severity=Severity[entry.severity.upper()])
        if entry.params:
            params = self._params(setting, ("checks", word, "params"), entry.params)
            setting = replace(setting, params=params)
        return setting

    def _params(self, setting: Setting, place: Place, given: Mapping[str, Any]) -> object:
        """Validate the given parameters and lay them over the ones in force."""
        kind = setting.check.params
        names = [field.name for field in fields(kind)]
        for name in given:
            if name not in names:
                message = f"{setting.check.id} has no parameter {name!r}"
                listed = f"parameters: {', '.join(names)}" if names else "it has none"
                raise self.error((*place, name), message, nearest(name, names, listed))
        try:
            read = TypeAdapter(kind).validate_json(json.dumps(given, default=str), strict=True)
        except ValidationError as error:
            at, message = _first(error)
            raise self.error((*place, *at), message) from None
        chosen = {name: getattr(read, name) for name in given}
        return replace(cast("Any", setting.params), **chosen)

    def error(self, place: Place, message: str, hint: str = "") -> UsageError:
        """Return the error for one place of the file."""
        return _error(self.path, self.node, place, message, hint)


def _error(
    path: Path, node: yaml.Node | None, place: Place, message: str, hint: str = ""
) -> UsageError:
    return UsageError(message, source=str(path), place=f"line {_line(node, place)}", hint=hint)


def _not_yaml(path: Path, error: Exception) -> UsageError:
    mark = getattr(error, "problem_mark", None)
    place = "" if mark is None else f"line {mark.line + 1}"
    reason = getattr(error, "problem", None) or str(error).partition("\n")[0]
    return UsageError(f"not valid YAML: {reason}", source=str(path), place=place)


def _refused(path: Path, node: yaml.Node | None, error: ValidationError) -> UsageError:
    """Say what is wrong with the shape of a file; for an unknown key, which one was meant."""
    at, message = _first(error)
    if error.errors()[0]["type"] != "extra_forbidden":
        return _error(path, node, at, message)
    known = _CheckEntry if at[0] == "checks" else _PolicyFile
    names = list(known.model_fields)
    hint = nearest(str(at[-1]), names, f"keys: {', '.join(names)}")
    return _error(path, node, at, f"unknown key {at[-1]!r}", hint)


def _first(error: ValidationError) -> tuple[Place, str]:
    """Return the place and the text of a validation's first error."""
    first = error.errors(include_url=False)[0]
    at, text = first["loc"], first["msg"]
    if first["type"] == "missing":
        return at[:-1], f"{at[-1]!r} is missing"
    if not at:
        return at, "a policy is a mapping of keys"
    return at, f"{'.'.join(map(str, at))}: {text[:1].lower()}{text[1:]}"


def _line(node: yaml.Node | None, place: Place) -> int:
    """Return the line of the key at a place, or of the innermost part of it that exists."""
    line = 1
    for step in place:
        for key, value in _entries(node):
            if key.value == str(step):
                line, node = key.start_mark.line + 1, value
                break
        else:
            if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
                node = node.value[step]
                line = node.start_mark.line + 1
    return line


def _entries(node: yaml.Node | None) -> Iterable[tuple[yaml.Node, yaml.Node]]:
    return cast("Any", node.value) if isinstance(node, yaml.MappingNode) else ()


def _repeated(node: yaml.Node | None) -> Iterator[tuple[int, str]]:
    """Find keys that stand twice in one mapping: YAML would silently take the last."""
    seen: set[str] = set()
    for key, value in _entries(node):
        if isinstance(key, yaml.ScalarNode):
            if key.value in seen:
                yield key.start_mark.line + 1, key.value
            seen.add(key.value)
        yield from _repeated(value)

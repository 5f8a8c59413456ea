"""What a plan says of its own surroundings: regions of providers, names of the environment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from netplan_audit.terraform.address import parse_traversal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netplan_audit.terraform.plan.configuration import ModuleInstance
    from netplan_audit.terraform.plan.document import (
        ConfigurationModule,
        ModuleCall,
        PlanDocument,
    )

_REGION: Final = re.compile(r"[a-z]{2,}(?:-[a-z]+)+-\d{1,2}")


class ProviderRegions:
    """The regions of provider configurations, as far as the plan tells them."""

    def __init__(self, document: PlanDocument) -> None:
        """Read nothing yet."""
        configuration = document.configuration
        self._root = None if configuration is None else configuration.root_module
        self._providers = (configuration and configuration.provider_config) or {}
        self._variables = document.variables or {}
        self._known: dict[str, str | None] = {}

    def of(self, key: str | None) -> str | None:
        """Return the region for the `provider_config_key` of a block."""
        if key is None:
            return None
        if key not in self._known:
            self._known[key] = self._find(key)
        return self._known[key]

    def _find(self, key: str) -> str | None:
        provider = self._providers.get(key) or self._inherited(key)
        region = _member(_member(provider, "expressions"), "region")
        address = _member(provider, "module_address")
        calls = self._calls(address) if isinstance(address, str) else ()
        if calls is None:
            return None
        value = self._value(region, calls)
        # An expression may do more than read a variable, and the plan keeps no functions.
        return value if isinstance(value, str) and _REGION.fullmatch(value) else None

    def _inherited(self, key: str) -> object:
        """Return the configuration that a module got from its parents before Terraform 1.1.

        Those plans write `call:aws` and leave open which configuration of the provider that is,
        which is no question where there is only one.
        """
        module, _, name = key.rpartition(":")
        same = [other for other in self._providers if re.split(r"[:.]", other)[-1] == name]
        aliased = any(other.startswith(f"{name}.") for other in self._providers)
        return self._providers[name] if module and same == [name] and not aliased else None

    def _calls(self, address: str) -> tuple[ModuleCall, ...] | None:
        """Return the calls that lead to a module, the outermost first."""
        module = self._root
        calls = []
        for name in address.split(".")[1::2]:
            call = None if module is None else (module.module_calls or {}).get(name)
            if call is None:
                return None
            calls.append(call)
            module = call.module
        return tuple(calls)

    def _value(self, expression: object, calls: tuple[ModuleCall, ...]) -> object:
        """Return a constant, or the value of the only variable that an expression reads."""
        constant = _member(expression, "constant_value")
        name = _only_variable(_member(expression, "references"))
        if constant is not None or name is None:
            return constant
        if not calls:
            variable = self._variables.get(name)
            return _member(variable, "value") or _default(self._root, name)
        given: Mapping[str, Any] = calls[-1].expressions or {}
        if name in given:
            return self._value(given[name], calls[:-1])
        return _default(calls[-1].module, name)


def _only_variable(references: object) -> str | None:
    if not isinstance(references, list) or len(references) != 1:
        return None
    found = parse_traversal(str(references[0]))
    return found.name if found is not None and found.kind == "var" and not found.rest else None


def _member(node: object, name: str) -> object:
    return node.get(name) if isinstance(node, dict) else None


def _default(module: ConfigurationModule | None, name: str) -> object:
    return None if module is None else _member((module.variables or {}).get(name), "default")


def variable_values(document: PlanDocument) -> dict[str, object]:
    """Return the values of the root variables that the plan was made with."""
    return {
        name: entry["value"]
        for name, entry in (document.variables or {}).items()
        if isinstance(entry, dict) and "value" in entry
    }


def workspace_hints(document: PlanDocument) -> tuple[str, ...]:
    """Return the values of root variables that by convention name the environment."""
    variables = document.variables or {}
    values = (_member(variables.get(name), "value") for name in ("environment", "env", "stage"))
    return tuple(value for value in values if isinstance(value, str))


def call_arguments(
    scopes: Mapping[str, ModuleInstance], document: PlanDocument
) -> dict[str, dict[str, object]]:
    """Return, by module instance, the arguments of its call that are constants.

    So are root variables that the root module passes on under their own name.
    """
    variables = document.variables or {}
    values = {name: _member(entry, "value") for name, entry in variables.items()}
    return {
        address: scope.call.constants({} if scope.parent and scope.parent.address else values)
        for address, scope in scopes.items()
        if scope.call is not None
    }


def without_default_tags(document: PlanDocument) -> frozenset[str]:
    """Return the keys of the provider configurations that give no tags by default.

    The provider computes `tags_all` late where a resource has no tags of its own.
    """
    configuration = document.configuration
    providers = (configuration and configuration.provider_config) or {}
    return frozenset(
        key
        for key, provider in providers.items()
        if isinstance(provider, dict)
        and _member(provider.get("expressions"), "default_tags") is None
    )

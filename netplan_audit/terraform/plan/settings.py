"""What a plan says of its own surroundings: regions of providers, names of the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from netplan_audit.terraform.plan.document import PlanDocument


def regions(document: PlanDocument) -> dict[str, str]:
    """Return the region of each provider configuration where the plan tells it."""
    configuration = document.configuration
    providers = None if configuration is None else configuration.provider_config
    found: dict[str, str] = {}
    for key, provider in (providers or {}).items():
        region = _constant(provider, document.variables or {})
        if isinstance(region, str):
            found[key] = region
    return found


def _constant(provider: object, variables: dict[str, Any]) -> object:
    """Return the provider's `region` where it is a constant or a root variable."""
    expressions = provider.get("expressions") if isinstance(provider, dict) else None
    region = expressions.get("region") if isinstance(expressions, dict) else None
    if not isinstance(region, dict):
        return None
    if "constant_value" in region:
        return region["constant_value"]
    references = region.get("references")
    if isinstance(references, list) and len(references) == 1:
        name = str(references[0])
        value = variables.get(name.removeprefix("var.")) if name.startswith("var.") else None
        return value.get("value") if isinstance(value, dict) else None
    return None


def workspace_hints(document: PlanDocument) -> tuple[str, ...]:
    """Return the values of root variables that by convention name the environment."""
    variables = document.variables or {}
    found = []
    for name in ("environment", "env", "stage"):
        entry = variables.get(name)
        value = entry.get("value") if isinstance(entry, dict) else None
        if isinstance(value, str):
            found.append(value)
    return tuple(found)

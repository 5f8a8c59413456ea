"""The parts of plan JSON that are decoded; every other key is skipped without being built.

Format: https://developer.hashicorp.com/terraform/internals/json-format, versions 0.1 to 1.x.
"""

from __future__ import annotations

from typing import Any

from msgspec import Raw, Struct, field

NOTHING = Raw(b"null")
"""What an absent value decodes to."""


class Change(Struct, gc=False):
    """`resource_changes[].change`; the attribute bodies stay undecoded bytes."""

    actions: list[str] | None = None
    before: Raw = NOTHING
    before_sensitive: Raw = NOTHING
    after: Raw = NOTHING
    after_unknown: Raw = NOTHING
    after_sensitive: Raw = NOTHING


class ResourceChange(Struct, gc=False):
    """One entry of `resource_changes`."""

    address: str
    type: str = ""
    name: str = ""
    module_address: str | None = None
    mode: str = "managed"
    index: int | str | None = None
    provider_name: str | None = None
    deposed: str | None = None
    change: Change = field(default_factory=Change)


class StateResource(Struct, gc=False):
    """One resource of `planned_values` or `prior_state.values`."""

    address: str
    type: str = ""
    name: str = ""
    mode: str = "managed"
    index: int | str | None = None
    provider_name: str | None = None
    values: Raw = NOTHING
    sensitive_values: Raw = NOTHING


class StateModule(Struct, gc=False):
    """A module instance of `planned_values` or `prior_state.values`."""

    address: str = ""
    resources: list[StateResource] | None = None
    child_modules: list[StateModule] | None = None


class StateValues(Struct):
    """`planned_values`, or `values` of a state."""

    root_module: StateModule | None = None


class PriorState(Struct):
    """`prior_state`; before Terraform 0.13 it may lack `values`."""

    values: StateValues | None = None


class ConfigurationBlock(Struct):
    """One resource or data block of `configuration`; its expressions stay bytes until asked."""

    address: str
    mode: str = "managed"
    type: str = ""
    name: str = ""
    provider_config_key: str | None = None
    expressions: Raw = NOTHING
    count_expression: Any = None
    for_each_expression: Any = None


class ModuleCall(Struct):
    """One `module` block of `configuration`; `module` is absent where its body was not read."""

    source: str = ""
    expressions: dict[str, Any] | None = None
    count_expression: Any = None
    for_each_expression: Any = None
    module: ConfigurationModule | None = None


class ConfigurationModule(Struct):
    """A module body of `configuration`."""

    resources: list[ConfigurationBlock] | None = None
    module_calls: dict[str, ModuleCall] | None = None
    outputs: dict[str, Any] | None = None


class Configuration(Struct):
    """The key `configuration`."""

    provider_config: dict[str, Any] | None = None
    root_module: ConfigurationModule | None = None


class PlanDocument(Struct):
    """The top level of plan JSON, as far as it is read."""

    format_version: str | None = None
    terraform_version: str | None = None
    variables: dict[str, Any] | None = None
    planned_values: Raw = NOTHING
    resource_changes: list[ResourceChange] | None = None
    prior_state: PriorState | None = None
    configuration: Configuration | None = None
    errored: bool | None = None
    complete: bool | None = None
    values: Raw = NOTHING
    """Present in a state document instead of a plan."""
    version: Raw = NOTHING
    """Present in a raw `terraform.tfstate` instead of a plan."""

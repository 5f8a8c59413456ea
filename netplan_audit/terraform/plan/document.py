"""The parts of plan and state JSON that are decoded; other keys are skipped without being built.

Format: https://developer.hashicorp.com/terraform/internals/json-format, versions 0.1 to 1.x.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import DecodeError, Raw, Struct, field
from msgspec.json import Decoder

from netplan_audit.errors import InputError
from netplan_audit.terraform.encoding import is_no_utf8
from netplan_audit.terraform.resource import has_mark

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTHING = Raw(b"null")
"""What an absent value decodes to."""

_decode = Decoder().decode


def decode_raw(raw: Raw) -> Any:  # noqa: ANN401 - any JSON value
    """Decode a part that was left undecoded until somebody asked for it.

    Raises InputError, without a source, for what only shows now: text that is no UTF-8, numbers
    beyond every bound, deep nesting.
    """
    try:
        return _decode(raw)
    except RecursionError:
        message = "the values are nested too deeply"
    except (DecodeError, UnicodeDecodeError) as error:
        reason = str(error).partition(" - at ")[0].lower()
        told = "are not UTF-8 text" if is_no_utf8(error) else f"cannot be read: {reason}"
        message = f"the values {told}"
    raise InputError(message, hint="Terraform writes no such values")


@lru_cache(maxsize=1024)
def decode_mask(raw: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """Decode a mask: many instances have the same one, so it is one object, not to be changed.

    Raises InputError as `decode_raw` does.
    """
    return decode_raw(Raw(raw))


@lru_cache(maxsize=1024)
def unknown_parts(raw: bytes) -> dict[str, Any]:
    """Return the mask of unknown values by argument, without arguments that are known throughout.

    As `decode_mask`, one object for all that have the same.
    """
    mask = decode_mask(raw)
    parts = mask.items() if isinstance(mask, dict) else ()
    return {name: part for name, part in parts if has_mark(part)}


def decode_values(raw: Raw, source: str, key: str) -> StateValues:
    """Decode `planned_values`, or the `values` of a state, which stand under that key.

    Raises InputError where they have another shape.
    """
    try:
        return _VALUES.decode(raw) or StateValues()
    except RecursionError:
        reason, place = "nested too deeply", ""
    except (DecodeError, UnicodeDecodeError) as error:
        reason, _, place = str(error).partition(" - at `$")
    message = f"not the values of a plan or state: {reason[:1].lower()}{reason[1:]}"
    raise InputError(message, source=source, place=f"$.{key}{place[:-1]}") from None


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
    previous_address: str | None = None
    change: Change = field(default_factory=Change)


class StateResource(Struct, gc=False):
    """One resource of `planned_values` or `prior_state.values`."""

    address: str
    type: str = ""
    name: str = ""
    mode: str = "managed"
    index: int | str | None = None
    provider_name: str | None = None
    deposed_key: str | None = None
    values: Raw = NOTHING
    sensitive_values: Raw = NOTHING
    depends_on: list[str] | None = None


class StateModule(Struct, gc=False):
    """A module instance of `planned_values` or `prior_state.values`."""

    address: str = ""
    resources: list[StateResource] | None = None
    child_modules: list[StateModule] | None = None

    def walk(self) -> Iterator[tuple[str, StateResource]]:
        """Yield every resource beneath this module, with the address of its module."""
        for resource in self.resources or ():
            yield self.address, resource
        for child in self.child_modules or ():
            yield from child.walk()


class StateValues(Struct):
    """`planned_values`, or `values` of a state."""

    root_module: StateModule | None = None

    def walk(self) -> Iterator[tuple[str, StateResource]]:
        """Yield every resource that is not deposed, with the address of its module."""
        if self.root_module is not None:
            for module, resource in self.root_module.walk():
                if resource.deposed_key is None:
                    yield module, resource


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
    variables: dict[str, Any] | None = None


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
    timestamp: str | None = None
    """When the plan was made; since Terraform 1.5."""
    errored: bool | None = None
    complete: bool | None = None
    values: Raw = NOTHING
    """Present in a state document instead of a plan."""
    version: Raw = NOTHING
    """Present in a raw `terraform.tfstate` instead of a plan, with the three that follow."""
    serial: Raw = NOTHING
    resources: Raw = NOTHING
    modules: Raw = NOTHING
    """Where the raw states before version 4 kept their resources."""

    @property
    def is_plan(self) -> bool:
        """Whether this is a plan, be it one without resources."""
        return (
            self.resource_changes is not None
            or self.planned_values != NOTHING
            or (self.format_version is not None and self.configuration is not None)
        )

    @property
    def is_state(self) -> bool:
        """Whether this is a state: as JSON, or the raw file."""
        return not self.is_plan and (self.values != NOTHING or self._is_raw_state)

    @property
    def _is_raw_state(self) -> bool:
        """Other formats have a version too."""
        others = (self.serial, self.resources, self.modules)
        return self.version != NOTHING and any(one != NOTHING for one in others)


_VALUES = Decoder(StateValues | None)

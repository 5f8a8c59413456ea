"""Data sources whose attributes are known without asking a cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.marks import unmark
from netplan_audit.terraform.hcl.value_types import STRING, ListOf
from netplan_audit.terraform.hcl.values import List, Object, Set, Symbol, Tuple, Unknown

if TYPE_CHECKING:
    from netplan_audit.terraform.configuration.objects import ResourceInstance
    from netplan_audit.terraform.hcl.values import Value

_DOCUMENTS: Final = frozenset({"kubectl_path_documents", "kubectl_file_documents"})
_CORE_POLICY: Final = "aws_networkmanager_core_network_policy_document"
_SERVICE: Final = "aws_vpc_endpoint_service"
_POLICIES: Final = frozenset({"aws_iam_policy_document", _CORE_POLICY})
_REGION: Final = frozenset({"name", "id", "region"})
_PARTITIONS: Final = {
    "cn-": ("aws-cn", "amazonaws.com.cn"),
    "us-gov-": ("aws-us-gov", "amazonaws.com"),
}
_STANDARD: Final = ("aws", "amazonaws.com")


_ZONES: Final = frozenset({"names", "zone_ids"})
_ZONE_COUNTS: Final = (3, 2, 4, 5, 6)
"""How many zones a region may have for an account, the usual number first."""
_WITHOUT_SOME: Final = (3, 2, 1, 4, 5, 6)
_ORDINARY: Final = {
    "opt-in-status": "opt-in-not-required",
    "region-name": None,
    "state": None,
    "zone-type": "availability-zone",
}
"""Filters of zones that leave those which a region has for everyone; None for any value."""


def counted(instance: ResourceInstance, name: str) -> Symbol | None:
    """Return a list that a cloud would tell and whose possible sizes are known; None for others."""
    if instance.type != "aws_availability_zones" or name not in _ZONES:
        return None
    told = instance.configured
    filters = _items(instance.argument("filter")) if "filter" in told else ()
    if "all_availability_zones" in told or not all(map(_is_ordinary, filters)):
        return None
    excludes = "exclude_names" in told or "exclude_zone_ids" in told
    sizes = _WITHOUT_SOME if excludes else _ZONE_COUNTS
    return Symbol(instance.address, (name,), ListOf(STRING), sizes=sizes)


def _is_ordinary(block: Value) -> bool:
    inner = unmark(block)[0]
    if not isinstance(inner, Object):
        return False
    name = inner.attributes.get("name")
    if not isinstance(name, str) or name not in _ORDINARY:
        return False
    wanted = _ORDINARY[name]
    return wanted is None or _items(inner.attributes.get("values")) == (wanted,)


def _items(value: Value | None) -> tuple[Value, ...]:
    """Return the elements of a list; one that is not known where they are not."""
    inner = None if value is None else unmark(value)[0]
    return inner.items if isinstance(inner, List | Set | Tuple) else (Unknown(),)


def attribute(instance: ResourceInstance, name: str) -> Value | None:
    """Return an attribute of a data source that needs no answer of a cloud; None for others."""
    if instance.type in _POLICIES:
        return _policy(instance, name)
    # Here and not above, as with policies: few configurations have any of them.
    if instance.type in _DOCUMENTS:
        from netplan_audit.terraform.configuration import manifest_documents  # noqa: PLC0415

        return manifest_documents.documents(instance, name)
    region = instance.module.region(instance.provider)
    if instance.type == _SERVICE:
        return _service_name(instance, region) if name == "service_name" else None
    is_place = instance.type in {"aws_region", "aws_partition"} and not instance.configured
    return _of_place(instance.type, region, name) if is_place and region is not None else None


def _of_place(kind: str, region: str, name: str) -> str | None:
    if kind == "aws_region":
        return region if name in _REGION else None
    found = (known for start, known in _PARTITIONS.items() if region.startswith(start))
    partition, suffix = next(found, _STANDARD)
    return {"partition": partition, "id": partition, "dns_suffix": suffix}.get(name)


def _service_name(instance: ResourceInstance, region: str | None) -> str | None:
    """Return the name of an endpoint service, which says the region; others do so in China."""
    full, short = (_text(instance.argument(each)) for each in ("service_name", "service"))
    if full or not short or region is None or region.startswith("cn-"):
        return full
    return f"com.amazonaws.{region}.{short}"


def _text(value: Value | None) -> str | None:
    inner = None if value is None else unmark(value)[0]
    return inner if isinstance(inner, str) else None


def _policy(instance: ResourceInstance, name: str) -> str | None:
    if instance.type == _CORE_POLICY:
        from netplan_audit.terraform.configuration import core_policy_documents  # noqa: PLC0415

        return core_policy_documents.text(instance) if name == "json" else None
    from netplan_audit.terraform.configuration import policy_documents  # noqa: PLC0415

    is_text = name in {"json", "minified_json"}
    return policy_documents.text(instance, minified=name != "json") if is_text else None

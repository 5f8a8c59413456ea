"""What the AWS provider tells of a new certificate when it plans: its names, and what proves them.

`for_each` over `domain_validation_options` is the documented way to make the DNS records
(registry.terraform.io/providers/hashicorp/aws, "aws_acm_certificate").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.terraform.hcl.marks import unmark
from netplan_audit.terraform.hcl.sets import make_set
from netplan_audit.terraform.hcl.value_types import STRING, ObjectOf
from netplan_audit.terraform.hcl.values import List, Null, Object, Set, Symbol, Tuple, Value

if TYPE_CHECKING:
    from netplan_audit.terraform.configuration.objects import ResourceInstance

_TYPE: Final = "aws_acm_certificate"
_NAMES: Final = "subject_alternative_names"
_OPTIONS: Final = "domain_validation_options"
_RECORD: Final = ("resource_record_name", "resource_record_type", "resource_record_value")
_ELSEWHERE: Final = ("certificate_authority_arn", "private_key")
"""With these the certificate is another authority's, or imported: nobody has to prove anything."""


def attribute(instance: ResourceInstance, name: str) -> Value | None:
    """Return an attribute that follows from the arguments; None for others."""
    if instance.type != _TYPE or name not in (_NAMES, _OPTIONS):
        return None
    names = _names(instance)
    if names is None or any(_given(instance, each) for each in _ELSEWHERE):
        return None
    if name == _NAMES:
        return make_set(STRING, names)
    by_dns = _plain(instance, "validation_method") == "DNS"
    return _options(instance.address, names) if by_dns else None


def _plain(instance: ResourceInstance, name: str) -> Value:
    value = instance.argument(name)
    return Null() if value is None else unmark(value)[0]


def _given(instance: ResourceInstance, name: str) -> bool:
    return not isinstance(_plain(instance, name), Null)


def _names(instance: ResourceInstance) -> list[str] | None:
    """Return every name of the certificate; None where one of them is not known."""
    own, more = _plain(instance, "domain_name"), _plain(instance, _NAMES)
    if not isinstance(more, List | Null | Set | Tuple):
        return None
    others = () if isinstance(more, Null) else more.items
    names = [name for name in (own, *others) if isinstance(name, str)]
    return sorted(set(names)) if len(names) == len(others) + 1 else None


def _options(address: str, names: list[str]) -> Value:
    kind = ObjectOf(dict.fromkeys(("domain_name", *_RECORD), STRING))
    return make_set(
        kind,
        (
            Object(
                {"domain_name": name.removesuffix(".")}
                | {each: Symbol(address, (_OPTIONS, place, each), STRING) for each in _RECORD}
            )
            for place, name in enumerate(names)
        ),
    )

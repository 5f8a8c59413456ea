"""Reads Ingresses: which requests go to which Service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import values
from netplan_audit.network.build.kubernetes_fields import (
    MANIFEST,
    block,
    field,
    is_unknown,
    listed,
    number_or_name,
    several,
)
from netplan_audit.network.build.kubernetes_sources import TEXT_TYPE
from netplan_audit.network.kubernetes.services import Backend, Ingress, IngressPath
from netplan_audit.terraform.value import is_symbolic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.build.kubernetes_fields import Fields
    from netplan_audit.network.build.kubernetes_sources import Declared
    from netplan_audit.terraform.value import Value

_TYPED: Final = "networking.k8s.io/v1"
_CLASS: Final = "kubernetes.io/ingress.class"


def ingress_of(one: Declared) -> Ingress:
    """Read an Ingress."""
    spec = one.spec()
    default = block(spec, "default_backend") or block(spec, "backend")
    return Ingress(
        meta=one.meta(),
        class_name=_class_of(one),
        paths=tuple(_paths(one)),
        default=None if default is None else _backend(default),
        complete=one.is_known and not is_unknown(listed(spec, "rule")),
        unit=values.text(one.resource.get("folder")) or "",
    )


def _class_of(one: Declared) -> str | None:
    told = field(one.spec(), "ingress_class_name")
    if is_symbolic(told) or not one.is_known:
        return None
    return values.text(told) or one.meta().annotation(_CLASS)


def _paths(one: Declared) -> Iterator[IngressPath]:
    """Yield the paths; a manifest of version 1 without the type of one is refused, so unknown."""
    required = one.version == _TYPED and one.resource.type in {MANIFEST, TEXT_TYPE}
    for at, rule in enumerate(several(one.spec(), "rule")):
        host = _text(field(rule, "host"))
        for number, fields in enumerate(several(block(rule, "http") or {}, "path")):
            backend, kind = block(fields, "backend"), _text(field(fields, "path_type"))
            lacks = kind == "" and required
            yield IngressPath(
                host,
                _text(field(fields, "path")),
                None if lacks else kind,
                Backend(None) if backend is None else _backend(backend),
                lacks,
                ("spec", "rules", at, "http", "paths", number),
            )


def _backend(fields: Fields) -> Backend:
    """Read a backend, of `networking.k8s.io/v1` or of the versions before it."""
    service = block(fields, "service")
    if service is not None:
        port = block(service, "port") or {}
        told = number_or_name(field(port, "number")) or number_or_name(field(port, "name"))
        return Backend(values.text(field(service, "name")), told)
    named = field(fields, "service_name")
    if named is None:
        return Backend("" if field(fields, "resource") else None)
    return Backend(values.text(named), number_or_name(field(fields, "service_port")))


def _text(value: Value) -> str | None:
    return None if is_symbolic(value) else values.text(value) or ""

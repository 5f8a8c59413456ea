"""Names of hosts that a workload is given: in its environment, arguments and ConfigMaps.

What stands there is text, so what is read of it is a convention: `host_texts`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec import Struct

from netplan_audit.network.kubernetes.host_texts import (
    is_for_browsers,
    is_for_pods,
    is_shown_to_people,
    names_in,
)
from netplan_audit.network.kubernetes.own_names import (
    is_named_after,
    own_names,
    published_names,
)
from netplan_audit.network.kubernetes.searching import is_searched, others_ask
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.kubernetes.pods import PodTemplate, Text
    from netplan_audit.network.kubernetes.services import ConfigMap

_TOP: Final = frozenset(
    {"com", "net", "org", "io", "dev", "cloud", "app", "edu", "gov", "mil", "int", "co", "ai"}
    | {"eu", "uk", "de", "fr", "nl", "ch", "at", "it", "es", "se", "no", "fi", "dk", "pl", "ie"}
    | {"us", "ca", "au", "nz", "jp", "cn", "in", "br", "ru", "kr", "sg", "info", "biz", "tech"}
    | {"aws", "goog", "systems", "services", "network", "online", "site", "xyz"}
)
_FILES: Final = frozenset(
    {"yaml", "yml", "json", "conf", "cfg", "ini", "xml", "js", "ts", "py", "sh", "jar", "log"}
    | {"txt", "pem", "crt", "key", "sock", "db", "sqlite", "html", "toml", "env", "csv", "go"}
    | {"rb", "php", "so", "lock", "pid", "cnf", "properties", "local", "internal", "localhost"}
    | {"svc", "class", "md", "sql", "exe", "dll", "war", "zip", "gz", "tar", "lua", "css"}
)
_OWN: Final = (".local", ".internal", ".svc", ".localhost", ".arpa", ".test", ".invalid")
_VOCABULARIES: Final = ("w3.org", "json-schema.org", "xmlns.com", "schema.org")
_IMAGES: Final = frozenset({"docker.io", "ghcr.io", "quay.io", "gcr.io", "registry.k8s.io"})
"""Begin the names of images, which the node pulls."""
_ATTRIBUTES: Final = re.compile(
    r"\.(?:address|endpoint|reader_endpoint|dns_name|fqdn|hostname|domain_name|configuration_endpoint"
    r"|primary_endpoint_address|bootstrap_brokers\w*)$"
)


Naming: TypeAlias = "dict[tuple[str, str], list[tuple[int, int, str]]]"
"""By a name and a namespace, '' for any: which workload, as which of its hosts, and the place."""


class Host(Struct, frozen=True):
    """A name of a host and where it stands.

    `is_asked` is False for one that no search list is asked for, and for one that browsers ask for,
    such as one that an Ingress of the input serves: pods have Services to ask.
    """

    name: str
    place: str
    is_asked: bool = True

    @property
    def dots(self) -> int:
        """The dots in it, a last one aside."""
        return self.name.removesuffix(".").count(".")


class Hosts(Struct, frozen=True):
    """The hosts that a workload names, each once; `unknown` are names known only after apply."""

    named: tuple[Host, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def external(self) -> tuple[Host, ...]:
        """Those outside the cluster that are not absolute, and that pods ask for."""
        return tuple(host for host in self.named if host.is_asked and _is_external(host.name))

    def short(self, objects: KubernetesObjects) -> tuple[Host, ...]:
        """Return those of Services that the search list completes: `svc.namespace[.svc]`."""
        return tuple(host for host in self.named if _is_short(host.name, objects))

    def inside(self, objects: KubernetesObjects) -> tuple[Host, ...]:
        """Return those of Services of the cluster, in any form."""
        return tuple(
            host
            for host in self.named
            if _is_short(host.name, objects) or ".svc." in f"{host.name}."
        )


def hosts_of(objects: KubernetesObjects, pods: PodTemplate) -> Hosts:
    """Return the hosts that the containers of a workload are given."""
    found = objects.hosts.get(pods.address)
    if found is None:
        found = objects.hosts[pods.address] = _hosts_of(objects, pods)
    return found


def _hosts_of(objects: KubernetesObjects, pods: PodTemplate) -> Hosts:
    named: dict[str, Host] = {}
    unknown: list[str] = []
    own, published = own_names(objects, pods), published_names(objects)
    texts = tuple(texts_of(objects, pods))
    searches = not others_ask(pods, texts)
    for text in texts:
        if is_shown_to_people(text.place, text.value or ""):
            continue
        if text.value is None:
            unknown += [text.source] if _ATTRIBUTES.search(text.source) else []
            continue
        for name in names_in(text.place, text.value):
            if name in own or (name in named and named[name].is_asked):
                continue
            is_published = name in published and not is_for_pods(text.place, text.value)
            is_shown = is_published or is_for_browsers(text.place, text.value)
            is_own = is_named_after(pods, text.place)
            is_asked = searches and not (is_shown or is_own) and is_searched(text.value)
            named[name] = Host(name, text.place, is_asked)
    return Hosts(tuple(named.values()), tuple(dict.fromkeys(unknown)))


def naming(objects: KubernetesObjects) -> Naming:
    """Return which workloads are given each name, in all namespaces and in one."""
    return objects.once(_naming)


def _naming(objects: KubernetesObjects) -> Naming:
    found: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
    for number, pods in enumerate(objects.templates):
        for order, host in enumerate(hosts_of(objects, pods).named):
            for space in dict.fromkeys(("", pods.namespace or "")):
                key = host.name.removesuffix("."), space
                found.setdefault(key, []).append((number, order, host.place))
    return found


def texts_of(objects: KubernetesObjects, pods: PodTemplate) -> Iterator[Text]:
    """Yield the texts of containers, then those of the ConfigMaps that the pods take."""
    for container in pods.containers:
        yield from container.texts
    for found, keys in _taken(objects, pods):
        yield from found.texts(keys)


def is_secret(objects: KubernetesObjects, pods: PodTemplate) -> bool:
    """Tell whether a text that a workload is given must not be shown."""
    return pods.is_sensitive or any(each.is_sensitive for each, _ in _taken(objects, pods))


def _taken(
    objects: KubernetesObjects, pods: PodTemplate
) -> Iterator[tuple[ConfigMap, tuple[str, ...] | None]]:
    """Yield what the pods take their environment from, or mount, and the keys; None for all."""
    taken = [use for container in pods.containers for use in container.config_maps]
    wanted: dict[str, tuple[str, ...] | None] = {}
    for use in (*taken, *pods.config_maps):
        known = wanted.get(use.name, ())
        wanted[use.name] = None if known is None or use.keys is None else (*known, *use.keys)
    for name, keys in wanted.items():
        for found in objects.maps_by_name.get(name, ()):
            if found.meta.shares_namespace(pods.meta) is Truth.YES:
                yield found, keys


def _is_external(name: str) -> bool:
    last = name.rpartition(".")[2]
    return (
        "." in name
        and name not in _IMAGES
        and last in _TOP
        and not f".{name}".endswith(_OWN)
        and not name.endswith(_VOCABULARIES)
    )


def _is_short(name: str, objects: KubernetesObjects) -> bool:
    labels = name.split(".")
    if len(labels) == 3:  # noqa: PLR2004 - service, namespace, svc
        return labels[2] == "svc"
    if len(labels) != 2:  # noqa: PLR2004 - service, namespace
        return False
    if objects.has_service(labels[0], labels[1]):
        return True
    return labels[1] not in _TOP and labels[1] not in _FILES and not labels[1].isdigit()

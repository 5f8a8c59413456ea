"""Names of hosts that a workload is given: in its environment, arguments and ConfigMaps.

What stands there is text, so this is a convention: a URL, a name with a port, or a name in a
variable that is called as those for hosts are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec import Struct

from netplan_audit.network.kubernetes.own_names import own_names, published_names
from netplan_audit.network.kubernetes.searching import is_searched, others_ask
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.kubernetes.pods import PodTemplate, Text
    from netplan_audit.network.kubernetes.services import ConfigMap

_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_NAME: Final = rf"{_LABEL}(?:\.{_LABEL})*\.?"
_URL: Final = re.compile(  # the name in a SPIFFE ID is that of a trust domain
    rf"\b(?!spiffe:|ko:)[a-z][a-z0-9+-]*://(?:[^\s/@'\"<>]*@)?({_NAME})(?=[:/\s'\"?#,;)\]}}>]|$)"
)
_BARE: Final = re.compile(rf"({_NAME})(:\d{{1,5}})?")
_NUMBERS: Final = re.compile(r"[\d.]+")
_FOR_HOSTS: Final = re.compile(
    r"HOST|URL|URI|ENDPOINT|ADDR|SERVER|BROKER|DSN"
    r"|(?:^|_)(?:DB|DATABASE|API|UPSTREAM|BACKEND|TARGET|PEERS?|NODES?|SERVICE|SVC)(?:_|$)"
)
_NOT_ASKED: Final = re.compile(
    r"HOSTNAME|DOMAIN|ORIGIN|REDIRECT|CALLBACK|PUBLIC|EXTERNAL|COOKIE|CORS|INGRESS|ADVERTISE"
    r"|ALLOWED|TRUSTED|NO_PROXY|EMAIL|IMAGE|SCHEMA|VIRTUAL_HOST|ROOT_URL|ISSUER"
    r"|INDEXNOW|(?:^|_)SNI(?:_|$)|TLS_SERVER_NAME|^_*SERVER_NAME$"
    r"|(?:^|_)(?:MATRIX|SYNAPSE|CONDUIT|CONDUWUIT|TUWUNEL|NGINX|APACHE)_SERVER_NAME$"
)
_NOT_ASKED_BY_URL: Final = re.compile(  # the name in a SPIFFE ID is that of a trust domain
    r"IMAGE|REDIRECT|CALLBACK|CORS|ALLOWED|TRUSTED|ORIGIN|ROOT_URL|ICON|LOGO|LINK|RUNBOOK"
    r"|IMPRINT|LEGAL|TERMS|PRIVACY|HOMEPAGE|(?:SUPPORT|HELP|DOCS?|CONTACT|FAQ|ABOUT)_URL"
    r"|(?:PUBLIC|EXTERNAL|SITE|FRONT_?END|CLIENT|WEB|WEB_?(?:APP|SITE|UI)|UI|CDN|ASSETS?)(?:_BASE)?_URL"
    r"|^REGISTRY_HTTP_HOST$|^HOSTNAME$|^DOMAIN$|AUTHORIZ(?:E|ATION)_(?:URL|ENDPOINT)"
    r"|^(?:NEXT_PUBLIC|NUXT_PUBLIC|REACT_APP|VITE)_"
)
"""Is in the names of variables whose URL the node asks, or browsers, or nobody."""
_ASKED_BY_PODS: Final = re.compile(
    r"ISSUER|OIDC|OAUTH|OPENID|AUTH|SSO|KEYCLOAK|JWK|WELL_?KNOWN|TOKEN"
)
"""Is in the names of variables whose URL pods ask by the name that browsers know."""
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
_LONGEST_KEY: Final = 60
_ON_THE_NODE: Final = re.compile(r"\b(?:chroot|nsenter)\s")
"""Runs what follows as a process of the node, which asks the node's DNS."""
_ELSEWHERE: Final = re.compile(r"\b(?:kubectl|oc)\s.*\bexec\s")
"""Runs what follows in another pod."""
_FOR_PEOPLE: Final = re.compile(
    r"(?:link|href|docs|documentation|homepage|redirect|callback|icon|logo|external_?url|imprint"
    r"|privacy|terms)\w*[\"']?"
    r"\s*[:=]?\s*[\"']?$",
    re.IGNORECASE,
)
"""Ends before a URL that an interface shows, or sends browsers to."""
_FOR_BROWSERS: Final = re.compile(
    r"add_header|server_name|Content-Security-Policy|Access-Control-|-src\b|\breturn 30\d",
    re.IGNORECASE,
)
"""Is in lines about headers of answers: what a browser may load, and where it is sent."""
_REMARKS: Final = ("#", "//", ";", "*", "<!--")
_REMARK_AT_END: Final = re.compile(r"\s#\s.*")
_PRINTED: Final = re.compile(r"\s*echo\s[^|>`$;&]*")
"""A line of a script that only tells something."""
_ATTRIBUTES: Final = re.compile(
    r"\.(?:address|endpoint|reader_endpoint|dns_name|fqdn|hostname|domain_name|configuration_endpoint"
    r"|primary_endpoint_address|bootstrap_brokers\w*)$"
)


Naming: TypeAlias = "dict[tuple[str, str], list[tuple[int, int, str]]]"
"""By a name and a namespace, '' for any: which workload, as which of its hosts, and the place."""


class Host(Struct, frozen=True):
    """A name of a host and where it stands.

    `is_asked` is False for one that no search list is asked for, and for one that an Ingress of the
    input serves, and that pods are given for others: they have Services to ask.
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
        if "dashboard" in text.place.lower() or _is_dashboard(text.value or ""):
            continue  # its links are for people
        if text.value is None:
            unknown += [text.source] if _ATTRIBUTES.search(text.source) else []
            continue
        for name in _names(text.place, text.value):
            if name in own or (name in named and named[name].is_asked):
                continue
            is_published = name in published and not _is_for_pods(text.place, text.value)
            is_asked = searches and not is_published and is_searched(text.value)
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


def _is_dashboard(value: str) -> bool:
    """Tell whether a text is a dashboard of Grafana."""
    return '"panels"' in value and '"schemaVersion"' in value


def texts_of(objects: KubernetesObjects, pods: PodTemplate) -> Iterator[Text]:
    """Yield the texts of containers, then those of the ConfigMaps that the pods take."""
    for container in pods.containers:
        yield from container.texts
    for found in _taken(objects, pods):
        yield from found.texts


def is_secret(objects: KubernetesObjects, pods: PodTemplate) -> bool:
    """Tell whether a text that a workload is given must not be shown."""
    return pods.is_sensitive or any(each.is_sensitive for each in _taken(objects, pods))


def _taken(objects: KubernetesObjects, pods: PodTemplate) -> Iterator[ConfigMap]:
    """Yield the ConfigMaps that the pods take their environment from, or mount."""
    taken = [name for container in pods.containers for name in container.config_maps]
    wanted = dict.fromkeys((*taken, *pods.config_maps))
    for name in wanted:
        for found in objects.maps_by_name.get(name, ()):
            if found.meta.shares_namespace(pods.meta) is Truth.YES:
                yield found


def _names(place: str, value: str) -> Iterator[str]:
    if _ON_THE_NODE.search(value):
        return
    if _ELSEWHERE.search(value):
        value = "\n".join(line for line in value.splitlines() if not _ELSEWHERE.search(line))
    if _FOR_BROWSERS.search(value):
        value = "\n".join(line for line in value.splitlines() if not _FOR_BROWSERS.search(line))
    if value.count("\n") > 1:
        lines = (line for line in value.splitlines() if not _is_remark(line))
        value = "\n".join(_REMARK_AT_END.sub("", line) for line in lines)
    is_asked = _NOT_ASKED_BY_URL.search(_variable(place, value)) is None
    urls = list(_URL.finditer(value)) if is_asked else []
    for url in urls:
        before = value[max(0, url.start() - _LONGEST_KEY) : url.start()]
        if _is_host(url[1]) and not _FOR_PEOPLE.search(before):
            yield url[1].lower()
    if not urls and value.count("\n") <= 1:
        yield from _bare(place, value)


def _is_for_pods(place: str, value: str) -> bool:
    """Tell whether pods ask for a name though there is a Service: in a script, or to log in."""
    is_set = place.startswith(("env ", "ConfigMap ")) and "\n" not in value
    return not is_set or _ASKED_BY_PODS.search(_variable(place, value)) is not None


def _is_remark(line: str) -> bool:
    if line.lstrip().startswith(_REMARKS) or _PRINTED.fullmatch(line):
        return True
    return "xmlns" in line or "$schema" in line


def _bare(place: str, value: str) -> Iterator[str]:
    """Yield names without a scheme, in what is called as for hosts, or with a port."""
    variable = _variable(place, value)
    if _NOT_ASKED.search(variable):
        return
    for part in re.split(r"[,\s]+", value.partition("=")[2] if _is_flag(value) else value):
        found = _BARE.fullmatch(part)
        if found is None or not _is_host(found[1]):
            continue
        if found[2] or _FOR_HOSTS.search(variable):
            yield found[1].lower()


def _is_flag(value: str) -> bool:
    return value.startswith("-") and "=" in value


def _variable(place: str, value: str) -> str:
    """Return the name of what is set, a flag or a variable, in capitals."""
    name = value.partition("=")[0] if _is_flag(value) else place.rpartition(" ")[2]
    return name.upper().replace("-", "_").replace(".", "_")


def _is_host(name: str) -> bool:
    last = name.rstrip(".").rpartition(".")[2]
    return _NUMBERS.fullmatch(name) is None and not last.isdigit()


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

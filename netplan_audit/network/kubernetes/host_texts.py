"""Reads the names of hosts that stand in a text: a variable, an argument, a file.

That is a convention: a URL, a name with a port, or a name in a variable that is called as those for
hosts are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    r"|(?:NAMESPACE|LABEL|ANNOTATION|FINALIZER)S?$"
    r"|INDEXNOW|(?:^|_)SNI(?:_|$)|TLS_SERVER_NAME|^_*SERVER_NAME$"
    r"|(?:^|_)(?:MATRIX|SYNAPSE|CONDUIT|CONDUWUIT|TUWUNEL|NGINX|APACHE)_SERVER_NAME$"
)
_NOT_ASKED_BY_URL: Final = re.compile(
    r"IMAGE|USER_?AGENT|REDIRECT|CALLBACK|CORS|ALLOWED|TRUSTED|ORIGIN|ROOT_URL|ICON|LOGO|LINK|RUNBOOK"
    r"|IMPRINT|LEGAL|TERMS|PRIVACY|HOMEPAGE|(?:SUPPORT|HELP|DOCS?|CONTACT|FAQ|ABOUT)_URL"
    r"|(?:PUBLIC|EXTERNAL|SITE)(?:_BASE)?_URL|(?:SITE|URL)_EXTERNAL$|^REGISTRY_HTTP_HOST$|^HOSTNAME$|^DOMAIN$"
    r"|^(?:NEXT_PUBLIC|NUXT_PUBLIC|REACT_APP|VITE)_"
)
"""Is in the names of variables whose URL the node asks, or browsers, or nobody."""
_DATABASES: Final = re.compile(r"(?:DB|DATABASE|INITDB_ARGS)$")
"""Ends the names of variables that hold the name of a database, and no host without a dot."""
_ASKED_BY_BROWSERS: Final = re.compile(
    r"(?:FRONT_?END|CLIENT|WEB|WEB_?(?:APP|SITE|UI)|UI|CDN|ASSETS?)(?:_BASE)?_URL"
    r"|^(?:(?:APP|APPLICATION)_?(?:BASE_?)?|BASE_)URL$|CALENDLY|AUTHORIZ(?:E|ATION)_(?:URL|ENDPOINT)"
    r"|^FRONT_?END_"
)
"""Is in the names of variables whose URL is for browsers where it is outside the cluster."""
_ASKED_BY_PODS: Final = re.compile(
    r"ISSUER|OIDC|OAUTH|OPENID|AUTH|SSO|KEYCLOAK|JWK|WELL_?KNOWN|TOKEN"
)
"""Is in the names of variables whose URL pods ask by the name that browsers know."""
_LONGEST_KEY: Final = 60
_ON_THE_NODE: Final = re.compile(r"\b(?:chroot|nsenter)\s")
"""Runs what follows as a process of the node, which asks the node's DNS."""
_ELSEWHERE: Final = re.compile(r"\b(?:kubectl|oc)\s.*\bexec\s")
"""Runs what follows in another pod."""
_FOR_PEOPLE: Final = re.compile(
    r"(?:link|href|docs|documentation|homepage|redirect|callback|icon|logo|external[_-]?(?:url|host)|imprint"
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
_SENT_TO: Final = re.compile(
    r"(\s*)(?:- )?[\"']?[\w.-]*(?:redirect|callback|origin|cors)[\w.-]*[\"']?\s*:\s*",
    re.IGNORECASE,
)
"""The key of a list of URLs that browsers are sent to, or come from."""
_LISTED: Final = re.compile(
    r"dashboard|^ConfigMap.*(?:bookmark|redirect|\b(?:links|urls)\b)", re.IGNORECASE
)
"""Is in the places of lists of links: of a dashboard, a list of bookmarks, a shortener."""
_PAGE: Final = re.compile(
    r"<!doctype html|<html[\s>]|^[ \t]*(?:window|globalThis)[.\[]"
    r"|\"(?:default_server_config|default_hs_url)\"",
    re.IGNORECASE | re.MULTILINE,
)
"""Begins a page, or sets what the scripts of one read, as those of Element do."""
_ALERT: Final = re.compile(r"^\W*alert\W+\w", re.MULTILINE)
_EXPRESSION: Final = re.compile(r"^\W*expr\W", re.MULTILINE)
"""Are in rules of Prometheus, which tell people where to read on."""
_REMARKS: Final = ("#", "//", ";", "*", "<!--")
_REMARK_AT_END: Final = re.compile(r"\s#\s.*")
_PRINTED: Final = re.compile(r"\s*echo\s[^|>`$;&]*")
"""A line of a script that only tells something."""


def names_in(place: str, value: str) -> Iterator[str]:
    """Yield the names that stand in a text, by what it is called."""
    if _ON_THE_NODE.search(value):
        return
    if _ELSEWHERE.search(value):
        value = "\n".join(line for line in value.splitlines() if not _ELSEWHERE.search(line))
    if _FOR_BROWSERS.search(value):
        value = "\n".join(line for line in value.splitlines() if not _FOR_BROWSERS.search(line))
    if value.count("\n") > 1:
        lines = (line for line in _without_targets(value) if not _is_remark(line))
        value = "\n".join(_REMARK_AT_END.sub("", line) for line in lines)
    is_asked = _NOT_ASKED_BY_URL.search(_variable(place, value)) is None
    urls = list(_URL.finditer(value)) if is_asked else []
    for url in urls:
        before = value[max(0, url.start() - _LONGEST_KEY) : url.start()]
        if _is_host(url[1]) and not _FOR_PEOPLE.search(before):
            yield url[1].lower()
    if not urls and value.count("\n") <= 1:
        yield from _bare(place, value)


def _without_targets(value: str) -> Iterator[str]:
    """Yield the lines of a text without the items of lists of what browsers are sent to."""
    depth = None
    for line in value.splitlines():
        bare = line.lstrip()
        if depth is None or not bare.startswith("- ") or len(line) - len(bare) < depth:
            key = _SENT_TO.fullmatch(line)
            depth = None if key is None else len(key[1])
            yield line


def is_shown_to_people(place: str, value: str) -> bool:
    """Tell whether the links of a text are for people: alerts, lists, a page or its script."""
    is_dashboard = '"panels"' in value and '"schemaVersion"' in value
    is_alert = _ALERT.search(value) is not None and _EXPRESSION.search(value) is not None
    is_shown = is_dashboard or is_alert
    return _LISTED.search(place) is not None or is_shown or _PAGE.search(value) is not None


def is_for_browsers(place: str, value: str) -> bool:
    """Tell whether a text is what browsers ask for, if that is outside the cluster."""
    return _ASKED_BY_BROWSERS.search(_variable(place, value)) is not None


def is_for_pods(place: str, value: str) -> bool:
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
        if "." not in part and not found[2] and _DATABASES.search(place):
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

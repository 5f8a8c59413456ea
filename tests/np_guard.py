"""Compares what NetworkPolicies allow with what np-guard says: `python -m tests.np_guard DIR`.

DIR is a checkout of github.com/np-guard/netpol-analyzer. Its tests are folders of manifests with
the connections that it says are allowed. Those that use only NetworkPolicies are compared: every
pair of workloads, and every range of addresses that is told apart, over TCP, UDP and SCTP, on every
port at which an answer may change. What this project leaves unknown is counted by itself.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import yaml
from msgspec.structs import replace

from netplan_audit.kubernetes.files import read_files
from netplan_audit.kubernetes.read import Manifests
from netplan_audit.network.build import build_network
from netplan_audit.network.cidr import AddressSet
from netplan_audit.network.kubernetes.connectivity import Connection, PodEnd, allows
from netplan_audit.network.kubernetes.network_policies import NAME_LABEL
from netplan_audit.network.kubernetes.selectors import Labels
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.kubernetes.network_policies import NetworkPolicy
    from netplan_audit.network.kubernetes.objects import KubernetesObjects
    from netplan_audit.network.kubernetes.pods import PodTemplate

OTHER_KINDS: Final = re.compile(
    r"^\s*kind:\s*(AdminNetworkPolicy|BaselineAdminNetworkPolicy|UserDefinedNetwork"
    r"|ClusterUserDefinedNetwork|NetworkAttachmentDefinition|VirtualMachine\w*)",
    re.MULTILINE,
)
LINE: Final = re.compile(r"^(\S+) => (\S+) : (.*)$", re.MULTILINE)
RANGE: Final = re.compile(r"([\d.]+)-([\d.]+)\[External\]")
PROTOCOLS: Final = ("TCP", "UDP", "SCTP")
ALL: Final = "All Connections"


class Told(NamedTuple):
    """What a test says: the names of ends, and the ports by protocol that each pair may use."""

    names: frozenset[str]
    allowed: dict[tuple[str, str], dict[str, list[tuple[int, int]]]]

    def between(self, source: str, target: str) -> dict[str, list[tuple[int, int]]]:
        """Return the ports between two workloads, or one and an address in some range."""
        found: dict[str, list[tuple[int, int]]] = {}
        for (one, other), by_protocol in self.allowed.items():
            if _is(one, source) and _is(other, target):
                for protocol, ranges in by_protocol.items():
                    found.setdefault(protocol, []).extend(ranges)
        return found


def main(checkout: Path) -> int:
    """Compare every test and report; 1 where any differs."""
    total: Counter[str] = Counter()
    differing = []
    for folder in sorted((checkout / "tests").iterdir()):
        expected = checkout / "test_outputs" / "connlist" / f"{folder.name}_connlist_output.txt"
        if not expected.exists():
            continue
        files, _ = read_files(folder, include_examples=True)
        if any(OTHER_KINDS.search(text.decode(errors="replace")) for text in files.values()):
            total["tests of other policies, left out"] += 1
            continue
        found = Counter(_compared(files, told(expected.read_text())))
        total += found
        total["tests"] += 1
        wrong = [word for word in found if word.startswith("differs")]
        total["tests that agree"] += not wrong
        differing += [f"{folder.name}: {found[word]} times {word}" for word in wrong]
    for line in differing:
        print(line)  # noqa: T201 - a report
    for word, count in sorted(total.items()):
        if not word.startswith("differs"):
            print(f"{count:>8,} {word}")  # noqa: T201 - a report
    return 1 if differing else 0


def told(text: str) -> Told:
    """Read the connections that a test expects."""
    allowed = {}
    names = set()
    for source, target, ports in LINE.findall(text):
        names |= {source, target}
        allowed[source, target] = _ports(ports)
    return Told(frozenset(names), allowed)


def _ports(text: str) -> dict[str, list[tuple[int, int]]]:
    if text == ALL:
        return {protocol: [(1, 65535)] for protocol in PROTOCOLS}
    found: dict[str, list[tuple[int, int]]] = {}
    protocol = ""
    for part in text.split(","):
        words = part.split()
        protocol = words[0] if len(words) > 1 else protocol
        first, _, last = words[-1].partition("-")
        found.setdefault(protocol, []).append((int(first), int(last or first)))
    return found


def _compared(files: dict[str, bytes], expected: Told) -> Iterator[str]:
    """Yield how each connection compares."""
    network = build_network(Manifests(files, ".").resources("x"))
    policies = tuple(
        replace(policy, namespace=_named(policy.namespace)) for policy in network.pods.policies
    )
    ends = dict(_ends(network.kubernetes, files))
    pairs = [(a, b) for a in ends for b in ends if a != b]
    ports = _changing(policies, expected)
    for source, target in pairs:
        yield from _pair(policies, expected, (source, ends[source]), (target, ends[target]), ports)
    for address in sorted({each for name in expected.names for each in _addresses(name)}):
        outside = AddressSet.parse(f"{address}/32")
        for pod, end in ends.items():
            yield from _pair(policies, expected, (address, outside), (pod, end), ports)
            yield from _pair(policies, expected, (pod, end), (address, outside), ports)


def _pair(
    policies: tuple[NetworkPolicy, ...],
    expected: Told,
    source: tuple[str, PodEnd | AddressSet],
    target: tuple[str, PodEnd | AddressSet],
    ports: list[int],
) -> Iterator[str]:
    allowed = expected.between(source[0], target[0])
    for protocol in PROTOCOLS:
        for port in ports:
            wanted = any(a <= port <= b for a, b in allowed.get(protocol, ()))
            answer = allows(policies, Connection(source[1], target[1], protocol, port))
            if answer is Truth.UNKNOWN:
                yield "connections left unknown"
            elif (answer is Truth.YES) == wanted:
                yield "connections that agree"
            else:
                yield f"differs: {source[0]} to {target[0]}, {answer.value} for {wanted}"


def _changing(policies: tuple[NetworkPolicy, ...], expected: Told) -> list[int]:
    """Return the ports at which an answer may change, and their neighbours."""
    found = {1, 65535}
    for by_protocol in expected.allowed.values():
        for ranges in by_protocol.values():
            found |= {n for pair in ranges for n in pair}
    for policy in policies:
        for rule in (*policy.egress, *policy.ingress):
            for port in rule.ports or ():
                found |= {n for n in (port.port, port.last) if isinstance(n, int)}
    near = {n + step for n in found for step in (-1, 0, 1)}
    return sorted(n for n in near if 0 < n <= 65535)


def _ends(objects: KubernetesObjects, files: dict[str, bytes]) -> Iterator[tuple[str, PodEnd]]:
    owners = dict(_owners(files))
    for pods in objects.templates:
        namespace = _named(pods.namespace)
        own = (pods.kind, namespace, pods.meta.name or "")
        kind, name = owners.get(own, (pods.kind, own[2]))
        yield f"{namespace}/{name}[{kind}]", _end(objects, pods)


def _named(namespace: str | None) -> str:
    return "default" if namespace is None or namespace.startswith("that of") else namespace


def _end(objects: KubernetesObjects, pods: PodTemplate) -> PodEnd:
    declared = objects.labels_of(pods.namespace)
    labels = {} if declared is None else dict(declared.known)
    spaces = Labels({**labels, NAME_LABEL: _named(pods.namespace)})
    ports = [port for container in pods.containers for port in container.ports]
    numbers = {(p.name, p.protocol): p.number for p in ports if p.name and p.number is not None}
    return PodEnd(_named(pods.namespace), spaces, pods.labels, numbers)


def _owners(files: dict[str, bytes]) -> Iterator[tuple[tuple[str, str, str], tuple[str, str]]]:
    """Yield pods that a controller made, with the kind and the name of that."""
    for text in files.values():
        for one in _objects(text):
            metadata = one.get("metadata") or {}
            for owner in metadata.get("ownerReferences") or ():
                own = (
                    one.get("kind", "Pod"),
                    metadata.get("namespace") or "default",
                    metadata["name"],
                )
                if owner.get("kind") != "Node":  # that of a pod that a node runs by itself
                    yield own, (owner.get("kind", "Pod"), owner["name"])


def _objects(text: bytes) -> Iterator[dict[str, Any]]:
    try:
        documents = list(yaml.load_all(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError:
        return
    for one in documents:
        if isinstance(one, dict):
            yield from one.get("items") or [one]


def _is(name: str, end: str) -> bool:
    """Tell whether a name is that of an end, or of a range that holds the address."""
    found = RANGE.fullmatch(name)
    if found is None or "/" in end:
        return name == end
    first, last = map(ip_address, found.groups())
    return int(first) <= int(ip_address(end)) <= int(last)


def _addresses(name: str) -> tuple[str, ...]:
    found = RANGE.fullmatch(name)
    return found.groups() if found else ()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

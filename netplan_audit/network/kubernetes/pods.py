"""Pods: what a workload runs, how it resolves names, and how it starts and ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from netplan_audit.network.kubernetes.selectors import Labels
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.network.kubernetes.meta import Meta

NDOTS: Final = 5
"""What the kubelet writes into the pods' resolv.conf
(https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/)."""
GRACE: Final = 30
"""Seconds between the order to end and SIGKILL, where nothing else is set."""


class Text(Struct, frozen=True):
    """A text that a container is given, and the field that gives it.

    `value` is None where it is unknown; `source` is what it will be made of then.
    """

    place: str
    value: str | None
    source: str = ""


class MapUse(Struct, frozen=True):
    """A ConfigMap that pods take, by its name; `keys` are those that they take, None for all."""

    name: str
    keys: tuple[str, ...] | None = None


class ContainerPort(Struct, frozen=True):
    """A port that a container declares; `number` is None where it is unknown.

    `name` is '' where it is unset, and where it is unknown: `is_name_known` is False then.
    """

    name: str
    number: int | None
    protocol: str = "TCP"
    is_name_known: bool = True


class Probe(Struct, frozen=True):
    """A probe: its kind (`httpGet`, `grpc`, `tcpSocket`, `exec`, '' where unknown) and target.

    `path` and `port` are None where they are unknown, '' where they are unset.
    """

    kind: str
    path: str | None = ""
    port: int | str | None = ""


class PreStop(Struct, frozen=True):
    """What runs before a container is told to end; `seconds` is None where it is not known."""

    kind: str
    seconds: int | None = None


class Container(Struct, frozen=True):
    """One container; `image` is '' where it is unknown, `complete` is False for unknown parts.

    `texts` are its environment, command and arguments, `config_maps` those it takes
    its environment from. `has_probes` is False for one that has none of the three.
    """

    name: str
    image: str
    ports: tuple[ContainerPort, ...] = ()
    readiness: Probe | None = None
    startup: Probe | None = None
    liveness: Probe | None = None
    pre_stop: PreStop | None = None
    texts: tuple[Text, ...] = ()
    config_maps: tuple[MapUse, ...] = ()
    complete: bool = True

    @property
    def probes(self) -> tuple[Probe, ...]:
        """The probes that are set."""
        every = (self.startup, self.readiness, self.liveness)
        return tuple(probe for probe in every if probe is not None)


class DnsConfig(Struct, frozen=True):
    """How names are looked up; each part is None where it is unknown."""

    ndots: int | None = NDOTS
    nameservers: tuple[str, ...] | None = ()
    searches: tuple[str, ...] | None = ()


class PodTemplate(Struct, frozen=True):
    """The pods of one workload.

    `labels` and `annotations` are those of the pods. `dns_policy` is '' where it is unknown,
    `replicas` and `grace` (seconds) None. `config_maps` are those that it mounts.
    `governing` is the name of the Service of a StatefulSet. `is_patch` tells of an overlay that
    changes a workload and is none by itself. `is_sensitive` tells that its texts must not be shown.
    `aliases` are names that its own hosts file has addresses for.
    """

    meta: Meta
    labels: Labels
    annotations: Labels = field(default_factory=Labels)
    host_network: Truth = Truth.NO
    dns_policy: str = "ClusterFirst"
    dns: DnsConfig = field(default_factory=DnsConfig)
    replicas: int | None = 1
    grace: int | None = GRACE
    containers: tuple[Container, ...] = ()
    config_maps: tuple[MapUse, ...] = ()
    governing: str | None = ""
    min_ready: int | None = 0
    is_windows: Truth = Truth.NO
    is_patch: bool = False
    is_sensitive: bool = False
    complete: bool = True
    aliases: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Where it is declared."""
        return self.meta.address

    @property
    def kind(self) -> str:
        """The kind of the workload."""
        return self.meta.kind

    @property
    def ports(self) -> Iterator[ContainerPort]:
        """The ports that its containers declare."""
        return (port for container in self.containers for port in container.ports)

    @property
    def namespace(self) -> str | None:
        """The namespace; None where it is unknown."""
        return self.meta.namespace

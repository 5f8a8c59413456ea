"""Services, Ingresses and what scales the pods behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from netplan_audit.network.kubernetes.pods import Text
from netplan_audit.network.ports import LAST_PORT, PortSet
from netplan_audit.unknown import Truth

if TYPE_CHECKING:
    from netplan_audit.network.kubernetes.meta import Meta
    from netplan_audit.network.kubernetes.selectors import Selector


class ServicePort(Struct, frozen=True):
    """A port of a Service.

    `number`, `target` (a number or a name) and `app_protocol` are None where they are unknown,
    `node_port` where the cluster chooses it, or where the input does and it is known only after
    apply: `is_settled` is False then. A `target` that is unset is the number. `name` is '' where it
    is unset, and where it is unknown: `is_name_known` is False then.
    """

    name: str
    number: int | None
    target: int | str | None
    protocol: str = "TCP"
    app_protocol: str | None = ""
    node_port: int | None = None
    is_settled: bool = True
    is_name_known: bool = True


class Service(Struct, frozen=True):
    """A Service.

    `selector` is None where it has none. Words (`type`, `affinity`, `traffic_policy`) are '' where
    they are unknown. `ports` may lack some where `complete` is False. `health_port` is where nodes
    tell load balancers whether they have pods of it, None where the cluster chooses that, and
    `balancer_class` what makes its load balancer.
    `cluster` is the cluster it is in, '' where nothing tells.
    """

    meta: Meta
    type: str = "ClusterIP"
    selector: Selector | None = None
    ports: tuple[ServicePort, ...] = ()
    is_headless: Truth = Truth.NO
    affinity: str = "None"
    traffic_policy: str = "Cluster"
    publishes_unready: Truth = Truth.NO
    has_node_ports: bool = False
    complete: bool = True
    cluster: str = ""
    health_port: int | None = None
    balancer_class: str = ""

    @property
    def address(self) -> str:
        """Where it is declared."""
        return self.meta.address

    def ports_called(self, *wanted: int | str | None) -> list[ServicePort]:
        """Return the ports that have one of these numbers or names."""
        return [port for port in self.ports if not {port.number, port.name}.isdisjoint(wanted)]

    @property
    def node_ports(self) -> PortSet:
        """The ports it names that every node answers on; the cluster chooses the others."""
        numbers = (port.node_port for port in self.ports if self.has_node_ports)
        return PortSet.of(n for n in numbers if n is not None and 0 < n <= LAST_PORT)


class Autoscaler(Struct, frozen=True):
    """What changes the number of a workload's pods: a HorizontalPodAutoscaler or the like.

    Names and numbers are None where they are unknown.
    """

    meta: Meta
    target_kind: str | None
    target_name: str | None
    most: int | None
    least: int | None = 1


class Backend(Struct, frozen=True):
    """Where an Ingress sends requests: a port, by name or number, of a Service.

    `service` is '' for a backend that is no Service; it is None, as the port, where unknown.
    """

    service: str | None
    port: int | str | None = None


class IngressPath(Struct, frozen=True):
    """One path of an Ingress.

    `host` is '' for every host, `path_type` '' where it is unset; all are None where unknown.
    `lacks_type` tells of a manifest without a type that its version of the API requires. `place` is
    where it stands in its object.
    """

    host: str | None
    path: str | None
    path_type: str | None
    backend: Backend
    lacks_type: bool = False
    place: tuple[str | int, ...] = ()


class Ingress(Struct, frozen=True):
    """An Ingress.

    `class_name` is that of the field or, without it, of the annotation; '' where neither is set,
    None where it is unknown. `unit` is what it is applied with: the folder of a manifest, '' for
    Terraform.
    """

    meta: Meta
    class_name: str | None = ""
    paths: tuple[IngressPath, ...] = ()
    default: Backend | None = None
    complete: bool = True
    unit: str = ""

    @property
    def address(self) -> str:
        """Where it is declared."""
        return self.meta.address

    @property
    def class_field(self) -> str:
        """What its class is called where it is written."""
        return "spec.ingressClassName" if self.unit else "spec.ingress_class_name"

    @property
    def backends(self) -> tuple[Backend, ...]:
        """Every backend, the default one among them."""
        own = (path.backend for path in self.paths)
        return (*own, *(() if self.default is None else (self.default,)))


class TargetGroupBinding(Struct, frozen=True):
    """What registers the pods or nodes behind a Service with a target group of AWS.

    `service` is None where it is unknown, `target_type` '' then and where it is unset. `group` is
    the address of the target group, '' where the input does not show it; then `delay`, the seconds
    that it drains targets, and `health_path` are None. `port` is that of the Service, by number or
    name, None where it is unknown. `opens` tells whether load balancers are let in with it.
    """

    meta: Meta
    service: str | None
    target_type: str = ""
    group: str = ""
    delay: int | None = None
    health_path: str | None = None
    port: int | str | None = None
    opens: bool = True


class ConfigMap(Struct, frozen=True):
    """The texts of a ConfigMap by key; `complete` is False where there may be others."""

    meta: Meta
    data: dict[str, str] = field(default_factory=dict)
    is_sensitive: bool = False
    complete: bool = True

    def texts(self, keys: tuple[str, ...] | None = None) -> tuple[Text, ...]:
        """Return its texts with the key of each, or those of these keys."""
        where = f"ConfigMap {self.meta.name or '?'}"
        return tuple(
            Text(f"{where} {key}", value)
            for key, value in self.data.items()
            if keys is None or key in keys
        )

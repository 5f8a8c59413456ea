"""Ports that have no business with the internet, by the service that answers there by default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.ports import PortSet

if TYPE_CHECKING:
    from collections.abc import Mapping

ADMIN_SERVICES: Final[Mapping[int, str]] = {
    22: "SSH",
    23: "Telnet",
    135: "Windows RPC",
    2375: "Docker API",
    3389: "RDP",
    5900: "VNC",
    5985: "WinRM",
    5986: "WinRM",
    10250: "kubelet",
}
"""Who gets in here runs commands on the host."""
DATA_SERVICES: Final[Mapping[int, str]] = {
    139: "SMB",
    445: "SMB",
    1433: "SQL Server",
    1434: "SQL Server",
    1521: "Oracle",
    2049: "NFS",
    2379: "etcd",
    2380: "etcd",
    3306: "MySQL",
    5432: "PostgreSQL",
    5439: "Redshift",
    5601: "Kibana",
    5984: "CouchDB",
    6379: "Redis",
    8086: "InfluxDB",
    9042: "Cassandra",
    9092: "Kafka",
    9200: "Elasticsearch",
    9300: "Elasticsearch",
    11211: "Memcached",
    27017: "MongoDB",
    27018: "MongoDB",
    27019: "MongoDB",
}
"""Who gets in here reads or writes data."""
ADMIN_PORTS: Final = PortSet.of(ADMIN_SERVICES)
DATA_PORTS: Final = PortSet.of(DATA_SERVICES)
NAMED_PORTS: Final = ADMIN_PORTS | DATA_PORTS
WEB_PORTS: Final = PortSet.of([2375, 2379, 5601, 5984, 5985, 5986, 8086, 9200, 10250])
"""Those of them that HTTP is spoken on, which an Application Load Balancer could pass on."""
SENSITIVE_PORTS: Final = PortSet.of(
    [22, 23, 135, 139, 445, 1433, 1521, 2049, 2375, 2379, 2380, 3306, 3389, 5432, 5601, 5985, 5986,
     6379, 6443, 9042, 9092, 9200, 9300, 10250, 11211, 27017, 27018, 50070]
)  # fmt: skip
"""What a neighbour of the VPC should not reach without being named either."""
SPOKEN_ON_UDP: Final = PortSet.of([22, 135, 1434, 2049, 3389, 11211])
"""Those of either that something answers on over UDP; 22 is here as CIS's benchmark asks about it.

Ranges for games and calls hold others of them, where nothing but TCP is spoken.
"""
_SHOWN: Final = 4


def services_on(ports: PortSet, services: Mapping[int, str]) -> str:
    """Write the services of some ports for a message: `SSH (22), RDP (3389)`, the first of many."""
    found = [f"{name} ({port})" for port, name in services.items() if port in ports]
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return ", ".join(found[:_SHOWN]) + more

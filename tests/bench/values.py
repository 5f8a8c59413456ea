"""The values of one planned instance, parted as plan JSON does: after, unknown, sensitive."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.bench.configuration import Computed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.bench.configuration import Block, Place

ACCOUNT: Final = "123456789012"
REGION: Final = "eu-west-1"
DEFAULT_TAGS: Final = {"CostCenter": "cc-4711", "ManagedBy": "terraform", "Repository": "network"}
_PREFIXES: Final = {
    "aws_vpc": "vpc", "aws_subnet": "subnet", "aws_internet_gateway": "igw", "aws_eip": "eipalloc",
    "aws_nat_gateway": "nat", "aws_route_table": "rtb", "aws_security_group": "sg",
    "aws_network_acl": "acl", "aws_vpc_endpoint": "vpce", "aws_launch_template": "lt",
    "aws_route_table_association": "rtbassoc", "aws_security_group_rule": "sgrule",
    "aws_vpc_security_group_ingress_rule": "sgr", "aws_vpc_security_group_egress_rule": "sgr",
    "aws_ec2_transit_gateway": "tgw", "aws_ec2_transit_gateway_vpc_attachment": "tgw-attach",
    "aws_vpc_peering_connection": "pcx", "aws_flow_log": "fl",
    "default_security_group_id": "sg", "default_network_acl_id": "acl", "dhcp_options_id": "dopt",
    "default_route_table_id": "rtb", "main_route_table_id": "rtb",
    "network_interface_id": "eni", "association_id": "eipassoc", "allocation_id": "eipalloc",
    "association_default_route_table_id": "tgw-rtb",
    "propagation_default_route_table_id": "tgw-rtb",
    "ipv6_association_id": "vpc-cidr-assoc", "security_group_rule_id": "sgr",
}  # fmt: skip
_LISTS: Final = frozenset(
    """access_config cors_rule certificate_authority cidr_blocks dns_entry dns_options egress grant
    identity ingress inline_policy kubernetes_network_config lifecycle_rule load_balancer_arns
    logging managed_policy_arns master_user_secret mutual_authentication network_interface_ids
    node_repair_config object_lock_configuration propagating_vgws replicas
    replication_configuration resources route route_table_ids secondary_private_ip_addresses
    security_group_ids server_side_encryption_configuration stickiness subnet_configuration
    subnet_ids subnet_mapping supported_network_types target_failover target_group_health
    target_health_state update_config upgrade_policy versioning vpc_security_group_ids website
    accepter requester""".split()  # noqa: SIM905 - a list of so many words is longer
)
_UNKNOWN: Final = object()


@cache
def schemas() -> dict[str, dict[str, Any]]:
    """Return what each type has: unset and computed attributes, empty blocks, defaults.

    Read off plans of the AWS provider 5.100 and the random provider 3.
    """
    path = Path(__file__).with_name("schemas.json")
    found: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    for schema in found.values():
        for part in ("unset", "blocks", "computed"):
            schema[part] = schema[part].split()
    return found


def values_of(block: Block, place: Place, address: str) -> dict[str, Any]:
    """Return every attribute of an instance; what the provider sets stands as `Computed`."""
    schema = schemas()[block.type]
    values: dict[str, Any] = dict.fromkeys(schema["unset"])
    values |= {name: [] for name in schema["blocks"]} | schema["defaults"]
    values |= {n: Computed(address, n, place.applied) for n in schema["computed"]}
    for name, argument in block.arguments.items():
        if isinstance(argument, tuple):
            values[name] = [
                {inner: expression.value(place) for inner, expression in nested.items()}
                for nested in argument
            ]
        else:
            values[name] = argument.value(place)
    if schema["tags"]:
        values.setdefault("tags", None)
        values["tags_all"] = DEFAULT_TAGS | (values["tags"] or {})
    return dict(sorted(values.items()))


def known(values: object) -> Any:  # noqa: ANN401 - JSON
    """Return what stands in `after`: unknown attributes left out, unknown elements null."""
    if isinstance(values, dict):
        pairs = ((name, known(value)) for name, value in values.items())
        return {name: value for name, value in pairs if value is not _UNKNOWN}
    if isinstance(values, list):
        items = [known(value) for value in values]
        return _UNKNOWN if any(item is _UNKNOWN for item in items) else items
    if isinstance(values, Computed):
        return settled(values) if values.applied else _UNKNOWN
    return values


def unknown(values: object) -> Any:  # noqa: ANN401 - JSON
    """Return the mask of `after_unknown`; a list with one unknown id is unknown as a whole."""
    if isinstance(values, dict):
        pairs = ((name, unknown(value)) for name, value in values.items())
        return {name: mask for name, mask in pairs if mask is not False}
    if isinstance(values, list):
        masks = [unknown(value) for value in values]
        return True if any(mask is True for mask in masks) else masks
    return isinstance(values, Computed) and not values.applied


def marks(values: object, sensitive: Iterable[str] = ()) -> Any:  # noqa: ANN401 - JSON
    """Return the mask of `after_sensitive`, with its empty containers."""
    if isinstance(values, dict):
        found = {n: marks(v) for n, v in values.items() if isinstance(v, dict | list)}
        return found | dict.fromkeys(sensitive, True)
    if isinstance(values, list):
        return [marks(value) if isinstance(value, dict | list) else False for value in values]
    return False


def settled(computed: Computed) -> Any:  # noqa: ANN401 - JSON
    """Return the value that an applied resource has for a computed attribute."""
    attribute = computed.attribute
    kind = _type_of(computed.address)
    if attribute in _LISTS:
        return []
    if attribute == "arn":
        service = kind.split("_")[1]
        return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{_hash(computed.address)}"
    if attribute in {"owner_id", "vpc_owner_id", "peer_owner_id"}:
        return ACCOUNT
    prefix = _PREFIXES.get(kind if attribute == "id" else attribute)
    if prefix is not None:
        same = attribute.replace("main_", "default_").replace("propagation_", "association_")
        own = attribute in {"id", "allocation_id"}
        return f"{prefix}-0{_hash(computed.address + ('' if own else same))}"
    return _hash(computed.address) if attribute in {"id", "bucket", "name"} else ""


def _type_of(address: str) -> str:
    """Return the resource type in an instance address; keys here hold no dots."""
    bare = address.rpartition("[")[0] if address.endswith("]") else address
    return bare.split(".")[-2]


@cache
def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]

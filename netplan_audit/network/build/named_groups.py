"""Finds security groups that stand in an argument for names of groups, and groups by names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.network.build import launch, values
from netplan_audit.network.link import Certainty, Link, Links
from netplan_audit.network.two_ways import NamedGroups
from netplan_audit.terraform.value import is_symbolic

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netplan_audit.network.build.links import Linker
    from netplan_audit.terraform.resource import Resource, Resources

_BY_ITSELF: Final = ("aws_instance", "aws_spot_instance_request")
_LAUNCHING: Final = {"aws_autoscaling_group": "vpc_zone_identifier", "aws_instance": "subnet_id"}
"""What launches from a template, and its argument for subnets."""
_OF_TEMPLATES: Final = "security_group_names"


def build_named_groups(resources: Resources, linker: Linker) -> tuple[NamedGroups, ...]:
    """Find what is in a subnet and has its groups, or those of its template, by their names."""
    return (*_instances(resources, linker), *_templates(resources, linker))


def _instances(resources: Resources, linker: Linker) -> Iterator[NamedGroups]:
    for resource in resources.of_type(*_BY_ITSELF):
        if _names(resource, "security_groups"):
            subnet = linker.link(resource, "subnet_id")
            if subnet is not None and resource.body.configured("subnet_id") is True:
                yield NamedGroups(resource.address, subnet)


def _templates(resources: Resources, linker: Linker) -> Iterator[NamedGroups]:
    """Yield each template once, with the first that launches from it into a subnet."""
    naming = {
        template.address
        for template in resources.of_type("aws_launch_template")
        if _names(template, _OF_TEMPLATES)
    }
    for kind, argument in _LAUNCHING.items() if naming else ():
        for resource in resources.of_type(kind):
            subnets = linker.links(resource, argument).members
            for template in launch.launch_of(resource, resources, linker).templates:
                if subnets and template.address in naming:
                    naming.discard(template.address)
                    yield NamedGroups(
                        template.address, subnets[0], _OF_TEMPLATES, user=resource.address
                    )


def _names(resource: Resource, argument: str) -> bool:
    value = resource.get(argument)
    return resource.body.configured(argument) is True and not launch.unset(value) and value != []


def told(resource: Resource, arguments: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out of arguments for groups the names, where the ids are known.

    AWS tells the groups of an instance both ways, and so does a state.
    """
    ids = resource.get(arguments[0]) if len(arguments) > 1 else None
    known = isinstance(ids, list) and bool(ids) and not any(map(is_symbolic, ids))
    return arguments[:1] if known else arguments


def group_names(resources: Resources) -> dict[str, list[str]]:
    """Return the security groups of an input by their names."""
    found: dict[str, list[str]] = {}
    for resource in resources.of_type("aws_security_group"):
        found.setdefault(values.text(resource.get("name")) or "", []).append(resource.address)
    return found


def by_name(groups: Links, names: Mapping[str, list[str]]) -> Links:
    """Replace names of groups, which some arguments take, by the groups so called."""
    members = tuple(_so_called(link, names) for link in groups.members)
    return Links(members, groups.candidates, groups.complete, groups.settles)


def _so_called(link: Link, names: Mapping[str, list[str]]) -> Link:
    known = [] if link.only is None else names.get(link.only, [])
    return Link((known[0],), Certainty.LIKELY) if len(known) == 1 else link

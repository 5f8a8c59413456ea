"""An input as it was opened, and its way to resources and a network."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.errors import InputError
from netplan_audit.network.build import build_network
from netplan_audit.terraform.address import is_closed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from mmap import mmap

    from netplan_audit.network.network import Network
    from netplan_audit.terraform.planfile import Snapshot
    from netplan_audit.terraform.resource import Resources
    from netplan_audit.terraform.source import Source


class Input(Struct, frozen=True):
    """A plan, a state or a configuration: its id in the report, the user's name, and its bytes.

    `snapshot` is what the plan file holds that the JSON was made from. `given` are the bytes that
    the user gave, where `data` had to be made from them.
    `sources` are configurations that it may have been made from, the most trusted first; the first
    that holds its resources gives locations and suppressions.
    `configuration` evaluates a directory of HCL; `data` are the bytes of its files then.
    """

    id: str
    path: str
    data: bytes | mmap
    snapshot: Snapshot | None = None
    given: bytes | mmap | None = None
    sources: Callable[[], Iterable[Source]] = tuple
    configuration: Callable[[], Resources] | None = None


class Unusable(Struct, frozen=True):
    """An input that could not even be opened, among others that could."""

    path: str
    error: InputError


def resources_of(one: Input) -> Resources:
    """Read one input; where its source is at hand, that settles what the input alone does not."""
    if one.configuration is not None:
        return _whole(one.configuration(), one.path)
    # Here and not above: a configuration does not wait for the readers of plans and states.
    from netplan_audit.terraform.configuration.exact import ExactReferences  # noqa: PLC0415
    from netplan_audit.terraform.read import read  # noqa: PLC0415

    marks = None if one.snapshot is None else one.snapshot.marks
    workspace = "default" if marks is None else marks.workspace or "default"
    exact = ExactReferences(one.sources, workspace)
    return _whole(read(one.data, one.path, one.snapshot, exact), one.path)


def _whole(resources: Resources, source: str) -> Resources:
    """Return resources of any kind of input; raises InputError for an address that is none.

    Terraform writes no such address, but others write plans, states and JSON syntax too.
    """
    for resource in (*resources, *resources.previous):
        if not is_closed(resource.address):
            message = f"{resource.address!r} is no address of a resource"
            raise InputError(message, source=source)
    return resources


def understand(one: Input) -> tuple[Resources, Network]:
    """Read one input and build its network, without running checks.

    Raises InputError where it cannot be used.
    """
    with blamed(one.path):
        resources = resources_of(one)
        return resources, build_network(resources)


@contextmanager
def blamed(path: str) -> Iterator[None]:
    """Name the input in errors from values that are decoded late, far from their file."""
    try:
        yield
    except InputError as error:
        error.source = error.source or path
        raise
    except RecursionError as error:
        message = "the values are nested too deeply"
        raise InputError(message, source=path) from error


def with_manifests(one: Input, manifests: Input, say: Callable[[str], None]) -> Input:
    """Return an input with manifests in the network of its cluster.

    Alternatives, of which the cluster runs one, are left out, and told to `say`.
    """
    return replace(one, configuration=lambda: _joined(one, manifests, say))


def _joined(one: Input, manifests: Input, say: Callable[[str], None]) -> Resources:
    # Here and not above: it loads the readers of manifests, and most inputs have none.
    from netplan_audit.auditing.joining import joined, root_of  # noqa: PLC0415

    resources, objects = resources_of(one), resources_of(manifests)
    root = root_of(0, one.path, resources, build_network(resources))
    joint = joined({1: objects}, [root], (), ())
    if len(joint.together[1]) > 1:
        left = len(joint.alone[1])
        say(f"{manifests.path}: {left} objects of alternatives are left out; name one folder")
        return joint.whole(0, resources)
    return joint.whole(0, resources).joined(joint.alone[1].by_address)

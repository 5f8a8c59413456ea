"""The keys of a file of declared policies, with their types."""

from typing import Annotated, Any, Literal

import msgspec

Where = dict[str, Any]


class Relation(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Objects that edges of the network lead to, and what is asked of them.

    `through` are the kinds of the edges, one after the other; `<` before one goes against it.
    """

    through: str | list[str]
    kind: str | None = None
    where: Where = {}
    same: str | list[str] = []
    different: str | list[str] = []


class Conditions(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What is asked of an object; all of it must hold."""

    where: Where = {}
    cidr_within: str | list[str] = []
    cidr_overlaps: str | list[str] = []
    prefix_at_least: Annotated[int, msgspec.Meta(ge=0, le=32)] | None = None
    prefix_at_most: Annotated[int, msgspec.Meta(ge=0, le=32)] | None = None
    any: Relation | None = None
    every: Relation | None = None
    reachable_from: str | None = None
    ports: int | str | list[int | str] = "0-65535"
    protocol: Literal["tcp", "udp"] = "tcp"


class Match(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The objects that a policy is about."""

    kind: str
    where: Where = {}


class DeclaredPolicy(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One policy: what it is about, and what must or must not hold."""

    id: str
    title: str
    match: Match
    severity: Literal["critical", "high", "medium", "low", "info"] = "medium"
    enforcement: Literal["advisory", "overridable", "mandatory"] = "overridable"
    description: str = ""
    remediation: str = ""
    message: str = ""
    require: Conditions | None = None
    forbid: Conditions | None = None
    expr: str | None = None


class PolicyFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A file of declared policies."""

    version: Literal[1]
    policies: list[DeclaredPolicy]

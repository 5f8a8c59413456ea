"""The keys of a configuration file, with their types."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from netplan_audit.config.words import (
    AtlantisCompat,
    ColorWord,
    ConfidenceWord,
    Format,
    ParserName,
    SeverityWord,
)
from netplan_audit.policy.entries import CheckEntry


class SuppressionItem(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Results that are accepted: of which checks, at which resources, why and until when."""

    check: str | list[str]
    resources: str | list[str] = "*"
    inputs: str | list[str] = []
    reason: str = ""
    owner: str = ""
    until: date | None = None


class Suppressions(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Suppressions, and the terms for them and for the comments in the source."""

    require_reason: bool = True
    max_days: Annotated[int, msgspec.Meta(ge=1)] | None = None
    items: list[SuppressionItem] = []


class ClusterItem(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Which cluster manifests are for: globs of their paths, the folder or file of the root.

    Paths are from the folder of the configuration; `cluster` is the address of one of several.
    """

    manifests: str | list[str]
    root: str
    cluster: str = ""


class ConfigFile(
    msgspec.Struct, forbid_unknown_fields=True, frozen=True, rename="kebab", omit_defaults=True
):
    """The keys of a configuration file; most are options of `scan` under the same name."""

    version: Literal[1] = 1
    policy: str | None = None
    policy_dir: str | list[str] | None = None
    fail_on: str | list[str] | None = None
    warn_on: str | list[str] | None = None
    exit_zero: bool | None = None
    severity: SeverityWord | None = None
    min_confidence: ConfidenceWord | None = None
    select: str | list[str] | None = None
    ignore: str | list[str] | None = None
    category: str | list[str] | None = None
    baseline: str | None = None
    baseline_strict: bool | None = None
    new_only: bool | None = None
    show_suppressed: bool | None = None
    no_ignores: bool | None = None
    require_network: bool | None = None
    format: Format | None = None
    path_prefix: str | None = None
    comment_id: str | None = None
    max_bytes: Annotated[int, msgspec.Meta(ge=1_000)] | None = None
    atlantis_compat: AtlantisCompat | None = None
    color: ColorWord | None = None
    var_file: str | list[str] | None = None
    workspace: str | None = None
    hcl_parser: ParserName | None = None
    include_examples: bool | None = None
    kubernetes_only: bool | None = None
    no_kubernetes: bool | None = None
    checks: dict[str, CheckEntry | None] = {}
    clusters: list[ClusterItem] = []
    suppressions: Suppressions | None = None

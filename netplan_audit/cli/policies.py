"""From options and a configuration to the policy of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from netplan_audit.check import Check
    from netplan_audit.config.clusters import Place
    from netplan_audit.config.file import Config
    from netplan_audit.policy import Policy
    from netplan_audit.suppressions.suppression import Configured


class Choice(Struct, frozen=True):
    """What options say of the checks that run and of the threshold."""

    policy: str = "default"
    select: Sequence[str] | None = None
    ignore: Sequence[str] | None = None
    category: Sequence[str] | None = None
    fail_on: Sequence[str] | None = None
    locked_checks: Sequence[str] | None = None
    warn_on: Sequence[str] | None = None


def chosen(choice: Choice, config: Config | None, checks: Sequence[Check]) -> Policy:
    """Put together what runs and what fails the run.

    Raises UsageError; where the word stands in the configuration, with its file and line.
    """
    from netplan_audit.policy import Gate, named  # noqa: PLC0415 - help must not wait for it

    if config is not None:
        check_words(config, checks)
    policy = _base(choice.policy, config, checks)
    if config is not None:
        from netplan_audit.policy.entries import applied  # noqa: PLC0415 - as above

        policy = applied(policy, config.content.checks, config.document)
    policy = _locked(policy, words(choice.locked_checks), config)
    policy = policy.narrowed(words(choice.select), words(choice.ignore), words(choice.category))
    gate = policy.gate if choice.fail_on is None else Gate.of(words(choice.fail_on), checks)
    warned = (check.id for word in words(choice.warn_on) for check in named(word, checks))
    return replace(policy, gate=replace(gate, advisory=frozenset(warned)))


def words(values: Sequence[str] | None) -> list[str]:
    """Split what commas join; an option that is given but empty stays visible as ''."""
    return [word.strip() for value in values or () for word in value.split(",")]


def places_of(config: Config | None) -> tuple[Place, ...]:
    """Return what a configuration says of clusters; raises UsageError."""
    if config is None or not config.content.clusters:
        return ()
    from netplan_audit.config import clusters  # noqa: PLC0415 - see chosen

    return tuple(clusters.places_of(config))


def suppressions_of(config: Config | None, checks: Sequence[Check]) -> Configured | None:
    """Return what a configuration says of suppressions; raises UsageError."""
    if config is None:
        return None
    from netplan_audit.config.suppressions import configured  # noqa: PLC0415 - see chosen

    return configured(config, [check.id for check in checks])


def notes(config: Config | None) -> Iterator[Diagnostic]:
    """Say so where a file of the repository decides what fails: its author may be the change's."""
    if config is None or config.boundary is None:
        return
    from netplan_audit.config.file import GATE_KEYS  # noqa: PLC0415 - help must not wait for it

    keys = [key for key in config.document.data if key in GATE_KEYS]
    keys += [f"checks.{word}" for word in config.content.checks]
    if keys:
        message = f"this file of the repository decides what fails: {', '.join(keys)}"
        yield Diagnostic("note", "configured-gate", message, config.path)


def check_words(config: Config, checks: Sequence[Check]) -> None:
    """Refuse words of a configuration that name nothing, with their line."""
    from netplan_audit.policy import Gate, Policy  # noqa: PLC0415 - help must not wait for it

    policy = Policy.default(checks)
    for key, value in config.options().items():
        try:
            if key == "fail-on":
                Gate.of(words(value), checks)
            elif key in {"select", "ignore", "warn-on"}:
                policy.narrowed(select=words(value))
            elif key == "category":
                policy.narrowed(["*"], (), words(value))
        except UsageError as error:
            raise config.document.error((key,), f"{key}: {error.message}", error.hint) from None


def _base(name: str, config: Config | None, checks: Sequence[Check]) -> Policy:
    from netplan_audit.policy import Policy  # noqa: PLC0415 - help must not wait for it

    if name == "default":
        return Policy.default(checks)
    from netplan_audit.policy.file import load_policy  # noqa: PLC0415 - YAML is slow to load

    own = config is not None and config.options().get("policy") == name
    return load_policy(name, checks, config.boundary if config is not None and own else None)


def _locked(policy: Policy, locks: Sequence[str], config: Config | None) -> Policy:
    """Keep locked checks as they are: nothing in the repository may loosen or silence them."""
    if not locks:
        return policy
    from netplan_audit.config.file import GATE_KEYS  # noqa: PLC0415 - help must not wait for it
    from netplan_audit.policy import named  # noqa: PLC0415

    checks = [setting.check for setting in policy.settings]
    locked = {check.id for word in locks for check in named(word, checks)}
    if config is not None and config.boundary is not None:
        why = f"checks are locked: {', '.join(locks)}"
        for key in config.document.data:
            if key in GATE_KEYS:
                message = f"{key} decides what fails, and a repository's file may not: {why}"
                raise config.document.error((key,), message)
        for word in config.content.checks:
            if {check.id for check in named(word, checks)} & locked:
                message = f"a repository's file may not change {word}: {why}"
                raise config.document.error(("checks", word), message)
    return replace(
        policy,
        settings=tuple(
            replace(setting, ignorable=False) if setting.check.id in locked else setting
            for setting in policy.settings
        ),
    )
